# SPDX-License-Identifier: MIT
"""One call of one step, again and again: what crossing into C costs."""

import agree
from contest import Job, Peer
from peers import bound

import chaos

STEPS, R, X = 200_000, 3.9, 0.387


def loop(steps):
    r, x = R, X
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x


def stepwise(function, steps):
    r, x = R, X
    for _ in range(steps):
        x = function(1, r, x)
    return x


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    peers = [Peer("a step of the Python loop", lambda: loop(steps), 0.95)]
    if bound:
        peers.append(Peer("pybind11", lambda: stepwise(bound.logistic, steps)))
    return [Job("call", "one call of one step", lambda: stepwise(chaos.logistic, steps), peers, agree.to_the_bit)]
