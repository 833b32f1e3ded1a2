"""Times of arrival of Map.basins, and pictures shaded by them."""

import numpy as np
import pytest

import chaos


@pytest.fixture(scope="module")
def henon():
    return chaos.maps["henon"].basins(x=(-2, 2, 60), y=(-2, 2, 50), times=True)


def test_only_if_asked(henon):
    plain = henon.again(times=False)
    assert plain.times is None and "times" not in plain.recipe and np.array_equal(plain.labels, henon.labels)
    assert henon.recipe["times"] == 1 and henon.times.dtype == np.int64 and henon.times.shape == henon.labels.shape
    assert np.array_equal(henon.again().times, henon.times)


def test_threads(henon):
    for threads in (1, 2, 3):
        assert np.array_equal(henon.again(threads=threads).times, henon.times)


def test_escapes_are_those_of_the_measure(henon):
    swept = chaos.maps["henon"].sweep(**{name: list(values) for name, values in henon.axes.items()}, measure={"escape": {"transient": 0, "steps": 10000}})
    gone = henon.labels == -1
    assert gone.any() and np.array_equal(swept["escape"][gone], henon.times[gone])


def test_one_iterate_later():
    """An orbit that starts where another one comes to next arrives one iterate before it."""
    m, x = chaos.Map("x' = 1.5*x - x^3"), np.linspace(0.1, 1.2, 40)
    first, second = (m.basins(x=list(starts), box={"x": (-1.7, 1.7)}, times=True) for starts in (x, 1.5 * x - x**3))
    later = first.times > 0
    assert later.any() and np.array_equal(first.times[later], second.times[later] + 1)


def test_none_of_unresolved_starts():
    b = chaos.maps["standard"].basins(theta=(0, 6, 3), p=(0, 6, 3), max_steps=100, times=True)
    assert (b.labels == -2).all() and (b.times == -1).all()


def test_files(henon, tmp_path):
    henon.save(tmp_path / "b.npz")
    assert np.array_equal(chaos.load(tmp_path / "b.npz").times, henon.times)


def test_pictures(henon):
    pytest.importorskip("matplotlib")
    plain, shaded = (henon.plot(points=False, times=times) for times in (False, True))
    assert [ax.get_legend().get_texts()[-1].get_text() for ax in (plain, shaded)] == ["escaped, 56.6 %", f"light to dark: 0 to {np.sort(henon.times, axis=None)[-15]} iterates"]
    late, early = (shaded.images[0].get_array().swapaxes(0, 1)[(henon.labels == -1) & mask][:, 0] for mask in (henon.times > 8, henon.times < 6))
    assert late.max() < early.min()
    with pytest.raises(ValueError, match="times=True must be given to basins"):
        henon.again(times=False).plot(times=True)


@pytest.mark.parametrize("times", [1, "yes", None])
def test_mistakes(times):
    with pytest.raises(TypeError, match="times must be True or False, got"):
        chaos.maps["henon"].basins(x=(-2, 2, 3), y=(-2, 2, 3), times=times)
    found = chaos.maps["henon"].basins(x=(-2, 2, 3), y=(-2, 2, 3), times=True)
    for name in "times", "points":
        with pytest.raises(TypeError, match=f"{name} must be True or False, got"):
            found.plot(**{name: times})
    with pytest.raises(TypeError, match="ax must be matplotlib Axes, got 1"):
        found.plot(ax=1)
