# SPDX-License-Identifier: MIT
"""Pictures of a single point: its orbit and its density."""

import re

import numpy
from . import _colours
from ._colouring import bar_ticks, category, colouring, name_columns, palette, reach
from ._images import cell_borders, draw_image, draw_ink
from ._labels import edges, iterates
from ._symbols import columns_of, quantity, symbol

SITES = 8  # a state that is one of more is one of a lattice: its orbit is a field
COBWEB = 200  # steps, at the most
CLOUD = 500  # cells in each direction, at the most


def histogram(axes, panel):
    [edge] = edges(panel.sweep, panel.measure)
    unit = 1 / max(panel.values.sum() * (edge[1] - edge[0]), 1e-300)
    axes.stairs(panel.values * unit, edge, fill=True, color=palette("ink", _colours.INK)(0.55))
    axes.margins(x=0)
    axes.set_xlabel(symbol(panel.measure["columns"][0]))
    axes.set_ylabel(panel.measure["name"])


def plane(axes, panel):
    draw_ink(axes, panel, *edges(panel.sweep, panel.measure), panel.values)
    for name, set_label in zip(panel.measure["columns"], (axes.set_xlabel, axes.set_ylabel)):
        set_label(symbol(name))


# ------------------------------------------------------------------------ orbits


def _times(panel):
    return iterates(panel.measure, len(panel.values))


def _columns(panel):
    return panel.values.reshape(len(panel.values), -1).T


def _dots(axes, x, y, colour):
    """Many points are small, and images in drawings."""
    size = 3 if len(x) < 200 else 1.3 if len(x) < 50_000 else 0.7
    axes.plot(x, y, "o", color=colour, markersize=size, markeredgewidth=0, rasterized=len(x) > 20_000)


def series(axes, panel):
    axes.margins(x=0.01)
    axes.set_xlabel("iterate")
    if sites(panel).sum() > SITES:
        _series_of_sites(axes, panel)
        return
    lines = _columns(panel)
    for k, line in enumerate(lines):
        colour = category(k) if len(lines) > 1 else _colours.NEGATIVE
        if len(line) < 500:
            axes.plot(_times(panel), line, color=colour, linewidth=0.6, alpha=0.35)
        _dots(axes, _times(panel), line, colour)
    axes.set_ylabel(columns_of(panel))
    name_columns(axes, panel)


def survivors(axes, panel):
    from ._picture_of_survival import draw_curve, name_axes
    from ._survival import Survival

    sweep = panel.sweep
    draw_curve(axes, Survival(sweep.map, sweep.axes, dict(sweep), sweep.recipe))
    name_axes(axes)


def _scaling(axes, panel, places):
    """The slope that a measure has found, where it holds."""
    sweep, name = panel.sweep, panel.measure["name"]
    low, high = sweep[f"{name}_range"].ravel()
    if not low > 0:
        return
    values = panel.values.ravel()
    held = (places >= 0.999 * low) & (places <= 1.001 * high) & (values > 0)
    slope = float(sweep[name]) * (1 if values[held][-1] > values[held][0] else -1)
    above = numpy.log(values[held]).mean() - slope * numpy.log(places[held]).mean()
    label = rf"slope ${slope:.4g} \pm {float(sweep[f'{name}_stderr']):.2g}$ from ${low:.2g}$ to ${high:.2g}$"
    ends = numpy.array([low, high])
    axes.plot(ends, numpy.exp(above) * ends**slope, "--", color=_colours.POSITIVE, linewidth=1.5, label=label)
    axes.legend(frameon=False)


def curve(axes, panel):
    """A result over lags, frequencies or lengths, with the slope where the measure has one."""
    dim, count, places = panel.output["dims"][0]
    for k, line in enumerate(panel.values.reshape(count, -1).T):
        colour = category(k) if panel.values.size > count else _colours.NEGATIVE
        shown = numpy.where(line > 0, line, numpy.nan) if panel.output["scale"] == "log" else line
        axes.plot(places, shown, "." * (count < 200) + "-", color=colour, linewidth=1, markersize=4)
    if panel.output["scale"] == "log":
        axes.set_yscale("log")
    if panel.output["scale"] == "diverging":
        axes.axhline(0, color=_colours.FRAME, linewidth=0.6)
    if dim == "scale":
        axes.set_xscale("log")
        told = numpy.flatnonzero((panel.values > 0) & (numpy.diff(panel.values, prepend=-1) != 0))
        if len(told) > 1:  # not where all are 0, or the same up to the end
            axes.set_xlim(places[told[0]], places[told[-1]])
        if f"{panel.measure['name']}_range" in panel.sweep and panel.output["scale"] == "log":
            _scaling(axes, panel, numpy.asarray(places))
    axes.margins(x=0.01)
    axes.set_xlabel(dim)
    axes.set_ylabel(quantity(panel, between="\n"))
    if panel.values.size > count:
        name_columns(axes, panel)


def _series_of_sites(axes, panel):
    """Points whose colour is the site."""
    shown = panel.values[:, sites(panel)]
    times, number = numpy.broadcast_arrays(_times(panel)[:, None], numpy.arange(shown.shape[1]))
    points = axes.scatter(
        times, shown, s=6 if shown.size < 5000 else 1, c=number, linewidths=0, rasterized=shown.size > 20_000,
        cmap=palette("sequential", _colours.SEQUENTIAL),
    )  # fmt: skip
    axes.figure.colorbar(points, ax=axes, label="site")
    axes.set_ylabel(_of_sites(panel))


