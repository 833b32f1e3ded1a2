"""Memory that runs out in `import chaos`: memory.py [--allocations=300] [--only=TEXT]

Of each call the first allocation of Python's objects fails, then the second, and so on: what comes is a MemoryError, or a
value where something could do without it, and the same call gives one afterwards. With _testcapi, which most CPythons have.
NumPy itself dies of some of these: such an allocation is counted and passed over, unless the last frame in C is
ours. Allocations of the library itself fail in tests/alloc_failures.c.

SPDX-License-Identifier: MIT
"""

import argparse
import os
import subprocess
import sys
import warnings

os.environ.setdefault("MPLBACKEND", "agg")

import _testcapi
import calls


def failing(call, n):
    """What comes of a call whose n-th allocation fails: an exception, or None."""
    _testcapi.set_nomemory(n, n + 1)
    try:
        call()
    except BaseException as error:
        return error
    finally:
        _testcapi.remove_mem_hooks()


def child(name, first, count):
    """Says each number before it is tried, and what came of it."""
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda unraisable: None
    call = dict(calls.working(name))[name]
    for n in range(first, count):
        print(f"try {n}", flush=True)
        error = failing(call, n)
        print(f"came {type(error).__name__} {error}".splitlines()[0], flush=True)
        call()


def tried(name, count):
    """{what came: how often}, and lines about what may not come."""
    came, wrong, first = {}, [], 0
    while first < count:
        command = [sys.executable, "-X", "faulthandler", __file__, f"--allocations={count}", f"--child={name}", f"--first={first}"]
        done = subprocess.run(command, capture_output=True, text=True)
        lines = done.stdout.splitlines()
        for line in lines:
            if line.startswith("came "):
                kind = line.split(" ", 2)[1]
                came[kind] = came.get(kind, 0) + 1
                if kind not in ("NoneType", "MemoryError"):
                    wrong.append(f"{name}: {line[5:]}")
        first = int([line for line in lines if line.startswith("try ")][-1][4:]) + 1
        if done.returncode:
            where = next((line.strip() for line in done.stderr.splitlines() if line.startswith("  File")), done.stderr[-300:])
            came["dies"] = came.get("dies", 0) + 1
            wrong.append(f"{name}: allocation {first - 1}: exit {done.returncode} in {where}")
    return came, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--allocations", type=int, default=300)
    parser.add_argument("--only", default="")
    parser.add_argument("--child")
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    if options.child:
        return child(options.child, options.first, options.allocations)
    count = 0
    for name, _ in calls.working(options.only):
        came, wrong = tried(name, options.allocations)
        count += 1
        print(f"{name:40} {came}", *sorted(set(wrong)), sep="\n    ", flush=True)
    print(f"{count} callables")


if __name__ == "__main__":
    sys.exit(main())
