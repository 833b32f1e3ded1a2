# SPDX-License-Identifier: MIT
"""Map.attractors, and what orbits end in: attractors, or regions."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import _chaos
from ._result import Rows
from ._values import axes_and_values, ranges_of, values_and_options, whole

KINDS = _chaos.ATTRACTOR_NAMES
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

    def __iter__(self):
        return (self[i] for i in range(len(self)))

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

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i):
        return {name: self._rows[name][i].item() for name in self._rows}

    def _said(self):
        return ", ".join(f"{name} ({percent(share)})" for name, share in self.fractions.items() if share or name in self.names)

    def __repr__(self):
        return f"<chaos.Exits of {self.map.name}: {self._said()}>"


def again_of(call, recipe, changes):
    """The call of Map.basins or Map.attractors that this recipe is of, made again."""
    map = call.__self__
    values = {name: axis["values"] if isinstance(axis, dict) else tuple(axis) for name, axis in recipe["axes"].items()}
    values.update({**recipe["params"], **recipe.get("state", {})})
    given, options = values_and_options(map, changes)
    if options.get("state") is not None:
        values = {name: value for name, value in values.items() if name not in recipe.get("state", {})}
    kept = {name: recipe[name] for name in ("starts", "seed", "max_steps", "into") if name in recipe}
    if recipe.get("times"):
        kept["times"] = True
    if "box" in recipe:
        kept["box"] = {name: ends for name, ends in recipe["box"].items() if "starts" not in recipe or name not in given}
    return call(**{**kept, "bound": float(recipe["escaped_beyond"]), "wrap": not recipe["lift"], **options}, at={**values, **given})


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


for _public in (Attractor, Attractors, Exits):
    _public.__module__ = "chaos"
