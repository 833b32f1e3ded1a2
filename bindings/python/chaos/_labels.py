# SPDX-License-Identifier: MIT
"""Names of what results count beyond the axes of a sweep, and the same as an xarray.Dataset."""

import json

import numpy

from . import _chaos
from ._measures import said


def measures_of(sweep):
    """What each measure of a sweep looked at and gave, as the library describes it."""
    return [sweep.map._measure(pair) for pair in said(sweep.recipe["measure"])]


def edges(sweep, measure):
    """Edges of the bins, one array for each column."""
    dims = {dim: output for output in measure["outputs"] for dim, *_ in output["dims"]}
    limits = numpy.reshape(sweep[dims["limit"]["name"]], (-1, 2))
    bins = [count for dim, count, _ in dims["bin"]["dims"]]
    return [
        numpy.array([_chaos.bin_edge(low, high, n, i) for i in range(n + 1)])
        for n, (low, high) in zip(bins, limits)
    ]


def _dimensions(sweep, measure, output):
    """[(name, coordinate or None), ...] beyond the axes."""
    result, bins = [], 0
    for dim, count, names in output["dims"]:
        name = f"{measure['name']}_{dim}"
        if dim == "bin":
            name = f"{measure['name']}_{measure['columns'][bins]}"
            edge = edges(sweep, measure)[bins]
            names, bins = (edge[:-1] + edge[1:]) / 2, bins + 1
        elif dim == "record":
            names = measure["first"] + measure["every"] * numpy.arange(count, dtype=numpy.uint64)
        result.append((name, names))
    return result


def label(measure, output):
    """What stands along an axis, without the unit."""
    return output["label"] or ", ".join(measure["columns"][:4]) + ", ..." * (len(measure["columns"]) > 4)


def _flags():
    flags = _chaos.STATUS_FLAGS
    return {
        "flag_masks": numpy.array([bit for _, bit, _ in flags], numpy.uint32),
        "flag_meanings": " ".join(name for name, *_ in flags),
    }


def dataset(sweep):
    import xarray

    variables, coordinates = {}, dict(sweep.axes)
    for measure in measures_of(sweep):
        for output in measure["outputs"]:
            dims = _dimensions(sweep, measure, output)
            coordinates.update({dim: values for dim, values in dims if values is not None})
            about = {"long_name": label(measure, output), "units": output["unit"]}
            about = {name: value for name, value in about.items() if value}
            if output["scale"] == "flags":
                about.update(_flags())
            axes = [] if output["once"] else list(sweep.axes)
            array = numpy.asarray(sweep[output["name"]], output["dtype"])
            variables[output["name"]] = ([*axes, *(dim for dim, _ in dims)], array, about)
    status = numpy.asarray(sweep.status, numpy.uint32)
    variables["status"] = (list(sweep.axes), status, {"long_name": "status", **_flags()})
    return xarray.Dataset(variables, coordinates, {"recipe": json.dumps(sweep.recipe)})
