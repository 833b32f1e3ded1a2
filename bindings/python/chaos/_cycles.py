# SPDX-License-Identifier: MIT
"""Map.cycles and its result."""

from __future__ import annotations

import numbers

from ._result import Rows, cycle_of
from ._support import box_items, interval

PERIOD = "least period"
COMPLETENESS = ("found", "index sum right", "complete")


def _periods(periods):
    import operator

    pair = periods if isinstance(periods, tuple) else (1, periods)
    if len(pair) != 2:
        raise ValueError(f"periods must be the largest one, or a pair of the first and the last, got {periods!r}")
    try:
        return tuple(operator.index(period) for period in pair)
    except TypeError:
        raise TypeError(f"periods must be whole numbers: the largest one, or a pair of the first and the last, got {periods!r}") from None


def _box(map, box):
    """The box as the extension takes it: low, high of each state."""
    if box is None:
        return None
    box = dict(box_items(map, box))
    intervals = []
    for name in map.states:
        if name not in box and name not in map.angles:
            raise ValueError(f"box must have an interval for each state, got none for {name}")
        intervals += interval(f"box of {name}", box.get(name, (0.0, map.angles.get(name))))
    return tuple(intervals)


def cycles(self, periods, *, box=None, budget=None, forcing_period=None, at=None, threads=None, progress=None, wrap=True, **params):
    """All cycles of a map up to a period, as far as they are found.

    Of maps of one state by the intervals on which an iterate is monotonic. Of maps of two to six
    states from thousands of starts, taken to cycles by Davidchack and Lai's transformations, which are
    Newton's method near them; then each is polished as Map.cycle does it.

    Parameters
    ----------
    periods : int or (int, int)
        The largest period; or the first and the last.
    box : dict, optional
        Intervals by state, {'x': (-2, 2), 'y': (-1, 1)}: cycles with a point outside do not count; angles
        may be left out. Default: three times what a picture of the map shows, about its middle.
    budget : float, optional
        Iterations after which no further search is begun; default: no limit.
    forcing_period : int, optional
        Of a map that reads the iterate number n: the cycles are those of (x, n mod
        forcing_period), from n = 0 on, and periods are multiples of it.
    at : dict, optional
        Values by name, {'r': 3.9}.
    threads : int, optional
        At most that many; default: the variable CHAOS_THREADS, or the cores that this
        process may use.
    progress : bool or callable, optional
        True: a bar, tqdm's if it is there. A callable gets (done, total) iterations now
        and then, and at the end; an exception in it stops the call.
    wrap : bool, optional
        False: angles are not wrapped.
    **params : float
        Parameters, r=3.9; what is not given has the map's default.

    Returns
    -------
    chaos.Cycles
        What was found, sorted by period and first point; after Ctrl-C what was found until then,
        with stopped "canceled".

    Raises
    ------
    TypeError
        An unknown name, or a wrong type.
    ValueError
        A value that can't be; more than six states.
    NotImplementedError
        More than one state, and libchaos was built without GSL.

    Examples
    --------
    >>> c = chaos.maps["logistic"].cycles(6, r=4)
    >>> c.periods["cycles"].tolist(), c.periods["points"].tolist(), c.completeness
    ([2, 1, 2, 3, 6, 9], [2, 4, 8, 16, 32, 64], 'complete')
    >>> c[3].points.round(3).tolist()
    [0.117, 0.413, 0.97]
    """
    first, last = _periods(periods)
    for name in [*params, *(at or ())]:
        if name in self.states:
            raise TypeError(f"cycles() takes parameters, but {name} is a state: box= says where to look")
    if budget is not None and not isinstance(budget, numbers.Real):
        raise TypeError(f"budget must be a number of iterations, got {budget!r}")
    if budget is not None and not budget > 0:
        raise ValueError(f"budget must be above 0, got {budget!r}")
    found = self._cycles(
        last, _first=first, _box=_box(self, box), _budget=budget, forcing_period=forcing_period, at=at, threads=threads, progress=progress,
        wrap=wrap, **params,
    )  # fmt: skip
    return Cycles(found)


