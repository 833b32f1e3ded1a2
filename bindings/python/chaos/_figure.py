# SPDX-License-Identifier: MIT
"""What pictures have in common: axes, given or of a figure of their own, and a title as those of the shell."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ._support import short
from ._symbols import symbol


def place(ax):
    """The axes to draw on, and whether they are new: only such get labels and a title."""
    if not isinstance(ax, (Axes, type(None))):
        raise TypeError(f"ax must be matplotlib Axes, got {short(repr(ax))}")
    return (ax, False) if ax is not None else (Figure(layout="constrained").add_subplot(), True)


def title_of(map, values, without=(), said=""):
    """The map, the parameters that are fixed, but for those that the picture runs over, and what else is to be said."""
    name = map.title if map.title == map.formula else map.title[:1].upper() + map.title[1:]
    fixed = [f"{symbol(name)} = {values[name]:g}" for name in map.params if name in values and name not in without]
    return ",  ".join([short(name), *fixed, *([said] if said else [])])


def entitle(ax, *said, **more):
    ax.set_title(title_of(*said, **more), loc="left")
