# SPDX-License-Identifier: MIT
"""Map.branch and its result."""

from __future__ import annotations

import operator

from ._cascade import cascade
from ._result import Cycle, Rows, special_points
from ._support import interval, refuse_other_map, short
from ._values import whole

LABELS = {
    "fold": "fold", "flip": "flip", "neimark_sacker": "Neimark-Sacker", "branch_point": "branch point", "neutral_saddle": "neutral saddle",
    "resonance_3": "resonance 1:3", "resonance_4": "resonance 1:4", "cusp": "cusp", "generalized_flip": "generalised flip",
    "chenciner": "Chenciner point", "resonance_1": "resonance 1:1", "resonance_2": "resonance 1:2", "fold_flip": "fold-flip",
    "fold_neimark_sacker": "fold-Neimark-Sacker", "flip_neimark_sacker": "flip-Neimark-Sacker", "double_neimark_sacker": "double Neimark-Sacker",
    "superstable": "superstable cycle",
}  # fmt: skip


def _rows(budget):
    return None if budget is None else whole("budget", budget, 2, 1_000_000)


def _parameter(map, along):
    known = map._name_of(along) if isinstance(along, str) else None
    if known is None or known not in map.params:
        raise ValueError(f"along must be a parameter of {short(map.name)}, {', '.join(map.params)}, got {short(repr(along))}")
    return known


def cycle_to_follow(map, function, cycle):
    """Arguments of what begins at a cycle of that map."""
    if not isinstance(cycle, Cycle):
        raise TypeError(f"{function}() takes a cycle, as Map.cycle gives it, got {short(repr(cycle))}")
    refuse_other_map("the cycle", map, cycle.result.map)
    if not cycle.converged:
        raise ValueError(
            f"the cycle must have converged, got one with a residual of {cycle.residual:.2g}: {short(map.name)}.cycle finds it from a nearer state, .cycles without any"
        )
    recipe, period = cycle.result.recipe, len(cycle.points)
    state, forcing_period = cycle.points.reshape(period, map.dim)[0], recipe.get("forcing_period")
    return dict(period=period, state=state, at=recipe["params"], wrap=not recipe["lift"], forcing_period=forcing_period)


def branch(self, cycle, *, along, to, budget=None, threads=None, progress=None):
    """The branch of cycles through one of them in a parameter, with its bifurcations.

    It is followed both ways and through folds, by pseudo-arclength continuation of all points at once,
    each corrected to rounding. Special points are located likewise.

    Parameters
    ----------
    cycle : chaos.Cycle
        Of this map, as Map.cycle and Map.cycles give them; its parameters are where the branch begins.
    along : str
        The parameter that changes.
    to : (float, float)
        Where it goes: low, high.
    budget : int, optional
        The most rows; default: 10,000.
    threads : int, optional
        At most that many; default: the variable CHAOS_THREADS, or the cores that this
        process may use.
    progress : bool or callable, optional
        True: a bar, tqdm's if it is there. A callable gets (done, total) iterations now
        and then, and at the end; an exception in it stops the call.

    Returns
    -------
    chaos.Branch
        After Ctrl-C what there was until then.

    Raises
    ------
    TypeError
        No cycle, or a wrong type.
    ValueError
        A cycle of another map, or one that has a smaller period; a value that can't be.
    NotImplementedError
        More than one state, and libchaos was built without GSL.

    Examples
    --------
    >>> m = chaos.maps["henon"]
    >>> b = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-0.5, 1.4))
    >>> [(p.kind, round(p.parameter, 10)) for p in b.special_points]
    [('fold', -0.1225), ('flip', 0.3675)]
    """
    return followed(self, along=along, to=to, budget=budget, threads=threads, progress=progress, **cycle_to_follow(self, "branch", cycle))


def followed(map, period, *, along, to, budget=None, **options):
    """From a guess of a cycle of that period."""
    along = _parameter(map, along)
    return Branch(map._branch(period, _over=(map.params.index(along),), _box=interval("to", to, f" of values of {along}"), _budget=_rows(budget), **options))


