# SPDX-License-Identifier: MIT
"""Both exponents of 2048 Henon parameters."""

import math

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

PARAMETERS, STEPS, TRANSIENT, B, X, Y = 2048, 10_000, 1000, 0.3, 0.1234, 0.0567


@parallel
def gram_schmidt(a, transient, steps, out):
    """Gram-Schmidt, and two logarithms, every step; directions settle in the transient's end."""
    for i in prange(a.size):
        x, y = X, Y
        ux, uy, vx, vy = 1.0, 0.0, 0.0, 1.0
        first, second = 0.0, 0.0
        for _ in range(transient - 256):
            x, y = 1.0 - a[i] * (x * x) + y, B * x
        for n in range(-256, steps):
            if n == 0:
                first, second = 0.0, 0.0
            slope = -(2.0 * a[i] * x)
            ux, uy = slope * ux + uy, B * ux
            vx, vy = slope * vx + vy, B * vx
            x, y = 1.0 - a[i] * (x * x) + y, B * x
            length = math.sqrt(ux * ux + uy * uy)
            ux, uy = ux / length, uy / length
            first += math.log(length)
            along = ux * vx + uy * vy
            vx, vy = vx - along * ux, vy - along * uy
            length = math.sqrt(vx * vx + vy * vy)
            vx, vy = vx / length, vy / length
            second += math.log(length)
        out[i, 0], out[i, 1] = first / steps, second / steps


def jobs(scale, threads):
    steps = max(64, int(STEPS * scale))
    a = np.linspace(1.0, 1.4, PARAMETERS)
    henon = chaos.maps["henon"]

    def ours():
        return henon.lyapunov(steps, transient=TRANSIENT, count="all", a=a, b=B, x=X, y=Y, threads=threads)

    out = np.empty((PARAMETERS, 2))

    def theirs():
        gram_schmidt(a, TRANSIENT, steps, out)
        return out

    peers = [Peer("numba, Gram-Schmidt every step", theirs, 16)] if numba else []
    title = f"full spectrum of {PARAMETERS} Hénon parameters, {steps:,} steps"
    return [Job("spectrum", title, ours, peers, agree.within_errors, lanes=True, threads=threads,
                notes="ours come with their standard errors and a status, the peers' without")]  # fmt: skip
