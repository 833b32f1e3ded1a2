"""Files of analyses: their .save, chaos.load and chaos.verify, and the shell's."""

import json
import re
import shutil
import subprocess

import numpy as np
import pytest

import chaos
from chaos._digest import digest_of_arrays

LOGISTIC, HENON = chaos.maps["logistic"], chaos.maps["henon"]
HENON_CYCLE = {"a": 0.2, "x": 0.5, "y": 0.1}


def flip_of(branches):
    return next(point for branch in branches for point in branch.special_points if point.kind == "flip")


def henon_curve(m):
    """Of flips, to a resonance."""
    branch = m.branch(m.cycle(1, **HENON_CYCLE), along="a", to=(-0.5, 1.4))
    return m.bifurcation_curve(flip_of([branch]), over=("a", "b"), to=((-2, 5), (-2, 2)))


ANALYSES = {
    "basins": lambda m: m.basins(x=(-2, 2, 10), y=(-2, 2, 10)),
    "exits": lambda m: m.basins(x=(-2, 2, 10), y=0, into={"sha256": "x > 1", "command": "x < -1"}),
    "attractors": lambda m: m.attractors(starts=20),
    "of basins": lambda m: m.basins(x=(-2, 2, 10), y=(-2, 2, 10)).attractors,
    "branch": lambda m: m.branch(m.cycle(1, **HENON_CYCLE), along="a", to=(0.1, 0.5)),
    "skeleton": lambda m: m.skeleton(m.cycle(1, **HENON_CYCLE), over=("a", "b"), to=((0, 0.5), (0.2, 0.4))),
    "diagram": lambda m: m.bifurcation_diagram(a=(0, 0.5), max_period=2, seeds=2),
    "cycles": lambda m: m.cycles(2),
    "switched": lambda m: m.branch(m.cycle(1, **HENON_CYCLE), along="a", to=(0.1, 0.5)).switch(-1),
    "curve": henon_curve,
    "curve of a curve": lambda m: m.bifurcation_curve(henon_curve(m).special_points[0], over=("a", "b"), to=((-2, 5), (-2, 2))),
    "part of a diagram": lambda m: m.bifurcation_diagram(a=(0, 0.5), max_period=2, seeds=2).branches[-1],
    "part of a skeleton": lambda m: m.skeleton(m.cycle(1, **HENON_CYCLE), over=("a", "b"), to=((0, 0.5), (0.2, 0.4))).curves[0],
    "curve at a part": lambda m: m.bifurcation_curve(flip_of(m.bifurcation_diagram(a=(0, 0.5), max_period=2, seeds=2).branches), over=("a", "b"), to=((0, 0.5), (0.2, 0.4))),
}


@pytest.mark.parametrize("name", ANALYSES)
def test_analyses_are_verified(tmp_path, name):
    """Computed again from the recipe alone; and a number that is another one is found, with its SHA-256 or without."""
    path = tmp_path / "a.npz"
    m = chaos.maps["henon"]
    if "basins" not in name and name not in ("exits", "attractors"):
        try:
            m.cycle(1, **HENON_CYCLE)
        except NotImplementedError:
            pytest.skip("built without GSL")
    ANALYSES[name](m).save(path)
    chaos.verify(path)
    with np.load(path) as file:
        arrays = {key: file[key] for key in file.files}
    said = json.loads(str(arrays.pop("recipe")))
    assert said["format"] == 1 and said["isa"] in ("fma", "nofma") and len(said["sha256"]) == 64
    key = next(key for key in arrays if arrays[key].size and key not in ("x", "y"))
    arrays[key] = arrays[key].copy()
    arrays[key].reshape(-1).view(np.uint8)[0] ^= 1
    np.savez(path, **arrays, recipe=json.dumps(said))
    with pytest.raises(ValueError, match="the SHA-256 of its numbers must be"):
        chaos.verify(path)
    np.savez(path, **arrays, recipe=json.dumps({**said, "sha256": digest_of_arrays(arrays, said)}))
    with pytest.raises(ValueError, match=f"a.npz: {key} at .* must be"):
        chaos.verify(path)


def test_what_can_not_be_computed_again_says_so(tmp_path):
    m = chaos.maps["logistic"]
    branch = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4))
    branch.recipe["ends"] = "canceled"
    branch.save(tmp_path / "a.npz")
    with pytest.raises(ValueError, match="have the SHA-256 that it says, but a result of the kind branch can't be computed again: what made it"):
        chaos.verify(tmp_path / "a.npz")
    (tmp_path / "a.npy").touch()
    (tmp_path / "a.npy.json").write_text('{"command": "chaos-basins henon"}')
    with pytest.raises(ValueError, match="a.npy is of chaos-basins: `chaos-basins --verify=.*a.npy` compares it"):
        chaos.verify(tmp_path / "a.npy")


