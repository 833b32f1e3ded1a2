"""Map.lyapunov: exponents, their errors, what is said about them."""

import math

import numpy as np
import pytest

import chaos
from chaos import Status

LOGISTIC, HENON, STANDARD, TENT = (chaos.maps[name] for name in ("logistic", "henon", "standard", "tent"))


def test_shapes():
    a = np.linspace(1.0, 1.4, 3)
    one = HENON.lyapunov(2000)
    assert type(one.exponents) is float and type(one.stderr) is float and type(one.status) is Status
    both = HENON.lyapunov(2000, count="all")
    assert both.exponents.shape == both.stderr.shape == (2,)
    batch = HENON.lyapunov(2000, a=a[:, None], x=[0.1, 0.2], count=2)
    assert batch.exponents.shape == batch.stderr.shape == (3, 2, 2) and batch.status.shape == (3, 2)
    assert batch.status.dtype == np.uint32
    assert LOGISTIC.lyapunov(1000, count="all").exponents.shape == (1,)
    assert HENON.lyapunov(1000, a=a).exponents.shape == (3,)


def test_blocks_are_the_exponents_of_parts_and_average_to_the_whole():
    whole = LOGISTIC.lyapunov(6400, r=3.9)
    parts = LOGISTIC.lyapunov(6400, r=3.9, blocks=64)
    assert parts.exponents.shape == (64,) and parts.stderr == whole.stderr
    assert parts.exponents.mean() == pytest.approx(whole.exponents, rel=1e-12)
    assert HENON.lyapunov(640, a=[1.2, 1.4], count=2, blocks=8).exponents.shape == (2, 2, 8)
    orbit = LOGISTIC.orbit(6400, transient=1000, r=3.9)
    factors = np.log(np.abs(3.9 * (1 - 2 * orbit))).reshape(64, -1).mean(axis=1)
    np.testing.assert_allclose(parts.exponents, factors, atol=1e-12)


def test_the_transient_is_a_thousand_and_does_not_count():
    assert LOGISTIC.lyapunov(500, r=3.9) == LOGISTIC.lyapunov(500, transient=1000, r=3.9)
    later = LOGISTIC.lyapunov(500, transient=0, r=3.9, x=chaos.logistic(1000, 3.9, LOGISTIC.defaults["x"]))
    assert later.exponents == pytest.approx(LOGISTIC.lyapunov(500, r=3.9).exponents, abs=1e-12)


def test_exact_exponents():
    got = LOGISTIC.lyapunov(1_000_000, r=4.0)
    assert abs(got.exponents - math.log(2)) < 5 * got.stderr + 1e-6 and got.stderr < 1e-3
    for mu in (1.3, 1.9):
        assert TENT.lyapunov(10_000, mu=mu).exponents == pytest.approx(math.log(mu), abs=1e-13)
    both = HENON.lyapunov(100_000, count="all")
    assert both.exponents.sum() == pytest.approx(math.log(0.3), abs=1e-12)
    both = STANDARD.lyapunov(100_000, count="all", k=10.0)
    assert both.exponents.sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("m", "values", "expected", "error"),
    [
        (LOGISTIC, {"r": 3.6}, 0.183439, 3e-5),
        (LOGISTIC, {"r": 3.9}, 0.496038, 8e-5),
        (HENON, {}, 0.419192, 5e-5),
        (STANDARD, {"k": 10.0}, 1.6199, 2e-4),
    ],
)
def test_computed_exponents(m, values, expected, error):
    got = m.lyapunov(1_000_000, **values)
    assert abs(got.exponents - expected) < 5 * (error + got.stderr)


def test_minus_infinity_says_zero_derivative():
    got = LOGISTIC.lyapunov(1000, transient=0, r=2.0, x=0.5)
    assert got.exponents == -math.inf and Status.ZERO_DERIVATIVE in got.status
    near = LOGISTIC.lyapunov(1000, r=1 + math.sqrt(5))
    assert -math.inf < near.exponents < -12 and near.status == 0


def test_a_collapsed_orbit_is_flagged():
    got = TENT.lyapunov(10_000, mu=2.0)
    assert got.exponents == pytest.approx(math.log(2)) and Status.COLLAPSED in got.status
    assert TENT.lyapunov(10_000, mu=1.9).status == 0


def test_a_sticky_orbit_is_unresolved():
    got = STANDARD.lyapunov(20_000, k=1.2, theta=np.linspace(0.1, 6.2, 60), p=0.05)
    assert (got.status & Status.UNRESOLVED > 0).any()
    assert HENON.lyapunov(100_000).status == 0


def test_escaped_and_bad_points_are_nan_with_a_status():
    got = LOGISTIC.lyapunov(1000, r=[3.9, 4.5, np.nan], x=0.3)
    assert np.isnan(got.exponents).tolist() == [False, True, True]
    assert got.status[0] == 0
    assert got.status[1] & Status.ESCAPED and got.status[2] & Status.NONFINITE


def test_out_takes_an_earlier_result():
    r = np.linspace(3.6, 4, 50)
    first = LOGISTIC.lyapunov(1000, r=r)
    expected = LOGISTIC.lyapunov(1000, r=r[::-1])
    again = LOGISTIC.lyapunov(1000, r=r[::-1], out=first)
    assert all(a is b for a, b in zip(first, again))
    for a, b in zip(again, expected):
        np.testing.assert_array_equal(a, b)
    some = np.empty(50)
    got = LOGISTIC.lyapunov(1000, r=r, out=(some, None, None))
    assert got.exponents is some and got.stderr.shape == (50,)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("x' = 0.9*x + 1; y' = x", 1),
        ("x' = 1 - 1.4*x^2; y' = 1 - 1.9*y^2; z' = y + x", 2),
        ("x' = 1 - 1.4*x^2; y' = x; z' = 0.5*z + y", 2),
    ],
)
def test_a_singular_direction_leaves_the_others_alone(text, count):
    """The last vector becomes exactly 0 in each step."""
    m = chaos.Map(text)
    fewer, all_ = m.lyapunov(1000, count=count), m.lyapunov(1000, count=count + 1)
    assert all_.exponents[:count] == pytest.approx(np.atleast_1d(fewer.exponents), abs=1e-13)
    assert all_.exponents[count] == -np.inf and chaos.Status.ZERO_DERIVATIVE in chaos.Status(all_.status)


def test_sizes_that_can_not_be_are_mistakes_before_they_are_arrays():
    for options, says in (
        ({"blocks": 2**62}, "blocks must be at most 10, the number of steps"),
        ({"blocks": 11}, "blocks must be at most 10"),
        ({"count": 10**12}, "count must be at most 2, the number of states"),
    ):
        with pytest.raises(ValueError, match=says):
            HENON.lyapunov(10, **options)
