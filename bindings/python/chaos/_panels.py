# SPDX-License-Identifier: MIT
"""What is drawn in one panel of a picture."""

import math
import re

import numpy
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, LogNorm, Normalize, TwoSlopeNorm
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import LogLocator, NullLocator

from . import _colours
from ._labels import edges
from ._support import Status

PIXELS = 1200  # along an axis of an image, at the most
UNSOUND = Status.UNRESOLVED | Status.COLLAPSED | Status.UNSETTLED  # hatched

GREEK = {
    name: rf"\{name}"
    for name in "alpha beta gamma delta zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split()
} | {"eps": r"\varepsilon", "epsilon": r"\varepsilon"}


# ------------------------------------------------------------------------- labels


def symbol(name):
    """A parameter or state as it is printed: a Greek letter, the digits at its end below the line."""
    match = re.fullmatch(r"([A-Za-z]+)(\d*)", name)
    if not match:
        return name
    stem, digits = match.groups()
    stem = GREEK.get(stem, rf"\mathit{{{stem}}}")
    return f"${stem}_{{{digits}}}$" if digits else f"${stem}$"


def _quantity(panel, between=" "):
    """What stands along the axis of a result, and its unit."""
    columns, unit = panel.measure["columns"], panel.output["unit"]
    if not panel.output["label"]:
        return ", ".join([*map(symbol, columns[:4]), *["..."] * (len(columns) > 4)])
    return f"{panel.output['label']}{between}({unit})" if unit else panel.output["label"]


def _of_first(panel):
    """The same of a result's first element."""
    names = [names[0] for dim, _, names in panel.output["dims"] if dim == "statistic"]
    return " ".join([*names, panel.output["label"] and _quantity(panel) or symbol(panel.measure["columns"][0])])


# ------------------------------------------------------------------------- colours


def _palette(name, stops):
    return LinearSegmentedColormap.from_list(f"chaos-{name}", stops, N=2048).with_extremes(bad=_colours.ESCAPED)


def category(i):
    return _colours.CATEGORIES[i % len(_colours.CATEGORIES)]


def _range(values, below=0.005, above=0.995):
    """What the values reach but for the utmost, a few of which must not decide how all look."""
    finite = numpy.sort(values[numpy.isfinite(values)], axis=None)
    if not finite.size:
        return 0.0, 1.0
    last = finite.size - 1
    return float(finite[int(below * last)]), float(finite[math.ceil(above * last)])


def _diverging(low, high, steps):
    """0 is the middle, and each side has its own unit. What can't be told from 0 after so many
    steps looks like 0, and a side that is next to nothing is left out."""
    least = 10 * math.log(steps + 1) / steps
    span = max(abs(low), abs(high), least)
    low = min(low, -least) if low < -0.02 * span else 0
    high = max(high, least) if high > 0.02 * span or low == 0 else 0
    stops, middle = _colours.DIVERGING, len(_colours.DIVERGING) // 2
    if low and high:
        return _palette("diverging", stops), TwoSlopeNorm(0, low, high)
    return _palette("diverging", stops[middle:] if high else stops[: middle + 1]), Normalize(low, high)


def _colouring(panel, values):
    """(colour map, norm) of a field that is no list of categories."""
    scale, (low, high) = panel.output["scale"], _range(values)
    if scale == "diverging":
        return _diverging(low, high, panel.sweep.recipe["measure"][panel.measure["name"]].get("steps", 1))
    if scale == "log":
        low = max(low, 1)
        return _palette("sequential", _colours.SEQUENTIAL), LogNorm(low, max(high, 2 * low), clip=True)
    stops = _colours.SEQUENTIAL + _colours.SEQUENTIAL[-2::-1] if scale == "cyclic" else _colours.SEQUENTIAL
    return _palette("sequential", stops), Normalize(low, high) if high > low else Normalize(low - 0.5, low + 0.5)


def _shades(counts):
    """Of counts: their rank among all that are not 0, which spreads the greys, mixed with their
    logarithm, which keeps peaks apart from plains."""
    filled = counts > 0
    values = counts[filled].astype(float)
    result = numpy.zeros(counts.shape)
    if values.size:
        rank = numpy.searchsorted(numpy.sort(values), values) / values.size
        least, most = values.min(), values.max()
        logarithm = numpy.log(values / least) / math.log(most / least) if most > least else 1
        result[filled] = 0.12 + 0.88 * (0.6 * rank**2 + 0.4 * logarithm)
    return result


