"""What .tsv, .csv, .npy and .npz hold, read back."""
import json
import math
import pathlib
import shlex
import shutil
import subprocess

import numpy
import pytest

from readers import csv, tables

LOGISTIC = ["logistic", "r=3.5:4.25:7"]  # the last point escapes


def floats(column):
    return numpy.array([float(text) for text in column])


def load(path):
    return numpy.load(path, allow_pickle=False)


@pytest.mark.parametrize("measure", [
    "lyapunov", "lyapunov:steps=333", "final", "moments:every=3", "period", "escape", "lyapunov:blocks=4",
])
def test_all_formats_hold_the_same(sweep, tmp_path, measure):
    arguments = [*LOGISTIC, f"--measure={measure}"]
    (tsv,) = tables(sweep(*arguments))
    for name in ["a.csv", "a.npy", "a.npz"]:
        sweep(*arguments, "-o", name)
    comma = csv((tmp_path / "a.csv").read_text())
    array, archive = load(tmp_path / "a.npy"), load(tmp_path / "a.npz")
    name = measure.split(":")[0]
    assert list(comma) == list(tsv) and comma == tsv
    assert (archive[name].dtype, archive[name].shape) == (array.dtype, array.shape)
    numpy.testing.assert_array_equal(archive[name], array)
    columns = [column for column in tsv if column.startswith(name)]
    expected = numpy.concatenate([archive[key].reshape(7, -1) for key in archive if key.startswith(name)], axis=1)
    numpy.testing.assert_array_equal(numpy.stack([floats(tsv[column]) for column in columns], axis=1), expected)
    numpy.testing.assert_array_equal(floats(tsv["r"]), archive["r"])
    numpy.testing.assert_array_equal(floats(tsv["status"]), archive["status"])
    numpy.testing.assert_array_equal(archive["r"], numpy.linspace(3.5, 4.25, 7))
    assert archive["status"][-1] & 1 and not archive["status"][0] & 1


def test_csv_as_others_read_it(sweep, tmp_path):
    """The header is the first line."""
    sweep(*LOGISTIC, "--measure=lyapunov,final", "-o", "a.csv")
    (tsv,) = tables(sweep(*LOGISTIC, "--measure=lyapunov,final"))
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[0].split(",") == list(tsv) and lines[1].startswith("# logistic map: x' = ")
    read = numpy.genfromtxt(tmp_path / "a.csv", delimiter=",", names=True)
    assert list(read.dtype.names) == list(tsv)
    for name in tsv:
        numpy.testing.assert_array_equal(read[name], floats(tsv[name]))
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(tmp_path / "a.csv", comment="#")
    assert list(frame) == list(tsv) and list(frame["r"]) == list(floats(tsv["r"]))


def test_numbers_read_back_as_the_same_doubles(sweep, tmp_path):
    arguments = ["henon", "a=1.3,1.4", "--measure=final:of=x"]
    (table,) = tables(sweep(*arguments))
    sweep(*arguments, "-o", "a.npy")
    assert [float(x) for x in table["final"]] == load(tmp_path / "a.npy").tolist()
    assert table["a"] == ["1.3", "1.3999999999999999"]


def test_measures_do_not_depend_on_each_other(sweep, tmp_path):
    """Not even a period, whose transient is longer."""
    names = ["lyapunov", "period", "moments", "rotation", "density"]
    sweep("circle", "k=0.9", "omega=0:1:9", "--measure=" + ",".join(names), "-o", "all.npz")
    together = load(tmp_path / "all.npz")
    for name in names:
        sweep("circle", "k=0.9", "omega=0:1:9", f"--measure={name}", "-o", "one.npz")
        alone = load(tmp_path / "one.npz")
        for key in set(alone) - {"recipe", "status"}:
            numpy.testing.assert_array_equal(alone[key], together[key])
        numpy.testing.assert_array_equal(alone["status"], together[f"{name}_status"])


