# SPDX-License-Identifier: MIT
"""Results of a length that only the call finds out: tables of columns."""

from __future__ import annotations

from typing import Any, NamedTuple

from ._support import Named, Status, of_a_dataset, short

SHOWN = 4  # rows of a table that its repr shows


class _Kept:
    """What a table that was pickled reads its columns from."""

    def __init__(self, columns):
        self._columns = columns

    def column(self, table, name):
        return self._columns[name]


class Tables:
    """A result made of arrays: what Result reads. tables: {name: {column: array}}; a column without a common shape has
    NAME_offsets beside it, where the values of each row begin."""

    def __init__(self, map, recipe, tables):
        self._map, self._recipe, self._tables = map, recipe, tables

    def about(self):
        import json

        tables = {}
        for table, columns in self._tables.items():
            names = [name for name in columns if not (name.endswith("_offsets") and name.removesuffix("_offsets") in columns)]
            tables[table] = self._rows(table, names[0]), dict.fromkeys(names, {})
        return self._map, self._recipe["kind"], json.dumps(self._recipe), tables

    def _rows(self, table, name):
        columns = self._tables[table]
        return len(columns[f"{name}_offsets"]) - 1 if f"{name}_offsets" in columns else len(columns[name])

    def column(self, table, name):
        columns = self._tables[table]
        values, offsets = columns[name], columns.get(f"{name}_offsets")
        return values, offsets if offsets is None else offsets * max(values[:1].size, 1)


def _rows(count):
    return f"{count} row{'s' * (count != 1)}"


def _first(column):
    """The first values of a column in a line."""
    import numpy

    said = (numpy.array2string(numpy.asarray(value), precision=6, threshold=6, edgeitems=2).replace("\n", "") for value in column[:SHOWN])
    return "  ".join([*said, *["..."] * (len(column) > SHOWN)])


class Table(Named):
    """Columns by name: arrays with a row for each thing that was found. A column whose values
    have no common shape is a list of arrays. rows: how many there are."""

    def __init__(self, found, name, rows, columns):
        super().__init__("column", columns)
        self._found, self._name, self.rows, self._read = found, name, rows, {}

    def __getitem__(self, name):
        super().__getitem__(name)
        if name not in self._read:
            values, offsets = self.raw(name)
            if offsets is not None:
                values = [values[a:b] for a, b in zip(offsets, offsets[1:])]
            self._read[name] = values
        return self._read[name]

    def raw(self, name):
        """(array, None); of a column without a common shape (array of all rows, where each begins and the last ends)."""
        values, offsets = self._found.column(self._name, name)
        return values, offsets if offsets is None else offsets // max(values[:1].size, 1)

    def __getstate__(self):
        return self.__dict__ | {"_found": _Kept({name: self._found.column(self._name, name) for name in self}), "_read": {}}

    def __repr__(self):
        width = max(map(len, self), default=0)
        columns = (f"\n    {name:{width}}  {_first(self[name])}" for name in self)
        return f"<table of {_rows(self.rows)}>{''.join(columns)}"


class Result(Named):
    """What an analysis of a map has found: its tables by name.

    Attributes
    ----------
    map : chaos.Map
        Whose it is.
    kind : str
        Which analysis.
    recipe : dict
        All that was asked, in full; json can write it.
    """

    def __init__(self, found):
        self.map, self.kind, self._recipe, tables = found.about()
        super().__init__("table", {name: Table(found, name, *about) for name, about in tables.items()})

    @property
    def recipe(self):
        import json

        return json.loads(self._recipe)

    def arrays(self):
        """All columns by name, those of other tables than rows with its name before theirs, as files have them.

        Returns
        -------
        dict of arrays
            Of a column without a common shape all its values, and NAME_offsets, where those of each row begin.

        Examples
        --------
        >>> chaos.maps["logistic"].cycles(2, r=4).result.arrays()["periods_cycles"].tolist()
        [2, 1]
        """
        from ._files import columns_of

        return columns_of({"" if name == "rows" else f"{name}_": table for name, table in self.items()})

    def __repr__(self):
        width = max(map(len, self), default=0)
        tables = (f"\n    {name:{width}}  {_rows(table.rows)}: {', '.join(table)}" for name, table in self.items())
        return f"<chaos.Result, {self.kind} of {short(self.map.name)}>{''.join(tables)}"


class Cycle(NamedTuple):
    """Result of Map.cycle, which says what is in it."""

    points: Any
    multipliers: Any
    exponents: Any
    points_error: Any
    multipliers_error: Any
    residual: float
    converged: bool
    family: int
    unstable: int
    neutral: int
    index: int
    result: Result


class FloatCycle(NamedTuple):
    """Result of Map.float_cycle, which says what is in it."""

    found: Any
    tail: Any
    length: Any
    log_multiplier: Any
    status: Any


