"""Sweep.hysteresis: what is followed up and down, and where it differs."""

import math

import numpy as np
import pytest

import chaos

CUBIC = chaos.Map("x' = p + r*x - x^3", r=1.5, p=0)


def fold(r):
    """The folds of the cubic, where 3 x^2 = r - 1, are at p = fold(r) and -fold(r)."""
    return 2 * (r - 1) / 3 * math.sqrt((r - 1) / 3)


def both(map=CUBIC, **said):
    return map.sweep(**{"p": (-0.3, 0.3, 121), "start": "both", "along": "p", "measure": "final", **said})


def test_intervals_end_at_the_folds():
    step = 0.6 / 120
    result = both(r=(1.2, 1.6, 5)).hysteresis()
    rows = result["rows"]
    assert isinstance(result, chaos.Result) and result.kind == "hysteresis" and list(rows) == ["r", "lower", "upper", "points"]
    assert rows["r"].tolist() == np.linspace(1.2, 1.6, 5).tolist()
    for r, lower, upper, points in zip(*rows.values()):
        assert fold(r) - step <= upper <= fold(r) and -fold(r) <= lower <= step - fold(r)
        assert points == round((upper - lower) / step) + 1
    assert result.recipe["along"] == "p" and result.recipe["axes"]["p"] == [-0.3, 0.3, 121] and result.recipe["transient"] == 1000


def test_the_way_of_asking_does_not_matter(tmp_path):
    s = both()
    expected = {name: column.tolist() for name, column in s.hysteresis()["rows"].items()}
    s.save(tmp_path / "a.npz")
    turned = both(p=np.linspace(-0.3, 0.3, 121)[::-1])
    several = both(measure={"lyapunov": {"steps": 300}, "final": {}})
    for other in (chaos.load(tmp_path / "a.npz"), s.again(), turned, several):
        for result in (other.hysteresis(threads=1), other.hysteresis(measure="final")):
            rows = result["rows"]
            assert list(rows) == list(expected)
            for name, column in rows.items():
                assert column == pytest.approx(expected[name], abs=1e-12), name
    starts = both(starts=2, seed=5, box={"x": (-1, 1)}).hysteresis()["rows"]
    assert starts["start"].tolist() == [0, 1] and starts["lower"].tolist() == 2 * expected["lower"]


@pytest.mark.parametrize("map, axis, said", [
    ("logistic", {"r": (3.1, 3.4, 40)}, {"transient": 1001}),  # a cycle in another phase
    ("logistic", {"r": (3.7, 3.99, 40)}, {}),
    ("logistic", {"r": (0, 4, 401)}, {}),
    ("circle", {"k": (0, 0.9, 40)}, {}),
])  # fmt: skip
def test_one_attractor_has_none(map, axis, said):
    [along] = axis
    assert chaos.maps[map].sweep(**axis, start="both", along=along, measure="final", **said).hysteresis()["rows"].rows == 0


def test_mistakes():
    with pytest.raises(ValueError, match="hysteresis.. is of a sweep with start='both', this one has start='follow'"):
        both(start="follow").hysteresis()
    with pytest.raises(ValueError, match="measure must be final, which was measured, got 'density'"):
        both().hysteresis(measure="density")
    with pytest.raises(ValueError, match="hysteresis.. is of a sweep whose angles are wrapped"):
        chaos.maps["circle"].sweep(k=(0, 1, 5), start="both", measure="final", wrap=False).hysteresis()
    with pytest.raises(ValueError, match="map must be one .* which reads the iterate number"):
        both(chaos.Map("x' = p + 0.5*x + 0.1*cos(n)")).hysteresis()
    with pytest.raises(ValueError, match="threads"):
        both().hysteresis(threads=-1)
    with pytest.raises(ZeroDivisionError):
        both().hysteresis(progress=lambda done, total: 1 / 0)


def test_pictures_shade_it():
    pytest.importorskip("matplotlib")
    from matplotlib.colors import to_rgba

    from chaos import _colours

    def labels(axes):
        return [text.get_text() for text in axes.figure.legends[0].get_texts()]

    axes = both().plot()
    [band] = [c for c in axes.collections if len(c.get_facecolor()) and tuple(c.get_facecolor()[0]) == to_rgba(_colours.HYSTERESIS)]
    low, high = band.get_paths()[0].get_extents().intervalx
    assert -fold(1.5) - 0.005 < low < -0.13 and 0.13 < high < fold(1.5) + 0.005 and labels(axes) == ["up", "down", "hysteresis"]
    assert labels(both(measure="density").plot()) == ["up", "down", "hysteresis"]
    assert labels(both(p=(0.2, 0.3, 20)).plot()) == ["up", "down"]
    assert labels(both(chaos.Map("x' = p + 0.5*x + 0.1*cos(n)")).plot()) == ["up", "down"]
