"""How results are drawn: what plot() takes, and what it makes of it."""

import math
import warnings

import numpy as np
import pytest

import chaos

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

LOGISTIC, HENON, STANDARD, CIRCLE = (chaos.maps[name] for name in ("logistic", "henon", "standard", "circle"))


def drawn(axes):
    axes.figure.canvas.draw()  # nothing that is late fails
    return axes


def orbit(map, steps=300, **values):
    return map.sweep(measure={"orbit": {"steps": steps}}, **values)


@pytest.mark.parametrize("measure", ["density", "orbit", "lyapunov", "period"])
@pytest.mark.parametrize("r", [(2.5, 2.9, 5), (2.9, 2.5, 5), [2.5, 2.55, 2.9]])
def test_the_first_cell_and_the_last_are_whole(measure, r):
    low, high = drawn(LOGISTIC.sweep(r=r, measure=measure).plot()).get_xlim()
    first, last = (0.05, 0.05) if isinstance(r, tuple) else (0.025, 0.175)
    assert (low, high) == pytest.approx((2.5 - first, 2.9 + last))


@pytest.mark.parametrize("how", ["series", "returns", "portrait", "counts"])
@pytest.mark.parametrize("steps", [1, 2, 300, 30_000])
def test_an_orbit_has_many_pictures(how, steps):
    for map in (HENON, STANDARD):
        assert drawn(orbit(map, steps).plot(how=how)).has_data()


def test_a_return_map_is_each_value_above_the_one_before():
    s = orbit(HENON, 100)
    axes = drawn(s.plot(how="returns"))
    x, y = axes.lines[-1].get_data()
    np.testing.assert_array_equal(x, s.orbit[:-1, 0])
    np.testing.assert_array_equal(y, s.orbit[1:, 0])
    assert axes.get_ylabel() == r"$\mathit{x}_{n+1}$" and axes.get_xlim() == axes.get_ylim()


def test_a_cobweb_goes_between_graph_and_diagonal():
    s = orbit(LOGISTIC, 60, r=3.7)
    axes = drawn(s.plot(how="cobweb"))
    at, graph = axes.lines[1].get_data()
    np.testing.assert_array_equal(graph, LOGISTIC.iterate(1, r=3.7, x=at))
    x, y = axes.lines[2].get_data()
    assert len(x) == 119 and ((x == y) | (np.abs(y - 3.7 * x * (1 - x)) < 1e-12)).all()
    _, graph = drawn(orbit(CIRCLE, 60).plot(how="cobweb")).lines[1].get_data()
    assert np.isnan(graph).sum() == 1  # no line where the angle begins anew
    with pytest.raises(ValueError, match="draws orbits of maps with one state, each iterate of it; how='returns' draws x here"):
        orbit(HENON).plot(how="cobweb")
    with pytest.raises(ValueError, match="each iterate of it"):
        LOGISTIC.sweep(measure={"orbit": {"steps": 9, "every": 2}}).plot(how="cobweb")
    with pytest.raises(ValueError, match="two columns of an orbit, this one has x alone"):
        orbit(LOGISTIC).plot(how="portrait")


def test_an_angles_axis_is_its_circle():
    for how in ("portrait", "counts"):
        axes = orbit(STANDARD, 50, k=0.5).plot(how=how)
        assert axes.get_xlim() == axes.get_ylim() == (0, 2 * math.pi)
    low, high = orbit(HENON).plot(how="portrait").get_xlim()
    assert -2 < low < -1.2 and 1.2 < high < 2


def test_angles_have_cyclic_colours():
    s = STANDARD.sweep(theta=(0, 6, 12), p=(0, 6, 10), k=0.9, measure="final", steps=50)
    [image] = drawn(s.plot()).images
    colours = image.get_cmap()
    np.testing.assert_allclose(colours(0.0), colours(1.0), atol=0.02)
    assert (image.norm.vmin, image.norm.vmax) == (0, 2 * math.pi)
    assert [text.get_text() for text in s.plot().figure.axes[1].get_yticklabels()][-1] == r"$2\pi$"
    [image] = s.again(wrap=False).plot().images
    assert image.norm.vmax != 2 * math.pi


def test_periods_have_a_legend():
    axes = drawn(HENON.sweep(a=(0.8, 1.1, 12), b=(0.2, 0.3, 10), measure="period").plot())
    legend = axes.get_legend()
    assert legend.get_title().get_text() == "period (iterates)" and {"2", "4"} <= {text.get_text() for text in legend.texts}