CUBIC = "x' = p + r*x - x^3"
TEXTS = {  # what Python calls, and the same of the shell
    "cycles": (lambda: HENON.cycles(4), ["chaos-cycles", "henon", "--periods=4"]),
    "of one state": (lambda: LOGISTIC.cycles(3, r=3.9), ["chaos-cycles", "logistic", "r=3.9", "--periods=3"]),
    "none": (lambda: LOGISTIC.cycles((3, 3), r=3.5), ["chaos-cycles", "logistic", "r=3.5", "--periods=3:3"]),
    "branch": (lambda: HENON.branch(HENON.cycle(1, **HENON_CYCLE), along="a", to=(0, 1)),
               ["chaos-branch", "henon", "a=0.2", "x=0.5", "y=0.1", "--along=a", "--to=0:1"]),
    "diagram": (lambda: LOGISTIC.bifurcation_diagram(r=(2, 3.5), max_period=2),
                ["chaos-branch", "logistic", "--diagram", "--max-period=2", "--along=r", "--to=2:3.5"]),
    "skeleton": (lambda: HENON.skeleton(HENON.cycle(1, **HENON_CYCLE), over=("a", "b"), to=((0, 0.5), (0.2, 0.4))),
                 ["chaos-branch", "henon", "a=0.2", "x=0.5", "y=0.1", "--over=a,b", "--to=0:0.5,0.2:0.4"]),
    "along": (lambda: LOGISTIC.attractors_along(r=(3.2, 3.6, 5)), ["chaos-basins", "logistic", "r=3.2:3.6:5"]),
    "along a": (lambda: HENON.attractors_along(a=(1.0, 1.1, 3), starts=50), ["chaos-basins", "henon", "a=1:1.1:3", "--starts=50"]),
    "basins": (lambda: HENON.basins(x=(-2, 2, 10), y=(-2, 2, 12), times=True), ["chaos-basins", "henon", "x=-2:2:10", "y=-2:2:12", "--times"]),
    "of a text": (lambda: chaos.Map(CUBIC, p=0, r=1.5).basins(x=(-1.7, 1.7, 60)), ["chaos-basins", CUBIC, "p=0", "r=1.5", "x=-1.7:1.7:60"]),
    "exits": (lambda: HENON.basins(x=[-1, 0, 3], y=0, into={"sha256": "x > 1", "command": "x < -1"}),
              ["chaos-basins", "henon", "x=-1,0,3", "y=0", "--into=sha256: x > 1", "--into=command: x < -1"]),
}  # fmt: skip


def found_or_skipped(call):
    try:
        return call()
    except NotImplementedError:
        pytest.skip("built without GSL")


def same_found(a, b):
    """Numbers and recipes, to the last bit."""
    if not isinstance(a, chaos.Result):
        assert type(a) is type(b)
        if isinstance(a, chaos.Basins):
            assert a.labels.tobytes() == b.labels.tobytes() and a.axes.keys() == b.axes.keys()
            assert all(a.axes[name].tobytes() == b.axes[name].tobytes() for name in a.axes)
            assert (a.times is None) == (b.times is None) and (a.times is None or a.times.tobytes() == b.times.tobytes())
            a, b = a.attractors or a.exits, b.attractors or b.exits
        a, b = a.result, b.result
    assert {**a.recipe, "guess": 0} == {**b.recipe, "guess": 0}  # which Python takes from a cycle
    a, b = a.arrays(), b.arrays()
    assert list(a) == list(b)
    for name in a:
        assert (a[name].dtype, a[name].shape, a[name].tobytes()) == (b[name].dtype, b[name].shape, b[name].tobytes()), name


def without_command(path):
    return [line for line in path.read_text().splitlines() if not line.startswith(("# chaos-", "# recipe: "))]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("ending", ["tsv", "csv"])
