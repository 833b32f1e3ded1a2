#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""libchaos against what else there is: every job with every peer on this machine, in turn.

    bench.py [--quick] [--repeats N] [--threads N] [--only JOB,...] [--json FILE --build DIR]

A ratio is the peer's time divided by ours. For the file, what the machine allows, how the cost grows and the footprint
are measured too."""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's rows are of one thread; read when it is imported

import footprint
import growth
import limits
import machine
import peers
from contest import Disagree, hold
from jobs import ALL
from table import row

import chaos


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of the work, 3 repeats")
    parser.add_argument("--repeats", type=int, help="measurements of each ratio (9)")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", default="", help="names of jobs, comma-separated")
    parser.add_argument("--json", help="write all numbers there")
    parser.add_argument("--build", type=Path, default=Path("."), help="the build directory")
    return parser.parse_args()


def contests(asked, scale, repeats):
    """Prints a row per peer; returns the records, and whether some answers differ."""
    only = set(filter(None, asked.only.split(",")))
    records, differ = [], False
    for module in ALL:
        for job in module.jobs(scale, asked.threads):
            if only and job.key not in only:
                continue
            try:
                found = hold(job, repeats)
            except Disagree as reason:
                print(f"{job.title}: THE ANSWERS DIFFER: {reason}")
                differ = True
                continue
            records += found
            for record in found:
                print(row(record), flush=True)
    return records, differ


def main():
    asked = arguments()
    scale, repeats = (0.05, 3) if asked.quick else (1.0, 9)
    repeats = asked.repeats or repeats
    if peers.numba:
        peers.numba.set_num_threads(asked.threads)
    for name in peers.missing():
        print(f"{name} is not on this machine: goes without")
    print(f"{chaos.isa_name()}, {asked.threads} threads; the peer's time / ours: median (range), what is to be reached")
    records, differ = contests(asked, scale, repeats)
    if asked.json:
        numbers = {
            "quick": asked.quick,
            "repeats": repeats,
            "jobs": records,
            "limits": limits.measure(asked.build, repeats),
            "growth": growth.measure(asked.quick),
            "footprint": footprint.measure(asked.build),
            "machine": machine.describe(),
        }
        Path(asked.json).write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    return differ


if __name__ == "__main__":
    sys.exit(main())