def test_periods_of_forced_maps_have_colours_of_their_own():
    map = chaos.Map("x' = (n mod 4 < 2 ? a : b)*x*(1-x)")
    s = map.sweep(a=(3.2, 4, 60), b=(3.2, 4, 60), measure={"period": {"forcing_period": 4}})
    axes = drawn(s.plot())
    place = np.ma.array(axes.images[0].get_array()).T
    assert [np.unique(place[s.period == period]).tolist() for period in (4, 8, 12)] == [[0], [1], [2]]
    assert [text.get_text() for text in axes.get_legend().texts][:4] == ["4", "8", "12", "16"]


def test_ticks_of_periods_double_from_the_least():
    s = chaos.Map("x' = (n mod 3 < 2 ? a : 3.5)*x*(1-x)").sweep(a=(3.2, 4, 200), measure={"period": {"forcing_period": 3}})
    axes = drawn(s.plot())
    assert list(axes.get_yticks())[:3] == [3, 6, 12]


def test_long_titles_have_lines():
    s = chaos.Map("complex z, w, c, p; z' = z^2 + c + p*w; w' = z").sweep(c_re=(-2, 1, 9), c_im=(-1, 1, 9), p_re=0.1, p_im=0.2, measure="escape")
    axes = drawn(s.plot())
    title = axes.get_title("left")
    assert "\n" in title and title.replace("\n", "").count(" = ") == 4
    assert title.splitlines()[0] == "complex z, w, c, p; z' = z^2 + c + p*w; w' = z,"


def test_shadings():
    s = LOGISTIC.sweep(r=(3.5, 4, 40), measure={"density": {"bins": 50, "steps": 5000}})
    shades = {how: np.asarray(drawn(s.plot(how=how)).images[0].get_array()).T for how in ("rank", "log", "linear", None)}
    np.testing.assert_array_equal(shades["rank"], shades[None])
    np.testing.assert_allclose(shades["linear"], s.density / s.density.max())
    for shade in shades.values():  # none is darker than one that is more, none vanishes
        order = np.argsort(s.density, axis=None, kind="stable")
        assert (np.diff(shade.ravel()[order]) >= 0).all() and ((shade > 0) == (s.density > 0)).all()
    cut = np.asarray(s.plot(how="linear", vmax=50).images[0].get_array()).T
    np.testing.assert_allclose(cut, np.minimum(s.density / 50, 1))


def test_what_random_starts_do_not_tell_is_hatched():
    map = chaos.Map("x' = (abs(a) < 0.01 ? 2*x : x) mod 1")
    s = map.sweep(a=(-1, 1, 51), measure={"survival": {"region": "x < 0.5", "steps": 100}}, starts=5000, box={"x": (0, 1)})
    axes = drawn(s.plot())
    [legend], [line] = axes.figure.legends, axes.lines
    assert [text.get_text() for text in legend.get_texts()] == ["unresolved"]
    assert np.flatnonzero(line.get_markevery()).tolist() == [25]  # no line reaches it


def test_a_cycle_is_seen():
    s = HENON.sweep(a=1.25, measure={"density": {"of": ["x", "y"], "bins": 400, "steps": 7000}})
    shades = np.asarray(drawn(s.plot()).images[0].get_array())
    assert (s.density > 0).sum() == 7 and (shades >= 0.6).sum() == (shades > 0).sum() == 7 * 25


def test_small_numbers_on_a_logarithmic_scale():
    """Whole numbers begin at 1, distances where they do; ticks for all decades there are."""
    options = {"measure": {"reversibility_error": {"steps": 300}}, "k": 0.97, "p": (-3.14, 3.14, 60)}
    s = STANDARD.sweep(**options)
    axes = drawn(s.plot())
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), s.reversibility_error)
    assert axes.get_yscale() == "log" and len([text for text in axes.get_yticklabels() if text.get_text()]) > 3
    axes = drawn(STANDARD.sweep(theta=(0, 6, 40), **options).plot())
    bar = axes.figure.axes[-1]
    low, high = bar.get_ylim()
    assert low < 1e-12 and sum(low <= tick <= high for tick in bar.get_yticks()) > 3
    still = drawn(STANDARD.sweep(k=(0, 1, 3), p=0, theta=0, measure="reversibility_error").plot())
    assert still.get_yscale() == "linear" and not still.lines[0].get_ydata().any()


