# SPDX-License-Identifier: MIT
"""Orbits written down: 1920 of 10,000 states, into an array that is there already."""

import ctypes
from concurrent.futures import ThreadPoolExecutor

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

ORBITS, STEPS, X = 1920, 10_000, 0.387


@parallel
def plain(r, out):
    for i in prange(r.size):
        a, x = r[i], X
        for n in range(out.shape[1]):
            out[i, n] = x
            x = a * x * (1.0 - x)


def memset(array, pool, threads):
    """The machine's own speed of writing, by as many threads. Not of zeros: some machines write
    these almost three times as fast as any data."""
    part = array.nbytes // threads
    starts = [array.ctypes.data + i * part for i in range(threads)]
    return lambda: list(pool.map(lambda at: ctypes.memset(at, 1, part), starts))


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    r = np.linspace(3.57, 4.0, ORBITS, endpoint=False)
    logistic = chaos.maps["logistic"]
    mine, out = np.zeros((ORBITS, steps)), np.zeros((ORBITS, steps))

    def ours():
        return logistic.orbit(steps, r=r, x=X, out=mine, threads=threads)

    def theirs():
        plain(r, out)
        return out

    def same(a, b):
        if b is out:  # a memset has no answer
            agree.to_the_bit(a, b)

    peers = [Peer("numba", theirs, 2)] if numba else []
    peers.append(Peer("memset", memset(out, ThreadPoolExecutor(threads), threads), 0.6))
    title = f"recorded orbits, {ORBITS} x {steps:,} doubles"
    return [Job("recorded", title, ours, peers, same, threads=threads)]