# ------------------------------------------------------------------------- images


def _borders(values):
    """Where cells around the values begin and end."""
    if len(values) == 1:
        half = 5e-4 * abs(values[0]) or 5e-4  # it stands for no interval
        return numpy.array([values[0] - half, values[0] + half])
    middle = (values[1:] + values[:-1]) / 2
    return numpy.concatenate([[1.5 * values[0] - 0.5 * values[1]], middle, [1.5 * values[-1] - 0.5 * values[-2]]])


def _is_even(borders):
    """Cells are where they would be if all were alike, to a thousandth of one."""
    alike = numpy.linspace(borders[0], borders[-1], len(borders))
    return numpy.abs(borders - alike).max() < 1e-3 * abs(alike[1] - alike[0])


def _averaged(values, borders):
    """(means over equal pixels, their borders) of cells along the first axis, none of which is lost."""
    if borders[-1] < borders[0]:
        values, borders = values[::-1], borders[::-1]
    widths = numpy.diff(borders)
    sums = numpy.cumsum(values * widths.reshape(-1, *[1] * (values.ndim - 1)), axis=0)
    sums = numpy.concatenate([numpy.zeros_like(sums[:1]), sums])
    pixels = numpy.linspace(borders[0], borders[-1], PIXELS + 1)
    cell = numpy.clip(numpy.searchsorted(borders, pixels, side="right") - 1, 0, len(widths) - 1)
    part = (pixels - borders[cell]) / numpy.where(widths[cell] > 0, widths[cell], 1)
    at = sums[cell] + (sums[cell + 1] - sums[cell]) * part.reshape(-1, *[1] * (values.ndim - 1))
    return numpy.diff(at, axis=0) / (pixels[1] - pixels[0]), pixels


def _light(colours):
    """From sRGB to amounts of light, weighted with what is not transparent."""
    light = numpy.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    light[..., :3] *= colours[..., 3:]
    light[..., 3] = colours[..., 3]
    return light


def _from_light(light):
    opaque = light[..., 3:]
    light = numpy.clip(light / numpy.where(opaque > 0, opaque, 1), 0, 1)
    colours = numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    colours[..., 3:] = numpy.clip(opaque, 0, 1)
    return colours


def _image(axes, x, y, field, colours, norm):
    """A field over the cells between borders x and y; x first, as in the results. Colours of uneven
    cells are averaged on pixels, as light."""
    field = field.T
    if not (_is_even(x) and _is_even(y)):
        field, y = _averaged(_light(colours(norm(field))), y)
        field, x = _averaged(field.swapaxes(0, 1), x)
        field = _from_light(field.swapaxes(0, 1))
    options = {"cmap": colours, "norm": norm} if field.ndim == 2 else {}
    axes.imshow(
        field, origin="lower", aspect="auto", extent=(x[0], x[-1], y[0], y[-1]), **options,
        interpolation="nearest" if max(field.shape) < 500 else "antialiased", interpolation_stage="rgba",
    )  # fmt: skip
    return ScalarMappable(norm, colours)


def _ink(axes, x, y, counts):
    if not _is_even(x) or len(counts) > PIXELS:
        counts, x = _averaged(counts, x)
    _image(axes, x, y, _shades(counts), _palette("ink", _colours.INK), Normalize(0, 1))


def _mark(axes, values, where, **style):
    """Bands over the points of one axis; neighbours are one band."""
    borders, ends = _borders(values), numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], where, [0]])))
    bands = borders[ends].reshape(-1, 2)
    axes.broken_barh(
        numpy.column_stack([bands.min(axis=1), numpy.abs(bands[:, 1] - bands[:, 0])]), (0, 1),
        transform=axes.get_xaxis_transform(), linewidth=0, zorder=0.5, **style,
    )  # fmt: skip


def _bands(axes, panel):
    [values] = panel.axes
    _mark(axes, values, panel.gone, facecolor=_colours.ESCAPED)
    doubtful = panel.has(UNSOUND)
    _mark(axes, values, doubtful, facecolor="none", hatch="///", edgecolor=_colours.HATCH)


