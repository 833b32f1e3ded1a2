# SPDX-License-Identifier: MIT
"""Pictures of an ensemble of starts at chosen times: how it spreads."""

import numpy

from ._colouring import category, name_columns
from ._images import draw_ink
from ._labels import edges, iterates
from ._symbols import columns_of, symbol


def _ticks(axes, times):
    """Times are as far apart as one likes: columns are not."""
    shown = numpy.unique(numpy.linspace(0, len(times) - 1, min(len(times), 16)).astype(int))
    axes.set_xticks(shown, labels=[str(times[k]) for k in shown])
    axes.set_xlabel("iterate")


def densities(axes, panel):
    """A density beside the other, each as dark where it is largest."""
    most = panel.values.max(axis=1, keepdims=True, initial=1)
    shown = panel.values / numpy.maximum(most, 1)
    draw_ink(axes, panel, numpy.arange(len(shown) + 1) - 0.5, *edges(panel.sweep, panel.measure), shown)
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    _ticks(axes, iterates(panel.measure, len(shown)))


def clouds(axes, panel):
    """A plane for each time, row by row; each as dark where it is largest."""
    times, borders = iterates(panel.measure, len(panel.values)), edges(panel.sweep, panel.measure)
    columns = int(numpy.ceil(numpy.sqrt(len(times))))
    rows = -(-len(times) // columns)
    axes.set_axis_off()
    for k, counts in enumerate(panel.values):
        row, column = divmod(k, columns)
        place = axes.inset_axes([(column + 0.03) / columns, 1 - (row + 0.93) / rows, 0.94 / columns, 0.83 / rows])
        draw_ink(place, panel, *borders, counts)
        place.set_title(f"iterate {times[k]}", fontsize="small")
        place.tick_params(labelbottom=k + columns >= len(times), labelleft=column == 0, labelsize="small")
        if k + columns >= len(times):
            place.set_xlabel(symbol(panel.measure["columns"][0]))
        if column == 0:
            place.set_ylabel(symbol(panel.measure["columns"][1]))


def spread(axes, panel):
    """Mean and deviation between minimum and maximum."""
    times = iterates(panel.measure, len(panel.values))
    at = numpy.arange(len(times))
    for k, column in enumerate(numpy.moveaxis(panel.values.reshape(len(times), -1, 4), 1, 0)):
        mean, variance, low, high = column.T
        axes.fill_between(at, low, high, color=category(k), alpha=0.15, linewidth=0)
        axes.errorbar(at, mean, numpy.sqrt(variance), color=category(k), marker="o", markersize=3, linewidth=1, capsize=2)
    axes.set_ylabel(f"mean \N{PLUS-MINUS SIGN} deviation,\nmin, max of {columns_of(panel)}")
    name_columns(axes, panel)
    _ticks(axes, times)
