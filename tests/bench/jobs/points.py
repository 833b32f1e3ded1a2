# SPDX-License-Identifier: MIT
"""Going through an orbit item by item."""

import agree
from contest import Job, Peer

import chaos

STEPS = 400_000


def one(steps, r=3.9, x=0.387):
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x


def two(steps, a=1.4, b=0.3, x=0.1234, y=0.0567):
    for _ in range(steps):
        x, y = 1.0 - a * (x * x) + y, b * x
    return x, y


def one_by_one(steps):
    for x in chaos.maps["logistic"].points(steps + 1, r=3.9, x=0.387):  # noqa: B007
        pass
    return x


def two_by_two(steps):
    for x, y in chaos.maps["henon"].points(steps + 1, a=1.4, b=0.3, x=0.1234, y=0.0567):  # noqa: B007
        pass
    return x, y


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    return [
        Job("points-1", "an item of points(), 1-D", lambda: one_by_one(steps),
            [Peer("a step of the Python loop", lambda: one(steps), 2)], agree.to_the_bit),
        Job("points-2", "an item of points(), 2-D", lambda: two_by_two(steps),
            [Peer("a step of the Python loop", lambda: two(steps), 1.2)], agree.to_the_bit),
    ]  # fmt: skip
