# SPDX-License-Identifier: MIT
"""Map.derivatives: shapes, names, and numbers known by other means."""

import numpy as np
import pytest

import chaos

HENON = "x' = 1 - a*x^2 + y; y' = b*x"


def test_henon():
    m = chaos.Map(HENON, a=1.4, b=0.3)
    assert m.derivatives(1, x=0.5, y=0).tolist() == [[-1.4, 1], [0.3, 0]]
    assert m.derivatives(1, state=[0.5, 0]).tolist() == [[-1.4, 1], [0.3, 0]]
    hessians = m.derivatives(2, x=0.5)
    assert hessians.shape == (2, 2, 2) and hessians[0, 0, 0] == -2.8 and np.count_nonzero(hessians) == 1
    assert m.derivatives(5).shape == (2,) * 6 and not m.derivatives(3).any()


def test_over_names():
    m = chaos.Map(HENON, a=1.4, b=0.3)
    assert m.derivatives(1, over="a", x=0.5).tolist() == [-0.25, 0]
    assert m.derivatives(2, over="x").tolist() == [-2.8, 0]
    assert m.derivatives(1, over=["b", "x"], at={"x": 0.5}).tolist() == [[0, -1.4], [0.5, 0.3]]
    both = m.derivatives(2, over=("x", "a"), x=0.5)
    assert both[0].tolist() == [[-2.8, -1], [-1, 0]]


def test_greek_and_lattices():
    m = chaos.Map("θ' = θ + ω - k*sin(θ)", omega=0.2, k=0.5)
    assert m.derivatives(1, over="ω", theta=1.0).tolist() == [1]
    assert m.derivatives(1, theta=1.0)[0, 0] == pytest.approx(1 - 0.5 * np.cos(1.0), abs=1e-15)
    ring = chaos.Map("x[i]' = r*x[i]*x[i+1]", N=4, r=2)
    jacobian = ring.derivatives(1, state=[1, 2, 3, 4])
    assert jacobian.tolist() == [[4, 2, 0, 0], [0, 6, 4, 0], [0, 0, 8, 6], [8, 0, 0, 2]]


def test_functions_have_differences():
    def step(x, y, a, b):
        return 1 - a * x**2 + y, b * x

    m = chaos.Map(step, states="x y", a=1.4, b=0.3)
    exact = chaos.Map(HENON, a=1.4, b=0.3)
    for order, tolerance in ((1, 1e-11), (2, 1e-9), (3, 1e-7)):
        got, expected = (each.derivatives(order, over=("a", "x", "y"), x=0.3, y=0.1) for each in (m, exact))
        assert np.abs(got - expected).max() < tolerance
    with pytest.raises(NotImplementedError, match="order must be 1 to 3"):
        m.derivatives(4)

    def broken(x):
        raise LookupError("no value")

    with pytest.raises(LookupError):
        chaos.Map(broken, states="x").derivatives(1)


@pytest.mark.parametrize(
    ("arguments", "values", "error", "match"),
    [
        ((), {}, TypeError, "order"),
        ((1.5,), {}, TypeError, "order must be a whole number, got 1.5"),
        ((0,), {}, ValueError, "order must be 1 to 5, got 0"),
        ((6,), {}, ValueError, "order must be 1 to 5, got 6"),
        ((1,), {"over": "q"}, TypeError, "has no parameter or state 'q'"),
        ((1,), {"over": (3,)}, TypeError, "over must be names"),
        ((1,), {"over": 5}, TypeError, "over must be names of parameters and states, got 5"),
        ((1,), {"over": ()}, ValueError, "at least one name"),
        ((1,), {"z": 3}, TypeError, "has no parameter or state 'z'"),
        ((1,), {"x": float("nan")}, ValueError, "x must be finite"),
        ((1,), {"x": [0.1, 0.2]}, TypeError, "takes numbers, not arrays"),
        ((1,), {"steps": 3}, TypeError, "steps"),
    ],
)
def test_mistakes(arguments, values, error, match):
    with pytest.raises(error, match=match):
        chaos.Map(HENON, a=1.4, b=0.3).derivatives(*arguments, **values)
