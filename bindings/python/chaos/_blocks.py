# SPDX-License-Identifier: MIT
"""A grid cut into blocks: boxes, each of which is one stretch of it in C's order."""

from __future__ import annotations

import math

POINTS, BYTES = 1 << 16, 1 << 24  # of a block, unless it is said: at most, but a point or a line that is followed


def points_of_block(bytes_of_point):
    return max(1, min(POINTS, BYTES // max(1, bytes_of_point)))


class Blocks:
    """Blocks of about so many points: of all values along the last axes, of `length` of them along one, of one
    along those before. along: the axis that is followed, of which a block has whole lines."""

    def __init__(self, shape, points, along=None):
        self.shape = tuple(shape)
        last = len(self.shape) if along is None else along
        inner = [math.prod(self.shape[i + 1 :]) for i in range(last)]
        self.axis = next((i for i, count in enumerate(inner) if count <= points), last - 1)
        self.length = min(self.shape[self.axis], max(1, points // inner[self.axis])) if inner else None
        self.box = tuple(count if not inner or i > self.axis else self.length if i == self.axis else 1 for i, count in enumerate(self.shape))
        self._counts = tuple(-(-count // side) for count, side in zip(self.shape, self.box))  # of blocks along each axis
        self.points = math.prod(self.shape)

    def __len__(self):
        return math.prod(self._counts)

    def part(self, i):
        """((first, count) of each axis) of block i."""
        parts = []
        for count, side, blocks in zip(reversed(self.shape), reversed(self.box), reversed(self._counts)):
            i, at = divmod(i, blocks)
            parts.append((at * side, min(side, count - at * side)))
        return tuple(reversed(parts))

    def size(self, i):
        return math.prod(count for _, count in self.part(i))


def axis_values(axis, first, count):
    """Values of an axis as a recipe has it, to the last bit those of the sweep."""
    import numpy

    if isinstance(axis, dict):
        return numpy.array(axis["values"][first : first + count], float)
    start, stop, total = axis
    step = (stop - start) / (total - 1) if total > 1 else 0.0
    values = start + numpy.arange(first, first + count, dtype=float) * step
    if first + count == total:
        values[-1] = stop
    if first == 0:
        values[0] = start
    return values
