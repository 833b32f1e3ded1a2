# SPDX-License-Identifier: MIT
"""Measures of many starts in the sea of the standard map, against the loop that numba compiles from their formula, orbit by
orbit in parallel; where pynamicalsys has the measure, against its method, one start after the other on one thread.

Both sides iterate and measure. Sines are not those of ours to the bit, and orbits part: what is compared is the mean over starts."""

import math

import numpy as np
from contest import Disagree, Job, Peer
from peers import numba, parallel, prange, pynamicalsys

import chaos

K, TURN = 10.0, 2.0 * math.pi
LAGS, WORD, PATTERNS, FREQUENCIES = 32, 5, 120, 100
STANDARD = chaos.maps["standard"]
compiled = numba.njit if numba else lambda function: function


@compiled
def step(theta, p):
    p = (p + K * math.sin(theta)) % TURN
    return (theta + p) % TURN, p


@compiled
def grown(theta, v, w):
    """A tangent vector's length one iterate on, and the vector at length 1."""
    w = w + K * math.cos(theta) * v
    v = v + w
    length = math.sqrt(v * v + w * w)
    return length, v / length, w / length


@compiled
def fli(theta, p, steps):
    v, w, total, most = math.sqrt(0.5), math.sqrt(0.5), 0.0, 0.0
    for _ in range(steps):
        length, v, w = grown(theta, v, w)
        theta, p = step(theta, p)
        total += math.log(length)
        most = max(most, total)
    return most


@compiled
def megno(theta, p, steps):
    v, w, total, mean = math.sqrt(0.5), math.sqrt(0.5), 0.0, 0.0
    for n in range(1, steps + 1):
        length, v, w = grown(theta, v, w)
        theta, p = step(theta, p)
        total += n * math.log(length)
        mean += 2.0 * total / n
    return mean / steps


@compiled
def reversibility(theta, p, steps):
    x, y = theta, p
    for _ in range(steps):
        x, y = step(x, y)
    for _ in range(steps):
        x = (x - y) % TURN
        y = (y - K * math.sin(x)) % TURN
    a, b = abs(x - theta), abs(y - p)
    return math.hypot(min(a, TURN - a), min(b, TURN - b))


@compiled
def recurrence(theta, p, steps):
    first, last, visits = -1, -1, 0
    for n in range(steps):
        if p < 1.0:
            first = n if first < 0 else first
            last = n
            visits += 1
        theta, p = step(theta, p)
    return (last - first) / (visits - 1)


@compiled
def correlations(theta, p, steps):
    x = np.empty(steps)
    for n in range(steps):
        x[n] = math.cos(theta)
        theta, p = step(theta, p)
    x -= x.mean()
    total = 0.5 * x.var()
    for lag in range(1, LAGS + 1):
        product = 0.0
        for n in range(steps - lag):
            product += x[n] * x[n + lag]
        total += product / (steps - lag)
    return total


@compiled
def permutations(theta, p, steps):
    x, counts = np.empty(steps), np.zeros(PATTERNS)
    for n in range(steps):
        x[n] = theta
        theta, p = step(theta, p)
    for n in range(steps - WORD + 1):
        number = 0
        for i in range(WORD - 1):
            later = 0
            for j in range(i + 1, WORD):
                later += x[n + j] < x[n + i]
            number = number * (WORD - i) + later
        counts[number] += 1
    entropy = 0.0
    for count in counts:
        if count > 0:
            entropy -= count / (steps - WORD + 1) * math.log(count / (steps - WORD + 1))
    return entropy


