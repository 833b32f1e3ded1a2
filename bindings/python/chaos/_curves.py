# SPDX-License-Identifier: MIT
"""Map.bifurcation_curve and its result."""

from __future__ import annotations

from numbers import Integral

from ._branches import LABELS, _rows
from ._result import CurvePoint, Rows, SpecialPoint, special_points
from ._support import interval, refuse_other_map, short
from ._values import whole

KINDS = "fold", "flip", "neimark_sacker"
SHORT = {
    "cusp": "CP", "generalized_flip": "GF", "chenciner": "CH", "resonance_1": "1:1", "resonance_2": "1:2", "resonance_3": "1:3",
    "resonance_4": "1:4", "fold_flip": "FF", "fold_neimark_sacker": "F-NS", "flip_neimark_sacker": "PD-NS", "double_neimark_sacker": "NS-NS",
}  # fmt: skip


def over_of(map, over):
    known = [map._name_of(name) if isinstance(name, str) else None for name in over] if isinstance(over, (tuple, list)) else []
    if len(known) != 2 or known[0] == known[1] or not set(known) <= set(map.params):
        raise ValueError(f"over must be two parameters of {short(map.name)}, {', '.join(map.params)}, got {short(repr(over))}")
    return known


def box_of(over, to):
    return interval("to", to, f" of values of {over[0]} and of {over[1]}", 2)


def _which(point, of, period):
    """The number of the curve that is asked for among those that meet in a point of codimension 2; else of the first that
    the point is not on."""
    period = None if period is None else whole("the curve's period", period, 1, 2**63 - 1)
    curves = list(enumerate(point.curves))
    if isinstance(of, Integral) and not isinstance(of, bool) and of in range(len(curves)) and period in (None, curves[of][1][1]):
        return int(of)
    if of is not None and of not in KINDS:
        raise ValueError(f"of must be {', '.join(map(repr, KINDS))} or a number of the point's {len(curves)} curves, from 0 on, got {short(repr(of))}")
    own = next((item for item in curves if item[1] == (point.result.recipe["of"], len(point.points))), None)
    curves.sort(key=lambda item: item == own)
    for number, (kind, times) in curves:
        if of in (None, kind) and period in (None, times) and (of or period or (number, (kind, times)) != own):
            return number
    meet = ", ".join(f"{LABELS[kind]} of period {times}" for _, (kind, times) in curves)
    raise ValueError(
        f"of and period must be those of a curve through the {LABELS[point.kind]}, {meet}, got {short(repr(of))} and {period}"
        if of or period
        else f"no other curve of cycles leaves a {LABELS[point.kind]}"
        if curves
        else f"the special point must be a bifurcation, got: {LABELS[point.kind]}"
    )


def _begin(point, of, period):
    """(kind, number of the curve or nothing), the parameters there and the cosine or nothing."""
    from . import _chaos

    recipe, kind = point.result.recipe, (_chaos.SPECIAL_NAMES.index(point.kind),)
    if isinstance(point, CurvePoint):
        return (*kind, _which(point, of, period)), recipe["params"] | dict(zip(recipe["low"], point.parameters)), (point.cosine,)
    if point.kind not in KINDS:
        raise ValueError(f"the special point must be a fold, a flip or a Neimark-Sacker point, got: {LABELS[point.kind]}")
    if of not in (None, point.kind):
        raise ValueError(f"of must be {point.kind!r}, that of the special point, got {short(repr(of))}")
    if period not in (None, len(point.points)):
        raise ValueError(f"period must be {len(point.points)}, that of the special point, got {short(repr(period))}")
    return kind, recipe["params"] | {recipe["along"]: point.parameter}, ()


