# SPDX-License-Identifier: MIT
"""Map.bifurcation_diagram against counts of cycles that are known."""

import json
import math

import numpy as np
import pytest

import chaos

LOGISTIC = chaos.maps["logistic"]
PRIMES = [2, 1, 2, 3, 6, 9, 18, 30]  # cycles of the least period n at r = 4, from 2^n points


def counts(diagram, value, periods):
    found = [len(cycle.points) for cycle in diagram.cycles_at(value)]
    return [found.count(period) for period in range(1, periods + 1)]


def test_logistic_map_to_period_8():
    """At r = 4 all, at 3.9 as many as are found there."""
    d = LOGISTIC.bifurcation_diagram(r=(2, 4), max_period=8)
    assert d.stopped == "no" and len(d.branches) == len(d.parents)
    assert counts(d, 4, 8) == PRIMES
    assert counts(d, 3.9, 8) == LOGISTIC.cycles(8, r=3.9).periods["cycles"].tolist()
    # Cycles of odd periods are born in folds, 1/2 of the number that there are at r = 4; period 3 at 1 + sqrt 8.
    folds = {}
    for branch in d.branches:
        for point in branch.special_points:
            if point.kind == "fold":
                folds.setdefault(len(point.points), []).append(point.parameter)
    assert [len(folds[n]) for n in (3, 5, 7)] == [1, 3, 9]
    assert folds[3][0] == pytest.approx(1 + 8**0.5, abs=1e-13)
    # Doubled cycles have their flip for a parent.
    for branch, parent in zip(d.branches, d.parents):
        if parent is not None and d.branches[parent[0]].special_points[parent[1]].kind == "flip":
            assert branch.points.shape[1] == 2 * d.branches[parent[0]].points.shape[1]
    assert "branches found" in repr(d)


def test_pitchfork_and_plane():
    m = chaos.Map("x' = r*x - x^3")
    d = m.bifurcation_diagram(r=(0, 1.8), max_period=1, box={"x": (-2, 2)})
    assert len(d.branches) == 2 and counts(d, 1.5, 1) == [3] and counts(d, 0.5, 1) == [1]
    d = chaos.maps["henon"].bifurcation_diagram(a=(0, 1), max_period=2, seeds=3)
    specials = sorted(round(p.parameter, 10) for b in d.branches for p in b.special_points if p.kind == "flip")
    assert specials == [0.3675, 0.9125] and counts(d, 0.8, 2) == [2, 1]


def test_branches_that_go_far_off_hide_none():
    """1 - 1/r goes to infinity at r = 0; Cantor set of all cycles above r = 4."""
    d = chaos.Map("x' = r*x*(1-x)").bifurcation_diagram(r=(0, 4.2), max_period=4, box={"x": (-2, 2)})
    assert d.stopped == "no" and counts(d, 4.1, 4) == PRIMES[:4]


def test_cycles_far_from_zero():
    m = chaos.Map("z = x - 1e5; x' = 1e5 + r*z*(1 - z)")
    d = m.bifurcation_diagram(r=(2, 4), max_period=4, box={"x": (1e5 - 1, 1e5 + 2)})
    assert counts(d, 4, 4) == PRIMES[:4] and counts(d, 3.5, 4) == [2, 1, 0, 1]


def test_angles():
    """w = k sin(2 pi x)/(2 pi) passes the seam at w = 0, and nothing is lost there."""
    m = chaos.Map("x' = x + w - k/(2*pi)*sin(2*pi*x) mod 1", k=0.9)
    d = m.bifurcation_diagram(w=(-0.2, 0.2), max_period=1)
    for w in np.linspace(-0.14, 0.14, 113):
        x = np.arcsin(2 * np.pi * w / 0.9) / (2 * np.pi)
        found = np.sort([cycle.points[0] for cycle in d.cycles_at(w)])
        assert len(found) == 2
        assert np.abs(np.exp(2j * np.pi * found)[:, None] - np.exp(2j * np.pi * np.array([x, 0.5 - x]))).min(axis=0).max() < 1e-12


@pytest.mark.parametrize("calls", [1, 10_000, 30_000])
def test_ctrl_c(calls):
    """What there was until then."""
    left = calls

    def logistic(x, r):
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        return r * x * (1 - x)

    d = chaos.Map(logistic, states="x", r=3).bifurcation_diagram(r=(2, 4), max_period=3, box={"x": (-1, 2)})
    assert d.stopped == "canceled" and len(d.branches) == len(d.parents) and (calls == 1 or d.branches)
    assert len(d.cycles_at(2.5)) <= 2 and repr(d).endswith("special points, interrupted>")


def test_budget_and_plot():
    pytest.importorskip("matplotlib")
    d = LOGISTIC.bifurcation_diagram(r=(2, 4), max_period=4, budget=100)
    assert d.stopped == "budget" and sum(len(b) for b in d.branches) <= 100
    ax = LOGISTIC.bifurcation_diagram(r=(2, 3.5), max_period=4).plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$\\mathit{r}$", "$\\mathit{x}$") and "flip" in [t.get_text() for t in ax.get_legend().get_texts()]
    assert any(len(line.get_xdata()) == 100_000 for line in ax.get_lines())
    assert not any(len(line.get_xdata()) == 100_000 for line in d.plot(orbits=False).get_lines())
    with pytest.raises(ValueError, match="state must be one of x"):
        d.plot(state="y")


