#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What does a call from Python into C cost?

    crossing.py            five ways through one recurrence, then what calls cost
    crossing.py --peers    the latter beside ctypes, cffi, pybind11, nanobind and Cython, where they are installed

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
disturbs both, and the median of the rounds counts. Calls, of one step, take turns as well,
and have what the empty loop takes subtracted."""

import array
import hashlib
import pathlib
import statistics
import sys
import tempfile
import threading
import time
import timeit
from types import SimpleNamespace

from crossing_peers import PEERS

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


# ---------------------------------------------------------------------------- calls

CALLS = 300  # in a round
COLUMNS = {  # what is timed: one step of the map, by one call
    "scalar": "scalar(1, r, x)",
    "keywords": "scalar(steps=1, r=r, x=x)",
    "array of 1": "array(1, r, one, to_one)",
    "of 1000": "array(1, r, many, to_many)",
    "an item": "next(item)",
}


def generator(r, x):
    while True:
        yield x
        x = r * x * (1.0 - x)


def in_python():
    def scalar(steps, r, x):
        return r * x * (1.0 - x)

    def array(steps, r, x, to):
        to[:] = r * x * (1.0 - x)

    return SimpleNamespace(scalar=scalar, array=array, points=generator)


def of_chaos():
    m = chaos.maps["logistic"]
    statements = {
        "keywords": "iterate(1, r=r, x=x)",
        "array of 1": "iterate(1, r=r, x=one, out=to_one)",
        "of 1000": "iterate(1, r=r, x=many, out=to_many)",
    }
    return SimpleNamespace(scalar=chaos.logistic, iterate=m.iterate, points=lambda r, x: m.points(r=r, x=x), statements=statements)


def timers(row):
    """A timer for each thing that a row of the table can do, after a look at what it gives."""
    import numpy

    given = {name: getattr(row, name) for name in ("scalar", "array", "iterate") if hasattr(row, name)}
    given |= {"r": R, "x": X, "one": numpy.full(1, X), "many": numpy.full(1000, X), "to_one": numpy.zeros(1), "to_many": numpy.zeros(1000)}
    if hasattr(row, "points"):
        given["item"] = row.points(R, X)
    found = {}
    for name, statement in (COLUMNS | getattr(row, "statements", {})).items():
        try:
            got = [eval(statement, given) for _ in range(2)][-1]
        except (NameError, TypeError):  # there is no such way
            continue
        got = {"array of 1": given["to_one"], "of 1000": given["to_many"]}.get(name, got)
        assert numpy.all(got == loop(1)), f"{statement} is {got!r}, the loop has {loop(1)!r}"
        found[name] = timeit.Timer(statement, timer=time.thread_time, globals=given)
    return found


def made(peers):
    """A row of timers for each."""
    rows = {"Python": timers(in_python()), "chaos": timers(of_chaos())}
    with tempfile.TemporaryDirectory() as folder:
        for name, make in peers.items():
            place = pathlib.Path(folder, name)
            place.mkdir()
            try:
                rows[name] = timers(make(place))
            except (ImportError, OSError) as error:
                print(f"without {name}: {error}", file=sys.stderr)
    return rows


def calls(rows):
    times: dict[tuple[str, str], list[float]] = {(row, column): [] for row in rows for column in rows[row]}
    nothing = timeit.Timer("pass", timer=time.thread_time)
    for _ in range(ROUNDS):
        empty = nothing.timeit(CALLS)
        for (row, column), measured in times.items():
            measured.append((rows[row][column].timeit(CALLS) - empty) / CALLS * 1e9)
    print(f"\n{'ns a call':10}{''.join(f'{column:>12}' for column in COLUMNS)}")
    for row in rows:
        cells = [f"{statistics.median(times[row, column]):12.0f}" if column in rows[row] else f"{'-':>12}" for column in COLUMNS]
        print(f"{row:10}{''.join(cells)}")


def two_at_once(work):
    """How much longer it takes in two threads at the same time than in one."""

    def seconds(count):
        threads = [threading.Thread(target=work) for _ in range(count)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start

    return statistics.median(seconds(2) / seconds(1) for _ in range(ROUNDS // 2))


def at_once():
    text = bytes(40_000_000)
    ours, other = two_at_once(lambda: one_call(20_000_000)), two_at_once(lambda: hashlib.sha256(text))
    print(f"\ntwo calls in two threads take {ours:.2f} times as long as one; two of hashlib.sha256, which lets go of the interpreter, too, {other:.2f} times")


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

    at_once()
    calls(made(PEERS if "--peers" in sys.argv[1:] else {}))


if __name__ == "__main__":
    main()
