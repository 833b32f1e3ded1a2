# SPDX-License-Identifier: MIT
"""Map.skeleton, and files of cycles, branches, diagrams, curves and skeletons."""

import numpy as np
import pytest

import chaos

CUBIC = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
BOX = {"over": ("p", "r"), "to": ((-1, 1), (-2, 2))}


def cubic():
    return CUBIC.skeleton(CUBIC.cycle(1, x=1), **BOX)


def test_parts_and_parents():
    k = cubic()
    assert k.stopped == "no" and len(k.curves) == len(k.parents) and "6 curves found" in repr(k)
    for curve, parent in zip(k.curves, k.parents):
        recipe = curve.recipe
        assert curve.over == k.over and recipe["kind"] == "curve"
        if parent:
            point = k.curves[parent[0]].special_points[parent[1]]
            assert point.kind == recipe["from"] == "generalized_flip" and (curve.of, curve.points.shape[1]) in point.curves
    assert sum(len(curve) for curve in k.curves) == k.result["rows"].rows
    again = CUBIC.bifurcation_curve(k.curves[0].special_points[0], **BOX, of="fold", period=2)  # as any other curve
    assert again.of == "fold" and again.points.shape[1] == 2


def test_curves_are_there_once():
    """Two folds of a branch of the Hénon map's period 5 lie on one curve, through a cusp."""
    henon = chaos.maps["henon"]
    [cycle, _] = henon.cycles((5, 5), a=1.6, b=0.12)
    k = henon.skeleton(cycle, over=("a", "b"), to=((1.3, 1.9), (-0.05, 0.4)), max_period=5)
    assert sorted(curve.of for curve in k.curves) == ["flip", "flip", "fold", "fold"]
    assert [p.kind for curve in k.curves for p in curve.special_points] == ["cusp"]


def test_picture_and_table():
    pytest.importorskip("matplotlib")
    pytest.importorskip("pandas")
    k = cubic()
    ax = k.plot()
    assert {text.get_text() for text in ax.texts} == {"CP", "GF"} and ax.get_xlabel() == "$\\mathit{p}$"
    assert k.to_dataframe()["curve"].nunique() == len(k.curves)


@pytest.mark.parametrize("plane", [False, True])
def test_to_xarray(plane):
    pytest.importorskip("xarray")
    henon = chaos.maps["henon"]
    k = henon.skeleton(henon.cycle(1, a=0.2, x=1, y=0.3), over=("a", "b"), to=((-1, 2), (-1, 1))) if plane else cubic()
    x = k.to_xarray()
    assert x.kind.values.tolist() == [curve.of for curve in k.curves] and x.ends.values.tolist() == [curve.ends for curve in k.curves]
    assert x.special_kind.values.tolist() == [p.kind for curve in k.curves for p in curve.special_points]
    for i, curve in enumerate(k.curves):
        mine = x.curve_of_row.values == i
        for j, name in enumerate(k.over):
            assert np.array_equal(x[name].values[mine], curve.parameters[:, j])
        assert np.array_equal(x.points.values[mine[x.row_of_point.values]].ravel(), curve.points.ravel())
        assert np.array_equal(x.special_coefficients.values[x.special_curve.values == i], [p.coefficients for p in curve.special_points] or np.empty((0, 4)), equal_nan=True)
    assert x.attrs["stopped"] == "no" and ("state" in x.dims) == plane


def test_budget():
    k = CUBIC.skeleton(CUBIC.cycle(1, x=1), **BOX, budget=100)
    assert k.stopped == "budget" and sum(map(len, k.curves)) <= 100


def found():
    m = chaos.maps["henon"]
    branch = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-1, 2))
    yield m.cycles(5)
    yield branch
    yield m.bifurcation_curve(branch.special_points[1], over=("a", "b"), to=((-1, 2), (-1, 1)))
    yield m.bifurcation_diagram(a=(0, 1), max_period=2, seeds=1)
    yield cubic()
    text = chaos.Map("x' = x + w - k/(2*pi)*sin(2*pi*x)", w=0.1, k=0.9, wrap={"x": 1})
    yield text.branch(text.cycle(1, x=0.1), along="w", to=(-0.2, 0.2))


@pytest.mark.parametrize("number", range(6))
def test_what_is_saved_can_be_loaded(number, tmp_path):
    a = list(found())[number]
    a.save(tmp_path / "a.npz")
    b = chaos.load(tmp_path / "a.npz")
    assert type(b) is type(a) and b.recipe == a.recipe and b.map.angles == a.map.angles and repr(b) == repr(a)
    for name, table in a.result.items():
        assert list(table) == list(b.result[name]) and table.rows == b.result[name].rows
        for column in table:
            for x, y in zip(table.raw(column), b.result[name].raw(column)):
                assert (x is None and y is None) or (x.dtype == y.dtype and x.tobytes() == y.tobytes())


def test_files_of_functions(tmp_path):
    f = chaos.Map(lambda x, r: r * x * (1 - x), states="x", r=3)
    f.branch(f.cycle(1, x=0.6, r=2.8), along="r", to=(2, 4)).save(tmp_path / "f.npz")
    with pytest.raises(ValueError, match="if it was a function, load.* takes the map"):
        chaos.load(tmp_path / "f.npz")
    assert chaos.load(tmp_path / "f.npz", map=f).switch(0).points.shape[1] == 2


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"over": ("p", "x")}, ValueError, "over must be two parameters"),
        ({"to": ((1, -1), (-2, 2))}, ValueError, "p must go from a low value"),
        ({"to": 3}, ValueError, "to must be pairs"),
        ({"max_period": 0}, ValueError, "max_period must be"),
        ({"budget": 1}, ValueError, "budget must be"),
        ({"cycle": 3}, TypeError, r"skeleton\(\) takes a cycle"),
        ({"cycle": chaos.maps["henon"].cycle(1)}, ValueError, "the cycle must be of x' = p"),
        ({"to": ((-1, 1), (-2, 1))}, ValueError, "r of the cycle must be in -2 to 1, got 1.2"),
    ],
)
def test_mistakes(options, error, match):
    options = {"cycle": CUBIC.cycle(1, x=1), **BOX, **options}
    with pytest.raises(error, match=match):
        CUBIC.skeleton(options.pop("cycle"), **options)
