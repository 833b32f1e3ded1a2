"""python -m chaos, and what draws for a chaos-sweep without cairo."""

import shutil
import subprocess
import sys

import pytest

import chaos

needs_shell = pytest.mark.skipif(not shutil.which("chaos-sweep"), reason="no chaos-sweep on PATH")


def output(*command, **options):
    return subprocess.run(command, capture_output=True, timeout=50, **options)


@needs_shell
@pytest.mark.parametrize("word, program", [([], "chaos-sweep"), (["sweep"], "chaos-sweep"), (["cycles"], "chaos-cycles"), (["basins"], "chaos-basins"), (["branch"], "chaos-branch")])
def test_module_is_the_program(word, program):
    arguments = ["logistic", "r=3.2", "x=0.3", "--quiet"] + ["--period=2"] * (program == "chaos-cycles") + ["--starts=20"] * (program == "chaos-basins")
    arguments += ["--along=r", "--to=3:4"] * (program == "chaos-branch")
    said = output(sys.executable, "-m", "chaos", *word, *arguments)
    assert said.returncode == 0 and said.stdout == output(program, *arguments).stdout != b""
    wrong = output(sys.executable, "-m", "chaos", *word, "logistc")
    assert wrong.returncode == 2 and wrong.stderr.startswith(f"{program}: unknown map".encode())


def drawn(tmp_path, measure, ending):
    pytest.importorskip("matplotlib")
    path = tmp_path / "s.npz"
    chaos.maps["logistic"].sweep(r=(3, 4, 20), x=(0.1, 0.9, 5), steps=20, measure=measure).save(path)
    with path.open("rb") as arrays:
        return output(sys.executable, "-m", "chaos._picture", ending, stdin=arrays)


@pytest.mark.parametrize("ending, head", [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_picture_of_arrays(tmp_path, ending, head):
    said = drawn(tmp_path, "lyapunov", ending)
    assert said.returncode == 0 and said.stdout.startswith(head), said.stderr


def test_what_can_not_be_drawn(tmp_path):
    said = drawn(tmp_path, "density", "png")
    assert said.returncode == 1 and said.stdout == b"" and said.stderr.startswith(b"chaos-sweep: plot() over two axes can't draw density")
