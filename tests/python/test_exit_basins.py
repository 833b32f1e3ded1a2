"""Map.basins(into=...): which region starts come to first."""

import json
import math

import numpy as np
import pytest

import chaos

REGIONS = {"left": "x < -9", "right": "x > 9"}


@pytest.fixture(scope="module")
def doubled():
    return chaos.Map("x' = 2*x").basins(x=(-1, 3, 8), into=REGIONS)


def test_doubling(doubled):
    assert doubled.labels.tolist() == [0, 0, 1, 1, 1, 1, 1, 1] and doubled.times.tolist() == [4, 6, 6, 4, 3, 3, 3, 2]
    assert doubled.labels.dtype == np.int32 and doubled.times.dtype == np.int64
    assert doubled.fractions == {"left": 0.25, "right": 0.75, "escaped": 0.0, "unresolved": 0.0}
    exits = doubled.exits
    assert doubled.attractors is None and len(exits) == 2 and exits.names == ["left", "right"] and exits.name(1) == "right"
    assert exits.time.tolist() == [5, 3.5] and exits[0]["longest"] == 6
    assert exits.share_error[0] == pytest.approx(math.sqrt(0.25 * 0.75 / 8))
    assert doubled.recipe["into"] == REGIONS and json.dumps(doubled.recipe)
    assert repr(doubled) == "<chaos.Basins of x' = 2*x, 8: left (25 %), right (75 %)>"


def test_again(doubled):
    again = doubled.again()
    assert again.labels.tolist() == doubled.labels.tolist() and again.recipe == doubled.recipe
    assert doubled.again(x=(-1, 1, 2)).labels.tolist() == [0, 1]
    assert set(doubled.again(bound=8).labels) == {-1}
    assert doubled.again(into={"far": "x^2 > 81"}).fractions["far"] == 1


def test_an_open_standard_map():
    """Area is kept, and the two exits have mirror images as basins: (theta, p) to (-theta, -p)."""
    m = chaos.Map("p' = p + k*sin(theta); theta' = theta + p'", k=5.0, wrap={"theta": 2 * math.pi})
    b = m.basins(theta=(0, 2 * math.pi, 100), p=(-3, 3, 100), into={"down": "p < -3.5", "up": "p > 3.5"}, threads=1)
    assert b.fractions["down"] == pytest.approx(b.fractions["up"], abs=0.005) and b.fractions["unresolved"] < 0.2
    mirrored = b.labels[::-1, ::-1]
    same = np.where(b.labels >= 0, 1 - b.labels, b.labels) == mirrored
    assert same[b.times < 4].all()
    assert 0.3 < b.boundary_entropy() and 0 < b.uncertainty_exponent().exponent < 1
    assert np.array_equal(b.times, b.again(threads=2).times)


def test_parameters_may_be_axes():
    """Mandelbrot's set on the real line: x^2 + c from 0 stays for -2 <= c <= 1/4."""
    b = chaos.Map("x' = x^2 + c").basins(c=(-3, 1, 400), x=0, into={"out": "abs(x) > 2"})
    c = b.axes["c"]
    assert np.array_equal(b.labels == -2, (c > -2) & (c < 0.25)) and b.recipe["params"] == {}
    again = b.again(c=[0.2, 0.3])
    assert again.labels.tolist() == [-2, 0]


def test_newton():
    """Disks about the roots: orbits get there before they are told to be at an attractor."""
    m = chaos.Map("complex z; z' = z - (z^3 - 1)/(3*z^2)")
    roots = np.exp(2j * np.pi * np.array([0, 1, 2]) / 3)
    into = {f"{i}": f"(z_re - {r.real})^2 + (z_im - {r.imag})^2 < 1e-4" for i, r in enumerate(roots)}
    axes = {"z_re": (-2, 2, 150), "z_im": (-2, 2, 150)}
    exits, basins = m.basins(**axes, into=into), m.basins(**axes)
    order = [int(np.argmin(abs(basins.attractors.point @ [1, 1j] - root))) for root in roots]
    assert np.array_equal(np.array(order)[exits.labels], basins.labels)


def test_files_and_pictures(doubled, tmp_path):
    doubled.save(tmp_path / "b.npz")
    with np.load(tmp_path / "b.npz") as file:
        assert file["times"].tolist() == doubled.times.tolist() and file["exits_cells"].tolist() == [2, 6]
    pytest.importorskip("matplotlib")
    assert [text.get_text() for text in doubled.plot().get_legend().get_texts()] == ["left, 25 %", "right, 75 %"]


@pytest.mark.parametrize(
    "options, error, message",
    [
        ({"into": {}}, ValueError, "into must be 1 to 1000 regions, got 0"),
        ({"into": "x > 1"}, TypeError, "into must be a dict of conditions by name"),
        ({"into": {"a": 3}}, TypeError, "into must be a dict of conditions by name"),
        ({"into": {1: "x > 3"}}, TypeError, "into must be a dict of conditions by name"),
        ({"into": {"": "x > 3"}}, ValueError, "into must have a name of each region"),
        ({"into": {"a": "x > 3", "escaped": "x < 0"}}, ValueError, "other names than 'escaped' and 'unresolved'.*got 'escaped'"),
        ({"into": {"unresolved": "x > 3"}}, ValueError, "got 'unresolved'"),
        ({"into": {"a": "x >"}}, ValueError, "into"),
        ({"into": {"a": "q > 1"}}, ValueError, "q"),
        ({"into": {"a": "x > 1"}, "max_steps": 2**41}, ValueError, "max_steps must be from 1"),
    ],
)
def test_mistakes(options, error, message):
    with pytest.raises(error, match=message):
        chaos.Map("x' = 2*x").basins(x=(-1, 1, 4), **options)
