"""Runs that are too long for one call or one machine: shards, and going on after whatever ended a run."""
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest
from test_recipes import CASES, SWEEPS, refused

COMMAND = os.environ.get("CHAOS_SWEEP") or shutil.which("chaos-sweep")
MOMENTS = int(os.environ.get("CHAOS_TEST_KILLS", "3"))  # at which a run is killed; 200 before a release
KINDS = [case for case in CASES if case in {("points", "npy"), ("point", "csv"), ("bins", "tsv"), ("list", "npz"), ("starts", "tsv"), ("both", "npz"),
                                            ("boxed", "tsv"), ("noise", "npz")}]  # fmt: skip
GRID = ["henon", "a=1:1.4:400", "b=0.1:0.3:200"]
LONG = [*GRID, "--steps=1000000"]  # a minute where it is fastest: it can't come to its end before it is stopped
QUICK = [*GRID, "--steps=20000" if "CHAOS_TEST_KILLS" in os.environ else "--steps=3000"]


def parts(folder):
    return sorted(path.name for path in folder.iterdir() if ".part" in path.name)


@pytest.mark.parametrize("name, ending", KINDS)
def test_shards_are_merged_to_the_same_bytes(sweep, tmp_path, name, ending):
    sweep(*SWEEPS[name], "-o", f"whole.{ending}")
    for count in (1, 7, 16) if (name, ending) == ("both", "npz") else (3,):
        for i in range(count):
            sweep(*SWEEPS[name], "-o", f"a.{ending}", f"--shard={i}/{count}")
        names = [f"a.{ending}.part-{i}-of-{count}" for i in range(count)]
        assert parts(tmp_path) == sorted(names) and not (tmp_path / f"a.{ending}").exists()
        random.shuffle(names)
        sweep("--merge", *names, "-o", f"a.{ending}")
        for path in *names, f"a.{ending}":
            if path == f"a.{ending}":
                assert (tmp_path / path).read_bytes() == (tmp_path / f"whole.{ending}").read_bytes()
            (tmp_path / path).unlink()


@pytest.mark.parametrize("name, ending", KINDS)
def test_resume_makes_the_same_bytes(sweep, run, tmp_path, name, ending):
    sweep(*SWEEPS[name], "-o", f"whole.{ending}")
    sweep(*SWEEPS[name], "-o", f"a.{ending}", "--resume")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"whole.{ending}").read_bytes() and not parts(tmp_path)
    result = run(*SWEEPS[name], "-o", f"a.{ending}", "--resume")
    assert result.returncode == 0 and "it is complete" in result.stderr


