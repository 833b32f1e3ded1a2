# SPDX-License-Identifier: MIT
"""Map.bifurcation_curve: numbers checked in a second way, pictures, mistakes. Closed forms are tested in C."""

import copy
import json
import pickle

import numpy as np
import pytest

import chaos

HENON, GENERAL = chaos.maps["henon"], chaos.maps["generalized_henon"]


def henon_branch():
    return HENON.branch(HENON.cycle(1, a=0.2, b=0.3, x=1.1, y=0.33), along="a", to=(-0.5, 1.4))


def henon_curve(i, **options):
    return HENON.bifurcation_curve(henon_branch().special_points[i], **{"over": ("a", "b"), "to": ((-2, 5), (-2, 2)), **options})


def off_at(curve, i):
    """How far the critical multiplier of a row is from where it must be, by Map.cycle."""
    at = curve.recipe["params"] | dict(zip(curve.over, curve.parameters[i]))
    points = curve.points[i].reshape(-1, curve.map.dim)
    cycle = curve.map.cycle(len(points), at=at, state=points[0])
    if curve.of != "neimark_sacker":
        return np.abs(cycle.multipliers - {"fold": 1, "flip": -1}[curve.of]).min()
    products = np.multiply.outer(cycle.multipliers, cycle.multipliers)
    return np.abs(products[np.triu_indices(len(products), 1)] - 1).min()


def test_henon():
    fold, flip = henon_curve(0), henon_curve(1)
    (a, b), (u, v) = fold.parameters.T, flip.parameters.T
    assert np.abs(a + (1 - b) ** 2 / 4).max() < 1e-13 and np.abs(u - 3 * (1 - v) ** 2 / 4).max() < 1e-13
    [point] = flip.special_points
    assert isinstance(point, chaos.CurvePoint) and point.kind == "resonance_2" and point.exact
    assert point.parameters == pytest.approx([3, -1], abs=1e-13) and np.isnan(point.coefficient)
    assert flip.s[point.row] <= point.s <= flip.s[point.row + 1] and point.result is flip.result
    assert (flip.of, flip.over, flip.ends) == ("flip", ("a", "b"), "box") and flip.recipe["kind"] == "curve"
    assert flip.points.shape == (len(flip), 1, 2) and flip.multipliers.shape == (len(flip), 2) and np.isnan(flip.cosine).all()
    assert flip.residual.max() < 1e-12 and np.diff(flip.s).min() > 0 and "resonance 1:2" in repr(flip)
    near = np.abs(v - 0.3).argmin()
    assert flip.coefficient[near] == pytest.approx(0.136159139026112, abs=0.02) and flip.unstable[near] == 0
    assert {"parameters", "coefficient", "plot"} <= set(dir(flip))


@pytest.mark.parametrize("period", [2, 4, 6, 7])
def test_periods(period):
    cycles = HENON.cycles((period, period), a=1.4, b=0.3)
    c = cycles[0]
    b = HENON.branch(c, along="a", to=(0, 2))
    assert {"fold", "flip"} & {p.kind for p in b.special_points}
    for point in b.special_points:
        if point.kind in ("fold", "flip"):
            curve = HENON.bifurcation_curve(point, over=("a", "b"), to=((0, 2), (0, 0.6)), budget=120)
            assert len(curve) > 10 and max(off_at(curve, i) for i in range(0, len(curve), 7)) < 1e-5
            assert curve.parameters[np.argmin(np.abs(curve.s)), 0] == pytest.approx(point.parameter, abs=1e-9)


