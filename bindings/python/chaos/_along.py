# SPDX-License-Identifier: MIT
"""Map.attractors_along and its result."""

from __future__ import annotations

from ._result import Found
from ._values import axes_and_values, ranges_of, whole


class AttractorsAlong(Found):
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
        super().__init__(found)
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
    import numpy

    axes, fixed = axes_and_values("attractors_along", self, values, at, of_states=False)
    if len(axes) != 1 or axes[0][0] not in self.params:
        raise ValueError("attractors_along() needs one axis, of a parameter, as r=(3, 4, 100)")
    if isinstance(axes[0][1], numpy.ndarray) and not numpy.isfinite(axes[0][1]).all():
        raise ValueError(f"{axes[0][0]} must have finite values, got {axes[0][1][~numpy.isfinite(axes[0][1])][0]}")
    if given := [name for name in fixed if name in self.states]:
        raise ValueError(f"attractors_along: starts are random, got {given[0]}; box= says where they are")
    starts, seed = whole("starts", starts, 1, 2**32 - 1), whole("seed", seed, 0, 2**64 - 1)
    options = {} if max_steps is None else {"max_steps": whole("max_steps", max_steps, 1, 2**40)}
    found = self._attractors_along(
        _axes=axes, _starts=(starts, seed, ranges_of(self, box, {})), at=fixed, threads=threads, progress=progress, bound=bound, wrap=wrap, **options
    )
    return AttractorsAlong(found)


AttractorsAlong.__module__ = "chaos"