@pytest.mark.parametrize("m", [LOGISTIC, chaos.maps["henon"]])
def test_tables(m, tmp_path):
    pytest.importorskip("xarray")
    pytest.importorskip("pandas")
    d = m.bifurcation_diagram(**{m.params[0]: (0.9, 1.1) if m.dim > 1 else (2, 3.5)}, max_period=4, seeds=2)
    x, table, rows = d.to_xarray(), d.to_dataframe(), sum(len(b) for b in d.branches)
    points = np.concatenate([b.points.reshape(-1, m.dim) for b in d.branches])
    assert len(points) == len(table) and np.array_equal(table[list(m.states)], points) and np.array_equal(x.points.values.reshape(-1, m.dim), points)
    assert x.sizes["row"] == rows and x.sizes["branch"] == len(d.branches) == table["branch"].nunique()
    assert x.period.values.tolist() == [b.points.shape[1] for b in d.branches] and 4 in x.period
    assert x.special_kind.values.tolist() == [p.kind for b in d.branches for p in b.special_points]
    for i, (parent, special) in enumerate(zip(x.parent.values, x.parent_special_point.values)):
        assert d.parents[i] == (None if parent < 0 else (parent, special))
    last = len(d.branches) - 1
    assert np.array_equal(x[d.along][x.branch_of_row == last], d.branches[last].parameter)
    of_last = x.branch_of_row.values[x.row_of_point.values] == last
    assert np.array_equal(x.points.values[of_last].ravel(), d.branches[last].points.ravel())
    d.save(tmp_path / "d.npz")
    with np.load(tmp_path / "d.npz") as saved:
        assert np.array_equal(saved["points"], x.points) and saved["points_offsets"][-1] == len(points) and len(saved["points_offsets"]) == rows + 1
        assert saved["branches_parent"].tolist() == x.parent.values.tolist() and json.loads(str(saved["recipe"]))["stopped"] == "no"
        assert np.array_equal(saved["special_points_branch"], x.special_branch)


def test_tables_of_nothing(tmp_path):
    pytest.importorskip("xarray")
    pytest.importorskip("pandas")
    d = chaos.Map("x' = x + r").bifurcation_diagram(r=(1, 2), max_period=1, seeds=0, box={"x": (-1, 1)})
    assert len(d.branches) == 0 == len(d.to_dataframe()) == d.to_xarray().sizes["branch"]
    d.save(tmp_path / "d.npz")


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({}, TypeError, "needs a range of one parameter, as a=.0, 1., got 0"),
        ({"a": (0, 1), "b": (0, 1)}, TypeError, "of one parameter, as a=.0, 1., got 2"),
        ({"q": (0, 1)}, TypeError, "q must be a parameter"),
        ({"x": (0, 1)}, TypeError, "x must be a parameter"),
        ({"a": (1, 0)}, ValueError, "a must go from a low value"),
        ({"a": (-math.inf, 4)}, ValueError, "a must go from a low value to a high one, got -inf to 4"),
        ({"a": np.array([2.0, 1.0])}, ValueError, "a must go from a low value"),
        ({"a": (1, 2, 3)}, ValueError, "a must be a pair"),
        ({"a": (0, 1), "max_period": 0}, ValueError, "max_period must be from 1 to 1000, got 0"),
        ({"a": (0, 1), "max_period": 2.5}, TypeError, "max_period must be an int, got 2.5"),
        ({"a": (0, 1), "seeds": -1}, ValueError, "seeds must be"),
        ({"a": (0, 1), "budget": 1}, ValueError, "budget must be"),
        ({"a": (0, 1), "z": 1}, TypeError, "has no parameter or state 'z'"),
    ],
)
def test_mistakes(options, error, match):
    with pytest.raises(error, match=match):
        chaos.maps["henon"].bifurcation_diagram(**options)


def test_values_that_are_not_in_it():
    d = LOGISTIC.bifurcation_diagram(r=np.array([2, 3.5]), max_period=1, seeds=1)
    mistakes = ("3", TypeError, "r must be a number, got '3'"), (9, ValueError, "r must be in 2 to 3.5"), (math.nan, ValueError, "got nan")
    for value, error, match in mistakes:
        with pytest.raises(error, match=match):
            d.cycles_at(value)


@pytest.mark.filterwarnings("error")
def test_values_of_any_size():
    d = chaos.Map("x' = x/2 + r").bifurcation_diagram(r=(-1e300, 1e300), max_period=1, seeds=0, box={"x": (-1e301, 1e301)})
    assert counts(d, 1e299, 1) == [1] and d.cycles_at(1e299)[0].points[0] == pytest.approx(2e299)
