# SPDX-License-Identifier: MIT
"""Names for the dimensions of results that follow the axes of a sweep."""

import json

import numpy


def states_of(sweep, measure):
    """Names of the states a measure looks at, or its expressions."""
    every = sweep.map.angles if measure == "rotation" else sweep.map.states
    of = sweep.recipe["measure"][measure].get("of", every)
    return _split(of) if isinstance(of, str) else list(of)


def _split(expressions):
    """Two expressions at the comma between them: none of those in brackets."""
    parts, depth = [""], 0
    for character in expressions:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def edges(sweep):
    """Bin edges of the density, one array for each state."""
    options = sweep.recipe["measure"]["density"]
    bins, limits = numpy.atleast_1d(options["bins"]), numpy.reshape(options["range"], (-1, 2))
    return [low + numpy.arange(n + 1) * ((high - low) / n) for n, (low, high) in zip(bins, limits)]


def _labels(sweep, name):
    """[(dimension, coordinate or None), ...] of a result beyond the axes."""
    measure = name.split("_")[0]
    if name == "density":
        return [
            (f"density_{state}", (edge[:-1] + edge[1:]) / 2)
            for state, edge in zip(states_of(sweep, name), edges(sweep))
        ]
    if name == "density_outside":
        return [("side", ["below", "above"])]
    if measure == "lyapunov":
        return [("exponent", None), ("block", None)] if sweep.lyapunov.ndim > len(sweep.axes) else [("block", None)]
    states = (f"{measure}_state", states_of(sweep, measure))
    if measure == "orbit":
        return [("time", None), states]
    if measure == "moments":
        moments = ("moment", ["mean", "variance", "minimum", "maximum"])
        return [states, moments] if sweep.moments.ndim == len(sweep.axes) + 2 else [moments]
    return [states]


def dataset(sweep):
    import xarray

    variables, coordinates = {}, dict(sweep.axes)
    for name in sweep.keys():
        array = numpy.asarray(sweep[name])
        extra = array.ndim - len(sweep.axes)
        labels = _labels(sweep, name)[:extra] if extra else []
        coordinates.update({dim: values for dim, values in labels if values is not None})
        variables[name] = ([*sweep.axes, *(dim for dim, _ in labels)], array)
    return xarray.Dataset(variables, coordinates, {"recipe": json.dumps(sweep.recipe)})