@pytest.mark.parametrize("how", ["rank", "log", "linear", None])
def test_fields_in_other_colours(how):
    s = HENON.sweep(a=(0.8, 1.4, 20), b=(0.1, 0.4, 15), measure=("lyapunov", "escape"), steps=100)
    for axes in s.plot(how=how, cmap="magma"):
        assert drawn(axes).images[0].get_cmap().name == "magma"
    limited = s.plot(what="lyapunov", how=how, vmin=0.01, vmax=0.2).images[0].norm
    assert 0.2 == pytest.approx(limited.vmax) and limited.vmin <= 0.011


def test_what_no_picture_takes_is_a_mistake():
    s = LOGISTIC.sweep(r=(3.5, 4, 9), measure=("density", "lyapunov"), steps=50)
    for options, says in (
        ({"how": "cobweb"}, "how must be among rank, log, linear, got 'cobweb'"),
        ({"how": "log", "what": "lyapunov"}, "how must be left out here, got 'log'"),
        ({"cmap": "magma", "what": "lyapunov"}, "cmap is of pictures in colours, there is none here"),
        ({"vmin": 0, "what": "lyapunov"}, "vmin is of pictures in colours"),
        ({"ax": s.plot(), "figsize": (3, 3)}, "figsize is that of a new figure, ax has one"),
    ):
        with pytest.raises(ValueError, match=says):
            s.plot(**options)
    with pytest.raises(ValueError, match="how must be among series, returns, cobweb, portrait, counts, spacetime, got 'log'"):
        orbit(LOGISTIC).plot(how="log")
    for m, columns in ((LOGISTIC, "x"), (HENON, "x, y")):
        with pytest.raises(ValueError, match=f"draws the sites of a lattice, got an orbit of {columns}$"):
            orbit(m).plot(how="spacetime")
    letters = "; ".join(f"{name}' = 0.9*{name} + 0.1" for name in "abcdefghij")
    assert orbit(chaos.Map(letters)).plot().get_ylabel() != "site"
    assert s.plot(figsize=(4, 5)).figure.get_size_inches().tolist() == [4, 5]


def test_of_results_without_a_picture_is_said_what_has_one():
    s = STANDARD.sweep(p=(-1, 1, 4), theta=(0, 1, 4), measure={"escape": {"region": "abs(p) > 2", "sides": ["p > 0"]}})
    with pytest.raises(ValueError, match="'escape_side' is a result of escape, of which escape is drawn, what must be among escape"):
        s.plot(what="escape_side")


def test_lattices_are_fields_of_time_and_site():
    m = chaos.Map("logistic_ring", N=30)
    assert drawn(orbit(m, 40).plot()).get_ylabel() == "site"
    two = chaos.Map("x[i]' = 0.5*x[i+1] + y[i]; y[i]' = 0.3*x[i]", N=12)
    assert orbit(two, 5).plot().get_ylim() == (-0.5, 11.5)  # of two states at each site the first
    for how in ("series", "rank", "returns"):
        assert drawn(orbit(m, 40).plot(how=how)).has_data()


def test_one_value_is_no_interval():
    s = HENON.sweep(a=(1.2, 1.2, 1), b=(0.1, 0.3, 9), measure="lyapunov", steps=100)
    axes = drawn(s.plot())
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1.2"] and len(axes.get_yticks()) > 3
    for axes in LOGISTIC.sweep(r=(-0.5, -0.5, 1), measure=("density", "lyapunov"), steps=100).plot():
        assert axes.get_xticks() == [-0.5]
    assert [text.get_text() for text in drawn(axes).get_xticklabels()] == ["\N{MINUS SIGN}0.5"]


@pytest.mark.parametrize(
    "start, span, label",
    [
        (3.9, 1e-10, "$\\mathit{r}$ \N{MINUS SIGN} 3.9  ($10^{-10}$)"),
        (3.5699456718, 2e-9, "$\\mathit{r}$ \N{MINUS SIGN} 3.569945672  ($10^{-9}$)"),
        (-1.5, 1e-13, "$\\mathit{r}$ + 1.5  ($10^{-13}$)"),
        (0, 1e-9, "$\\mathit{r}$  ($10^{-9}$)"),
        (3, 1e-3, "$\\mathit{r}$"),
    ],
)
def test_numbers_that_differ_late(start, span, label):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes = drawn(LOGISTIC.sweep(r=(start, start + span, 90), measure=("density", "lyapunov"), steps=100).plot())[-1]
    assert axes.get_xlabel() == label
    low, high = axes.get_xlim()
    texts = [text.get_text() for at, text in zip(axes.get_xticks(), axes.get_xticklabels()) if low <= at <= high]
    assert 3 < len(set(texts)) == len(texts) and max(map(len, texts)) <= 6 and "\N{MINUS SIGN}0" not in texts


