# SPDX-License-Identifier: MIT
"""4096 orbits of the standard map: a sine a step.

Sines of two libraries differ in the last bit, and chaos makes that everything after 50 steps. So
the answers are compared after 10 steps, and then by the exponents that the orbits have."""

import math

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

# At this k no island is known: every orbit is chaotic.
ORBITS, STEPS, K, THETA, TWO_PI = 4096, 10_000, 8.908745, 3.21, 2.0 * math.pi
COMPARED, COMPARED_STEPS, TRANSIENT = 64, 10_000, 1000


@parallel
def plain(p, steps, out):
    for i in prange(p.size):
        theta, momentum = THETA, p[i]
        for _ in range(steps):
            momentum += K * math.sin(theta)
            theta = (theta + momentum) % TWO_PI
            momentum %= TWO_PI
        out[i, 0], out[i, 1] = theta, momentum


@parallel
def exponents(p, transient, steps, out):
    for i in prange(p.size):
        theta, momentum, u, v, growth = THETA, p[i], 1.0, 1.0, 0.0
        for n in range(-transient, steps):
            if n == 0:
                growth = 0.0
            v += K * math.cos(theta) * u
            u += v
            momentum += K * math.sin(theta)
            theta = (theta + momentum) % TWO_PI
            momentum %= TWO_PI
            length = math.hypot(u, v)
            u, v = u / length, v / length
            growth += math.log(length)
        out[i] = growth / steps


def check_orbits(standard, p):
    ten, few = np.empty((ORBITS, 2)), np.empty(COMPARED)
    plain(p, 10, ten)
    agree.on_circle(standard.iterate(10, k=K, theta=THETA, p=p), ten, TWO_PI, 1e-5)
    exponents(p[:COMPARED], TRANSIENT, COMPARED_STEPS, few)
    agree.within_errors(standard.lyapunov(COMPARED_STEPS, transient=TRANSIENT, k=K, theta=THETA, p=p[:COMPARED]), few)


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    p = np.linspace(0.0, TWO_PI, ORBITS, endpoint=False)
    standard = chaos.maps["standard"]
    mine, out = np.empty((ORBITS, 2)), np.empty((ORBITS, 2))

    def ours():
        return standard.iterate(steps, k=K, theta=THETA, p=p, out=mine, threads=threads)

    def theirs():
        plain(p, steps, out)
        return out

    title = f"{ORBITS} standard-map orbits, {steps:,} steps"
    return [Job("standard", title, ours, [Peer("numba", theirs, 10)] if numba else [],
                lambda a, b: check_orbits(standard, p), lanes=True, threads=threads)]  # fmt: skip