@pytest.mark.parametrize("variable", ["SLURM_ARRAY_TASK_ID", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"])
def test_the_scheduler_says_which_shard(run, tmp_path, variable):
    result = run("logistic", "r=3:4:10", "-o", "a.npz", "--shard=env/4", env={variable: "3"})
    assert result.returncode == 0 and parts(tmp_path) == ["a.npz.part-3-of-4"]
    refused(run("logistic", "r=3:4:10", "-o", "a.npz", "--shard=env/3", env={variable: "3"}), variable, "--array=0-2", code=2)


def test_ranks_of_mpi(sweep, tmp_path):
    if not (mpirun := shutil.which("mpirun")):
        pytest.skip("no mpirun")
    sweep(*GRID, "--steps=200", "-o", "whole.npz")
    as_root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    subprocess.run([mpirun, "-n", "4", "--oversubscribe", COMMAND, "--quiet", *GRID, "--steps=200", "-o", "a.npz", "--resume", "--shard=env/4", "--threads=1"],
                   cwd=tmp_path, env={**os.environ, **as_root}, check=True, timeout=50)  # fmt: skip
    names = [f"a.npz.part-{i}-of-4" for i in range(4)]
    assert parts(tmp_path) == names
    sweep("--merge", *names, "-o", "a.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()


def test_killed_and_resumed_each_time(tmp_path):
    script = os.path.join(os.path.dirname(__file__), "kills.py")
    path = f"{os.path.dirname(COMMAND)}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run([sys.executable, script, "--kills=3", "--seconds=0.3"], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0 and "always the same bytes" in done.stdout, done.stderr


@pytest.mark.parametrize("arguments, says", [
    (["--shard=1", "-o", "a.npz"], "I/N"), (["--shard=3/3", "-o", "a.npz"], "from 0 to 2"), (["--shard=-1/3", "-o", "a.npz"], "from 0 to 2"),
    (["--shard=0/0", "-o", "a.npz"], "I/N"), (["--shard=env/3", "-o", "a.npz"], "SLURM_ARRAY_TASK_ID"), (["--shard=0/2"], "-o FILE"),
    (["--shard=0/2", "-o", "a.png"], "a.png"), (["--resume"], "-o FILE"), (["--resume", "-o", "a.png"], "a.png")])  # fmt: skip
def test_mistakes(run, arguments, says):
    refused(run("logistic", "r=3:4:10", *arguments, env={}), says, code=2)


def test_parts_that_do_not_fit(run, sweep, tmp_path):
    for i in range(3):
        sweep("logistic", "r=3:4:9", "-o", "a.npz", f"--shard={i}/3")
    sweep("logistic", "r=3:4:10", "-o", "b.npz", "--shard=2/3")
    sweep("logistic", "r=3:4:9", "-o", "b.npz", "--shard=1/2")
    sweep("logistic", "r=3:4:9", "-o", "a.npy", "--shard=2/3")
    a, b = ([f"{name}.npz.part-{i}-of-3" for i in range(3)] for name in "ab")
    for names, says in [(a[:2], "missing, of --shard=2/3"), (a[1:], "missing, of --shard=0/3"), ([*a, a[0]], "in two parts"), ([*a[:2], b[2]], "r=3:4:10"),
                        ([*a[:2], "b.npz.part-1-of-2"], "/2"), ([*a[:2], "a.npy.part-2-of-3"], "lyapunov_stderr"), ([*a, "c"], "c: can't read")]:  # fmt: skip
        refused(run("--merge", *names, "-o", "m.npz"), says)
        assert not (tmp_path / "m.npz").exists()
    refused(run("--merge", "-o", "m.npz"), "parts of all shards", code=2)
    refused(run("--merge", *[f"a.npz.part-{i}-of-3" for i in range(3)], "--steps=3"), "--steps", code=2)
    part = bytearray((tmp_path / a[1]).read_bytes())
    for place in 10, 70, len(part) // 2, len(part) - 70:
        bad = bytearray(part)
        bad[place] ^= 4
        (tmp_path / a[1]).write_bytes(bad)
        assert run("--merge", *a, "-o", "m.npz").returncode == 1, place


def test_a_damaged_block_that_was_done_again_is_no_more_in_the_way(run, sweep, tmp_path):
    command = "henon", "a=1:1.4:40", "b=0:.3:40", "--steps=10", "-o", "a.npz"
    sweep(*command)
    expected = (tmp_path / "a.npz").read_bytes()
    names = [f"a.npz.part-{i}-of-2" for i in range(2)]
    for i in range(2):
        sweep(*command, f"--shard={i}/2", "--resume")
    part = tmp_path / names[1]
    part.write_bytes(part.read_bytes()[:16000])
    refused(run("--merge", *names, "-o", "m.npz"), "missing, of --shard=1/2 (1 block is damaged)")
    assert "1 damaged block is done again" in run(*command, "--shard=1/2", "--resume").stderr
    sweep("--merge", *names, "-o", "m.npz")
    assert (tmp_path / "m.npz").read_bytes() == expected


def test_all_shards_that_are_missing_are_named(run, sweep):
    for i in 0, 6:
        sweep("logistic", "r=3:4:70", "-o", "a.npz", f"--shard={i}/7")
    refused(run("--merge", "a.npz.part-0-of-7", "a.npz.part-6-of-7", "-o", "a.npz"), "points 10 to 59", "--shard=1/7 to 5/7;")


def test_long_orbits_are_kept_early(tmp_path):
    """A block is no more than keeps the threads busy."""
    began = subprocess.Popen([COMMAND, "--quiet", "henon", "a=1.38:1.4:2000", "--steps=2e6", "-o", "a.npz", "--resume", "--threads=1"], cwd=tmp_path)
    while not parts(tmp_path) or (tmp_path / "a.npz.part").stat().st_size < 600:
        time.sleep(0.001)
    began.kill()
    began.wait()
    data = (tmp_path / "a.npz.part").read_bytes()
    at = data.index(b"a block\0")
    assert int.from_bytes(data[at + 16 : at + 24], "little") == 8


@pytest.mark.parametrize("ending", ["npz", "tsv", "csv", "npy"])
def test_strict_of_what_is_complete(run, ending):
    for values, escaped in ("a=1:1.1:5", 0), ("a=1:2:5", 3), ("a=2", 3):
        command = "henon", values, "-o", f"{values}.{ending}", "--resume", "--strict"
        assert run(*command).returncode == escaped
        result = run(*command)
        if ending == "npy":
            refused(result, "it is complete, but does not say whether orbits escaped")
        else:
            assert result.returncode == escaped and "it is complete" in result.stderr


def test_an_array_whose_recipe_is_gone(run, sweep, tmp_path):
    sweep("henon", "a=1:1.4:4", "-o", "a.npy")
    (tmp_path / "a.npy.json").unlink()
    refused(run("henon", "a=1:1.4:4", "-o", "a.npy", "--resume"), "a.npy: its recipe, a.npy.json, is missing; remove it to begin again")


def test_other_settings_are_refused_with_the_difference(run, sweep, tmp_path):
    begun = subprocess.Popen([COMMAND, "--quiet", *LONG, "-o", "a.npz", "--resume"], cwd=tmp_path)
    while not parts(tmp_path) or (tmp_path / "a.npz.part").stat().st_size < 10000:
        time.sleep(0.01)
    refused(run(*LONG, "-o", "a.npz", "--resume"), "another run is writing it")
    begun.kill()
    begun.wait()
    size = (tmp_path / "a.npz.part").stat().st_size
    refused(run(*LONG[:-1], "--steps=1000001", "-o", "a.npz", "--resume"), "steps=1000000", "steps=1000001", "remove it")
    refused(run(*LONG, "x=0.2", "-o", "a.npz", "--resume"), "x=")
    assert (tmp_path / "a.npz.part").stat().st_size == size
    (tmp_path / "a.npz.part").unlink()
    sweep("logistic", "r=3:4:9", "-o", "a.npz")
    refused(run("logistic", "r=3:4:10", "-o", "a.npz", "--resume"), "r=3:4:9", "r=3:4:10", "remove it")


@pytest.fixture(scope="module")
def long_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    start = time.monotonic()
    subprocess.run([COMMAND, "--quiet", *QUICK, "-o", folder / "a.npz"], check=True)
    return (folder / "a.npz").read_bytes(), time.monotonic() - start


def test_killed_runs_go_on(long_run, run, tmp_path):
    """At random moments, one after the other, until the run has come to its end; and a file that was cut or damaged meanwhile."""
    expected, seconds = long_run
    seed = random.randrange(2**32)
    print("seed", seed)
    draw, kills = random.Random(seed), 0
    while kills < MOMENTS:
        began = subprocess.Popen([COMMAND, "--quiet", *QUICK, "-o", "a.npz", "--resume"], cwd=tmp_path)
        try:
            began.wait(draw.uniform(0, seconds / 2))
        except subprocess.TimeoutExpired:
            began.kill()
            began.wait()
            kills += 1
        if (tmp_path / "a.npz").exists():
            assert (tmp_path / "a.npz").read_bytes() == expected
            (tmp_path / "a.npz").unlink()
        elif (tmp_path / "a.npz.part").exists() and draw.random() < 0.3:
            part = bytearray((tmp_path / "a.npz.part").read_bytes())
            if len(part) > 1000:
                part[draw.randrange(800, len(part))] ^= 1 << draw.randrange(8)
                (tmp_path / "a.npz.part").write_bytes(part[: draw.randrange(800, len(part))] if draw.random() < 0.5 else part)
    assert run(*QUICK, "-o", "a.npz", "--resume").returncode == 0
    assert (tmp_path / "a.npz").read_bytes() == expected and not parts(tmp_path)


def test_ends_while_a_run_begins(sweep, run, tmp_path):
    """Of the head there are some bytes, or zeros; what is no part is left alone."""
    sweep(*LONG, "-o", "b.npz", "--shard=0/1000")
    head = (tmp_path / "b.npz.part-0-of-1000").read_bytes()[:300]
    quick = "henon", "a=1:1.4:40", "--steps=10", "-o", "a.tsv"
    sweep(*quick)
    expected = (tmp_path / "a.tsv").read_bytes()
    for begun in b"", head[:5], head[:16], head[:64], head[:100], head, bytes(10), bytes(3000), head[:64] + bytes(300), head[:7] + bytes(57) + head[64:], bytes(64) + head[64:]:
        (tmp_path / "a.tsv").unlink()
        (tmp_path / "a.tsv.part").write_bytes(begun)
        sweep(*quick, "--resume")
        assert (tmp_path / "a.tsv").read_bytes() == expected
    (tmp_path / "a.tsv.part").write_text("somebody's notes")
    refused(run(*quick, "--resume"), "no part of a sweep", "; remove it to begin again")
    assert (tmp_path / "a.tsv.part").read_text() == "somebody's notes"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU])
def test_signals_keep_what_is_done(run, tmp_path, sent):
    began = subprocess.Popen([COMMAND, *LONG, "-o", "a.npz", "--resume"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not parts(tmp_path) or (tmp_path / "a.npz.part").stat().st_size < 10000:
        time.sleep(0.01)
    began.send_signal(sent)
    _, said = began.communicate(timeout=5)
    assert began.returncode == 128 + sent and "points are kept" in said
    assert parts(tmp_path) == ["a.npz.part"]


def test_a_signal_is_seen_between_blocks_that_take_no_time(tmp_path):
    points, bins = 40, 1_000_000  # of 8 MB each: blocks of two or three, in less time than from one report to the next
    quick = ["logistic", f"r=3:4:{points}", f"--measure=density:bins={bins}:steps=10:transient=0"]
    began = subprocess.Popen([COMMAND, *quick, "-o", "a.npz", "--resume"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not parts(tmp_path) or (tmp_path / "a.npz.part").stat().st_size < bins:
        time.sleep(0.001)
    began.send_signal(signal.SIGINT)
    _, said = began.communicate(timeout=20)
    assert began.returncode == 128 + signal.SIGINT and f"of {points} points are kept" in said
    kept = int(said.split("chaos-sweep: ")[1].split()[0])
    size = (tmp_path / "a.npz.part").stat().st_size
    assert kept < points and 8 * bins * kept <= size < 8 * bins * kept + bins  # what was being written is taken back


def test_without_resume_nothing_is_left(tmp_path):
    for arguments in ["-o", "a.npz"], ["-o", "a.npz", "--shard=0/2"]:
        began = subprocess.Popen([COMMAND, "--quiet", *LONG, *arguments], cwd=tmp_path)
        time.sleep(0.3)
        began.terminate()
        ended = began.wait(timeout=5)  # -SIGTERM: an installed package's, which had not begun yet
        assert ended in (128 + signal.SIGTERM, -signal.SIGTERM) and not list(tmp_path.iterdir())


def test_a_full_disk_keeps_what_is_done(long_run, run, tmp_path):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    result = run(*QUICK, "-o", "a.npz", "--resume", preexec_fn=limit)
    refused(result, "can't write", "kept for --resume")
    assert 10_000 < (tmp_path / "a.npz.part").stat().st_size <= 300_000
    assert run(*QUICK, "-o", "a.npz", "--resume").returncode == 0
    assert (tmp_path / "a.npz").read_bytes() == long_run[0]


# wait4 says what a program took, but no less than the process had that started it: hence a small one, not this.
STARTER = "import os, sys; pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ); _, status, used = os.wait4(pid, 0); print(status, used.ru_maxrss)"


def most_memory(points, path):
    """Of a sweep, in MB."""
    command = [COMMAND, "--quiet", "logistic", f"r=3:4:{points}", "--measure=moments:transient=0:steps=8", "--threads=2", "-o", path]
    said = subprocess.run([sys.executable, "-Ssc", STARTER, *command], check=True, stdout=subprocess.PIPE).stdout
    status, kilobytes = map(int, said.split())
    assert status == 0
    return kilobytes / 1024


def keeps_the_grid(path):
    """Two million points of four numbers are 64 MB."""
    few, many = most_memory(10, path), most_memory(2_000_000, path)
    print(few, many)
    return many - few > 48


@pytest.mark.parametrize("ending", ["npy", "tsv"])
def test_memory_does_not_grow_with_the_grid(tmp_path, ending):
    assert not keeps_the_grid(tmp_path / f"a.{ending}")


def test_memory_of_a_picture_grows_with_the_grid(tmp_path, cairo):
    """So what the test before looks for would be seen."""
    assert keeps_the_grid(tmp_path / "a.png")


@pytest.mark.parametrize("more", [[], ["--shard=1/4"], ["--resume"]])
def test_a_dry_run_says_what_it_takes(run, tmp_path, more):
    large = bytearray(1 << 30)  # of this process, not of that which it starts
    result = run("henon", "a=1:1.4:8000", "b=0:0.4:6000", "-o", "a.npz", "--dry-run", *more)
    del large
    said = dict(line.split(None, 1) for line in result.stdout.splitlines())
    points = 48_000_000 // (4 if "--shard=1/4" in more else 1)
    assert result.returncode == 0 and not list(tmp_path.iterdir())
    assert said["points"] == str(points) and said["steps"] == f"{points * 2000 / 1e9:.3g}.0 G"[:4] + " G"
    assert ("result" in said) == ("part" not in said) and "fastest" in said["time"] and "MB" in said["memory"]


@pytest.mark.parametrize("more, points", [([], 1), (["a=1:1.4:100", "b=0:0.3:100"], 10000)])
def test_a_dry_run_ends_however_long_orbits_are(run, more, points):
    start = time.monotonic()
    said = dict(line.split(None, 1) for line in run("henon", *more, "--steps=1e12", "--dry-run").stdout.splitlines())
    assert time.monotonic() - start < 20 and said["points"] == str(points) and said["steps"].endswith(" P" if more else " T")
    assert ("days" in said["time"] or "years" in said["time"]) and "fastest" in said["time"] if more else "fastest" not in said["time"]
    size = said["result"].removeprefix("about ")
    assert 30 < (float(size[:-3]) * 1000 if size.endswith(" kB") else float(size[:-1])) / points < 100


@pytest.mark.parametrize("ending", ["npz", "npy", "tsv"])
def test_a_dry_run_knows_sizes(run, tmp_path, ending):
    command = ["logistic", "r=3:4:20000", "--steps=10", "--transient=0", "-o", f"a.{ending}"]
    said = run(*command, "--dry-run").stdout
    (size,) = [line.split() for line in said.splitlines() if line.startswith("result")]
    run(*command)
    guess = float(size[2]) * {"B": 1, "kB": 1e3, "MB": 1e6}[size[3]]
    assert 0.5 < guess / (tmp_path / f"a.{ending}").stat().st_size < 1.3
