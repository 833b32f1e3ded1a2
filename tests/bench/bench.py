#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""libchaos against what else there is: every job with every peer on this machine, in turn.

    bench.py [--quick] [--repeats N] [--threads N] [--only JOB,...] [--json FILE]

A ratio is the peer's time divided by ours."""

import argparse
import json
import os
import sys

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
    return parser.parse_args()


def main():
    asked = arguments()
    scale, repeats = (0.05, 3) if asked.quick else (1.0, 9)
    only = set(filter(None, asked.only.split(",")))
    if peers.numba:
        peers.numba.set_num_threads(asked.threads)
    for name in peers.missing():
        print(f"{name} is not on this machine: goes without")
    print(f"{chaos.isa_name()}, {asked.threads} threads; the peer's time / ours: median (range), what is to be reached")
    records, failed = [], False
    for module in ALL:
        for job in module.jobs(scale, asked.threads):
            if only and job.key not in only:
                continue
            try:
                found = hold(job, asked.repeats or repeats)
            except Disagree as reason:
                print(f"{job.title}: THE ANSWERS DIFFER: {reason}")
                failed = True
                continue
            records += found
            for record in found:
                print(row(record), flush=True)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump({"machine": machine.describe(), "quick": asked.quick, "jobs": records}, file, indent=1)
            file.write("\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
