# SPDX-License-Identifier: MIT
"""Branch.cascade and its result."""

from __future__ import annotations

from ._result import Cascade
from ._values import whole

ROWS = 400  # of a branch, of which the next doubling is near the beginning


def _tends_to(values):
    """What a sequence tends to that converges geometrically, by Aitken's process, and how much the last value changed it."""
    found = []
    for a, b, c in zip(values, values[1:], values[2:]):
        bend = (c - b) - (b - a)
        found.append(c - (c - b) ** 2 / bend if bend else c)
    if len(found) < 2:
        return float("nan"), float("nan")
    return float(found[-1]), float(abs(found[-1] - found[-2]))


def _first(points):
    """Of numbered special points the one nearest to the flip at which their branch begins, or None."""
    return min(points, key=lambda item: abs(item[1].s), default=None)


def _closest(point):
    """From the critical point of a superstable cycle to the nearest of its others, half a period later."""
    import numpy

    points = point.points.ravel()
    f = point.result.map
    at = point.result.recipe["params"] | {point.result.recipe["along"]: point.parameter}
    slopes = [abs(f.derivatives(1, at=at, state=[x]).item()) for x in points]
    critical = int(numpy.argmin(slopes))
    return points[(critical + len(points) // 2) % len(points)] - points[critical]


def cascade(self, i, *, max_period=128, threads=None, progress=None):
    """The cascade of period doublings that begins at a flip, and what it tends to.

    Parameters
    ----------
    i : int
        Which of special_points: a flip.
    max_period : int, optional
        The largest period of a cycle that is looked at. Distances shrink until rounding is all that is left of
        them.
    threads, progress
        As for Map.branch, of each branch.

    Returns
    -------
    chaos.Cascade
        As far as it goes within the range of the branch; after Ctrl-C what there was until then.

    Raises
    ------
    IndexError
        There are fewer special points.
    ValueError
        It is no flip; or there is no such cycle beside it.

    Examples
    --------
    >>> m = chaos.maps["logistic"]
    >>> b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4))
    >>> c = b.cascade(0)
    >>> c.periods.tolist(), round(c.delta, 3), round(c.alpha, 3), round(c.limit, 6)
    ([1, 2, 4, 8, 16, 32, 64, 128], 4.669, -2.503, 3.569946)
    """
    import operator

    import numpy

    max_period = whole("max_period", max_period, 1, 512)
    number = operator.index(i)
    if not -len(self.special_points) <= number < len(self.special_points):
        raise IndexError(f"there are {len(self.special_points)} special points, got {i}")
    if self.special_points[number].kind != "flip":
        raise ValueError(f"special point {i} must be a flip, got {self.special_points[number].kind}")
    branch, flips, superstable, distances = self, [self.special_points[number]], [], []
    while 2 * len(flips[-1].points) <= max_period:
        try:
            branch = branch.switch(number, budget=ROWS, threads=threads, progress=progress)
        except ValueError:
            if not flips[1:]:
                raise
            break  # at the end of the range
        if "canceled" in (branch.begins, branch.ends):
            break
        if critical := _first(enumerate(branch.superstable)):
            superstable.append(critical[1].parameter)
            distances.append(_closest(critical[1]))
        if not (flip := _first(item for item in enumerate(branch.special_points) if item[1].kind == "flip")):
            break
        number, point = flip
        flips.append(point)
    doublings, distances = numpy.array([flip.parameter for flip in flips]), numpy.array(distances)
    steps = numpy.diff(doublings)
    limit, delta, alpha = _tends_to(doublings), _tends_to(steps[:-1] / steps[1:]), _tends_to(distances[:-1] / distances[1:])
    return Cascade(numpy.array([len(flip.points) for flip in flips]), doublings, numpy.array(superstable), *limit, *delta, *alpha)
