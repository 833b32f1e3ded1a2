# SPDX-License-Identifier: MIT
"""Sweeps as text, in long form, as chaos-sweep writes it: the same bytes.

Measures whose arrays have bins, records, lags or the like have tables of their own with a row for each; all
others share one with a row for each point."""

import itertools
import json
from typing import Any, NamedTuple

import numpy

from . import _chaos
from ._command import command, number
from ._digest import digest_of
from ._labels import PLACES, edges, iterates, measures_of
from ._map import Map
from ._sweep import axes_of, recipe_of

SEPARATORS = {".tsv": "\t", ".csv": ","}
LIFTED = "angles are not wrapped"
ANGLES = "periods of angles: "  # where the text does not say so
DIGEST, FORMATTED = "SHA-256=", "format: "
FORMAT = 1  # of files of sweeps, docs/formats.md; the shell's, too
ROWS = 1 << 16  # at a time


class Column(NamedTuple):
    names: list
    output: Any  # None of axes, coordinates and status
    values: Any  # (elements, cells)
    repeat: int  # row i shows element i // repeat % count
    count: int


class Table(NamedTuple):
    title: str
    rows: int  # of a point
    scan: int  # rows between blank lines; 0: none
    columns: list

    @property
    def count(self):
        return max(len(column.values) * column.repeat for column in self.columns)


def _rows(output):
    """Dimensions that are rows of a table of their own."""
    if output["dims"] and output["dims"][0][0] == "record":
        return [output["dims"][0]]
    return list(itertools.takewhile(lambda dim: dim[0] in ("bin", *PLACES), output["dims"]))


def _same(a, b):
    return [dim[:2] for dim in _rows(a)] == [dim[:2] for dim in _rows(b)]


def _names(measure, output):
    """Of the cells of a row."""
    name, rows, more = output["name"], _rows(output), output["dims"][len(_rows(output)) :]
    if any(dim == "side" for dim, *_ in output["dims"]):
        if len(measure["columns"]) > 1:  # nothing is below or above: the first number is all that is outside
            return [name]
        name = name.rpartition("_")[0]
    if not more and any(dim == "record" for dim, *_ in rows) and not output["label"]:
        return [f"{name}_{measure['columns'][0]}"]
    elements = [names or range(1, count + 1) for _, count, names in more]
    return ["_".join([name, *map(str, element)]) for element in itertools.product(*elements)]


def _places(sweep, measure, rows):
    """(name, values) of what rows are: iterates, lags ..., or centres of bins."""
    for k, (dim, count, places) in enumerate(rows):
        if dim in PLACES:
            yield dim, places
        elif dim == "record":
            yield "iterate", iterates(measure, count).astype(float)
        else:
            edge = edges(sweep, measure)[k]
            yield f"{measure['columns'][k]}_centre", (edge[:-1] + edge[1:]) / 2


