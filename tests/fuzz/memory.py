"""Memory that runs out in `import chaos`: memory.py [--seconds=60] [--only=TEXT]

Of each call the first allocation of Python's objects fails, then the second, and so on, until one runs without: each
before it must end in MemoryError, or in a value where something could do without; and the same call then gives one. With
_testcapi, which most CPythons have. Allocations of the library itself fail in tests/alloc_failures.c.

SPDX-License-Identifier: MIT
"""

import argparse
import os
import subprocess
import sys
import time
import warnings

os.environ.setdefault("MPLBACKEND", "agg")

import _testcapi
import calls

ALLOCATIONS = 400  # of a call; what is far behind is code that has failed before


def failing(call, n):
    """What comes of a call whose n-th allocation fails and all after it in which it is tried again."""
    _testcapi.set_nomemory(n, n + 1)
    try:
        call()
    except MemoryError:
        return "MemoryError"
    except Exception as error:
        return error
    finally:
        _testcapi.remove_mem_hooks()
    return "a value"


def child(name, call, seconds):
    """A line if something was wrong."""
    end, said = time.monotonic() + seconds, {}
    for n in range(ALLOCATIONS):
        came = failing(call, n)
        kind = came if isinstance(came, str) else type(came).__name__
        said[kind] = said.get(kind, 0) + 1
        if kind == "SystemError" or (kind not in ("MemoryError", "a value") and n < 5):
            print(f"wrong {name}, allocation {n}: {kind}: {came}", flush=True)
        call()
        if time.monotonic() > end:
            break
    print(f"{name:40} {said}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--child", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda unraisable: None
    for name, call in calls.working():
        if options.only in name:
            print(f"# {name}", flush=True)
            child(name, call, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
