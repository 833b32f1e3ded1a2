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
