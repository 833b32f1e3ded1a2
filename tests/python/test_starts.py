"""Random starts: Map.sweep(..., starts=, seed=, box=)."""

import json
import math

import numpy as np
import pytest

import chaos

HENON, LOGISTIC, STANDARD = (chaos.maps[name] for name in ("henon", "logistic", "standard"))
ALL = {"density": {"bins": 5}, "lyapunov": {}, "moments": {"of": "x"}, "orbit": {"steps": 3}}


def mixed():
    return HENON.sweep(a=(1, 1.4, 5), starts=4, seed=3, box={"x": (-0.1, 0.1)}, measure=ALL)


def test_an_axis_for_what_does_not_pool():
    s = mixed()
    assert list(s.axes) == ["a", "start"] and s.axes["start"].tolist() == [0, 1, 2, 3]
    assert s.lyapunov.shape == s.status.shape == s.lyapunov_status.shape == (5, 4)
    assert s.density.shape == (5, 5) and s.moments.shape == (5, 4) and s.density_status.shape == (5,)
    assert (s.density.sum(1) + s.density_outside.sum(1) == 4000).all()
    alone = HENON.sweep(a=(1, 1.4, 5), starts=4, seed=3, box={"x": (-0.1, 0.1)}, measure={"density": {"bins": 5}})
    assert list(alone.axes) == ["a"] and alone.status.shape == (5,)
    np.testing.assert_array_equal(alone.density, s.density)


def test_starts_are_in_their_box():
    orbit = {"orbit": {"transient": 0, "steps": 1}}
    x, y = np.moveaxis(HENON.sweep(starts=500, box={"x": (-0.1, 0.3)}, measure=orbit).orbit[:, 0], 1, 0)
    assert -0.1 <= x.min() < -0.09 and 0.29 < x.max() < 0.3 and -0.45 <= y.min() < -0.44 and 0.44 < y.max() < 0.45
    x, y = np.moveaxis(HENON.sweep(x=0.25, y=[0.1, 0.2], starts=3, measure=orbit).orbit[..., 0, :], 2, 0)
    assert (x == 0.25).all() and y.tolist() == [[0.1] * 3, [0.2] * 3]
    angle = STANDARD.sweep(starts=500, measure=orbit).orbit[:, 0, 0]
    assert 0 <= angle.min() < 0.1 and 2 * math.pi - 0.1 < angle.max() < 2 * math.pi


def test_the_mean_of_many_starts():
    s = LOGISTIC.sweep(r=4, starts=2000, box={"x": (0, 1)}, measure={"moments": {"transient": 50, "steps": 20}})
    assert abs(s.moments[0] - 0.5) < 0.01 and abs(s.moments[1] - 0.125) < 0.005


def test_same_numbers_for_any_threads():
    for seed in (0, 2**64 - 1):
        one, many = (LOGISTIC.sweep(r=(3.6, 4, 13), starts=101, seed=seed, measure=("moments", "density"), threads=n) for n in (1, 7))
        for name in one:
            np.testing.assert_array_equal(one[name], many[name])


def test_again_and_files(tmp_path):
    s = mixed()
    assert s.recipe["start"] == "random" and s.recipe["starts"] == 4 and s.recipe["seed"] == 3
    assert s.recipe["box"] == {"x": [-0.1, 0.1], "y": [-0.45, 0.45]} and "x" not in s.recipe["values"]
    for name in ("a.npz", "a.tsv"):
        s.save(tmp_path / name)
        for other in (chaos.load(tmp_path / name), chaos.load(tmp_path / name).again()):
            assert json.dumps(other.recipe) == json.dumps(s.recipe) and list(other.axes) == list(s.axes)
            for key in s:
                np.testing.assert_array_equal(other[key], s[key])
    assert s.again(starts=None).lyapunov.shape == (5,)
    fixed = s.again(x=HENON.defaults["x"])
    assert fixed.recipe["box"] == {"y": [-0.45, 0.45]}
    np.testing.assert_array_equal(fixed.again().lyapunov, fixed.lyapunov)
    assert not (s.again(seed=4).lyapunov == s.lyapunov).all()


def test_xarray():
    pytest.importorskip("xarray")
    data = mixed().to_xarray()
    assert data.lyapunov.dims == ("a", "start") and data.density.dims == ("a", "density_x")
    assert data.status.dims == ("a", "start") and data.moments_status.dims == ("a",)


