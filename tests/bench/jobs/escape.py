# SPDX-License-Identifier: MIT
"""The Mandelbrot set: neighbours escape at different times, and inside nobody does."""

import agree
import numpy as np
from contest import Job, Peer
from peers import numba, parallel, prange

import chaos

CELLS, ITERATIONS = 800, 1000
REAL, IMAGINARY = (-2.0, 0.6), (-1.3, 1.3)


@parallel
def plain(c_re, c_im, iterations, disc, out):
    """Beyond the disc or the square of radius 2."""
    for cell in prange(c_re.size):
        x = y = 0.0
        out[cell] = -1
        for n in range(1, iterations + 1):
            x, y = x * x - y * y + c_re[cell], 2.0 * x * y + c_im[cell]
            if (x * x + y * y > 4.0) if disc else (abs(x) > 2.0 or abs(y) > 2.0):
                out[cell] = n
                break


def jobs(scale, threads):
    cells = max(8, int(CELLS * scale**0.5))
    real, imaginary = (*REAL, cells), (*IMAGINARY, cells)
    c_re, c_im = (values.ravel() for values in np.meshgrid(np.linspace(*real), np.linspace(*imaginary), indexing="ij"))
    built_in, text = chaos.maps["complex_quadratic"], chaos.Map("complex z, c; z' = z^2 + c")

    def bounded():
        measure = {"escape": {"transient": 0, "steps": ITERATIONS}}
        return built_in.sweep(cx=real, cy=imaginary, x=0, y=0, bound=2, measure=measure, threads=threads)["escape"].ravel()

    def region():
        measure = {"escape": {"region": "z_re^2 + z_im^2 > 4", "steps": ITERATIONS}}
        return text.sweep(c_re=real, c_im=imaginary, z=0, measure=measure, threads=threads)["escape"].ravel()

    def theirs(disc):
        out = np.empty(c_re.size, dtype=np.int64)

        def once():
            plain(c_re, c_im, ITERATIONS, disc, out)
            return out

        return once

    def peers(disc, at_least):
        return [Peer("numba", theirs(disc), at_least)] if numba else []

    title = f"Mandelbrot's set, {cells} x {cells}, {ITERATIONS:,} iterations"
    return [
        Job("mandelbrot", title, bounded, peers(False, 12), agree.to_the_bit, lanes=True, threads=threads),
        Job("mandelbrot-region", f"{title}, a text with a region", region, peers(True, None), agree.to_the_bit, threads=threads),
    ]
