"""Time and memory of chaos-sweep against the size of the grid: writes docs/cluster.tsv, draws docs/cluster.svg.

    build/run python3 tests/bench/grids.py --most=1e9 DIRECTORY      measures, with files in that directory
    build/run python3 tests/bench/grids.py --draw                    draws what was measured

Logistic maps of 8 iterates a point: what points cost, not what is computed at them."""
import argparse
import os
import pathlib
import shutil
import time

COMMAND = shutil.which("chaos-sweep")
DOCS = pathlib.Path(__file__).parents[2] / "docs"
WAYS = {"npy": ["-o", "a.npy"], "npy --resume": ["-o", "a.npy", "--resume"], "tsv": ["-o", "a.tsv"]}
MOST_TEXT = 10**8


def measured(points, arguments, folder):
    """Seconds, MB of memory at most, though no less than this program has, and MB of the result."""
    os.chdir(folder)
    command = ["chaos-sweep", "--quiet", "logistic", f"r=3:4:{points}", "--measure=final:transient=0:steps=8", *arguments]
    start = time.monotonic()
    pid = os.posix_spawn(COMMAND, command, os.environ)
    _, status, used = os.wait4(pid, 0)
    seconds = time.monotonic() - start
    assert status == 0, command
    size = os.path.getsize(arguments[1])
    for path in pathlib.Path(folder).glob("a.*"):
        path.unlink()
    return seconds, used.ru_maxrss / 1024, size / 1e6


def measure(most, folder):
    rows = []
    points = 10
    while points <= most:
        for way, arguments in WAYS.items():
            if way == "tsv" and points > MOST_TEXT:
                continue
            rows.append((way, points, *measured(points, arguments, folder)))
            print(*rows[-1], flush=True)
            with open(DOCS / "cluster.tsv", "w") as file:
                print("# chaos-sweep logistic r=3:4:POINTS --measure=final:transient=0:steps=8 -o a.npy or a.tsv", file=file)
                print("# way", "points", "seconds", "memory_MB", "result_MB", sep="\t", file=file)
                for row in rows:
                    print(row[0], row[1], *(f"{value:.4g}" for value in row[2:]), sep="\t", file=file)
        points *= 10


def draw():
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "chaos"
    from matplotlib import pyplot

    rows = [line.rstrip("\n").split("\t") for line in open(DOCS / "cluster.tsv") if not line.startswith("#")]
    figure, (time_axes, memory_axes) = pyplot.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for way, marker in zip(WAYS, "os^"):
        points, seconds, memory, _ = zip(*([float(value) for value in row[1:]] for row in rows if row[0] == way))
        time_axes.loglog(points, seconds, marker=marker, label=way, fillstyle="none")
        memory_axes.semilogx(points, memory, marker=marker, label=way, fillstyle="none")
    time_axes.set(xlabel="points", ylabel="time (s)")
    memory_axes.set(xlabel="points", ylabel="resident memory (MB)", ylim=(0, None))
    time_axes.legend(frameon=False)
    figure.savefig(DOCS / "cluster.svg", metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=float, default=1e7)
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("folder", nargs="?", default=".")
    options = parser.parse_args()
    if not options.draw:
        measure(options.most, options.folder)
    draw()


if __name__ == "__main__":
    main()