def test_panels_say_what_they_show():
    final, moments = HENON.sweep(a=(1, 1.2, 9), measure=("final", "moments"), steps=100).plot()
    assert final.get_ylabel().startswith("final ") and moments.get_ylabel().startswith("mean \N{PLUS-MINUS SIGN} deviation,\nmin, max of ")
    for axes in (final, moments):
        assert [text.get_text() for text in axes.get_legend().texts] == ["$\\mathit{x}$", "$\\mathit{y}$"]
    [bar] = HENON.sweep(a=(1, 1.2, 3), b=(0.1, 0.3, 3), measure="final", steps=9).plot().figure.axes[1:]
    assert bar.get_ylabel() == "final $\\mathit{x}$"


def test_an_empty_panel_says_why():
    [text] = drawn(LOGISTIC.sweep(r=(3, 4, 9), measure="escape", steps=100).plot()).texts
    assert text.get_text() == "never escapes"
    assert not LOGISTIC.sweep(r=(3, 5, 9), measure="escape", steps=100).plot().texts


@pytest.mark.parametrize(("sweep", "slope"), [
    (lambda: HENON.sweep(measure={"correlation_dimension": {"steps": 5000, "kept": 300}}), "correlation_dimension"),
    (lambda: HENON.sweep(measure={"box_dimension": {"steps": 20_000}}), "box_dimension"),
])  # fmt: skip
def test_the_slope_of_a_curve_is_drawn_where_it_holds(sweep, slope):
    found = sweep()
    axes = drawn(found.plot())
    fit = axes.get_lines()[1]
    x, y = np.log(fit.get_xdata()), np.log(fit.get_ydata())
    assert abs((y[1] - y[0]) / (x[1] - x[0])) == pytest.approx(found[slope])
    assert np.exp(x) == pytest.approx(found[f"{slope}_range"])
    [label] = axes.get_legend().get_texts()
    assert label.get_text().startswith("slope $")


def test_survivors_of_a_point_are_on_logarithmic_axes():
    given = {"mu": 2.5, "starts": 5000, "box": {"x": (0, 1)}}
    tent, open_tent = chaos.maps["tent"], {"region": "abs(x - 0.5) <= 0.5", "steps": 30}
    axes = drawn(tent.sweep(**given, measure={"survival": {**open_tent, "curve": "all"}}).plot())
    assert axes.get_yscale() == "log" and len(axes.get_lines()) == 2 and axes.get_xlabel() == "iterate"
    with pytest.raises(ValueError, match="can't draw survival without curve=all"):
        tent.sweep(**given, measure={"survival": open_tent}).plot()


def test_a_series_of_sites_has_their_colours():
    axes = drawn(orbit(chaos.Map("logistic_ring", N=30), 40).plot(how="series"))
    [points] = axes.collections
    assert len(points.get_offsets()) == 1200 and axes.get_ylabel() == "$\\mathit{x}$"
    assert axes.figure.axes[1].get_ylabel() == "site"
    axes = orbit(chaos.Map("logistic_ring", N=4), 40).plot(how="returns")
    assert (axes.get_xlabel(), axes.get_ylabel()) == (r"$\mathit{x}_{0,n}$", r"$\mathit{x}_{0,n+1}$")


@pytest.mark.parametrize("r", [(3, 3, 2), (3, 3.0000000000000004, 3), [3.1, 3.2, 3.2], [3, math.nan]])
def test_axes_whose_values_do_not_follow_each_other(r):
    with pytest.raises(ValueError, match="the values of r must rise or fall from one to the next"):
        LOGISTIC.sweep(r=r, measure="lyapunov", steps=10).plot()


def test_results_of_several_columns_say_which_is_which():
    sweep = STANDARD.sweep(theta=np.pi, p=(-3, 3, 20), k=0.6, measure="rotation")
    axes = sweep.plot()
    assert axes.get_ylabel().split("\n")[-1] == r"of $\theta$, $\mathit{p}$"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [r"$\theta$", r"$\mathit{p}$"]
    assert CIRCLE.sweep(omega=(0, 1, 5), measure="rotation").plot().get_legend() is None


def test_legends_do_not_cover_each_other():
    sweep = chaos.Map("x' = 2*x mod 1; y' = mu*min(y, 1 - y)").sweep(mu=[1.9, 2.0], measure="moments")
    axes = sweep.plot()
    axes.figure.draw_without_rendering()
    [marks], names = axes.figure.legends, axes.get_legend()
    assert not marks.get_window_extent().overlaps(names.get_window_extent())
