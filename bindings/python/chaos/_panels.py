# SPDX-License-Identifier: MIT
"""What is drawn in one panel of a picture over one axis or two."""

import math

import numpy
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator

from . import _colours
from ._colouring import bar_ticks, category, colouring, least_of, log_ticks, name_columns, reach
from ._images import cell_borders, draw_image, draw_ink
from ._labels import edges
from ._support import Status
from ._symbols import columns_of, has_columns, of_first, quantity, symbol

UNSOUND = Status.UNRESOLVED | Status.COLLAPSED | Status.UNSETTLED  # hatched


def mark(axes, values, where, **style):
    """Bands over the points of one axis; neighbours are one band."""
    borders, ends = cell_borders(values), numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], where, [0]])))
    bands = borders[ends].reshape(-1, 2)
    axes.broken_barh(
        numpy.column_stack([bands.min(axis=1), numpy.abs(bands[:, 1] - bands[:, 0])]), (0, 1),
        transform=axes.get_xaxis_transform(), linewidth=0, zorder=0.5, **style,
    )  # fmt: skip


def bands(axes, panel):
    [values] = panel.axes
    mark(axes, values, panel.gone, facecolor=_colours.ESCAPED)
    doubtful = panel.has(UNSOUND)
    mark(axes, values, doubtful, facecolor="none", hatch="///", edgecolor=_colours.HATCH)


# ----------------------------------------------------------------------- one axis


def columns(axes, panel):
    draw_ink(axes, panel, cell_borders(panel.axes[0]), edges(panel.sweep, panel.measure)[0], panel.values)
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    bands(axes, panel)


def count_records(records):
    """(borders of cells, how many records of each point are in which)"""
    cells = 800
    low, high = reach(records, 0, 1)
    points, places = numpy.nonzero(numpy.isfinite(records))
    heights = (records[points, places] - low) * (cells / (high - low or 1))
    counts = numpy.zeros((len(records), cells))
    numpy.add.at(counts, (points, numpy.minimum(heights.astype(int), cells - 1)), 1)
    return numpy.linspace(low, high if high > low else low + 1, cells + 1), counts


def orbits(axes, panel):
    """The recorded states of a column, in cells of a pixel's height."""
    draw_ink(axes, panel, cell_borders(panel.axes[0]), *count_records(panel.values.reshape(*panel.values.shape[:2], -1)[..., 0]))
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    bands(axes, panel)


def band(axes, panel):
    """Mean and deviation between minimum and maximum."""
    [values] = panel.axes
    for k, column in enumerate(numpy.moveaxis(panel.values.reshape(len(values), -1, panel.values.shape[-1]), 1, 0)):
        mean, variance, low, high = column.T[:4]
        deviation = numpy.sqrt(variance)
        axes.fill_between(values, low, high, color=category(k), alpha=0.15, linewidth=0)
        axes.fill_between(values, mean - deviation, mean + deviation, color=category(k), alpha=0.25, linewidth=0)
        axes.plot(values, mean, "." * (len(values) < 40) + "-", color=category(k), linewidth=1)
    axes.set_ylabel(f"mean \N{PLUS-MINUS SIGN} deviation,\nmin, max of {columns_of(panel)}")
    name_columns(axes, panel)
    bands(axes, panel)


def join(axes, values, line, joined=True, **style):
    """A line, with dots if its points are few and where a point has no neighbour; or dots alone."""
    there = numpy.isfinite(numpy.pad(line, 1, constant_values=numpy.nan))
    lone = there[1:-1] & ~there[:-2] & ~there[2:]
    dots = lone if joined and len(values) >= 40 else None  # all
    return axes.plot(values, line, marker=".", linestyle="-" if joined else "", markevery=dots, **style)


def doubling(axes, shown):
    """Ticks where periods double from the least."""
    found = shown[numpy.isfinite(shown)]
    if found.size:
        least, most = found.min(), found.max()
        axes.yaxis.set_major_locator(FixedLocator(least * 2.0 ** numpy.arange(1 + int(math.log2(most / least))), nbins=8))


def lines(axes, panel):
    [values], scale = panel.axes, panel.output["scale"]
    shown = numpy.where(panel.none, numpy.nan, panel.values).reshape(len(values), -1)
    if scale == "diverging":
        _exponents(axes, values, shown)
    else:
        joined = scale in ("linear", "log") and panel.output["label"]  # states jump
        least = least_of(panel.values) if scale in ("log", "discrete") else 0
        for k, line in enumerate(shown.T):
            line = numpy.maximum(line, least) if least else line
            join(axes, values, line, joined, color=category(k), linewidth=1, markersize=4 if len(values) < 200 else 2)
        if least:
            axes.set_yscale("log")
            log_ticks(axes.yaxis)
        if scale == "discrete":
            doubling(axes, shown)
        if not panel.output["label"] or has_columns(panel):
            name_columns(axes, panel)
    if numpy.isnan(shown).all() and panel.none.any():
        axes.text(0.5, 0.5, panel.output["none_label"], transform=axes.transAxes, ha="center", va="center")
    axes.set_ylabel(quantity(panel, between="\n"))
    bands(axes, panel)


