# SPDX-License-Identifier: MIT
"""What pictures have in common: axes, given or of a figure of their own, and a title as those of the shell."""

import re

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ._support import short
from ._symbols import symbol


def place(ax):
    """The axes to draw on, and whether they are new: only such get labels and a title."""
    if not isinstance(ax, (Axes, type(None))):
        raise TypeError(f"ax must be matplotlib Axes, got {short(repr(ax))}")
    return (ax, False) if ax is not None else (Figure(layout="constrained").add_subplot(), True)


LINE = 50  # characters of a title


def _wrap(pieces):
    """Pieces, (what is written, how it reads) each, in lines."""
    text, length = "", 0
    for written, read in pieces:
        if length and length + len(read) > LINE:
            text, length = text.rstrip() + "\n", 0
        text, length = text + written, length + len(read)
    return text


def title_of(map, values, without=(), said=""):
    """The map, the parameters that are fixed, but for those that the picture runs over, and what else is to be said."""
    name = map.title if map.title == map.formula else map.title[:1].upper() + map.title[1:]
    pieces = [[(word, word) for word in re.findall(r"\S+\s*", short(name))]]
    for name in map.params:
        if name in values and name not in without:
            pieces.append([(f"{symbol(name)} = {values[name]:g}", f"{name} = {values[name]:g}")])
    pieces += [[(said, said)]] if said else []
    for piece in pieces[:-1]:
        piece[-1] = tuple(text + ",  " for text in piece[-1])
    return _wrap(sum(pieces, []))


def entitle(ax, *said, **more):
    ax.set_title(title_of(*said, **more), loc="left")
