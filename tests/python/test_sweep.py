"""Map.sweep: axes, measures, the result."""

import json
import math
import os
import pickle

import numpy as np
import pytest

import chaos
from chaos import Status

LOGISTIC, HENON, STANDARD, CIRCLE, TENT = (
    chaos.maps[name] for name in ("logistic", "henon", "standard", "circle", "tent")
)


@pytest.mark.parametrize("axis", [(2.5, 4.0, 2000), (4.0, 2.5, 7), (0.1, 0.9, 1001), (3.0, 3.0, 1), (1e-3, 3.3, 2)])
def test_axes_have_the_bits_of_linspace(axis):
    got = LOGISTIC.sweep(r=axis, measure="final", transient=0, steps=1).axes["r"]
    np.testing.assert_array_equal(got, np.linspace(*axis))
    assert got[-1] == axis[1]


def test_shapes_and_names():
    s = HENON.sweep(
        a=(1.0, 1.4, 5), b=[0.1, 0.2, 0.3], x=0.2, transient=100, steps=200,
        measure={
            "orbit": {"steps": 7}, "final": {"of": "x"}, "density": {"bins": 50}, "moments": None,
            "lyapunov": {"count": "all", "blocks": 4}, "period": {}, "escape": {},
        },
    )  # fmt: skip
    assert list(s.axes) == ["a", "b"]
    shapes = {name: s[name].shape for name in s.keys()}
    assert shapes == {
        "orbit": (5, 3, 7, 2), "orbit_status": (5, 3), "final": (5, 3), "final_status": (5, 3),
        "density": (5, 3, 50), "density_outside": (5, 3, 2), "density_range": (2,), "density_status": (5, 3),
        "moments": (5, 3, 2, 4), "moments_status": (5, 3), "lyapunov": (5, 3, 2), "lyapunov_stderr": (5, 3, 2),
        "lyapunov_blocks": (5, 3, 2, 4), "lyapunov_blocks_std": (5, 3, 2), "lyapunov_blocks_quantiles": (5, 3, 2, 5), "lyapunov_dimension": (5, 3), "lyapunov_dimension_stderr": (5, 3), "lyapunov_status": (5, 3), "period": (5, 3), "period_status": (5, 3),
        "escape": (5, 3), "escape_status": (5, 3), "status": (5, 3),
    }  # fmt: skip
    assert s.density is s["density"] and s.density.dtype == np.uint64 and s.escape.dtype == np.int64
    assert "lyapunov_stderr" in dir(s) and "a[5] x b[3]" in repr(s)
    with pytest.raises(AttributeError, match="density_outside"):
        s.densitty
    with pytest.raises(KeyError, match="did you mean 'density'"):
        s["densitty"]


def test_points_are_those_of_the_batch_calls():
    r = np.linspace(3.5, 4, 101)
    s = LOGISTIC.sweep(r=(3.5, 4, 101), transient=500, steps=1000, measure=("orbit", "lyapunov", "final"))
    np.testing.assert_array_equal(s.orbit, LOGISTIC.orbit(1000, transient=500, r=r))
    np.testing.assert_array_equal(s.final, LOGISTIC.iterate(1500, r=r))
    np.testing.assert_array_equal(s.lyapunov, LOGISTIC.lyapunov(1000, transient=500, r=r).exponents)


def test_without_a_measure_it_is_the_exponent_after_a_thousand():
    s = LOGISTIC.sweep(r=[3.6, 3.9])
    assert list(s.keys()) == ["lyapunov", "lyapunov_stderr", "lyapunov_status", "status"]
    np.testing.assert_array_equal(s.lyapunov, LOGISTIC.lyapunov(1000, r=[3.6, 3.9]).exponents)
    assert s.recipe["measure"] == {"lyapunov": {"transient": 1000, "steps": 1000, "count": 1}}


def test_options_of_the_call_are_those_of_measures_that_have_none_of_their_own():
    measures = {"lyapunov": {"steps": 30}, "period": {"transient": 20}, "orbit": None}
    options = LOGISTIC.sweep(r=[3.6, 3.9], measure=measures, steps=300).recipe["measure"]
    assert [options[name]["transient"] for name in measures] == [1000, 20, 1000]
    assert [options[name]["steps"] for name in measures] == [30, 300, 300]
    options = LOGISTIC.sweep(r=[3.6, 3.9], measure=measures, transient=7).recipe["measure"]
    assert [options[name]["transient"] for name in measures] == [7, 20, 7]
    assert LOGISTIC.sweep(r=3.6, measure="period").recipe["measure"]["period"]["transient"] == 10_000


