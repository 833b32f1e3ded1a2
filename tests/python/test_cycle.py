"""Map.cycle."""

import math

import numpy as np
import pytest

import chaos

LOGISTIC, HENON, STANDARD = (chaos.maps[name] for name in ("logistic", "henon", "standard"))


def test_a_fixed_point_and_its_multiplier():
    got = LOGISTIC.cycle(1, r=3.9, x=0.7)
    assert got.converged is True and got.points.shape == (1,)
    assert got.points[0] == pytest.approx(1 - 1 / 3.9, abs=1e-15)
    assert got.multipliers.dtype == complex and got.multipliers[0] == pytest.approx(2 - 3.9)
    assert got.residual < 1e-15


def test_a_superstable_cycle_has_multiplier_zero():
    got = LOGISTIC.cycle(3, r=3.8318740552833156, x=0.5)
    assert got.converged and abs(got.multipliers[0]) < 1e-10
    orbit = LOGISTIC.orbit(3, r=3.8318740552833156, x=got.points[0])
    np.testing.assert_allclose(orbit, got.points, atol=1e-14)


def test_in_two_dimensions():
    try:
        got = HENON.cycle(2, x=1.0, y=-0.1)
    except NotImplementedError as error:
        pytest.skip(str(error))
    assert got.converged and got.points.shape == (2, 2) and got.multipliers.shape == (2,)
    assert np.prod(got.multipliers) == pytest.approx(0.3**2)
    center = STANDARD.cycle(1, k=0.9, theta=3.1, p=0.01)
    np.testing.assert_allclose(np.abs(center.multipliers), 1)
    assert np.sum(center.multipliers) == pytest.approx(2 - 0.9)
    assert center.points[0] == pytest.approx([math.pi, 0], abs=1e-12)


def test_not_converging_is_an_outcome():
    got = LOGISTIC.cycle(2, r=-5.0, x=1e150)
    assert isinstance(got.converged, bool) and got.points.shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "message"),
    [
        ((), {}, TypeError, "needs period"),
        ((0,), {}, ValueError, "period must be at least 1"),
        ((-1,), {}, ValueError, "period must be at least 1"),
        ((1.0,), {}, TypeError, "period must be an integer"),
        ((True,), {}, TypeError, "period must be an integer"),
        ((2**62,), {}, (MemoryError, ValueError), "."),
        ((100_001,), {}, ValueError, "period"),
        ((1,), {"r": np.nan}, ValueError, "r must be finite"),
        ((1,), {"x": [0.1, 0.2]}, TypeError, "not arrays"),
        ((1,), {"transient": 5}, TypeError, "no option 'transient'"),
        ((1, 3.9), {}, TypeError, "by name"),
    ],
)
def test_bad_arguments(arguments, keywords, error, message):
    with pytest.raises(error, match=message):
        LOGISTIC.cycle(*arguments, **keywords)
