# SPDX-License-Identifier: MIT
"""How the cost grows: with orbits, steps, dimension and threads, one at a time.

Each point is the median of a few runs. The work per run is bounded, so that a point takes
milliseconds to some tenths of a second."""

import os
import statistics
import time

import numpy as np

import chaos

LEAST_REPEATS, LEAST_SECONDS = 3, 0.05


def cost(run):
    run()
    times = []
    while len(times) < LEAST_REPEATS or sum(times) < LEAST_SECONDS:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def decades(first, last):
    return [10**n for n in range(first, last + 1)]


def curve(name, along, values, run, unit_of):
    """run(value) returns what to time; unit_of(value) is the number of steps of one state in it."""
    points = []
    for value in values:
        seconds = cost(run(value))
        points.append({"at": value, "seconds": seconds, "nanoseconds_a_step": 1e9 * seconds / unit_of(value)})
    return {"name": name, "along": along, "points": points}


def along_orbits(most):
    logistic, steps = chaos.maps["logistic"], 1000

    def run(orbits):
        r, out = np.linspace(3.57, 4.0, orbits, endpoint=False), np.empty(orbits)
        return lambda: logistic.iterate(steps, r=r, x=0.387, out=out, threads=1)

    return curve("logistic, 1,000 steps, one thread", "orbits", decades(0, most), run, lambda n: n * steps)


def along_steps(most):
    r = np.linspace(3.57, 4.0, 64, endpoint=False)
    logistic, out = chaos.maps["logistic"], np.empty(64)
    return curve("logistic, 64 orbits, one thread", "steps", decades(0, most),
                 lambda steps: lambda: logistic.iterate(steps, r=r, x=0.387, out=out, threads=1), lambda n: 64 * n)  # fmt: skip


def along_dimension(steps):
    eps = np.linspace(0.1, 0.4, 64)

    def run(sites):
        ring = chaos.Map("logistic_ring", N=sites)
        return lambda: ring.iterate(steps, eps=eps, threads=1)

    return curve(f"logistic ring, 64 lattices, {steps} steps, one thread", "sites", [3, 10, 30, 100, 300, 1000], run,
                 lambda sites: 64 * sites * steps)  # fmt: skip


def along_threads(steps):
    r, logistic = np.linspace(3.57, 4.0, 4096, endpoint=False), chaos.maps["logistic"]
    return curve(f"exponents of 4096 logistic parameters, {steps:,} steps", "threads",
                 range(1, len(os.sched_getaffinity(0)) + 1),
                 lambda threads: lambda: logistic.lyapunov(steps, r=r, x=0.387, threads=threads), lambda n: 4096 * steps)  # fmt: skip


def measure(quick):
    return [along_orbits(5 if quick else 7), along_steps(5 if quick else 7),
            along_dimension(100 if quick else 1000), along_threads(2000 if quick else 50_000)]  # fmt: skip
