"""Maps from files on the command line."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
from xml.etree import ElementTree

import numpy
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


@pytest.mark.parametrize("ending", ["tsv", "npz", "npy", "csv"])
def test_results_of_a_file(run, sweep, tmp_path, ending):
    """They are done again, verified and merged where the command line names the file; another file is told apart."""
    source = (MAPS / "henon.c").read_text()
    (tmp_path / "mine.c").write_text(source)
    file, command = f"a.{ending}", ("./mine.c", "a=1:1.4:20", "--steps=10", "-o", f"a.{ending}")
    sweep(*command)
    whole = (tmp_path / file).read_bytes()
    parts = [f"{file}.part-{i}-of-2" for i in range(2)]
    for i in range(2):
        sweep(*command, f"--shard={i}/2")
    sweep("mine.c", "--merge", *parts, "-o", f"m.{ending}")
    sweep("--recipe", file, "./mine.c", "-o", f"r.{ending}")
    assert (tmp_path / f"m.{ending}").read_bytes() == (tmp_path / f"r.{ending}").read_bytes() == whole
    sweep("./mine.c", "--verify", file)
    sweep(*command, "--resume")
    for wrong in ["--merge", *parts, "-o", "x.npz"], ["--recipe", file], ["--verify", file]:
        result = run(*wrong)
        assert result.returncode == 1 and "./mine.c, which is not run unless the command line names it, too" in result.stderr
    if ending == "npz":
        sweep("henon", "a=1:1.4:20", "-o", "henon.tsv")
        result = run("./mine.c", "--recipe=henon.tsv")
        assert result.returncode == 2 and "'./mine.c' too" in result.stderr
    shutil.copy(tmp_path / parts[0], tmp_path / f"{file}.part-0-of-1")
    (tmp_path / "mine.c").write_text(source + "/* changed */\n")
    for wrong in ["./mine.c", "--verify", file], ["./mine.c", "--merge", *parts, "-o", "x.npz"], [*command, "--resume"]:
        result = run(*wrong)
        assert result.returncode == 1 and "its map's file had the CRC-32" in result.stderr, result.stderr
    (tmp_path / file).unlink()
    (tmp_path / "mine.c").write_text(source)
    sweep(*command, "--shard=0/3", "--resume")
    (tmp_path / "mine.c").write_text(source + "/* changed */\n")
    result = run(*command, "--shard=0/3", "--resume")
    assert result.returncode == 1 and "it was made with CRC-32=" in result.stderr and "remove it" in result.stderr


def test_the_checksum_is_of_what_is_included_too(sweep, run, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "own.h").write_text('#pragma once\n#  include "deep.h"\n#include "own.h"\n')
    (tmp_path / "sub" / "deep.h").write_text("#define UNUSED 1\n")
    (tmp_path / "mine.c").write_text('#include "sub/own.h"\n' + (MAPS / "henon.c").read_text())
    sweep("./mine.c", "a=1:1.4:20", "--steps=20", "-o", "a.npz")
    sweep("./mine.c", "--verify", "a.npz")
    for header in "own.h", "deep.h":
        path = tmp_path / "sub" / header
        text = path.read_text()
        path.write_text(text + "/* changed */\n")
        result = run("./mine.c", "--verify", "a.npz")
        assert result.returncode == 1 and "its map's file had the CRC-32" in result.stderr
        path.write_text(text)
    sweep("./mine.c", "--verify", "a.npz")


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


HENON = "x' = 1 - a*x^2 + y; y' = b*x; a = 1.4; b = 0.3"


def test_a_text_becomes_a_file(sweep, cycles, tmp_path):
    (tmp_path / "mine.c").write_text(sweep("--emit-c", HENON))
    arguments = "a=1:1.4:50", "--measure=lyapunov,final", "--steps=200"
    assert data(sweep("mine.c", *arguments)) == data(sweep(HENON, *arguments))
    assert data(cycles("mine.c", "--period=7").stdout) == data(cycles(HENON, "--period=7").stdout)


def test_a_text_is_compiled(sweep, cycles, tmp_path):
    arguments = "a=1:1.4:50", "--measure=lyapunov,final", "--steps=200"
    assert sweep(HENON, "--compile", *arguments) == sweep(HENON, *arguments)
    assert cycles("--compile", HENON, "--period=7").stdout == cycles(HENON, "--period=7").stdout
    named = "x' = x/2 + n", "n=0.25", "--measure=final"
    assert data(sweep(*named, "--compile")) == data(sweep(*named))
    assert len(list((tmp_path / "cache/libchaos").glob("*.c"))) == 2


def test_what_is_not_compiled(run):
    for wrong, what in [(["henon", "--compile"], "--compile goes with a map given as text; henon is compiled"),
                        (["--emit-c", "henon"], "map must be one that was given as text, got henon"),
                        (["x[i]' = x[i-1] + n", "--compile"], "reads n, the iterate number")]:
        result = run(*wrong)
        assert result.returncode in (1, 2) and not result.stdout
        assert what in result.stderr and len(result.stderr.splitlines()) == 1


def test_no_such_file(run):
    result = run("./nowhere.c")
    assert result.returncode == 1 and "./nowhere.c" in result.stderr and len(result.stderr.splitlines()) == 1


def test_no_compiler_for_what_is_kept(sweep, tmp_path, monkeypatch):
    shutil.copy(MAPS / "henon.c", tmp_path / "mine.c")
    first = sweep("./mine.c")
    (tmp_path / "ls").symlink_to(shutil.which("ls"))  # for a program that is not installed
    for variable, value in ("CC", "/nowhere/cc"), ("CC", ""), ("PATH", str(tmp_path)):
        monkeypatch.setenv(variable, value)
        assert sweep("./mine.c") == first


@pytest.mark.parametrize("path", ["k=1.2/mine.c", "./k=1.2/mine.c", "{}/k=1.2/mine.c", "a->b/mine.c", "mine=.c"])
def test_a_path_may_have_an_equals_sign(sweep, run, tmp_path, path):
    path = pathlib.Path(path.format(tmp_path))
    (tmp_path / path.parent).mkdir(exist_ok=True)
    shutil.copy(MAPS / "henon.c", tmp_path / path)
    assert data(sweep(path)) == data(sweep("henon"))
    assert "No such file" in run("./k=1/nowhere.c").stderr and "must end in .c or .so" in run("./a=b").stderr


SIGNALS = [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)]


def processes_in(folder):
    """The command lines of those that name a folder."""
    lines = [entry.read_bytes() for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline") if os.access(entry, os.R_OK)]
    return [line for line in lines if bytes(folder) in line]


@pytest.mark.alone
@pytest.mark.parametrize("sent, status", SIGNALS)
def test_a_signal_ends_the_compiler(command, tmp_path, sent, status):
    (tmp_path / "mine.c").write_text('#include "/dev/zero"\n')
    child = subprocess.Popen([command, "./mine.c", "-o", "a.tsv"], cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(0.7)
    assert processes_in(tmp_path), "the compiler reads on"
    start = time.monotonic()
    child.send_signal(sent)
    assert child.communicate(timeout=5) == (None, b"") and child.returncode == status
    assert time.monotonic() - start < 0.5 and not processes_in(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["cache", "mine.c"] or not list((tmp_path / "cache").rglob("work-*"))
    assert not list((tmp_path / "cache").rglob("work-*")) and not (tmp_path / "a.tsv").exists()


@pytest.mark.alone
def test_compilers_end_with_a_program_that_is_killed(command, tmp_path):
    (tmp_path / "mine.c").write_text('#include "/dev/zero"\n')
    child = subprocess.Popen([command, "./mine.c"], cwd=tmp_path)
    time.sleep(0.7)
    assert processes_in(tmp_path), "the compiler reads on"
    child.kill()
    child.wait()
    for _ in range(100):
        if not processes_in(tmp_path):
            return
        time.sleep(0.05)
    assert not processes_in(tmp_path)


KILLERS = [("kill -9 $$", "killed by signal 9"), ("kill -11 $$", "killed by signal 11"),
           ("echo 'gcc: fatal error: Killed signal terminated program cc1' >&2; exit 1", "signal terminated program"),
           ("echo 'clang: error: unable to execute command: Killed' >&2; exit 254", "unable to execute command")]


@pytest.mark.parametrize("script, said", KILLERS)
def test_a_killed_compiler(run, tmp_path, monkeypatch, script, said):
    shutil.copy(MAPS / "henon.c", tmp_path / "mine.c")
    (tmp_path / "cc").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "cc").chmod(0o755)
    monkeypatch.setenv("CC", str(tmp_path / "cc"))
    result = run("./mine.c")
    assert result.returncode == 1 and "does not compile" not in result.stderr
    assert "chaos-sweep: mine.c was not compiled: " in result.stderr and said in result.stderr.splitlines()[-1]


def on_a_small_disk(command, *arguments, temporary="/tmp"):
    """Runs it where the cache, and perhaps TMPDIR, is on a disk of 64 KiB."""
    script = 'mount -t tmpfs -o size=64k none "$XDG_CACHE_HOME" || exit 77; exec "$@"'
    result = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", command, *arguments], text=True,
                            capture_output=True, timeout=50, env={**os.environ, "TMPDIR": temporary})
    if result.returncode == 77 or "unshare" in result.stderr:
        pytest.skip("no small disk to be had")
    return result


def test_a_full_disk(command, sweep, tmp_path):
    (tmp_path / "cache").mkdir()
    shutil.copy(MAPS / "henon.c", tmp_path / "mine.c")
    result = on_a_small_disk(command, "--quiet", tmp_path / "mine.c")
    assert result.returncode == 0 and not result.stderr and data(result.stdout) == data(sweep("henon"))
    result = on_a_small_disk(command, "--quiet", tmp_path / "mine.c", temporary=os.environ["XDG_CACHE_HOME"])
    assert result.returncode == 0, "nor there, but in /tmp"


def test_a_recipe_in_a_picture_ends_where_it_does(cairo, sweep, tmp_path):
    """A name with the end of an XML instruction in it."""
    shutil.copy(MAPS / "logistic.c", tmp_path / "what?>.c")
    sweep("./what?>.c", "r=3:4:20", "-o", "a.svg")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")
    sweep("./what?>.c", "--recipe", "a.svg", "-o", "a.npz")
    assert json.loads(str(numpy.load(tmp_path / "a.npz")["recipe"]))["map"].endswith("what?>.c")