class SpecialPoint(NamedTuple):
    """What happens at a point of a Branch.

    Attributes
    ----------
    kind : str
        "fold", "flip", "neimark_sacker", "branch_point", "neutral_saddle"; of maps that preserve area
        "resonance_3", "resonance_4"; in Branch.superstable "superstable".
    row : int
        It is between this row of the branch and the next.
    s, parameter, points, multipliers, residue
        As those of the branch.
    coefficient : complex
        Of the normal form of f^period at the cycle's least point: a of a fold, whose sign is arbitrary;
        b of a flip, above 0: the cycle of twice the period attracts on the centre manifold; d of a
        Neimark-Sacker point, its real part below 0: the invariant circle does. nan, none.
    off : float
        How far the multiplier is from where it must be.
    condition : float
        How much errors grow in s.
    exact : bool
        False: do not trust it.
    result : chaos.Result
        That of the branch.
    """

    kind: str
    row: int
    s: float
    parameter: float
    points: Any
    multipliers: Any
    residue: float
    coefficient: complex
    off: float
    condition: float
    exact: bool
    result: Result


class CurvePoint(NamedTuple):
    """A point of codimension 2 on a Curve.

    Attributes
    ----------
    kind : str
        "cusp", two folds meet and end; "generalized_flip", "chenciner", a flip or a Neimark-Sacker point goes
        over from super- to subcritical; "resonance_1", multipliers 1 and 1; "resonance_2", -1 and -1;
        "resonance_3", "resonance_4", a pair at a third or a quarter of a turn; "fold_flip",
        "fold_neimark_sacker", "flip_neimark_sacker", "double_neimark_sacker", two at once; "neutral_saddle",
        two further real multipliers whose product is 1, no bifurcation.
    row : int
        It is between this row of the curve and the next.
    s, parameters, points, multipliers, cosine, coefficient
        As those of the curve; the coefficient is nan where it has a pole.
    coefficients : ndarray
        Four complex ones of the normal form of f^period on the centre manifold at the cycle's least point, those
        that it has before nan: of a cusp c of w + c w^3; of a generalised flip e of -w + e w^5; of a Chenciner
        point l of the modulus r + l r^5; of 1:1 a, b of u + v, v + a u^2 + b u v; of 1:2 c, d of -u + v,
        -v + c u^3 + d u^2 v; of 1:3 Re c, b of mu w (1 + c |w|^2) + b w*^2; of 1:4 c, d of
        mu w (1 + c |w|^2) + d w*^3, where the phase of b and d is arbitrary; of a fold-flip a/e, b e of
        u + a u^2/2 + b v^2/2, -v + e u v; of a fold-Neimark-Sacker point e/a, a b of u + a u^2/2 + b |w|^2,
        mu w (1 + e u); of a flip-Neimark-Sacker point a, b, c, d of -u (1 + a u^2 + b |w|^2),
        mu w (1 + c u^2 + d |w|^2); of a double one of mu v (1 + a |v|^2 + b |w|^2), nu w (1 + c |v|^2 + d |w|^2).
        e of a generalised flip and l not of functions.
    off : float
        What is left of its two conditions, relative to how the second one varies along the step.
    condition : float
        How much errors grow in s.
    exact : bool
        False: do not trust it.
    result : chaos.Result
        That of the curve.
    curves : list of (str, int)
        The curves that meet there, each "fold", "flip" or "neimark_sacker" and the period of its cycles, the one
        it is on among them: Map.bifurcation_curve follows them.
    """

    kind: str
    row: int
    s: float
    parameters: Any
    points: Any
    multipliers: Any
    cosine: float
    coefficient: complex
    coefficients: Any
    off: float
    condition: float
    exact: bool
    result: Result

    @property
    def curves(self):
        from . import _chaos

        curves = _chaos.SPECIAL_CURVES[_chaos.SPECIAL_NAMES.index(self.kind)]
        return [(_chaos.SPECIAL_NAMES[kind], times * len(self.points)) for kind, times in curves]


class Cascade(NamedTuple):
    """A cascade of period doublings, and what it tends to.

    Attributes
    ----------
    periods : ndarray
        Of the cycles that double: n, 2 n, 4 n, ...
    doublings : ndarray
        Where they do.
    superstable : ndarray
        Of a map of one state, where those of twice these periods are superstable.
    limit, limit_error : float
        Where the cascade ends, and by how much the last doubling changed it.
    delta, delta_error : float
        By which factor distances between doublings shrink, of maps with a quadratic extremum 4.6692..., of
        those that preserve area 8.7210...; likewise.
    alpha, alpha_error : float
        By which factor the distance of the critical point from the nearest point of the superstable cycle
        shrinks, -2.5029...; nan: more states, or too few doublings.
    """

    periods: Any
    doublings: Any
    superstable: Any
    limit: float
    limit_error: float
    delta: float
    delta_error: float
    alpha: float
    alpha_error: float


for _public in (Cascade, Cycle, FloatCycle, Result, SpecialPoint, CurvePoint):
    _public.__module__ = "chaos"