def test_neimark_sacker_curve():
    b = GENERAL.branch(GENERAL.cycle(1, a=0.3, b=0.6, r=-0.1, s=0.5, x=0.2, y=0.2), along="b", to=(-2, 3))
    point = next(p for p in b.special_points if p.kind == "neimark_sacker")
    curve = GENERAL.bifurcation_curve(point, over=("a", "b"), to=((-5, 5), (-5, 5)))
    pair = curve.multipliers[np.abs(curve.cosine) < 0.999]
    assert np.abs(np.abs(pair) - 1).max() < 1e-12 and max(off_at(curve, i) for i in range(0, len(curve), 31)) < 1e-9
    chenciner = next(p for p in curve.special_points if p.kind == "chenciner")
    assert chenciner.points[0, 0] == pytest.approx(11 / 15, abs=1e-12) and chenciner.cosine == pytest.approx(-11 / 30, abs=1e-12)
    assert chenciner.coefficients[0] == pytest.approx(-0.000628809, abs=1e-8) and np.isnan(chenciner.coefficients[1])
    before, after = curve.coefficient.real[chenciner.row : chenciner.row + 2]
    assert before * after < 0
    at = curve.recipe["params"] | dict(zip(curve.over, curve.parameters[chenciner.row]))
    again = GENERAL.branch(GENERAL.cycle(1, at=at, state=curve.points[chenciner.row, 0]), along="b", to=(at["b"] - 0.01, at["b"] + 0.01))
    [same] = [p for p in again.special_points if p.kind == "neimark_sacker" and p.exact]
    assert same.coefficient == pytest.approx(curve.coefficient[chenciner.row], abs=1e-10)


def test_a_fold_ends_at_a_generalised_flip():
    m = chaos.Map("x' = p + r*x - x^3", p=0.7, r=-0.8)
    b = m.branch(m.cycle(1, x=0.4), along="r", to=(-2, 1))
    flip = next(p for p in b.special_points if p.kind == "flip")
    first = m.bifurcation_curve(flip, over=("p", "r"), to=((-2, 2), (-2, 1)))
    assert [p.kind for p in first.special_points] == ["generalized_flip"] * 2
    folds = [p for c in m.cycles((2, 2), box={"x": (-2, 2)}, p=0.7, r=-0.5) for p in m.branch(c, along="r", to=(-2, 1)).special_points if p.kind == "fold"]
    ends = [m.bifurcation_curve(p, over=("p", "r"), to=((-2, 2), (-2, 1))) for p in folds]
    assert any("period" in (c.begins, c.ends) for c in ends)
    for point in first.special_points:
        fold = m.bifurcation_curve(point, over=("p", "r"), to=((-2, 2), (-2, 1)))
        p, r = fold.parameters.T
        assert fold.of == "fold" and fold.begins == "period" and np.abs(4 * (2 + r) ** 3 - 27 * p**2).max() < 1e-9


def test_from_one_curve_to_another():
    at = {"a": 0.3, "b": 0.6, "r": 0, "s": 0}
    b = GENERAL.branch(GENERAL.cycle(1, at=at, x=0.2, y=0.2), along="a", to=(-2, 4))
    fold = GENERAL.bifurcation_curve(next(p for p in b.special_points if p.kind == "fold"), over=("a", "b"), to=((-5, 5), (-5, 5)))
    resonance, both = sorted(fold.special_points, key=lambda p: p.kind, reverse=True)
    assert (resonance.kind, both.kind) == ("resonance_1", "fold_flip") and both.parameters == pytest.approx([0, -1], abs=1e-12)
    flip = GENERAL.bifurcation_curve(both, over=("a", "b"), to=((-5, 5), (-5, 5)))
    a, c = flip.parameters.T  # a = x^2 + (1 + b) x with 2 x = 1 + b
    assert flip.of == "flip" and np.abs(a - 3 * (1 + c) ** 2 / 4).max() < 1e-12
    assert {"fold_flip", "resonance_2"} <= {p.kind for p in flip.special_points}
    pairs = GENERAL.bifurcation_curve(resonance, over=("a", "b"), to=((-5, 5), (-5, 5)))
    assert pairs.of == "neimark_sacker" and {"resonance_1", "resonance_2"} <= {p.kind for p in pairs.special_points}
    assert np.abs(pairs.parameters[:, 1] - 1).max() < 1e-12  # the product of the multipliers


