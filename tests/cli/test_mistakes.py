"""Every mistake: exit 2, one line that says what must be and what was got, nothing written."""
import os

import pytest

MISTAKES = [
    # arguments, what the line must hold
    ([], ["map", "--list"]),
    (["r=2:4:10"], ["r=2:4:10", "name"]),
    (["logisitc"], ["logisitc", "'logistic'"]),
    (["nothinglikeit"], ["nothinglikeit", "--list"]),
    (["x' = r*x"], ["parameter r has no default"]),
    (["x' = r*x", "-o", "a.png"], ["parameter r has no default"]),
    (["x' = x", "N=3"], ["N=3"]),
    (["no/map.txt"], ["no/map.txt", ".so"]),
    (["logistic", "r"], ["got 'r'", "NAME=VALUE"]),
    (["logistic", "=3"], ["=3", "NAME=VALUE"]),
    (["logistic", "R=3"], ["R=3", "has no parameter or state 'R'", "'r'"]),
    (["henon", "c=3"], ["c=3", "a, b, x, y"]),
    (["logistic", "r="], ["r must be a finite number", "got ''"]),
    (["logistic", "r=abc"], ["r must be a finite number", "got 'abc'"]),
    (["logistic", "r=nan"], ["r must be", "'nan'"]),
    (["logistic", "r=inf"], ["r must be", "'inf'"]),
    (["logistic", "r=1e999"], ["r must be", "'1e999'"]),
    (["logistic", "r= 3"], ["r must be", "' 3'"]),
    (["logistic", "r=3", "r=4"], ["r=4", "twice"]),
    (["logistic", "r=3:4:5", "r=4"], ["r=4", "twice"]),
    (["logistic", "r=2.5:4"], ["r=2.5:4:", "START:STOP:COUNT", "r=2.5:4:2000"]),
    (["logistic", "r=2.5:4:10:3"], ["r=2.5:4:10:3", "START:STOP:COUNT"]),
    (["logistic", "r=" + "1" * 500 + ":1:2"], ["START must be a finite number", "'1111"]),
    (["logistic", "r=1:2:3:" + "1" * 500], ["START:STOP:COUNT"]),
    (["μ=3"], ["name must come first"]),
    (["tent", "μ=3", "mu=4"], ["twice"]),
    (["complex z, c; z' = z^2 + c", "z=0"], ["z is complex: give its parts, z_re= and z_im="]),
    (["tent", "ν=3"], ["no parameter or state 'ν'"]),
    (["logistic", "r=a:4:10"], ["r=a:4:10", "'a'"]),
    (["logistic", "r=1:inf:10"], ["r=1:inf:10", "'inf'"]),
    (["logistic", "r=1:2:0"], ["r=1:2:0", "'0'"]),
    (["logistic", "r=1:2:-5"], ["r=1:2:-5", "'-5'"]),
    (["logistic", "r=1:2:2.5"], ["r=1:2:2.5", "'2.5'"]),
    (["logistic", "r=1:2:99999999999999999999"], ["99999999999999999999"]),
    (["logistic", "r=1,,2"], ["r=1,,2"]),
    (["logistic", "r=1,x"], ["r=1,x", "'x'"]),
    (["logistic", "N=10"], ["N=10"]),
    (["logistic", "steps=10"], ["steps=10", "'--steps=10'"]),
    (["logistic_ring", "N=0"], ["N must be", "'0'"]),
    (["logistic_ring", "N=-3"], ["N must be", "'-3'"]),
    (["logistic_ring", "N=1e30"], ["N must be", "'1e30'"]),
    (["logistic_ring", "N=5", "N=6"], ["N=6", "twice"]),
    (["logistic_ring", "x0=1:2:2", "x1=1:2:2", "x2=1:2:2", "x3=1:2:2", "x4=1:2:2"], ["x4=1:2:2", "4"]),
    (["logistic", "--steps"], ["--steps"]),
    (["logistic", "--steps=0"], ["--steps=0"]),
    (["logistic", "--steps=-1"], ["--steps=-1"]),
    (["logistic", "--steps=1.5"], ["--steps=1.5"]),
    (["logistic", "--steps=ten"], ["--steps=ten"]),
    (["logistic", "--transient=-1"], ["--transient=-1"]),
    (["logistic", "--threads=0"], ["--threads must be", "'0'"]),
    (["logistic", "--threads=99999999999"], ["--threads must be", "'99999999999'"]),
    (["logistic", "--bound=0"], ["--bound must be", "'0'"]),
    (["logistic", "--bound=nan"], ["--bound must be", "'nan'"]),
    (["logistic", "--bound=x"], ["--bound must be", "'x'"]),
    (["logistic", "--stepps=3"], ["'--stepps'", "'--steps'"]),
    (["logistic", "--frobnicate"], ["unknown option '--frobnicate'; see --help"]),
    (["logistic", "--st"], ["--st"]),
    (["logistic", "-z"], ["-z", "--help"]),
    (["logistic", "--quiet=yes"], ["--quiet takes no value", "'yes'"]),
    (["logistic", "-o"], ["-o"]),
    (["logistic", "-o", ""], ["-o"]),
    (["logistic", "-o", "a"], ["-o", "'a'", ".png"]),
    (["logistic", "-o", "a.jpg"], ["a.jpg", ".png"]),
    (["logistic", "-o", "a.PNG.x"], ["a.PNG.x", ".png"]),
    (["logistic", "--measure="], ["unknown measure ''"]),
    (["logistic", "--measure=lyapnov"], ["lyapnov", "'lyapunov'"]),
    (["logistic", "--measure=density,lyapnov"], ["lyapnov", "'lyapunov'"]),
    (["logistic", "--measure=nothing"], ["nothing", "--help"]),
    (["logistic", "--measure=lyapunov:step=3"], ["'step'", "'steps'"]),
    (["logistic", "--measure=lyapunov:bins=3"], ["'bins'"]),
    (["logistic", "--measure=lyapunov:steps"], ["'steps'", "OPTION=VALUE"]),
    (["logistic", "--measure=lyapunov:steps=x"], ["steps=x"]),
    (["logistic", "--measure=lyapunov:count=5"], ["count"]),
    (["logistic", "--measure=rotation:of=q"], ["of=q"]),
    (["logistic", "--measure=final:when=x"], ["'when'"]),
    (["logistic", "--measure=density:bins=0"], ["bins"]),
    (["logistic", "--measure=density:range=1,0"], ["range"]),
    (["logistic", "--measure=" + ",".join(["final"] * 17)], ["16"]),
    (["logistic", "r=3:4:5", "--measure=density,lyapunov", "-o", "a.csv"], ["a.csv", ".npz"]),
    (["logistic", "r=3:4:5", "--measure=density,lyapunov", "-o", "a.npy"], ["a.npy", ".npz"]),
    (["logistic", "r=3,5,4", "-o", "a.png"], ["a.png", "r "]),
    (["logistic", "r=3.9", "--measure=lyapunov", "-o", "a.png"], ["a.png", "lyapunov"]),
    (["henon", "a=1:2:3", "b=1:2:3", "--measure=density", "-o", "a.png"], ["a.png", "density"]),
    (["henon", "a=1:2:3", "--measure=density:of=x,y", "-o", "a.png"], ["a.png", "of=x"]),
    (["henon", "a=1:2:3", "b=1:2:3", "x=0,1", "-o", "a.png"], ["a.png", "two axes"]),
    (["--describe"], ["--describe"]),
    (["--describe", "logisitc"], ["logisitc", "'logistic'"]),
    # sizes: a product beyond 64 bits, and more than any machine has
    (["henon", "a=1:2:9e15", "b=1:2:9e15"], ["b"]),
    (["logistic", "r=3:4:1e15"], ["status must fit into the memory", "4.00 PB"]),
    (["logistic", "r=3:4:1e9", "--measure=orbit:steps=1e15"], ["orbit"]),
    (["logistic", "--measure=orbit:steps=18446744073709551614"], ["orbit"]),
    (["logistic", "--measure=density:bins=1e18"], ["bins"]),
]


