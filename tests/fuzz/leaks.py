"""Resident memory over many calls of everything public in `import chaos`: leaks.py [--calls=1000000] [--seconds=60] [--only=TEXT]

A line for each: calls made, until there were enough or the time was over, and by how many bytes a call memory grew over the
second half of them. What keeps growing is a leak. Not with a sanitizer, which keeps what was freed.

SPDX-License-Identifier: MIT
"""

import argparse
import gc
import os
import sys
import time
import warnings

os.environ.setdefault("MPLBACKEND", "agg")

import calls

PAGE = os.sysconf("SC_PAGE_SIZE")
SLACK = 1 << 20  # bytes that an allocator may keep
LEAK = 4.0  # bytes a call


def resident():
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * PAGE


def repeated(call, count, seconds):
    """(calls, growth in bytes) of at most so many calls and seconds."""
    end, done = time.monotonic() + seconds, 0
    before = resident()
    while done == 0 or (done < count and time.monotonic() < end):
        call()
        done += 1
    return done, resident() - before


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    count, failed = 0, 0
    for name, call in calls.working(options.only):
        repeated(call, options.calls // 2, options.seconds / 2)
        for _ in range(3):  # caches fill by and by, a leak stays
            done, grown = repeated(call, options.calls // 2, options.seconds / 2)
            leaks = grown > SLACK and grown / done > LEAK
            if not leaks:
                break
        count, failed = count + 1, failed + leaks
        print(f"{name:40} {2 * done:9} calls {grown / done:9.3f} bytes a call{'  LEAKS' * leaks}", flush=True)
    print(f"{count} callables, {failed} leak")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