def cycle(found):
    return cycle_of(Result(found), 0)


def cycle_of(result, i):
    import numpy

    rows = result["rows"]
    row = {name: rows[name][i] for name in Cycle._fields[:-1]}
    for name in ("multipliers", "exponents", "multipliers_error"):  # one of each, too, is an array
        row[name] = numpy.atleast_1d(row[name])
    row["converged"] = bool(row["converged"])
    return Cycle(**row, result=result)


def special_points(result, type=SpecialPoint, table="special_points"):
    import numpy

    from . import _chaos

    table, points = result[table], []
    for i in range(table.rows):
        row = {name: table[name][i] for name in type._fields[:-1]}
        row = {name: value if isinstance(value, numpy.ndarray) else value.item() for name, value in row.items()}
        row |= {"kind": _chaos.SPECIAL_NAMES[row["kind"]], "multipliers": numpy.atleast_1d(row["multipliers"]), "exact": bool(row["exact"])}
        points.append(type(**row, result=result))
    return points


def float_cycle(found, shape):
    [rows] = Result(found).values()
    columns = {name: rows[name].reshape(shape) for name in FloatCycle._fields}
    columns["found"] = columns["found"].astype(bool)
    if shape:
        return FloatCycle(**columns)
    found = {name: column.item() for name, column in columns.items()}
    return FloatCycle(**{**found, "status": Status(found["status"])})


class Found:
    """What is made of a result."""

    def __init__(self, found):
        self.result = Result(found)
        self.map, self.recipe = self.result.map, self.result.recipe

    def __repr__(self):
        canceled = "canceled" in [self.recipe.get(name) for name in ("stopped", "begins", "ends")]
        return f"<chaos.{type(self).__name__} of {short(self.map.name)}{self._told()}{', interrupted' if canceled else ''}>"

    def _from_point(self, result, i):
        """It begins at special point i of another result: so the recipe says how that was made, too."""
        import json

        self.result._recipe = json.dumps(self.recipe | {"point_of": result.recipe, "point": i})
        self.recipe = self.result.recipe
        return self

    def again(self, **changes):
        """The same of the same map, but for some changes.

        Parameters
        ----------
        **changes
            Arguments of the method of chaos.Map that made it, but for a cycle, which is found again.

        Returns
        -------
        Result of the same kind
            The new one.

        Raises
        ------
        TypeError, ValueError
            As that method. What is a part of another result, or begins at a point of one, is not made alone.

        Examples
        --------
        >>> len(chaos.maps["logistic"].cycles(3, r=4).again(r=3.5, periods=4))
        4
        >>> d = chaos.maps["logistic"].bifurcation_diagram(r=(2, 3.5), max_period=2)
        >>> len(d.branches), len(d.again(max_period=4).branches)
        (3, 4)
        >>> m = chaos.maps["henon"]
        >>> b = m.branch(m.cycle(1, a=0.2, x=1, y=0.3), along="a", to=(0, 1))
        >>> [round(b.again(b=value).special_points[0].parameter, 4) for value in (0.3, 0.2)]
        [0.3675, 0.48]
        """
        from ._remade import again

        return again(self, changes)

    def save(self, path):
        """Writes all columns and the recipe into a file; those of other tables have its name before theirs, periods_count.

        Parameters
        ----------
        path : str or path
            Ends in .npz: arrays by name; numpy.load reads them. Points of cycles of several periods are
            one array, and points_offsets says where each begins. Or in .tsv: all tables as text, a row for
            each point. Or in .csv: the only table, or the rows of branches and curves without their special
            points. As the shell's programs write them; chaos.load makes the same of an .npz or .tsv again.

        Raises
        ------
        ValueError
            Another ending; a .csv of several tables.
        OSError
            It can't be written.

        Examples
        --------
        >>> chaos.maps["henon"].cycles(2).save("cycles.npz")  # doctest: +SKIP
        """
        from ._files import save_analysis

        save_analysis(path, self.result, self.recipe)

    def __getattr__(self, name):
        raise AttributeError(f"chaos.{type(self).__name__} has no attribute {name!r}{of_a_dataset(self, name)}")


class Rows(Found):
    """What is made of the rows of a result: they are counted, and its columns are attributes."""

    def __init__(self, found):
        super().__init__(found)
        self._rows = self.result["rows"]

    def __len__(self):
        return self._rows.rows

    def _number(self, i, what):
        """i as a row's number from 0 on."""
        import operator

        i = operator.index(i)
        if not -len(self) <= i < len(self):
            raise IndexError(f"there are {len(self)} {what}, got {i}")
        return i % len(self)

    def _column(self, name):
        return self._rows[name]

    def _names(self):
        return list(self.__dict__.get("_rows", ()))

    def __getattr__(self, name):
        if name in self._names():
            return self._column(name)
        return super().__getattr__(name)

    def __dir__(self):
        return [*super().__dir__(), *self._names()]