def test_options_may_be_the_shells_text():
    text = LOGISTIC.sweep(r=3.9, measure="density:bins=20:range=0,1:when=x > 0.5")
    named = LOGISTIC.sweep(r=3.9, measure={"density": {"bins": 20, "range": (0, 1), "when": "x > 0.5"}})
    assert text.recipe["measure"] == named.recipe["measure"]
    np.testing.assert_array_equal(text.density, named.density)


def test_each_measure_has_a_status_of_its_own():
    s = LOGISTIC.sweep(r=[3.9, 4.5], x=0.3, measure={"escape": {"transient": 0, "steps": 5}, "final": {"transient": 0, "steps": 50}})
    assert s.escape_status.tolist() == [0, 0] and s.final_status.tolist() == [0, Status.ESCAPED]
    np.testing.assert_array_equal(s.status, s.escape_status | s.final_status)
    assert type(LOGISTIC.sweep(r=3.9).lyapunov_status) is Status


def test_density_is_numpys_histogram():
    s = LOGISTIC.sweep(
        r=[3.6, 3.9, 4.0], transient=100, measure={"density": {"steps": 20_000, "bins": 177, "range": (0.2, 0.9)}}
    )
    orbit = LOGISTIC.orbit(20_000, transient=100, r=[3.6, 3.9, 4.0])
    for i in range(3):
        np.testing.assert_array_equal(s.density[i], np.histogram(orbit[i], 177, (0.2, 0.9))[0])
        assert s.density_outside[i].tolist() == [(orbit[i] < 0.2).sum(), (orbit[i] > 0.9).sum()]


def test_density_in_two_dimensions_is_numpys_histogram2d():
    options = {"of": ("x", "y"), "bins": (40, 30), "range": ((-1.5, 1.5), (-0.4, 0.4)), "steps": 5000}
    s = HENON.sweep(measure={"density": options})
    x, y = HENON.orbit(5000, transient=1000).T
    np.testing.assert_array_equal(s.density, np.histogram2d(x, y, (40, 30), [(-1.5, 1.5), (-0.4, 0.4)])[0])


def test_moments_are_numpys():
    s = LOGISTIC.sweep(r=3.9, transient=10, measure={"moments": {"steps": 4000}})
    orbit = LOGISTIC.orbit(4000, transient=10, r=3.9)
    np.testing.assert_allclose(s.moments, [orbit.mean(), orbit.var(), orbit.min(), orbit.max()], rtol=1e-12)


def test_period():
    tangency = 1 + math.sqrt(8)
    s = LOGISTIC.sweep(r=[2.8, 3.2, 3.5, tangency - 1e-7, 3.84, 3.9], measure="period")
    assert s.period.tolist() == [1, 2, 4, 0, 3, 0]


def test_escape_and_rotation():
    s = LOGISTIC.sweep(r=[3.9, 4.5], x=0.3, transient=0, steps=100, measure="escape")
    orbit = LOGISTIC.orbit(100, r=4.5, x=0.3)
    assert s.escape.tolist() == [-1, np.argmax(np.isnan(orbit))]
    assert s.status.tolist() == [0, Status.ESCAPED]
    s = CIRCLE.sweep(k=0.0, omega=[0.1, 0.25], measure={"rotation": {"steps": 1000}})
    np.testing.assert_allclose(s.rotation, [0.1, 0.25], atol=1e-12)


def test_a_single_point_has_numbers():
    s = LOGISTIC.sweep(r=3.9, measure=["lyapunov", "period"], transient=1000)
    assert s.axes == {} and type(s.lyapunov) is float and s.period == 0 and s.status == Status(0)


def test_nan_in_explicit_values_is_that_points_status():
    s = LOGISTIC.sweep(r=[3.9, np.nan])
    assert not s.status[0] and s.status[1] & Status.NONFINITE and np.isnan(s.lyapunov[1])


