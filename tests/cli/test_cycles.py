"""chaos-cycles: what .tsv, .csv and .npz hold."""
import json
import math
import shlex

import numpy
import pytest

from readers import csv, tables


@pytest.fixture
def found(cycles):
    """As cycles, for what must succeed: its standard output."""

    def found(*arguments):
        result = cycles(*arguments)
        assert result.returncode == 0 and not result.stderr, (arguments, result.stderr)
        return result.stdout

    return found


def test_a_line_for_each_point(found):
    (table,) = tables(found("henon", "--period=7"))
    assert list(table) == [
        "row", "point", "period", "points_x", "points_y", "multipliers_1_re", "multipliers_1_im", "multipliers_2_re",
        "multipliers_2_im", "exponents_1", "exponents_2", "points_error_x", "points_error_y", "multipliers_error_1",
        "multipliers_error_2", "residual", "converged", "family", "unstable", "neutral", "index"]
    assert table["point"] == [str(i) for i in range(7)] and set(table["row"]) == {"0"}
    x, y = ([float(value) for value in table[f"points_{name}"]] for name in "xy")
    for i in range(7):
        assert x[(i + 1) % 7] == pytest.approx(1 - 1.4 * x[i] ** 2 + y[i], abs=1e-14)
    product = float(table["multipliers_1_re"][0]) * float(table["multipliers_2_re"][0])
    assert product == pytest.approx((-0.3) ** 7, rel=1e-9), "the determinant"
    assert all(len(set(table[name])) == 1 for name in table if name not in ("point", "points_x", "points_y"))


def test_formats_hold_the_same(found, tmp_path):
    arguments = ["logistic", "r=3.83", "x=0.5", "--period=3"]
    (tsv,) = tables(found(*arguments))
    found(*arguments, "-o", "a.csv")
    found(*arguments, "-o", "a.npz")
    assert csv((tmp_path / "a.csv").read_text()) == tsv
    with numpy.load(tmp_path / "a.npz") as file:
        assert {name: (file[name].dtype.str[1:], file[name].shape) for name in file if name != "recipe"} == {
            "period": ("u8", (1,)), "points": ("f8", (3,)), "points_offsets": ("u8", (2,)),
            "multipliers": ("c16", (1,)), "exponents": ("f8", (1,)), "points_error": ("f8", (1,)),
            "multipliers_error": ("f8", (1,)), "residual": ("f8", (1,)), "converged": ("u4", (1,)), "family": ("u4", (1,)),
            "unstable": ("u4", (1,)), "neutral": ("u4", (1,)), "index": ("i8", (1,))}
        assert file["points_offsets"].tolist() == [0, 3]
        assert file["points"].tolist() == [float(x) for x in tsv["points"]]
        assert file["multipliers"].tolist() == [complex(float(tsv["multipliers_re"][0]), float(tsv["multipliers_im"][0]))]
        recipe = json.loads(str(file["recipe"]))
    assert recipe["kind"] == "cycles" and recipe["map"] == "logistic" and recipe["period"] == 3
    assert float(tsv["exponents"][0]) == pytest.approx(math.log(abs(float(tsv["multipliers_re"][0]))) / 3)


