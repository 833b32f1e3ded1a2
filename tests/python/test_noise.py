"""Texts that draw random numbers, through Map's calls: seed= and noise=."""

import itertools
import json
import math

import numpy as np
import pytest

import chaos

LOGISTIC = chaos.Map("x' = r*x*(1 - x) + s*x*(1 - x)*normal()", r=3.7, s=0.02)
AR = chaos.Map("x' = a*x + sigma*normal(); y' = uniform()", a=0.5, sigma=2, x=0, y=0.5)
ALL = {"density": {"bins": 5, "range": (0, 1)}, "lyapunov": {"steps": 200}, "moments": {"of": "x"}, "orbit": {"steps": 3}}


def test_an_orbit_is_one_orbit():
    for m in (LOGISTIC, AR):
        orbit = m.orbit(500, seed=7)
        for n in (0, 1, 63, 64, 499):
            np.testing.assert_array_equal(m.iterate(n, seed=7), orbit[n])
        np.testing.assert_array_equal(list(m.points(500, seed=7)), orbit)
        np.testing.assert_array_equal(list(itertools.islice(m.points(seed=7, transient=100), 300)), orbit[100:400])
        np.testing.assert_array_equal(m.orbit(20, transient=7, every=13, seed=7), orbit[7 : 7 + 20 * 13 : 13])
        np.testing.assert_array_equal(m.sweep(seed=7, measure={"orbit": {"transient": 0, "steps": 500}}).orbit, orbit)
        assert (m.orbit(500) != orbit)[1:].any() and (m.orbit(500, seed=0) == m.orbit(500)).all()


def test_each_orbit_has_its_own():
    x = AR.orbit(50, a=[[0.5], [0.5]], x=[1, 1, 1], seed=2)[..., 0]
    assert x.shape == (2, 3, 50) and (x[..., 0] == 1).all()
    assert len(np.unique(x[..., 1:])) == 6 * 49
    np.testing.assert_array_equal(x[0, 0], AR.orbit(50, x=1, seed=2)[:, 0])
    common = AR.orbit(50, a=[[0.5], [0.5]], x=[1, 1, 1], seed=2, noise="common")[..., 0]
    assert (common == x[0, 0]).all()


def test_mean_and_variance():
    x, y = np.moveaxis(AR.orbit(10_000, transient=100, a=np.full(50, 0.5), seed=1), 2, 0)
    variance = 4 / (1 - 0.25)
    assert abs(x.mean()) < 4 * math.sqrt(variance * 3 / x.size)
    assert abs(x.var() - variance) < 4 * variance * math.sqrt(2 * 1.25 / 0.75 / x.size)
    assert abs(y.mean() - 0.5) < 4 * math.sqrt(1 / 12 / y.size) and y.min() >= 0 and y.max() < 1


def test_exponents_are_those_of_the_random_system():
    for exponents, _, _ in (AR.lyapunov(1000, a=[0.5, -0.25], seed=3), AR.lyapunov(1000, a=[0.5, -0.25], seed=4)):
        np.testing.assert_allclose(exponents, np.log([0.5, 0.25]), rtol=1e-12)
    orbit = LOGISTIC.orbit(2001, transient=1000, seed=3)
    slope = LOGISTIC.params and [(b / (a * (1 - a))) * abs(1 - 2 * a) for a, b in zip(orbit, orbit[1:])]
    assert LOGISTIC.lyapunov(2000, seed=3).exponents == pytest.approx(np.log(slope).mean(), rel=1e-9)


def test_sweeps_and_their_recipes(tmp_path):
    for noise, starts in itertools.product(("own", "common"), (None, 4)):
        said = {"r": (3.5, 3.8, 5), "seed": 2**64 - 1, "noise": noise, "measure": ALL}
        said |= {"starts": starts, "box": {"x": (0.2, 0.4)}} if starts else {}
        s = LOGISTIC.sweep(**said)
        assert s.recipe["seed"] == 2**64 - 1 and s.recipe["noise"] == noise and s.recipe["start"] == ("random" if starts else "fixed")
        for other in (LOGISTIC.sweep(**said, threads=1), LOGISTIC.sweep(**said, threads=3), s.again()):
            for name in s:
                np.testing.assert_array_equal(other[name], s[name])
        for name in ("a.npz", "a.tsv"):
            s.save(tmp_path / name)
            for other in (chaos.load(tmp_path / name), chaos.load(tmp_path / name).again()):
                assert json.dumps(other.recipe, sort_keys=True) == json.dumps(s.recipe, sort_keys=True)
                for key in s:
                    np.testing.assert_array_equal(other[key], s[key])
        assert (s.again(seed=1).lyapunov != s.lyapunov).all()
        assert s.again(starts=None).lyapunov.shape == (5,) and s.again(starts=None).recipe["noise"] == noise


