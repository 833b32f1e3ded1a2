# SPDX-License-Identifier: MIT
"""Map.bifurcation_diagram and its result."""

from __future__ import annotations

from ._chaos import STOP_NAMES
from ._result import Found, Tables
from ._support import interval, short
from ._values import is_real, truth, whole

NEAR, ROUNDING = 1e-7, 1e-10  # of what all cycles that were found span, and of a state: two that are one


def _along(map, params):
    """(name, low, high) of the one parameter that has a range, and the values of the others."""
    ranges = {name: value for name, value in params.items() if isinstance(value, (tuple, list)) or getattr(value, "ndim", 0) == 1}
    fixed = {name: value for name, value in params.items() if name not in ranges}
    if len(ranges) != 1:
        raise TypeError(f"bifurcation_diagram() needs a range of one parameter, as {map.params[0] if map.params else 'r'}=(0, 1), got {len(ranges)}")
    [(name, to)] = ranges.items()
    known = map._name_of(name)
    if known not in map.params:
        raise TypeError(f"{name} must be a parameter of {short(map.name)}, {', '.join(map.params)}")
    for other in fixed:
        if other in map.states:
            raise TypeError(f"bifurcation_diagram() takes parameters, but {other} is a state: box= says where to look")
    return known, *interval(known, to), fixed


def _difference(map, to, start, wrap):
    """Of angles the short way round."""
    d = to - start
    for i, state in enumerate(map.states):
        if wrap and (period := map.angles.get(state)):
            d[..., i] -= period * (d[..., i] / period).round()
    return d


def _is_same(map, cycle, points, span, wrap):
    """Whether a cycle goes through the first of some points. Not measured by branches, which may go far off."""
    import numpy

    points = points.reshape(-1, map.dim)
    d = numpy.abs(_difference(map, cycle.points.reshape(-1, map.dim), points[0], wrap))
    return bool((d <= NEAR * span + ROUNDING * numpy.abs(points).max(axis=0)).all(axis=1).any())


def _cycles_at(branch, value):
    """The cycles of a branch at a value of its parameter, each where it passes that: corrected."""
    import numpy

    map, p, recipe = branch.map, branch.parameter, branch.recipe
    points, wrap = branch.points.reshape(len(branch), -1, map.dim), not recipe["lift"]
    for row in numpy.flatnonzero((numpy.minimum(p[:-1], p[1:]) <= value) & (value <= numpy.maximum(p[:-1], p[1:]))).tolist():
        share = (value - p[row]) / (p[row + 1] - p[row]) if p[row + 1] != p[row] else 0.0
        guess = points[row, 0] + share * _difference(map, points[row + 1, 0], points[row, 0], wrap)
        at = {**recipe["params"], branch.along: value}
        cycle = map.cycle(points.shape[1], state=guess, at=at, wrap=wrap, forcing_period=recipe.get("forcing_period"))
        if cycle.converged:
            yield cycle


def _recipe_of(diagram, number, rows, parent):
    """That of a branch, whose rows are given; parent: the special point that it leaves, or None."""
    import numpy

    recipe, branches = diagram.recipe, diagram.result["branches"]
    start = int(numpy.abs(rows["s"]).argmin())
    parameter, points = (rows["parameter"][start], rows["points"][start]) if parent is None else (parent.parameter, parent.points)
    guess = numpy.reshape(points, (-1, diagram.map.dim))[0].tolist()
    kept = {name: value for name, value in recipe.items() if name not in ("kind", "max_period", "seeds", "box", "span", "stopped")}
    return kept | {
        "kind": "branch", "params": recipe["params"] | {diagram.along: float(parameter)}, "guess": dict(zip(diagram.map.states, guess)),
        "period": int(branches["period"][number]), "budget": int(branches["budget"][number]), "from": parent.kind if parent else "cycle",
        "begins": STOP_NAMES[branches["begins"][number]], "ends": STOP_NAMES[branches["ends"][number]], "part_of": recipe, "number": number,
    }  # fmt: skip


def _branches(diagram):
    from ._branches import Branch
    from ._exports import part

    found = []
    for number, period in enumerate(diagram.result["branches"]["period"].tolist()):
        tables = {name: part(table, "branch", number, period) for name, table in diagram.result.items() if name != "branches"}
        parent = diagram.parents[number]
        recipe = _recipe_of(diagram, number, tables["rows"], parent and found[parent[0]].special_points[parent[1]])
        found.append(Branch(Tables(diagram.map, recipe, tables)))
    return found


def bifurcation_diagram(
    self, *, max_period=4, seeds=16, box=None, budget=None, forcing_period=None, at=None, threads=None, progress=None, wrap=True, **params,
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
    forcing_period : int, optional
        As for Map.cycles.
    at : dict, optional
        Values by name.
    threads : int, optional
        As for Map.branch.
    progress : bool or callable, optional
        True: a bar, tqdm's if it is there. A callable gets (done, total) values of the parameter at which
        cycles were looked for; an exception in it stops the call.
    wrap : bool, optional
        False: angles are not wrapped.
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
    from ._cycles import _box

    along, low, high, fixed = _along(self, {**(at or {}), **params})
    max_period, seeds = whole("max_period", max_period, 1, 1000), whole("seeds", seeds, 0, 10_000)
    budget = None if budget is None else whole("budget", budget, 2, 100_000_000)
    found = self._diagram(
        max_period, _over=(self.params.index(along), seeds), _box=(low, high, *(_box(self, box) or ())), _budget=budget,
        at={**fixed, along: high}, forcing_period=forcing_period, threads=threads, progress=progress, wrap=wrap,
    )  # fmt: skip
    return BifurcationDiagram(found)


class BifurcationDiagram(Found):
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
    result : chaos.Result
        The same as tables: rows and special points of all branches, each with its branch, and the branches.
    """

    def __init__(self, found):
        super().__init__(found)
        self.along, self.stopped = self.recipe["along"], self.recipe["stopped"]
        branches = self.result["branches"]
        pairs = zip(branches["parent"].tolist(), branches["parent_special_point"].tolist())
        self.parents = [pair if pair[0] >= 0 else None for pair in pairs]
        self.branches = _branches(self)

    def _told(self):
        return (
            f" along {self.along}, periods to {self.recipe['max_period']}: "
            f"{len(self.branches)} branches found, {self.result['special_points'].rows} special points"
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
        import numpy

        low, high = self.recipe["low"], self.recipe["high"]
        if not is_real(value):
            raise TypeError(f"{self.along} must be a number, got {short(repr(value))}")
        if not low <= value <= high:
            raise ValueError(f"{self.along} must be in {low:g} to {high:g}, the diagram's range, got {value:g}")
        found, span = [], numpy.array([self.recipe["span"][state] for state in self.map.states])
        for branch in self.branches:
            for cycle in _cycles_at(branch, value):
                same = (c for c in found if len(c.points) == len(cycle.points))
                if not any(_is_same(self.map, c, cycle.points, span, not self.recipe["lift"]) for c in same):
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
        >>> d.plot().get_title("left")
        'Logistic map,  cycles found, periods to 2'
        """
        from ._picture_of_branch import plot_all

        return plot_all(self, ax, state, truth("orbits", orbits))

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
        from ._exports import parts_frame

        return parts_frame(self.branches, "branch")

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
        from ._exports import parts_dataset

        return parts_dataset(self, "branches", "branch", (self.along,), {"along": self.along})


BifurcationDiagram.__module__ = "chaos"
