# SPDX-License-Identifier: MIT
"""Branch.plot."""

import numpy

from . import _colours
from ._figure import entitle, place
from ._support import short
from ._symbols import symbol

MARKERS = dict(
    zip(("fold", "flip", "neimark_sacker", "branch_point", "neutral_saddle", "resonance_3", "resonance_4"), "osDXP^v")
)


def lines(branch, i):
    """x, y, stable, unstable, period: of rows and special points along the branch, all points of state i; the period
    of an angle, or None."""
    several = branch.map.dim > 1
    x, y, s = branch.parameter, branch.points[:, :, i] if several else branch.points, branch.s
    stable, joint = branch.unstable == 0, numpy.zeros(len(branch), bool)
    if branch.special_points:
        special = [point.points[:, i] if several else point.points for point in branch.special_points]
        order = numpy.argsort(numpy.concatenate([s, [point.s for point in branch.special_points]]), kind="stable")
        x = numpy.concatenate([x, [point.parameter for point in branch.special_points]])[order]
        y = numpy.concatenate([y, special])[order]
        more = numpy.ones(len(special), bool)
        stable, joint = numpy.concatenate([stable, ~more])[order], numpy.concatenate([joint, more])[order]
    period = branch.map.angles.get(branch.map.states[i]) if not branch.recipe["lift"] else None
    return x, y, stable | joint, ~stable | joint, period


def state_name(map, state):
    name = map.states[0] if state is None else map._name_of(state) if isinstance(state, str) else None
    if name not in map.states:
        raise ValueError(f"state must be one of {', '.join(map.states[:16])}, got {short(repr(state))}")
    return name


def plot_all(diagram, ax, state, orbits):
    from ._branches import LABELS

    ax, new = place(ax)
    map, recipe, name = diagram.map, diagram.recipe, state_name(diagram.map, state)
    periods = sorted({branch.points.shape[1] for branch in diagram.branches})
    if orbits:
        values = numpy.linspace(recipe["low"], recipe["high"], 1000)
        records = map.orbit(100, transient=2000, at={**recipe["params"], diagram.along: values}).reshape(len(values), 100, map.dim)
        settled = records[:, :, map.states.index(name)].ravel()
        ax.plot(numpy.repeat(values, 100), settled, ",", color="0.6", zorder=0)
    many = sum(len(branch.special_points) for branch in diagram.branches) >= 24
    for branch in diagram.branches:
        period = branch.points.shape[1]
        colour = _colours.CATEGORIES[periods.index(period) % len(_colours.CATEGORIES)]
        weight = period**-0.5  # many points of long cycles are thin
        plot(branch, ax, name, LABELS, colour, 4 * weight if many else 6, weight)
    if orbits and numpy.isfinite(settled).any():  # a branch may go off to infinity
        low, high = ax.get_ylim()
        least, most = numpy.nanmin(settled), numpy.nanmax(settled)
        room = 0.5 * (most - least)
        ax.set_ylim(max(low, least - room), min(high, most + room))
    if new:
        entitle(ax, map, recipe["params"], [diagram.along], f"cycles found, periods to {recipe['max_period']}")
    return ax


def plot(branch, ax, state, labels, colour=None, size=6, weight=1.0):
    ax, new = place(ax)
    name = state_name(branch.map, state)
    i = branch.map.states.index(name)
    x, y, stable, unstable, period = lines(branch, i)
    [first] = ax.plot([], [], color=colour)  # the next colour
    for column in y.T:
        if period:
            jumps = numpy.flatnonzero(numpy.abs(numpy.diff(column)) > period / 2) + 1
            parts = zip(*(numpy.split(values, jumps) for values in (x, column, stable, unstable)))
        else:
            parts = [(x, column, stable, unstable)]
        for u, v, solid, dashed in parts:
            ax.plot(u, numpy.where(solid, v, numpy.nan), color=first.get_color(), lw=1.2 * weight, zorder=1 + weight)
            ax.plot(u, numpy.where(dashed, v, numpy.nan), color=first.get_color(), lw=1.2 * weight, ls="--", zorder=1 + weight)
    first.remove()
    _, labelled = ax.get_legend_handles_labels()
    for point in branch.special_points:
        label, values = labels[point.kind], point.points[:, i] if branch.map.dim > 1 else point.points
        ax.plot(
            numpy.full(len(values), point.parameter), values, MARKERS[point.kind], ms=size, color="black",
            mfc="white" if not point.exact else "black", zorder=3, label=None if label in labelled else label,
        )  # fmt: skip
        labelled.append(label)
    ax.set(xlabel=symbol(branch.along), ylabel=symbol(name))
    if new:
        entitle(ax, branch.map, branch.recipe["params"], [branch.along], f"period {branch.points.shape[1]}")
    if labelled:
        ax.legend(fontsize="small", loc="upper left")
    return ax
