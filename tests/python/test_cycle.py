"""Map.cycle."""

import json
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


@pytest.mark.parametrize(
    ("m", "period", "values", "exponent", "multiplier"),
    [
        (LOGISTIC, 1, {"r": 3.9, "x": 0.7}, math.log(1.9), 1.9),
        (LOGISTIC, 1100, {"r": 4.0, "x": 0.3}, math.log(2), math.inf),  # 2**1100
        (chaos.Map("x' = 0.5*x"), 2000, {"x": 0.3}, -math.log(2), 0.0),
        (chaos.Map("x' = 0*x"), 1, {"x": 0.3}, -math.inf, 0.0),
    ],
)
def test_exponents_are_right_where_multipliers_are_beyond_floats(m, period, values, exponent, multiplier):
    got = m.cycle(period, **values)
    assert got.converged and got.exponents.shape == got.multipliers.shape == (1,)
    assert got.exponents[0] == pytest.approx(exponent, rel=1e-12) and abs(got.multipliers[0]) == pytest.approx(multiplier)


def test_the_result_has_tables_of_columns():
    got = LOGISTIC.cycle(2, r=3.2, x=0.5)
    result = got.result
    assert type(result) is chaos.Result and result.kind == "cycles" and result.map is LOGISTIC
    assert list(result) == ["rows"] and len(result) == 1 and result["rows"].rows == 1
    assert list(result["rows"]) == ["period", "points", "multipliers", "exponents", "points_error", "multipliers_error",
                                    "residual", "converged", "family", "unstable", "neutral", "index"]  # fmt: skip
    assert result["rows"]["period"].tolist() == [2] and result["rows"]["period"].dtype == np.uint64
    assert result["rows"]["points"][0] is got.points and result["rows"]["multipliers"].dtype == complex
    assert json.loads(json.dumps(result.recipe))["params"] == {"r": 3.2}
    assert "cycles of logistic" in repr(result) and "1 row: period" in repr(result)
    with pytest.raises(KeyError, match="did you mean 'rows'"):
        result["row"]
    with pytest.raises(KeyError, match="did you mean 'points'"):
        result["rows"]["point"]


def test_errors_and_families():
    at_tangency = LOGISTIC.cycle(3, r=1 + 8**0.5, x=0.16)
    assert at_tangency.converged and not at_tangency.family
    assert 1e-10 < at_tangency.points_error < 1e-6 and abs(at_tangency.multipliers[0] - 1) <= at_tangency.multipliers_error[0] < 1e-5
    family = chaos.Map("x' = 0.5*x + 1; y' = y").cycle(1, x=0, y=0.3)
    assert family.converged and family.family == 1 and family.points.tolist() == [[pytest.approx(2), 0.3]]
    assert family.points_error.shape == family.multipliers_error.shape == (2,)


def test_progress_and_threads():
    seen = []
    got = LOGISTIC.cycle(50, r=3.9, x=0.3, threads=2, progress=lambda *report: seen.append(report))
    assert seen and seen[-1][0] == seen[-1][1]
    np.testing.assert_array_equal(got.points, LOGISTIC.cycle(50, r=3.9, x=0.3, threads=1).points)


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
    np.testing.assert_allclose(got.exponents, np.log(np.abs(got.multipliers)) / 2, rtol=1e-12)


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