def test_analyses_as_text(name, ending, tmp_path):
    """What .save writes is what the shell writes, and both are loaded and verified."""
    call, (program, *arguments) = TEXTS[name]
    found, files = found_or_skipped(call), [tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"]
    tables = {"cycles": 3, "of one state": 3, "none": 3, "along": 3, "along a": 3}
    if ending == "csv" and name in tables:
        with pytest.raises(ValueError, match=f"a .csv file must have one table, got {tables[name]} for .*a.csv; .tsv and .npz take several"):
            found.save(files[0])
        return
    found.save(files[0])
    if shutil.which(program):
        subprocess.run([shutil.which(program), *arguments, "--quiet", "-o", files[1]], check=True, stderr=subprocess.DEVNULL)
        assert without_command(files[0]) == without_command(files[1])
        told = subprocess.run([shutil.which(program), f"--verify={files[0]}"], check=False, capture_output=True, text=True)
        assert told.returncode and "Python saved it, chaos.verify(file) compares it" in told.stderr
    else:
        files.pop()
    for file in files:
        loaded = chaos.load(file)
        if ending == "tsv":
            same_found(loaded, found)
        elif isinstance(found, chaos.Basins):
            assert loaded.dtype == found.labels.dtype and np.array_equal(loaded, found.labels)
        else:
            assert isinstance(loaded, chaos.Result) and list(loaded) == ["rows"]
            assert all(values.tobytes() == found.result.arrays()[key].tobytes() for key, values in loaded.arrays().items())
        chaos.verify(file)
        text = file.read_text()
        for number in re.findall("[0-9][.][0-9]{6,}", text.partition("# format")[2])[-1:]:
            file.write_text(text.replace(number, f"{number[:4]}{(int(number[4]) + 5) % 10}{number[5:]}"))
            with pytest.raises(ValueError, match="SHA-256|must be"):
                chaos.verify(file)


def test_damaged_texts_of_analyses(tmp_path):
    path = tmp_path / "a.tsv"
    LOGISTIC.cycles(4, r=3.9).save(path)
    lines = path.read_text().splitlines(keepends=True)
    columns = next(i for i, line in enumerate(lines) if line.startswith("# row\t"))
    for kept in range(6, len(lines), 3):
        path.write_text("".join(lines[:kept]))
        with pytest.raises(ValueError, match="a.tsv (is cut off|must end|has no)|a.tsv: "):
            chaos.load(path)
    for change in ("# rows\n", "# raws\n"), ("period\t", "priod\t"), ('"params"', '"parms"'), ('["f8", null]', '["f8"]'):
        path.write_text("".join(lines).replace(*change, 1))
        with pytest.raises(ValueError, match="a.tsv"):
            chaos.verify(path)
    path.write_text("".join(lines[: columns + 1] + lines[columns + 2 :]))
    with pytest.raises(ValueError, match="a.tsv: the SHA-256 of its numbers must be"):
        chaos.verify(path)


@pytest.mark.skipif(not shutil.which("chaos-cycles"), reason="there is no chaos-cycles")
@pytest.mark.parametrize("ending", ["npz", "tsv", "csv"])
def test_single_cycles_of_the_shell(ending, tmp_path):
    def shells(*arguments):
        file = tmp_path / f"a.{ending}"
        subprocess.run(["chaos-cycles", *arguments, "--quiet", "-o", file], check=True, stderr=subprocess.DEVNULL)
        return chaos.load(file)

    cycle = shells("logistic", "r=3.83", "x=0.5", "--period=3")
    same_found(cycle.result, LOGISTIC.cycle(3, r=3.83, x=0.5).result)
    chaos.verify(tmp_path / f"a.{ending}")
    floats = shells("--float", "logistic", "r=4", "x=0.1:0.4:4", "--max-steps=1e6")
    assert isinstance(floats, chaos.Result) and floats.kind == "float_cycles" and floats["rows"].rows == 4


def test_numbers_that_are_none_have_no_sign():
    """0/0 has one, and another on other processors; text has none."""
    entropy = HENON.cycles(3).averages["entropy"] if "GSL" in chaos._chaos.VERSION else np.array([np.nan])
    none = entropy[np.isnan(entropy)]
    assert len(none) and not np.signbit(none).any()


def test_attractors(tmp_path):
    found = HENON.attractors(starts=20, a=1.06)
    found.save(tmp_path / "a.npz")
    loaded = chaos.load(tmp_path / "a.npz")
    assert type(loaded) is chaos.Attractors and repr(loaded) == repr(found) and loaded.fractions == found.fractions
    assert loaded.recipe == found.recipe and repr(loaded.again()) == repr(found)
    for name, values in found.result.arrays().items():
        np.testing.assert_array_equal(loaded.result.arrays()[name], values)
