#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What does a call from Python into C cost? One recurrence, five ways.

A step of the logistic map, x = r*x*(1 - x), is three operations of the CPU. Python takes
some 25 ns for it, a call into C as much again, whatever it does: so the answer depends on
how much is done per call. Here the same orbit is computed by

    loop       the recurrence as a Python loop
    stepwise   one call of chaos.logistic for each step
    iterator   one item of Map.points() for each step
    one call   all steps in one call: chaos.logistic(steps, r, x)
    batched    many orbits in one call: Map.iterate(steps, x=array), per step of one orbit

First all are checked to be at the same place after 10 steps. Then they take turns in short
rounds of CPU time. Each is compared with the loop of its own round, so that a busy machine
disturbs both, and the median of the rounds counts."""

import array
import statistics
import time

import chaos

R, X = 3.9, 0.5
STEPS = 100_000
ROUNDS = 41
ORBITS = 1024


def loop(steps, r=R, x=X):
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x


def stepwise(steps, r=R, x=X):
    logistic = chaos.logistic
    for _ in range(steps):
        x = logistic(1, r, x)
    return x


def iterator(steps, r=R, x=X):
    for x in chaos.maps["logistic"].points(steps + 1, r=r, x=x):  # begins with the start
        pass
    return x


def one_call(steps, r=R, x=X):
    return chaos.logistic(steps, r, x)


def batched(steps, r=R, x=X):
    return chaos.maps["logistic"].iterate(steps, r=r, x=array.array("d", [x]) * ORBITS, threads=1)[-1]


def nanoseconds(contestant, steps):
    start = time.thread_time()
    contestant(steps)
    return (time.thread_time() - start) / steps * 1e9


def main():
    contestants = {  # and their number of steps and orbits
        "loop": (loop, STEPS, 1),
        "stepwise": (stepwise, STEPS, 1),
        "iterator": (iterator, STEPS, 1),
        "one call": (one_call, STEPS, 1),
        "batched": (batched, STEPS // 10, ORBITS),
    }
    expected = loop(10)
    for name, (contestant, *_) in contestants.items():
        got = contestant(10)
        assert got == expected, f"{name}: {got!r} after 10 steps, the loop has {expected!r}"
    print(f"after 10 steps all are at {expected!r}")

    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, (contestant, steps, orbits) in contestants.items():
            times[name].append(nanoseconds(contestant, steps) / orbits)

    print(f"\n{'':10}{'ns a step':>10}{'time of the loop':>20}")
    for name, values in times.items():
        ratio = statistics.median(value / loop for value, loop in zip(values, times["loop"]))
        faster = f"   {1 / ratio:.3g} times faster" if ratio < 0.8 else ""
        print(f"{name:10}{statistics.median(values):10.3g}{f'x {ratio:.3g}':>20}{faster}")


if __name__ == "__main__":
    main()