def _of_sites(panel):
    return symbol(panel.measure["columns"][0].rstrip("0123456789"))


def _at(name, time):
    """A state, or what is made of several, at an iterate."""
    letter, digits = re.fullmatch("(.*?)([0-9]*)", name).groups()
    if not letter.isalpha():
        return f"{name} at ${time}$"
    return f"{symbol(letter)[:-1]}_{{{digits + ',' if digits else ''}{time}}}$"


def _diagonal(axes, x):
    """The diagonal of a square."""
    low, high = reach(x, 0, 1)
    margin = 0.03 * (high - low) or 0.5
    ends = [low - margin, high + margin]
    axes.plot(ends, ends, color=_colours.FRAME, linewidth=0.6, alpha=0.6)
    axes.set(xlim=ends, ylim=ends)
    axes.set_aspect("equal")
    return ends


def _label_return(axes, panel):
    name, every = panel.measure["columns"][0], panel.measure["every"]
    axes.set_xlabel(_at(name, "n"))
    axes.set_ylabel(_at(name, f"n+{every}"))


def returns(axes, panel):
    """Each value of the first column above the one before."""
    x = _columns(panel)[0]
    _diagonal(axes, x)
    _dots(axes, x[:-1], x[1:], _colours.NEGATIVE)
    _label_return(axes, panel)


def cobweb(axes, panel):
    """Up to the graph, over to the diagonal, of a map with one state."""
    map, x = panel.sweep.map, _columns(panel)[0]
    if map.dim > 1 or tuple(panel.measure["columns"]) != map.states or panel.measure["every"] > 1:
        raise ValueError(f"plot(how='cobweb') draws orbits of maps with one state, each iterate of it; how='returns' draws {panel.measure['columns'][0]} here")
    ends = _diagonal(axes, x)
    [name], given = map.states, panel.sweep.recipe["values"]
    at = numpy.linspace(*ends, 2001)
    params = {parameter: value for parameter, value in given.items() if parameter in map.params}
    graph = map.iterate(1, at={**params, name: at}, bound=numpy.finfo(float).max)
    jumps = numpy.abs(numpy.diff(graph, prepend=graph[:1])) > 0.25 * (ends[1] - ends[0])
    axes.plot(at, numpy.where(jumps, numpy.nan, graph), color=_colours.FRAME, linewidth=1.2)
    shown = x[:COBWEB]
    path = numpy.repeat(shown, 2)
    axes.plot(path[:-1], path[1:], color=_colours.NEGATIVE, linewidth=0.6, alpha=max(0.25, 1 - len(shown) / 300))
    axes.plot(shown[:1], shown[:1], "o", color=_colours.POSITIVE, markersize=4)
    _label_return(axes, panel)


def _limits(panel, name, values):
    """All of a circle, or what there is and a bit."""
    period = panel.sweep.map.angles.get(name) if panel.sweep.recipe["wrap"] else None
    low, high = reach(values, 0, 1)
    margin = 0.03 * (high - low) or 0.5
    return (0, period) if period else (low - margin, high + margin)


def _plane(axes, panel):
    """The first two columns, and what they reach on the axes."""
    columns = _columns(panel)[:2]
    if len(columns) < 2:
        raise ValueError(f"plot() draws portraits and counts of two columns of an orbit, this one has {panel.measure['columns'][0]} alone")
    limits = [_limits(panel, name, values) for name, values in zip(panel.measure["columns"], columns)]
    axes.set(xlim=limits[0], ylim=limits[1])
    for name, set_label in zip(panel.measure["columns"], (axes.set_xlabel, axes.set_ylabel)):
        set_label(symbol(name))
    return columns, limits


def portrait(axes, panel):
    """The first two columns against each other."""
    columns, _ = _plane(axes, panel)
    _dots(axes, *columns, _colours.NEGATIVE)


def cloud(axes, panel):
    """How often the first two columns come by, in cells."""
    columns, limits = _plane(axes, panel)
    columns = columns[:, numpy.isfinite(columns).all(axis=0)]
    cells = min(int(2 * columns.shape[1] ** 0.5) + 20, CLOUD)  # of few points wide ones
    borders = [numpy.linspace(low, high, cells + 1) for low, high in limits]
    x, y = (numpy.searchsorted(border, values, side="right") - 1 for border, values in zip(borders, columns))
    counts = numpy.zeros((cells, cells))
    numpy.add.at(counts, (x, y), 1)
    draw_ink(axes, panel, *borders, counts)


def sites(panel):
    """Which columns are sites: those named as the first is, of several states at a site the first."""
    stems = numpy.array([name.rstrip("0123456789") for name in panel.measure["columns"]])
    return stems == stems[0]


def spacetime(axes, panel):
    columns, alike = panel.measure["columns"], sites(panel)
    if alike.sum() < 2:
        raise ValueError(f"plot(how='spacetime') draws the sites of a lattice, got an orbit of {', '.join(columns[:4])}")
    shown = panel.values[:, alike]
    times, borders = cell_borders(_times(panel)), numpy.arange(shown.shape[1] + 1) - 0.5
    colours, norm = colouring(panel, shown)
    bar = axes.figure.colorbar(draw_image(axes, times, borders, shown, colours, norm), ax=axes, label=_of_sites(panel))
    bar_ticks(bar, panel, norm)
    axes.set_xlabel("iterate")
    axes.set_ylabel("site")


ORBITS = {"series": series, "returns": returns, "cobweb": cobweb, "portrait": portrait, "counts": cloud, "spacetime": spacetime}