def cut(axes, shown):
    """Dips may be as deep as they like: they are cut, lest they flatten the rest."""
    low, _ = reach(shown, below=0.01)
    _, high = reach(shown, above=1)
    low, high = min(low, 0), max(high, 0)
    margin = 0.05 * (high - low) or 1
    axes.axhline(0, color=_colours.FRAME, linewidth=0.6)
    axes.set_ylim(low - margin, high + margin)
    return numpy.clip(shown, low - 9 * margin, None)


def _exponents(axes, values, shown):
    """Red above 0, blue below."""
    shown = cut(axes, shown)
    low, high = axes.get_ylim()
    positive = numpy.nan_to_num(numpy.maximum(shown[:, 0], 0))
    axes.fill_between(values, 0, positive, step="mid", color=_colours.POSITIVE, alpha=0.22, linewidth=0)
    for colour, end in ((_colours.POSITIVE, high), (_colours.NEGATIVE, low)):
        half = Rectangle((0, 0), 1, end, transform=axes.get_yaxis_transform())
        for column in shown.T:
            [line] = join(axes, values, column, color=colour, linewidth=1)
            line.set_clip_path(half)


# ----------------------------------------------------------------------- two axes


def field(axes, panel):
    """A result's first element at each point."""
    shape = tuple(map(len, panel.axes))
    first, none = (array.reshape(*shape, -1)[..., 0] for array in (panel.values, panel.none))
    hidden = panel.gone | ~numpy.isfinite(first) | none
    shown = numpy.ma.array(first, mask=hidden)
    borders = [cell_borders(values) for values in panel.axes]
    if panel.output["scale"] == "discrete":
        _categories(axes, panel, borders, shown, none & ~panel.gone)
    else:
        colours, norm = colouring(panel, first[~hidden].astype(float))
        bar = axes.figure.colorbar(draw_image(axes, *borders, shown, colours, norm), ax=axes, label=of_first(panel) + panel.whither)
        bar_ticks(bar, panel, norm)
    if none.any():
        clear = numpy.ma.array(numpy.zeros(shape), mask=~none | panel.gone)
        draw_image(axes, *borders, clear, ListedColormap([_colours.NONE]).with_extremes(bad="none"), Normalize(0, 1))
    _hatch(axes, panel)
    for name, set_label in zip(panel.names, (axes.set_xlabel, axes.set_ylabel)):
        set_label(symbol(name))


def places(axes, panel):
    """The first column of a result at each point of an axis, over lags or frequencies."""
    [values], (dim, count, at) = panel.axes, panel.output["dims"][0]
    shown = panel.values.reshape(len(values), count, -1)[..., 0]
    hidden = numpy.broadcast_to(panel.gone[:, None], shown.shape) | ~numpy.isfinite(shown)
    if panel.output["scale"] == "log" and not hidden.all():  # beside a line of the spectrum lies only rounding
        shown = numpy.maximum(shown, 1e-8 * reach(shown[~hidden])[1])
    colours, norm = colouring(panel, shown[~hidden].astype(float))
    heights = numpy.exp(cell_borders(numpy.log(at))) if dim == "scale" else cell_borders(numpy.array(at))
    image = draw_image(axes, cell_borders(values), heights, numpy.ma.array(shown, mask=hidden), colours, norm)
    if dim == "scale":
        axes.set_yscale("log")
    bar_ticks(axes.figure.colorbar(image, ax=axes, label=of_first(panel)), panel, norm)
    axes.set_ylabel(dim)
    bands(axes, panel)


def listed(values):
    """(whole numbers, colours) of the most frequent. Those up to the number of colours have always the same, so that
    pictures can be compared, unless greater ones occur, too: periods of a map that is forced are all multiples of 4, say."""
    number = len(_colours.CATEGORIES)
    found, times = numpy.unique(values, return_counts=True)
    alike = not found.size or (found[0] >= 1 and found[-1] <= number)
    chosen = numpy.sort(found[numpy.argsort(-times, kind="stable")[:number]])
    return chosen, [category(int(value) - 1 if alike else i) for i, value in enumerate(chosen)]


def _categories(axes, panel, borders, shown, none):
    found, colours = listed(shown.compressed())
    place = numpy.minimum(numpy.searchsorted(found, shown.data), max(len(found) - 1, 0))
    other = found[place] != shown.data if found.size else numpy.ones(shown.shape, bool)
    place = numpy.ma.array(numpy.where(other, len(found), place), mask=shown.mask)
    palette = ListedColormap([*colours, _colours.OTHERS]).with_extremes(bad=_colours.ESCAPED)
    draw_image(axes, *borders, place, palette, Normalize(-0.5, len(found) + 0.5))
    handles = [Patch(color=colour, label=f"{value:g}") for value, colour in zip(found, colours)]
    if (other & ~numpy.ma.getmaskarray(shown)).any():
        handles.append(Patch(facecolor=_colours.OTHERS, edgecolor=_colours.FRAME, label="others"))
    if none.any():
        handles.append(Patch(color=_colours.NONE, label=panel.output["none_label"]))
    axes.legend(handles=handles, title=of_first(panel) + panel.whither, loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def _hatch(axes, panel):
    doubtful = panel.has(UNSOUND)
    if doubtful.any() and min(doubtful.shape) > 1:
        hatching = axes.contourf(*panel.axes, doubtful.T, levels=[0.5, 1.5], colors="none", hatches=["///"])
        for collection in getattr(hatching, "collections", [hatching]):  # one for each level before Matplotlib 3.8
            collection.set_edgecolor(_colours.HATCH)
            collection.set_linewidth(0)
