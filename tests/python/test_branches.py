# SPDX-License-Identifier: MIT
"""Map.branch: known special points, pictures, mistakes. The numbers are tested in C."""

import json
import pickle

import numpy as np
import pytest

import chaos

LOGISTIC, HENON = chaos.maps["logistic"], chaos.maps["henon"]


def henon_branch(**options):
    return HENON.branch(HENON.cycle(1, a=0.2, b=0.3, x=1.1, y=0.33), along="a", **{"to": (-0.5, 1.4), **options})


def test_henon():
    b = henon_branch()
    fold, flip = b.special_points
    assert (fold.kind, flip.kind) == ("fold", "flip") and fold.exact and flip.exact
    assert fold.parameter == pytest.approx(-0.1225, abs=1e-14) and flip.parameter == pytest.approx(0.3675, abs=1e-14)
    assert abs(fold.coefficient) == pytest.approx(0.0902567076458393, abs=1e-13)
    assert flip.coefficient == pytest.approx(0.136159139026112, abs=1e-13)
    assert b.points.shape == (len(b), 1, 2) and b.multipliers.shape == (len(b), 2)
    assert flip.points.shape == (1, 2) and np.abs(flip.multipliers + 1).min() < 1e-12
    assert b.s[flip.row] <= flip.s <= b.s[flip.row + 1] and b.unstable[flip.row : flip.row + 2].tolist() == [0, 1]
    assert b.parameter[-1] == 1.4 and (b.begins, b.ends, b.along) == ("state", "box", "a")
    assert b.residual.max() < 1e-13 and np.isnan(b.residue).all() and np.diff(b.s).min() > 0
    assert "fold, flip" in repr(b) and b.map is HENON and b.recipe["kind"] == "branch"
    assert {"points", "residual", "plot"} <= set(dir(b))
    with pytest.raises(AttributeError):
        _ = b.nothing


def test_cycles_of_all_kinds():
    c = LOGISTIC.cycles(2, r=3.2)[2]
    b = LOGISTIC.branch(c, along="r", to=(3, 4))
    assert b.begins == "period" and b.points.shape == (len(b), 2) and b.multipliers.shape == (len(b), 1)
    [flip] = b.special_points
    assert flip.parameter == pytest.approx(1 + 6**0.5, abs=1e-14) and flip.points.shape == (2,)
    text = chaos.Map("x' = x + ε*(x^2 + p^2 - 1)", epsilon=0.3, p=0)
    b = text.branch(text.cycle(1, x=1), along="p", to=(-2, 2))
    assert (b.begins, b.ends) == ("closed", "closed") and [p.kind for p in b.special_points] == ["fold", "fold"]


def test_switch():
    b = henon_branch()
    doubled = b.switch(1)
    [flip] = doubled.special_points
    assert flip.parameter == pytest.approx(0.9125, abs=1e-13) and doubled.points.shape[1:] == (2, 2)
    assert "period" in (doubled.begins, doubled.ends) and doubled.switch(0).points.shape[1:] == (4, 2)
    with pytest.raises(ValueError, match="special point 0 must be a flip or a branch point, got fold"):
        b.switch(0)
    with pytest.raises(IndexError):
        b.switch(5)
    for budget, error in ((2.5, TypeError), (-1, ValueError), (2**64, ValueError), (10**30, ValueError)):
        with pytest.raises(error, match="budget must be"):
            b.switch(1, budget=budget)
        with pytest.raises(error, match="budget must be"):
            henon_branch(budget=budget)


def test_switch_at_branch_points():
    m = chaos.Map("x' = r*x - x^3")
    trivial = m.branch(m.cycle(1, r=0.5, x=0), along="r", to=(-2, 3))
    assert [p.kind for p in trivial.special_points] == ["flip", "branch_point"]
    other = trivial.switch(1)
    assert np.abs(other.points[:, 0] ** 2 - (other.parameter - 1)).max() < 1e-13 and other.recipe["from"] == "branch_point"
    assert [p.kind for p in other.special_points] == ["flip", "branch_point", "flip"]
    back = other.switch(1)
    assert np.abs(back.points).max() < 1e-13 and back.parameter[[0, -1]].tolist() in ([-2, 3], [3, -2])