def test_offsets_count_points(found, tmp_path):
    found("henon", "--period=2", "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        assert file["points"].shape == (2, 2) and file["points_offsets"].tolist() == [0, 2]


def test_the_command_in_the_header_does_it_again(found):
    text = found("x' = 1 - a*x^2 + y; y' = b*x", "a=1.2", "b=.3", "x=.6", "--period=1")
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-cycles ")]
    assert found(*shlex.split(command)[1:]) == text


def test_not_converging_is_an_outcome(cycles):
    arguments = ["x' = x + 1", "x=0", "--period=1"]
    result = cycles(*arguments)
    assert result.returncode == 0 and result.stderr.startswith("chaos-cycles: not converged")
    assert tables(result.stdout)[0]["converged"] == ["0"]
    assert cycles(*arguments, "--quiet").stderr == ""
    assert cycles(*arguments, "--strict").returncode == 3
    assert cycles("logistic", "--period=1", "--strict").returncode == 0


def test_help(cycles):
    text = cycles("--help").stdout
    assert text.startswith("usage: chaos-cycles MAP") and "--period=N" in text and max(map(len, text.splitlines())) <= 79
    assert "henon" in cycles("--list").stdout
    assert cycles("--version").stdout.startswith("chaos-cycles ")


def test_the_cycle_of_a_float_orbit(found, cycles, tmp_path):
    (table,) = tables(found("--float", "logistic", "r=3.2", "x=0.3", "--max-steps=1000"))
    assert list(table) == ["found", "tail", "length", "log_multiplier", "status"]
    assert table["found"] == ["1"] and table["length"] == ["2"]
    assert float(table["log_multiplier"][0]) == pytest.approx(2 * math.log(0.4))

    arguments = ["logistic", "r=2.5,3.2,3.9", "x=0.2:0.4:2", "--float", "--max-steps=10000"]
    result = cycles(*arguments)
    assert result.returncode == 0 and "2 of 6 orbits do not repeat within 10000 steps" in result.stderr
    (table,) = tables(result.stdout)
    assert table["length"][2:] == ["2", "2", "0", "0"] and table["found"] == ["1"] * 4 + ["0"] * 2
    assert list(table)[:3] == ["r", "x", "found"] and [float(r) for r in table["r"]] == [2.5, 2.5, 3.2, 3.2, 3.9, 3.9] and [float(x) for x in table["x"]] == [0.2, 0.4] * 3
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("# chaos-cycles"))
    assert found(*shlex.split(line)[2:], "--quiet") == result.stdout
    assert cycles(*arguments, "--strict", "--quiet", "-o", "a.npz").returncode == 3
    with numpy.load(tmp_path / "a.npz") as file:
        assert file["length"].shape == (6,) and file["tail"].dtype == numpy.uint64
        recipe = json.loads(str(file["recipe"]))
    assert recipe["max_steps"] == 10000 and recipe["params"] == recipe["start"] == {}
    cycles("logistic", "r=3.9", "x=0.2,0.4", "--float", "--max-steps=100", "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        recipe = json.loads(str(file["recipe"]))
        assert recipe["params"] == {"r": 3.9} and recipe["start"] == {} and file["x"].tolist() == [0.2, 0.4] and "r" not in file


def test_what_is_said_of_float_orbits(cycles):
    def said(*arguments):
        return cycles("--float", "logistic", "x=0.3", *arguments).stderr.splitlines()

    assert said("r=3.2,3.9", "--max-steps=1000") == ["chaos-cycles: 1 of 2 orbits does not repeat within 1000 steps: give more by --max-steps"]
    assert said("r=3.2,4.5", "--max-steps=1e16") == ["chaos-cycles: 1 of 2 orbits escapes"]
    assert said("r=4.5,4.6,3.9,3.95", "--max-steps=1000") == [
        "chaos-cycles: 2 of 4 orbits escape", "chaos-cycles: 2 of 4 orbits do not repeat within 1000 steps: give more by --max-steps"]
    assert said("r=3.2", "--max-steps=1e16") == []


def test_all_cycles(cycles):
    done = cycles("logistic", "r=4", "--periods=4")
    assert "8 cycles; complete" in done.stderr and "# periods" in done.stdout
    assert [line.split("\t")[1] for line in done.stdout.split("# periods\n")[1].split("\n\n")[0].splitlines()[1:]] == ["2", "1", "2", "3"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--periods=0"], "--periods must be a whole number from 1 to 1000, got '0'"),
        (["--periods=4:2"], "the first one before the last, got '4:2'"),
        (["--periods=4", "--period=2"], "must not be given with --period"),
        (["--period=4", "--budget=9"], "--budget goes with --periods"),
        (["--periods=4", "--budget=0"], "--budget must be above 0"),
        (["--periods=4", "--box=x=2:-2,y=0:1"], "LOW below HIGH, got '2:-2'"),
        (["--periods=4", "--box=x=-2:2"], "--box has no y"),
        (["--periods=4", "--box=z=-2:2"], "names of states, got 'z'; henon has x, y"),
        (["--periods=4", "--box=x"], "NAME=LOW:HIGH"),
    ],
)
def test_mistakes_about_all_cycles(cycles, arguments, words):
    done = cycles("henon", *arguments)
    assert done.returncode == 2 and words in done.stderr


def test_maps_without_a_view_or_a_value(cycles):
    text = "x' = r*x*(1 - x)"
    assert cycles(text, "r=3", "--periods=2").stderr == "chaos-cycles: --box must have a range of x, since the map has no view of it\n"
    assert cycles(text, "--period=2").stderr == "chaos-cycles: parameter r has no default: it must be given\n"
