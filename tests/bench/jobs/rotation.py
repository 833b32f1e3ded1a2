# SPDX-License-Identifier: MIT
"""Rotation numbers of the circle map below k = 1, where orbits are regular: a sine a step."""

import math

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

OMEGAS, STEPS, K, TWO_PI = 2000, 10_000, 0.9, 2.0 * math.pi
CIRCLE = chaos.maps["circle"]
THETA = CIRCLE.defaults["theta"]


@parallel
def plain(omega, steps, out):
    """Along the lift: no turns are to be counted."""
    for i in prange(omega.size):
        theta = THETA
        for _ in range(steps):
            theta += omega[i] - K / TWO_PI * math.sin(TWO_PI * theta)
        out[i] = (theta - THETA) / steps


def jobs(scale, threads):
    steps = max(64, int(STEPS * scale))
    omega = np.linspace(0.0, 1.0, OMEGAS)
    out = np.empty(OMEGAS)

    def ours():
        measure = {"rotation": {"transient": 0, "steps": steps}}
        return CIRCLE.sweep(omega=omega, k=K, measure=measure, threads=threads)["rotation"].ravel()

    def theirs():
        plain(omega, steps, out)
        return out

    title = f"rotation numbers of {OMEGAS} circle maps, {steps:,} steps"
    return [Job("rotation", title, ours, [Peer("numba", theirs, 9)] if numba else [],
                lambda a, b: agree.on_circle(a, b, 1.0, 1e-9), lanes=True, threads=threads)]  # fmt: skip