MISTAKES_OF_CYCLES = [
    (["henon"], ["--period is missing", "--period=7"]),
    (["henon", "--period=0"], ["--period must be", "'0'"]),
    (["henon", "--period=2", "a=1:2:3"], ["a must be a number", "--float"]),
    (["henon", "--period=2", "a=1,2"], ["a must be a number", "--float"]),
    (["henon", "--period=2", "a=x"], ["a must be a finite number", "'x'"]),
    (["henon", "--period=2", "--max-steps=10"], ["--max-steps goes with --float"]),
    (["henon", "--float"], ["--max-steps is missing"]),
    (["henon", "--float", "--period=2", "--max-steps=10"], ["--period must not be given"]),
    (["henon", "--float", "--max-steps=0"], ["--max-steps must be", "'0'"]),
    (["henon", "--period=2", "-o", "a.png"], ["-o", ".tsv, .csv or .npz", "'a.png'"]),
    (["henon", "--period=2", "--measure=lyapunov"], ["unknown option '--measure'"]),
]


@pytest.mark.parametrize("arguments, parts", MISTAKES_OF_CYCLES, ids=lambda value: " ".join(value)[:40])
def test_mistake_of_cycles(cycles, tmp_path, arguments, parts):
    result = cycles(*arguments)
    assert result.returncode == 2 and result.stdout == "" and not list(tmp_path.iterdir())
    assert result.stderr.startswith("chaos-cycles: ") and result.stderr.count("\n") == 1, result.stderr
    for part in parts:
        assert part in result.stderr


