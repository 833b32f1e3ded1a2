# SPDX-License-Identifier: MIT
"""Sweeps from text, as chaos-sweep and Sweep.save write it."""

import itertools
import re

import numpy

from ._labels import measures_of
from ._measures import KINDS
from ._sweep import all_axes, axes_of
from ._text import DIGEST, header, tables


def head(path):
    """(command, version, instruction set, the notes after them) of a file's comments."""
    with open(path, encoding="utf-8") as file:
        lines = [line[2:].rstrip("\n") for line in itertools.islice(file, 12) if line.startswith("# ")]
    for i, line in enumerate(lines):
        match = re.fullmatch("libchaos (.*), (.*)", line)
        if match and i > 0 and lines[i - 1].startswith("chaos-"):
            return lines[i - 1], *match.groups(), lines[i + 1 :]
    raise ValueError(f"{path} has no comments of chaos-sweep's")


def digest(path):
    """What the last line says; None: it is another one."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 100))
        match = re.search(f"\n# {DIGEST}([0-9a-f]{{64}})\n\\Z", file.read().decode("ascii", "replace"))
    return match and match[1]


class _Form:
    """A sweep of which names and shapes are known: what tables() looks at."""

    def __init__(self, map, recipe):
        counts = {name: axis[2] if isinstance(axis, list) else len(axis["values"]) for name, axis in recipe["axes"].items()}
        self.map, self.recipe = map, recipe
        self.axes = all_axes(recipe, {name: numpy.zeros(count) for name, count in counts.items()})
        self.outputs = {output["name"]: (measure["name"], output) for measure in measures_of(self) for output in measure["outputs"]}
        self.status = numpy.zeros(tuple(len(values) for values in self.axes.values()), numpy.uint32)

    def __getitem__(self, name):
        measure, output = self.outputs[name]
        shape = tuple(count for _, count, _ in output["dims"])
        if not output["once"]:
            points = tuple(len(self.axes[axis]) for axis in axes_of(self, measure))
            return numpy.zeros(points + shape, output["dtype"])
        option = next(option["name"] for option in KINDS[measure]["options"] if option["output"] == name)
        return numpy.array(self.recipe["measure"][measure][option], output["dtype"]).reshape(shape)


class _Lines:
    """The lines of a file that have numbers. header: the names of their columns."""

    def __init__(self, file, separator):
        self.file, self.stands = file, separator == ","
        self.header = next(file).rstrip("\n") if self.stands else ""

    def __iter__(self):
        for line in self.file:
            if line.startswith("#") and not self.stands and not line.startswith(f"# {DIGEST}"):
                self.header = line[2:].rstrip("\n")
            elif line.strip() and not line.startswith("#"):
                yield line


def _numbers(lines, table, separator):
    """The columns of the table's rows, which are next."""
    types = [(f"f{i}", column.values.dtype) for i, column in enumerate(c for c in table.columns for _ in c.names)]
    rows = list(itertools.islice(lines, table.count))
    if lines.header != header(table, separator):
        raise ValueError(f"the columns of {table.title} must be {header(table, ' ')}, got {lines.header}")
    if len(rows) != table.count:
        raise ValueError(f"{table.title} must have {table.count} rows, got {len(rows)}")
    return numpy.atleast_1d(numpy.loadtxt(rows, types, delimiter=separator, comments=None))


def _take(arrays, form, table, found):
    """What the columns of a table tell of the arrays."""
    k = 0
    has_all = len(form.axes) == sum(column.names[0] in form.axes for column in table.columns)
    for column in table.columns:
        cells = numpy.stack([found[f"f{k + i}"] for i in range(len(column.names))], axis=-1)
        cells, k = cells[: column.repeat * column.count : column.repeat], k + len(column.names)
        name = column.names[0]
        if column.output:
            arrays[column.output] = array = form[column.output]
            array.reshape(len(cells), -1)[:, : len(column.names)] = cells
        elif name in form.axes or (name == "status" and has_all):  # else it is the measure's own
            arrays[name] = cells.reshape((form.axes.get(name, form.status)).shape)


def read(path, separator, map, recipe):
    """All arrays of a file by name, axes with them."""
    form = _Form(map, recipe)
    told = {option["output"] for measure, _ in form.outputs.values() for option in KINDS[measure]["options"]}
    arrays = {name: form[name] for name, (_, output) in form.outputs.items() if output["once"] and name in told}
    with open(path, encoding="utf-8") as file:
        lines = _Lines(file, separator)
        for table in tables(form):
            try:
                _take(arrays, form, table, _numbers(lines, table, separator))
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None
        if next(iter(lines), None) is not None:
            raise ValueError(f"{path}: {table.title} must have {table.count} rows, got more")
    return arrays