def test_functions_and_forcing():
    m = chaos.Map(lambda x, r: r * x * (1 - x), states="x", r=2.5)
    [flip] = m.branch(m.cycle(1, x=0.6), along="r", to=(2, 3.5)).special_points
    assert flip.parameter == pytest.approx(3, abs=1e-9) and flip.coefficient == pytest.approx(9, abs=1e-5)
    forced = chaos.Map("x' = r*x*(1 - x) + e*cos(pi*n)", r=2.8, e=0.01)
    b = forced.branch(forced.cycle(2, x=0.6, forcing_period=2), along="r", to=(2, 3.5), budget=200)
    assert b.recipe["forcing_period"] == 2 and b.residual.max() < 1e-13
    assert b.multipliers[-1, 0].real > 1 or b.multipliers.imag.max() == 0


def test_area_is_preserved():
    m = chaos.maps["standard"]
    b = m.branch(m.cycle(1, k=1, theta=3.1, p=0), along="k", to=(0.1, 6))
    assert [p.kind for p in b.special_points] == ["resonance_4", "resonance_3", "flip"]
    assert np.abs(b.residue - b.parameter / 4).max() < 1e-13
    assert [round(p.parameter, 12) for p in b.special_points] == [2, 3, 4]


def test_budget_and_progress():
    seen = []
    b = henon_branch(budget=20, progress=lambda done, total: seen.append((done, total)))
    assert len(b) == 20 and b.ends == "budget" and all(done <= total for done, total in seen)

    def broken(done, total):
        raise LookupError("enough")

    lattice = chaos.maps["logistic_ring"]
    m = chaos.Map(lattice.name, N=64)
    with pytest.raises(LookupError):
        m.branch(m.cycle(1, r=2.5, eps=0.1, state=np.full(64, 0.6)), along="eps", to=(0, 1), progress=broken)


def test_plot():
    plt = pytest.importorskip("matplotlib.figure")
    b = henon_branch()
    ax = b.plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$\\mathit{a}$", "$\\mathit{x}$")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["fold", "flip"]
    solid, dashed = (next(line for line in ax.get_lines() if line.get_linestyle() == style) for style in ("-", "--"))
    for line, stable in ((solid, True), (dashed, False)):
        x, y = line.get_data()
        drawn = x[~np.isnan(y)]
        assert drawn.min() == pytest.approx(-0.1225) and (drawn.max() == pytest.approx(0.3675)) == stable
    assert henon_branch().plot(ax=ax, state="y") is ax
    assert len(ax.get_legend().get_texts()) == 2
    with pytest.raises(ValueError, match="state must be one of x, y"):
        b.plot(ax=plt.Figure().add_subplot(), state="z")


def test_to_xarray_and_dataframe():
    pytest.importorskip("xarray")
    pytest.importorskip("pandas")
    b = henon_branch()
    data = b.to_xarray()
    assert dict(data.sizes) == {"row": len(b), "point": 1, "state": 2, "number": 2, "special": 2}
    assert data.special_kind.values.tolist() == ["fold", "flip"] and data.special_points.dims == ("special", "point", "state")
    assert (data.a.values == b.parameter).all() and (data.points.sel(state="x").values == b.points[:, :, 0]).all()
    assert (data.begins, data.ends, data.attrs["map"]) == ("state", "box", "henon") and json.loads(data.recipe) == b.recipe
    frame = henon_branch().to_dataframe()
    assert (frame["y"].to_numpy() == b.points[:, 0, 1]).all() and (frame["multipliers_2"].to_numpy() == b.multipliers[:, 1]).all()
    c = LOGISTIC.branch(LOGISTIC.cycle(2, r=3.2, x=0.5), along="r", to=(3, 4))
    assert c.to_xarray().points.dims == ("row", "point") and c.to_xarray().multipliers.dims == ("row",)
    frame = c.to_dataframe()
    assert len(frame) == 2 * len(c) and frame["point"].tolist()[:2] == [0, 1] and (frame["x"].to_numpy() == c.points.ravel()).all()


