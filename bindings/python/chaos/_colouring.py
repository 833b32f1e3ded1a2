# SPDX-License-Identifier: MIT
"""Values as colours."""

import math

import numpy
from matplotlib import colormaps
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap, LogNorm, Normalize, TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from . import _colours
from ._symbols import symbol

MINUS = "\N{MINUS SIGN}"


def palette(name, stops):
    return LinearSegmentedColormap.from_list(f"chaos-{name}", stops, N=2048).with_extremes(bad=_colours.ESCAPED)


def name_columns(axes, panel):
    """Which colour is which column, if it is not one alone."""
    names = panel.measure["columns"]
    if 1 < len(names) <= len(_colours.CATEGORIES):
        handles = [Line2D([], [], marker="o", linestyle="", markersize=4, color=category(k)) for k in range(len(names))]
        axes.legend(handles, map(symbol, names), loc="lower right", bbox_to_anchor=(1, 1), ncols=len(names), frameon=False)


def category(i):
    return _colours.CATEGORIES[i % len(_colours.CATEGORIES)]


def reach(values, below=0.005, above=0.995):
    """What the values reach but for the utmost, a few of which must not decide how all look."""
    finite = numpy.sort(values[numpy.isfinite(values)], axis=None)
    if not finite.size:
        return 0.0, 1.0
    last = finite.size - 1
    return float(finite[int(below * last)]), float(finite[math.ceil(above * last)])


def _sides(low, high, steps):
    """What can't be told from 0 after so many steps looks like 0, and a side that is next to nothing is left out."""
    least = 10 * math.log(steps + 1) / steps
    span = max(abs(low), abs(high), least)
    low = min(low, -least) if low < -0.02 * span else 0
    return low, max(high, least) if high > 0.02 * span or low == 0 else 0


def _diverging(panel, low, high):
    """0 is the middle, and each side has its own unit."""
    steps = panel.sweep.recipe["measure"][panel.measure["name"]].get("steps", 1)
    found = _sides(low, high, steps)
    low, high = found[0] if panel.vmin is None else panel.vmin, found[1] if panel.vmax is None else panel.vmax
    if panel.cmap is not None:  # whose middle is where it has one
        low, high = low or -high, high or -low
    stops, middle = _colours.DIVERGING, len(_colours.DIVERGING) // 2
    if low < 0 < high:
        return palette("diverging", stops), TwoSlopeNorm(0, low, high)
    return palette("diverging", stops[middle:] if high > 0 else stops[: middle + 1]), Normalize(low, high)


def _clipped(values, low, high):
    return numpy.clip(values, -math.inf if low is None else low, math.inf if high is None else high)


def _ranks(values, colours):
    """As many values in each part of the colours, but for those that are alike."""
    limits = numpy.unique(numpy.quantile(values, numpy.linspace(0, 1, 257))) if values.size else numpy.zeros(1)
    return BoundaryNorm(limits if len(limits) > 1 else [limits[0] - 0.5, limits[0] + 0.5], colours.N, clip=True)


def least_of(values):
    """Where a logarithmic scale begins: at 1 for whole numbers, else at the least value above 0; 0: there is none."""
    above = values[numpy.isfinite(values) & (values > 0)]
    return 1 if values.dtype.kind in "iu" else float(above.min(initial=numpy.inf)) if above.size else 0


def _norm(panel, values, low, high, colours):
    """Of what is neither an angle nor around 0."""
    if panel.how == "rank":
        return _ranks(_clipped(values[numpy.isfinite(values)], panel.vmin, panel.vmax), colours)
    if panel.how == "log" or (panel.how is None and panel.output["scale"] == "log"):
        low = low if low > 0 else least_of(values) or 1
        return LogNorm(low, max(high, 2 * low), clip=True)
    return Normalize(low, high) if high > low else Normalize(low - 0.5, low + 0.5)