MISTAKES_OF_BASINS = [
    ([], ["a map is missing", "henon x=-2:2:500"]),
    (["henon", "a=1:2:3", "b=0:1:3"], ["a must be a number", "axes are of states"]),
    (["henon", "x=1:2:0"], ["x"]),
    (["henon", "--max-steps=0"], ["--max-steps must be", "'0'"]),
    (["henon", "--starts=0"], ["--starts must be", "'0'"]),
    (["henon", "--seed=3"], ["--seed must come with --starts"]),
    (["henon", "--box=x=2:1"], ["--box of x must be LOW:HIGH"]),
    (["henon", "--box=a=1:2"], ["--box must be of states", "'a'"]),
    (["henon", "x=0", "--starts=5", "--box=x=1:2"], ["--box must be of states that are not given", "'x'"]),
    (["x' = x/2 + y; y' = y/3", "--starts=5"], ["--box must have a range of x"]),
    (["x' = x/2"], ["an axis is missing", "x=-2:2:500"]),
    (["henon", "-o", "a.txt"], ["-o", ".tsv, .csv, .npy, .npz", "'a.txt'"]),
    (["logistic", "--starts=5", "-o", "a.csv"], ["-o a.csv", "labels of axes"]),
    (["henon", "--bound=0"], ["--bound must be", "'0'"]),
    (["henon", "--into=x > 1"], ["--into must be NAME:CONDITION", "'x > 1'"]),
    (["henon", "--into=:x > 1"], ["--into must be NAME:CONDITION"]),
    (["henon", "--into=a:x > 1", "--into=a:x < 1"], ["into must have different names", "'a'"]),
    (["henon", "--measure=lyapunov"], ["unknown option '--measure'"]),
]


@pytest.mark.parametrize("arguments, parts", MISTAKES_OF_BASINS, ids=lambda value: " ".join(value)[:40])
def test_mistake_of_basins(basins, tmp_path, arguments, parts):
    result = basins(*arguments)
    assert result.returncode == 2 and result.stdout == "" and not list(tmp_path.iterdir())
    assert result.stderr.startswith("chaos-basins: ") and result.stderr.count("\n") == 1, result.stderr
    for part in parts:
        assert part in result.stderr


@pytest.mark.parametrize("arguments, parts", MISTAKES, ids=lambda value: " ".join(value)[:40])
def test_mistake(run, tmp_path, arguments, parts):
    result = run(*arguments)
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert result.stderr.startswith("chaos-sweep: ") and result.stderr.count("\n") == 1, result.stderr
    for part in parts:
        assert part in result.stderr
    assert not list(tmp_path.iterdir())


def test_control_characters_do_not_reach_the_terminal(run):
    result = run("logistic", "r=\x1b[31m\n3")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1 and "\x1b" not in result.stderr


def test_a_mistake_leaves_an_old_file_alone(run, tmp_path):
    old = tmp_path / "a.tsv"
    old.write_text("old")
    assert run("logistic", "r=2.5:4", "-o", "a.tsv").returncode == 2
    assert old.read_text() == "old"


def test_measures_that_are_the_same(run):
    result = run("logistic", "--measure=lyapunov,final,lyapunov:count=1")
    assert result.returncode == 2
    assert "--measure must name each measure once, or with other options, got lyapunov twice" in result.stderr
    assert run("logistic", "--measure=lyapunov,lyapunov:steps=7").returncode == 0


def test_threads_that_are_no_number(run):
    for text in ("two", "0", "1.5", "-1"):
        result = run("logistic", env={**os.environ, "CHAOS_THREADS": text})
        assert result.returncode == 2
        assert result.stderr == f"chaos-sweep: CHAOS_THREADS must be a whole number of at least 1, got '{text}'\n"
