# SPDX-License-Identifier: MIT
"""Map.bifurcation_diagram and its result."""

from __future__ import annotations

import math
from collections import deque

from ._support import short
from ._values import is_real, whole

NEAR, ROUNDING = 1e-7, 1e-10  # of what all cycles that were found span, and of a state: two that are one
LEAST = 1e-8  # of the box: what they span, at least
ROWS = 100_000


def _along(map, params):
    """(name, low, high) of the one parameter that has a range, and the values of the others."""
    ranges = {name: value for name, value in params.items() if isinstance(value, (tuple, list)) or getattr(value, "ndim", 0) == 1}
    fixed = {name: value for name, value in params.items() if name not in ranges}
    if len(ranges) != 1:
        raise TypeError(f"bifurcation_diagram() takes a range (low, high) of one parameter, got {len(ranges)}")
    [(name, to)] = ranges.items()
    known = map._name_of(name)
    if known not in map.params:
        raise TypeError(f"{name} must be a parameter of {short(map.name)}, {', '.join(map.params)}")
    try:
        low, high = (float(end) for end in to)
    except (TypeError, ValueError):
        raise ValueError(f"{known} must be a pair (low, high), got {short(repr(to))}") from None
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"{known} must be a finite range, got {low:g} to {high:g}")
    if not low < high:
        raise ValueError(f"{known} must go from a low value to a high one, got {low:g} to {high:g}")
    return known, low, high, fixed


def _difference(map, to, start):
    """Of angles the short way round."""
    d = to - start
    for i, state in enumerate(map.states):
        if period := map.angles.get(state):
            d[..., i] -= period * (d[..., i] / period).round()
    return d


def _is_same(map, cycle, points, span):
    """Whether a cycle goes through the first of some points. Not measured by branches, which may go far off."""
    import numpy

    points = points.reshape(-1, map.dim)
    d = numpy.abs(_difference(map, cycle.points.reshape(-1, map.dim), points[0]))
    return bool((d <= NEAR * span + ROUNDING * numpy.abs(points).max(axis=0)).all(axis=1).any())


def _cycles_at(branch, value):
    """The cycles of a branch at a value of its parameter, each where it passes that: corrected."""
    import numpy

    map, p = branch.map, branch.parameter
    points = branch.points.reshape(len(branch), -1, map.dim)
    for row in numpy.flatnonzero((numpy.minimum(p[:-1], p[1:]) <= value) & (value <= numpy.maximum(p[:-1], p[1:]))).tolist():
        share = (value - p[row]) / (p[row + 1] - p[row]) if p[row + 1] != p[row] else 0.0
        guess = points[row, 0] + share * _difference(map, points[row + 1, 0], points[row, 0])
        cycle = map.cycle(points.shape[1], state=guess, at={**branch.recipe["params"], branch.along: value})
        if cycle.converged:
            yield cycle


def _regular_row(branch):
    """Far from all that happens, and from the ends."""
    import numpy

    where = [branch.s[0], branch.s[-1], *(point.s for point in branch.special_points)]
    return int(numpy.abs(branch.s[:, None] - where).min(axis=1).argmax())


class _Tree:
    """Branches as they are found, each once."""

    def __init__(self, map, along, options, budget):
        self.map, self.along, self.options, self.left = map, along, options, budget
        self.branches, self.parents, self.stopped = [], [], "no"
        self.waiting = deque()
        self.span = 0.0
        self.found = []  # the least and the largest of each state on all cycles

    def look_at(self, cycles):
        """What all cycles that were found span: .span."""
        import numpy

        for cycle in cycles:
            points = cycle.points.reshape(-1, self.map.dim)
            self.found += [points.min(axis=0), points.max(axis=0)]
        box = numpy.array([cycles.recipe["high"][state] - cycles.recipe["low"][state] for state in self.map.states])
        self.found = [numpy.min(self.found, axis=0), numpy.max(self.found, axis=0)] if self.found else []
        self.span = numpy.maximum(self.found[1] - self.found[0] if self.found else 0.0, LEAST * box)

    def is_known(self, points, value):
        """Whether a branch goes through a cycle at that value."""
        branches = (branch for branch in self.branches if branch.points.shape[1] == len(points))
        return any(_is_same(self.map, cycle, points, self.span) for branch in branches for cycle in _cycles_at(branch, value))

    def add(self, branch, parent):
        """What is new, and goes on from it."""
        row = _regular_row(branch)
        if self.is_known(branch.points[row], float(branch.parameter[row])):
            return
        self.parents.append(parent)
        self.branches.append(branch)  # one that is here has a parent, whenever it is interrupted
        self.left -= len(branch)
        number = len(self.branches) - 1
        self.waiting.extend((number, i) for i, point in enumerate(branch.special_points) if point.kind in ("flip", "branch_point"))
        if "canceled" in (branch.begins, branch.ends):
            self.stopped = "canceled"

    def rows(self):
        """For the next branch; 0: it ends."""
        if self.stopped == "no" and self.left < 2:
            self.stopped = "budget"
        return min(self.left, 10_000) if self.stopped == "no" else 0

    def switch(self, max_period):
        """From all special points on, breadth first."""
        while self.waiting:
            number, i = self.waiting.popleft()
            branch, point = self.branches[number], self.branches[number].special_points[i]
            if len(point.points) * (2 if point.kind == "flip" else 1) > max_period:
                continue
            if not (rows := self.rows()):
                return
            try:
                self.add(branch.switch(i, budget=rows, **self.options), (number, i))
            except ValueError:  # nothing is there, as at a flip of which another one is too near
                continue


