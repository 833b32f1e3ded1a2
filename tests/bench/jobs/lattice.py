# SPDX-License-Identifier: MIT
"""Rings of logistic maps: one, as a loop over its sites has it, and many."""

import agree
import numpy as np
from contest import Job, Peer
from peers import functions, numba, parallel, prange

import chaos

R, EPS = 3.9, 0.1
ONE = ((100, 100_000), (1_000, 20_000), (100_000, 2_000))  # sites, steps
MANY, SITES, STEPS = 1024, 100, 1_000


def compiled(function):
    return numba.njit(function) if numba else function


@compiled
def plain(x, f, steps):
    n = x.size
    for _ in range(steps):
        for i in range(n):
            f[i] = R * x[i] * (1.0 - x[i])
        for i in range(n):
            x[i] = (1.0 - EPS) * f[i] + EPS / 2.0 * (f[(i - 1) % n] + f[(i + 1) % n])


@compiled
def halo(x, f, steps):
    """f has a copy of the other end before and behind: both loops vectorise."""
    n = x.size
    for _ in range(steps):
        for i in range(n):
            f[i + 1] = R * x[i] * (1.0 - x[i])
        f[0], f[n + 1] = f[n], f[1]
        for i in range(n):
            x[i] = (1.0 - EPS) * f[i + 1] + EPS / 2.0 * (f[i] + f[i + 2])


def roll(x, f, steps):
    for _ in range(steps):
        f = R * x * (1.0 - x)
        x[:] = (1.0 - EPS) * f + EPS / 2.0 * (np.roll(f, 1, -1) + np.roll(f, -1, -1))


@parallel
def each(x, f, steps):
    for k in prange(x.shape[0]):
        halo(x[k], f[k], steps)


def in_c(x, f, steps):
    functions.ring(x.size, steps, R, EPS, x.ctypes.data, f.ctypes.data)


def jobs(scale, threads):
    rng = np.random.default_rng(12)

    def contest(key, start, steps, peers, threads):
        n = start.shape[-1]
        lattice = chaos.Map("logistic_ring", N=n)

        def ours():
            return lattice.iterate(steps, r=R, eps=EPS, state=start, threads=threads)

        def theirs(run):
            def once():
                x = start.copy()
                run(x, np.empty((*start.shape[:-1], n + 2)), steps)
                return x

            return once

        what = "one ring" if start.ndim == 1 else f"{start.shape[0]:,} rings"
        title = f"{what} of {n:,} sites, {steps:,} steps, {threads} thread{'s' if threads > 1 else ''}"
        return Job(key, title, ours, [Peer(name, theirs(run), least) for name, run, least in peers], agree.to_the_bit,
                   lanes=True, threads=threads)  # fmt: skip

    found = []
    for (n, steps), wanted in zip(ONE, ((1.5, 1.2), (1.5, 1.2), (2, 1.5)), strict=True):
        peers = [("numba", plain, wanted[0]), ("numba with a halo", halo, wanted[1])] if numba else []
        peers += [("C with a halo", in_c, None)] if functions else []
        peers += [("NumPy, np.roll", roll, None)]
        found.append(contest(f"ring-{n}", rng.random(n), max(1, int(steps * scale)), peers, threads if n > 10_000 else 1))
    peers = [("numba with a halo", each, None)] if numba else []
    peers += [("NumPy, np.roll", roll, None)]
    return [*found, contest("rings", rng.random((MANY, SITES)), max(1, int(STEPS * scale)), peers, threads)]
