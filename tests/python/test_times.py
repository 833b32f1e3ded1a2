# SPDX-License-Identifier: MIT
"""Measures at chosen times: states, and how an ensemble of starts spreads."""

import numpy
import pytest

import chaos

HENON = chaos.maps["henon"]
TIMES = [0, 3, 10, 100]
GIVEN = {"starts": 500, "seed": 3, "box": {"x": (-0.1, 0.1), "y": (-0.1, 0.1)}}


def states():
    return HENON.sweep(**GIVEN, measure={"final": {"times": TIMES}})["final"]


def test_states_are_those_of_orbits():
    orbit = chaos.maps["logistic"].orbit(101, r=[3.5, 3.9])
    sweep = chaos.maps["logistic"].sweep(r=[3.5, 3.9], measure={name: {"times": TIMES} for name in ("final", "orbit")})
    assert (sweep["final"] == orbit[:, TIMES]).all() and (sweep["orbit"] == orbit[:, TIMES]).all()
    later = chaos.maps["logistic"].sweep(r=3.9, measure={"final": {"times": [0, 3], "transient": 97}})
    assert (later["final"] == orbit[1, [97, 100]]).all()


def test_an_ensemble_spreads():
    sweep, x = HENON.sweep(**GIVEN, measure={"moments": {"times": TIMES}, "density": {"times": TIMES, "of": "x,y", "bins": (4, 3)}}), states()
    expected = numpy.stack([x.mean(0), x.var(0), x.min(0), x.max(0)], axis=-1)
    assert sweep["moments"].shape == (4, 2, 4) and numpy.allclose(sweep["moments"], expected, rtol=1e-12, atol=1e-14)
    for k in range(len(TIMES)):
        assert (sweep["density"][k] == numpy.histogram2d(*x[:, k].T, bins=(4, 3), range=sweep["density_range"])[0]).all()
    again = sweep.again()
    assert all(numpy.array_equal(sweep[name], again[name]) for name in sweep)


def test_doors(tmp_path):
    sweep = HENON.sweep(**GIVEN, measure={"moments": {"times": TIMES}, "density": {"times": TIMES, "bins": 20}})
    assert sweep.recipe["measure"]["moments"] == {"transient": 0, "times": TIMES}
    assert sweep.to_xarray()["density"].coords["density_record"].values.tolist() == TIMES
    sweep.save(tmp_path / "a.npz")
    loaded = chaos.load(tmp_path / "a.npz")
    assert numpy.array_equal(loaded["density"], sweep["density"]) and loaded.recipe == sweep.recipe
    sweep.save(tmp_path / "a.tsv")
    lines = [line.split("\t") for line in (tmp_path / "a.tsv").read_text().splitlines() if line[:1].isdigit()]
    assert [float(line[0]) for line in lines] == 2 * TIMES
    assert len(sweep.plot()) == 2


def test_a_plane_for_each_time():
    """With the starts of each in it."""
    pytest.importorskip("matplotlib")
    sweep = HENON.sweep(measure={"density": {"of": "x,y", "bins": (6, 5), "times": [0, 2, 5]}}, starts=200, box={"x": (-0.1, 0.1), "y": (-0.1, 0.1)})
    planes = sweep.plot(how="linear").child_axes
    assert [plane.get_title() for plane in planes] == ["iterate 0", "iterate 2", "iterate 5"]
    for plane, counts in zip(planes, sweep["density"], strict=True):
        shown = numpy.asarray(plane.images[0].get_array()).T
        assert shown.shape == (6, 5) and numpy.array_equal(shown > 0, counts > 0)


@pytest.mark.parametrize(
    "measure, message",
    [
        ({"final": {"times": [3, 2]}}, "each above the one before, got 2 after 3"),
        ({"final": {"times": [3], "steps": 5}}, "steps must be left out with times"),
        ({"orbit": {"times": [*range(65)]}}, "times must be 1 to 64 whole numbers"),
        ({"moments": {"times": [1], "weights": "birkhoff"}}, "weights must be left out with times"),
    ],
)
def test_mistakes(measure, message):
    with pytest.raises(ValueError, match=message):
        HENON.sweep(measure=measure)
