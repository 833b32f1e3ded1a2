# SPDX-License-Identifier: MIT
"""Map.basins, Map.attractors, their results, and numbers of label arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import _chaos
from ._result import Rows
from ._values import axes_and_values, ranges_of, values_and_options, whole

ESCAPED, UNRESOLVED = -1, -2
KINDS = _chaos.ATTRACTOR_NAMES
BOX = 5  # cells along a box, as A. Daza et al. take them
CONSERVATIVE = "none: the map is conservative, nothing attracts; exponents or escape tell its orbits apart"


class Attractor(NamedTuple):
    """One of chaos.Attractors, which says what is in it."""

    point: Any
    kind: str
    period: int
    exponents: Any
    exponents_error: Any
    centre: Any
    extent: Any
    cells: int
    share: float
    share_error: float


class UncertaintyExponent(NamedTuple):
    """Result of chaos.uncertainty_exponent, which says what is in it."""

    exponent: float
    stderr: float


def percent(share):
    return f"{100 * share:.3g} %"


class Attractors(Rows):
    """Attractors of a map: a sequence of chaos.Attractor, sorted by their points, and their columns.

    Attributes
    ----------
    point, kind, period, exponents, exponents_error, centre, extent, cells, share, share_error
        Arrays with a row for each: of the points seen the one of the least first state; "cycle",
        "quasi-periodic" or "chaotic"; the period, 0: none up to 1024; the largest Lyapunov exponents, nats
        per iterate, and their standard errors; the mean state; low and high of each state; how many starts
        go there, their part of all, and its binomial error.
    fractions : dict
        The parts of all starts: by number of the attractor, then "escaped" and "unresolved".
    conservative : bool
        True: |det Df| = 1 along all orbits, and there are none.
    map : chaos.Map
        Whose they are.
    recipe : dict
        All that was asked, in full.
    result : chaos.Result
        The same as tables.
    """

    def __init__(self, found):
        super().__init__(found)
        self.conservative = bool(self.recipe["conservative"])

    def __getitem__(self, i):
        i = self._number(i, "attractors")
        row = {name: self._rows[name][i] for name in Attractor._fields}
        row = {name: value.item() if value.ndim == 0 else value for name, value in row.items()}
        return Attractor(**{**row, "kind": KINDS[row["kind"]]})

    def _column(self, name):
        if name != "kind":
            return self._rows[name]
        import numpy

        return numpy.array(KINDS)[self._rows[name]]

    @property
    def fractions(self):
        others = self.result["others"]["share"]
        return {**dict(enumerate(self.share.tolist())), "escaped": float(others[0]), "unresolved": float(others[1])}

    def _said(self):
        if self.conservative:
            return CONSERVATIVE
        each = ", ".join(f"{self.name(i)} ({percent(share)})" for i, share in zip(range(8), self.share))
        more = ", ..." if len(self) > 8 else ""
        return f"{len(self)}{': ' * bool(each)}{each}{more}"

    def __repr__(self):
        return f"<chaos.Attractors of {self.map.name}: {self._said()}>"

    def name(self, i):
        """What an attractor is, in a word or two.

        Parameters
        ----------
        i : int
            Its number.

        Returns
        -------
        str
            "fixed point", "period 3", "cycle" of a longer period, "quasi-periodic" or "chaotic".

        Examples
        --------
        >>> chaos.maps["logistic"].attractors(r=3.83).name(0)
        'period 3'
        """
        one = self[i]
        if one.kind != "cycle" or not one.period:
            return one.kind
        return "fixed point" if one.period == 1 else f"period {one.period}"

    def again(self, **changes):
        """The same of the same map, but for some changes.

        Parameters
        ----------
        **changes
            Arguments of Map.attractors.

        Returns
        -------
        chaos.Attractors
            The new ones.

        Raises
        ------
        TypeError, ValueError
            As Map.attractors; these are those of Map.basins.

        Examples
        --------
        >>> chaos.maps["logistic"].attractors(r=3.5, starts=50).again(r=3.2)[0].period
        2
        """
        if self.recipe["axes"]:
            raise ValueError("again() of the attractors of Map.basins is that of its result")
        return _again(self.map.attractors, self.recipe, changes)

    def to_dataframe(self):
        """The attractors as a table.

        Returns
        -------
        pandas.DataFrame
            A row for each; of columns of several numbers one for each, point_x, exponents_1, extent_x_low, ...

        Examples
        --------
        >>> chaos.maps["henon"].attractors(starts=100).to_dataframe()["kind"].tolist()
        ['chaotic']
        """
        import pandas

        columns = {}
        for name in Attractor._fields:
            values = getattr(self, name)
            states = name in ("point", "centre", "extent")
            values = values.reshape(len(self), *([-1] if name != "extent" else [self.map.dim, 2])) if values.ndim > 1 or name == "extent" else values
            if values.ndim == 1:
                columns[name if not states else f"{name}_{self.map.states[0]}"] = values
            elif values.ndim == 2:
                names = self.map.states if states else range(1, values.shape[1] + 1)
                columns |= {f"{name}_{one}": values[:, k] for k, one in enumerate(names)}
            else:
                columns |= {f"{name}_{one}_{end}": values[:, k, e] for k, one in enumerate(self.map.states) for e, end in enumerate(("low", "high"))}
        return pandas.DataFrame(columns)


class Exits(Rows):
    """The regions that orbits end in: their columns, in the order in which they were given.

    Attributes
    ----------
    cells, share, share_error, time, longest
        Arrays with a number for each: how many starts get there first, their part of all, and its binomial
        error; the mean number of iterates until they are there, and that of the last one, -1 of none.
    names : list of str
        What they are called.
    fractions : dict
        The parts of all starts: by name, then "escaped" and "unresolved".
    map, recipe, result
        As of chaos.Attractors.
    """

    def __init__(self, found):
        super().__init__(found)
        self.names = [*self.recipe["into"]]

    @property
    def fractions(self):
        others = self.result["others"]["share"]
        return {**dict(zip(self.names, self.share.tolist())), "escaped": float(others[0]), "unresolved": float(others[1])}

    def name(self, i):
        """What a region is called.

        Parameters
        ----------
        i : int
            Its number.

        Returns
        -------
        str
            The name that was given.

        Examples
        --------
        >>> b = chaos.Map("x' = 2*x").basins(x=(-1, 1, 10), into={"left": "x < -9", "right": "x > 9"})
        >>> b.exits.name(0)
        'left'
        """
        return self.names[i]

    def __getitem__(self, i):
        return {name: self._rows[name][i].item() for name in self._rows}

    def _said(self):
        return ", ".join(f"{name} ({percent(share)})" for name, share in self.fractions.items() if share or name in self.names)

    def __repr__(self):
        return f"<chaos.Exits of {self.map.name}: {self._said()}>"


class Basins:
    """Which attractor each start goes to, or which of some regions it comes to first.

    Attributes
    ----------
    labels : ndarray of int32
        In the order of the axes: the number of the attractor or region, -1 escaped, -2 unresolved: it has
        come to none within max_steps.
    axes : dict of arrays
        Where orbits start, {state: values}, the centres of cells.
    attractors : chaos.Attractors
        What they go to; None with into=.
    exits : chaos.Exits
        The regions of into=; else None.
    times : ndarray of int64
        With into= the iterate at which an orbit is in its region, or has escaped, -1 of unresolved starts; else
        None.
    fractions : dict
        The parts of all starts: by number of the attractor or name of the region, then "escaped" and
        "unresolved".
    map : chaos.Map
        Whose they are.
    recipe : dict
        All that was asked, in full.
    """

    def __init__(self, labels, axes, ends, times=None):
        self.labels, self.axes, self.times, self._ends = labels, axes, times, ends
        self.attractors, self.exits = (None, ends) if isinstance(ends, Exits) else (ends, None)
        self.map, self.recipe = ends.map, ends.recipe

    @property
    def fractions(self):
        return self._ends.fractions

    def __repr__(self):
        shape = " x ".join(map(str, self.labels.shape))
        return f"<chaos.Basins of {self.map.name}, {shape}: {self._ends._said()}>"

    def again(self, **changes):
        """The same of the same map, but for some changes.

        Parameters
        ----------
        **changes
            Arguments of Map.basins.

        Returns
        -------
        chaos.Basins
            The new ones.

        Raises
        ------
        TypeError, ValueError
            As Map.basins.

        Examples
        --------
        >>> b = chaos.maps["henon"].basins(x=(-2, 2, 10), y=(-2, 2, 10))
        >>> b.again(a=0.2, x=(-1, 1, 5)).attractors.period.tolist()
        [1]
        """
        return _again(self.map.basins, self.recipe, changes)

    def basin_entropy(self, box=BOX):
        """chaos.basin_entropy of the labels.

        Parameters
        ----------
        box : int, optional
            Cells along a box.

        Returns
        -------
        float
            In nats.

        Examples
        --------
        >>> b = chaos.maps["henon"].basins(x=(-2, 2, 100), y=(-2, 2, 100))
        >>> 0 < b.basin_entropy() < 0.2
        True
        """
        return basin_entropy(self.labels, box)

    def boundary_entropy(self, box=BOX):
        """chaos.boundary_entropy of the labels.

        Parameters
        ----------
        box : int, optional
            Cells along a box.

        Returns
        -------
        float
            In nats.

        Examples
        --------
        >>> b = chaos.maps["henon"].basins(x=(-2, 2, 100), y=(-2, 2, 100))
        >>> b.boundary_entropy() < 0.6
        True
        """
        return boundary_entropy(self.labels, box)

    def boundary_cells(self):
        """chaos.boundary_cells of the labels.

        Returns
        -------
        ndarray of bool
            As labels.

        Examples
        --------
        >>> chaos.Map("x' = 1.5*x - x^3").basins(x=(-1, 1, 4)).boundary_cells().tolist()
        [False, True, True, False]
        """
        return boundary_cells(self.labels)

    def wada(self, within=1):
        """chaos.wada of the labels.

        Parameters
        ----------
        within : int, optional
            How far boundaries may be apart, in cells.

        Returns
        -------
        float
            0: Wada, as far as the picture shows.

        Examples
        --------
        >>> m = chaos.Map("complex z; z' = z - (z^3 - 1)/(3*z^2)")
        >>> m.basins(z_re=(-2, 2, 200), z_im=(-2, 2, 200)).wada(4)
        0.0
        """
        return wada(self.labels, within)

    def uncertainty_exponent(self, distances=None):
        """chaos.uncertainty_exponent of the labels.

        Parameters
        ----------
        distances : (int, int), optional
            The first and the last, in cells.

        Returns
        -------
        chaos.UncertaintyExponent
            The exponent and its error.

        Examples
        --------
        >>> b = chaos.maps["henon"].basins(x=(-2, 2, 200), y=(-2, 2, 200))
        >>> b.uncertainty_exponent().exponent > 0.8
        True
        """
        return uncertainty_exponent(self.labels, distances)

    def to_xarray(self):
        """The labels as an array with dimensions.

        Returns
        -------
        xarray.DataArray
            Named labels, over the axes; of random starts along start.

        Examples
        --------
        >>> b = chaos.maps["henon"].basins(x=(-2, 2, 10), y=(-2, 2, 20))
        >>> b.to_xarray().dims
        ('x', 'y')
        """
        import xarray

        dims = [*self.axes, *["start"] * (self.labels.ndim > len(self.axes))]
        attributes = {"map": self.map.name, "flag_values": [ESCAPED, UNRESOLVED], "flag_meanings": "escaped unresolved"}
        return xarray.DataArray(self.labels, self.axes, dims, "labels", attributes)

    def plot(self, *, ax=None, points=True):
        """The basins, a colour for each attractor; escaped starts are grey, unresolved ones white.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure.
        points : bool
            Whether the attractors are shown, as far as they are in the picture.

        Returns
        -------
        matplotlib Axes
            With a legend.

        Raises
        ------
        ValueError
            There are more than two axes, or none.

        Examples
        --------
        >>> ax = chaos.maps["henon"].basins(x=(-2, 2, 100), y=(-2, 2, 100)).plot()
        >>> [text.get_text() for text in ax.get_legend().get_texts()]
        ['chaotic, 43.3 %', 'escaped, 56.7 %']
        """
        from ._picture_of_basins import plot

        return plot(self, ax, points)

    def save(self, path):
        """Writes labels, axes, times, the columns of attractors_... or exits_... and the recipe into a file, as chaos-basins does.

        Parameters
        ----------
        path : str or path
            Ends in .npz: arrays by name; numpy.load reads it.

        Raises
        ------
        ValueError
            Another ending.
        OSError
            It can't be written.

        Examples
        --------
        >>> chaos.maps["henon"].basins(x=(-2, 2, 10), y=(-2, 2, 10)).save("basins.npz")  # doctest: +SKIP
        """
        import json

        import numpy

        from ._files import _ending, _whole

        path, _ = _ending(path, ".npz")
        tables = {"exits" if self.exits else "attractors": self._ends.result["rows"], "others": self._ends.result["others"]}
        times = {} if self.times is None else {"times": self.times}
        rows = {f"{prefix}_{name}": table[name] for prefix, table in tables.items() for name in table}
        with _whole(path) as file:
            numpy.savez(file, labels=self.labels, **times, **self.axes, **rows, recipe=json.dumps(self.recipe))


# ------------------------------------------------------------------------- calls


def _again(call, recipe, changes):
    map = call.__self__
    values = {name: axis["values"] if isinstance(axis, dict) else tuple(axis) for name, axis in recipe["axes"].items()}
    values.update({**recipe["params"], **recipe.get("state", {})})
    given, options = values_and_options(map, changes)
    if options.get("state") is not None:
        values = {name: value for name, value in values.items() if name not in recipe.get("state", {})}
    kept = {name: recipe[name] for name in ("starts", "seed", "max_steps", "into") if name in recipe}
    if "box" in recipe:
        kept["box"] = {name: ends for name, ends in recipe["box"].items() if "starts" not in recipe or name not in given}
    return call(**{**kept, "bound": float(recipe["escaped_beyond"]), "wrap": not recipe["lift"], **options}, at={**values, **given})


def _regions(into):
    """[(name, condition)]"""
    if not isinstance(into, dict) or not all(isinstance(text, str) for item in into.items() for text in item):
        raise TypeError(f"into must be a dict of conditions by name, as {{'left': 'x < -1'}}, got {into!r}")
    return [*into.items()]


def basins(
    self, *, into=None, max_steps=None, box=None, at=None, state=None, threads=None, progress=None, bound=None, wrap=True,
    **values,
):  # fmt: skip
    """Which attractor each start of a grid goes to, or which of some regions it comes to first.

    Attractors are looked for from starts all over the grid, one after the other, as sets of cells of a
    fine grid over all states; a limit set is one if it is reached from starts displaced by a cell, too. Then
    each start runs alone until it has been in cells of the same attractor for 8 iterates running, has
    escaped, or has made max_steps iterates; from those that came to nothing known attractors are looked for
    again. So labels are the same for any number of threads.

    With regions, {'left': 'x < -3', 'right': 'x > 3'}, orbits end where they first come to one of them: exit
    basins, also of maps that preserve area. The start counts, an orbit beyond the bound gets to none,
    and of regions that are reached at once the first counts.

    Parameters
    ----------
    into : dict of str, optional
        Regions by name: expressions such as "x^2 + y^2 < 0.01", as the region of the measure escape.
    max_steps : int, optional
        Iterates of a start; default 10,000.
    box : dict, optional
        Intervals by state that are cut into the fine grid, of 4096 cells for one state, 1024 each for two, 128
        for three, then 48, 24, 16, 8; default the longest of the axis, the map's view and what
        orbits reach. Attractors in the same cells are one.
    at : dict, optional
        Values by name.
    state : array_like, optional
        All initial states at once, for those that have no axis.
    threads, progress, bound, wrap
        As in Map.iterate.
    **values
        Axes over states, up to four, the last one fastest: x=(-2, 2, 1000), that interval cut into 1000
        cells, in whose centres orbits start; x=[-1, 0, 1], explicit values. And numbers,
        parameters and the states that have no axis. With into= axes may be parameters, too.

    Returns
    -------
    chaos.Basins
        .labels, .attractors or .exits and .times, .fractions, .basin_entropy(), .boundary_entropy(),
        .uncertainty_exponent(), .boundary_cells(), .wada(), .plot(), .to_xarray(), .again(), .save().

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name; a map that reads the iterate number.

    Examples
    --------
    >>> b = chaos.Map("x' = 1.5*x - x^3").basins(x=(-1, 1, 200))
    >>> b.attractors.point.round(4).tolist(), b.fractions[0]
    ([-0.7071, 0.7071], 0.5)
    >>> b.labels[[0, 99, 100, 199]].tolist()
    [0, 0, 1, 1]
    >>> chaos.Map("x' = 2*x").basins(x=(-1, 3, 8), into={"left": "x < -9", "right": "x > 9"}).fractions
    {'left': 0.25, 'right': 0.75, 'escaped': 0.0, 'unresolved': 0.0}
    """
    regions = None if into is None else _regions(into)
    axes, fixed = axes_and_values("basins", self, values, at, of_states=regions is None)
    if not axes:
        raise TypeError(f"basins() needs an axis of a state, as {self.states[0]}=(-1, 1, 500)")
    starts = None if box is None else (0, 0, ranges_of(self, box, ()))
    given = {} if max_steps is None else {"max_steps": whole("max_steps", max_steps, 1, 2**40)}
    labels, times, points, found = self._basins(
        _into=regions, _axes=axes, _starts=starts, at=fixed, state=state, threads=threads, progress=progress, bound=bound, wrap=wrap, **given
    )
    ends = Attractors(found) if regions is None else Exits(found)
    return Basins(labels, {axis[0]: values for axis, values in zip(axes, points)}, ends, times)


def attractors(
    self, box=None, *, starts=1000, seed=0, max_steps=None, at=None, threads=None, progress=None, bound=None, wrap=True, **values,
):  # fmt: skip
    """The attractors that random starts in a box go to.

    As Map.basins finds them. A start is a function of the seed and its number.

    Parameters
    ----------
    box : dict, optional
        Where starts are, {'x': (-2, 2), 'y': (-1, 1)}; default the map's view, or all of an angle.
    starts : int, optional
        How many.
    seed : int, optional
        For other ones.
    max_steps : int, optional
        Iterates of a start; default 10,000.
    at : dict, optional
        Values by name.
    threads, progress, bound, wrap
        As in Map.iterate.
    **values : float
        Parameters, a=1.4, and states that all starts have.

    Returns
    -------
    chaos.Attractors
        A row for each.

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name; a map that reads the iterate number.

    Examples
    --------
    >>> a = chaos.maps["henon"].attractors({"x": (-1, 1), "y": (-0.3, 0.3)})
    >>> len(a), a[0].kind, a.exponents.round(1).tolist()
    (1, 'chaotic', [[0.4, -1.6]])
    >>> chaos.maps["logistic"].attractors(r=3.5)[0].period
    4
    """
    axes, fixed = axes_and_values("attractors", self, values, at, of_states=True)
    if axes:
        raise ValueError(f"attractors: {axes[0][0]} must be a number, got an axis: basins() has them")
    starts, seed = whole("starts", starts, 1, 2**32 - 1), whole("seed", seed, 0, 2**64 - 1)
    given = {name: (float(value), float(value)) for name, value in fixed.items() if name in self.states}
    ranges = ranges_of(self, box, given)
    ranges = [given.get(name, known) for name, known in zip(self.states, ranges)]
    options = {} if max_steps is None else {"max_steps": whole("max_steps", max_steps, 1, 2**40)}
    *_, found = self._basins(
        _axes=[], _starts=(starts, seed, ranges), at=fixed, threads=threads, progress=progress, bound=bound, wrap=wrap, **options
    )
    return Attractors(found)


class AttractorsAlong:
    """Attractors at each value of a parameter: which of them are the same, their basins' shares, and where they end.

    Attributes
    ----------
    along : str
        The parameter.
    values : ndarray
        Its values.
    count : ndarray
        How many attractors there are at each.
    rows, ends : mapping of arrays
        rows: value, identity, point, kind, period, exponents, exponents_error, centre, extent, share, share_error
        and points, a row for each attractor at each value. ends: identity, first and last value, and became,
        the identity its states go to at the next value, -1: they escape, -2: unresolved.
    map, recipe, result
        As of chaos.Attractors.
    """

    def __init__(self, found):
        from ._result import Result

        self.result = Result(found)
        self.map, self.recipe = self.result.map, self.result.recipe
        self.along = next(iter(self.recipe["axes"]))
        self.rows, self.ends = self.result["rows"], self.result["ends"]
        self.values, self.count = self.result["values"]["value"], self.result["values"]["attractors"]

    def shares(self):
        """Basin shares, as an array.

        Returns
        -------
        ndarray
            [values, identities] the part of all starts; nan where an attractor is not.

        Examples
        --------
        >>> found = chaos.maps["logistic"].attractors_along(r=(3.2, 3.4, 3), starts=50)
        >>> found.shares().tolist()
        [[1.0], [1.0], [1.0]]
        """
        import numpy

        identity = self.rows["identity"].astype(int)
        shares = numpy.full((len(self.values), identity.max(initial=-1) + 1), numpy.nan)
        at = numpy.repeat(numpy.arange(len(self.values)), self.count.astype(int))
        shares[at, identity] = self.rows["share"]
        return shares

    def __repr__(self):
        n = len({*self.rows["identity"].tolist()})
        return f"<chaos.AttractorsAlong of {self.map.name}: {n} along {self.along}, {self.count.min()} to {self.count.max()} at a value>"

    def plot(self, *, ax=None, state=None):
        """The attractors over the parameter, a colour for each.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure.
        state : str, optional
            What is shown of them; default the first one.

        Returns
        -------
        matplotlib Axes
            With the points.

        Examples
        --------
        >>> found = chaos.maps["logistic"].attractors_along(r=(3.2, 3.4, 3), starts=50)
        >>> found.plot().get_ylabel()
        '$\\\\mathit{x}$'
        """
        from ._picture_of_basins import plot_along

        return plot_along(self, ax, state)


def attractors_along(
    self, box=None, *, starts=200, seed=0, max_steps=None, at=None, threads=None, progress=None, bound=None, wrap=True, **values,
):  # fmt: skip
    """The attractors at each value of a parameter, each with an identity that it keeps.

    At each value they are those of Map.attractors. Those of the value before are matched with them one to
    one, by Hausdorff's distance below 5 % of the view, the nearest first. The point of one that is
    matched with none is run on: what it comes to is an attractor, too, even if no start has found it, and
    the same one if it is new, as in a window or after a crisis; else it has ended.

    Parameters
    ----------
    box : dict, optional
        Where starts are, the same ones at all values; default the map's view, or all of an angle.
    starts : int, optional
        How many.
    seed : int, optional
        For other ones.
    max_steps : int, optional
        Iterates of a start; default 10,000.
    at : dict, optional
        Values by name.
    threads, progress, bound, wrap
        As in Map.iterate.
    **values
        The axis of a parameter, a=(1, 1.4, 200) with both ends or a=[1, 1.1, 1.2], and other parameters.

    Returns
    -------
    chaos.AttractorsAlong
        .rows, .ends, .values, .count, .shares(), .plot().

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name; a map that reads the iterate number.

    Examples
    --------
    >>> m = chaos.Map("x' = 1.5*x - x^3 + h")
    >>> found = m.attractors_along({"x": (-1.5, 1.5)}, h=(0, 0.2, 21))
    >>> found.count.tolist()[0], found.count.tolist()[-1], found.ends["became"].tolist()
    (2, 1, [1])
    """
    axes, fixed = axes_and_values("attractors_along", self, values, at, of_states=False)
    if len(axes) != 1 or axes[0][0] not in self.params:
        raise ValueError("attractors_along() needs one axis, of a parameter, as r=(3, 4, 100)")
    if given := [name for name in fixed if name in self.states]:
        raise ValueError(f"attractors_along: starts are random, got {given[0]}; box= says where they are")
    starts, seed = whole("starts", starts, 1, 2**32 - 1), whole("seed", seed, 0, 2**64 - 1)
    options = {} if max_steps is None else {"max_steps": whole("max_steps", max_steps, 1, 2**40)}
    found = self._attractors_along(
        _axes=axes, _starts=(starts, seed, ranges_of(self, box, {})), at=fixed, threads=threads, progress=progress, bound=bound, wrap=wrap, **options
    )
    return AttractorsAlong(found)


# ------------------------------------------------------------ numbers of label arrays


def _labels(labels):
    """An int32 array that changes where this one does."""
    import numpy

    array = numpy.asarray(labels)
    if array.dtype.kind not in "biu" or not 1 <= array.ndim <= 4 or not array.size:
        raise ValueError(f"labels must be whole numbers in an array of 1 to 4 dimensions, got {array.dtype} of shape {array.shape}")
    if array.dtype != numpy.int32:
        array = numpy.unique(array, return_inverse=True)[1].reshape(array.shape).astype(numpy.int32)
    return numpy.ascontiguousarray(array)


def basin_entropy(labels, box=BOX):
    """Basin entropy of an array of labels: how hard it is to tell where a start goes.

    The array is cut into boxes of so many cells along each axis, what is left over does not count; each has
    the entropy -sum p ln p of its labels, and this is the mean over all boxes.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.
    box : int, optional
        Cells along a box.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        No such array; box is larger than it.

    Examples
    --------
    >>> chaos.basin_entropy([[0, 1], [1, 0]], box=2)  # ln 2
    0.6931471805599453

    Notes
    -----
    A. Daza, A. Wagemakers, B. Georgeot, D. Guery-Odelin, M. A. F. Sanjuan, Sci. Rep. 6 (2016) 31416.
    """
    return _chaos.basin_entropy(_labels(labels), whole("box", box, 1, 2**62))[0]


def boundary_entropy(labels, box=BOX):
    """Boundary basin entropy of an array of labels: chaos.basin_entropy over boxes of more than one label.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.
    box : int, optional
        Cells along a box.

    Returns
    -------
    float
        In nats; above ln 2 = 0.693 the boundary is fractal. NaN: no box has more than one label.

    Raises
    ------
    ValueError
        No such array; box is larger than it.

    Examples
    --------
    >>> chaos.boundary_entropy([0, 0, 0, 1], box=2)
    0.6931471805599453
    """
    return _chaos.basin_entropy(_labels(labels), whole("box", box, 1, 2**62))[1]


def uncertainty_exponent(labels, distances=None):
    """Uncertainty exponent of an array of labels: how fast knowing a start better helps.

    The part of cells that have one of another label at most so many cells away, along each axis, grows as
    that distance to this power: 1 where boundaries are smooth, less where they are fractal, of dimension
    labels.ndim less the exponent.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.
    distances : (int, int), optional
        The first and the last, in cells; default 1 and a fortieth of the least extent, at least 5.

    Returns
    -------
    chaos.UncertaintyExponent
        exponent: by least squares in logarithms, weighted with the boxes of that size that the cells fill.
        stderr: what the scatter about the line leaves uncertain. NaN: there is but one label.

    Raises
    ------
    TypeError, ValueError
        No such array, no such distances.

    Examples
    --------
    >>> import numpy
    >>> chaos.uncertainty_exponent(numpy.arange(840) < 421).exponent.__round__(9)
    1.0

    Notes
    -----
    C. Grebogi, S. W. McDonald, E. Ott, J. A. Yorke, Phys. Lett. A 99 (1983) 415.
    """
    if distances is None:
        distances = 0, 0
    elif not isinstance(distances, (tuple, list)) or len(distances) != 2:
        raise TypeError(f"distances must be a pair of the first and the last one, got {distances!r}")
    else:
        distances = (whole("distances", one, 1, 2**62) for one in distances)
    return UncertaintyExponent(*_chaos.uncertainty_exponent(_labels(labels), *distances))


def boundary_cells(labels):
    """Cells of an array of labels on a boundary: one of the 3^ndim - 1 neighbours has another label.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.

    Returns
    -------
    ndarray of bool
        As labels.

    Raises
    ------
    ValueError
        No such array.

    Examples
    --------
    >>> chaos.boundary_cells([0, 0, 0, 1, 1]).tolist()
    [False, False, True, True, False]
    """
    import numpy

    labels = _labels(labels)
    return _chaos.boundary_cells(labels, numpy.empty(labels.shape, numpy.uint8)).view(bool)


def wada(labels, within=1):
    """Whether basins have the Wada property, that all have the same boundary, by merging.

    With all other labels merged into one, each label has a boundary, and this is the part of all cells that
    are on one of these and farther than some cells from another, the largest of all pairs.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions and 3 to 64 different labels, each of which counts.
    within : int, optional
        How far boundaries may be apart, in cells along each axis.

    Returns
    -------
    float
        0: Wada, as far as the picture shows.

    Raises
    ------
    ValueError
        No such array.

    Examples
    --------
    >>> chaos.wada([0, 0, 0, 1, 1, 1, 2, 2, 2]), chaos.wada([0, 1, 2, 0, 1, 2])
    (0.2222222222222222, 0.0)

    Notes
    -----
    A. Daza, A. Wagemakers, M. A. F. Sanjuan, Sci. Rep. 8 (2018) 9954.
    """
    return _chaos.wada(_labels(labels), whole("within", within, 0, 2**62))


for _public in (Attractor, Attractors, AttractorsAlong, Exits, Basins, UncertaintyExponent, basin_entropy, boundary_cells, boundary_entropy, uncertainty_exponent, wada):
    _public.__module__ = "chaos"