def test_types_and_shapes(sweep, tmp_path):
    sweep("henon", "a=1.1:1.4:3", "b=0.2,0.3", "-o", "a.npz", "--steps=50", "--measure=orbit:steps=5,final,"
          "density:of=x,y:bins=4,6,moments,lyapunov:count=2:blocks=3,period,escape,density:of=y:bins=8")
    archive = load(tmp_path / "a.npz")
    found = {name: (archive[name].dtype.str[1:], archive[name].shape) for name in archive if name != "recipe"}
    assert found == {
        "a": ("f8", (3,)), "b": ("f8", (2,)), "status": ("u4", (3, 2)),
        "orbit": ("f8", (3, 2, 5, 2)), "final": ("f8", (3, 2, 2)), "moments": ("f8", (3, 2, 2, 4)),
        "density": ("u8", (3, 2, 4, 6)), "density_outside": ("u8", (3, 2, 2)),
        "density2": ("u8", (3, 2, 8)), "density2_outside": ("u8", (3, 2, 2)),
        "lyapunov": ("f8", (3, 2, 2)), "lyapunov_stderr": ("f8", (3, 2, 2)), "lyapunov_blocks": ("f8", (3, 2, 2, 3)),
        "lyapunov_blocks_std": ("f8", (3, 2, 2)), "lyapunov_blocks_quantiles": ("f8", (3, 2, 2, 5)),
        "lyapunov_dimension": ("f8", (3, 2)), "lyapunov_dimension_stderr": ("f8", (3, 2)),
        "period": ("u8", (3, 2)), "escape": ("i8", (3, 2)), "density_range": ("f8", (2, 2)), "density2_range": ("f8", (2,)),
        **{f"{name}_status": ("u4", (3, 2)) for name in
           ["orbit", "final", "density", "moments", "lyapunov", "period", "escape", "density2"]},
    }
    every = [archive[name] for name in archive if name.endswith("_status")]
    assert (numpy.bitwise_or.reduce(every) == archive["status"]).all()
    inside = archive["density"].sum(axis=(2, 3)) + archive["density_outside"].sum(axis=2)
    assert (inside == 50).all()


def test_one_point(sweep, tmp_path):
    (table,) = tables(sweep("tent", "mu=1.9"))
    assert list(table) == ["lyapunov", "lyapunov_stderr", "status"]
    assert float(table["lyapunov"][0]) == pytest.approx(math.log(1.9), abs=1e-13)
    sweep("tent", "mu=1.9", "-o", "a.npy")
    assert load(tmp_path / "a.npy").shape == ()


def test_tables_of_a_tsv(sweep):
    text = sweep("henon", "a=1.2,1.4", "b=0.2:0.3:3", "--measure=density:bins=5,lyapunov,orbit:steps=4:every=2",
                 "--transient=100")
    points, density, orbit = tables(text)
    assert list(points) == ["a", "b", "lyapunov", "lyapunov_stderr", "lyapunov_status", "status"]
    assert list(density) == [
        "a", "b", "x_centre", "density", "density_below", "density_above", "density_status", "status"]
    assert list(orbit) == ["a", "b", "iterate", "orbit_x", "orbit_y", "orbit_status", "status"]
    assert [len(table["a"]) for table in (points, density, orbit)] == [6, 30, 24]
    assert orbit["iterate"][:4] == ["100", "102", "104", "106"]
    assert text.count("\n\n\n") == 2  # gnuplot's index
    body = text.split("\n\n\n")[0].split("status\n")[-1]
    assert [len(scan.splitlines()) for scan in body.split("\n\n")] == [3, 3]  # gnuplot's scans


def test_bin_centres(sweep):
    (table,) = tables(sweep("logistic", "--measure=density:bins=4:range=0,1:steps=1000"))
    assert [float(x) for x in table["x_centre"]] == [0.125, 0.375, 0.625, 0.875]
    assert sum(int(x) for x in table["density"]) == 1000


def test_component_columns(sweep):
    (table,) = tables(sweep("henon", "--measure=moments,final,lyapunov:count=all:blocks=2,moments:of=y"))
    assert list(table) == [
        *(f"moments_{x}_{what}" for x in "xy" for what in ["mean", "variance", "min", "max"]), "moments_status",
        "final_x", "final_y", "final_status", "lyapunov_1", "lyapunov_2", "lyapunov_stderr_1", "lyapunov_stderr_2",
        *(f"lyapunov_blocks_{k}_{block}" for k in (1, 2) for block in (1, 2)), *(f"lyapunov_blocks_std_{k}" for k in (1, 2)),
        *(f"lyapunov_blocks_quantiles_{k}_{q}" for k in (1, 2) for q in ["q5", "q25", "median", "q75", "q95"]), "lyapunov_dimension", "lyapunov_dimension_stderr",
        "lyapunov_status", *(f"moments2_{what}" for what in ["mean", "variance", "min", "max"]), "moments2_status", "status"]


def test_nan_has_no_sign(sweep):
    (table,) = tables(sweep("logistic", "r=4.5,nan,3.9"))
    assert table["lyapunov"][:2] == ["nan", "nan"] and table["r"][1] == "nan"
    assert [int(status) & 3 for status in table["status"]][2] == 0 and int(table["status"][1]) & 2


