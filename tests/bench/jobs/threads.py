# SPDX-License-Identifier: MIT
"""A sweep of half a second and more: what a second thread brings."""

import agree
from contest import Job, Peer

import chaos


def jobs(scale, threads):
    steps = max(1, int(400_000 * scale))
    logistic = chaos.maps["logistic"]

    def sweep(threads):
        return lambda: logistic.sweep(r=(3.57, 3.99, 4096), steps=steps, measure=("final", "lyapunov"), threads=threads)["lyapunov"]

    if threads < 2:
        return []
    return [Job("threads", f"exponents of 4096 parameters, {steps:,} steps, two threads", sweep(2),
                [Peer("one thread", sweep(1), 1.85)], agree.to_the_bit, threads=2)]  # fmt: skip