def _log_ticks(axis):
    axis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=8))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(NullLocator())


# ------------------------------------------------------------------------ no axis


def histogram(axes, panel):
    [edge] = edges(panel.sweep, panel.measure)
    unit = 1 / max(panel.values.sum() * (edge[1] - edge[0]), 1e-300)
    axes.stairs(panel.values * unit, edge, fill=True, color=_palette("ink", _colours.INK)(0.55))
    axes.margins(x=0)
    axes.set_xlabel(symbol(panel.measure["columns"][0]))
    axes.set_ylabel(panel.measure["name"])


def portrait(axes, panel):
    _ink(axes, *edges(panel.sweep, panel.measure), panel.values)
    for name, set_label in zip(panel.measure["columns"], (axes.set_xlabel, axes.set_ylabel)):
        set_label(symbol(name))


def _times(panel):
    return panel.measure["first"] + panel.measure["every"] * numpy.arange(len(panel.values))


def series(axes, panel):
    times, lines = _times(panel), panel.values.reshape(len(panel.values), -1).T
    for k, line in enumerate(lines):
        colour = category(k) if len(lines) > 1 else _colours.NEGATIVE
        if len(line) < 500:
            axes.plot(times, line, color=colour, linewidth=0.6, alpha=0.35)
        axes.plot(times, line, "o", color=colour, markersize=3 if len(line) < 200 else 1)
    axes.margins(x=0.01)
    axes.set_xlabel("iterate")
    axes.set_ylabel(_quantity(panel))


def spacetime(axes, panel):
    times, sites = _borders(_times(panel)), numpy.arange(panel.values.shape[1] + 1) - 0.5
    image = _image(axes, times, sites, panel.values, *_colouring(panel, panel.values))
    axes.figure.colorbar(image, ax=axes, label=symbol(panel.measure["columns"][0].rstrip("0123456789")))
    axes.set_xlabel("iterate")
    axes.set_ylabel("site")


# ----------------------------------------------------------------------- one axis


def columns(axes, panel):
    _ink(axes, _borders(panel.axes[0]), edges(panel.sweep, panel.measure)[0], panel.values)
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    _bands(axes, panel)


def orbits(axes, panel):
    """The recorded states of a column, in cells of a pixel's height."""
    first, cells = panel.values.reshape(*panel.values.shape[:2], -1)[..., 0], 800
    low, high = _range(first, 0, 1)
    points, records = numpy.nonzero(numpy.isfinite(first))
    heights = (first[points, records] - low) * (cells / (high - low or 1))
    counts = numpy.zeros((len(first), cells))
    numpy.add.at(counts, (points, numpy.minimum(heights.astype(int), cells - 1)), 1)
    _ink(axes, _borders(panel.axes[0]), numpy.linspace(low, high if high > low else low + 1, cells + 1), counts)
    axes.set_ylabel(symbol(panel.measure["columns"][0]))
    _bands(axes, panel)


def band(axes, panel):
    """Mean and deviation between minimum and maximum."""
    [values] = panel.axes
    for k, column in enumerate(numpy.moveaxis(panel.values.reshape(len(values), -1, panel.values.shape[-1]), 1, 0)):
        mean, variance, low, high = column.T[:4]
        deviation = numpy.sqrt(variance)
        axes.fill_between(values, low, high, color=category(k), alpha=0.15, linewidth=0)
        axes.fill_between(values, mean - deviation, mean + deviation, color=category(k), alpha=0.25, linewidth=0)
        axes.plot(values, mean, "." * (len(values) < 40) + "-", color=category(k), linewidth=1)
    axes.set_ylabel(_quantity(panel))
    _bands(axes, panel)


def lines(axes, panel):
    [values], scale = panel.axes, panel.output["scale"]
    shown = numpy.where(panel.none, numpy.nan, panel.values).reshape(len(values), -1)
    if scale == "diverging":
        _exponents(axes, values, shown)
    else:
        joined = scale in ("linear", "log") and panel.output["label"]  # states jump
        style = "." * (not joined or len(values) < 40) + "-" * bool(joined)
        for k, line in enumerate(shown.T):
            line = numpy.maximum(line, 1) if scale in ("log", "discrete") else line
            axes.plot(values, line, style, color=category(k), linewidth=1, markersize=4 if len(values) < 200 else 2)
        if scale in ("log", "discrete"):
            axes.set_yscale("log")
            _log_ticks(axes.yaxis)
        if scale == "discrete":  # periods double
            axes.yaxis.set_major_locator(LogLocator(base=2, numticks=9))
    axes.set_ylabel(_quantity(panel, between="\n"))
    _bands(axes, panel)


