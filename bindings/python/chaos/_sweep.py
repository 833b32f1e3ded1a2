# SPDX-License-Identifier: MIT
"""Map.sweep and its result."""

from __future__ import annotations

import math
from collections.abc import Mapping

from . import _chaos
from ._measures import KINDS, iterations, options_in_full, said
from ._starts import followed_start, given_states, random_numbers, random_starts
from ._support import Named, of_a_dataset
from ._values import axes_and_values

# ------------------------------------------------------------------- what was said


def checksum_of(source):
    """{"crc32": that of a map's file and of all that it includes by quotes}, as the shell has it; {}: it is no file."""
    if not _chaos.is_file(source):
        return {}
    import os
    import re
    import zlib

    files, crc = [source], 0
    for file in files:
        with open(file, "rb") as opened:
            data = opened.read()
        crc = zlib.crc32(data, crc)
        for name in re.findall(rb'^\s*#\s*include\s*"([^"]+)"', data, re.MULTILINE):
            path = os.path.join(os.path.dirname(file), os.fsdecode(name))
            if path not in files and os.access(path, os.R_OK) and os.path.isfile(path):  # /dev/zero has no end
                files.append(path)
    return {"crc32": f"{crc:08x}"}


def recipe_of(map, axes, values, measure, bound, version=_chaos.VERSION, isa=None, starts=None):
    """All that was asked, in full."""
    text = map.name == map.formula
    source = map._source[0] if map._source and isinstance(map._source[0], str) else map.name
    angles = {name: period for name, period in map._text_options()["wrap"].items() if period} if text else None
    return {
        "map": source,
        **checksum_of(source),
        "N": map.N,
        "formula": map.formula,
        **({"angles": angles} if text else {}),
        "axes": axes,
        "values": values,
        "measure": measure,
        **{"start": "fixed", **(starts or {})},
        "bound": bound,
        "wrap": True,
        "libchaos": version,
        "isa": isa or _chaos.isa_family(),
    }


def sweep(
    self, *, measure=None, transient=None, steps=None, start="fixed", along=None, kick=None, starts=None, seed=None,
    noise="own", box=None, at=None, state=None, out=None, threads=None, progress=None, bound=None, wrap=True, **values,
):  # fmt: skip
    """Measures each point of a grid of parameters and initial states.

    Without any value or measure: the map's own picture.

    Parameters
    ----------
    measure : str, sequence of str or dict, optional
        A name, several, or {name: {option: value}}, see below; default {default}. "attractors" alone,
        over one axis of a parameter: Map.attractors_along, which attractor lives where.
    transient, steps : int, optional
        Of the measures that say none.
    start : 'fixed', 'follow' or 'both'
        'fixed': points are independent. 'follow': along an axis each starts from the state of the
        last one at the end of the measure's window, after transient + steps * every iterations
        (a measure with another window is followed by itself), and where that has escaped from
        the given state again. 'both': in both directions, a first axis "direction" of what comes
        out: "up" from the first value of the axis to the last, "down" from the last to the first.
    along : str, optional
        That axis, of a parameter; default the only one there is.
    kick : float, optional
        A state that is handed on and lies exactly on a cycle that repels at the new value would stay
        there for ever. It is moved by this part of the view, default 1e-9, and the point's status is
        KICKED; 0: it is not.
    starts : int, optional
        So many random initial states of each point, instead of the given one: a further axis
        "start" of what comes out, but of measures that take all starts together, as it says below.
    seed : int, optional
        Each start is a function of it, the point and the number of the start; and so is each
        normal() and uniform() that a text draws for these, of n and its place in the text, too.
        Default 0.
    noise : 'own' or 'common'
        'common': all points and starts have the random numbers of the first.
    box : dict, optional
        Where starts are, {"x": (low, high)}; default the map's view, or all of an angle. States
        that are given a value or an axis keep it.
    at : dict, optional
        Values by name.
    state : array_like, optional
        All initial states at once.
    out : dict of arrays, optional
        {result: array}, to put results into.
    threads, progress, bound, wrap
        As in Map.iterate.
    **values
        Parameters and initial states, in the order of the axes, the last one fastest:
        r=(2.5, 4.0, 2000), an axis: start, stop, count, both ends included; r=[3.2, 3.5, 3.9],
        an axis of explicit values; r=3.9, fixed.

    Returns
    -------
    chaos.Sweep
        An array for each result, .axes, .status, .recipe, .again(), .plot(), .to_xarray(),
        .save().

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name.

    Examples
    --------
    >>> s = chaos.maps["logistic"].sweep(r=(3.25, 3.75, 3), measure="period")
    >>> s.axes["r"].tolist(), s.period.tolist()
    ([3.25, 3.5, 3.75], [2, 4, 0])

    Notes
    -----
    There are these measures. Expressions are of states and parameters, written as maps are in
    chaos.Map: {"of": "x^2 + y", "when": "y > 0"}. An angle is in [0, period) there, unless wrap=False:
    of an angle p with the period 2 pi, |p| < 1 is "cos(p) > cos(1)". What follows -> are names of results.
{measures}
    """
    if measure == "attractors" or (isinstance(measure, Mapping) and [*measure] == ["attractors"]):
        return _attractors(self, values, {} if measure == "attractors" else measure["attractors"] or {}, **{
            "transient": transient, "steps": steps, "start": None if start == "fixed" else start, "along": along, "kick": kick, "state": state,
            "out": out, "noise": None if noise == "own" else noise,
        }, given={"starts": starts, "seed": seed, "box": box, "at": at, "threads": threads, "progress": progress, "bound": bound}, wrap=wrap)  # fmt: skip
    return swept(
        self, values, measure=measure, transient=transient, steps=steps, start=start, along=along, kick=kick, starts=starts, seed=seed,
        noise=noise, box=box, at=at, state=state, out=out, threads=threads, progress=progress, bound=bound, wrap=wrap,
    )  # fmt: skip