def bifurcation_curve(self, point, *, over, to, of=None, period=None, budget=None, threads=None, progress=None):
    """The curve of folds, flips or Neimark-Sacker points through one of them, in two parameters.

    It is followed both ways and through its own folds, by pseudo-arclength continuation of all points of
    the cycle and both parameters at once, each corrected to rounding. On it points of codimension 2 are
    located likewise.

    Parameters
    ----------
    point : chaos.SpecialPoint or chaos.CurvePoint
        A fold, a flip or a Neimark-Sacker point of a branch of this map; or a point of codimension 2 of a curve,
        from which another of those that meet there, its .curves, is followed.
    over : (str, str)
        The two parameters.
    to : ((float, float), (float, float))
        Where they go: low and high of each.
    of : str or int, optional
        Which curve leaves a point of codimension 2: "fold", "flip", "neimark_sacker", or its number in .curves,
        as of the second of two folds at a resonance 1:4; default: the first of its .curves that it is not on.
    period : int, optional
        Of the cycles of that curve, where there are two of a kind, as at a resonance 1:2.
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
    chaos.Curve
        After Ctrl-C what there was until then.

    Raises
    ------
    TypeError
        No special point, or a wrong type.
    ValueError
        A point of another map or of another kind; a curve that is not there; a value that can't be.
    NotImplementedError
        More than one state, and libchaos was built without GSL.

    Examples
    --------
    >>> m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
    >>> b = m.branch(m.cycle(1, x=1), along="p", to=(-1, 1))
    >>> fold = next(p for p in b.special_points if p.kind == "fold")
    >>> c = m.bifurcation_curve(fold, over=("p", "r"), to=((-1, 1), (0, 2)))
    >>> [(p.kind, p.parameters.round(10).tolist()) for p in c.special_points]
    [('cusp', [0.0, 1.0])]
    >>> b = m.branch(m.cycle(1, x=0.4, p=0.7, r=-0.8), along="r", to=(-2, 1))
    >>> c = m.bifurcation_curve(b.special_points[0], over=("p", "r"), to=((-1, 1), (-2, 2)))
    >>> point = c.special_points[0]
    >>> point.kind, point.curves
    ('generalized_flip', [('flip', 1), ('fold', 2)])
    >>> m.bifurcation_curve(point, over=("p", "r"), to=((-1, 1), (-2, 2))).of
    'fold'
    """
    if not isinstance(point, (SpecialPoint, CurvePoint)):
        raise TypeError(f"bifurcation_curve() takes a special point of a branch or a curve, got {short(repr(point))}")
    refuse_other_map("the special point", self, point.result.map)
    kind, at, cosine = _begin(point, of, period)
    recipe = point.result.recipe
    over = over_of(self, over)
    points = point.points.reshape(-1, self.dim)
    found = self._branch(
        len(points), _over=(*map(self.params.index, over), *kind), _box=(*box_of(over, to), *cosine),
        _budget=_rows(budget), _axes=tuple(points.ravel().tolist()), at=at,
        state=points[0], wrap=not recipe["lift"], forcing_period=recipe.get("forcing_period"), threads=threads, progress=progress,
    )  # fmt: skip
    known = [(one.kind, one.row, one.s) for one in special_points(point.result, type(point))]
    return Curve(found)._from_point(point.result, known.index((point.kind, point.row, point.s)))


