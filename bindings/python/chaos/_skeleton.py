# SPDX-License-Identifier: MIT
"""Map.skeleton and its result."""

from __future__ import annotations

from ._branches import cycle_to_follow
from ._chaos import SPECIAL_NAMES, STOP_NAMES
from ._curves import Curve, box_of, over_of
from ._result import Found, Tables
from ._values import whole


def skeleton(self, cycle, *, over, to, max_period=None, budget=None, threads=None, progress=None):
    """The curves of bifurcations of a cycle in two parameters, each once, as far as they are found.

    They go through the folds, flips and Neimark-Sacker points that the cycle meets along either parameter, and
    those of the cycles of twice the period that leave it; then, breadth first, the other curves are followed
    that meet in points of codimension 2.

    Parameters
    ----------
    cycle : chaos.Cycle
        Of this map, as Map.cycle and Map.cycles give it.
    over : (str, str)
        The two parameters.
    to : ((float, float), (float, float))
        Where they go: low and high of each.
    max_period : int, optional
        The largest period of cycles on curves; default: twice that of the cycle.
    budget : int, optional
        Rows of all curves, after which no further one is begun; default: 100,000.
    threads : int, optional
        As for Map.branch.
    progress : bool or callable, optional
        True: a bar, tqdm's if it is there. A callable gets (done, total) rows; an exception in it stops the
        call.

    Returns
    -------
    chaos.Skeleton
        What was found; after Ctrl-C, or where the budget ends, what there was until then.

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
    >>> m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
    >>> k = m.skeleton(m.cycle(1, x=1), over=("p", "r"), to=((-1, 1), (-2, 2)))
    >>> sorted((c.of, c.points.shape[1]) for c in k.curves)
    [('flip', 1), ('flip', 2), ('flip', 2), ('fold', 1), ('fold', 2), ('fold', 2)]
    """
    options = {"over": over, "to": to, "max_period": max_period, "budget": budget, "threads": threads, "progress": progress}
    return followed(self, **options, **cycle_to_follow(self, "skeleton", cycle))


def followed(map, period, *, over, to, max_period=None, budget=None, **options):
    """From a guess of a cycle of that period."""
    over = over_of(map, over)
    max_period = 2 * period if max_period is None else whole("max_period", max_period, 1, 1000)
    budget = None if budget is None else whole("budget", budget, 2, 100_000_000)
    numbers = *(map.params.index(name) for name in over), max_period
    return Skeleton(map._skeleton(period, _over=numbers, _box=box_of(over, to), _budget=budget, **options))


def _recipe_of(skeleton, number, rows):
    """That of a curve, whose rows are given."""
    import numpy

    recipe, curves = skeleton.recipe, skeleton.result["curves"]
    start, parent = int(numpy.abs(rows["s"]).argmin()), skeleton.parents[number]
    guess = rows["points"][start].reshape(-1, skeleton.map.dim)[0].tolist()
    kept = {name: value for name, value in recipe.items() if name not in ("kind", "max_period", "stopped")}
    return kept | {
        "kind": "curve", "params": recipe["params"] | dict(zip(recipe["low"], rows["parameters"][start].tolist())),
        "guess": dict(zip(skeleton.map.states, guess)), "period": int(curves["period"][number]), "of": SPECIAL_NAMES[curves["kind"][number]],
        "from": "point" if parent is None else SPECIAL_NAMES[skeleton.result["special_points"]["kind"][parent[2]]],
        "budget": int(curves["budget"][number]), "begins": STOP_NAMES[curves["begins"][number]], "ends": STOP_NAMES[curves["ends"][number]],
        "part_of": recipe, "number": number,
    }  # fmt: skip


class Skeleton(Found):
    """Curves of bifurcations of a map's cycles in two parameters, as far as they were found.

    Attributes
    ----------
    curves : list of chaos.Curve
        In the order in which they were found.
    parents : list
        Of each curve the number of the curve and of the special point that it leaves, and of the row of that
        point in the table; None: it goes through a bifurcation on a branch.
    over : tuple of str
        The parameters' names.
    stopped : str
        "no"; "budget" or "canceled": it ended early.
    map : chaos.Map
        Whose it is.
    recipe : dict
        All that was asked.
    result : chaos.Result
        The same as tables: rows and special points of all curves, each with its curve, and the curves.
    """

    def __init__(self, found):
        import numpy

        from ._exports import part

        super().__init__(found)
        self.over, self.stopped = tuple(self.recipe["low"]), self.recipe["stopped"]
        curves, special = self.result["curves"], self.result["special_points"]
        first = numpy.searchsorted(special["curve"], numpy.arange(curves.rows)).tolist()
        pairs = zip(curves["parent"].tolist(), curves["parent_special_point"].tolist())
        self.parents = [(parent, i, first[parent] + i) if parent >= 0 else None for parent, i in pairs]
        self.curves = []
        for number, period in enumerate(curves["period"].tolist()):
            tables = {name: part(self.result[name], "curve", number, period) for name in ("rows", "special_points")}
            self.curves.append(Curve(Tables(self.map, _recipe_of(self, number, tables["rows"]), tables)))

    def _told(self):
        return (
            f" over {' and '.join(self.over)}, periods to {self.recipe['max_period']}: "
            f"{len(self.curves)} curves found, {self.result['special_points'].rows} special points"
        )

    def plot(self, *, ax=None):
        """All curves in the plane of the parameters, as Curve.plot draws each.

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
        >>> m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
        >>> ax = m.skeleton(m.cycle(1, x=1), over=("p", "r"), to=((-1, 1), (-2, 2))).plot()
        >>> sorted(text.get_text() for text in ax.get_legend().get_texts())
        ['flip', 'fold']
        """
        from ._picture_of_curves import draw_all

        return draw_all(self, ax)

    def to_dataframe(self):
        """All curves as one table with a row for each point of each cycle.

        Returns
        -------
        pandas.DataFrame
            The columns of Curve.to_dataframe after curve, its number.

        Examples
        --------
        >>> m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
        >>> k = m.skeleton(m.cycle(1, x=1), over=("p", "r"), to=((-1, 1), (-2, 2)))
        >>> k.to_dataframe().groupby("curve")["point"].max().tolist() == [c.points.shape[1] - 1 for c in k.curves]
        True
        """
        from ._exports import parts_frame

        return parts_frame(self.curves, "curve")

    def to_xarray(self):
        """All curves as one dataset.

        Returns
        -------
        xarray.Dataset
            With the dimensions curve, row, which has all rows one after the other, and special; both parameters by
            their names as coordinates of the rows; points of all rows along point, row_of_point; curve_of_row says
            whose a row is, special_curve whose a special point.

        Examples
        --------
        >>> m = chaos.Map("x' = p + r*x - x^3", p=0, r=1.2)
        >>> x = m.skeleton(m.cycle(1, x=1), over=("p", "r"), to=((-1, 1), (-2, 2))).to_xarray()
        >>> sorted(zip(x.kind.values.tolist(), x.period.values.tolist()))[:3]
        [('flip', 1), ('flip', 2), ('flip', 2)]
        """
        from ._exports import parts_dataset

        return parts_dataset(self, "curves", "curve", self.over, {})


Skeleton.__module__ = "chaos"