@compiled
def zero_one(theta, p, steps):
    x, longest = np.empty(steps), steps // 10
    for n in range(steps):
        x[n] = math.cos(theta)
        theta, p = step(theta, p)
    x -= x.mean()
    values, moved, time = np.empty(FREQUENCIES), np.empty(longest), np.arange(longest) * 1.0
    for i in range(FREQUENCIES):
        c = math.pi * (0.2 + 0.6 * ((i + 0.5) / FREQUENCIES))
        a, b = np.empty(steps), np.empty(steps)
        s = t = 0.0
        for n in range(steps):
            s += x[n] * math.cos((n + 1) * c)
            t += x[n] * math.sin((n + 1) * c)
            a[n], b[n] = s, t
        for m in range(longest):
            square = 0.0
            for n in range(steps - longest):
                square += (a[n + m + 1] - a[n]) ** 2 + (b[n + m + 1] - b[n]) ** 2
            moved[m] = square
        values[i] = np.corrcoef(time, moved)[0, 1]
    return np.median(values)


def loop(one):
    @parallel
    def over(theta, p, steps, out):
        for i in prange(theta.size):
            out[i] = one(theta[i], p[i], steps)
        return out

    return Peer("numba", lambda theta, p, steps: over(theta, p, steps, np.empty(theta.size))) if numba else None


def method(name, value=lambda result: result, **more):
    """pynamicalsys' own, which counts turns, and whose K is ours."""

    def run(theta, p, steps):
        system = pynamicalsys.DiscreteDynamicalSystem(model="standard map")
        call = getattr(system, name)
        return [value(call([x / TURN, y / TURN], steps, parameters=[K], **more)) for x, y in zip(theta, p)]

    return Peer("pynamicalsys", run) if pynamicalsys else None


# measure: options, steps, starts along each axis, the peer, its result, how far the means may be apart
MEASURES = {
    "fli": ({}, 2000, 16, loop(fli), "fli", 0.02),
    "megno": ({}, 2000, 16, loop(megno), "megno", 0.02),
    "reversibility_error": ({}, 2000, 16, loop(reversibility), "reversibility_error", 0.2),
    "recurrence": ({"region": "p < 1"}, 2000, 16, loop(recurrence), "recurrence", 0.05),
    "autocorrelation": ({"of": "cos(theta)", "lags": LAGS}, 2000, 16, loop(correlations), "autocorrelation_sum", 0.2),
    "permutation_entropy": ({"order": WORD}, 2000, 16, loop(permutations), "permutation_entropy", 0.02),
    "zero_one": ({"of": "cos(theta)"}, 1000, 4, loop(zero_one), "zero_one", 0.02),
    "rte": ({}, 1000, 4, method("recurrence_time_entropy", threshold_mode="std"), "rte", 0.05),
    "hurst": ({}, 2000, 4, method("hurst_exponent", lambda h: h[0]), "hurst", 0.3),
    "clv": ({}, 2000, 4, method("CLV_angles", lambda found: np.mean(found[0]), pairs=[(0, 1)], warmup_time=1000,
                                tail_time=1000), "clv_angle_mean", 0.1),
}  # fmt: skip


def close(ours, theirs, part):
    """Means, to that part of theirs."""
    a, b = float(np.mean(ours)), float(np.mean(theirs))
    if not abs(a - b) <= part * abs(b):
        raise Disagree(f"on average {a:g} and {b:g}")


def job(measure, scale, threads):
    options, steps, side, peer, result, part = MEASURES[measure]
    steps = max(1000, int(steps * scale))
    threads = threads if peer.name == "numba" else 1
    axis = (0.1, 6.1, side)
    theta, p = (each.ravel() for each in np.meshgrid(np.linspace(*axis), np.linspace(*axis)))
    asked = {measure: {"transient": 0, "steps": steps, **options}}

    def ours():
        return np.asarray(STANDARD.sweep(theta=axis, p=axis, k=K, measure=asked, threads=threads)[result])

    return Job(f"loop-{measure}", f"{measure} of {side * side} starts, {steps:,} steps", ours,
               [Peer(peer.name, lambda: peer.run(theta, p, steps))], lambda a, b: close(a, b, part), lanes=True,
               threads=threads, size=side * side * steps)  # fmt: skip


def jobs(scale, threads):
    return [job(measure, scale, threads) for measure, (*_, peer, _, _) in MEASURES.items() if peer]
