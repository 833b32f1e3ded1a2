"""Map.basins, Map.attractors and Map.attractors_along."""

import copy
import json
import math
import time

import numpy as np
import pytest

import chaos

GREBOGI = "theta' = theta + 1.32*sin(2*theta) - 0.9*sin(4*theta) - x*sin(theta); x' = -0.3*cos(theta)"
NEWTON = "complex z; z' = z - (z^3 - 1)/(3*z^2)"


@pytest.fixture(scope="module")
def grebogi():
    return chaos.Map(GREBOGI, wrap={"theta": 2 * math.pi})


@pytest.fixture(scope="module")
def newton():
    return chaos.Map(NEWTON)


@pytest.fixture(scope="module")
def cubic():
    return chaos.Map("x' = 1.5*x - x^3").basins(x=(-1.7, 1.7, 200))


def henon(a=1.4, b=0.3):
    return chaos.Map("x' = 1 - a*x^2 + y; y' = b*x", a=a, b=b)


# ------------------------------------------------------------------------- what is found


def test_cells_have_their_centres(cubic):
    assert cubic.labels.shape == (200,) and cubic.labels.dtype == np.int32
    np.testing.assert_allclose(cubic.axes["x"], -1.7 + (np.arange(200) + 0.5) * 3.4 / 200, rtol=0, atol=1e-15)
    x = cubic.axes["x"].copy()
    with np.errstate(all="ignore"):
        for _ in range(500):
            x = 1.5 * x - x**3
    expected = np.where(np.abs(x) < 1, np.where(x > 0, 1, 0), -1)
    assert np.array_equal(cubic.labels, expected)


def test_columns(cubic):
    found = cubic.attractors
    assert len(found) == 2 and found.kind.tolist() == ["cycle", "cycle"] and found.period.tolist() == [1, 1]
    np.testing.assert_allclose(found.point, [-math.sqrt(0.5), math.sqrt(0.5)])
    assert (found.exponents < -10).all()  # 1.5 - 3x^2 is 0 there
    assert found.cells.sum() == (cubic.labels >= 0).sum()
    one = found[1]
    assert isinstance(one, chaos.Attractor) and one.kind == "cycle" and one.share == (cubic.labels == 1).mean()
    assert math.isclose(one.share_error, math.sqrt(one.share * (1 - one.share) / 200))
    assert found[-1].point == one.point
    with pytest.raises(IndexError, match="there are 2 attractors"):
        found[2]
    assert cubic.fractions == {0: found.share[0], 1: found.share[1], "escaped": (cubic.labels == -1).mean(), "unresolved": 0.0}
    assert sum(cubic.fractions.values()) == pytest.approx(1)
    assert cubic.recipe["axes"] == {"x": [-1.7, 1.7, 200]} and json.dumps(cubic.recipe)
    assert repr(cubic).endswith(": 2: fixed point (46.5 %), fixed point (46.5 %)>")


def test_published_numbers(grebogi):
    """Of Attractors.jl's tests, with both ends of the intervals; and with the centres of cells."""
    both = grebogi.basins(theta=np.linspace(0, 2 * math.pi, 300), x=np.linspace(-0.5, 0.5, 300))
    assert 0.40 <= both.basin_entropy(6) <= 0.42 and 0.60 <= both.boundary_entropy(6) <= 0.61
    centres = grebogi.basins(theta=(0, 2 * math.pi, 300), x=(-0.5, 0.5, 300))
    assert centres.boundary_entropy(6) == pytest.approx(0.5977, abs=5e-5)
    coarse = grebogi.basins(theta=np.linspace(0, 2 * math.pi, 251), x=np.linspace(-0.5, 0.5, 251))
    exponent, error = coarse.uncertainty_exponent((3, 15))
    assert 0.2 <= exponent <= 0.3 and 0 < error < 0.05


