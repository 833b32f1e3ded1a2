"""Files of chaos-cycles, chaos-branch and chaos-basins say what made them: done again, compared, and their numbers' SHA-256."""
import hashlib
import json
import random
import re

import chaos
import numpy
import pytest
from test_recipes import refused

CUBIC = "x' = p + r*x - x^3"
COMMANDS = {
    "cycle": ("cycles", ["logistic", "r=3.83", "x=0.5", "--period=3"], "npz tsv csv"),
    "float": ("cycles", ["--float", "logistic", "r=4", "x=0.1:0.4:4", "--max-steps=1e6"], "npz tsv csv"),
    "branch": ("branch", [CUBIC, "p=0", "r=1.5", "x=1", "--along=p", "--to=-1:1"], "npz tsv csv png svg"),
    "basins": ("basins", [CUBIC, "p=0", "r=1.5", "x=-1.7:1.7:60"], "npz tsv csv npy svg"),
    "exits": ("basins", ["x' = 2*x", "x=-1:3:8", "--into=command: x < -9", "--into=sha256: x > 9"], "npz tsv csv npy"),
    "starts": ("basins", ["logistic", "r=3.83", "--starts=50", "--seed=3"], "npz tsv npy"),
    "along": ("basins", [CUBIC, "r=1.5", "p=0:0.5:4", "--starts=20", "--box=x=-1.5:1.5"], "npz tsv"),
}  # fmt: skip
SLOW = {
    "cycles": ("cycles", ["logistic", "--periods=4", "--box=x=-1:2"], "npz tsv"),
    "diagram": ("branch", ["logistic", "--diagram", "--max-period=2", "--along=r", "--to=2:3.5"], "npz tsv csv"),
    "curves": ("branch", [CUBIC, "p=0", "r=1.2", "x=1", "--over=p,r", "--to=-1:1,-2:2"], "npz tsv"),
}  # fmt: skip
CASES = [(name, ending) for name, (_, _, endings) in (COMMANDS | SLOW).items() for ending in endings.split()]


@pytest.fixture
def programs(cycles, branch, basins):
    return {"cycles": cycles, "branch": branch, "basins": basins}


def made(programs, name, file):
    program, arguments, _ = (COMMANDS | SLOW)[name]
    result = programs[program](*arguments, "-o", file)
    assert result.returncode == 0, result.stderr
    return programs[program]


def told(path):
    """What a file says of itself."""
    if path.suffix == ".npz":
        return json.loads(str(numpy.load(path)["recipe"]))
    if path.suffix == ".npy":
        return json.loads(path.with_name(f"{path.name}.json").read_text())
    text = path.read_text()
    return {"sha256": re.search("\n# SHA-256=([0-9a-f]{64})\n\\Z", text)[1], "format": int(re.search("\n# format: (.*)\n", text)[1])}


@pytest.mark.parametrize("name, ending", CASES)
def test_done_again_and_compared(programs, run, tmp_path, name, ending):
    if ending in ("png", "svg"):
        pytest.skip("see test_pictures_have_the_command")
    file = tmp_path / f"a.{ending}"
    program = made(programs, name, file)
    again = program("--recipe", file, "-o", f"b.{ending}", "--threads=1")
    assert again.returncode == 0 and (tmp_path / f"b.{ending}").read_bytes() == file.read_bytes(), again.stderr
    compared = program("--verify", file)
    assert compared.returncode == 0 and f"a.{ending}: all of it is what is computed" in compared.stderr
    assert re.fullmatch("[0-9a-f]{64}", told(file)["sha256"]) and told(file)["format"] == 1
    refused(run("--verify", file), f"it is of chaos-{(COMMANDS | SLOW)[name][0]}, not of chaos-sweep: give it to chaos-{(COMMANDS | SLOW)[name][0]} --verify")


@pytest.mark.parametrize("name, ending", [(name, ending) for name, ending in CASES if name in COMMANDS and ending not in ("png", "svg")])
def test_one_bit_is_found(programs, tmp_path, name, ending):
    """Wherever it is, but in the command of a text: with another name of a region it is another file with the same numbers."""
    seed = random.randrange(2**32)
    print("seed", seed)
    draw, file = random.Random(seed), tmp_path / f"a.{ending}"
    program = made(programs, name, file)
    good = bytearray(file.read_bytes())
    command = good.find(b"# chaos-")
    end = good.find(b"\n", command) if command >= 0 else command
    for i in draw.sample([i for i in range(len(good)) if not command <= i < end], 4):
        bad = good.copy()
        bad[i] ^= 1 << draw.randrange(8)
        file.write_bytes(bad)
        result = program("--verify", file, errors="replace")
        assert result.returncode in (1, 2), (i, result.stderr)
        assert result.stderr.count("\n") >= 1


