# SPDX-License-Identifier: MIT
"""Map.basins and its result."""

from __future__ import annotations

from ._attractors import Attractors, Exits, again_of
from ._label_arrays import basin_entropy, boundary_cells, boundary_entropy, uncertainty_exponent, wada
from ._support import of_a_dataset
from ._values import axes_and_values, ranges_of, truth, whole

ESCAPED, UNRESOLVED = -1, -2


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
        With times=True or into= the iterate with which an orbit comes to its attractor or region, or has escaped,
        -1 of unresolved starts; else None.
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

    def __getattr__(self, name):
        raise AttributeError(f"chaos.Basins has no attribute {name!r}{of_a_dataset(self, name)}")

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
        return again_of(self.map.basins, self.recipe, changes)

    def basin_entropy(self, box=None):
        """chaos.basin_entropy of the labels.

        Parameters
        ----------
        box : int, optional
            Cells along a box; default 5, or all along an axis with fewer.

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

    def boundary_entropy(self, box=None):
        """chaos.boundary_entropy of the labels.

        Parameters
        ----------
        box : int, optional
            Cells along a box; default 5, or all along an axis with fewer.

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
            Named labels, over the axes; of random starts along start. flag_values and flag_meanings say what labels
            mean, with into= regions by name, blanks as _.

        Examples
        --------
        >>> b = chaos.maps["henon"].basins(x=(-2, 2, 10), y=(-2, 2, 20))
        >>> b.to_xarray().dims
        ('x', 'y')
        """
        import json

        import xarray

        dims = [*self.axes, *["start"] * (self.labels.ndim > len(self.axes))]
        names = ["escaped", "unresolved", *("_".join(name.split()) for name in (self.exits.names if self.exits else ()))]
        numbers = [ESCAPED, UNRESOLVED, *range(len(names) - 2)]
        attributes = {"map": self.map.name, "flag_values": numbers, "flag_meanings": " ".join(names), "recipe": json.dumps(self.recipe)}
        return xarray.DataArray(self.labels, self.axes, dims, "labels", attributes)

    def plot(self, *, ax=None, points=True, times=False):
        """The basins, a colour for each attractor; escaped starts are grey, unresolved ones white.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure.
        points : bool
            Whether the attractors are shown, as far as they are in the picture.
        times : bool
            Whether basins are shaded, the darker the later orbits arrive.

        Returns
        -------
        matplotlib Axes
            With a legend.

        Raises
        ------
        ValueError
            There are more than two axes, or none; times=True, and there are none.

        Examples
        --------
        >>> ax = chaos.maps["henon"].basins(x=(-2, 2, 100), y=(-2, 2, 100)).plot()
        >>> [text.get_text() for text in ax.get_legend().get_texts()]
        ['chaotic, 43.3 %', 'escaped, 56.7 %']
        """
        from ._picture_of_basins import plot

        return plot(self, ax, truth("points", points), truth("times", times))

    def save(self, path):
        """Writes labels, axes, times, the columns of attractors_... or exits_... and the recipe into a file, as chaos-basins does.

        Parameters
        ----------
        path : str or path
            Ends in .npz: arrays by name; numpy.load reads it. Or in .tsv: all tables as text. Or in .csv:
            the labels, a row for each start. chaos.load makes the same of an .npz or .tsv again, and the
            labels of a .csv.

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
        from ._files import save_analysis

        save_analysis(path, self._ends.result, self.recipe, self)

    def _arrays(self):
        """Those that are not the attractors' or regions'."""
        return {"labels": self.labels, **self.axes, **({} if self.times is None else {"times": self.times})}


def _regions(into):
    """[(name, condition)]"""
    if not isinstance(into, dict) or not all(isinstance(text, str) for item in into.items() for text in item):
        raise TypeError(f"into must be a dict of conditions by name, as {{'left': 'x < -1'}}, got {into!r}")
    return [*into.items()]


def basins(
    self, *, into=None, max_steps=None, times=False, box=None, at=None, state=None, threads=None, progress=None, bound=None, wrap=True,
    **values,
):  # fmt: skip
    """Which attractor each start of a grid goes to, or which of some regions it comes to first.

    Attractors are looked for from starts all over the grid, one after the other, as sets of cells of a
    fine grid over all states; a limit set is one if it is reached from starts displaced by a cell, too. Then
    each start runs alone until it has been in cells of the same attractor for 8 iterates running, has
    escaped, or has made max_steps iterates; from those that came to none that is known, attractors are
    looked for again. So labels are the same for any number of threads.

    With regions, {'left': 'x < -3', 'right': 'x > 3'}, orbits end where they first come to one of them: exit
    basins, also of maps that preserve area. The start counts, an orbit beyond the bound gets to none,
    and of regions that are reached at once the first counts.

    Parameters
    ----------
    into : dict of str, optional
        Regions by name: expressions such as "x^2 + y^2 < 0.01", as the region of the measure escape. No name is
        "escaped" or "unresolved". Angles are in [0, period).
    max_steps : int, optional
        Iterates of a start; default 10,000.
    times : bool
        Whether the times of arrival are wanted: the first of 8 iterates running in cells of the attractor.
        That takes once or twice as long again; with into= they are always there.
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
    >>> chaos.Map("x' = x/2").basins(x=(0, 1, 4), box={"x": (0, 1)}, times=True).times.tolist()
    [10, 12, 13, 13]
    >>> chaos.Map("x' = 2*x").basins(x=(-1, 3, 8), into={"left": "x < -9", "right": "x > 9"}).fractions
    {'left': 0.25, 'right': 0.75, 'escaped': 0.0, 'unresolved': 0.0}
    """
    regions = None if into is None else _regions(into)
    axes, fixed = axes_and_values("basins", self, values, at, of_states=regions is None)
    if not axes:
        raise TypeError(f"basins() needs an axis of a state, as {self.states[0]}=(-1, 1, 500)")
    starts = None if box is None else (0, 0, ranges_of(self, box, ()))
    given = {} if max_steps is None else {"max_steps": whole("max_steps", max_steps, 1, 2**40)}
    labels, arrivals, points, found = self._basins(
        _into=regions, _times=int(truth("times", times)), _axes=axes, _starts=starts, at=fixed, state=state, threads=threads, progress=progress, bound=bound, wrap=wrap, **given
    )
    ends = Attractors(found) if regions is None else Exits(found)
    return Basins(labels, {axis[0]: values for axis, values in zip(axes, points)}, ends, arrivals)


Basins.__module__ = "chaos"