def _search(tree, values, fixed, to, max_period, box):
    """Branches of cycles that are found at some values, and all that leaves them."""
    for value in values:
        cycles = tree.map.cycles(max_period, box=box, at={**fixed, tree.along: value}, **tree.options)
        if cycles.stopped == "canceled":
            tree.stopped = "canceled"
        tree.look_at(cycles)
        for cycle in cycles:
            if not cycle.converged or cycle.family or tree.is_known(cycle.points, value):
                continue
            if not (rows := tree.rows()):
                break
            try:
                tree.add(tree.map.branch(cycle, along=tree.along, to=to, budget=rows, **tree.options), None)
            except ValueError:  # a singular point
                continue
        tree.switch(max_period)
        if tree.stopped != "no":
            return


def bifurcation_diagram(
    self, *, max_period=4, seeds=16, box=None, budget=None, at=None, threads=None, progress=None, **params,
):  # fmt: skip
    """The branches of all cycles up to a period in one parameter, as far as they are found.

    Cycles are looked for at both ends of the range and at some values between. Each that is on no branch yet is
    followed both ways and through folds, then, breadth first, what leaves at flips and branch points.

    Parameters
    ----------
    max_period : int, optional
        The largest period.
    seeds : int, optional
        At how many values between the ends cycles are looked for.
    box : dict, optional
        Where they are, as for Map.cycles.
    budget : int, optional
        Rows of all branches, after which no further one is begun; default: 100,000.
    at : dict, optional
        Values by name.
    threads, progress
        As for Map.branch, of each call.
    **params
        The parameter that changes, a=(0, 2), and values of others; what is not given has the map's default.

    Returns
    -------
    chaos.BifurcationDiagram
        What was found; after Ctrl-C, or where the budget ends, what there was until then.

    Raises
    ------
    TypeError
        Not one range of a parameter; an unknown name, or a wrong type.
    ValueError
        A value that can't be; what Map.cycles refuses.

    Examples
    --------
    >>> d = chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5), max_period=4)
    >>> [(b.points.shape[1], [round(p.parameter, 6) for p in b.special_points]) for b in d.branches]
    [(1, []), (1, [3.0]), (2, [3.44949]), (4, [])]
    """
    import numpy

    along, low, high, fixed = _along(self, {**(at or {}), **params})
    max_period, seeds = whole("max_period", max_period, 1, 1000), whole("seeds", seeds, 0, 10_000)
    budget = ROWS if budget is None else whole("budget", budget, 2, 100_000_000)
    options = {"threads": threads, "progress": progress}
    tree = _Tree(self, along, options, budget)
    try:
        _search(tree, numpy.linspace(high, low, seeds + 2).tolist(), fixed, (low, high), max_period, box)
    except KeyboardInterrupt:
        tree.stopped = "canceled"
    recipe = {"kind": "bifurcation_diagram", "map": self.name, "along": along, "low": low, "high": high, "max_period": max_period}
    recipe |= {"seeds": seeds, "box": box, "budget": budget, "params": {name: float(value) for name, value in fixed.items()}}
    return BifurcationDiagram(self, tree, recipe)