def test_the_sha256_is_that_of_the_columns(programs, tmp_path):
    """The same of each file that has all of them, by hashlib."""
    for name in "branch", "exits", "along", "cycle":
        for ending in "npz", "tsv":
            made(programs, name, tmp_path / f"{name}.{ending}")
        file = numpy.load(tmp_path / f"{name}.npz")
        block = hashlib.sha256()
        for array in file.files:
            if array != "recipe" and not ("labels" in file.files and array == "x"):
                block.update(file[array].tobytes())
        expected = hashlib.sha256(block.digest()).hexdigest()
        assert told(tmp_path / f"{name}.npz")["sha256"] == told(tmp_path / f"{name}.tsv")["sha256"] == expected


def test_pictures_have_the_command(cairo, programs, tmp_path):
    for name, ending in [(name, ending) for name, ending in CASES if ending in ("png", "svg")]:
        program = made(programs, name, tmp_path / f"a.{ending}")
        made(programs, name, tmp_path / "a.npz")
        assert program("--recipe", f"a.{ending}", "-o", "b.npz", "--quiet").returncode == 0
        assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
        refused(program("--verify", f"a.{ending}"), "--verify must be of a .tsv", code=2)


def test_a_parameter_that_has_no_value_is_not_in_the_command(programs, tmp_path):
    """The diagram is along it."""
    programs["branch"]("x' = r*x*(1 - x^2) + c", "c=0.05", "--diagram", "--max-period=2", "--along=r", "--to=0.5:2.6", "--box=x=-2:2", "-o", "a.tsv")
    assert "nan" not in (tmp_path / "a.tsv").read_text().splitlines()[1]
    assert programs["branch"]("--verify", "a.tsv").returncode == 0


def test_a_recipe_runs_no_file(programs, tmp_path):
    """That of a map from a C file has to be given again, and be the same."""
    source = tmp_path / "m.c"
    text = programs["cycles"]("--emit-c", "x' = r*x*(1 - x)").stdout
    source.write_text(text)
    programs["cycles"]("./m.c", "r=3.83", "x=0.5", "--period=3", "-o", "a.npz")
    refused(programs["cycles"]("--verify", "a.npz"), "its map is the file ./m.c, which is not run unless")
    assert programs["cycles"]("./m.c", "--verify", "a.npz").returncode == 0
    source.write_text(text.replace("1 - x", "1 - x*1").replace("\n", "\n\n", 1))
    refused(programs["cycles"]("./m.c", "--verify", "a.npz"), "its map")


@pytest.mark.parametrize("arguments, says", [
    (["--verify=a.npz", "-o", "b.npz"], "-o does not go with --verify"), (["--verify=a.npz", "--period=4"], "--period is said by the recipe"),
    (["--recipe=a.npz", "henon"], "the map and its values are those of a.npz, got 'henon' too")])  # fmt: skip
def test_what_does_not_go_together_is_said(programs, tmp_path, arguments, says):
    made(programs, "cycle", tmp_path / "a.npz")
    refused(programs["cycles"](*arguments), says, code=2)


def test_what_others_wrote_is_refused(programs, tmp_path):
    cycles = programs["cycles"]
    chaos.maps["logistic"].cycles(2).save(tmp_path / "a.npz")
    refused(cycles("--verify", "a.npz"), "it has no command: Python saved it, chaos.verify(file) compares it")
    made(programs, "cycle", tmp_path / "b.tsv")
    text = (tmp_path / "b.tsv").read_text()
    (tmp_path / "c.tsv").write_text(text.replace("# libchaos 0", "# libchaos 9"))
    result = cycles("--verify", "c.tsv")
    assert result.returncode == 1 and "it was made by libchaos 9.1.0" in result.stderr and "which can compare it" in result.stderr
    (tmp_path / "d.tsv").write_text(text.replace("# format: 1", "# format: 7"))
    refused(cycles("--verify", "d.tsv"), "it has the format 7, this libchaos reads 1")
    isa = "fma" if "-nofma" in chaos.isa_name() else "nofma"
    (tmp_path / "e.tsv").write_text(re.sub("(libchaos .*), (no)?fma", f"\\1, {isa}", text))
    refused(cycles("--verify", "e.tsv"), f"of the family {isa}")
