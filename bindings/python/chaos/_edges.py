# SPDX-License-Identifier: MIT
"""Map.edge and Map.edge_distance: where basins end."""

from __future__ import annotations

from typing import Any, NamedTuple

from ._result import Result
from ._values import axes_and_values, ranges_of, whole


class EdgeDistance(NamedTuple):
    """Result of Map.edge_distance, which says what is in it."""

    distance: float
    nearest: Any


class Edge:
    """An orbit on the edge between two basins, and the edge state that it comes to.

    Attributes
    ----------
    points : ndarray
        The orbit, [iterates, states], of one state [iterates]. Fewer than steps + 1 if the edge was lost.
    distances : ndarray
        How far both sides were apart then, as parts of the box.
    period : int
        The edge state is a cycle, to 1e-5 of the box; 0: none up to 64.
    point : float or ndarray
        The last one of the orbit.
    extent : ndarray
        [states, 2] lowest and highest of each state over the second half.
    growth : float
        Nats per iterate by which both sides part: the exponent across the edge.
    map, recipe, result
        As of chaos.Attractors.
    """

    def __init__(self, found):
        self.result = Result(found)
        self.map, self.recipe = self.result.map, self.result.recipe
        self.points, self.distances = self.result["rows"]["point"], self.result["rows"]["distance"]
        vars(self).update({name: column[0] for name, column in self.result["edge"].items()})
        self.period, self.growth = int(self.period), float(self.growth)

    def __repr__(self):
        what = f"period {self.period}" if self.period > 1 else "a fixed point" if self.period else "no cycle"
        return f"<chaos.Edge of {self.map.name}: {what}, growth {self.growth:.3g}>"


def _states(map, function, *states):
    """All numbers, one state after the other."""
    import numpy

    numbers = [numpy.asarray(state, float).ravel().tolist() for state in states]
    for state in numbers:
        if len(state) != map.dim:
            raise ValueError(f"{function}: a state must be {map.dim} numbers, {', '.join(map.states)}, got {len(state)}")
    return tuple(number for state in numbers for number in state)


def _searched(map, function, starts, seed, box, max_steps, at, values):
    """Where attractors are looked for, as the extension takes it."""
    axes, fixed = axes_and_values(function, map, values, at)
    if axes or any(name in map.states for name in fixed):
        raise ValueError(f"{function}: values must be numbers of parameters, got {axes[0][0] if axes else next(name for name in fixed if name in map.states)}")
    starts, seed = whole("starts", starts, 1, 2**32 - 1), whole("seed", seed, 0, 2**64 - 1)
    options = {} if max_steps is None else {"max_steps": whole("max_steps", max_steps, 1, 2**40)}
    return {"_axes": [], "_starts": (starts, seed, ranges_of(map, box, ())), "at": fixed, **options}


def edge(
    self, first, second, *, steps=1000, box=None, starts=1000, seed=0, max_steps=None, at=None, threads=None, progress=None, bound=None,
    wrap=True, **values,
):  # fmt: skip
    """Tracks the edge between two basins to the edge state on it.

    The section between two states that go elsewhere is cut until both ends, on both sides of an edge, are 1e-10
    of the box apart; they are moved on until they are 1e-6 apart, and the section is cut again. So an orbit is
    held on the edge, and comes to what attracts there: a saddle, or a chaotic saddle.

    Parameters
    ----------
    first, second : array_like
        Two states that go to different attractors, or of which one escapes.
    steps : int, optional
        Iterates of the orbit on the edge.
    box : dict, optional
        Where the starts are from which attractors are looked for; default the map's view, or all of an angle.
    starts, seed : int, optional
        How many, and for other ones.
    max_steps : int, optional
        Iterates of a start; default 10,000.
    at : dict, optional
        Values by name.
    threads, progress, bound, wrap
        As in Map.iterate.
    **values : float
        Parameters.

    Returns
    -------
    chaos.Edge
        .points, .period, .point, .growth, ...

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name; both states are of the same basin.

    Examples
    --------
    >>> found = chaos.Map("x' = 1.5*x - x^3").edge(-0.3, 0.9, box={"x": (-1.2, 1.2)})
    >>> found.period, bool(abs(found.point) < 1e-6), round(found.growth, 4)  # ln 1.5
    (1, True, 0.4055)

    Notes
    -----
    J. D. Skufca, J. A. Yorke, B. Eckhardt, Phys. Rev. Lett. 96 (2006) 174101.
    """
    options = _searched(self, "edge", starts, seed, box, max_steps, at, values)
    return Edge(self._edge(
        _first=whole("steps", steps, 1, 2**30), _states=_states(self, "edge", first, second), threads=threads, progress=progress,
        bound=bound, wrap=wrap, **options,
    ))  # fmt: skip


def edge_distance(
    self, state, *, box=None, starts=1000, seed=0, max_steps=None, at=None, threads=None, progress=None, bound=None, wrap=True, **values,
):  # fmt: skip
    """How far a state is from the edge of its basin: the least change of it that leads elsewhere.

    Rays in all directions are looked along, then nearer ones about the best so far; a thin part of another
    basin that none of them meets is not seen. Of an attractor's point it is the minimal fatal shock.

    Parameters
    ----------
    state : array_like
        The state.
    box, starts, seed, max_steps, at, threads, progress, bound, wrap, **values
        As in Map.edge.

    Returns
    -------
    chaos.EdgeDistance
        distance: Euclid's, in the units of states; nearest: the state there. nan: none within the
        box's longest side.

    Raises
    ------
    TypeError, ValueError
        As Map.edge.

    Examples
    --------
    >>> m = chaos.Map("x' = 1.5*x - x^3")
    >>> found = m.edge_distance(0.5**0.5, box={"x": (-1.2, 1.2)})
    >>> round(found.distance, 9), round(found.nearest, 9)  # beyond the root of 1.5 orbits change sides
    (0.51763809, 1.224744871)
    """
    import numpy

    options = _searched(self, "edge_distance", starts, seed, box, max_steps, at, values)
    distance, nearest = self._edge_distance(
        _states=_states(self, "edge_distance", state), threads=threads, progress=progress, bound=bound, wrap=wrap, **options
    )
    return EdgeDistance(distance, numpy.array(nearest) if self.dim > 1 else nearest[0])


for _public in (Edge, EdgeDistance):
    _public.__module__ = "chaos"
