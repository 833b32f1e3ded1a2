# SPDX-License-Identifier: MIT
"""Lyapunov exponents of 4096 logistic parameters, with their errors."""

import math

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

PARAMETERS, STEPS, TRANSIENT, X = 4096, 20_000, 1000, 0.387


@parallel
def log_a_step(r, transient, steps, out):
    for i in prange(r.size):
        a, x, growth = r[i], X, 0.0
        for _ in range(transient):
            x = a * x * (1.0 - x)
        for _ in range(steps):
            growth += math.log(abs(a * (1.0 - 2.0 * x)))
            x = a * x * (1.0 - x)
        out[i] = growth / steps


BLOCK, FACTORS = 64, 32


@parallel
def blocked_product(r, transient, steps, out):
    """One logarithm for 32 derivatives, the inner loops over orbits."""
    for block in prange(r.size // BLOCK):
        first = block * BLOCK
        a, x = r[first : first + BLOCK], np.full(BLOCK, X)
        product, growth = np.ones(BLOCK), np.zeros(BLOCK)
        for _ in range(transient):
            for i in range(BLOCK):
                x[i] = a[i] * x[i] * (1.0 - x[i])
        for _ in range(steps // FACTORS):
            product[:] = 1.0
            for _ in range(FACTORS):
                for i in range(BLOCK):
                    product[i] *= a[i] * (1.0 - 2.0 * x[i])
                    x[i] = a[i] * x[i] * (1.0 - x[i])
            for i in range(BLOCK):
                growth[i] += math.log(abs(product[i]))
        out[first : first + BLOCK] = growth / steps


def jobs(scale, threads):
    steps = max(FACTORS, int(STEPS * scale) // FACTORS * FACTORS)
    r = np.linspace(3.57, 4.0, PARAMETERS, endpoint=False)
    logistic = chaos.maps["logistic"]

    def ours():
        return logistic.lyapunov(steps, transient=TRANSIENT, r=r, x=X, threads=threads)

    def theirs(run):
        out = np.empty(PARAMETERS)

        def once():
            run(r, TRANSIENT, steps, out)
            return out

        return once

    peers = [Peer("numba, a log a step", theirs(log_a_step), 28),
             Peer("numba, product, blocked by hand", theirs(blocked_product), 8)]  # fmt: skip
    title = f"Lyapunov exponents of {PARAMETERS} logistic parameters, {steps:,} steps"
    return [Job("exponents", title, ours, peers if numba else [], agree.within_errors, lanes=True, threads=threads,
                notes="ours come with their standard errors and a status, the peers' without")]  # fmt: skip