def _attractors(map, values, options, *, given, wrap, **others):
    """Of sweep(measure="attractors"), which is Map.attractors_along: what a point's starts come to is no array."""
    for name, value in others.items():
        if value is not None:
            raise ValueError(f"{name} must be left out with measure='attractors', got {value!r}")
    unknown = [name for name in options if name not in ("max_steps", "starts")]
    if unknown:
        raise ValueError(f"attractors has no option {unknown[0]!r}; it has max_steps, starts")
    return map.attractors_along(**{name: value for name, value in given.items() if value is not None}, wrap=wrap, **options, **values)


def swept(
    self, values, *, part=None, measure=None, transient=None, steps=None, start="fixed", along=None, kick=None, starts=None, seed=None,
    noise="own", box=None, at=None, state=None, out=None, threads=None, progress=None, bound=None, wrap=True,
):  # fmt: skip
    """Map.sweep; part: of a part of its grid, ((first, count) of each axis), which is one stretch of it in C's order."""
    if out is not None and not isinstance(out, dict):
        raise TypeError(f"out must be a dict of arrays by result, got {type(out).__name__}")
    if at is not None and not (isinstance(at, Mapping) and all(isinstance(name, str) for name in at)):
        raise TypeError(f"at must be a dict of values by name, got {at!r}")
    if measure is None and not values and not at and state is None:
        ranges, texts = self._picture()
        values = dict(ranges)
        ours = [(name, [value]) for name, value in {"steps": steps, "transient": transient}.items() if value is not None]
        measures = [(text, ours) for text in texts]
        missing = [name for name in self.params if self.defaults[name] != self.defaults[name]]
        if missing:
            raise TypeError(f"sweep(): {missing[0]} has no default; a value or an axis would do, as {missing[0]}=(0, 1, 500)")
    else:
        measures = said(_chaos.DEFAULT_MEASURE if measure is None else measure)
    axes, fixed = axes_and_values("sweep", self, values, at)
    given = given_states(self, axes, fixed, state) if starts is not None else {}
    drawn = random_numbers(self, seed, noise)
    random, followed = random_starts(self, starts, seed, box, given), followed_start(self, start, along, kick, axes)
    count = math.prod(len(axis[1]) if len(axis) == 2 else axis[3] for axis in axes) * (random[0] if random else 1)
    arrays, points, measures, boxes = self._for(count, iterations(measures, steps, transient))._sweep(
        _axes=axes, _measures=measures, transient=transient, steps=steps, at=fixed, state=state, out=out,
        threads=threads, progress=progress, bound=bound, wrap=wrap, _starts=random, _part=part, **drawn,
        _follow=followed and ([axis[0] for axis in axes].index(followed["along"]), followed["kick"], start == "both"),
    )  # fmt: skip
    used = self.defaults
    if state is not None:
        used.update(zip(self.states, map(float, state)))
    used.update({name: float(value) for name, value in fixed.items()})
    recipe = recipe_of(
        self,
        {axis[0]: list(axis[1:]) if len(axis) == 4 else {"values": axis[1].tolist()} for axis in axes},
        {name: value for name, value in used.items() if name not in points and not (random and name in self.states and name not in given)},
        {name: options_in_full(name, texts, arrays) for name, texts in measures.items()},
        self.bound if bound is None else float(bound),
        starts={
            **(random and {
                "start": "random", "starts": random[0], "seed": random[1],
                "box": {name: ends for name, ends in zip(self.states, boxes) if name not in given},
            } or {}),
            **(followed or {}), **drawn,
        },
    )  # fmt: skip
    return Sweep(self, all_axes(recipe, points), arrays, {**recipe, "wrap": wrap})


