# SPDX-License-Identifier: MIT
"""Curves of bifurcations in the plane of two parameters."""

import numpy
from matplotlib.patheffects import withStroke

from . import _colours
from ._branches import LABELS
from ._curves import KINDS, SHORT
from ._figure import entitle, place
from ._symbols import symbol

COLOURS = dict(zip(KINDS, (_colours.CATEGORIES[3], _colours.CATEGORIES[0], _colours.CATEGORIES[2])))


def _with_special_points(curve):
    """Parameters and cosines of rows and special points, in order."""
    parameters, cosine, s = curve.parameters, curve.cosine, curve.s
    points = curve.special_points
    if points:
        order = numpy.argsort(numpy.concatenate([s, [point.s for point in points]]), kind="stable")
        parameters = numpy.concatenate([parameters, [point.parameters for point in points]])[order]
        cosine = numpy.concatenate([cosine, [point.cosine for point in points]])[order]
    return parameters, cosine


def draw_all(skeleton, ax):
    ax, new = place(ax)
    for curve in skeleton.curves:
        draw(curve, ax)
    if new:
        (first, second), low, high = skeleton.over, skeleton.recipe["low"], skeleton.recipe["high"]
        ax.set(xlabel=symbol(first), ylabel=symbol(second), xlim=(low[first], high[first]), ylim=(low[second], high[second]))
        entitle(ax, skeleton.map, skeleton.recipe["params"], skeleton.over)
    return ax


def draw(curve, ax):
    ax, new = place(ax)
    first, second = curve.over
    turned = not new and ax.get_xlabel() == symbol(second) and ax.get_ylabel() == symbol(first)
    if ax.images or ax.collections:  # a picture, which says what is seen
        ax.autoscale(False)
    parameters, cosine = _with_special_points(curve)
    parameters = parameters[:, ::-1] if turned else parameters
    halo = [withStroke(linewidth=2.8, foreground="white")]
    colour, label = COLOURS[curve.of], LABELS[curve.of]
    _, labelled = ax.get_legend_handles_labels()
    saddle = numpy.abs(cosine) > 1 + 1e-9
    for where, style in ((~saddle, "-"), (saddle, ":")):
        if where.any():
            x, y = numpy.where(where, parameters.T, numpy.nan)
            known = style == ":" or label in labelled
            ax.plot(x, y, style, color=colour, lw=1.4, path_effects=halo, label=None if known else label)
    for point in curve.special_points:
        if point.kind not in SHORT:
            continue
        x, y = point.parameters[::-1] if turned else point.parameters
        if any(text.get_text() == SHORT[point.kind] and numpy.allclose(text.xy, (x, y)) for text in ax.texts):
            continue  # another curve goes through it
        ax.plot([x], [y], "o", ms=5, color="black", mfc="black" if point.exact else "white", zorder=3)
        ax.annotate(
            SHORT[point.kind], (x, y), xytext=(4, 4), textcoords="offset points", fontsize="small", annotation_clip=True,
            path_effects=halo,
        )  # fmt: skip
    if new:
        ax.set(xlabel=symbol(first), ylabel=symbol(second))
        entitle(ax, curve.map, curve.recipe["params"], curve.over)
    ax.legend(fontsize="small")
    return ax
