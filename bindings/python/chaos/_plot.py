# SPDX-License-Identifier: MIT
"""Pictures of sweeps: one axis, panels stacked over it; two axes, one field for each result."""

import numpy

from ._labels import edges, states_of
from ._support import Status

ESCAPED = "0.75"  # grey: never the colour of zero


def plot(sweep):
    try:
        import matplotlib.pyplot as pyplot
    except ImportError:
        raise ImportError("Sweep.plot() draws with matplotlib, which is not there (Debian: python3-matplotlib)") from None
    draw = {0: _attractors, 1: _panels, 2: _fields}.get(len(sweep.axes))
    if not draw:
        raise ValueError(f"plot() draws sweeps over at most two axes, this one has {len(sweep.axes)}")
    figure = draw(sweep, pyplot)
    params = [f"{name} = {value:g}" for name, value in sweep.recipe["values"].items() if name in sweep.map.params]
    figure.suptitle(", ".join([sweep.map.title, *params]))
    return figure


def _borders(values):
    """Where cells around the values begin and end."""
    if len(values) == 1:
        return numpy.array([values[0] - 0.5, values[0] + 0.5])
    middle = (values[1:] + values[:-1]) / 2
    return numpy.concatenate([[1.5 * values[0] - 0.5 * values[1]], middle, [1.5 * values[-1] - 0.5 * values[-2]]])


def _equalised(counts):
    """Counts by rank, 0 to 1, so that thin structure shows beside tall peaks."""
    levels, inverse, number = numpy.unique(counts, return_inverse=True, return_counts=True)
    rank = numpy.cumsum(number) - number + number / 2
    first = number[0] if levels[0] == 0 else 0
    shade = numpy.clip((rank - first) / max(counts.size - first, 1), 0, 1)
    return numpy.where(counts > 0, 0.15 + 0.85 * shade[inverse].reshape(counts.shape), 0)


def _image(axes, x, y, field, **colours):
    """A field over the cells between borders x and y; x first, as in the results."""
    even = all(numpy.allclose(numpy.diff(b), (b[-1] - b[0]) / (len(b) - 1)) for b in (x, y))
    if even:  # imshow averages where there are more cells than pixels
        return axes.imshow(field.T, origin="lower", aspect="auto", extent=(x[0], x[-1], y[0], y[-1]), **colours)
    return axes.pcolormesh(x, y, field.T, rasterized=True, **colours)


def _shade(axes, x, y, counts):
    _image(axes, x, y, _equalised(counts), cmap="Greys", vmin=0, vmax=1)


# ------------------------------------------------------------------------ no axis


def _attractors(sweep, pyplot):
    if "density" not in sweep.keys():
        raise ValueError("plot() of a single point draws its density, which was not measured")
    figure, axes = pyplot.subplots(layout="constrained")
    states, borders = states_of(sweep, "density"), edges(sweep)
    axes.set_xlabel(states[0])
    if len(states) == 2:
        _shade(axes, *borders, sweep.density)
        axes.set_ylabel(states[1])
    else:
        axes.stairs(sweep.density, borders[0], fill=True)
        axes.set_ylabel("density")
    return figure


# ----------------------------------------------------------------------- one axis

# Panels from top to bottom; what measures leave besides is not drawn.
ORDER = ("density", "orbit", "final", "moments", "lyapunov", "rotation", "period", "escape")


def _panels(sweep, pyplot):
    [(name, values)] = sweep.axes.items()
    shown = [result for result in ORDER if result in sweep.keys()]
    heights = [2 if result in ("density", "orbit") else 1 for result in shown]
    figure, rows = pyplot.subplots(
        len(shown), sharex=True, squeeze=False, layout="constrained",
        figsize=(9, 1 + 2.5 * sum(heights)), height_ratios=heights,
    )  # fmt: skip
    for axes, result in zip(rows[:, 0], shown):
        _panel(axes, sweep, result, values)
        _mark(axes, values, sweep.status & Status.ESCAPED, facecolor=ESCAPED)
    if "lyapunov" in shown:
        unresolved = sweep.status & Status.UNRESOLVED
        _mark(rows[shown.index("lyapunov"), 0], values, unresolved, facecolor="none", hatch="///", edgecolor="0.6")
    rows[-1, 0].set_xlabel(name)
    rows[-1, 0].set_xlim(min(values), max(values)) if len(values) > 1 else None
    return figure