def test_threads_and_out_do_not_change_a_bit():
    def run(**more):
        return LOGISTIC.sweep(r=(3.5, 4, 333), measure=("density", "lyapunov"), steps=500, **more)

    one, out = run(threads=1), {"density": np.zeros((333, 1000), np.uint64), "status": np.ones(333, np.uint32)}
    for other in (run(threads=3), run(out=out)):
        for name in one.keys():
            np.testing.assert_array_equal(one[name], other[name])
    assert other.density is out["density"] and other.status is out["status"]


def test_without_anything_said_it_is_the_maps_own_picture():
    axes, measures = LOGISTIC._picture()
    axes = dict(axes)
    s = LOGISTIC.sweep()
    assert list(s.axes) == ["r"] and {"density", "lyapunov"} <= s.keys()
    np.testing.assert_array_equal(s.axes["r"], np.linspace(*axes["r"]))
    for text in measures:
        name, *options = text.split(":")
        assert all(str(s.recipe["measure"][name][option.split("=")[0]]) == option.split("=")[1] for option in options)
    short = LOGISTIC.sweep(steps=9, transient=8).recipe["measure"]
    assert all(options["steps"] == 9 and options["transient"] == 8 for options in short.values())


def test_every_map_has_a_picture_of_its_own(any_map):
    axes, measures = any_map._picture()
    axes = dict(axes)
    names = [text.partition(":")[0] for text in measures]
    assert 1 <= len(axes) <= 2 and set(names) & {"lyapunov", "escape", "final"}
    small = {name: (start, stop, 5) for name, (start, stop, _) in axes.items()}
    s = any_map.sweep(at=small, measure=names, steps=64)
    assert "escape" in names or not (s.status & Status.ESCAPED).all()


def test_the_recipe_reproduces_the_sweep():
    s = HENON.sweep(a=(1.0, 1.4, 5), x=[0.1, 0.2], b=0.25, measure={"density": {"bins": 20}, "period": {"tol": 1e-8}})
    recipe = json.loads(json.dumps(s.recipe))
    assert recipe["libchaos"].startswith(chaos.__version__) and recipe["isa"] in ("fma", "nofma")
    axes = {name: axis["values"] if isinstance(axis, dict) else tuple(axis) for name, axis in recipe["axes"].items()}
    again = chaos.Map(recipe["map"], N=recipe["N"]).sweep(
        at={**axes, **recipe["values"]}, measure=recipe["measure"], bound=recipe["bound"], wrap=recipe["wrap"], start=recipe["start"],
    )  # fmt: skip
    assert again.recipe == s.recipe
    for name in s.keys():
        np.testing.assert_array_equal(again[name], s[name])


def test_results_pickle():
    s = LOGISTIC.sweep(r=[3.6, 3.9])
    again = pickle.loads(pickle.dumps(s))
    assert again.recipe == s.recipe and np.array_equal(again.lyapunov, s.lyapunov) and again.map == LOGISTIC


# ----------------------------------------------------------------- save, xarray, plot


def test_save_writes_all_or_nothing(tmp_path, monkeypatch):
    s = LOGISTIC.sweep(r=(3.5, 4, 7), measure=("density", "lyapunov"))
    path = tmp_path / "s.npz"
    s.save(path)
    with np.load(path) as file:
        assert set(file) == {"r", *s.keys(), "recipe"}
        np.testing.assert_array_equal(file["density"], s.density)
        recipe = json.loads(str(file["recipe"]))
        assert len(recipe.pop("sha256")) == 64 and recipe.pop("format") == 1 and recipe == s.recipe
    before = path.read_bytes()

    def disk_full(file, **arrays):
        file.write(b"half")
        raise OSError("no space")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr(np, "savez", disk_full)
        s.save(path)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["s.npz"]
    with pytest.raises(ValueError, match="npz"):
        s.save(tmp_path / "s.csv")
    with pytest.raises(OSError):
        s.save(tmp_path / "missing" / "s.npz")


