# SPDX-License-Identifier: MIT
"""Logistic maps, coupled: one ring, as a loop over its sites has it, and many; each to all; spectra of one ring."""

import agree
import numpy as np
from contest import Job, Peer
from peers import functions, numba, parallel, prange

import chaos

R, EPS = 3.9, 0.1
ONE = ((100, 100_000), (1_000, 20_000), (100_000, 2_000))  # sites, steps
MANY, SITES, STEPS = 1024, 100, 1_000
SPECTRA = ((100, 200), (300, 20), (1_000, 2))


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


@compiled
def mean_field(x, f, steps):
    """The sum waits for itself: fastmath off, nobody may change its order."""
    n = x.size
    for _ in range(steps):
        total = 0.0
        for i in range(n):
            f[i] = R * x[i] * (1.0 - x[i])
            total += f[i]
        for i in range(n):
            x[i] = (1.0 - EPS) * f[i] + EPS / n * total


def mean_of_array(x, f, steps):
    for _ in range(steps):
        f = R * x * (1.0 - x)
        x[:] = (1.0 - EPS) * f + EPS * f.mean()


def by_qr(x, f, steps):
    """All exponents in NumPy, with LAPACK's QR each step."""
    q, growth = np.eye(x.size), np.zeros(x.size)
    for _ in range(steps):
        q = (R * (1.0 - 2.0 * x))[:, None] * q
        q = (1.0 - EPS) * q + EPS / 2.0 * (np.roll(q, 1, 0) + np.roll(q, -1, 0))
        roll(x, f, 1)
        q, r = np.linalg.qr(q)
        growth += np.log(np.abs(np.diag(r)))
    return growth / steps


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

    def contest(key, start, steps, peers, threads, what="logistic_ring", same=agree.to_the_bit):
        n = start.shape[-1]
        lattice = chaos.Map(what, N=n)

        def ours(steps=steps):
            return lattice.iterate(steps, r=R, eps=EPS, state=start, threads=threads)

        def theirs(run):
            def once(steps=steps):
                x = start.copy()
                run(x, np.empty((*start.shape[:-1], n + 2)), steps)
                return x

            return once

        def sums_are_near(*_):
            """Sums of another order part with time."""
            np.testing.assert_allclose(theirs(mean_field)(10), ours(10), atol=1e-10)

        names = {"logistic_ring": "ring", "logistic_global": "mean-field lattice"}
        counted = f"one {names[what]}" if start.ndim == 1 else f"{start.shape[0]:,} {names[what]}s"
        title = f"{counted} of {n:,} sites, {steps:,} steps, {threads} thread{'s' if threads > 1 else ''}"
        return Job(key, title, ours, [Peer(name, theirs(run), least) for name, run, least in peers], same or sums_are_near,
                   lanes=True, threads=threads)  # fmt: skip

    def spectrum(n, steps):
        start, ring = rng.random(n), chaos.Map("logistic_ring", N=n)

        def near(ours, theirs):
            """Over some steps, as each orthogonalises, they are the same numbers in another order."""
            np.testing.assert_allclose(sum(ours[0]), sum(theirs), atol=1e-6)

        return Job(f"ring-spectrum-{n}", f"all exponents of a ring of {n:,} sites, {steps:,} steps",
                   lambda: ring.lyapunov(steps, transient=0, count="all", r=R, eps=EPS, state=start, threads=1),
                   [Peer("NumPy, LAPACK's QR", lambda: by_qr(start.copy(), None, steps))], near)  # fmt: skip

    found = []
    for (n, steps), wanted in zip(ONE, ((1.5, 1.2), (1.5, 1.2), (2, 1.5)), strict=True):
        peers = [("numba", plain, wanted[0]), ("numba with a halo", halo, wanted[1])] if numba else []
        peers += [("C with a halo", in_c, None)] if functions else []
        peers += [("NumPy, np.roll", roll, None)]
        found.append(contest(f"ring-{n}", rng.random(n), max(1, int(steps * scale)), peers, threads if n > 10_000 else 1))
    for n, steps in ((1_000, 20_000), (100_000, 2_000)):
        peers = ([("numba", mean_field, 1.5)] if numba else []) + [("NumPy", mean_of_array, None)]
        found.append(contest(f"mean-field-{n}", rng.random(n), max(1, int(steps * scale)), peers,
                             threads if n > 10_000 else 1, "logistic_global", None))  # fmt: skip
    found += [spectrum(n, max(2, int(steps * scale))) for n, steps in SPECTRA]
    peers = [("numba with a halo", each, None)] if numba else []
    peers += [("NumPy, np.roll", roll, None)]
    return [*found, contest("rings", rng.random((MANY, SITES)), max(1, int(STEPS * scale)), peers, threads)]
