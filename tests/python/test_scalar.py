"""chaos.NAME(steps, *params, *states)."""

import inspect
import math
import pickle

import numpy as np
import pytest

import chaos


def logistic_loop(steps, r, x):
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x


def tent_loop(steps, mu, x):
    for _ in range(steps):
        x = mu * min(x, 1.0 - x)
    return x


def henon_loop(steps, a, b, x, y):
    for _ in range(steps):
        x, y = 1.0 - a * (x * x) + y, b * x
    return x, y


def ring_loop(steps, r, eps, *x):
    for _ in range(steps):
        f = [r * s * (1.0 - s) for s in x]
        x = tuple((1.0 - eps) * f[i] + eps / 2.0 * (f[i - 1] + f[(i + 1) % len(f)]) for i in range(len(f)))
    return x


def test_a_million_steps_equal_the_python_loop_bit_for_bit():
    assert chaos.logistic(1_000_000, 3.9, 0.5) == logistic_loop(1_000_000, 3.9, 0.5)


@pytest.mark.parametrize("steps", [0, 1, 2, 63, 64, 65, 127, 1000, 8192, 8193])
def test_every_number_of_steps_equals_the_python_loop(steps):
    assert chaos.logistic(steps, 3.77, 0.3) == logistic_loop(steps, 3.77, 0.3)
    assert chaos.tent(steps, 1.9, 0.3) == tent_loop(steps, 1.9, 0.3)
    assert chaos.henon(steps, 1.4, 0.3, 0.1, 0.2) == henon_loop(steps, 1.4, 0.3, 0.1, 0.2)


def test_a_lattice_takes_all_its_sites():
    x = [0.1 + 0.8 * i / 16 for i in range(16)]
    assert chaos.logistic_ring(100, 3.9, 0.1, *x) == ring_loop(100, 3.9, 0.1, *x)


def test_maps_with_a_sine_are_near_the_python_loop():
    theta = 0.3
    for _ in range(5):
        theta = (theta + 0.4 - 0.9 / (2 * math.pi) * math.sin(2 * math.pi * theta)) % 1.0
    assert chaos.circle(5, 0.4, 0.9, 0.3) == pytest.approx(theta, abs=1e-14)
    theta, p = 1.0, 2.0
    for _ in range(5):
        p = p + 0.9 * math.sin(theta)
        theta, p = (theta + p) % (2 * math.pi), p % (2 * math.pi)
    assert chaos.standard(5, 0.9, 1.0, 2.0) == pytest.approx((theta, p), abs=1e-13)


def test_one_state_gives_a_float_and_more_a_tuple_of_floats():
    assert type(chaos.logistic(3, 3.9, 0.5)) is float
    assert [type(value) for value in chaos.henon(3, 1.4, 0.3, 0.1, 0.1)] == [float, float]


def test_an_escaped_orbit_is_nan():
    assert math.isnan(chaos.logistic(1000, 4.5, 0.3))
    assert all(map(math.isnan, chaos.henon(1000, 1.4, 0.3, 10.0, 10.0)))


def test_integers_and_numpy_scalars_are_numbers():
    assert chaos.logistic(np.int64(5), np.float64(3.9), 0.5) == chaos.logistic(5, 3.9, 0.5)
    assert chaos.logistic(5, 3, 0.5) == chaos.logistic(5, 3.0, 0.5)
    assert chaos.logistic(5, np.float32(3.5), 0.5) == chaos.logistic(5, 3.5, 0.5)


def test_arrays_broadcast_as_in_iterate():
    r, x = np.array([[3.7], [3.9]]), [0.1, 0.2, 0.3]
    got = chaos.logistic(50, r, x)
    assert got.shape == (2, 3)
    assert got[1, 2] == chaos.logistic(50, 3.9, 0.3)
    assert chaos.henon(5, 1.4, [0.3, 0.2], 0.1, 0.1).shape == (2, 2)


def test_the_catalogue_is_there_as_functions_with_their_signature(any_map):
    function = getattr(chaos, any_map.name)
    assert function.__name__ == any_map.name and function.__module__ == "chaos"
    names = list(inspect.signature(function).parameters)
    assert names[0] == "steps"
    if any_map.N is None:
        assert names[1:] == [*any_map.params, *any_map.states]
    result = function(3, *any_map.defaults.values())
    assert np.array_equal(result, any_map.iterate(3))


def test_functions_pickle(any_map):
    function = getattr(chaos, any_map.name)
    assert pickle.loads(pickle.dumps(function)) is function
