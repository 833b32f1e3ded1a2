# SPDX-License-Identifier: MIT
"""Map.survival: the measure of that name at one point, with its curve and its picture."""

from __future__ import annotations

from ._sweep import Sweep


class Survival(Sweep):
    """Result of Map.survival: a chaos.Sweep of one point, with names of its own for what it has.

    Attributes
    ----------
    rate, error : float
        The escape rate per iterate, -ln(1 - q) of the share q that leaves with each iterate, and its standard
        error; NaN if there is none.
    n0 : float
        The index in survivors from which on q is constant; NaN if there is none.
    exponent, exponent_error : float
        Without a rate: survivors decay as this power of time, 1/(n + a)**exponent, up to a constant, and the
        standard error of that; NaN where there is none.
    survivors : array of uint64
        Starts that have been in the region all the time, at iterates 0, 1, ... of what is looked at.
    sides : dict
        How many left by each side that was asked for.
    map, recipe, status
        As of chaos.Sweep, as are .to_xarray(), .save() and .again().
    """

    @property
    def rate(self):
        return float(self["survival_rate"])

    @property
    def error(self):
        return float(self["survival_rate_stderr"])

    @property
    def n0(self):
        return float(self["survival_from"])

    @property
    def exponent(self):
        return float(self["survival_exponent"])

    @property
    def exponent_error(self):
        return float(self["survival_exponent_stderr"])

    @property
    def survivors(self):
        return self["survival_curve"].reshape(-1)

    @property
    def sides(self):
        import numpy

        names = self.map._measure(("survival", self._options()))["columns"]
        return dict(zip(names, numpy.ravel(self["survival_sides"]).tolist())) if "survival_sides" in self else {}

    @property
    def _first(self):
        return self.recipe["measure"]["survival"]["transient"]

    def _options(self):
        from ._measures import said

        return said(self.recipe["measure"])[0][1]

    def __repr__(self):
        if self.rate == self.rate:
            said = f"rate {self.rate:.6g} \N{PLUS-MINUS SIGN} {self.error:.2g} from iterate {self._first + self.n0:g}"
        elif self.exponent == self.exponent:
            said = f"no rate; exponent {self.exponent:.3g} \N{PLUS-MINUS SIGN} {self.exponent_error:.2g}"
        else:
            said = "no rate"
        return f"<chaos.Survival of {self.map.name}: {said}, {self.survivors[0]} starts>"

    def plot(self, *, ax=None):
        """Draws the part of starts that survive, with the fit.

        With a rate over iterates; without one over their logarithm, too.

        Parameters
        ----------
        ax : matplotlib axes, optional
            Default: of a figure of its own, which pyplot does not know.

        Returns
        -------
        matplotlib axes
            Which it was drawn on.

        Raises
        ------
        ImportError
            No matplotlib.

        Examples
        --------
        >>> s = chaos.maps["logistic"].survival("abs(x - 0.5) <= 0.5", r=4.5, starts=10_000)
        >>> s.plot().figure.savefig("survival.png")
        """
        from ._picture_of_survival import draw

        return draw(self, ax)

    def to_dataframe(self):
        """The curve as a table.

        Returns
        -------
        pandas.DataFrame
            Columns iterate, survivors, and fraction, the part of all starts that were in the region.

        Examples
        --------
        >>> s = chaos.maps["tent"].survival("abs(x - 0.5) <= 0.5", mu=3, starts=10_000)
        >>> s.to_dataframe().columns.tolist()
        ['iterate', 'survivors', 'fraction']
        """
        import numpy
        import pandas

        there = self.survivors
        fraction = there / max(int(there[0]), 1)
        return pandas.DataFrame({"iterate": self._first + numpy.arange(len(there)), "survivors": there, "fraction": fraction})


def survival(
    self, region=None, *, sides=None, starts=100_000, steps=1000, transient=0, seed=None, box=None, noise="own", at=None,
    state=None, threads=None, progress=None, bound=None, wrap=True, **values,
):  # fmt: skip
    """Survivors in a region over many random starts, and the rate of escape from it.

    The measure "survival" of Map.sweep at one point, with all of the curve; over axes of parameters that
    gives a rate for each point. There is one only where survivors become fewer by a factor of e with it, so that
    steps must be 1/rate and more: over less any slow decay looks exponential.

    Parameters
    ----------
    region : str, optional
        Where orbits are to stay, an expression of states and parameters that is not 0 there, "cos(p) < 0.9";
        default: within the bound. Angles lie in [0, period): to stay out of the hole |p| < 0.1 pi of an angle
        of 2 pi is "cos(p) < cos(0.1*pi)"; "abs(p) > 0.1*pi" leaves out half of it.
    sides : str or sequence of str, optional
        Up to four conditions that tell by which side they leave, ["x < 0", "x > 1"]: the first that holds
        counts.
    starts : int
        So many, uniform in the box; those outside the region do not count.
    steps, transient : int
        Iterates that are looked at, the first of them the start or, after a transient, a later one.
    seed, box, noise, at, state, threads, progress, bound, wrap
        As in Map.sweep.
    **values
        Parameters, and initial states that are not random.

    Returns
    -------
    chaos.Survival
        .rate, .error, .n0, .exponent, .survivors, .sides, .plot(), .to_dataframe(), .to_xarray(), .save().

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name.

    Examples
    --------
    A tent of slope 2.5 loses a fifth of what is there with each iterate, so that the rate is ln 1.25:

    >>> s = chaos.maps["tent"].survival("abs(x - 0.5) <= 0.5", mu=2.5, box={"x": (0, 1)})
    >>> round(s.rate, 2), s.error < 0.001
    (0.22, True)
    """
    from ._values import check_one_point

    check_one_point("survival", {**(at or {}), **values})
    options = {"region": region, "sides": sides, "steps": steps, "transient": transient, "curve": steps}
    sweep = self.sweep(
        measure={"survival": {name: value for name, value in options.items() if value is not None}}, starts=starts, seed=seed,
        box=box, noise=noise, at=at, state=state, threads=threads, progress=progress, bound=bound, wrap=wrap, **values,
    )  # fmt: skip
    return Survival(sweep.map, sweep.axes, dict(sweep), sweep.recipe)


Survival.__module__ = "chaos"
