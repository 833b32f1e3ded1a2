"""Map.float_cycle: where an orbit repeats bit by bit."""

import math

import numpy as np
import pytest

import chaos

LOGISTIC, HENON = chaos.maps["logistic"], chaos.maps["henon"]


def plain(r, x):
    """Steps before the cycle, and its length."""
    seen = {}
    while x not in seen:
        seen[x] = len(seen)
        x = r * x * (1.0 - x)
    return seen[x], len(seen) - seen[x]


@pytest.mark.parametrize("r", [2.5, 3.2, 3.5, 3.83])
def test_one_orbit(r):
    got = LOGISTIC.float_cycle(r=r, x=0.3, max_steps=100_000)
    assert isinstance(got, chaos.FloatCycle)
    assert got.found is True and (got.tail, got.length) == plain(r, 0.3)
    assert isinstance(got.length, int) and got.log_multiplier < 0


def test_values_broadcast():
    r, x = np.array([[2.5], [3.2], [3.9]]), np.array([0.2, 0.3, 0.4, 0.5])
    got = LOGISTIC.float_cycle(50_000, r=r, x=x)
    assert got.found.dtype == bool and {a.shape for a in got} == {(3, 4)}
    assert got.found[:2].all() and not got.found[2].any()
    assert (got.length[2] == 0).all() and np.isnan(got.log_multiplier[2]).all()
    for i in range(2):
        for j in range(4):
            assert (got.tail[i, j], got.length[i, j]) == plain(r[i, 0], x[j])
    np.testing.assert_allclose(got.log_multiplier[1], 2 * math.log(0.4), atol=1e-12)


def test_an_orbit_that_escapes_repeats_nowhere():
    got = LOGISTIC.float_cycle(1000, r=4.5, x=0.3)
    assert got[:3] == (False, 0, 0) and math.isnan(got.log_multiplier) and got.status is chaos.Status.ESCAPED
    several = LOGISTIC.float_cycle(1000, r=[4.5, 3.2, np.nan], x=0.3)
    assert several.status.tolist() == [chaos.Status.ESCAPED, 0, chaos.Status.ESCAPED | chaos.Status.NONFINITE]


def test_a_fixed_point_of_two_states():
    got = HENON.float_cycle(10_000, a=0.2, b=0.3)
    assert got.found and got.length in (1, 2) and got.log_multiplier < 0


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({}, TypeError, "float_cycle.. needs max_steps"),
        ({"max_steps": 0}, ValueError, "max_steps must be at least 1, got 0"),
        ({"max_steps": 10, "wrap": False}, TypeError, "wrap"),
        ({"max_steps": 10, "y": 1.0}, TypeError, "y"),
    ],
)
def test_mistakes(arguments, error, words):
    with pytest.raises(error, match=words):
        LOGISTIC.float_cycle(**arguments)


def test_functions_that_may_know_more_than_their_state_are_refused():
    with pytest.raises(ValueError, match="not declared pure"):
        chaos.Map(lambda x, r: r * x * (1 - x), states=["x"], r=3.2, x=0.3).float_cycle(1000)


def test_it_can_be_stopped():
    def stop(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        LOGISTIC.float_cycle(2**40, r=3.9, x=[0.3, 0.4], progress=stop)


@pytest.mark.parametrize("name", ["logistic", "gumowski_mira", "henon"])
def test_each_start_as_if_it_were_alone(name):
    m, random = chaos.maps[name], np.random.default_rng(4)
    param, state = m.params[0], m.states[0]
    p = m.defaults[param] * (1 - 0.3 * random.random(70))
    x = m.defaults[state] * (1 + 1e-3 * random.random(70))
    all_of_them = m.float_cycle(20_000, **{param: p, state: x})
    for i in range(0, 70, 9):
        alone = m.float_cycle(20_000, **{param: p[i], state: x[i]})
        assert [repr(float(values[i])) for values in all_of_them] == [repr(float(value)) for value in alone]