def test_plots():
    pytest.importorskip("matplotlib")
    s = mixed()
    assert len(s.again(measure=("density", "moments")).plot()) == 2
    s.plot(what="density")
    s.plot(what="lyapunov")
    with pytest.raises(ValueError, match=r"what=\['density', 'moments'\] draws those that do"):
        s.plot(what=("density", "moments", "lyapunov"))


@pytest.mark.parametrize("said, error, says", [
    ({"starts": 0}, ValueError, "starts must be from 1 to 4294967295, got 0"),
    ({"starts": 2.0}, TypeError, "starts must be an int, got 2.0"),
    ({"starts": 2, "seed": -1}, ValueError, "seed must be from 0 to 18446744073709551615, got -1"),
    ({"seed": 1}, ValueError, "seed must be left out without starts=, got 1"),
    ({"box": {"x": (0, 1)}}, ValueError, "box must be left out without starts="),
    ({"starts": 2, "box": {"x": (1, 0)}}, ValueError, r"box of x must be low <= high, got \(1, 0\)"),
    ({"starts": 2, "box": {"a": (0, 1)}}, ValueError, "box must be of states, got a, a parameter of henon"),
    ({"starts": 2, "box": {"z": (0, 1)}}, TypeError, "z"),
    ({"starts": 2, "box": {1: (0, 1)}}, TypeError, "box must have names of states, x, y, got 1"),
    ({"starts": 2, "x": 0.1, "box": {"x": (0, 1)}}, ValueError, "box must be of states that are not given, got x, which is"),
    ({"starts": 2, "box": {"x": 3}}, TypeError, r"box of x must be \(low, high\), got 3"),
    ({"starts": 2, "box": [(0, 1)]}, TypeError, "box must be a dict"),
    ({"start": "back"}, ValueError, "start must be 'fixed', 'follow' or 'both', got 'back'"),
    ({"start": "both", "along": "b"}, ValueError, "along must be an axis of a parameter, a, got 'b'"),
    ({"start": "both", "starts": 3, "measure": "density"}, ValueError, "starts must be at most 1 where density"),
    ({"start": "both", "direction": 1}, TypeError, "direction"),
    ({"kick": 0}, ValueError, "kick must be left out with start='fixed', got 0"),
    ({"start": "follow", "along": "b"}, ValueError, "along must be an axis of a parameter, a, got 'b'"),
    ({"start": "follow", "along": "z"}, ValueError, "along must be an axis of a parameter, a, got 'z'"),
    ({"start": "follow", "kick": 1}, ValueError, "kick must be at least 0 and below 1, a part of the view, got 1"),
    ({"start": "follow", "kick": "1"}, TypeError, "kick must be a number, got '1'"),
    ({"start": "follow", "starts": 3, "measure": "density"}, ValueError, "starts must be at most 1 where density"),
    ({"starts": 2, "along": "a"}, ValueError, "along must be left out with start='fixed', got 'a'"),
])  # fmt: skip
def test_mistakes(said, error, says):
    with pytest.raises(error, match=says):
        HENON.sweep(a=(1, 1.4, 3), **said)


def test_a_map_without_a_view():
    text = chaos.Map("x' = r*x*(1 - x)", r=3.7)
    with pytest.raises(ValueError, match="box must have a range of x, since .* has no view of it, got none"):
        text.sweep(starts=3)
    assert text.sweep(r=3.7, starts=3, box={"x": (0, 1)}).lyapunov.shape == (3,)


def test_follow(tmp_path):
    r = (0, 4, 401)
    s = LOGISTIC.sweep(r=r, start="follow", measure="period", transient=3000)
    fixed = LOGISTIC.sweep(r=r, measure="period", transient=3000)
    clear = ((s.status | fixed.status) & chaos.Status.UNSETTLED) == 0
    assert clear.sum() > 350 and (s.period == fixed.period)[clear].all()
    assert (s.status & chaos.Status.KICKED > 0).sum() == 1
    assert s.recipe["start"] == "follow" and s.recipe["along"] == "r" and s.recipe["kick"] == 1e-9
    for name in ("a.npz", "a.tsv"):
        s.save(tmp_path / name)
        other = chaos.load(tmp_path / name)
        assert other.recipe == s.recipe
        np.testing.assert_array_equal(other.again().status, s.status)
    assert s.again(kick=0).period[110:].max() <= 1
    np.testing.assert_array_equal(s.again(start="fixed").period, fixed.period)


