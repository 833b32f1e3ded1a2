"""chaos-basins: what its files hold, and its picture."""
import json
import shlex

import numpy
import pytest

import chaos
from readers import png, tables

CUBIC = ["x' = 1.5*x - x^3", "x=-1.7:1.7:100"]


@pytest.fixture
def found(basins):
    """As basins, for what must succeed: its standard output."""

    def found(*arguments):
        result = basins("--quiet", *arguments)
        assert result.returncode == 0 and not result.stderr, (arguments, result.stderr)
        return result.stdout

    return found


def test_tables(found):
    rows, others, labels = tables(found(*CUBIC))
    assert list(rows) == ["point", "kind", "period", "exponents", "exponents_error", "centre", "extent_low", "extent_high",
                          "cells", "share", "share_error"]
    assert [float(x) for x in rows["point"]] == pytest.approx([-(0.5**0.5), 0.5**0.5]) and rows["period"] == ["1", "1"]
    assert others["label"] == ["-1", "-2", "-3"] and others["cells"][1:] == ["0", "0"]
    x, label = numpy.array(labels["x"], float), numpy.array(labels["label"], int)
    numpy.testing.assert_allclose(x, -1.7 + (numpy.arange(100) + 0.5) * 3.4 / 100, atol=1e-14)
    with numpy.errstate(all="ignore"):
        for _ in range(300):
            x = 1.5 * x - x**3
    assert (label == numpy.where(abs(x) < 1, x > 0, -1)).all()
    assert [str((label == i).sum()) for i in (0, 1, -1)] == rows["cells"] + others["cells"][:1]


def test_files_hold_the_same(found, tmp_path):
    arguments = ["henon", "a=1.3", "x=-2:2:30", "y=-1,0,0.5"]
    *_, labels = tables(found(*arguments))
    for name in ("a.npy", "a.npz"):
        found(*arguments, "-o", name, "--threads=1")
    array = numpy.load(tmp_path / "a.npy")
    assert array.dtype == numpy.int32 and array.shape == (30, 3)
    assert array.ravel().tolist() == [int(label) for label in labels["label"]]
    with numpy.load(tmp_path / "a.npz") as file:
        assert (file["labels"] == array).all() and file["y"].tolist() == [-1, 0, 0.5]
        assert file["attractors_extent"].shape == (1, 2, 2) and file["others_cells"].sum() == (array < 0).sum()
        recipe = json.loads(str(file["recipe"]))
    assert recipe["kind"] == "basins" and recipe["axes"] == {"x": [-2, 2, 30], "y": {"values": [-1, 0, 0.5]}}


