"""chaos-branch: what its files hold, what it says, its picture."""
import json
import shlex

import numpy
import pytest

from readers import csv, png, tables

HENON = ["henon", "a=0.2", "--along=a", "--to=-0.5:1.4"]


@pytest.fixture
def found(branch):
    """As branch, for what must succeed: its standard output."""

    def found(*arguments):
        result = branch("--quiet", *arguments)
        assert result.returncode == 0 and not result.stderr, (arguments, result.stderr)
        return result.stdout

    return found


def test_tables(found):
    rows, special = tables(found(*HENON))
    assert list(rows) == ["s", "parameter", "points_1_x", "points_1_y", "multipliers_1_re", "multipliers_1_im",
                          "multipliers_2_re", "multipliers_2_im", "residue", "unstable", "residual", "updates"]
    assert special["kind"] == ["0", "1"] and special["exact"] == ["1", "1"]
    assert [float(a) for a in special["parameter"]] == pytest.approx([-0.1225, 0.3675], abs=1e-14)
    a, x = (numpy.array(rows[name], float) for name in ("parameter", "points_1_x"))
    numpy.testing.assert_allclose(1 - a * x**2 + 0.3 * x, x, atol=1e-13)
    assert a[-1] == 1.4 and rows["unstable"][-1] == "1"


def test_files_hold_the_same(found, tmp_path):
    rows, special = tables(found(*HENON))
    for name in ("a.csv", "a.npz"):
        found(*HENON, "-o", name, "--threads=1")
    assert csv((tmp_path / "a.csv").read_text()) == rows
    with numpy.load(tmp_path / "a.npz") as file:
        assert file["points"].shape == (len(rows["s"]), 1, 2) and file["special_points_kind"].tolist() == [0, 1]
        assert [repr(a) for a in file["parameter"].tolist()] == [repr(float(a)) for a in rows["parameter"]]
        recipe = json.loads(str(file["recipe"]))
    assert recipe["kind"] == "branch" and (recipe["begins"], recipe["ends"]) == ("state", "box")