def _column(names, values, repeat, count=None, output=None):
    values = numpy.asarray(values)
    values = values.reshape(-1, values.size // (count or values.size) if values.size else 1)
    return Column(names, output, values, repeat, len(values))


def _outputs(sweep, measure, first, rows, alone):
    for output in measure["outputs"]:
        if output["once"] or (alone and output["scale"] == "flags"):
            continue
        own = len(_rows(output)) > 0
        if own and not (first and _same(output, first)):
            continue
        names = _names(measure, output)
        values = numpy.asarray(sweep[output["name"]])
        elements = _points(sweep, axes_of(sweep, measure["name"])) * (rows if own else 1)
        yield _column(names, values.reshape(elements, -1)[:, : len(names)], 1 if own else rows, elements, output["name"])


def _points(sweep, axes):
    return int(numpy.prod([len(sweep.axes[name]) for name in axes], dtype=numpy.int64))


def _axes(sweep, axes, rows):
    repeat = _points(sweep, axes) * rows
    for name in axes:
        repeat //= len(sweep.axes[name])
        values = sweep.axes[name]
        yield _column([name], values if values.dtype.kind in "fi" else range(len(values)), repeat, len(values))


def _status(sweep, axes, rows, measure=None):
    """Of a measure that has fewer axes than others its own."""
    own = sweep[f"{measure['name']}_status"] if len(axes) < len(sweep.axes) else sweep.status
    return _column(["status"], numpy.asarray(own, numpy.uint32), rows, _points(sweep, axes))


def _own(sweep, measure, first, alone):
    dims = _rows(first)
    axes = axes_of(sweep, measure["name"])
    rows, last = int(numpy.prod([count for _, count, _ in dims], dtype=numpy.int64)), dims[-1][1]
    columns, repeat = [*_axes(sweep, axes, rows)], rows
    for (_, count, _), (name, values) in zip(dims, _places(sweep, measure, dims)):
        repeat //= count
        columns.append(_column([name], values, repeat, count))
    return Table(first["name"], rows, last, [*columns, *_outputs(sweep, measure, first, rows, alone), _status(sweep, axes, rows, measure)])


def tables(sweep):
    """The tables that a sweep makes."""
    measures = measures_of(sweep)
    alone, points, own = len(measures) == 1, [], []
    for measure in measures:
        firsts = []
        for output in measure["outputs"]:
            if _rows(output) and not any(_same(output, first) for first in firsts):
                firsts.append(output)
        own += [_own(sweep, measure, first, alone) for first in firsts]
        repeat = _points(sweep, sweep.axes) // _points(sweep, axes_of(sweep, measure["name"]))
        points += [] if firsts else _outputs(sweep, measure, None, repeat, alone)
    if points:
        counts = [len(values) for values in sweep.axes.values()]
        scan = counts[-1] if len(counts) > 1 else 0
        own.insert(0, Table("points", 1, scan, [*_axes(sweep, sweep.axes, 1), *points, _status(sweep, sweep.axes, 1)]))
    return own


# ------------------------------------------------------------------------- writing


def check(sweep, separator, path):
    count = len(tables(sweep))
    if separator == "," and count > 1:
        raise ValueError(f"a .csv file must have one table, got {count} for {path}; .tsv and .npz take several")


def _comments(sweep):
    map, recipe = sweep.map, sweep.recipe
    flags = ", ".join(f"{bit} {name.replace('_', ' ')}" for name, bit, _ in _chaos.STATUS_FLAGS)
    yield f"{map.title}: {map.formula}"
    yield command(map, recipe)
    yield f"libchaos {recipe['libchaos']}, {recipe['isa']}"
    yield f"status: a sum of {flags}"
    yield f"escaped: beyond {number(recipe['bound'])}"
    yield f"{FORMATTED}{FORMAT}"
    if not recipe["wrap"]:
        yield LIFTED
    if "angles" in recipe and recipe["angles"] != recipe_of(Map(recipe["map"], N=map.N), {}, {}, {}, 0)["angles"]:
        yield ANGLES + json.dumps(recipe["angles"])


def _cells(column, rows):
    """Texts of a column's cells, a list for each."""
    values = column.values[rows // column.repeat % column.count]
    form = "%.17g" if values.dtype.kind == "f" else "%d"
    return [[form % value for value in cell] for cell in values.T.tolist()]


def _lines(table, separator):
    """Pieces of the table, some lines each, and whether a blank line is before them."""
    scan = table.scan or table.count
    step = max(ROWS // scan, 1) * scan
    for start in range(0, table.count, step):
        end = min(start + step, table.count)
        for first in range(start, end, ROWS):  # of a long scan, too: what Ctrl-C leaves is soon freed
            rows = numpy.arange(first, min(first + ROWS, end))
            cells = [cell for column in table.columns for cell in _cells(column, rows)]
            lines = [separator.join(row) for row in zip(*cells)]
            for i in range(0, len(lines), scan):
                row = first + i
                yield row > 0 and row % scan == 0, "\n".join(lines[i : i + scan]) + "\n"


def header(table, separator):
    return separator.join(name.replace(",", ";") for column in table.columns for name in column.names)


def write(sweep, separator, file):
    """Writes all tables to a file of bytes."""

    def put(text):
        file.write(text.encode())

    comments = "".join(f"# {line}\n" for line in _comments(sweep))
    if separator == "\t":
        put(comments)
    for i, table in enumerate(tables(sweep)):
        put("\n\n" * (i > 0))
        put(f"# {table.title}\n# {header(table, separator)}\n" if separator == "\t" else f"{header(table, separator)}\n{comments}")
        for apart, piece in _lines(table, separator):
            put("\n" * (apart and separator == "\t") + piece)
    put(f"# {DIGEST}{digest_of(sweep)}\n")
