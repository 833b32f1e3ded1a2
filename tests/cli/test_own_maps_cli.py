"""Maps from files on the command line."""
import pathlib
import shutil

import pytest

MAPS = pathlib.Path(__file__).parents[2] / "libchaos/maps"
pytestmark = pytest.mark.skipif(not shutil.which("cc") or not MAPS.is_dir(), reason="no compiler, or not in the source tree")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CHAOS_ISA", "scalar")


def data(text):
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_a_file_is_a_map(sweep, tmp_path):
    shutil.copy(MAPS / "henon.c", tmp_path / "mine.c")
    arguments = "a=1:1.4:50", "--measure=lyapunov,final", "--steps=200"
    got = sweep("./mine.c", *arguments)
    assert data(got) == data(sweep("henon", *arguments)) == data(sweep("mine.c", *arguments))
    assert "chaos-sweep ./mine.c a=1:1.4:50" in got  # the recipe does it again
    assert "Henon map" in sweep("--describe", "./mine.c")


def test_a_lattice_has_as_many_sites_as_wanted(sweep, tmp_path):
    shutil.copy(MAPS / "logistic_ring.c", tmp_path / "ring.c")
    assert data(sweep("./ring.c", "N=5", "--measure=final")) == data(sweep("logistic_ring", "N=5", "--measure=final"))


def test_all_that_the_compiler_says(run, tmp_path):
    (tmp_path / "mine.c").write_text((MAPS / "henon.c").read_text().replace("x[0]", "x[0", 1))
    result = run("./mine.c")
    assert result.returncode == 2 and not result.stdout
    assert "mine.c: In function" in result.stderr or "1 error generated" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("chaos-sweep: mine.c does not compile: ")


def test_no_compiler(run, tmp_path, monkeypatch):
    shutil.copy(MAPS / "henon.c", tmp_path / "mine.c")
    monkeypatch.setenv("CC", "/nowhere/cc")
    result = run("./mine.c")
    assert result.returncode == 1 and len(result.stderr.splitlines()) == 1 and "no C compiler" in result.stderr


def test_no_such_file(run):
    result = run("./nowhere.c")
    assert result.returncode == 1 and "./nowhere.c" in result.stderr and len(result.stderr.splitlines()) == 1
