# SPDX-License-Identifier: MIT
"""A diagram of periods of the Henon map, cells that escape left out: the plain loop, and the same with the
exact return that ends the work here, too."""

import numpy as np
from contest import Disagree, Job, Peer
from peers import numba, parallel, prange

import chaos

CELLS, TRANSIENT, WINDOW, MOST, TOL = 400, 10_000, 256, 64, 1e-9
HENON = chaos.maps["henon"]
X, Y = HENON.defaults["x"], HENON.defaults["y"]


@parallel
def search(a, b, early, out):
    """The least p over which a window repeats. early: a state is compared with one kept at powers of two."""
    for cell in prange(a.size):
        x, y = X, Y
        kept_x, kept_y, keep = x, y, 64
        for n in range(1, TRANSIENT + 1):
            x, y = 1 - a[cell] * x * x + y, b[cell] * x
            if early and x == kept_x and y == kept_y:
                break
            if n == keep:
                kept_x, kept_y, keep = x, y, 2 * keep
        xs, ys = np.empty(WINDOW + MOST), np.empty(WINDOW + MOST)
        for n in range(WINDOW + MOST):
            xs[n], ys[n] = x, y
            x, y = 1 - a[cell] * x * x + y, b[cell] * x
        near_x, near_y = TOL * np.abs(xs).max(), TOL * np.abs(ys).max()
        out[cell] = 0
        for p in range(1, MOST + 1):
            n = 0
            while n < WINDOW and abs(xs[n + p] - xs[n]) <= near_x and abs(ys[n + p] - ys[n]) <= near_y:
                n += 1
            if n == WINDOW:
                out[cell] = p
                break


def nearly_all(ours, theirs):
    """Some orbits are still on their way: what the loop then makes of them is another matter."""
    differ = np.count_nonzero(ours != theirs)
    if differ > 0.01 * ours.size:
        raise Disagree(f"{differ} of {ours.size} periods")


def jobs(scale, threads):
    cells = max(8, int(CELLS * scale**0.5))
    axes = {"a": (0.8, 1.45, cells), "b": (0, 0.4, cells)}
    a, b = (values.ravel() for values in np.meshgrid(*(np.linspace(*axis) for axis in axes.values()), indexing="ij"))
    stays = np.isfinite(HENON.iterate(TRANSIENT + WINDOW + MOST, a=a, b=b)[:, 0])
    a, b = a[stays], b[stays]
    settled = HENON.float_cycle(TRANSIENT, a=a, b=b).found.mean()
    out = np.empty(a.size, dtype=np.int64)

    def ours():  # the others, too: they cost next to nothing
        measure = {"period": {"transient": TRANSIENT, "steps": WINDOW, "max": MOST, "tol": TOL}}
        return HENON.sweep(**axes, measure=measure, threads=threads)["period"].ravel()[stays]

    def theirs(early):
        def once():
            search(a, b, early, out)
            return out

        return once

    compiled = [Peer("numba", theirs(False), 30), Peer("numba, with the same early exit", theirs(True))]
    title = f"periods of {a.size:,} Henon orbits, {settled:.0%} of which settle"
    return [Job("periods", title, ours, compiled if numba else [], nearly_all, lanes=True, threads=threads)]
