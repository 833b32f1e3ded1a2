# SPDX-License-Identifier: MIT
"""The picture of a bifurcation diagram, 1920 x 1080, 100,000 points a column."""

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

COLUMNS, ROWS, STEPS, TRANSIENT, X = 1920, 1080, 100_000, 1000, 0.387


@parallel
def plain(r, transient, steps, out):
    """Bins of [0, 1] by one multiplication: numpy.histogram mends points near the edges, this
    does not."""
    for i in prange(r.size):
        a, x = r[i], X
        out[i, :] = 0
        for _ in range(transient):
            x = a * x * (1.0 - x)
        for _ in range(steps):
            if 0.0 <= x <= 1.0:
                out[i, min(int(x * ROWS), ROWS - 1)] += 1
            x = a * x * (1.0 - x)


def nearly(ours, theirs):
    """The same counts, but for points within an ulp of an edge."""
    differ = np.abs(np.cumsum(ours.astype(np.int64), axis=1) - np.cumsum(theirs.astype(np.int64), axis=1))
    if differ.max() > 1:
        raise agree.Disagree(f"{differ.max()} points of a column are on the other side of an edge")


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    r = np.linspace(3.57, 4.0, COLUMNS)
    logistic = chaos.maps["logistic"]
    mine, out = np.zeros((COLUMNS, ROWS), np.uint64), np.zeros((COLUMNS, ROWS), np.uint64)
    measure = {"density": {"bins": ROWS, "range": (0.0, 1.0)}}

    def ours():
        logistic.sweep(r=r, x=X, transient=TRANSIENT, steps=steps, measure=measure, out={"density": mine}, threads=threads)
        return mine

    def theirs():
        plain(r, TRANSIENT, steps, out)
        return out

    title = f"density picture {COLUMNS} x {ROWS}, {steps:,} points a column"
    return [Job("density", title, ours, [Peer("numba", theirs, 2.5)] if numba else [], nearly, threads=threads)]