# --------------------------------------------------------------------- what comes out


def all_axes(recipe, axes):
    """The axes of what comes out: before those of the grid that of both directions, after them that of
    random starts, if a measure does not take them together."""
    import numpy

    pooled = all(KINDS[name]["pools"] for name in recipe["measure"])
    return {
        **({"direction": numpy.array(["up", "down"])} if recipe["start"] == "both" else {}),
        **axes,
        **({"start": numpy.arange(recipe["starts"])} if "starts" in recipe and not pooled else {}),
    }


def axes_of(sweep, name):
    """The names of the axes that results of a measure have."""
    return [axis for axis in sweep.axes if axis != "start" or not KINDS[name]["pools"]]


class Sweep(Named):
    """Result of Map.sweep: an array for each result, as attribute or by name.

    Attributes
    ----------
    map : chaos.Map
        Whose sweep it is.
    axes : dict of arrays
        Values of each axis by name; arrays begin with one dimension for each.
    status : array
        chaos.Status of each point, all that its measures' own say: x_status of measure x.
    recipe : dict
        All that was asked, in full; json can write it.
    """

    def __init__(self, map, axes, arrays, recipe):
        super().__init__("result", arrays)
        self.map, self.axes, self.recipe = map, axes, recipe

    def __getattr__(self, name):
        if not name.startswith("_") and name in self:
            return self[name]
        hint = of_a_dataset(self, name) or ("" if name.startswith("_") else f", it has {', '.join(self)}")
        raise AttributeError(f"this sweep has no {name!r}{hint}")

    def __dir__(self):
        return [*super().__dir__(), *self]

    def __repr__(self):
        axes = " x ".join(f"{name}[{len(values)}]" for name, values in self.axes.items()) or "one point"
        return f"<chaos.Sweep of {self.map.name}, {axes}: {', '.join(self)}>"

    def _repr_html_(self):
        from ._labels import html

        return html(self)

    def plot(self, *, ax=None, what=None, how=None, cmap=None, vmin=None, vmax=None, figsize=None):
        """Draws the measures at a point or over one or two axes.

        What was followed in both directions has two colours over one axis, where hysteresis is shaded,
        and two panels over two axes.

        Parameters
        ----------
        ax : matplotlib axes, optional
            As many as there are measures, over two axes that were followed in both directions
            twice as many; default: of a figure of its own, which pyplot does not know.
        what : str or sequence of str, optional
            The measures to draw; default: all.
        how : str, optional
            Of values as colours "rank", "log" or "linear"; by default densities have ranks, mixed
            with logarithms, and others what their measure says: exponents two colours that meet at
            0, angles a circle. Of the orbit of a single point "series" (default), "returns" (each
            value above the one before), "cobweb", "portrait" (two states against each other),
            "counts" (of visits there), "spacetime" (default of lattices).
        cmap, vmin, vmax : optional
            Of values as colours, as in matplotlib.
        figsize : (float, float), optional
            Of a new figure, in inches.

        Returns
        -------
        matplotlib axes
            Of several measures an array of them, which has a .figure, too.

        Raises
        ------
        ImportError
            No matplotlib.
        ValueError
            More than two axes, an axis whose values are not in order, a measure that can't be
            drawn, something said that no picture here can take.

        Examples
        --------
        >>> axes = chaos.maps["logistic"].sweep(r=(2.5, 4, 100), measure="lyapunov").plot()
        >>> axes.figure.savefig("exponents.png")
        """
        try:
            from ._plot import plot
        except ImportError as error:
            raise ImportError(f"Sweep.plot() draws with matplotlib, which is not there (Debian: python3-matplotlib): {error}") from None
        return plot(self, ax, what, how, figsize, cmap=cmap, vmin=vmin, vmax=vmax)

    def hysteresis(self, *, measure=None, threads=None, progress=None):
        """Intervals in which what was followed up and down is on different attractors.

        Of a sweep with start="both". Both last states are run on: the attractors are the same if an
        orbit comes, within 10 transients, into a cell in which the other's record is, a thousandth of
        the view in each state. The phase on a cycle does not matter, nor do exponents. Where an orbit
        has escaped or not settled there is none.

        Parameters
        ----------
        measure : str, optional
            Whose transient and steps are those after which states were handed on; default: the first.
        threads, progress
            As in Map.iterate.

        Returns
        -------
        chaos.Result
            A table "rows" with a row for each interval: lower and upper, the first and the last of its
            points on the axis; points, how many there are; and the values of the other axes.

        Raises
        ------
        ValueError
            Another sweep; a map that reads the iterate number or draws random numbers.

        Examples
        --------
        >>> m = chaos.Map("x' = p + r*x - x^3", r=1.5)  # folds at p = -0.136 and 0.136
        >>> s = m.sweep(p=(-0.2, 0.2, 41), start="both", measure="final")
        >>> rows = s.hysteresis()["rows"]
        >>> rows["lower"].round(9).tolist(), rows["upper"].round(9).tolist()
        ([-0.13], [0.13])
        """
        from ._hysteresis import hysteresis

        return hysteresis(self, measure, threads, progress)

    def to_xarray(self):
        """The results with names of dimensions, units and meanings.

        Returns
        -------
        xarray.Dataset
            The axes are its coordinates, the recipe its attributes.

        Raises
        ------
        ImportError
            No xarray.

        Examples
        --------
        >>> s = chaos.maps["logistic"].sweep(r=(3.2, 3.6, 5), measure="period")
        >>> int(s.to_xarray().period.sel(r=3.5))
        4
        """
        from ._labels import dataset

        return dataset(self)

    def save(self, path):
        """Writes the sweep into a file, whole or not at all; chaos.load reads it.

        Parameters
        ----------
        path : str or path
            .npz, with axes, results and the recipe (as JSON); .tsv or .csv, the text that
            chaos-sweep writes.

        Raises
        ------
        ValueError
            Another ending; several tables for a .csv.
        OSError
            It can't be written.

        Examples
        --------
        >>> chaos.maps["logistic"].sweep(r=[3.2, 3.5], measure="period").save("periods.csv")
        """
        from ._files import save

        save(self, path)

    def again(self, **changes):
        """The same sweep of the same map, but for some changes.

        Parameters
        ----------
        **changes
            Arguments of Map.sweep: a value or an axis, measure=, bound=. steps and transient are
            then those of all measures that have them.

        Returns
        -------
        chaos.Sweep
            The new one.

        Raises
        ------
        TypeError, ValueError
            As Map.sweep.

        Examples
        --------
        >>> coarse = chaos.maps["logistic"].sweep(r=(3.25, 3.75, 3), measure="period")
        >>> coarse.again(r=[3.5], steps=10**4).period.tolist()
        [4]
        """
        from ._again import again

        return again(self, changes)


Sweep.__module__ = "chaos"