def test_save(tmp_path):
    b = henon_branch()
    b.save(tmp_path / "b.npz")
    with np.load(tmp_path / "b.npz") as file:
        assert (file["points"] == b.points).all() and file["special_points_kind"].tolist() == [0, 1]
        assert json.loads(str(file["recipe"])).items() >= b.recipe.items()
    with pytest.raises(ValueError, match="path must end in .npz, .tsv or .csv"):
        b.save("b.txt")


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"along": "q", "to": (0, 1)}, ValueError, "along must be a parameter of henon, a, b, got 'q'"),
        ({"along": "x", "to": (0, 1)}, ValueError, "along must be a parameter"),
        ({"along": 3, "to": (0, 1)}, ValueError, "along must be a parameter"),
        ({"along": "a", "to": (1, 0)}, ValueError, "from a low value to a high one"),
        ({"along": "a", "to": (-1e308, 1e308)}, ValueError, "a must go over a range shorter than the largest double, got -1e.308 to 1e.308"),
        ({"along": "a", "to": (0.5, 1)}, ValueError, "a of the cycle must be in 0.5 to 1, got 0.2"),
        ({"along": "a", "to": 1}, ValueError, "to must be a pair"),
        ({"along": "a", "to": ("u", 1)}, ValueError, "to must be a pair"),
        ({"along": "a", "to": (0, 1), "budget": 1}, ValueError, "budget must be from 2 to 1000000, got 1"),
        ({"along": "a", "to": (0, 1), "budget": 2.5}, TypeError, "budget must be an int, got 2.5"),
    ],
)
def test_mistakes(options, error, match):
    cycle = HENON.cycle(1, a=0.2, b=0.3, x=1.1, y=0.33)
    with pytest.raises(error, match=match):
        HENON.branch(cycle, **options)


def test_no_cycle():
    with pytest.raises(TypeError, match="takes a cycle"):
        HENON.branch(1, along="a", to=(0, 1))
    with pytest.raises(ValueError, match="must be of logistic, got one of henon"):
        LOGISTIC.branch(HENON.cycle(1), along="r", to=(0, 4))
    with pytest.raises(ValueError, match="must have converged, got one with a residual of .*: henon.cycle finds it from a nearer state"):
        HENON.branch(HENON.cycle(3, x=1e6, y=2), along="a", to=(0, 2))
    with pytest.raises(ValueError, match="has period 1"):
        LOGISTIC.branch(LOGISTIC.cycle(2, r=2.5, x=0.6), along="r", to=(0, 4))


def test_ctrl_c_in_a_function():
    """Rows until then, of a branch and of a curve."""
    left = 0

    def cubic(x, a, b):
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        return a * x - x**3 + b

    m = chaos.Map(cubic, states="x", a=1.5, b=0.0)
    cycle = m.cycle(1, x=0.7)
    whole = m.branch(cycle, along="a", to=(1.1, 3))
    over = {"over": ("a", "b"), "to": ((1.1, 3), (-1, 1))}
    for follow in (lambda: m.branch(cycle, along="a", to=(1.1, 3)), lambda: m.bifurcation_curve(whole.special_points[0], **over)):
        left = 0
        rows = len(follow())
        left = 500
        b = follow()
        assert 0 < len(b) < rows and "canceled" in (b.begins, b.ends) and repr(b).endswith(", interrupted>")


def test_mistakes_of_switch_and_of_other_defaults():
    m = chaos.maps["logistic"]
    b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4))
    with pytest.raises(IndexError, match="there are 1 special points, got 7"):
        b.switch(7)
    texts = [chaos.Map("x' = r*x*(1 - x)", r=r) for r in (2.5, 2.6)]
    with pytest.raises(ValueError, match="the cycle must be of this map, got one of x.* with other defaults"):
        texts[0].branch(texts[1].cycle(1, x=0.6), along="r", to=(2, 4))


def test_superstable_cycles():
    m = chaos.maps["logistic"]
    b = m.branch(m.cycles((3, 3), r=3.84)[0], along="r", to=(3.8, 4))
    [point] = b.superstable
    assert point.kind == "superstable" and point.exact and point.parameter == pytest.approx(3.83187405528332, abs=1e-12)
    assert np.abs(point.points - 0.5).min() < 1e-9 and abs(point.multipliers[0]) < 1e-9 and np.isnan(point.coefficient)
    assert "superstable" not in [p.kind for p in b.special_points]
    henon = chaos.maps["henon"]
    assert henon.branch(henon.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-0.5, 1.4)).superstable == []
    with pytest.raises(ValueError, match="got: superstable cycle"):
        m.bifurcation_curve(point, over=("r", "r"), to=((0, 1), (0, 1)))
    tent = chaos.Map("x' = min(r*x, 2 - r*x)", r=1.5)  # slopes jump from r to -r
    b = tent.branch(tent.cycle(1, r=1.5, x=0.8), along="r", to=(1.1, 1.9))
    assert b.superstable == []