def test_cube_roots(newton):
    b = newton.basins(z_re=(-2, 2, 200), z_im=(-2, 2, 200), threads=1)
    assert b.attractors.share.tolist() == pytest.approx([0.3236, 0.3236, 0.3528], abs=1e-3)
    assert np.array_equal(b.labels, newton.basins(z_re=(-2, 2, 200), z_im=(-2, 2, 200), threads=2).labels)
    x, y = np.meshgrid(*b.axes.values(), indexing="ij")
    z = x + 1j * y
    for _ in range(100):
        z = z - (z**3 - 1) / (3 * z**2)
    roots = b.attractors.point @ [1, 1j]
    assert np.abs(z - roots[b.labels]).max() < 1e-9
    disk = np.hypot(x, y) < 1.9
    shares = [(b.labels[disk] == i).mean() for i in range(3)]
    assert shares == pytest.approx([1 / 3] * 3, abs=0.01)
    fine = newton.basins(z_re=np.linspace(-2, 2, 300), z_im=np.linspace(-2, 2, 300))
    assert 0.55 <= fine.uncertainty_exponent().exponent <= 0.65 and fine.wada(4) == 0 < fine.wada(1) < 0.002


def test_a_smooth_boundary():
    b = henon().basins(x=(-2, 2, 400), y=(-2, 2, 400))
    assert b.attractors.kind.tolist() == ["chaotic"] and b.fractions["unresolved"] == 0
    assert b.boundary_entropy() < math.log(2) and 0.95 < b.uncertainty_exponent().exponent < 1
    x, y = np.meshgrid(np.linspace(-1, 1, 301), np.linspace(-1, 1, 301))
    for smooth in (x**2 + y**2 < 0.5, x + 0.37 * y > 0.1, x > 0.123):
        assert chaos.uncertainty_exponent(smooth).exponent == pytest.approx(1, abs=3e-3)


def test_slices_and_states_that_are_fixed():
    m = chaos.Map("x' = 1.5*x - x^3; y' = y/2 + x; z' = z/3")
    line = m.basins(x=(-1, 1, 20), y=7, z=-3)
    assert line.labels.tolist() == [0] * 10 + [1] * 10 and line.recipe["state"] == {"y": 7, "z": -3}
    assert m.basins(x=(-1, 1, 4), state=[9, 7, -3]).labels.tolist() == [0, 0, 1, 1]
    cube = m.basins(z=(-1, 1, 2), x=(-1, 1, 4), y=[0.0, 0.5, 1.0])
    assert cube.labels.shape == (2, 4, 3) and list(cube.axes) == ["z", "x", "y"]
    assert (cube.labels == np.array([0, 0, 1, 1])[None, :, None]).all()
    assert cube.basin_entropy(2) == 0