class Branch(Rows):
    """A branch of cycles in a parameter: columns with a row for each cycle, along the branch.

    Attributes
    ----------
    s : ndarray
        Length along the branch, in scaled states and parameter; 0 where it began.
    parameter : ndarray
        The parameter that changes.
    points : ndarray
        Of shape (rows, period), or (rows, period, dim).
    multipliers : ndarray
        Complex, of shape (rows, dim), largest first.
    unstable : ndarray
        How many of them are outside the unit circle.
    residue : ndarray
        Greene's, of maps of two states that preserve area; else nan.
    residual, updates : ndarray
        Largest |f(x[i]) - x[i+1]|, relative to the state's largest |x|; steps of Newton's method.
    special_points : list of chaos.SpecialPoint
        What happens, in the order of the branch.
    superstable : list of chaos.SpecialPoint
        Of a map of one state where the multiplier passes 0: a point of the cycle is critical.
    begins, ends : str
        Why it ends on either side: "box", at the end of the parameter's range; "state", a state has gone far
        beyond what a picture shows, or the cycle's own size; "closed", it came back; "period", the cycle
        becomes one of a smaller period; "step", Newton's method finds no more; "budget", "canceled".
    along : str
        The parameter's name.
    map : chaos.Map
        Whose it is.
    recipe : dict
        All that was asked, in full.
    result : chaos.Result
        The same as tables.
    """

    def __init__(self, found):
        super().__init__(found)
        self.along, self.begins, self.ends = (self.recipe[name] for name in ("along", "begins", "ends"))
        self.special_points = special_points(self.result)
        self.superstable = special_points(self.result, table="superstable") if "superstable" in self.result else []

    def _column(self, name):
        values = self._rows[name]
        return values.reshape(len(self), -1) if name == "multipliers" else values

    def _told(self):
        kinds = [LABELS[point.kind] for point in self.special_points]
        return (
            f", period {self.points.shape[1]}, along {self.along} from {self.parameter[0]:.6g} to "
            f"{self.parameter[-1]:.6g}, {len(self)} rows: {', '.join(kinds) if kinds else 'no special points'}"
        )

    def switch(self, i, *, budget=None, threads=None, progress=None):
        """The branch that leaves at a flip, of cycles of twice the period, or the other one through a branch point.

        Parameters
        ----------
        i : int
            Which of special_points.
        budget, threads, progress
            As for Map.branch.

        Returns
        -------
        chaos.Branch
            In the same range of the parameter.

        Raises
        ------
        IndexError
            There are fewer special points.
        ValueError
            The special point is neither, or there is no such cycle beside it.

        Examples
        --------
        >>> m = chaos.maps["logistic"]
        >>> b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(-2, 4))
        >>> [round(p.parameter, 6) for p in b.special_points]
        [1.0, 3.0]
        >>> [round(p.parameter, 6) for p in b.switch(1).special_points]  # 1 + sqrt 6
        [3.44949]
        >>> bool(abs(b.switch(0).points).max() < 1e-12)  # of x = 0
        True
        """
        i = operator.index(i)
        if not -len(self.special_points) <= i < len(self.special_points):
            raise IndexError(f"there are {len(self.special_points)} special points, got {i}")
        point = self.special_points[i]
        if point.kind not in ("flip", "branch_point"):
            raise ValueError(f"special point {i} must be a flip or a branch point, got {LABELS[point.kind]}")
        points = point.points.reshape(-1, self.map.dim)
        given = points.ravel().tolist()
        if point.kind == "branch_point":
            beside = max(point.row, min(point.row + 1, len(self) - 1), key=lambda row: abs(self.s[row] - point.s))
            given += [*self.points[beside].ravel().tolist(), float(self.parameter[beside])]
        recipe = self.recipe
        found = self.map._branch(
            len(points), _over=(self.map.params.index(self.along),), _box=(recipe["low"], recipe["high"]), _budget=_rows(budget),
            _axes=tuple(given), at=recipe["params"] | {self.along: point.parameter}, state=points[0],
            wrap=not recipe["lift"], forcing_period=recipe.get("forcing_period"), threads=threads, progress=progress,
        )  # fmt: skip
        return Branch(found)._from_point(self.result, i % len(self.special_points))

    cascade = cascade

    def plot(self, *, ax=None, state=None):
        """All points of the cycles over the parameter: where they attract solid, elsewhere dashed; special points
        marked.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure.
        state : str, optional
            Which one goes up; default: the first.

        Returns
        -------
        matplotlib Axes
            With a label for each kind of special point.

        Examples
        --------
        >>> m = chaos.maps["logistic"]
        >>> ax = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(0.5, 4)).plot()
        >>> [text.get_text() for text in ax.get_legend().get_texts()]
        ['branch point', 'flip']
        """
        from ._picture_of_branch import plot

        return plot(self, ax, state, LABELS)

    def to_xarray(self):
        """The branch as a dataset.

        Returns
        -------
        xarray.Dataset
            With the dimensions row, point, and state and number where they are, the parameter by its name as a
            coordinate of the rows; special points, special_kind, special_points, ..., along special.

        Examples
        --------
        >>> m = chaos.maps["logistic"]
        >>> b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4)).to_xarray()
        >>> b.special_kind.item(), round(b.special_r.item(), 12)
        ('flip', 3.0)
        """
        from ._exports import dataset

        return dataset(self, (self.along,))

    def to_dataframe(self):
        """The branch as a table with a row for each point of each cycle.

        Returns
        -------
        pandas.DataFrame
            Columns row, point, the parameter and the states by name, then what holds for the whole cycle; of
            multipliers one for each, multipliers_1, ...

        Examples
        --------
        >>> m = chaos.maps["henon"]
        >>> b = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-0.5, 1.4)).to_dataframe()
        >>> b.columns.tolist()[:5]
        ['row', 'point', 'a', 'x', 'y']
        """
        from ._exports import frame

        return frame(self, (self.along,))


Branch.__module__ = "chaos"
