# SPDX-License-Identifier: MIT
"""One orbit, where each step waits for the one before: nobody can be faster than the latency."""

import math

import agree
import numpy as np
from contest import Disagree, Job, Peer
from peers import bound, numba, scalar

import chaos

from . import exponents, spectrum

STEPS, R, X = 10_000_000, 3.9, 0.387
TRANSIENT, A, B, SIDE = 1000, 1.4, 0.3, 1000


def numba_loop(function):
    return numba.njit(function) if numba else function


@numba_loop
def de_jong(p, x, y, transient, steps, counts):
    """Bins of [-2, 2] by one multiplication, as in density."""
    a, b, c, d = p
    for n in range(-transient, steps):
        if n >= 0 and -2.0 <= x <= 2.0 and -2.0 <= y <= 2.0:
            i, j = int((x + 2.0) * (SIDE / 4.0)), int((y + 2.0) * (SIDE / 4.0))
            counts[min(i, SIDE - 1), min(j, SIDE - 1)] += 1
        x, y = math.sin(a * y) - math.cos(b * x), math.sin(c * x) - math.cos(d * y)


def nearly(ours, theirs):
    """Orbits part where sines differ in the last bit: their densities are alike."""
    a, b = (counts.reshape(20, SIDE // 20, 20, SIDE // 20).sum((1, 3)) / counts.sum() for counts in (ours, theirs))
    if np.abs(a - b).max() > 0.05 * a.max():
        raise Disagree(f"shares of a square differ by up to {np.abs(a - b).max():g}")


def measured(scale):
    """The measures of one orbit, against the loops of many."""
    steps = max(1000, int(STEPS * scale))
    few = steps // 10
    r, a, growth, both = np.array([R]), np.array([A]), np.empty(1), np.empty((1, 2))
    logistic, henon, jong = (chaos.maps[name] for name in ("logistic", "henon", "de_jong"))
    p, start = tuple(jong.defaults[name] for name in jong.params), [jong.defaults[name] for name in jong.states]

    def log_a_step():
        exponents.log_a_step(r, TRANSIENT, few, growth)
        return growth

    def gram_schmidt():
        spectrum.gram_schmidt(a, TRANSIENT, few, both)
        return both

    def count():
        counts = np.zeros((SIDE, SIDE), np.uint64)
        de_jong(p, *start, TRANSIENT, steps, counts)
        return counts

    def of(run, at_least):
        return [Peer("numba", run, at_least)] if numba else []

    return [
        Job("single_exponent", f"exponent of one logistic orbit, {few:,} steps",
            lambda: logistic.lyapunov(few, transient=TRANSIENT, r=r, x=exponents.X, threads=1), of(log_a_step, 2.5), agree.within_errors),
        Job("single_spectrum", f"spectrum of one Hénon orbit, {few:,} steps",
            lambda: henon.lyapunov(few, transient=TRANSIENT, count="all", a=a, b=spectrum.B, x=spectrum.X, y=spectrum.Y, threads=1),
            of(gram_schmidt, 3), agree.within_errors),
        Job("single_density", f"one orbit of de Jong's map, {steps:,} points into {SIDE} x {SIDE} bins",
            lambda: jong.sweep(measure=f"density:of=x,y:bins={SIDE}", steps=steps, transient=TRANSIENT, threads=1)["density"],
            of(count, 1), nearly),
    ]  # fmt: skip


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    peers = [Peer("the loop in C", lambda: scalar(steps, R, X), 1.0)] if scalar else []
    if bound:
        peers.append(Peer("pybind11", lambda: bound.logistic(steps, R, X), 1.0))
    orbit = Job("single", f"one orbit of {steps:,} steps", lambda: chaos.logistic(steps, R, X), peers, agree.to_the_bit)
    return [orbit, *measured(scale)]