def test_xarray():
    pytest.importorskip("xarray")
    data = HENON.sweep(
        a=(1.0, 1.4, 5), b=[0.1, 0.3], steps=10,
        measure={"density": {"of": "y"}, "lyapunov": {"count": 2, "blocks": 3}, "orbit": None, "moments": None, "final": None},
    ).to_xarray()  # fmt: skip
    assert data.lyapunov.dims == ("a", "b", "lyapunov_number") and data.lyapunov_blocks.dims[-1] == "lyapunov_block"
    assert data.orbit.dims == ("a", "b", "orbit_record", "orbit_column") and list(data.orbit_column) == ["x", "y"]
    assert data.orbit_record.values.tolist() == list(range(1000, 1010))
    assert data.moments.sel(moments_statistic="mean", moments_column="x").shape == (5, 2)
    assert data.density.dims[-1] == "density_y" and json.loads(data.attrs["recipe"])["map"] == "henon"
    assert data.density_range.dims == ("density_limit",) and list(data.density_outside.density_side) == ["below", "above"]
    assert STANDARD.sweep(k=[1.0, 2.0], measure="rotation").to_xarray().rotation.shape[0] == 2


def test_xarrays_attributes_are_those_of_the_tables():
    pytest.importorskip("xarray")
    data = LOGISTIC.sweep(r=(3.5, 4, 3), measure=("lyapunov", "period", "final"), steps=10).to_xarray()
    assert data.lyapunov.attrs == {"long_name": "Lyapunov exponent", "units": "nats per iterate"}
    assert data.period.attrs["long_name"] == "period" and data.final.attrs == {"long_name": "x"}
    for status in (data.status, data.lyapunov_status, data.period_status):
        masks = dict(zip(status.flag_meanings.split(), status.flag_masks.tolist()))
        assert masks == {name.lower(): int(flag) for name, flag in Status.__members__.items()}
        assert status.dtype == status.flag_masks.dtype == np.uint32


def plots():
    yield LOGISTIC, {"r": (3.5, 4.2, 50), "measure": ("density", "lyapunov", "moments", "period", "escape", "final", "orbit")}
    yield LOGISTIC, {"r": 4 - np.geomspace(1.5, 1e-3, 400), "measure": ("density", "lyapunov", "orbit")}
    yield HENON, {"a": (1.0, 2.0, 20), "b": (0.0, 0.4, 15), "measure": ("lyapunov", "period", "escape", "final")}
    yield HENON, {"a": 1 + np.geomspace(1e-9, 1, 20), "b": (0.4, 0.0, 15), "measure": ("lyapunov", "period", "escape", "final")}
    yield HENON, {"a": [1.0, 1.1, 1.4], "b": [0.1, 0.3]}
    yield HENON, {"measure": {"density": {"of": ("x", "y")}}}
    yield LOGISTIC, {"r": 3.9, "measure": "density"}
    yield LOGISTIC, {"r": [3.9], "measure": ("density", "lyapunov")}
    yield TENT, {"mu": [1.0, 1.9, 2.0]}
    yield STANDARD, {"theta": (0.0, 6.0, 20), "p": (0.0, 6.0, 20), "k": 1.2}


