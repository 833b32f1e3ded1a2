# SPDX-License-Identifier: MIT
"""One orbit, where each step waits for the one before: nobody can be faster than the latency."""

import agree
from contest import Job, Peer
from peers import bound, scalar

import chaos

STEPS, R, X = 10_000_000, 3.9, 0.387


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    peers = [Peer("the loop in C", lambda: scalar(steps, R, X), 1.0)] if scalar else []
    if bound:
        peers.append(Peer("pybind11", lambda: bound.logistic(steps, R, X), 1.0))
    return [Job("single", f"one orbit of {steps:,} steps", lambda: chaos.logistic(steps, R, X), peers, agree.to_the_bit)]