def test_common_noise_at_all_points_and_starts():
    m = chaos.Map("x' = r + normal(); y' = y", r=0)
    what = {"measure": {"orbit": {"transient": 1, "steps": 9}}, "starts": 3, "box": {"x": (0, 1), "y": (0, 1)}, "seed": 5}
    own, common = m.sweep(r=[0, 0, 0], **what), m.sweep(r=[0, 0, 0], noise="common", **what)
    assert len(np.unique(own.orbit[..., 0])) == 81 and (common.orbit[..., 0] == own.orbit[0, 0, :, 0]).all()
    np.testing.assert_array_equal(own.orbit[..., 1], common.orbit[..., 1])  # starts are as ever


def test_a_map_says_that_it_draws():
    assert AR.is_random and not chaos.maps["logistic"].is_random and not chaos.Map("x' = x + n").is_random
    assert "draws random numbers" in AR.__doc__ and "draws" not in chaos.maps["henon"].__doc__
    again = chaos.Map(AR.name, **{name: AR.defaults[name] for name in AR.params})
    np.testing.assert_array_equal(again.orbit(9, seed=4, x=0, y=0.5), AR.orbit(9, seed=4))


@pytest.mark.parametrize("make, says", [
    (lambda: AR.orbit(3, seed=-1), "seed must be"),
    (lambda: AR.orbit(3, seed=2**64), "seed"),
    (lambda: AR.orbit(3, seed=0.5), "seed"),
    (lambda: AR.orbit(3, noise="white"), "noise must be 'own' or 'common', got 'white'"),
    (lambda: AR.orbit(3, noise=None), "noise must be 'own' or 'common', got None"),
    (lambda: AR.sweep(noise="white"), "noise must be 'own' or 'common', got 'white'"),
    (lambda: AR.sweep(seed=-1), "seed must be from 0 to"),
    (lambda: AR.points(noise="own"), "points"),
    (lambda: chaos.maps["henon"].orbit(3, seed=1), "seed must be 0 for a map that draws no random numbers, got 1"),
    (lambda: chaos.maps["henon"].sweep(a=[1], noise="common"), "noise must be left out of a map that draws no random numbers"),
    (lambda: chaos.maps["henon"].sweep(a=[1], seed=1), "seed must be left out without starts="),
    (lambda: AR.cycle(1), "must not draw random numbers"),
    (lambda: AR.cycles(2, box={"x": (0, 1), "y": (0, 1)}), "must not draw random numbers"),
    (lambda: AR.float_cycle(100), "which draws random numbers"),
    (lambda: AR.sweep(measure="period"), "must not draw random numbers"),
    (lambda: AR.sweep(measure={"moments": {"of": "normal()"}}), "an expression can't draw random numbers"),
    (lambda: chaos.Map("x[i]' = normal()").to_c(), "a text that draws random numbers can be a C file if it has at most 6 states"),
    (lambda: chaos.Map("x' = normal(1)"), "normal() takes no argument"),
    (lambda: chaos.Map("x' = randn()"), "write normal() or uniform()"),
])  # fmt: skip
def test_mistakes(make, says):
    with pytest.raises((TypeError, ValueError, OverflowError, NotImplementedError)) as raised:
        make()
    assert says in str(raised.value)


def test_what_dask_computes_in_parts_has_no_place():
    xarray, _ = pytest.importorskip("xarray"), pytest.importorskip("dask")
    a = xarray.DataArray(np.linspace(0, 0.5, 6), dims="a")
    whole = AR.iterate(20, a=a, seed=1)
    np.testing.assert_array_equal(whole.values, AR.iterate(20, a=a.values, seed=1))
    with pytest.raises(ValueError, match="noise='common'"):
        AR.iterate(20, a=a.chunk({"a": 2}), seed=1)
    lazy = AR.iterate(20, a=a.chunk({"a": 2}), seed=1, noise="common")
    np.testing.assert_array_equal(lazy.values, AR.iterate(20, a=a.values, seed=1, noise="common"))