@pytest.mark.parametrize(("m", "options"), list(plots()))
def test_plots_are_drawn(m, options, tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    sweep = m.sweep(steps=100, **options)
    drawn = sweep.plot()
    axes = np.ravel(drawn)
    drawn.figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 5000
    assert len(axes) == len(sweep.recipe["measure"]) and not pyplot.get_fignums()


def test_plots_that_cant_be():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    with pytest.raises(ValueError, match="at most two axes"):
        HENON.sweep(a=[1, 1.1], b=[0.1, 0.2], x=[0.1, 0.2]).plot()
    with pytest.raises(ValueError, match="of a single point can't draw final; it draws .*density, .*orbit"):
        HENON.sweep(measure="final").plot()
    sweep = HENON.sweep(a=[1, 1.1], b=[0.1, 0.2], measure=("density", "lyapunov"))
    with pytest.raises(ValueError, match=r"over two axes can't draw density; what=\['lyapunov'\] draws the rest"):
        sweep.plot()
    assert sweep.plot(what="lyapunov").get_xlabel() == r"$\mathit{a}$"
    with pytest.raises(ValueError, match="'period' was not measured, what must be among density, lyapunov"):
        sweep.plot(what="period")
    for values in ([3.9, 3.8, 4.0], [3.8, 3.8, 3.9], [3.8, math.nan, 3.9], [3.8, math.inf]):
        with pytest.raises(ValueError, match="the values of r must rise or fall from one to the next"):
            LOGISTIC.sweep(r=values).plot()


def test_plots_in_axes_that_are_given():
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    sweep = LOGISTIC.sweep(r=(3.5, 4, 20), measure=("density", "lyapunov"))
    axes = Figure().subplots(2)
    assert sweep.plot(ax=axes).tolist() == axes.tolist() and all(a.has_data() for a in axes)
    assert sweep.plot(ax=axes[1], what="lyapunov") is axes[1]
    with pytest.raises(ValueError, match="ax must be 2 axes, one for each measure, got 1"):
        sweep.plot(ax=axes[0])


def test_no_cell_of_a_picture_is_lost():
    pytest.importorskip("matplotlib")
    from chaos._images import PIXELS, _averaged, _from_light, _is_even, _light, cell_borders

    values = 4 - np.geomspace(1.5, 1e-3, 5000)
    borders, field = cell_borders(values), np.random.default_rng(1).random((5000, 3))
    for b, f in ((borders, field), (borders[::-1], field[::-1])):
        means, pixels = _averaged(f, b)
        assert means.shape == (PIXELS, 3) and pixels[0] == borders[0] and pixels[-1] == borders[-1]
        np.testing.assert_allclose(means.mean(axis=0), np.average(field, axis=0, weights=np.diff(borders)), rtol=1e-9)
    wide, _ = _averaged(np.array([1.0, 5.0]), np.array([0.0, 0.25, 1.0]))
    assert (wide[: PIXELS // 4 - 1] == pytest.approx(1)) and (wide[PIXELS // 4 + 1 :] == pytest.approx(5))
    colours = np.random.default_rng(2).random((9, 4))
    np.testing.assert_allclose(_from_light(_light(colours)), colours, rtol=1e-12)
    assert _is_even(np.linspace(1e-12, 3e-12, 9)) and not _is_even(1e-12 * np.geomspace(1, 3, 9))
    assert _is_even(np.linspace(4, 2, 5000)) and not _is_even(borders)


def test_narrow_columns_are_drawn(tmp_path):
    """A picture whose columns get thinner and thinner has ink everywhere."""
    matplotlib = pytest.importorskip("matplotlib")
    sweep = LOGISTIC.sweep(r=4 - np.geomspace(1.5, 1e-3, 400), measure={"density": {"bins": 300}})
    axes = sweep.plot()
    axes.figure.canvas.draw()
    [image] = axes.images
    shades = np.asarray(image.get_array())
    assert (shades > 0).any(axis=1).mean() > 0.9 and (shades.max(axis=0) > 0.5).all()


def test_saving_writes_through_links(tmp_path):
    sweep, (there, dangling) = LOGISTIC.sweep(r=[3.2], steps=5), (tmp_path / "there.npz", tmp_path / "later.npz")
    there.write_text("old")
    for target in (there, dangling):
        link = tmp_path / f"link-{target.name}"
        link.symlink_to(target.name)
        sweep.save(link)
        assert link.is_symlink() and np.load(target)["r"] == 3.2
    long = tmp_path / ("n" * 251 + ".npz")  # as long as names can be
    sweep.save(long)
    assert np.load(long)["r"] == 3.2 and len(list(tmp_path.iterdir())) == 5


def test_what_cannot_be_saved_is_told_by_its_name(tmp_path):
    path = tmp_path / "missing" / "sweep.npz"
    with pytest.raises(FileNotFoundError) as caught:
        LOGISTIC.sweep(r=[3.2], steps=5).save(path)
    assert str(caught.value) == f"[Errno 2] No such file or directory: {str(path)!r}"


def test_steps_without_values_are_those_of_the_picture(any_map):
    recipe = any_map.sweep(steps=5, transient=3, at={}).recipe
    assert all(options.get("steps", 5) == 5 and options.get("transient", 3) == 3 for options in recipe["measure"].values())


def test_expressions_see_angles_as_they_are_kept():
    """In [0, period), or not wrapped if that is asked for."""
    place = {"k": 0, "theta": 0, "p": 3, "steps": 5, "transient": 0}
    for wrap, fourth, escape in (True, 9 - 2 * math.pi, -1), (False, math.nan, 3):
        found = chaos.maps["standard"].sweep(measure={"orbit": {"of": "1*theta", "when": "theta < 7"}, "escape": {"region": "theta > 8"}}, wrap=wrap, **place)
        assert found.orbit[:4] == pytest.approx([0, 3, 6, fourth], nan_ok=True) and found.escape == escape
