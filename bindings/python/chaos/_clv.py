# SPDX-License-Identifier: MIT
"""Map.covariant_vectors: the measure clv at one point, with vectors and angles at each iterate."""

from __future__ import annotations

from ._sweep import Sweep


class CovariantVectors(Sweep):
    """Result of Map.covariant_vectors: a chaos.Sweep of one point, with names of its own for what it has.

    Attributes
    ----------
    states : array (steps, dim)
        The orbit.
    vectors : array (steps, count, dim)
        At each of its states the covariant Lyapunov vectors, of length 1, from the fastest on, the largest
        component positive. The derivative maps each to a multiple of the same one at the next state.
    angles : array (steps, count - 1)
        The angle of each vector, from the second on, with the plane of those before it, 0 to pi/2.
    exponents : array (count,)
        How fast each grows, in nats per iterate: the Lyapunov exponents of this stretch.
    map, recipe, status
        As of chaos.Sweep, as are .to_xarray(), .save() and .again().
    """

    @property
    def states(self):
        return self["orbit"].reshape(-1, self.map.dim)

    @property
    def vectors(self):
        return self["clv_series"].reshape(len(self.states), -1, self.map.dim)

    @property
    def angles(self):
        return self["clv_angles"].reshape(len(self.states), -1)

    @property
    def exponents(self):
        return self["clv_exponents"].reshape(-1)

    def __repr__(self):
        least = self.angles.min(axis=0)
        return f"<chaos.CovariantVectors of {self.map.name}: {self.vectors.shape[1]} along {len(self.states)} iterates, least angle {least[0]:.3g}>"

    def plot(self, *, ax=None):
        """The orbit in its first two states, coloured by the angle of the first two vectors.

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
        >>> c = chaos.maps["henon"].covariant_vectors(500)
        >>> c.plot().figure.savefig("angles.png")
        """
        from matplotlib.colors import LogNorm

        from ._figure import entitle, place
        from ._symbols import symbol

        ax, new = place(ax)
        angle = self.angles[:, 0]
        drawn = ax.scatter(self.states[:, 0], self.states[:, 1], s=3, c=angle, norm=LogNorm(), linewidths=0)
        ax.figure.colorbar(drawn, ax=ax, label="angle of the first two vectors (rad)")
        if new:
            ax.set(xlabel=symbol(self.map.states[0]), ylabel=symbol(self.map.states[1]))
            entitle(ax, self.map, self.recipe["values"])
        return ax


def covariant_vectors(
    self, steps, *, count=2, transient=1000, settle=1000, at=None, state=None, threads=None, progress=None, bound=None,
    **values,
):  # fmt: skip
    """Covariant Lyapunov vectors along an orbit, and the angles between them.

    The measure "clv" of Map.sweep at one point, with series for each iterate; over axes of parameters that
    gives least and mean angles. Ginelli's algorithm keeps count (count + 3)/2 + count dim doubles an iterate.

    Parameters
    ----------
    steps : int
        Iterates of the orbit, after the transient.
    count : int or "all"
        So many vectors, from the fastest on, 2 or more.
    transient, settle : int
        Iterates before, which align, and after, from which vectors come back: what is wrong at the ends decays
        with exp(-(l_1 - l_2) n).
    at, state, threads, progress, bound
        As in Map.sweep.
    **values
        Parameters and initial states.

    Returns
    -------
    chaos.CovariantVectors
        .states, .vectors, .angles, .exponents, .plot(), .to_xarray(), .save().

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name.

    Examples
    --------
    Of a linear map they are the eigenvectors, the same everywhere:

    >>> c = chaos.maps["cat"].covariant_vectors(100)
    >>> c.vectors.shape, [round(float(v), 4) for v in c.vectors[7, 0]]
    ((100, 2, 2), [0.8507, 0.5257])
    """
    from ._values import check_one_point

    check_one_point("covariant_vectors", {**(at or {}), **values})
    window = {"transient": transient, "steps": steps}
    sweep = self.sweep(
        measure={"clv": {**window, "count": count, "settle": settle, "series": steps}, "orbit": window},
        at=at, state=state, threads=threads, progress=progress, bound=bound, **values,
    )  # fmt: skip
    return CovariantVectors(sweep.map, sweep.axes, dict(sweep), sweep.recipe)


CovariantVectors.__module__ = "chaos"
