# SPDX-License-Identifier: MIT
"""Calls with xarray.DataArray among the values: broadcast by the names of dimensions."""

import numpy
import xarray

from ._labels import flags
from ._map import Map
from ._measures import KINDS
from ._result import FloatCycle
from ._support import Lyapunov, option_names


def _states(map, options):
    return (("state",) if map.dim > 1 else ()), {"state": list(map.states)}


def _records(map, options):
    first, every, steps = options.get("transient") or 0, options.get("every") or 1, options["steps"]
    more, coordinates = _states(map, options)
    return ("iterate", *more), {"iterate": first + every * numpy.arange(steps), **coordinates}


def _exponents(map, options):
    count, blocks = options.get("count") or 1, options.get("blocks")
    count = map.dim if (every := count == "all") else count
    numbers = ("number",) if every or count > 1 else ()
    coordinates = {"number": numpy.arange(1, count + 1), "block": numpy.arange(1, (blocks or 0) + 1)}
    return [(*numbers, *(("block",) if blocks else ())), numbers, ()], coordinates


# Of each method: dimensions of its results with what stands along them, their names, their types.
RESULTS = {
    method.__name__: rest
    for method, *rest in (
        (Map.iterate, _states, None, [float]),
        (Map.orbit, _records, None, [float]),
        (Map.lyapunov, _exponents, Lyapunov._fields, [float, float, numpy.uint32]),
        (Map.float_cycle, lambda *_: ([()] * 5, {}), FloatCycle._fields, [bool, numpy.uint64, numpy.uint64, float, numpy.uint32]),
    )
}


def _is_plain(value):
    """A number, or what is one to xarray."""
    return isinstance(value, xarray.DataArray) or numpy.ndim(value) == 0


def _values(map, options):
    """The call's values by name; what is left are options."""
    names = {*option_names(), "forcing_period"}
    values = {name: options.pop(name) for name in [*options] if name not in names}
    values = {**(options.pop("at", None) or {}), **values}
    for name, value in values.items():
        if not _is_plain(value):
            raise TypeError(f"{name} must be a DataArray, too, or a number: an array has no names of dimensions")
    state = options.get("state")
    if isinstance(state, xarray.DataArray):
        if "state" not in state.dims or state.sizes["state"] != map.dim:
            raise ValueError(f"state must have a dimension 'state' of {map.dim}, got {dict(state.sizes)}")
        values["state"] = options.pop("state")
    return values


def _check(map, values, options):
    lazy = any(isinstance(value, xarray.DataArray) and value.chunks is not None for value in values.values())
    if options.get("out") is not None:
        raise TypeError("out must be left out where there is a DataArray among the values")
    if lazy and map.is_random and options.get("noise") != "common":
        raise ValueError("values must not be computed by dask where a map draws random numbers, but with noise='common': a point's are a function of its place")
    if lazy and options.get("progress") not in (None, False):
        raise TypeError("progress must be left out where values are computed by dask, which has progress bars of its own")
    return lazy


def _about(result, kind):
    """Attributes from the library's tables."""
    outputs = {output["name"].rpartition("_")[2]: output for output in reversed(kind["outputs"])} if kind else {}
    for i, (name, array) in enumerate(result.items()):
        output = kind["outputs"][0] if kind and i == 0 else outputs.get(name)
        if output and output["label"]:
            array.attrs["long_name"] = output["label"]
        if output and output["unit"]:
            array.attrs["units"] = output["unit"]
        if name == "status":
            array.attrs.update(long_name=name, **flags())


def call(map, function, args, options):
    """map.function(*args, **options)"""
    dimensions, names, types = RESULTS[function]
    if args:
        options["max_steps" if function == Map.float_cycle.__name__ else "steps"] = args[0]
    values = _values(map, options)
    if _check(map, values, options):
        options.setdefault("threads", 1)  # blocks are many
    core, coordinates = dimensions(map, options)
    core = core if names else [core]

    def compute(*arrays):
        given = dict(zip(values, arrays))
        state = {"state": given.pop("state")} if "state" in given else {}
        results = getattr(map, function)(at=given, **state, **options)
        return tuple(numpy.asarray(result) for result in results) if names else numpy.asarray(results)

    used = {name for dims in core for name in dims}
    results = xarray.apply_ufunc(
        compute, *values.values(), dask="parallelized", output_dtypes=types,
        input_core_dims=[["state"] if name == "state" else [] for name in values],
        output_core_dims=core, dask_gufunc_kwargs={"output_sizes": {name: len(coordinates[name]) for name in used}},
    )  # fmt: skip
    about = {name: coordinates[name] for name in used}
    if not names:
        return results.assign_coords(about).rename(function)
    result = xarray.Dataset(dict(zip(names, results)), about, {"map": map.name, "formula": map.formula})
    _about(result, KINDS.get(function))
    return result
