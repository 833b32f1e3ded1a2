# SPDX-License-Identifier: MIT
"""Map.branch and its result."""

from __future__ import annotations

import numbers

from ._result import Cycle, Rows, special_points
from ._support import short

LABELS = {
    "fold": "fold", "flip": "flip", "neimark_sacker": "Neimark-Sacker", "branch_point": "branch point", "neutral_saddle": "neutral saddle",
    "resonance_3": "resonance 1:3", "resonance_4": "resonance 1:4", "cusp": "cusp", "generalized_flip": "generalised flip",
    "chenciner": "Chenciner point", "resonance_1": "resonance 1:1", "resonance_2": "resonance 1:2", "fold_flip": "fold-flip",
    "fold_neimark_sacker": "fold-Neimark-Sacker", "flip_neimark_sacker": "flip-Neimark-Sacker", "double_neimark_sacker": "double Neimark-Sacker",
}  # fmt: skip
MARKERS = dict(zip(LABELS, "osDXP^v"))


def _range(along, to):
    try:
        low, high = to
        return float(low), float(high)
    except (TypeError, ValueError):
        raise ValueError(f"to must be a pair (low, high) of values of {along}, got {short(repr(to))}") from None


def _rows(budget):
    if budget is not None and not isinstance(budget, numbers.Integral):
        raise TypeError(f"budget must be a number of rows, got {short(repr(budget))}")
    if budget is not None and not 2 <= budget <= 1_000_000:
        raise ValueError(f"budget must be 2 to 1000000 rows, got {short(repr(budget))}")
    return budget


def _parameter(map, along):
    known = map._name_of(along) if isinstance(along, str) else None
    if known is None or known not in map.params:
        raise ValueError(f"along must be a parameter of {short(map.name)}, {', '.join(map.params)}, got {short(repr(along))}")
    return known


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
    if not isinstance(cycle, Cycle):
        raise TypeError(f"branch() takes a cycle, as Map.cycle gives it, got {short(repr(cycle))}")
    recipe = cycle.result.recipe
    if cycle.result.map != self:
        raise ValueError(f"the cycle must be of {short(self.name)}, got one of {short(cycle.result.map.name)}")
    if not cycle.converged:
        raise ValueError("the cycle must have converged")
    along = _parameter(self, along)
    first = cycle.points.reshape(len(cycle.points), self.dim)[0]
    found = self._branch(
        len(cycle.points), _over=(self.params.index(along),), _box=_range(along, to), _budget=_rows(budget), at=recipe["params"],
        state=first, wrap=not recipe["lift"], forcing_period=recipe.get("forcing_period"),
        threads=threads, progress=progress,
    )  # fmt: skip
    return Branch(found)


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
    begins, ends : str
        Why it ends on either side: "box", at the end of the parameter's range, or a state has gone far
        beyond what a picture shows; "closed", it came back; "period", the cycle becomes one of a
        smaller period; "step", Newton's method finds no more; "budget", "canceled".
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

    def _column(self, name):
        values = self._rows[name]
        return values.reshape(len(self), -1) if name == "multipliers" else values

    def __repr__(self):
        kinds = [LABELS[point.kind] for point in self.special_points]
        return (
            f"<chaos.Branch of {short(self.map.name)}, period {self.points.shape[1]}, along {self.along} from {self.parameter[0]:.6g} to "
            f"{self.parameter[-1]:.6g}, {len(self)} rows: {', '.join(kinds) if kinds else 'no special points'}>"
        )

    def switch(self, i, *, budget=None, threads=None, progress=None):
        """The branch of cycles of twice the period that is born at a flip.

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
        ValueError
            The special point is no flip, or there is no such cycle beside it.

        Examples
        --------
        >>> m = chaos.maps["logistic"]
        >>> b = m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4))
        >>> [round(p.parameter, 6) for p in b.switch(0).special_points]  # 1 + sqrt 6
        [3.44949]
        """
        point = self.special_points[i]
        if point.kind != "flip":
            raise ValueError(f"special point {i} must be a flip, got {LABELS[point.kind]}")
        points = point.points.reshape(-1, self.map.dim)
        recipe = self.recipe
        found = self.map._branch(
            len(points), _over=(self.map.params.index(self.along),), _box=(recipe["low"], recipe["high"]), _budget=_rows(budget),
            _axes=tuple(points.ravel().tolist()), at=recipe["params"] | {self.along: point.parameter}, state=points[0],
            wrap=not recipe["lift"], forcing_period=recipe.get("forcing_period"), threads=threads, progress=progress,
        )  # fmt: skip
        return Branch(found)

    def _lines(self, i):
        """x, y, stable, unstable: of rows and special points along the branch, all points of state i; breaks in
        y where an angle goes round."""
        import numpy

        several = self.map.dim > 1
        points = self.points[:, :, i] if several else self.points
        x, y, s = self.parameter, points, self.s
        stable, joint = self.unstable == 0, numpy.zeros(len(self), bool)
        if self.special_points:
            special = [point.points[:, i] if several else point.points for point in self.special_points]
            order = numpy.argsort(numpy.concatenate([s, [point.s for point in self.special_points]]), kind="stable")
            x = numpy.concatenate([x, [point.parameter for point in self.special_points]])[order]
            y = numpy.concatenate([y, special])[order]
            more = numpy.ones(len(special), bool)
            stable, joint = numpy.concatenate([stable, ~more])[order], numpy.concatenate([joint, more])[order]
        period = self.map.angles.get(self.map.states[i]) if not self.recipe["lift"] else None
        return x, y, stable | joint, ~stable | joint, period

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
        >>> ax.get_xlabel(), ax.get_ylabel()
        ('r', 'x')
        """
        import numpy
        from matplotlib.figure import Figure

        ax = ax or Figure(layout="constrained").add_subplot()
        name = self.map.states[0] if state is None else self.map._name_of(state) if isinstance(state, str) else None
        if name not in self.map.states:
            raise ValueError(f"state must be one of {', '.join(self.map.states[:16])}, got {short(repr(state))}")
        i = self.map.states.index(name)
        x, y, stable, unstable, period = self._lines(i)
        [first] = ax.plot([], [])  # the next colour
        for column in y.T:
            if period:
                jumps = numpy.flatnonzero(numpy.abs(numpy.diff(column)) > period / 2) + 1
                parts = zip(*(numpy.split(values, jumps) for values in (x, column, stable, unstable)))
            else:
                parts = [(x, column, stable, unstable)]
            for u, v, solid, dashed in parts:
                ax.plot(u, numpy.where(solid, v, numpy.nan), color=first.get_color(), lw=1.2)
                ax.plot(u, numpy.where(dashed, v, numpy.nan), color=first.get_color(), lw=1.2, ls="--")
        first.remove()
        _, labelled = ax.get_legend_handles_labels()
        for point in self.special_points:
            label, values = LABELS[point.kind], point.points[:, i] if self.map.dim > 1 else point.points
            ax.plot(
                numpy.full(len(values), point.parameter), values, MARKERS[point.kind], ms=6, color="black",
                mfc="white" if not point.exact else "black", zorder=3, label=None if label in labelled else label,
            )  # fmt: skip
            labelled.append(label)
        ax.set(xlabel=self.along, ylabel=name, title=ax.get_title() or f"{short(self.map.name)}: period {self.points.shape[1]}")
        if labelled:
            ax.legend(fontsize="small", loc="upper left")
        return ax
