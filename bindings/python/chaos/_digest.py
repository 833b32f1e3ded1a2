# SPDX-License-Identifier: MIT
"""SHA-256 of what a sweep has: the same in each file and store of it.

It is that of the digests of blocks, in the order of the grid; the digest of a block is that of its arrays, one after
the other. What a block is follows from the recipe alone."""

from __future__ import annotations

import hashlib
import math

import numpy

from ._blocks import Blocks, points_of_block
from ._labels import measures_of
from ._sweep import axes_of


PIECE = 1 << 22  # bytes; Ctrl-C is looked at between them


def digest(arrays):
    """SHA-256 of a block: of its arrays, little-endian."""
    whole = hashlib.sha256()
    for values in arrays:
        data = numpy.ascontiguousarray(values, values.dtype.newbyteorder("<")).data.cast("B") if values.size else b""
        for first in range(0, len(data), PIECE):
            whole.update(data[first : first + PIECE])
    return whole.digest()


def digest_of_arrays(arrays, recipe):
    """Of what an analysis has found, as digits: one block, without the axes of labels, which are in the recipe."""
    axes = recipe["axes"] if "labels" in arrays else ()
    return hashlib.sha256(digest(values for name, values in arrays.items() if name not in axes)).hexdigest()


def digest_of(sweep):
    """As digits."""
    grid = sweep.recipe["axes"]
    arrays = [
        (axes_of(sweep, measure["name"]), numpy.asarray(sweep[output["name"]], output["dtype"]))
        for measure in measures_of(sweep) for output in measure["outputs"] if not output["once"]
    ]  # fmt: skip
    arrays.append(([*sweep.axes], numpy.asarray(sweep.status, numpy.uint32)))
    shape = [len(sweep.axes[name]) for name in grid]
    along = [*grid].index(sweep.recipe["along"]) if "along" in sweep.recipe else None
    blocks = Blocks(shape, points_of_block(sum(values.nbytes for _, values in arrays) // math.prod(shape)), along)
    whole = hashlib.sha256()
    for i in range(len(blocks)):
        part = dict(zip(grid, blocks.part(i)))
        cuts = {name: slice(first, first + count) for name, (first, count) in part.items()}
        whole.update(digest(values[tuple(cuts.get(name, slice(None)) for name in axes)] for axes, values in arrays))
    return whole.hexdigest()
