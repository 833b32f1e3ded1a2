# SPDX-License-Identifier: MIT
"""What analyses find, read from text that the shell's programs or .save wrote."""

from __future__ import annotations

import itertools
import json

import numpy

from . import _read
from ._columns import COLUMNS, RECIPE, cells_of
from ._text import DIGEST, FORMATTED


def head(path):
    """{"recipe: ": what it says, "columns: ": {table: {column: [type, *shape]}}} of an analysis; None: it is of something else."""
    said, format = {}, None
    with open(path, encoding="utf-8") as file:
        for line in itertools.islice(file, 12):
            said |= {key: json.loads(line[2 + len(key) :]) for key in (RECIPE, COLUMNS) if line.startswith(f"# {key}")}
            format = line[2 + len(FORMATTED) :].strip() if line.startswith(f"# {FORMATTED}") else format
    return (said[RECIPE] | {"format": format, "sha256": _read.digest(path)}, said[COLUMNS]) if len(said) == 2 else None


def _tables(path, separator):
    """(title, names of cells, lines) of each table; in a .csv there is no title."""
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith(f"# {DIGEST}")]
    if separator == ",":
        yield None, lines[0].split(separator), [line for line in lines[1:] if not line.startswith("#")]
        return
    comments = [i for i, line in enumerate(lines) if line.startswith("# ")]
    above = next(k for k, i in enumerate(comments) if lines[i].startswith(f"# {COLUMNS}"))
    titles = comments[above + 1 :: 2]
    for i, end in zip(titles, [*titles[1:], len(lines)]):
        yield lines[i][2:], lines[i + 1][2:].split(separator), lines[i + 2 : end]


def _cells(lines, names, types, separator):
    """{name: numbers}; keys have no type."""
    kinds = [(name, types.get(name, "i8")) for name in names]
    rows = numpy.loadtxt(lines, kinds, delimiter=separator, comments=None, ndmin=1) if lines else numpy.empty(0, kinds)
    return {name: rows[name] for name in names}


def _columns(map, columns, cells):
    """The arrays of those columns of a table that are in these cells."""
    arrays, offsets = {}, numpy.zeros(1, numpy.uint64)
    if is_ragged := any(None in shape for _, *shape in columns.values()):
        key = cells["number" if "row" in columns else "row"]
        offsets = numpy.append(offsets, numpy.cumsum(numpy.bincount(key)).astype(numpy.uint64)) if len(key) else offsets
    for name, (kind, *shape) in columns.items():
        names = cells_of(map, name, kind, *shape)
        if names[0] not in cells:
            continue
        values = numpy.stack([cells[one] for one in names], axis=-1)
        values = values.view(complex) if kind == "c16" else values
        if None in shape:
            arrays[f"{name}_offsets"] = offsets
        elif is_ragged:
            values = values[offsets[:-1].astype(numpy.int64)]
        arrays[name] = values.reshape(len(values), *(count for count in shape if count is not None))
    return arrays


def _labels(axes, cells):
    """As an .npz has them."""
    shape = [axis[2] if isinstance(axis, list) else len(axis["values"]) for axis in axes.values()]
    grids = {name: values.reshape(shape) for name, values in cells.items()}
    places = {name: grids[name][(0,) * i + (slice(None),) + (0,) * (len(shape) - i - 1)] for i, name in enumerate(axes)}
    return {"labels": grids["label"], **places, **({"times": grids["time"]} if "time" in grids else {})}


def read(path, separator, map, recipe, said):
    """The arrays of an .npz that are in the file."""
    tables, labels = {name: {} for name in said}, {}
    for title, names, lines in _tables(path, separator):
        title = title or next(iter(said), "labels")
        if title == "labels":
            types = {**dict.fromkeys(recipe["axes"], "f8"), "label": "i4", "time": "i8"}
            labels = _labels(recipe["axes"], _cells(lines, names, types, separator))
            continue
        types = {cell: kind.replace("c16", "f8") for name, (kind, *shape) in said[title].items() for cell in cells_of(map, name, kind, *shape)}
        tables[title] |= _columns(map, said[title], _cells(lines, names, types, separator))
    rows = "" if not labels else "exits_" if recipe["kind"] == "exit_basins" else "attractors_"
    for table, columns in said.items():
        for name in columns:
            arrays = {key: tables[table][key] for key in (name, f"{name}_offsets") if key == name or None in columns[name]}
            labels |= {(rows if table == "rows" else f"{table}_") + key: values for key, values in arrays.items()}
    return labels
