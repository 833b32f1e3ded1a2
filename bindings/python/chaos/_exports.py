# SPDX-License-Identifier: MIT
"""Branches and curves as datasets, tables and arrays."""

from __future__ import annotations

import numpy

from . import _chaos

POINT_DIMS, TABLES = ("point", "state"), (("", "row", "rows"), ("special_", "special", "special_points"))


def _named(name, values, names):
    """Columns of numbers by name: parameters by theirs."""
    if name == "parameter":
        return {names[0]: values}
    return {known: values[:, i] for i, known in enumerate(names)} if name == "parameters" else {name: values}


def kinds(numbers):
    return [_chaos.SPECIAL_NAMES[kind] for kind in numbers]


def dataset(found, names):
    """Of a branch or a curve, with its parameters' names; dims row, point, state, number, special, term."""
    import json

    import xarray

    several = found.map.dim > 1
    dims = {"points": POINT_DIMS[: 1 + several], "multipliers": ("number",) if several else (), "coefficients": ("term",)}
    data = {}
    for prefix, along, table in TABLES:
        columns = found.result[table]
        for name in columns:
            for known, values in _named(name, columns[name], names).items():
                data[prefix + known] = ([along, *dims.get(name, ())], values)
    data["special_kind"] = ("special", kinds(found.result["special_points"]["kind"]))
    coordinates = {name: data.pop(name) for name in names} | ({"state": list(found.map.states)} if several else {})
    attributes = {"map": found.map.name, "begins": found.begins, "ends": found.ends, "recipe": json.dumps(found.recipe)}
    return xarray.Dataset(data, coordinates, attributes)


def frame(found, names):
    """A row for each point of each cycle."""
    import pandas

    rows, dim = found.result["rows"], found.map.dim
    period = rows["points"].shape[1]
    columns = {"row": numpy.repeat(numpy.arange(len(found)), period), "point": numpy.tile(numpy.arange(period), len(found))}
    parameters = _named(*next((name, rows[name]) for name in ("parameter", "parameters") if name in rows), names)
    columns |= {name: numpy.repeat(values, period) for name, values in parameters.items()}
    points = rows["points"].reshape(-1, dim)
    columns |= {state: points[:, i] for i, state in enumerate(found.map.states)}
    for name in rows:
        if name == "multipliers":
            multipliers = rows[name].reshape(-1, dim)
            columns |= {f"{name}_{k + 1}": numpy.repeat(multipliers[:, k], period) for k in range(dim)}
        elif name not in ("points", "parameter", "parameters"):
            columns[name] = numpy.repeat(rows[name], period)
    return pandas.DataFrame(columns)


def part(table, of, number, period):
    """The rows of a table whose column `of` is number, without that column; points of one shape."""
    first, last = numpy.searchsorted(table[of], [number, number + 1])
    columns = {name: table.raw(name)[0][first:last] for name in table if name not in (of, "points")}
    points, offsets = table.raw("points")
    points = points[int(offsets[first]) : int(offsets[last])] if last > first else points[:0]
    return columns | {"points": points.reshape(last - first, period, *points.shape[1:])}


def parts_frame(parts, one):
    """The tables of branches or curves one after the other, after a column with their numbers."""
    import pandas

    frames = [part.to_dataframe().assign(**{one: i}) for i, part in enumerate(parts)]
    table = pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame({one: []})
    return table[[one, *(name for name in table if name != one)]]


def parts_dataset(found, parts, one, names, attributes):
    """Of a diagram or a skeleton, whose table `parts` has a row for each: dims `one`, row, point, special, special_point."""
    import json

    import xarray

    several, data = found.map.dim > 1, {}
    dims = {"points": ("state",) if several else (), "multipliers": ("number",) if several else (), "coefficients": ("term",)}
    for prefix, along, table in ("", one, parts), *TABLES:
        for name in found.result[table]:
            values, offsets = found.result[table].raw(name)
            if offsets is not None:
                data[f"{along}_of_point"] = ([f"{prefix}point"], numpy.repeat(numpy.arange(len(offsets) - 1), numpy.diff(offsets).astype(int)))
            for known, column in _named(name, values, names).items():
                known = f"{one}_of_row" if (known, along) == (one, "row") else prefix + known
                data[known] = ([along if offsets is None else f"{prefix}point", *dims.get(name, ())], column)
    for name in "begins", "ends":
        data[name] = (one, [_chaos.STOP_NAMES[stop] for stop in data[name][1]])
    for name in {"kind", "special_kind"} & set(data):
        data[name] = (data[name][0], kinds(data[name][1]))
    coordinates = {name: data.pop(name) for name in names} | ({"state": list(found.map.states)} if several else {})
    attributes = {"map": found.map.name, **attributes, "stopped": found.stopped, "recipe": json.dumps(found.recipe)}
    return xarray.Dataset(data, coordinates, attributes)