def test_a_followed_density_is_the_fixed_one():
    """Where there is one attractor: as a measure, to the noise of its records."""
    said = {"r": [3.6, 3.7, 3.8, 3.9], "measure": {"density": {"bins": 20}}, "steps": 10**6}
    a, b = LOGISTIC.sweep(**said).density, LOGISTIC.sweep(start="follow", **said).density
    assert (abs(a.astype(float) - b) < 5e-3 * 10**6).all() and ((a == 0) == (b == 0)).all()


def test_starts_that_are_followed():
    s = LOGISTIC.sweep(r=(3.5, 4, 5), starts=3, start="follow", along="r", measure="final")
    assert s.final.shape == (5, 3) and s.recipe["start"] == "follow" and s.recipe["starts"] == 3
    np.testing.assert_array_equal(s.again().final, s.final)


CUBIC = chaos.Map("x' = p + r*x - x^3", r=1.8, p=0)
P = np.linspace(-0.4, 0.4, 81)


def both(**said):
    return CUBIC.sweep(**{"p": P, "start": "both", "measure": ("final", "density"), **said})


def test_both_directions():
    s = both()
    assert list(s.axes) == ["direction", "p"] and s.axes["direction"].tolist() == ["up", "down"]
    assert s.final.shape == s.status.shape == s.density_status.shape == (2, 81) and s.density.shape == (2, 81, 1000) and s.density_range.shape == (2,)
    assert (s.recipe["start"], s.recipe["along"], list(s.recipe["axes"])) == ("both", "p", ["p"])
    np.testing.assert_array_equal(s.final[0], s.again(start="follow").final)
    np.testing.assert_array_equal(s.final[1, ::-1], s.again(start="follow", p=P[::-1]).final)
    assert (s.final[0] < 0).sum() > 40 and (s.final[1] > 0).sum() > 40
    starts = both(measure="final", starts=3, box={"x": (-1, 1)})
    assert list(starts.axes) == ["direction", "p", "start"] and starts.final.shape == (2, 81, 3)
    assert both(r=[1.5, 1.8], measure="final", along="p").final.shape == (2, 81, 2)
    out = {"final": np.empty((2, 81))}
    assert both(measure="final", out=out).final is out["final"]
    assert "direction" in s._repr_html_() and "direction[2]" in repr(s)


def test_both_directions_again_and_in_files(tmp_path):
    for measure, names in ((("final", "density"), ("a.npz", "a.tsv")), ("final", ("a.csv",))):
        s = both(measure=measure)
        for name in names:
            s.save(tmp_path / name)
            for other in (chaos.load(tmp_path / name), chaos.load(tmp_path / name).again()):
                assert json.dumps(other.recipe) == json.dumps(s.recipe) and list(other.axes) == list(s.axes)
                assert other.axes["direction"].tolist() == ["up", "down"]
                for key in s:
                    np.testing.assert_array_equal(other[key], s[key])


def test_both_directions_in_xarray():
    pytest.importorskip("xarray")
    data = both().to_xarray()
    assert data.final.dims == data.status.dims == ("direction", "p") and data.density.dims == ("direction", "p", "density_x")
    assert float(data.final.sel(direction="up", p=0)) < 0 < float(data.final.sel(direction="down", p=0))


def test_pictures_of_both_directions():
    pytest.importorskip("matplotlib")
    s = both(measure=("density", "final", "moments", "lyapunov", "period"))
    places = s.plot()
    assert len(places) == 5 and [text.get_text() for text in places.figure.legends[0].get_texts()][:2] == ["up", "down"]
    assert both(measure="orbit", steps=50).plot(how="log") and s.plot(what="density", how="linear")
    up, down = (line.get_ydata() for line in s.plot(what="final").lines)
    np.testing.assert_array_equal([up, down], s.final)
    fields = CUBIC.sweep(p=P, r=(1.2, 1.8, 5), start="both", along="p", measure="final").plot()
    assert len(fields) == 2
    with pytest.raises(ValueError, match="ax must be 2 axes, one for each measure and direction, got 1"):
        CUBIC.sweep(p=P, r=(1.2, 1.8, 5), start="both", along="p", measure="final").plot(ax=fields[0])


def test_direction_is_no_name():
    with pytest.raises(ValueError, match="direction"):
        chaos.Map("direction' = 1 - direction")
