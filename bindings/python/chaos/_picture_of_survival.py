# SPDX-License-Identifier: MIT
"""Survival curves with their fits."""

import numpy

from . import _colours
from ._figure import entitle, place


def _exponential(s, there):
    """Through the number of survivors at n0."""
    n0 = int(s.n0)
    last = numpy.flatnonzero(there)[-1]
    n = numpy.arange(n0, last + 1)
    return n, there[n0] * numpy.exp(-s.rate * (n - n0)), rf"rate ${s.rate:.5g} \pm {s.error:.2g}$ from ${s._first + n0}$"


def _power(s, there):
    """The slope is what is known, the constant is taken from the ends of the last decade."""
    last = numpy.flatnonzero(there)[-1]
    n = numpy.unique(numpy.geomspace(max(1, last // 10), last, 50).astype(int))
    law = n ** -s.exponent
    scale = (there[n[0]] - there[last]) / (law[0] - law[-1])
    return n, there[last] + scale * (law - law[-1]), rf"$n^{{-{s.exponent:.3g} \pm {s.exponent_error:.2g}}}$, up to a constant"


def draw_curve(ax, s):
    there = s.survivors.astype(float)
    all_starts, first = max(there[0], 1), s._first
    fit = _exponential if s.rate == s.rate else _power if s.exponent > 0 else None
    n = numpy.arange(len(there))
    shown = there > 0
    beyond = 1 if fit is _power else 0  # a logarithm has no 0
    shown[:beyond] = False
    style = "o" if shown.sum() < 100 else "-"
    ax.plot(first + n[shown], there[shown] / all_starts, style, ms=4, lw=1.6, color=_colours.NEGATIVE)
    if fit:
        at, values, label = fit(s, there)
        ax.plot(first + at, values / all_starts, "--", lw=1.2, color=_colours.POSITIVE, label=label)
        ax.legend(frameon=False)
    ax.set_yscale("log")
    if fit is _power:
        ax.set_xscale("log")


def name_axes(ax):
    ax.set(xlabel="iterate", ylabel="survivors, part of all starts")


def draw(s, ax):
    ax, new = place(ax)
    draw_curve(ax, s)
    if new:
        name_axes(ax)
        entitle(ax, s.map, s.recipe["values"])
    return ax