def _panel(axes, sweep, result, values):
    array = sweep[result]
    axes.set_ylabel("Lyapunov exponent" if result == "lyapunov" else result)
    if result == "density":
        state = states_of(sweep, result)
        if len(state) > 1:
            raise ValueError("plot() over an axis draws the density of one state, this one has two")
        _shade(axes, _borders(values), edges(sweep)[0], array)
        axes.set_ylabel(state[0])
    elif result == "orbit":
        first = array[..., 0] if array.ndim == 3 else array
        axes.plot(numpy.repeat(values, first.shape[1]), first.ravel(), ",k")
        axes.set_ylabel(states_of(sweep, result)[0])
    elif result == "moments":
        mean, variance, low, high = numpy.moveaxis(array[:, 0] if array.ndim == 3 else array, -1, 0)
        axes.fill_between(values, low, high, color="0.85")
        axes.errorbar(values, mean, numpy.sqrt(variance), fmt=".", markersize=2)
    else:
        flat = array.reshape(len(values), -1)
        axes.plot(values, numpy.where(numpy.isfinite(flat), flat, numpy.nan), linewidth=0.8)
    if result == "lyapunov":
        axes.axhline(0, color="0.3", linewidth=0.8)
        _clip_below(axes, array)


def _clip_below(axes, exponents):
    """Superstable dips may be as deep as they like: keep them from flattening the rest."""
    finite = exponents[numpy.isfinite(exponents)]
    if finite.size:
        top = max(finite.max(), 0.1)
        axes.set_ylim(max(finite.min(), -4 * top) - 0.05 * top, 1.1 * top)


def _mark(axes, values, where, **style):
    borders = _borders(values)
    for i in numpy.flatnonzero(where):
        axes.axvspan(borders[i], borders[i + 1], linewidth=0, zorder=0, **style)


# ----------------------------------------------------------------------- two axes


def _fields(sweep, pyplot):
    shown = [result for result in ORDER if result in sweep.keys() and result not in ("density", "orbit", "moments")]
    if not shown:
        raise ValueError("plot() over two axes draws lyapunov, period, escape, rotation or final; none was measured")
    figure, columns = pyplot.subplots(
        1, len(shown), squeeze=False, layout="constrained", figsize=(7 * len(shown), 6), sharex=True, sharey=True
    )
    for axes, result in zip(columns[0], shown):
        _field(figure, axes, sweep, result)
    return figure


def _field(figure, axes, sweep, result):
    (x_name, x), (y_name, y) = sweep.axes.items()
    array = sweep[result]
    field = array[..., 0] if array.ndim == 3 else array
    hidden = (sweep.status & Status.ESCAPED > 0) & (result != "escape") | ~numpy.isfinite(field)
    colours = {"cmap": "viridis"}
    if result == "lyapunov":
        shown = numpy.abs(field[~hidden])
        top = numpy.percentile(shown, 99) if shown.size else 1
        colours = {"cmap": "RdBu_r", "vmin": -top, "vmax": top}
    axes.set_facecolor(ESCAPED)
    image = _image(axes, _borders(x), _borders(y), numpy.ma.array(field, mask=hidden), **colours)
    figure.colorbar(image, label="Lyapunov exponent" if result == "lyapunov" else result)
    unresolved = (sweep.status & Status.UNRESOLVED > 0) & (result == "lyapunov")
    if unresolved.any() and min(unresolved.shape) > 1:
        axes.contourf(x, y, unresolved.T, levels=[0.5, 1.5], colors="none", hatches=["///"])
    axes.set_xlabel(x_name)
    axes.set_ylabel(y_name)
