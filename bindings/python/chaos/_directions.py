# SPDX-License-Identifier: MIT
"""Panels over one axis that was followed in both directions: one drawn over the other, each in its colour."""

import numpy
from matplotlib.colors import to_rgb

from . import _colours
from ._colouring import log_ticks, palette, shades
from ._images import cell_borders, draw_colours
from ._labels import edges
from ._panels import bands, count_records, cut, doubling, join, mark
from ._symbols import columns_of, quantity, symbol

COLOURS = {"up": _colours.UP, "down": _colours.DOWN}
CELLS = 600  # upwards, of an even number of bins
BROAD = (2.2, 1)  # what leads upwards is broad, so that it shows beside what leads downwards


def _ink(axes, panel, x, y, counts):
    """Ink where both agree, a direction's colour where only it has been."""
    counts = numpy.stack(counts)
    while counts.shape[-1] > CELLS and counts.shape[-1] % 2 == 0:  # a curve is as broad as a pixel
        counts, y = counts.reshape(*counts.shape[:-1], -1, 2).sum(axis=-1), y[::2]
    up, down = shades(counts, panel.how, panel.vmin, panel.vmax)
    most = numpy.maximum(up, down)
    agree = numpy.minimum(up, down) / numpy.where(most > 0, most, 1)
    alone = numpy.where((down > up)[..., None], to_rgb(COLOURS["down"]), to_rgb(COLOURS["up"]))
    both = numpy.array(palette("ink", _colours.INK)(1.0)[:3])
    darkest = alone + agree[..., None] * (both - alone)
    paper = numpy.where(panel.differs[:, None, None], to_rgb(_colours.HYSTERESIS), 1)
    draw_colours(axes, x, y, paper - most[..., None] * (paper - darkest))


def shade(axes, panel):
    """Where there is hysteresis."""
    mark(axes, panel.axes[0], panel.differs, facecolor=_colours.HYSTERESIS)


def columns(axes, panel):
    _ink(axes, panel, cell_borders(panel.axes[0]), edges(panel.sweep, panel.measure)[0], panel.values)
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    bands(axes, panel)


def orbits(axes, panel):
    first = panel.values.reshape(*panel.values.shape[:3], -1)[..., 0]
    border, counts = count_records(first.reshape(-1, first.shape[-1]))
    _ink(axes, panel, cell_borders(panel.axes[0]), border, counts.reshape(2, -1, counts.shape[-1]))
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    bands(axes, panel)


def band(axes, panel):
    """Mean between minimum and maximum."""
    [values] = panel.axes
    shade(axes, panel)
    for found, colour, broad in zip(panel.values, COLOURS.values(), BROAD):
        for column in numpy.moveaxis(found.reshape(len(values), -1, found.shape[-1]), 1, 0):
            mean, _, low, high = column.T[:4]
            axes.plot(values, mean, "." * (len(values) < 40) + "-", color=colour, linewidth=broad)
            axes.plot(values, numpy.stack([low, high], axis=-1), color=colour, linewidth=broad / 2)
    axes.set_ylabel(f"mean,\nmin, max of {columns_of(panel)}")
    bands(axes, panel)


def lines(axes, panel):
    [values], scale = panel.axes, panel.output["scale"]
    shown = numpy.where(panel.none, numpy.nan, panel.values).reshape(2, len(values), -1)
    shown = numpy.maximum(shown, 1) if scale in ("log", "discrete") else shown
    joined = scale == "diverging" or (scale in ("linear", "log") and panel.output["label"])  # states jump
    shade(axes, panel)
    if scale == "diverging":
        shown = cut(axes, shown)
    for found, colour, broad in zip(shown, COLOURS.values(), BROAD):
        for line in found.T:
            join(axes, values, line, joined, color=colour, linewidth=broad, markersize=broad * (4 if len(values) < 200 else 2))
    if scale in ("log", "discrete"):
        axes.set_yscale("log")
        log_ticks(axes.yaxis)
    if scale == "discrete":
        doubling(axes, shown)
    axes.set_ylabel(quantity(panel, between="\n"))
    bands(axes, panel)