def test_curves_of_twice_the_period():
    b = GENERAL.branch(GENERAL.cycle(1, a=0.3, b=0.6, r=-0.1, s=0, x=0.2, y=0.2), along="a", to=(-2, 4))
    options = {"over": ("a", "b"), "to": ((-5, 5), (-5, 5))}
    flip = GENERAL.bifurcation_curve(next(p for p in b.special_points if p.kind == "flip"), **options)
    point = next(p for p in flip.special_points if p.kind == "resonance_2")
    assert point.curves == [("flip", 1), ("neimark_sacker", 1), ("neimark_sacker", 2)]
    single, twice = GENERAL.bifurcation_curve(point, **options), GENERAL.bifurcation_curve(point, period=2, **options)
    assert (single.of, single.points.shape[1], twice.of, twice.points.shape[1]) == ("neimark_sacker", 1, "neimark_sacker", 2)
    assert (twice.begins, twice.recipe["from"]) == ("period", "resonance_2") and twice.parameters[0] == pytest.approx(point.parameters, abs=1e-3)
    assert max(off_at(twice, i) for i in range(1, len(twice), 5)) < 1e-9
    again = GENERAL.bifurcation_curve(point, of="flip", **options)
    assert again.of == "flip" and [p.kind for p in again.special_points] == [p.kind for p in flip.special_points]
    fold = GENERAL.bifurcation_curve(next(p for p in flip.special_points if p.kind == "fold_flip"), of="fold", period=1, **options)
    assert fold.of == "fold"


@pytest.mark.parametrize("m", [GENERAL, chaos.Map(GENERAL.formula)], ids=["built in", "text"])  # a text has no view, that says how large states are
def test_curves_of_four_times_the_period(m, tmp_path):
    """There x is 0 but for rounding, |A| is 1.2 and Im A -1.2: two folds leave the resonance, and Neimark-Sacker points. At 1:3 neutral saddles do."""
    box = {"over": ("a", "b"), "to": ((-1, 2), (0.5, 1.5))}
    b = m.branch(m.cycle(1, a=-0.1, b=0.9, r=-0.1, s=0, x=0, y=0), along="b", to=(0.5, 1.5))
    pairs = m.bifurcation_curve(next(p for p in b.special_points if p.kind == "neimark_sacker"), **box)
    fourth, third = (next(p for p in pairs.special_points if p.kind == kind) for kind in ("resonance_4", "resonance_3"))
    assert fourth.curves == [("neimark_sacker", 1), ("neimark_sacker", 4), ("fold", 4), ("fold", 4)]
    assert third.curves == [("neimark_sacker", 1), ("neimark_sacker", 3), ("neimark_sacker", 3)]
    c, d = fourth.coefficients[:2]
    assert abs(c / abs(d)) > 1 and abs((c / abs(d)).imag) > 1.01
    starts = []
    for point, number in ((fourth, 1), (fourth, 2), (fourth, 3), (third, 1), (third, 2)):
        curve = m.bifurcation_curve(point, of=number, budget=40, **box)
        assert (curve.of, curve.points.shape[1], curve.begins) == (*point.curves[number], "period")
        assert np.abs(curve.parameters[0] - point.parameters).max() < 0.02 and curve.residual.max() < 1e-13
        assert max(off_at(curve, i) for i in range(0, len(curve), 7)) < 1e-9
        assert (curve.cosine[0] > 1) == (point is third)
        starts.append(tuple(curve.parameters[-1]))
        curve.save(tmp_path / "a.npz")
        chaos.verify(tmp_path / "a.npz")
    assert len(set(starts)) == 5
    assert m.bifurcation_curve(fourth, of="fold", budget=40, **box).parameters.tobytes() == m.bifurcation_curve(fourth, of=2, budget=40, **box).parameters.tobytes()
    assert m.bifurcation_curve(fourth, budget=40, **box).points.shape[1] == 4


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"of": "fold"}, "those of a curve through the resonance 1:2, neimark_sacker|Neimark-Sacker of period 1, .* got 'fold' and None"),
        ({"period": 3}, "got None and 3"),
        ({"of": "flip", "period": 2}, "got 'flip' and 2"),
        ({"of": 5}, "of must be .*, got 5"),
    ],
)
def test_curves_that_are_not_there(options, match):
    [point] = henon_curve(1).special_points
    with pytest.raises(ValueError, match=match):
        HENON.bifurcation_curve(point, over=("a", "b"), to=((-2, 5), (-2, 2)), **options)


