"""kill -9 at random moments of chaos-sweep --resume, each time resumed to the bytes of a run that nothing has ended:

    build/run python3 tests/cli/kills.py --kills=200 --seconds=5

A line for each kill: the moment, and how many bytes of the part were there; then a summary. test_runs.py has a few
moments of a short sweep; this is for more of them, before a release."""
import argparse
import hashlib
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

COMMAND = shutil.which("chaos-sweep")
GRID = ["henon", "a=1:1.4:400", "b=0.1:0.3:100"]


def timed(folder, steps, *more):
    """How long it took, and how much of that it had the processor."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([COMMAND, "--quiet", *GRID, f"--steps={steps}", "-o", "a.npz", "--threads=1", *more], cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def steps_for(folder, seconds):
    """Of a sweep that has the processor about that long: one thread, whatever else the machine does."""
    steps = 2000
    for _ in range(3):  # the first one tells little: most of it is the beginning
        steps = max(2000, int((steps + 1000) * min(seconds / timed(folder, steps)[1], 50)) - 1000)
    return steps


def kill(folder, steps, moment):
    """Bytes of the part that were there when it was killed; -1: it had come to its end."""
    began = subprocess.Popen([COMMAND, "--quiet", *GRID, f"--steps={steps}", "-o", "a.npz", "--threads=1", "--resume"], cwd=folder)
    try:
        began.wait(moment)
    except subprocess.TimeoutExpired:
        began.kill()
    if began.wait() == 0:
        return -1
    part = folder / "a.npz.part"
    return part.stat().st_size if part.exists() else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="how much work the sweep is")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    draw, kills, early, after_end = random.Random(options.seed), 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        steps = steps_for(folder, options.seconds)
        seconds, work = timed(folder, steps)
        expected = hashlib.sha256((folder / "a.npz").read_bytes()).digest()
        (folder / "a.npz").unlink()
        print(f"seed {options.seed}, {steps} steps, {work:.1f} s of work, {seconds:.1f} s", flush=True)
        while kills < options.kills:
            moment, began = draw.uniform(0, seconds), time.monotonic()
            size = kill(folder, steps, moment)
            if size < 0:
                after_end, seconds = after_end + 1, time.monotonic() - began
            else:
                kills, early = kills + 1, early + (size == 0)
                timed(folder, steps, "--resume")
                print(f"{kills}: killed after {moment:.3f} s, {size} bytes", flush=True)
            data = (folder / "a.npz").read_bytes()
            if hashlib.sha256(data).digest() != expected or [path.name for path in folder.iterdir()] != ["a.npz"]:
                sys.exit(f"after a kill at {moment} s of seed {options.seed}: other bytes")
            (folder / "a.npz").unlink()
    print(f"{kills} kills of a sweep with {work:.1f} s of work, {early} of them before there was a part; {after_end} came after its end: always the same bytes")


if __name__ == "__main__":
    main()
