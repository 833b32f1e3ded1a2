# SPDX-License-Identifier: MIT
"""When are two answers the same?"""

import numpy as np
from contest import Disagree


def to_the_bit(ours, theirs):
    """Where there is no transcendental function."""
    a, b = np.asarray(ours), np.asarray(theirs)
    if a.shape != b.shape:
        raise Disagree(f"shapes {a.shape} and {b.shape}")
    if not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
        raise Disagree(f"{np.count_nonzero(a != b)} of {a.size} elements differ")


def within_errors(ours, theirs, sigmas=6.0, floor=1e-9):
    """Exponents: ours come with a standard error. The floor is for regular orbits, whose
    exponents are known better than sums of 10^4 logarithms are exact."""
    exponents, errors = np.asarray(ours[0]), np.asarray(ours[1])
    off = np.abs(exponents - np.asarray(theirs))
    bad = ~(off <= sigmas * errors + floor)
    if bad.any():
        i = np.unravel_index(np.argmax(np.where(bad, off, 0.0)), off.shape)
        raise Disagree(f"{np.count_nonzero(bad)} exponents differ, the most by {off[i]:g} (error {errors[i]:g})")


def on_circle(a, b, period, tolerance):
    d = np.abs(np.asarray(a) - np.asarray(b))
    off = np.minimum(d, period - d).max()
    if not off <= tolerance:
        raise Disagree(f"angles differ by {off:g}")
