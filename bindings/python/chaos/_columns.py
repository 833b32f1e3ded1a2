# SPDX-License-Identifier: MIT
"""What analyses find as text, as the shell's programs write it; _columns_read.py reads it.

A column whose values differ in length from row to row has a line for each of its elements, and the others are repeated
in it; columns of other lengths begin a table of their own."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any, NamedTuple

import numpy

from ._digest import digest_of_arrays
from ._text import DIGEST, FORMAT, FORMATTED, SEPARATORS

RECIPE, COLUMNS, NEXT = "recipe: ", "columns: ", "\n\n"
STATES = "point", "points", "points_error", "centre", "extent"  # columns that have a number for each state


def cells_of(map, name, kind, *shape):
    """Names of the numbers of a row, "points_x"."""
    dims = [range(1, count + 1) for count in shape if count is not None]
    if name == "extent":
        dims[-1] = "low", "high"
    if name in STATES and dims and map.dim > 1:
        dims[-2 if name == "extent" else -1] = map.states
    if kind == "c16":
        dims.append(("re", "im"))
    return ["_".join([name, *(str(part) for part in cell)]) for cell in itertools.product(*dims)]


def _kind(values):
    return f"{values.dtype.kind}{values.dtype.itemsize}"


def _columns(table):
    """What the comment says of a table: type and shape of each column."""
    raw = {name: table.raw(name) for name in table}
    return {name: [_kind(values), *([] if offsets is None else [None]), *values.shape[1:]] for name, (values, offsets) in raw.items()}


class _Block(NamedTuple):
    """A table of the file."""

    title: str
    names: list
    columns: list
    begins: Any  # of rows, whether a blank line comes before them


def _block(title, cells, begins=None):
    """cells: (name, values) of each."""
    names, columns = ([*part] for part in zip(*cells))
    begins = numpy.zeros(len(columns[0]), bool) if begins is None else begins
    begins[:1] = False
    return _Block(title, names, columns, begins)


def _blocks(map, title, table):
    """One of a table, or more: of all columns without lengths of their own, and of those of one length."""
    raw, said = {name: table.raw(name) for name in table}, _columns(table)
    lengths = {offsets.tobytes(): offsets for _, offsets in raw.values() if offsets is not None}
    for offsets in lengths.values() or [None]:
        cells, key, begins = [], None, None
        if offsets is not None:
            counts = numpy.diff(offsets).astype(numpy.int64)
            key = numpy.repeat(numpy.arange(table.rows), counts)
            keys = "number" if "row" in table else "row", "index" if "point" in table else "point"
            cells = [(keys[0], key), (keys[1], numpy.arange(len(key)) - offsets[:-1].astype(numpy.int64)[key])]
            begins = numpy.diff(key, prepend=-1) != 0
        for name, (values, own) in raw.items():
            if own is not None and own.tobytes() != offsets.tobytes():
                continue
            if own is None and key is not None:
                values = values[key]
            numbers = numpy.ascontiguousarray(values).reshape(len(values), math.prod(values.shape[1:]))
            cells += zip(cells_of(map, name, *said[name]), numbers.view(float).T if said[name][0] == "c16" else numbers.T)
        yield _block(title, cells, begins)


def _labels(basins):
    """The table of a grid's labels."""
    places = numpy.meshgrid(*basins.axes.values(), indexing="ij")
    grids = [*zip(basins.axes, places), ("label", basins.labels), ("time", basins.times)]
    cells = [(name, grid.reshape(-1)) for name, grid in grids if grid is not None]
    begins = numpy.arange(basins.labels.size) % basins.labels.shape[-1] == 0 if basins.labels.ndim > 1 else None
    return _block("labels", cells, begins)


def _rows(block, separator):
    """Its lines, some at a time."""
    step = 1 << 16
    for start in range(0, len(block.begins), step):
        part = slice(start, start + step)
        cells = [["%.17g" % value if column.dtype.kind == "f" else str(value) for value in column[part].tolist()] for column in block.columns]
        for begins, row in zip(block.begins[part].tolist(), zip(*cells)):
            yield "\n" * (begins and separator == "\t") + separator.join(row) + "\n"


def written(result, ending, basins=None):
    """The tables of a file: a .csv has one, of branches the rows, of basins the labels."""
    if ending == ".csv" and (basins or "special_points" in result):
        return {} if basins else {"rows": result["rows"]}
    return dict(result)


def arrays_of(tables, basins=None):
    """What is in a file, in the order of an .npz."""
    from ._files import columns_of

    rows = "" if basins is None else "exits_" if basins.exits else "attractors_"
    columns = columns_of({rows if name == "rows" else f"{name}_": table for name, table in tables.items()})
    return columns if basins is None else basins._arrays() | columns


def _all_blocks(result, tables, basins):
    blocks = [block for name, table in tables.items() for block in _blocks(result.map, name, table)]
    return blocks if basins is None else [*blocks, _labels(basins)]


def write(result, recipe, file, ending, basins=None):
    """What the shell writes, but for the command, to a file of bytes."""
    separator, tables = SEPARATORS[ending], written(result, ending, basins)
    lines = [f"{result.map.title}: {result.map.formula}", f"libchaos {recipe['version']}, {recipe['isa']}", f"{FORMATTED}{FORMAT}"]
    lines += [RECIPE + json.dumps(recipe), COLUMNS + json.dumps({name: _columns(table) for name, table in tables.items()})]
    comments = "".join(f"# {line}\n" for line in lines)
    for i, block in enumerate(_all_blocks(result, tables, basins)):
        names = separator.join(block.names)
        if separator == ",":
            file.write(f"{names}\n{comments}".encode())
        else:
            file.write(f"{comments if i == 0 else NEXT}# {block.title}\n# {names}\n".encode())
        file.writelines(line.encode() for line in _rows(block, separator))
    file.write(f"# {DIGEST}{digest_of_arrays(arrays_of(tables, basins), recipe)}\n".encode())


def save(result, recipe, path, ending, basins=None):
    from ._files import _whole

    blocks = _all_blocks(result, written(result, ending, basins), basins)
    if ending == ".csv" and len(blocks) > 1:
        raise ValueError(f"a .csv file must have one table, got {len(blocks)} for {path}; .tsv and .npz take several")
    with _whole(path) as file:
        write(result, recipe, file, ending, basins)
