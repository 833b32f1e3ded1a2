# SPDX-License-Identifier: MIT
"""Basins, against loops that are told what the attractors are: they iterate and look at no more than that."""

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

CELLS, ITERATIONS = 1000, 64
SIDE = (-2.0, 2.0)
CUBE = "x' = 2*x/3 + (x^2 - y^2)/(3*(x^2 + y^2)^2); y' = 2*y/3 - 2*x*y/(3*(x^2 + y^2)^2)"  # Newton's method for z^3 = 1


@parallel
def which_escape(x0, y0, iterations, out):
    """Of Henon's map: -1 escapes, 0 comes to what attracts."""
    for cell in prange(x0.size):
        x, y = x0[cell], y0[cell]
        out[cell] = 0
        for _ in range(iterations):
            x, y = 1.0 - 1.4 * x * x + y, 0.3 * x
            if abs(x) > 1e10:
                out[cell] = -1
                break


@parallel
def which_root(x0, y0, iterations, out):
    """The root that is less than 1e-6 away."""
    for cell in prange(x0.size):
        x, y = x0[cell], y0[cell]
        out[cell] = -2
        for _ in range(iterations):
            a, b = x * x, y * y
            d = 3.0 * (a + b) * (a + b)
            x, y = 2.0 * x / 3.0 + (a - b) / d, 2.0 * y / 3.0 - 2.0 * x * y / d
            for root in range(3):
                if abs(x - np.cos(2.0 * np.pi * root / 3.0)) < 1e-6 and abs(y - np.sin(2.0 * np.pi * root / 3.0)) < 1e-6:
                    out[cell] = root
            if out[cell] >= 0:
                break


def same_parts(ours, theirs):
    """Whatever the attractors are numbered by. Orbits alone have no labels."""
    if theirs is None:
        return
    pairs = {(int(a), int(b)) for a, b in zip(*(labels.ravel() for labels in (ours, theirs)))}
    agree.to_the_bit(len(pairs), len(np.unique(ours)))


def jobs(scale, threads):
    cells = max(8, int(CELLS * scale**0.5))
    axis = (*SIDE, cells)
    step = (SIDE[1] - SIDE[0]) / cells
    centres = SIDE[0] + (np.arange(cells) + 0.5) * step
    x, y = (values.ravel() for values in np.meshgrid(centres, centres, indexing="ij"))

    def job(key, name, map, loop, **more):
        def orbits():
            map.sweep(x=centres, y=centres, measure={"final": {"transient": 0, "steps": ITERATIONS}}, threads=threads)

        def ours():
            return map.basins(x=axis, y=axis, threads=threads, **more).labels.ravel()

        def theirs():
            out = np.empty(x.size, dtype=np.int32)
            loop(x, y, ITERATIONS, out)
            return out

        peers = [Peer("orbits alone", orbits), *([Peer("numba", theirs)] if numba else [])]
        return Job(key, f"basins of {name}, {cells} x {cells} cells", ours, peers, same_parts, threads=threads)

    return [
        job("basins-henon", "Henon's map", chaos.maps["henon"], which_escape),
        job("basins-newton", "Newton's method for the cube roots of 1", chaos.Map(CUBE), which_root, box={"x": SIDE, "y": SIDE}),
    ]
