# SPDX-License-Identifier: MIT
"""Indicators of chaos over many starts of the standard map, against those that pynamicalsys has.

Its compiled functions run one orbit; here they are called in numba's parallel loop over starts, which is faster than
what its methods offer. Only dig takes a function of Python, and is called start by start on one thread.
"""

import math

import agree
import numpy as np
from contest import Disagree, Job, Peer
from peers import numba, prange, pynamicalsys

import chaos

STARTS, STEPS, TWO_PI = 1024, 4000, 2.0 * math.pi
STANDARD = chaos.maps["standard"]
TORI, SEA = 0.5, 10.0  # of k: starts below are on tori that go round; in the sea exponents are ln(k/2)
ACTION = 0.42  # turns


def close(ours, theirs, tolerance):
    """Typical values: windows, weights and tangent vectors are not those of ours to the bit."""
    off = float(np.median(np.abs(np.asarray(ours) - np.asarray(theirs))))
    if not off <= tolerance:
        raise Disagree(f"values differ by {off:g}")


def measured(options, starts, k, threads):
    (name,) = options
    result = STANDARD.sweep(theta=starts[:, 0] * TWO_PI, p=ACTION * TWO_PI, k=k, measure=options, threads=threads)
    return {key: np.asarray(result[key]) for key in result if key.startswith(name)}


def over_starts(one):
    """one(start) of all of them, in a loop of numba's."""

    @numba.njit(parallel=True)
    def loop(starts, out):
        for i in prange(starts.shape[0]):
            out[i] = one(starts[i])
        return out

    return lambda starts: loop(starts, np.empty(len(starts)))


def theirs(steps):
    from pynamicalsys.discrete_time import gali, lyapunov, models, rotation, sali

    step, jacobian = models.standard_map, models.standard_map_jacobian
    tori, sea = np.array([TORI]), np.array([SEA])
    turn, exponents, volume, alignment = rotation.rotation_number, lyapunov.lyapunov_qr, gali.gali_k, sali.sali

    @numba.njit
    def rotation_of(u):
        return turn(u, tori, steps, step)

    @numba.njit
    def exponent_of(u):
        return exponents(u, sea, steps, step, jacobian, 2, None)[0][0, 0]

    @numba.njit
    def sali_of(u):
        return alignment(u, tori, steps, step, jacobian, None)[0][0]

    @numba.njit
    def gali_of(u):
        return volume(u, tori, steps, step, jacobian, 2, None)[0][0]

    return {
        "rotation": over_starts(rotation_of),
        "lyapunov": over_starts(exponent_of),
        "sali": over_starts(sali_of),
        "gali": over_starts(gali_of),
    }


def digits(starts, steps):
    system = pynamicalsys.DiscreteDynamicalSystem(model="standard map")
    of = lambda x: np.cos(TWO_PI * x[:, 0])  # noqa: E731
    return [system.dig(u, steps, parameters=[TORI], func=of) for u in starts]


def jobs(scale, threads):
    if not pynamicalsys:
        return []
    steps = max(500, int(STEPS * scale))
    starts = np.column_stack([np.linspace(0.01, 0.99, STARTS), np.full(STARTS, ACTION)])
    few = starts[:: max(1, STARTS // 64)]
    loops = theirs(steps)
    window = {"transient": 0, "steps": steps}

    def job(key, title, ours, run, wanted, check, job_threads=threads, of=starts):
        return Job(f"indicator-{key}", f"{title} of {len(of)} starts, {steps:,} steps", ours,
                   [Peer("pynamicalsys", lambda: run(of), wanted)], check, lanes=True, threads=job_threads,
                   size=len(of) * steps)  # fmt: skip

    def ours(options, k, of=starts, number=threads):
        return lambda: measured(options, of, k, number)

    return [
        job("wba", "weighted Birkhoff digits", ours({"wba": {**window, "of": "cos(theta)"}}, TORI, few, 1),
            lambda of: digits(of, steps), 20, lambda a, b: close(a["wba_digits"], b, 0.5), 1, few),
        job("rotation", "rotation numbers", ours({"rotation": {**window, "of": "theta"}}, TORI), loops["rotation"], 20,
            lambda a, b: close(a["rotation"].ravel() / TWO_PI, b, 1e-9)),
        job("exponents", "both Lyapunov exponents", ours({"lyapunov": {**window, "count": 2}}, SEA), loops["lyapunov"],
            200, lambda a, b: agree.within_errors((a["lyapunov"][:, 0], a["lyapunov_stderr"][:, 0]), b, floor=0.1)),
        job("sali", "SALI", ours({"gali": window}, TORI), loops["sali"], 200,
            lambda a, b: close(a["gali_sali_log10"], np.log10(b), 1.0)),
        job("gali", "GALI_2", ours({"gali": window}, TORI), loops["gali"], 200,
            lambda a, b: close(a["gali_log10"], np.log10(b), 1.0)),
    ]  # fmt: skip
