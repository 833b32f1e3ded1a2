# SPDX-License-Identifier: MIT
"""Branch.plot."""

import numpy

from ._support import short

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


def plot(branch, ax, state, labels):
    from matplotlib.figure import Figure

    ax = ax or Figure(layout="constrained").add_subplot()
    states = branch.map.states
    name = states[0] if state is None else branch.map._name_of(state) if isinstance(state, str) else None
    if name not in states:
        raise ValueError(f"state must be one of {', '.join(states[:16])}, got {short(repr(state))}")
    i = states.index(name)
    x, y, stable, unstable, period = lines(branch, i)
    [first] = ax.plot([], [])  # the next colour
    for column in y.T:
        if period:
            jumps = numpy.flatnonzero(numpy.abs(numpy.diff(column)) > period / 2) + 1
            parts = zip(*(numpy.split(values, jumps) for values in (x, column, stable, unstable)))
        else:
            parts = [(x, column, stable, unstable)]
        for u, v, solid, dashed in parts:
            ax.plot(u, numpy.where(solid, v, numpy.nan), color=first.get_color(), lw=1.2)
            ax.plot(u, numpy.where(dashed, v, numpy.nan), color=first.get_color(), lw=1.2, ls="--")
    first.remove()
    _, labelled = ax.get_legend_handles_labels()
    for point in branch.special_points:
        label, values = labels[point.kind], point.points[:, i] if branch.map.dim > 1 else point.points
        ax.plot(
            numpy.full(len(values), point.parameter), values, MARKERS[point.kind], ms=6, color="black",
            mfc="white" if not point.exact else "black", zorder=3, label=None if label in labelled else label,
        )  # fmt: skip
        labelled.append(label)
    ax.set(xlabel=branch.along, ylabel=name, title=ax.get_title() or f"{short(branch.map.name)}: period {branch.points.shape[1]}")
    if labelled:
        ax.legend(fontsize="small", loc="upper left")
    return ax