def test_the_command_does_it_again(found):
    for arguments in ([*CUBIC, "--max-steps=500", "--box=x=-2:2"], ["logistic", "r=3.83", "--starts=50", "--seed=4"]):
        text = found(*arguments)
        (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-basins ")]
        assert found(*shlex.split(command)[1:]) == text


def test_regions(found, tmp_path):
    arguments = ["x' = 2*x", "x=-1:3:8", "--into=left: x < -9", "--into=right:x > 9"]
    rows, others, labels = tables(text := found(*arguments))
    assert list(rows) == ["cells", "share", "share_error", "time", "longest"] and rows["cells"] == ["2", "6"]
    assert labels["label"] == list("00111111") and labels["time"] == list("46643332")
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-basins ")]
    assert found(*shlex.split(command)[1:]) == text
    found(*arguments, "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        assert file["times"].tolist() == [4, 6, 6, 4, 3, 3, 3, 2] and file["exits_longest"].tolist() == [6, 6]


def test_times_of_arrival(found, basins, tmp_path):
    arguments = ["x' = x/2", "x=0:1:4", "--box=x=0:1", "--times"]
    *_, labels = tables(text := found(*arguments))
    assert labels["time"] == ["10", "12", "13", "13"]
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-basins ")]
    assert found(*shlex.split(command)[1:]) == text
    found(*arguments, "-o", "a.npz")
    assert chaos.load(tmp_path / "a.npz").times.tolist() == [10, 12, 13, 13]
    result = basins("henon", "a=1:1.1:4", "--times")
    assert result.returncode == 2 and "--times must be of basins" in result.stderr


def test_shades(cairo, found, tmp_path):
    """The sea of escapes has many greys."""
    greys = []
    for times in ([], ["--times"]):
        found("henon", "x=-2:2:40", "y=-2:2:40", *times, "-o", "b.png")
        plane = png(tmp_path / "b.png")[100:1300, 170:1370].reshape(-1, 3)
        greys.append({colour[0] for colour in map(tuple, plane[::97].tolist()) if len(set(colour)) == 1})
    assert len(greys[0]) == 1 and len(greys[1]) > 6


def test_pictures_of_regions(cairo, found):
    found("x' = x^2 + c", "c=-3:1:50", "x=0", "--into=out: x > 2", "-o", "b.png")
    found("x' = x^2 + c", "c=-3:1:50", "x=0", "--into=out: x > 2", "-o", "a.svg")


def test_bounds_and_csv(found, tmp_path):
    arguments = ["x' = 2*x", "x=-1:3:8", "--bound=9"]
    *_, labels = tables(found(*arguments))
    assert set(labels["label"]) == {"-1"}
    found("x' = x/2", "x=-1:1:3", "-o", "a.csv")
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[0] == "x,label" and [line.split(",")[1] for line in lines if line[0] != "#"] == ["label", "0", "0", "0"]
    assert "--bound=9" in found(*arguments)


def test_random_starts(found):
    rows, others = tables(found("logistic", "r=3.83", "--starts=200"))
    assert rows["period"] == ["3"] and rows["cells"] == ["200"]


def test_what_is_said(basins):
    said = basins(*CUBIC).stderr
    assert said == "chaos-basins: 2 attractors; 6 of 100 starts escape, 0 are unresolved\n"
    result = basins("standard", "theta=0:6:3", "p=0:6:3", "--max-steps=100", "--strict")
    assert result.returncode == 3 and "the map is conservative" in result.stderr


def test_picture(cairo, found, tmp_path):
    """Henon's basin is blue in a grey sea. A reader of .png takes its time: of a strip only that it is one."""
    found("henon", "x=-2:2:100", "y=-2:2:100", "-o", "b.png")
    plane = png(tmp_path / "b.png")[100:1300, 170:1370]
    assert (plane == 204).all(axis=2).mean() == pytest.approx(0.567, abs=0.02)
    for ending, head in {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}.items():
        found(*CUBIC, "-o", f"a.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes().startswith(head)


ALONG = ["henon", "a=1.06:1.09:4", "--starts=50", "--box=x=-1.3:1.3,y=-0.4:0.4"]


def test_attractors_along_a_parameter(found, basins, tmp_path):
    found(*ALONG, "-o", "along.npz")
    with numpy.load(tmp_path / "along.npz") as file:
        expected = chaos.maps["henon"].attractors_along({"x": (-1.3, 1.3), "y": (-0.4, 0.4)}, a=(1.06, 1.09, 4), starts=50)
        for name in ("identity", "value", "point", "share"):
            assert (file[name] == expected.rows[name]).all()
        assert (file["ends_became"] == expected.ends["became"]).all() and json.loads(str(file["recipe"])).items() >= expected.recipe.items()
    rows, values, ends = tables(found(*ALONG))
    assert set(rows["identity"]) == {"0", "1"} and values["attractors"] == expected.count.astype(str).tolist() and len(ends["identity"]) == 1
    for wrong in (["x=1"], ["x=-1:1:4"], ["-o", "along.npy"]):
        assert basins(*ALONG, *wrong).returncode == 2


def test_picture_along_a_parameter(cairo, found, tmp_path):
    found(*ALONG, "-o", "along.png")
    assert len(set(map(tuple, png(tmp_path / "along.png").reshape(-1, 3).tolist()))) > 3


def test_a_picture_wants_axes(cairo, basins):
    ran = basins("henon", "--starts=5", "-o", "a.png")
    assert ran.returncode == 2 and "-o a.png" in ran.stderr and "one or two axes" in ran.stderr
