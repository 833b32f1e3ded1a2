# SPDX-License-Identifier: MIT
"""Names of what results count beyond the axes of a sweep, and the same as an xarray.Dataset."""

import json

import numpy

from . import _chaos
from ._measures import said
from ._sweep import axes_of


PLACES = ("lag", "frequency", "scale")  # dimensions whose elements stand at numbers, the same for all points


def measures_of(sweep):
    """What each measure of a sweep looked at and gave, as the library describes it."""
    return [sweep.map._measure(pair) for pair in said(sweep.recipe["measure"])]


def iterates(measure, count):
    """Of its records."""
    times = measure["options"].get("times")
    if not times:
        return measure["first"] + measure["every"] * numpy.arange(count, dtype=numpy.uint64)
    return numpy.array(times.split(","), numpy.uint64) + numpy.uint64(measure["options"]["transient"])


def edges(sweep, measure):
    """Edges of the bins, one array for each column."""
    dims = {dim: output for output in measure["outputs"] for dim, *_ in output["dims"]}
    limits = numpy.reshape(sweep[dims["limit"]["name"]], (-1, 2))
    bins = [count for dim, count, _ in dims["bin"]["dims"] if dim == "bin"]
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
            names = iterates(measure, count)
        result.append((name, names))
    return result


def label(measure, output):
    """What stands along an axis, without the unit."""
    return output["label"] or ", ".join(measure["columns"][:4]) + ", ..." * (len(measure["columns"]) > 4)


def flags():
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
                about.update(flags())
            axes = [] if output["once"] else axes_of(sweep, measure["name"])
            array = numpy.asarray(sweep[output["name"]], output["dtype"])
            variables[output["name"]] = ([*axes, *(dim for dim, _ in dims)], array, about)
    status = numpy.asarray(sweep.status, numpy.uint32)
    variables["status"] = (list(sweep.axes), status, {"long_name": "status", **flags()})
    return xarray.Dataset(variables, coordinates, {"recipe": json.dumps(sweep.recipe)})


def _counted(status):
    """How many points have which flag."""
    status = numpy.asarray(status)
    counts = {name: int((status & bit > 0).sum()) for name, bit, _ in _chaos.STATUS_FLAGS}
    return ", ".join(f"{count} of {status.size} {name}" for name, count in counts.items() if count) or "nothing to be said"


def html(sweep):
    """A table of what there is, for notebooks."""
    from html import escape

    def row(*cells, tag="td"):
        return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"

    rows = [row("axis", "from", "to", "values", "", tag="th")] if sweep.axes else []
    rows += [row(name, *(f"{value:g}" if values.dtype.kind in "fi" else value for value in values[[0, -1]]), str(len(values)), "") for name, values in sweep.axes.items()]
    rows.append(row("result", "type", "of a point", "what it is", "unit", tag="th"))
    for measure in measures_of(sweep):
        for output in measure["outputs"]:
            name, dims = output["name"], [f"{count} {dim}{'s' * (count != 1)}" for dim, count, _ in output["dims"]]
            shape = " \N{MULTIPLICATION SIGN} ".join(dims) + " (of the whole grid)" * output["once"]
            rows.append(row(name, output["dtype"], shape, output["help"], output["unit"] or ""))
    rows.append(row("status", "uint32", "", _counted(sweep.status), ""))
    values = ", ".join(f"{name} = {value:g}" for name, value in sweep.recipe["values"].items() if name in sweep.map.params)
    head = f"chaos.Sweep of {sweep.map.name}: {sweep.map.formula}" if sweep.map.name != sweep.map.formula else f"chaos.Sweep of {sweep.map.formula}"
    return f"<p>{escape(head)}{escape(f', {values}' if values else '')}</p><table>{''.join(rows)}</table>"