def test_no_other_curve():
    m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
    b = m.branch(m.cycle(1, x=1), along="p", to=(-1, 1))
    fold = next(p for p in b.special_points if p.kind == "fold")
    with pytest.raises(ValueError, match="of must be 'fold', that of the special point, got 'flip'"):
        m.bifurcation_curve(fold, over=("p", "r"), to=((-1, 1), (0, 2)), of="flip")
    [cusp] = m.bifurcation_curve(fold, over=("p", "r"), to=((-1, 1), (0, 2)), of="fold").special_points
    with pytest.raises(ValueError, match="no other curve of cycles leaves a cusp"):
        m.bifurcation_curve(cusp, over=("p", "r"), to=((-1, 1), (0, 2)))


def test_functions_and_forcing():
    m = chaos.Map(lambda x, p, r: p + r * x - x * x * x, states="x", p=0.0, r=2.0)
    b = m.branch(m.cycle(1, x=1), along="p", to=(-1, 1))
    fold = next(p for p in b.special_points if p.kind == "fold")
    curve = m.bifurcation_curve(fold, over=("p", "r"), to=((-1, 1), (0, 2.5)))
    p, r = curve.parameters.T
    assert np.abs(4 * (r - 1) ** 3 - 27 * p**2).max() < 1e-8
    assert [(p.kind, pytest.approx(1, abs=1e-5)) for p in curve.special_points] == [("cusp", p.parameters[1]) for p in curve.special_points]
    forced = chaos.Map("x' = r*x*(1 - x) + e*cos(pi*n)", r=2.9, e=0.05)
    b = forced.branch(forced.cycle(2, x=0.6, forcing_period=2), along="r", to=(2, 3.9))
    point = next(p for p in b.special_points if p.kind in ("fold", "flip"))
    curve = forced.bifurcation_curve(point, over=("r", "e"), to=((2, 4), (0, 0.1)))
    assert curve.recipe["forcing_period"] == 2 and curve.points.shape[1] == 2 and len(curve) > 5


def test_budget_and_progress():
    seen = []
    curve = henon_curve(0, budget=20, progress=lambda done, total: seen.append((done, total)))
    assert len(curve) == 20 and curve.ends == "budget" and all(done <= total for done, total in seen)


def test_save(tmp_path):
    curve = henon_curve(0)
    curve.save(tmp_path / "c.npz")
    with np.load(tmp_path / "c.npz") as saved:
        assert np.array_equal(saved["parameters"], curve.parameters) and np.array_equal(saved["multipliers"], curve.result["rows"]["multipliers"])
        assert len(saved["special_points_kind"]) == len(curve.special_points) and json.loads(str(saved["recipe"])).items() >= curve.recipe.items()


def test_tables():
    pytest.importorskip("xarray")
    pytest.importorskip("pandas")
    curve = henon_curve(1)
    d, table = curve.to_xarray(), curve.to_dataframe()
    assert dict(d.sizes) == {"row": len(curve), "point": 1, "state": 2, "number": 2, "special": 1, "term": 4}
    assert np.array_equal(d.b, curve.parameters[:, 1]) and np.array_equal(d.points, curve.points) and d.special_kind.item() == "resonance_2"
    assert set(d.coords) == {"a", "b", "state"} and d.coefficient.dims == ("row",) and d.special_coefficients.dims == ("special", "term")
    assert d.special_a.item() == pytest.approx(3) and d.attrs["ends"] == curve.ends
    assert np.array_equal(table["a"], curve.parameters[:, 0]) and np.array_equal(table["y"], curve.points[:, 0, 1])
    assert {"multipliers_1", "multipliers_2", "cosine", "coefficient"} <= set(table)


def test_curves_pickle():
    curve = henon_curve(1)
    for again in pickle.loads(pickle.dumps(curve)), copy.deepcopy(curve):
        assert again.recipe == curve.recipe and again.over == curve.over and repr(again) == repr(curve) and len(again) == len(curve)
        for table, columns in curve.result.items():
            for name, values in columns.items():
                np.testing.assert_array_equal(again.result[table][name], values)
        [point] = again.special_points
        assert point.curves == curve.special_points[0].curves
        box = {"over": ("a", "b"), "to": ((-1, 4), (-2, 2))}
        followed = [again.map.bifurcation_curve(p, **box).parameters for p in (point, curve.special_points[0])]
        assert followed[0].tobytes() == followed[1].tobytes()