def test_the_command_does_it_again(found):
    for arguments in ([*HENON, "--budget=40"], ["logistic", "r=3.2", "x=0.5", "--period=2", "--along=r", "--to=3:4"],
                      ["x' = r*x*(1 - x) + e*cos(pi*n)", "r=2.8", "e=0.01", "x=0.6", "--period=2", "--forcing-period=2",
                       "--along=r", "--to=2:3"]):
        text = found(*arguments)
        (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-branch ")]
        assert found(*shlex.split(command)[1:]) == text


def test_what_is_said(branch):
    result = branch(*HENON)
    assert result.stderr == "chaos-branch: fold at a = -0.1225\nchaos-branch: flip at a = 0.3675\n"
    assert branch(*HENON, "--strict", "--quiet").returncode == 0
    result = branch(*HENON, "--strict", "--budget=20")
    assert result.returncode == 3 and "it goes on: give more rows by --budget" in result.stderr


def test_picture(cairo, found, tmp_path):
    """A solid and a dashed line, and dark marks."""
    found("logistic", "r=3.2", "x=0.5", "--period=2", "--along=r", "--to=3:3.4", "--state=x", "-o", "a.svg")
    found(*HENON, "-o", "b.png")
    plane = png(tmp_path / "b.png")[110:1090, 180:1880].astype(int)
    blue = (abs(plane - (0, 0x72, 0xB2)) < 3).all(axis=2).mean()
    dark = (abs(plane - 0x26) < 3).all(axis=2).mean()
    assert 0.002 < blue < 0.02 and 0.0003 < dark < 0.01
    for ending, head in {"svg": b"<?xml", "pdf": b"%PDF"}.items():
        found(*HENON, "--state=y", "-o", f"a.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes().startswith(head)


def test_diagram(branch, found, tmp_path):
    """The tree of the logistic map to period 4, the same in text and arrays; a picture."""
    tree = ["logistic", "--diagram", "--along=r", "--to=2:3.5"]
    assert branch(*tree).stderr == "chaos-branch: 4 branches found, 2 special points; there may be more\n"
    text = found(*tree)
    rows, special, superstable, branches = tables(text)
    assert branches["period"] == ["1", "1", "2", "4"] and set(rows["branch"]) == set("0123")
    assert [float(r) for r in dict.fromkeys(special["parameter"])] == pytest.approx([3, 1 + 6**0.5], abs=1e-14)
    assert float(superstable["parameter"][0]) == pytest.approx(2, abs=1e-14)
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-branch ")]
    assert found(*shlex.split(command)[1:]) == text
    found(*tree, "-o", "t.npz")
    with numpy.load(tmp_path / "t.npz") as file:
        assert [repr(x) for x in file["points"].tolist()] == [repr(float(x)) for x in rows["points"]]
        assert json.loads(str(file["recipe"]))["stopped"] == "no"
    result = branch(*tree, "--budget=30", "--strict")
    assert result.returncode == 3 and "it goes on" in result.stderr


PLANE = ["x' = p + r*x - x^3", "p=0", "r=1.2", "x=0.45", "--over=p,r", "--to=-1:1,-2:2"]


def test_curves_in_two_parameters(branch, found, tmp_path):
    """Folds and flips of p + r x - x^3 with a cusp at (0, 1), the same in text and arrays."""
    assert branch(*PLANE).stderr == "chaos-branch: 6 curves found, 3 special points; there may be more\n"
    text = found(*PLANE)
    rows, special, curves = tables(text)
    assert sorted(zip(curves["kind"], curves["period"])) == [("0", "1"), ("0", "2"), ("0", "2"), ("1", "1"), ("1", "2"), ("1", "2")]
    (cusp,) = [i for i, kind in enumerate(special["kind"]) if kind == "7"]
    assert [float(special[f"parameters_{i}"][cusp]) for i in (1, 2)] == pytest.approx([0, 1], abs=1e-12)
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-branch ")]
    assert found(*shlex.split(command)[1:]) == text
    found(*PLANE, "-o", "k.npz")
    with numpy.load(tmp_path / "k.npz") as file:
        assert [repr(x) for x in file["points"].tolist()] == [repr(float(x)) for x in rows["points"]]
        assert json.loads(str(file["recipe"]))["kind"] == "skeleton"
    found(*PLANE, "-o", "k.csv")
    result = branch(*PLANE, "--budget=50", "--strict")
    assert result.returncode == 3 and "it goes on" in result.stderr


def test_picture_of_a_diagram(cairo, found, tmp_path):
    found("henon", "--diagram", "--max-period=2", "--seeds=1", "--box=x=-2:2,y=-1:1", "--along=a", "--to=0:1", "-o", "t.png")
    assert (abs(png(tmp_path / "t.png")[110:1090, 180:1880].astype(int) - (0, 0x72, 0xB2)) < 3).all(axis=2).any()


def test_picture_of_curves(cairo, found, tmp_path):
    found(*PLANE, "-o", "k.png")
    picture = png(tmp_path / "k.png")[110:1090, 180:1880].astype(int)
    for colour in ((0, 0x72, 0xB2), (0xD5, 0x5E, 0)):
        assert (abs(picture - colour) < 3).all(axis=2).any()


MISTAKES = [
    (["henon", "a=0.2", "--over=a,b"], ["--to is missing"]),
    (["henon", "a=0.2", "--over=a", "--to=0:1,0:1"], ["--over must be two parameters", "'a'"]),
    (["henon", "a=0.2", "--over=a,x", "--to=0:1,0:1"], ["--over must be two parameters", "'a,x'"]),
    (["henon", "a=0.2", "--over=a,a", "--to=0:1,0:1"], ["--over must be two parameters of the map, as in --over=a,b, got 'a,a'"]),
    (["logistic", "r=2", "--over=r,x", "--to=0:1,0:1"], ["--over must be two parameters of the map, logistic has 1"]),
    (["henon", "a=0.2", "--over=a,b", "--to=0:1"], ["--to must be LOW:HIGH,LOW:HIGH", "'0:1'"]),
    (["henon", "a=0.2", "--over=a,b", "--to=1:0,0:1"], ["--to must be LOW:HIGH,LOW:HIGH with LOW below HIGH"]),
    (["henon", "a=3", "--over=a,b", "--to=0:1,0:1"], ["a of the cycle must be in 0 to 1, got 3"]),
    (["henon", "a=0.2", "--over=a,b", "--along=a", "--to=0:1,0:1"], ["--over must not be given with --along"]),
    (["henon", "a=0.2", "--over=a,b", "--diagram", "--to=0:1,0:1"], ["--over must not be given with --diagram"]),
    (["henon", "a=0.2", "--over=a,b", "--to=0:1,0:1", "--max-period=400"], ["max_period * states at most 512"]),
    (["henon", "--diagram", "--along=a", "--to=0:1", "--period=2"], ["--period must not be given with --diagram"]),
    (["henon", "--diagram", "--along=a", "--to=0:1", "--max-period=0"], ["--max-period must be", "'0'"]),
    (["henon", "--diagram", "--along=a", "--to=1:0"], ["--to must be LOW:HIGH with LOW below HIGH"]),
    (["henon", "--diagram", "--along=a", "--to=0:1", "--box=x=1:0,y=0:1"], ["--box must have x=LOW:HIGH"]),
    (["henon", "--diagram", "--along=a", "--to=0:1", "--box=x=0:1"], ["--box has no y"]),
    (["x' = a - x^2", "a=1", "--diagram", "--along=a", "--to=0:1"], ["--box must have a range of x, since the map has no view of it"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--seeds=3"], ["--seeds goes with --diagram"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--budget=1e7"], ["--budget must be 2 to 1000000 rows of a branch"]),
    (["henon"], ["--along is missing", "henon a=0.2 --along=a"]),
    (["henon", "--along=a"], ["--to is missing"]),
    (["henon", "--along=x", "--to=0:1"], ["--along must be a parameter of henon", "'x'; it has a, b"]),
    (["henon", "--along=a", "--to=-1e308:1e308"], ["a must go over a range shorter than the largest double"]),
    (["x' = r*x*(1-x)", "--along=r", "--to=2:4"], ["parameter r has no default: it must be given"]),
    (["x' = s*r*x*(1-x)", "--diagram", "--along=r", "--to=2:4", "--box=x=0:1"], ["parameter s has no default: it must be given"]),
    (["henon", "--along=a", "--to=1"], ["--to must be LOW:HIGH", "'1'"]),
    (["henon", "--along=a", "--to=2:1"], ["--to must be LOW:HIGH with LOW below HIGH", "'2:1'"]),
    (["henon", "a=3", "--along=a", "--to=0:1"], ["a of the cycle must be in 0 to 1, got 3"]),
    (["henon", "a=0.1:0.3:5", "--along=a", "--to=0:1"], ["a"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--period=0"], ["--period must be", "'0'"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--period=400"], ["period * states must be at most 512"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--budget=1"], ["--budget must be", "'1'"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--period=2"], ["period must be the least one"]),
    (["x' = x + p + x^2", "p=1", "x=0", "--along=p", "--to=0.5:2"], ["guess must be near a cycle"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "-o", "a.npy"], ["-o", ".tsv, .csv, .npz", "'a.npy'"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--state=x"], ["--state goes with a picture"]),
    (["henon", "a=0.2", "--along=a", "--to=0:1", "--state=b", "-o", "a.png"], ["--state must be a state", "'b'"]),
]


@pytest.mark.parametrize("arguments, parts", MISTAKES, ids=lambda value: " ".join(value)[:50])
def test_mistake(branch, tmp_path, arguments, parts):
    result = branch(*arguments)
    assert result.returncode == 2 and result.stdout == "" and not list(tmp_path.iterdir())
    assert result.stderr.startswith("chaos-branch: ") and result.stderr.count("\n") == 1, result.stderr
    for part in parts:
        assert part in result.stderr
