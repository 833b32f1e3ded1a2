# SPDX-License-Identifier: MIT
"""Survivors and escape rates against cycle expansions and closed systems, and through all doors."""

import numpy
import pytest

import chaos

OPEN = {"region": "abs(x - 0.5) <= 0.5"}
UNIT = {"x": (0, 1)}


@pytest.mark.parametrize("r", [4.5, 6])
def test_rates_are_those_of_cycle_expansions(r):
    m = chaos.maps["logistic"]
    s = m.sweep(r=r, starts=100_000, box=UNIT, measure={"survival": OPEN})
    rate = m.cycles(10, r=r).averages["escape_rate"][-1]
    assert abs(s.survival_rate - rate) < 4 * s.survival_rate_stderr < 0.03
    assert s.status == 0 and numpy.isnan(s.survival_exponent)


def test_an_axis_is_a_sweep_of_open_systems():
    m = chaos.maps["tent"]
    s = m.sweep(mu=(2.2, 3.8, 9), starts=5000, box=UNIT, measure={"survival": {**OPEN, "sides": ["x < 0", "x > 1"], "curve": 3}})
    expected = numpy.log(s.axes["mu"] / 2)
    assert (abs(s.survival_rate - expected) < 5 * s.survival_rate_stderr).all()
    assert (s.survival_sides == [0, 5000]).all() and (s.survival_curve[:, 0] == 5000).all()
    data = s.to_xarray()
    assert data.survival_rate.dims == ("mu",)
    assert data.survival_curve.dims == ("mu", "survival_record") and data.survival_record.values.tolist() == [0, 1, 2]


@pytest.mark.parametrize("ending", [".npz", ".tsv"])
def test_files_have_it_all(tmp_path, ending):
    m = chaos.maps["logistic"]
    s = m.sweep(r=[4.5, 5], starts=500, box=UNIT, measure={"survival": {**OPEN, "sides": "x < 0", "curve": 4}})
    s.save(tmp_path / f"s{ending}")
    again = chaos.load(tmp_path / f"s{ending}")
    for name in s:
        numpy.testing.assert_array_equal(again[name], s[name])
    numpy.testing.assert_array_equal(again.again().survival_curve, s.survival_curve)


def test_a_curve_may_be_of_all_steps():
    s = chaos.maps["tent"].sweep(mu=3, starts=100, box=UNIT, measure={"survival": {**OPEN, "steps": 20, "curve": "all"}})
    assert s.survival_curve.shape == (20,)


def test_threads_make_no_difference():
    m = chaos.maps["standard"]
    given = {"k": 10, "starts": 3000, "seed": 5, "measure": {"survival": {"region": "abs(p - pi) < 0.9*pi", "curve": 100}}}
    one, three = (m.sweep(**given, threads=threads) for threads in (1, 3))
    for name in one:
        numpy.testing.assert_array_equal(one[name], three[name])


def test_survival_has_names_for_it_all(tmp_path):
    s = chaos.maps["tent"].survival("abs(x - 0.5) <= 0.5", sides=["x < 0", "x > 1"], mu=3, starts=5000, steps=50, box=UNIT, seed=3)
    assert abs(s.rate - numpy.log(1.5)) < 5 * s.error and s.n0 < 10 and numpy.isnan([s.exponent, s.exponent_error]).all()
    assert s.sides == {"x<0": 0, "x>1": 5000}
    table = s.to_dataframe()
    assert table.survivors.tolist() == s.survivors.tolist() and table.fraction[0] == 1 and len(table) == 50
    assert repr(s).startswith("<chaos.Survival of tent: rate 0.4") and repr(s).endswith("5000 starts>")
    s.save(tmp_path / "s.npz")
    numpy.testing.assert_array_equal(chaos.load(tmp_path / "s.npz").survival_curve, s.survivors)
    assert s.to_xarray().survival_rate == s.rate
    assert chaos.maps["logistic"].survival(r=5, starts=2000, steps=100).sides == {}


def test_pictures_have_the_fit():
    pytest.importorskip("matplotlib")
    s = chaos.maps["tent"].survival("abs(x - 0.5) <= 0.5", mu=3, starts=5000, box=UNIT)
    axes = s.plot()
    curve, fit = axes.get_lines()
    assert axes.get_yscale() == "log" and axes.get_xscale() == "linear"
    slope = numpy.polyfit(fit.get_xdata(), numpy.log(fit.get_ydata()), 1)[0]
    assert abs(slope + s.rate) < 1e-9
    assert curve.get_ydata()[0] == 1 and s.plot(ax=axes) is axes
    later = chaos.maps["tent"].survival("abs(x - 0.5) <= 0.5", mu=numpy.array(3), starts=50_000, box=UNIT, transient=3)
    first, label = later.to_dataframe().iterate[int(later.n0)], later.plot().get_lines()[1].get_label()
    assert first == 3 + later.n0 and label.endswith(f"from ${first}$") and f"from iterate {first}," in repr(later)
    s = chaos.Map("x' = x + v; v' = v").survival("x < 1", box={"v": (0, 1)}, x=0, starts=5000)
    assert abs(s.exponent - 1) < 5 * s.exponent_error and s.status == chaos.Status.UNRESOLVED
    assert s.plot().get_xscale() == "log" and repr(s).startswith("<chaos.Survival of x' = x + v; v' = v: no rate; exponent ")
    s = chaos.maps["tent"].survival("x < 2", mu=1.5, starts=100)
    assert "no rate, 100 starts" in repr(s) and len(s.plot().get_lines()) == 1


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"mu": (1, 2, 3)}, TypeError, r"survival\(\) is of one point: mu must be a number"),
        ({"at": {"mu": [1, 2]}}, TypeError, "mu must be a number"),
        ({"region": 3}, (TypeError, ValueError), "region"),
        ({"region": "x <"}, ValueError, "region"),
        ({"region": "x < 1", "sides": "z"}, ValueError, "sides"),
        ({"sides": "x < 1"}, ValueError, "sides must be those of a region"),
        ({"starts": -1}, (TypeError, ValueError, OverflowError), "starts"),
        ({"steps": 0}, ValueError, "steps"),
        ({"nu": 3}, TypeError, "nu"),
    ],
)
def test_mistakes_are_named(given, error, words):
    with pytest.raises(error, match=words):
        chaos.maps["tent"].survival(**{"starts": 10, **given})


def test_orbits_that_leave_the_bound_alone():
    """Wherever that is among the rows that are recorded at a time."""
    m = chaos.Map("x' = 2*x")
    for n in range(1, 45):
        swept = m.sweep(x=[0.75 * 2.0 ** (1 - n)], bound=1, measure={"survival": {"region": "x > -1", "steps": 50, "curve": 50}})
        assert swept["survival_curve"].sum() == n