def test_attractors():
    found = chaos.maps["logistic"].attractors(r=3.83)
    assert len(found) == 1 and found[0].period == 3 and found.name(0) == "period 3"
    found = henon(1.07).attractors({"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, starts=300)
    assert sorted(found.kind) == ["chaotic", "cycle"] and sorted(found.period) == [0, 6]
    assert 0 < found.share.min() and found.fractions["unresolved"] == 0
    again = henon(1.07).attractors({"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, starts=300, threads=1)
    assert all(np.array_equal(getattr(again, name), getattr(found, name)) for name in chaos.Attractor._fields)
    other = henon(1.07).attractors({"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, starts=300, seed=1)
    assert sorted(other.period) == [0, 6] and other.share.tolist() != found.share.tolist()
    table = found.to_dataframe()
    assert len(table) == 2 and {"point_x", "exponents_2", "extent_y_high", "share"} <= set(table)
    assert "x" in chaos.maps["logistic"].attractors(r=3.83).to_dataframe().columns[0]


def test_many_attractors():
    """The dissipative standard map has more of them the less the damping is; those of one period differ by turns."""
    m = chaos.Map("p' = (1 - nu)*p + 3.5*sin(theta); theta' = theta + p'", wrap={"theta": 2 * math.pi})
    counts = [len(m.attractors({"p": (-40, 40)}, nu=nu, starts=1000)) for nu in (0.3, 0.1, 0.03)]
    assert counts[0] < counts[1] < counts[2]
    found = m.attractors({"p": (-40, 40)}, nu=0.1, starts=1000)
    fixed = np.sort(found.point[found.period == 1][:, 0]) / (2 * math.pi)
    np.testing.assert_allclose(fixed, np.round(fixed), atol=1e-9)


def test_nothing_attracts():
    found = chaos.maps["standard"].attractors(starts=50, max_steps=500)
    assert len(found) == 0 and found.conservative and found.fractions == {"escaped": 0, "unresolved": 1}
    assert "none: the map is conservative" in repr(found)
    b = chaos.Map("x' = x; y' = y/2").basins(x=(-1, 1, 5), y=(-1, 1, 5), max_steps=500)
    assert (b.labels == -2).all() and not b.attractors.conservative


def test_what_creeps_is_no_attractor():
    found = chaos.maps["logistic"].attractors(r=3.0001, starts=200)
    assert len(found) == 1 and found[0].period == 2 and found.fractions["unresolved"] > 0.5
    found = chaos.maps["logistic"].attractors(r=3.0001, starts=200, max_steps=200_000)
    assert len(found) == 1 and found.fractions["unresolved"] == 0


def test_laminar_phases_are_no_attractors():
    """Intermittency: orbits near 0, which repels as x^2.5 does, are at rest for 10^6 iterates."""
    m = chaos.Map("x' = abs(x) <= 0.5 ? x*(1 + abs(2*x)^(z - 1)) : 3*sign(x) - 4*x", z=2.5)
    for z in (2, 2.5):
        found = m.attractors({"x": (-1, 1)}, z=z, starts=300)
        assert found.kind.tolist() == ["chaotic"] and found.share[0] > 0.95
    assert repr(found) == f"<chaos.Attractors of {m.name}: 1: chaotic ({found.share[0] * 100:.3g} %)>"


def test_a_line_has_no_torus():
    found = chaos.maps["logistic"].attractors(r=3.5699456718695445, starts=100)
    assert found.kind.tolist() == ["cycle"] and found.period.tolist() == [0]  # the accumulation of doublings
    assert chaos.maps["circle"].attractors(omega=0.3, k=0.9, starts=50).kind.tolist() == ["quasi-periodic"]


@pytest.mark.parametrize("width", [2, 1e4, 1e6])
def test_wide_boxes(width):
    b = henon(0.2).basins(x=(-2, 2, 20), y=(-2, 2, 20), box={"x": (-width, width), "y": (-width, width)})
    assert b.attractors.period.tolist() == [1]


def test_few_steps(cubic):
    for steps, expected in {1: [-2, -2], 7: [-2, -2], 8: [0, -2], 100: [0, 0]}.items():
        assert cubic.again(max_steps=steps, x=[0.7071, 1e-4]).labels.tolist() == expected
    creeping = chaos.Map("x' = x + 1").basins(x=[0.0], max_steps=1, bound=2.5)
    assert creeping.labels.tolist() == [-2] and creeping.again(max_steps=3).labels.tolist() == [-1]


def test_again(cubic):
    again = cubic.again()
    assert np.array_equal(again.labels, cubic.labels) and again.recipe == cubic.recipe
    sliced = chaos.Map("x' = a*x - x^3; y' = y/2 + x", a=1.5).basins(x=(-1, 1, 20), y=7, box={"x": (-2, 2)}, bound=50.0, max_steps=500)
    again = sliced.again(a=0.5, max_steps=300)
    assert again.attractors.period.tolist() == [1] and again.recipe == {**sliced.recipe, "params": {"a": 0.5}, "max_steps": 300}
    found = chaos.maps["logistic"].attractors(r=3.5, starts=50, seed=4)
    assert found.again().recipe == found.recipe and found.again(r=3.2)[0].period == 2
    with pytest.raises(ValueError, match="is that of the other one"):
        cubic.attractors.again()


# ------------------------------------------------------------------------- what comes out


def test_plot(cubic, grebogi):
    pytest.importorskip("matplotlib")
    ax = cubic.plot()
    assert ax.get_xlabel() == "$\\mathit{x}$"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["fixed point, 46.5 %", "fixed point, 46.5 %", "escaped, 7 %"]
    ax = grebogi.basins(theta=(0, 2 * math.pi, 30), x=(-0.5, 0.5, 30)).plot(points=False)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$\\theta$", "$\\mathit{x}$") and not ax.lines
    cube = chaos.Map("x' = x/2; y' = y/2; z' = z/3").basins(x=(-1, 1, 2), y=(-1, 1, 2), z=(-1, 1, 2))
    with pytest.raises(ValueError, match="one or two axes, got 3"):
        cube.plot()


def test_files(cubic, tmp_path):
    cubic.save(tmp_path / "b.npz")
    with np.load(tmp_path / "b.npz") as file:
        assert np.array_equal(file["labels"], cubic.labels) and np.array_equal(file["x"], cubic.axes["x"])
        assert file["attractors_period"].tolist() == [1, 1] and json.loads(str(file["recipe"]))["kind"] == "basins"
    with pytest.raises(ValueError, match="path must end in .npz"):
        cubic.save(tmp_path / "b.txt")


def test_xarray(cubic):
    pytest.importorskip("xarray")
    array = cubic.to_xarray()
    assert array.dims == ("x",) and array.dtype == np.int32 and array.name == "labels"


def test_it_can_be_copied(cubic):
    assert copy.copy(cubic).labels is cubic.labels
    assert not hasattr(cubic.attractors, "nothing")


# ---------------------------------------------------------------------- along a parameter


def test_two_attractors_of_henon():
    """One that doubles its period, and from a = 1.062 to 1.081 another one, of period 6 to begin with."""
    found = henon().attractors_along({"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, a=(1.03, 1.09, 13), starts=100)
    assert found.count.tolist() == [2 if 1.0625 < a < 1.0805 else 1 for a in found.values]
    rows = found.rows
    assert {*rows["identity"].tolist()} == {0, 1} and found.ends["identity"].tolist() == [1] and found.ends["became"].tolist() == [0]
    other = rows["identity"] == 1
    assert rows["period"][other][0] == 6 and rows["points"][int(np.flatnonzero(other)[0])].shape == (6, 2)
    shares = found.shares()
    assert shares.shape == (13, 2) and np.isnan(shares[0, 1]) and np.isnan(shares[-1, 1])
    np.testing.assert_allclose(np.nansum(shares, 1), 1 - found.result["values"]["escaped"], atol=1e-12)
    assert found.along == "a" and repr(found).endswith("2 along a, 1 to 2 at a value>")
    pytest.importorskip("matplotlib")
    assert found.plot(state="y").get_xlabel() == "$\\mathit{a}$"
    with pytest.raises(ValueError, match="state must be one of x, y"):
        found.plot(state="a")


# ----------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda m: m.basins(), TypeError, r"basins\(\) needs an axis of a state, as x=\(-1, 1, 500\)"),
        (lambda m: m.basins(a=(1, 2, 3)), ValueError, "a must be a number, since axes are of states"),
        (lambda m: m.basins(x=(1, 2)), ValueError, "x must be an axis"),
        (lambda m: m.basins(x=(1, 2, 0)), ValueError, "count of an axis must be at least 1"),
        (lambda m: m.basins(x=(1, 2, 3.5)), TypeError, "integer count"),
        (lambda m: m.basins(x=(-1e308, 1e308, 3)), ValueError, "shorter than the largest double"),
        (lambda m: m.basins(x=(-1, 1, 3), y="z"), (TypeError, ValueError), "y"),
        (lambda m: m.basins(q=(-1, 1, 3)), TypeError, "no parameter or state 'q'"),
        (lambda m: m.basins(x=(-1, 1, 3), at={"x": 1}), TypeError, "x is given twice"),
        (lambda m: m.basins(x=(-1, 1, 3), max_steps=0), ValueError, "max_steps must be from 1"),
        (lambda m: m.basins(x=(-1, 1, 3), max_steps=2**41), ValueError, "max_steps must be from 1"),
        (lambda m: m.basins(x=(-1, 1, 3), a=math.nan), ValueError, "a must be finite"),
        (lambda m: m.basins(x=(-1, 1, 3), box={"x": (1, -1)}), ValueError, "box of x must be low <= high"),
        (lambda m: m.basins(x=(-1, 1, 3), box=[1]), TypeError, "box must be a dict"),
        (lambda m: m.basins(x=(-1, 1, 3), threads=0), ValueError, "threads must be at least 1"),
        (lambda m: m.basins(x=(-1, 1, 3), measure="final"), TypeError, "no option 'measure'"),
        (lambda m: m.attractors(x=(-1, 1, 3)), ValueError, "attractors: x must be a number"),
        (lambda m: m.attractors(), ValueError, "box must have a range of x"),
        (lambda m: m.attractors({"x": (-1, 1)}), ValueError, "box must have a range of y"),
        (lambda m: m.attractors({"x": (-1, 1), "y": (0, 1)}, starts=0), ValueError, "starts must be from 1"),
        (lambda m: m.attractors({"x": (-1, 1), "y": (0, 1)}, seed=-1), ValueError, "seed must be from 0"),
        (lambda m: m.attractors({"x": (-1, 1), "a": (0, 1)}), ValueError, "box must be of states, got a"),
        (lambda m: m.attractors_along(), ValueError, r"attractors_along\(\) needs one axis, of a parameter"),
        (lambda m: m.attractors_along(x=(1, 2, 3)), ValueError, r"attractors_along\(\) needs one axis, of a parameter"),
        (lambda m: m.attractors_along(a=(1, 2, 3), x=1), ValueError, "attractors_along: starts are random, got x"),
        (lambda m: m.attractors_along(a=[1, float("nan")]), ValueError, "a must have finite values, got nan"),
        (lambda m: m.attractors_along(a=(1, 2, 3), starts=0), ValueError, "starts must be from 1"),
        (lambda m: chaos.Map("x' = x/2 + n").basins(x=(-1, 1, 3)), ValueError, "map must not read the time"),
        (lambda m: m.basins(x=(-1, 1, 3), max_steps=2**64), ValueError, "max_steps must be from 1"),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call(henon())


def test_an_exception_stops_it():
    calls = []

    def progress(done, total):
        calls.append((done, total))
        if len(calls) > 2:
            raise KeyError("enough")

    start = time.monotonic()
    with pytest.raises(KeyError, match="enough"):
        chaos.maps["standard"].basins(theta=(0, 6, 500), p=(0, 6, 500), max_steps=2**40, progress=progress)
    assert time.monotonic() - start < 10 and all(done <= total for done, total in calls)


def test_progress_goes_on():
    """Long searches and long labelling alike: it is not at its end before that."""
    for call in (
        lambda said: chaos.maps["logistic"].basins(r=3.0001, x=(0, 1, 20000), max_steps=40_000, progress=said, threads=1),
        lambda said: chaos.maps["standard"].basins(theta=(0, 6, 100), p=(0, 6, 100), max_steps=5000, progress=said, threads=1),
    ):
        said = []
        call(lambda done, total: said.append(done / total))
        assert said == sorted(said) and said[-1] == 1 and all(part <= 0.99 for part in said[:-1])
        assert sum(0.25 < part < 0.85 for part in said) >= len(said) // 3


def test_progress_ends():
    calls = []
    henon().basins(x=(-1, 1, 50), y=(-1, 1, 50), progress=lambda *said: calls.append(said))
    assert calls[-1][0] == calls[-1][1] > 0


def test_basins_are_loaded(tmp_path):
    for given in ({}, {"into": {"left": "x < -3", "right": "x > 3"}}):
        basins = chaos.maps["henon"].basins(x=(-2, 2, 20), y=(-2, 2, 30), **given)
        basins.save(tmp_path / "b.npz")
        loaded = chaos.load(tmp_path / "b.npz")
        assert type(loaded) is chaos.Basins and repr(loaded) == repr(basins) and loaded.recipe == basins.recipe
        assert (loaded.labels == basins.labels).all() and loaded.fractions == basins.fractions
        assert (loaded.times is None) if not given else (loaded.times == basins.times).all()
        assert (loaded.again(x=(-1, 1, 5)).labels == basins.again(x=(-1, 1, 5)).labels).all()


def test_sweeps_of_attractors():
    found = henon().sweep(a=(1.06, 1.09, 4), starts=50, box={"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, measure="attractors")
    same = henon().attractors_along({"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, a=(1.06, 1.09, 4), starts=50)
    assert type(found) is chaos.AttractorsAlong and found.recipe == same.recipe and found.count.tolist() == same.count.tolist()
    with pytest.raises(ValueError, match="steps must be left out"):
        henon().sweep(a=(1, 1.1, 3), measure="attractors", steps=5)