def test_cascade():
    m = chaos.maps["logistic"]
    b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(0.5, 4))
    flip = next(i for i, p in enumerate(b.special_points) if p.kind == "flip")
    c = b.cascade(flip)
    assert isinstance(c, chaos.Cascade) and c.periods.tolist() == [1, 2, 4, 8, 16, 32, 64, 128] and len(c.superstable) == 7
    assert c.doublings[:2] == pytest.approx([3, 1 + 6**0.5], abs=1e-12)
    assert c.superstable[:3] == pytest.approx([3.2360679774997897, 3.4985616993277015, 3.5546408627688249], abs=1e-12)
    for value, error, known, most in (
        (c.delta, c.delta_error, 4.669201609102990, 4e-3), (c.alpha, c.alpha_error, -2.502907875095893, 2e-5), (c.limit, c.limit_error, 3.569945671870944, 2e-9),
    ):  # fmt: skip
        assert abs(value - known) < 2 * error < most
    few = b.cascade(flip, max_period=4)
    assert few.periods.tolist() == [1, 2, 4] and np.isnan([few.delta, few.alpha]).all()
    short = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 3.449489742784))  # just beyond the second flip
    assert short.cascade(0).periods.tolist() == [1, 2]
    short = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 3 + 1e-13))
    with pytest.raises(ValueError, match="no cycle of period 2 beside them"):
        short.cascade(0)
    with pytest.raises(ValueError, match="special point .* must be a flip, got branch_point"):
        b.cascade(1 - flip)
    with pytest.raises(IndexError, match="there are 2 special points, got 7"):
        b.cascade(7)
    with pytest.raises(ValueError, match="max_period must be from 1 to 512, got 0"):
        b.cascade(flip, max_period=0)


def test_ctrl_c_ends_a_cascade(monkeypatch):
    """What a branch has found before Ctrl-C is not followed further."""
    m = chaos.maps["logistic"]
    b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4))
    switch, left = chaos.Branch.switch, [1, 1, 1]

    def stops(self, *arguments, **options):
        found = switch(self, *arguments, **options)
        if not left.pop():
            found.ends = "canceled"
        return found

    left[0] = 0
    monkeypatch.setattr(chaos.Branch, "switch", stops)
    assert b.cascade(0).periods.tolist() == [1, 2, 4] and left == []


def test_branches_pickle():
    m = chaos.maps["logistic"]
    b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4))
    d = m.bifurcation_diagram(r=(2, 3.5), max_period=4, seeds=1)
    kept, found, cycle, cycles = pickle.loads(pickle.dumps((b, d, m.cycle(2, r=3.3, x=0.8), m.cycles(4, r=3.6))))
    assert repr(kept) == repr(b) and kept.parameter.tobytes() == b.parameter.tobytes() and kept.cascade(0, max_period=4).periods.tolist() == [1, 2, 4]
    assert kept.switch(0).points.tobytes() == b.switch(0).points.tobytes() and kept.superstable[0].parameter == b.superstable[0].parameter
    assert [len(c.points) for c in found.cycles_at(3.5)] == [1, 1, 2, 4] and found.to_dataframe().equals(d.to_dataframe())
    assert m.branch(cycle, along="r", to=(3, 3.4)).points.shape[1] == 2
    assert [len(c.points) for c in cycles] == [1, 1, 2, 4] and cycles.result["rows"].raw("points")[1] is not None


def test_cascade_in_the_plane():
    m = chaos.maps["henon"]
    b = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-0.5, 1.4))
    c = b.cascade(1, max_period=32)
    assert c.doublings[:2] == pytest.approx([0.3675, 0.9125], abs=1e-12) and len(c.superstable) == 0 and np.isnan(c.alpha)
    assert abs(c.delta - 4.669201609) < 0.05