def test_the_command_in_the_header_does_it_again(sweep):
    text = sweep("henon", "b=.25,.3", "x=0:.1:3", "--steps=7e1", "--bound=50",
                 "--measure=density:of=x,y:bins=3,4,lyapunov:count=2,period:tol=1e-8")
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-sweep ")]
    assert sweep(*shlex.split(command)[1:]) == text


def test_recipe(sweep, tmp_path):
    sweep("logistic", "r=3:4:5", "x=.25", "--measure=density:bins=9,lyapunov:steps=77", "-o", "a.npz")
    array = load(tmp_path / "a.npz")["recipe"]
    assert array.shape == () and array.dtype.kind == "U"
    recipe = json.loads(str(array))
    assert recipe["map"] == "logistic" and recipe["formula"].startswith("x' = r*x")
    assert recipe["axes"] == [{"name": "r", "start": 3, "stop": 4, "count": 5}]
    assert recipe["state"] == {"x": 0.25} and recipe["start"] == "fixed"
    assert [measure["measure"] for measure in recipe["measures"]] == ["density", "lyapunov"]
    assert recipe["measures"][0]["bins"] == "9" and recipe["measures"][1]["steps"] == "77"
    assert recipe["measures"][0]["range"] == "0,1" and recipe["measures"][1]["transient"] == "1000"
    assert {"version", "isa", "bound"} <= set(recipe)


def test_a_recipe_keeps_its_letters(sweep, tmp_path):
    sweep("θ' = θ + 0.1 mod 1", "-o", "a.npz")
    assert json.loads(str(load(tmp_path / "a.npz")["recipe"]))["map"] == "θ' = θ + 0.1 mod 1"


def test_the_command_is_quoted_for_a_shell(sweep, command, tmp_path):
    folder = tmp_path / """a '$HOME' "`b`" \\c"""
    folder.mkdir()
    shutil.copy(pathlib.Path(__file__).parents[2] / "examples/mymap.c", folder / "m.c")
    text = sweep(folder / "m.c")
    again = text.splitlines()[1].replace("# chaos-sweep", command + " --quiet", 1)
    assert subprocess.run(["sh", "-c", again], capture_output=True, text=True).stdout == text


def test_ways_to_write_the_same(sweep):
    assert sweep("tent", "μ=1.9") == sweep("tent", "mu=1.9") == sweep("tent", "µ=1.9")
    assert sweep("circle", "ω=0.3", "θ=0:1:5") == sweep("circle", "omega=0.3", "theta=0:1:5")
    plain = sweep("logistic", "r=3:4:3", "--steps=100000", "--measure=lyapunov")
    assert sweep("--steps", "1e5", "logistic", "--measure", "lyapunov", "--start=fixed", "r=3:4:3") == plain
    assert sweep("logistic", "--steps=100000", "--threads=2", "--", "r=3:4:3") == plain
    assert sweep("logistic", "r=3:4:3", "--measure=lyapunov:steps=1e5") == plain
    assert sweep("logistic", "r=3:4:3", "--measure=lyapunov:steps=1e5", "--steps=3") == plain, "its own steps"


def test_a_comma_in_an_option_is_no_new_measure(sweep):
    (first, second) = tables(sweep("henon", "--measure=density:of=x,y:bins=4,3,density:of=y:bins=2"))
    assert len(first["density"]) == 12 and len(second["density2"]) == 2


def test_columns_have_names_of_their_own(sweep):
    (table,) = tables(sweep("henon", "--measure=lyapunov:count=2:steps=10,lyapunov:steps=20,final,final:of=y:steps=5"))
    assert list(table) == [
        "lyapunov_1", "lyapunov_2", "lyapunov_stderr_1", "lyapunov_stderr_2", "lyapunov_dimension", "lyapunov_dimension_stderr",
        "lyapunov_status", "lyapunov2", "lyapunov2_stderr", "lyapunov2_status", "final_x", "final_y", "final_status", "final2", "final2_status", "status"]


def test_lattice(sweep, tmp_path):
    sweep("logistic_ring", "N=5", "eps=0.2,0.3", "--measure=final", "-o", "a.npy")
    assert load(tmp_path / "a.npy").shape == (2, 5)


def test_standard_output_by_name(sweep, command):
    plain = sweep("tent", "mu=1.5")
    assert sweep("tent", "mu=1.5", "-o", "-") == plain
    assert sweep("tent", "mu=1.5", "-o", "/dev/stdout") == plain