def colouring(panel, values):
    """(colour map, norm) of a field that is no list of categories."""
    low, high = reach(values)
    low, high = (low if panel.vmin is None else panel.vmin), (high if panel.vmax is None else panel.vmax)
    colours = palette("sequential", _colours.SEQUENTIAL) if panel.cmap is None else given(panel.cmap)
    scale = panel.output["scale"]
    if panel.how is None and panel.period:
        colours, norm = palette("cyclic", _colours.CYCLIC), Normalize(0, panel.period)
    elif panel.how is None and scale == "diverging":
        colours, norm = _diverging(panel, low, high)
    else:
        norm = _norm(panel, values, low, high, colours)
    return colours if panel.cmap is None else given(panel.cmap), norm


def given(cmap):
    """A colour map of the user's, by its name or as it is."""
    chosen = colormaps[cmap] if isinstance(cmap, str) else cmap
    return chosen.with_extremes(bad=_colours.ESCAPED)


def log_ticks(axis):
    low, high = sorted(axis.get_view_interval())
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high <= 1e4 * low else (1,), numticks=8))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(NullLocator())


def shorten(axis):
    """Says once, in the label of an axis, what the many digits of its numbers have in common."""
    low, high = sorted(axis.get_view_interval())
    span, most = high - low, max(abs(low), abs(high))
    alike = span <= 1e-7 * most
    if axis.get_scale() != "linear" or not span > 0 or (not alike and 1e-4 <= most < 1e6):
        return
    base = float(f"{low:.{math.ceil(math.log10(most / span))}g}") if alike else 0
    power = math.floor(math.log10(max(abs(low - base), abs(high - base))) + 1e-3)

    def number(value, _):
        return f"{round((value - base) / 10.0**power, 3) + 0.0:g}".replace("-", MINUS)

    axis.set_major_formatter(number)
    if axis.get_label_text():
        less = f" {'+' if base < 0 else MINUS} {abs(base):.15g}" if alike else ""
        axis.set_label_text(f"{axis.get_label_text()}{less}  ($10^{{{power}}}$)")


def bar_ticks(bar, panel, norm):
    """Where the marks of a colour bar stand."""
    if isinstance(norm, LogNorm):
        log_ticks(bar.ax.yaxis)
    elif isinstance(norm, BoundaryNorm):
        bar.set_ticks(norm.boundaries[:: max(len(norm.boundaries) // 8, 1)])
        bar.ax.yaxis.set_major_formatter("{x:.3g}")
        bar.ax.yaxis.set_minor_locator(NullLocator())
    elif panel.how is None and panel.period:
        turns = math.isclose(panel.period, 2 * math.pi)
        labels = ["0", r"$\pi/2$", r"$\pi$", r"$3\pi/2$", r"$2\pi$"] if turns else [f"{k * panel.period / 4:g}" for k in range(5)]
        bar.set_ticks(numpy.linspace(0, panel.period, 5), labels=labels)
    else:
        shorten(bar.ax.yaxis)


def shades(counts, how=None, low=None, high=None):
    """Of counts, 0 where there are none. "rank" (or None): their rank among all that are not 0, which
    spreads the greys, mixed with their logarithm, which keeps peaks apart from plains."""
    filled = counts > 0
    values = _clipped(counts[filled].astype(float), low, high)
    result = numpy.zeros(counts.shape)
    if not values.size:
        return result
    least, most = (values.min() if not low else low), (values.max() if high is None else high)
    if how == "linear":
        result[filled] = numpy.clip((values - (low or 0)) / (most - (low or 0) or 1), 0, 1)
        return result
    logarithm = numpy.log(values / least) / math.log(most / least) if most > least else numpy.ones(values.shape)
    if how == "log":
        result[filled] = 0.12 + 0.88 * logarithm
        return result
    rank = numpy.searchsorted(numpy.sort(values), values) / values.size
    result[filled] = 0.12 + 0.88 * (0.6 * rank**2 + 0.4 * logarithm)
    return result