def _exponents(axes, values, shown):
    """Red above 0, blue below. Dips may be as deep as they like: they are cut, lest they flatten the rest."""
    low, _ = _range(shown, below=0.01)
    _, high = _range(shown, above=1)
    low, high = min(low, 0), max(high, 0)
    margin = 0.05 * (high - low) or 1
    shown = numpy.clip(shown, low - 9 * margin, None)
    positive = numpy.nan_to_num(numpy.maximum(shown[:, 0], 0))
    axes.fill_between(values, 0, positive, step="mid", color=_colours.POSITIVE, alpha=0.22, linewidth=0)
    axes.axhline(0, color=_colours.FRAME, linewidth=0.6)
    dots = "." * (len(values) < 40)
    for colour, end in ((_colours.POSITIVE, high + margin), (_colours.NEGATIVE, low - margin)):
        half = Rectangle((0, 0), 1, end, transform=axes.get_yaxis_transform())
        for line in axes.plot(values, shown, dots + "-", color=colour, linewidth=1):
            line.set_clip_path(half)
    axes.set_ylim(low - margin, high + margin)


# ----------------------------------------------------------------------- two axes


def field(axes, panel):
    """A result's first element at each point."""
    shape = tuple(map(len, panel.axes))
    first, none = (array.reshape(*shape, -1)[..., 0] for array in (panel.values, panel.none))
    hidden = panel.gone | ~numpy.isfinite(first) | none
    shown = numpy.ma.array(first, mask=hidden)
    borders = [_borders(values) for values in panel.axes]
    if panel.output["scale"] == "discrete":
        _categories(axes, panel, borders, shown, none & ~panel.gone)
    else:
        colours, norm = _colouring(panel, first[~hidden].astype(float))
        bar = axes.figure.colorbar(_image(axes, *borders, shown, colours, norm), ax=axes, label=_of_first(panel))
        if isinstance(norm, LogNorm):
            _log_ticks(bar.ax.yaxis)
    if none.any():
        clear = numpy.ma.array(numpy.zeros(shape), mask=~none | panel.gone)
        _image(axes, *borders, clear, ListedColormap([_colours.NONE]).with_extremes(bad="none"), Normalize(0, 1))
    _hatch(axes, panel)
    for name, set_label in zip(panel.sweep.axes, (axes.set_xlabel, axes.set_ylabel)):
        set_label(symbol(name))


def _categories(axes, panel, borders, shown, none):
    number = len(_colours.CATEGORIES)
    colours = ListedColormap(_colours.CATEGORIES).with_extremes(bad=_colours.ESCAPED)
    _image(axes, *borders, (shown.astype(float) - 1) % number, colours, Normalize(-0.5, number - 0.5))
    found = numpy.unique(shown.compressed())
    handles = [Patch(color=category(int(value) - 1), label=f"{value:g}") for value in found[found <= number]]
    if (found > number).any():
        handles.append(Patch(color="none", label="..."))  # the colours begin anew
    if none.any():
        handles.append(Patch(color=_colours.NONE, label=panel.output["none_label"]))
    axes.legend(handles=handles, title=_of_first(panel), loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def _hatch(axes, panel):
    doubtful = panel.has(UNSOUND)
    if doubtful.any() and min(doubtful.shape) > 1:
        hatching = axes.contourf(*panel.axes, doubtful.T, levels=[0.5, 1.5], colors="none", hatches=["///"])
        for collection in getattr(hatching, "collections", [hatching]):  # one for each level before Matplotlib 3.8
            collection.set_edgecolor(_colours.HATCH)
            collection.set_linewidth(0)


HEIGHTS = {columns: 2, orbits: 2, histogram: 2, portrait: 2.4, spacetime: 2.4, series: 1.5}