@pytest.mark.parametrize("wrong, error, says", [
    ({"of": "circle"}, ValueError, "of must be 'fold', 'flip', 'neimark_sacker' or a number of the point's 3 curves, from 0 on, got 'circle'"),
    ({"of": ""}, ValueError, "of must be .*, got ''"),
    ({"of": ["fold"]}, ValueError, "of must be .*, got ..fold"),
    ({"of": 3}, ValueError, "of must be .*, got 3"),
    ({"of": -1}, ValueError, "of must be .*, got -1"),
    ({"of": True}, ValueError, "of must be .*, got True"),
    ({"of": 0, "period": 2}, ValueError, "of must be .*, got 0"),
    ({"period": 0}, ValueError, "period must be from 1 to .*, got 0"),
    ({"period": True}, TypeError, "period must be an int, got True"),
    ({"period": 2.0}, TypeError, "period must be an int, got 2.0"),
    ({"period": 7}, ValueError, "of and period must be those of a curve through the resonance 1:2, .*, got None and 7"),
])  # fmt: skip
def test_of_and_period_that_can_not_be(wrong, error, says):
    curve = henon_curve(1)
    with pytest.raises(error, match=says):
        curve.map.bifurcation_curve(curve.special_points[0], over=("a", "b"), to=((-1, 4), (-2, 2)), **wrong)


def test_plot():
    pytest.importorskip("matplotlib")
    ax = None
    for i in (0, 1):
        ax = henon_curve(i).plot(ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["fold", "flip"]
    assert {text.get_text() for text in ax.texts} == {"1:1", "1:2"}
    sweep = HENON.sweep(b=(0.1, 0.4, 6), a=(0, 1, 8), measure="period")
    ax = sweep.plot()
    limits = ax.get_xlim(), ax.get_ylim()
    henon_curve(1).plot(ax=ax)
    assert (ax.get_xlim(), ax.get_ylim()) == limits
    x, y = next(line for line in ax.get_lines() if line.get_label() == "flip").get_data()  # b is along x there
    assert np.nanmax(np.abs(y - 3 * (1 - x) ** 2 / 4)) < 1e-12


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"over": ("a", "q")}, ValueError, "over must be two parameters of henon, a, b, got"),
        ({"over": ("a", "a")}, ValueError, "over must be two parameters"),
        ({"over": "ab"}, ValueError, "over must be two parameters"),
        ({"over": ("a", "x")}, ValueError, "over must be two parameters"),
        ({"to": (0, 1)}, ValueError, "to must be pairs"),
        ({"to": ((1, 0), (0, 1))}, ValueError, "a must go from a low value to a high one, got 1 to 0"),
        ({"to": ((-1, 0), (0.5, 1))}, ValueError, "b of the cycle must be in 0.5 to 1, got 0.3"),
        ({"to": ((-1e308, 1e308), (0, 1))}, ValueError, "a must go over a range shorter than the largest double, got -1e.308 to 1e.308"),
        ({"of": 0, "period": 9}, ValueError, "of must be 'fold', that of the special point, got 0"),
        ({"of": "fold", "period": 9}, ValueError, "^period must be 1, that of the special point, got 9"),
        ({"budget": 1}, ValueError, "budget must be from 2 to 1000000, got 1"),
        ({"budget": 2.5}, TypeError, "budget must be an int, got 2.5"),
    ],
)
def test_mistakes(options, error, match):
    with pytest.raises(error, match=match):
        henon_curve(0, **options)


def test_no_point():
    with pytest.raises(TypeError, match="takes a special point of a branch or a curve, got 1"):
        HENON.bifurcation_curve(1, over=("a", "b"), to=((0, 1), (0, 1)))
    point = henon_branch().special_points[0]
    with pytest.raises(ValueError, match="must be of generalized_henon, got one of henon"):
        GENERAL.bifurcation_curve(point, over=("a", "b"), to=((0, 1), (0, 1)))
    logistic = chaos.maps["logistic"]
    [branch_point, _] = logistic.branch(logistic.cycle(1, r=2.5, x=0.6), along="r", to=(0.5, 4)).special_points
    with pytest.raises(ValueError, match="got: branch point"):
        logistic.bifurcation_curve(branch_point, over=("r", "r"), to=((0, 1), (0, 1)))