class Cycles(Rows):
    """Cycles of a map: a sequence of chaos.Cycle, and their columns.

    Attributes
    ----------
    period, points, multipliers, exponents, ..., index
        Of each cycle, as chaos.Cycle has it: arrays with a row for each; points is a list of arrays.
    stable : ndarray
        Of each cycle, whether it attracts.
    periods : mapping
        Of each period, by name: how many cycles and points there are, the sum of the points'
        indices, what it must be (-2**63: not known), and completeness: 0 found, 1 index sum right, 2 complete.
    averages : mapping
        From the cycles up to each order, by name: topological entropy, rate of escape and the sum of
        the positive exponents on what never leaves the box, by expansion of the spectral
        determinant; entropy_error and so on are the changes from the order before. To the last order before
        the indices say that cycles are missing.
    completeness : str
        What is known of all periods: "found", there may be others; "index sum right", the indices of all
        points add up to what they must; "complete", there are no others, as far as the intervals on which
        an iterate is monotonic are seen on a grid of 4,096 cells.
    stopped : str
        "no"; "budget" or "canceled": the search ended early.
    map : chaos.Map
        Whose they are.
    recipe : dict
        All that was asked, in full.
    result : chaos.Result
        The same as tables.
    """

    def __init__(self, found):
        super().__init__(found)
        self.periods, self.averages = (self.result[name] for name in ("periods", "averages"))
        self.stopped = self.recipe["stopped"]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i):
        return cycle_of(self.result, self._number(i, "cycles"))

    @property
    def stable(self):
        return (self.unstable == 0) & (self.neutral == 0)

    @property
    def completeness(self):
        complete = self.stopped == "no" and len(self.periods["completeness"])
        return COMPLETENESS[int(self.periods["completeness"].min())] if complete else COMPLETENESS[0]

    def _told(self):
        first, last = self.recipe["first"], self.recipe["last"]
        return f", periods {first} to {last}: {len(self)}, {self.completeness}"

    def to_xarray(self):
        """The cycles as a dataset.

        Returns
        -------
        xarray.Dataset
            With the dimensions cycle, and state and number where they are; the points of all
            cycles one after the other along point, where cycle_of_point says whose they are.

        Examples
        --------
        >>> chaos.maps["logistic"].cycles(2, r=4).to_xarray().sizes["point"]
        4
        """
        import json

        import numpy
        import xarray

        several = self.map.dim > 1
        dims = {"points_error": ["state"], "multipliers": ["number"], "exponents": ["number"], "multipliers_error": ["number"]}
        data = {name: (["cycle", *(dims.get(name, []) if several else [])], self._rows[name]) for name in self._rows if name != "points"}
        points = numpy.concatenate([*self.points, numpy.empty((0, self.map.dim) if several else 0)])
        data["points"] = (["point", "state"] if several else ["point"], points)
        coords = {"cycle_of_point": ("point", numpy.repeat(numpy.arange(len(self)), self.period.astype(int)))}
        if several:
            coords["state"] = list(self.map.states)
        return xarray.Dataset(data, coords, {"map": self.map.name, "completeness": self.completeness, "recipe": json.dumps(self.recipe)})

    def to_dataframe(self):
        """The cycles as a table with a row for each point.

        Returns
        -------
        pandas.DataFrame
            Columns cycle, point, the states by name, then what holds for the whole cycle; of
            multipliers and exponents one for each, multipliers_1, ...

        Examples
        --------
        >>> chaos.maps["logistic"].cycles(2, r=4).to_dataframe()["x"].round(3).tolist()
        [0.0, 0.75, 0.345, 0.905]
        """
        import numpy
        import pandas

        lengths = self.period.astype(int)
        columns = {
            "cycle": numpy.repeat(numpy.arange(len(self)), lengths),
            "point": numpy.concatenate([*(numpy.arange(n) for n in lengths), numpy.empty(0, int)]),
        }
        points = numpy.concatenate([*(p.reshape(-1, self.map.dim) for p in self.points), numpy.empty((0, self.map.dim))])
        columns |= {state: points[:, i] for i, state in enumerate(self.map.states)}
        for name in self._rows:
            values = self._rows[name]
            if name == "points":
                continue
            if values.ndim == 1:
                columns[name] = numpy.repeat(values, lengths)
            else:
                names = self.map.states if name == "points_error" else range(1, values.shape[1] + 1)
                columns |= {f"{name}_{one}": numpy.repeat(values[:, i], lengths) for i, one in enumerate(names)}
        return pandas.DataFrame(columns)

    def plot(self, *, ax=None, states=None):
        """The points of all cycles: where they attract filled, elsewhere open; coloured by period.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure.
        states : (str, str), optional
            Which ones go to the right and up; default: the first two, of a map of one state the
            period and that.

        Returns
        -------
        matplotlib Axes
            With a label for each period.

        Examples
        --------
        >>> ax = chaos.maps["henon"].cycles(7).plot()
        >>> len(ax.get_legend().get_texts())
        5
        """
        import numpy
        from matplotlib import colormaps

        from ._figure import entitle, place
        from ._symbols import symbol

        ax, new = place(ax)
        names = states or (self.map.states[:2] if self.map.dim > 1 else (PERIOD, self.map.states[0]))
        if isinstance(names, str) or len(names) != 2:
            raise ValueError(f"states must be two names, got {states!r}")
        for name in names:
            if name not in (*self.map.states, PERIOD):
                raise ValueError(f"states must be two of {', '.join(self.map.states)}, got {name!r}")
        stable = self.stable
        for period in numpy.unique(self.period).tolist():
            colour, labelled = colormaps["turbo"](0.05 + 0.9 * (period - 1) / max(1, self.recipe["last"] - 1)), False
            for attracts in (False, True):
                which = numpy.flatnonzero((self.period == period) & (stable == attracts))
                if not which.size:
                    continue
                points = numpy.concatenate([self.points[i].reshape(-1, self.map.dim) for i in which])
                x, y = (
                    numpy.full(len(points), period) if name == PERIOD else points[:, self.map.states.index(name)] for name in names
                )
                face = colour if attracts else "none"
                ax.scatter(x, y, s=14, facecolors=[face], edgecolors=[colour], linewidths=0.8, label=None if labelled else f"{period}")
                labelled = True
        ax.set(xlabel=symbol(names[0]), ylabel=symbol(names[1]))
        if new:
            entitle(ax, self.map, self.recipe["params"], said=f"{len(self)} cycles, {self.completeness}")
        if len(self) and PERIOD not in names:
            ax.legend(title=PERIOD, fontsize="small", ncols=2)
        return ax


Cycles.__module__ = "chaos"
