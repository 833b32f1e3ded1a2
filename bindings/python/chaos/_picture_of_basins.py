# SPDX-License-Identifier: MIT
"""Pictures of basins."""

import numpy
from matplotlib.colors import ListedColormap, Normalize, to_rgb
from matplotlib.patches import Patch

from . import _colours
from ._attractors import percent
from ._colouring import category, reach
from ._figure import entitle, place
from ._images import cell_borders, draw_colours, draw_image
from ._symbols import symbol

LEGEND = 12  # attractors that are named, those with the largest shares
ORBIT = 5000  # points of one without a period
DARKEST = 0.55  # of the light of what arrives first


def _mark(ax, basins, one, states):
    """The points of a cycle, or many of another attractor."""
    orbit = basins.map.orbit(one.period or ORBIT, at=basins.recipe["params"], state=one.point, wrap=not basins.recipe["lift"])
    style = {"color": "white", "markeredgecolor": _colours.FRAME, "markersize": 5} if one.period else {"color": "black", "markersize": 0.7}
    ax.plot(*orbit[:, states].T, "o", markeredgewidth=1 if one.period else 0, linestyle="none", **style)


def _draw_shaded(ax, borders, labels, colours, times):
    """The darker the later they arrive, by the logarithm of time; the times between which shades go."""
    low, high = reach(times[times >= 0])
    part = numpy.log1p(numpy.maximum(times - low, 0)) / max(numpy.log1p(high - low), 1e-9)
    shade = numpy.where(times < 0, 1, 1 - (1 - DARKEST) * numpy.clip(part, 0, 1))
    draw_colours(ax, *borders, numpy.array([to_rgb(colour) for colour in colours])[labels + 2] * shade[..., None])
    return low, high


def plot(basins, ax, points, times):
    names, labels, attractors = list(basins.axes), basins.labels, basins._ends
    if not 1 <= labels.ndim <= 2:
        raise ValueError(f"a picture must have one or two axes, got {labels.ndim}")
    if times and basins.times is None:
        raise ValueError("times=True must be given to basins(), too: these have no times of arrival")
    ax, new = place(ax)
    borders = [cell_borders(values) for values in basins.axes.values()]
    if labels.ndim == 1:
        labels, borders = labels[:, None], [*borders, numpy.array([0.0, 1.0])]
        ax.set_yticks([])
    colours = ["white", _colours.ESCAPED, *(category(i) for i in range(len(attractors)))]  # labels from -2 on
    if times:
        low, high = _draw_shaded(ax, borders, labels, colours, basins.times.reshape(labels.shape))
    else:
        draw_image(ax, *borders, labels, ListedColormap(colours), Normalize(-2.5, len(attractors) - 0.5))
    handles = [
        Patch(color=category(i), label=f"{attractors.name(i)}, {percent(attractors.share[i])}")
        for i in sorted(numpy.argsort(-attractors.share, kind="stable")[:LEGEND])
    ]
    if len(attractors) > LEGEND:
        handles.append(Patch(color="none", label=f"... {len(attractors)} in all"))
    for name, look in (("escaped", {"color": _colours.ESCAPED}), ("unresolved", {"facecolor": "white", "edgecolor": _colours.FRAME})):
        if basins.fractions[name] > 0:
            handles.append(Patch(**look, label=f"{name}, {percent(basins.fractions[name])}"))
    if times:
        handles.append(Patch(color="none", label=f"light to dark: {low:g} to {high:g} iterates"))
    limits = ax.get_xlim(), ax.get_ylim()
    if points and len(names) == 2 and basins.attractors:
        for one in attractors:
            _mark(ax, basins, one, [basins.map.states.index(name) for name in names])
        ax.set(xlim=limits[0], ylim=limits[1])
    for name, label in zip(names, (ax.set_xlabel, ax.set_ylabel)):
        label(symbol(name))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    if new:
        entitle(ax, basins.map, basins.recipe["params"], names)
    return ax


def plot_along(found, ax, state):
    name = found.map.states[0] if state is None else found.map._name_of(state)
    if name not in found.map.states:
        raise ValueError(f"state must be one of {', '.join(found.map.states)}, got {state!r}")
    ax, new = place(ax)
    at, identity = found.map.states.index(name), found.rows["identity"].tolist()
    places, few = {}, len(found.values) <= 400
    for value, which, points in zip(found.rows["value"].tolist(), identity, found.rows["points"]):
        column = points if points.ndim == 1 else points[:, at]
        size = 3 if few and len(column) <= 32 else 1.5  # a cycle's points are seen, those of others are many
        places.setdefault((which, size), []).append((numpy.full(len(column), value), column))
    for (which, size), pieces in places.items():
        x, y = (numpy.concatenate(each) for each in zip(*pieces))
        ax.plot(x, y, "o", color=category(which), linestyle="none", markersize=size, markeredgewidth=0, rasterized=True)
    ax.set(xlabel=symbol(found.along), ylabel=symbol(name))
    if new:
        entitle(ax, found.map, found.recipe["params"], [found.along])
    return ax
