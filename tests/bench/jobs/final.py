# SPDX-License-Identifier: MIT
"""Where 4096 logistic orbits are after 100,000 steps."""

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

ORBITS, STEPS, X = 4096, 100_000, 0.387


@parallel
def plain(r, steps, out):
    for i in prange(r.size):
        a, x = r[i], X
        for _ in range(steps):
            x = a * x * (1.0 - x)
        out[i] = x


BLOCK = 64  # of 8 to 256 the fastest


@parallel
def blocked(r, steps, out):
    """The inner loop is over orbits: it vectorises."""
    for block in prange(r.size // BLOCK):
        first = block * BLOCK
        a, x = r[first : first + BLOCK], np.full(BLOCK, X)
        for _ in range(steps):
            for i in range(BLOCK):
                x[i] = a[i] * x[i] * (1.0 - x[i])
        out[first : first + BLOCK] = x


def in_place(r, steps, out, rest):
    out[:] = X
    for _ in range(steps):
        np.subtract(1.0, out, out=rest)
        np.multiply(r, out, out=out)
        np.multiply(out, rest, out=out)


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    r = np.linspace(3.57, 4.0, ORBITS, endpoint=False)
    logistic = chaos.maps["logistic"]

    def ours(threads):
        out = np.empty(ORBITS)
        return lambda: logistic.iterate(steps, r=r, x=X, out=out, threads=threads)

    def theirs(run, *more):
        out = np.empty(ORBITS)

        def once():
            run(r, steps, out, *more)
            return out

        return once

    compiled = [Peer("numba", theirs(plain), 28), Peer("numba, blocked by hand", theirs(blocked), 4)]
    title = f"{ORBITS} logistic orbits, {steps:,} steps, final state"
    return [
        Job("final", title, ours(threads), compiled if numba else [], agree.to_the_bit, lanes=True, threads=threads),
        Job("final-1", f"{title}, one thread", ours(1),
            [Peer("NumPy in place", theirs(in_place, np.empty(ORBITS)), 12)], agree.to_the_bit, lanes=True),
    ]  # fmt: skip