class BifurcationDiagram:
    """The branches of a map's cycles in one parameter, as far as they were found.

    Attributes
    ----------
    branches : list of chaos.Branch
        In the order in which they were found.
    parents : list
        Of each branch the number of the branch and of the special point that it leaves at; None: it goes through
        a cycle that was found.
    along : str
        The parameter.
    stopped : str
        "no"; "budget" or "canceled": it ended early.
    map : chaos.Map
        Whose it is.
    recipe : dict
        All that was asked.
    """

    def __init__(self, map, tree, recipe):
        self.map, self.recipe, self.along = map, recipe, tree.along
        self.branches, self.parents, self.stopped = tree.branches, tree.parents[: len(tree.branches)], tree.stopped
        self._span = tree.span

    def __repr__(self):
        kinds = [point.kind for branch in self.branches for point in branch.special_points]
        return (
            f"<chaos.BifurcationDiagram of {short(self.map.name)} along {self.along}, periods to {self.recipe['max_period']}: "
            f"{len(self.branches)} branches found, {len(kinds)} special points>"
        )

    def cycles_at(self, value):
        """The cycles on the branches at a value of the parameter.

        Parameters
        ----------
        value : float
            In the range.

        Returns
        -------
        list of chaos.Cycle
            Each once, by period.

        Raises
        ------
        TypeError
            No number.
        ValueError
            Not in the range.

        Examples
        --------
        >>> d = chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5), max_period=4)
        >>> [len(c.points) for c in d.cycles_at(3.5)]
        [1, 1, 2, 4]
        """
        low, high = self.recipe["low"], self.recipe["high"]
        if not is_real(value):
            raise TypeError(f"{self.along} must be a number, got {short(repr(value))}")
        if not low <= value <= high:
            raise ValueError(f"{self.along} must be in {low:g} to {high:g}, the diagram's range, got {value:g}")
        found = []
        for branch in self.branches:
            for cycle in _cycles_at(branch, value):
                same = (c for c in found if len(c.points) == len(cycle.points))
                if not any(_is_same(self.map, c, cycle.points, self._span) for c in same):
                    found.append(cycle)
        return sorted(found, key=lambda cycle: len(cycle.points))

    def plot(self, *, ax=None, state=None, orbits=True):
        """All branches, a colour for each period: where cycles attract solid, elsewhere dashed; special points marked.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure.
        state : str, optional
            Which one goes up; default: the first.
        orbits : bool
            Whether they lie over orbits, which have settled, of the default state at 1,000 values.

        Returns
        -------
        matplotlib Axes
            With a label for each kind of special point.

        Examples
        --------
        >>> d = chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5), max_period=2)
        >>> d.plot().get_title()
        'logistic: cycles found, periods to 2'
        """
        from ._picture_of_branch import plot_all

        return plot_all(self, ax, state, orbits)

    def to_dataframe(self):
        """All branches as one table with a row for each point of each cycle.

        Returns
        -------
        pandas.DataFrame
            The columns of Branch.to_dataframe after branch, its number.

        Examples
        --------
        >>> d = chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5), max_period=4)
        >>> d.to_dataframe().groupby("branch")["point"].max().tolist()
        [0, 0, 1, 3]
        """
        import pandas

        frames = [branch.to_dataframe().assign(branch=i) for i, branch in enumerate(self.branches)]
        table = pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame({"branch": []})
        return table[["branch", *(name for name in table if name != "branch")]]

    def _arrays(self):
        """(rows, special points, branches): columns by name."""
        import numpy

        from ._exports import joined

        rows, special = (joined(self.branches, table, self.along) for table in ("rows", "special_points"))
        parents = numpy.array([parent or (-1, -1) for parent in self.parents], dtype=int).reshape(-1, 2)
        periods = numpy.array([branch.points.shape[1] for branch in self.branches], dtype=int)
        return rows, special, dict(period=periods, parent=parents[:, 0], parent_special_point=parents[:, 1])

    def to_xarray(self):
        """All branches as one dataset.

        Returns
        -------
        xarray.Dataset
            With the dimensions branch, row, which has all rows one after the other, and special; the parameter by its
            name as a coordinate of the rows; points of all rows along point, row_of_point; branch_of_row says whose
            a row is, special_branch whose a special point.

        Examples
        --------
        >>> d = chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5), max_period=4).to_xarray()
        >>> d.period.values.tolist(), d.special_r.values.round(6).tolist()
        ([1, 1, 2, 4], [3.0, 3.44949])
        """
        import json

        import numpy
        import xarray

        from ._exports import kinds

        several = self.map.dim > 1
        rows, special, branches = self._arrays()
        data = {name: ("branch", values) for name, values in branches.items()}
        coordinates = {"state": list(self.map.states)} if several else {}
        for prefix, along, columns in (("", "row", rows), ("special_", "special", special)):
            for name, values in columns.items():
                known, dims = prefix + name, [along]
                if name == "points_offsets":
                    known, values = f"{along}_of_point", numpy.repeat(numpy.arange(len(values) - 1), numpy.diff(values))
                if name.startswith("points"):
                    dims = [f"{prefix}point"]
                dims += [["number"], ["state"]][name == "points"] if values.ndim > 1 else []
                data["branch_of_row" if known == "branch" else known] = (dims, values)
        if special.get("kind") is not None:
            data["special_kind"] = ("special", kinds(special["kind"]))
        if self.along in data:
            coordinates[self.along] = data.pop(self.along)
        attributes = {"map": self.map.name, "along": self.along, "stopped": self.stopped, "recipe": json.dumps(self.recipe)}
        return xarray.Dataset(data, coordinates, attributes)

    def save(self, path):
        """Writes all branches and the recipe into a file.

        Parameters
        ----------
        path : str or path
            Ends in .npz: arrays by name, which numpy.load reads. Rows of all branches one after the other, branch
            says whose; those of special points have special_points_ before their names, those of branches, period,
            parent and parent_special_point (-1: none), branches_. Points are one array, and points_offsets says
            where those of a row begin.

        Raises
        ------
        ValueError
            Another ending.
        OSError
            It can't be written.

        Examples
        --------
        >>> chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5)).save("diagram.npz")  # doctest: +SKIP
        """
        from ._files import save_arrays

        arrays = {}
        for prefix, columns in zip(("", "special_points_", "branches_"), self._arrays()):
            arrays |= {prefix + name: values for name, values in columns.items()}
        save_arrays(path, arrays, {}, {**self.recipe, "stopped": self.stopped})
