# SPDX-License-Identifier: MIT
"""Edges of basins: edge states, and how far states are from them."""

import math

import numpy
import pytest

import chaos

CUBIC = chaos.Map("x' = 1.5*x - x^3")
BOX = {"x": (-1.2, 1.2)}


def test_the_edge_state_of_the_cubic_map_is_0():
    found = CUBIC.edge(-0.3, 0.9, box=BOX)
    assert (found.period, len(found.points)) == (1, 1001)
    assert abs(found.points[100:]).max() < 2e-6 and math.isclose(found.growth, math.log(1.5), abs_tol=1e-6)


def test_the_edge_state_of_henon_is_its_other_fixed_point():
    henon = chaos.maps["henon"]
    found = henon.edge([0, 0], [3, 0])
    saddle = henon.cycles(1)[0].points[0]
    assert found.period == 1 and abs(found.points[20:] - saddle).max() < 1e-5
    assert math.isclose(found.growth, henon.cycles(1)[0].exponents[0], abs_tol=1e-4)


def test_an_edge_state_of_two_states_on_a_line():
    """The edge is x = 0, on which y tends to 0."""
    found = chaos.Map("x' = 1.5*x - x^3; y' = 0.5*y + 0.3*x").edge([-0.3, 0.1], [0.9, 0.2], box={**BOX, "y": (-1, 1)})
    assert found.period == 1 and abs(found.point).max() < 2e-6


@pytest.mark.parametrize("threads", [1, 2])
def test_distance_to_a_circle(threads):
    found = chaos.Map("complex z; z' = z^2").edge_distance([0.2, 0.1], box={"z_re": (-1.5, 1.5), "z_im": (-1.5, 1.5)}, threads=threads)
    assert math.isclose(found.distance, 1 - math.hypot(0.2, 0.1), rel_tol=1e-9)
    assert math.isclose(numpy.hypot(*found.nearest), 1, rel_tol=1e-9)


def test_distance_in_one_state():
    found = CUBIC.edge_distance(0.5**0.5, box=BOX)
    assert math.isclose(found.nearest, 1.5**0.5, rel_tol=1e-9) and math.isclose(found.distance, 1.5**0.5 - 0.5**0.5, rel_tol=1e-9)


def test_threads_make_no_difference():
    one, two = (chaos.maps["henon"].edge([0, 0], [3, 0], steps=200, threads=threads) for threads in (1, 2))
    assert one.points.tobytes() == two.points.tobytes() and one.growth == two.growth


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: CUBIC.edge(-0.3, -0.4, box=BOX), "to must go elsewhere than from"),
        (lambda: CUBIC.edge([1, 2], 3, box=BOX), "a state must be 1 numbers, x, got 2"),
        (lambda: CUBIC.edge(math.nan, 1, box=BOX), "must be finite, got nan of x"),
        (lambda: CUBIC.edge(0.1, -0.1), "box must have a range of x"),
        (lambda: CUBIC.edge(0.1, -0.1, box=BOX, steps=0), "steps must be"),
        (lambda: chaos.maps["standard"].edge([1, 1], [2, 2]), "comes to no attractor"),
        (lambda: CUBIC.edge_distance(0.0, box=BOX), "comes to no attractor"),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(ValueError, match=message):
        call()