class Curve(Rows):
    """A curve of bifurcations in two parameters: columns with a row for each cycle, along the curve.

    Attributes
    ----------
    s : ndarray
        Length along the curve, in scaled states and parameters; 0 where it began.
    parameters : ndarray
        Of shape (rows, 2), in the order of over.
    points : ndarray
        Of shape (rows, period), or (rows, period, dim).
    multipliers : ndarray
        Complex, of shape (rows, dim), largest first.
    cosine : ndarray
        Of Neimark-Sacker points, whose pair is exp(±iθ), cos θ; beyond -1 and 1, past 1:2 and 1:1, the pair
        is real and the point a neutral saddle, which is no bifurcation. nan: fold, flip.
    coefficient : ndarray
        Complex, of the normal form, as of a SpecialPoint.
    unstable : ndarray
        How many multipliers are outside the unit circle, but for the critical ones.
    residual, updates : ndarray
        Largest |f(x[i]) - x[i+1]|, relative to the state's largest |x|; steps of Newton's method.
    special_points : list of chaos.CurvePoint
        Points of codimension 2, in the order of the curve.
    begins, ends : str
        Why it ends on either side, as of a Branch: "box" where either parameter leaves its range.
    of : str
        "fold", "flip" or "neimark_sacker".
    over : tuple of str
        The parameters' names.
    map : chaos.Map
        Whose it is.
    recipe : dict
        All that was asked, in full.
    result : chaos.Result
        The same as tables.
    """

    def __init__(self, found):
        super().__init__(found)
        self.of, self.begins, self.ends = (self.recipe[name] for name in ("of", "begins", "ends"))
        self.over = tuple(self.recipe["low"])
        self.special_points = special_points(self.result, CurvePoint)

    def _column(self, name):
        values = self._rows[name]
        return values.reshape(len(self), -1) if name == "multipliers" else values

    def _told(self):
        kinds = [LABELS[point.kind] for point in self.special_points]
        return (
            f", {LABELS[self.of]} of period {self.points.shape[1]}, over {' and '.join(self.over)}, "
            f"{len(self)} rows: {', '.join(kinds) if kinds else 'no special points'}"
        )

    def plot(self, *, ax=None):
        """The curve in the plane of its parameters, its kind by colour, neutral saddles dotted; points of
        codimension 2 marked and labelled, filled if they are exact: CP cusp, GF generalised flip, CH Chenciner,
        1:1 to 1:4 resonances, FF fold-flip, F-NS, PD-NS and NS-NS fold, flip and another with Neimark-Sacker.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: of a new figure. Those of a sweep over the same parameters, either way round, keep
            their limits.

        Returns
        -------
        matplotlib Axes
            With a label for each kind of curve.

        Examples
        --------
        >>> m = chaos.maps["henon"]
        >>> b = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-1, 2))
        >>> box = (-1, 2), (-1, 1)
        >>> curves = [m.bifurcation_curve(p, over=("a", "b"), to=box) for p in b.special_points]
        >>> ax = curves[1].plot(ax=curves[0].plot())
        >>> [text.get_text() for text in ax.get_legend().get_texts()]
        ['fold', 'flip']
        """
        from ._picture_of_curves import draw

        return draw(self, ax)

    def to_xarray(self):
        """The curve as a dataset.

        Returns
        -------
        xarray.Dataset
            With the dimensions row, point, and state and number where they are, both parameters by their names as
            coordinates of the rows; special points, special_kind, special_points, ..., along special, their
            special_coefficients along term, too.

        Examples
        --------
        >>> m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
        >>> b = m.branch(m.cycle(1, x=1), along="p", to=(-1, 1))
        >>> fold = next(p for p in b.special_points if p.kind == "fold")
        >>> c = m.bifurcation_curve(fold, over=("p", "r"), to=((-1, 1), (0, 2))).to_xarray()
        >>> c.special_kind.item(), round(c.special_r.item(), 12)
        ('cusp', 1.0)
        """
        from ._exports import dataset

        return dataset(self, self.over)

    def to_dataframe(self):
        """The curve as a table with a row for each point of each cycle.

        Returns
        -------
        pandas.DataFrame
            Columns row, point, the parameters and the states by name, then what holds for the whole cycle; of
            multipliers one for each, multipliers_1, ...

        Examples
        --------
        >>> m = chaos.maps["henon"]
        >>> b = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(-1, 2))
        >>> c = m.bifurcation_curve(b.special_points[0], over=("a", "b"), to=((-1, 2), (-1, 1))).to_dataframe()
        >>> c.columns.tolist()[:6]
        ['row', 'point', 'a', 'b', 'x', 'y']
        """
        from ._exports import frame

        return frame(self, self.over)


Curve.__module__ = "chaos"
