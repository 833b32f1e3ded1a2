# SPDX-License-Identifier: MIT
"""What the extension module asks for rarely: conversions, suggestions, result types."""

from __future__ import annotations

import enum
from collections import namedtuple
from collections.abc import Mapping

from . import _chaos

_flags = _chaos.STATUS_FLAGS
Status = enum.IntFlag("Status", {name.upper(): bit for name, bit, _ in _flags}, module="chaos")
Status.__doc__ = "What is to be said about a point; 0 is a clean result. Arrays of it are uint32.\n\n" + "\n".join(
    f"{name.upper():<18}  {meaning}" for name, _, meaning in _flags
)
for _name, _bit, _meaning in _flags:
    Status(_bit).__doc__ = _meaning


Lyapunov = namedtuple("Lyapunov", "exponents stderr status", module="chaos")  # without typing, which loads as long as half of this package
Lyapunov.__doc__ = "Result of Map.lyapunov, which says what is in it."


def lyapunov(exponents, stderr, status):
    return Lyapunov(exponents, stderr, Status(status) if isinstance(status, int) else status)


def is_labelled(value):
    import sys

    return isinstance(value, getattr(sys.modules.get("xarray"), "DataArray", ()))


def refuse_lazy(value, name):
    """What dask would compute for asking how it looks."""
    graph = getattr(value, "__dask_graph__", None)
    if graph and graph() is not None:
        raise TypeError(f"{name} must not be dask's: as xarray.DataArray(..., dims=...) it gives a result that is lazy, too, .compute() makes an array of it")


def as_float64(value, name):
    """An array of doubles, for what is neither a number nor one already."""
    if is_labelled(value):
        error = TypeError(f"{name} must be a number or an array here, got {type(value).__name__}; .values has the array")
        error.is_labelled = True  # xarray is to do the call, where it can (see arguments.c)
        raise error
    refuse_lazy(value, name)
    try:
        import numpy
    except ImportError:
        raise TypeError(f"{name} must be a number or a float64 buffer; for {type(value).__name__} NumPy is needed") from None
    refuse_mask(value, name)
    try:
        array = numpy.asarray(value)
    except (TypeError, ValueError, RuntimeError, BufferError) as error:
        raise TypeError(f"{name} can't be made an array: {error}") from None
    numbers = array.dtype.kind in "biuf" or (array.dtype == object and all(hasattr(type(item), "__float__") for item in array.flat))
    if not numbers:
        raise TypeError(f"{name} must be real numbers, got {short(repr(value))}")
    try:
        return array.astype(numpy.float64)
    except OverflowError:
        raise OverflowError(f"{name} is too large for a float") from None


def as_complex(value, name):
    """An array of complex numbers, for what has no real and imaginary part itself."""
    refuse_mask(value, name)
    try:
        import numpy

        array = numpy.asarray(value)
        if array.dtype == object:
            array = numpy.vectorize(complex, otypes=[complex])(array)
        elif array.dtype.kind not in "biufc":
            raise TypeError
        return array.astype(numpy.complex128)
    except (ImportError, TypeError, ValueError):
        raise TypeError(f"{name} must be a complex number or an array of them, got {value!r}") from None


def refuse_mask(value, name="an array"):
    """What a mask hides is there all the same: nobody but the user knows what should stand for it."""
    import sys

    kind = getattr(sys.modules.get("numpy.ma"), "MaskedArray", ())
    if isinstance(value, kind):
        raise TypeError(f"{name} must not be masked; .filled(nan) makes nan of what the mask hides")
    if isinstance(value, (list, tuple)) and any(issubclass(part, (kind, list, tuple)) for part in set(map(type, value))):
        for item in value:
            refuse_mask(item, name)


def as_array(state):
    """A tuple of floats as an array, where there is NumPy."""
    try:
        import numpy
    except ImportError:
        return state
    return numpy.array(state)


def copied(buffer):
    import numpy

    return numpy.array(buffer, numpy.float64)


def refuse_other_map(what, map, other):
    """What is of a map must be of this one."""
    if other == map:
        return
    if other._made_of() == map._made_of():
        raise ValueError(f"{what} must be of this map, got one of {short(map.name)} with other defaults")
    raise ValueError(f"{what} must be of {short(map.name)}, got one of {short(other.name)}")


def short(text):
    """What a message can quote: of long names and formulas the beginning and the end."""
    return text if len(text) <= 80 else f"{text[:50]} ... {text[-20:]}"


def of_a_dataset(result, name):
    """Advice on an attribute that xarray's datasets have; else nothing."""
    if name not in ("sel", "isel", "to_dataframe", "to_netcdf", "to_zarr") or not hasattr(type(result), "to_xarray"):
        return ""
    return f"; .to_xarray() makes a Dataset, which has: .to_xarray().{name}(...)"


def did_you_mean(name, names):
    import difflib  # here: `import chaos` is to be quick

    near = difflib.get_close_matches(name, names, 1)
    return f" (did you mean {near[0]!r}?)" if near else ""


class Named(Mapping):
    """Things by name; for a name that is not there it says which one is near."""

    def __init__(self, noun, things):
        self._noun, self._things = noun, things

    def __getitem__(self, name):
        if name not in self._things:
            raise KeyError(f"there is no {self._noun} {short(repr(name))}{did_you_mean(str(name), self._things)}")
        return self._things[name]

    def __iter__(self):
        return iter(self._things)

    def __len__(self):
        return len(self._things)

    __eq__, __hash__ = object.__eq__, object.__hash__  # arrays have no yes or no


def unknown_map(name):
    raise ValueError(f"there is no map {short(repr(name))}{did_you_mean(name, _chaos.MAP_NAMES) or ': see chaos.maps'}")


def interval(name, value, of="", many=1):
    """What is given as a pair of numbers, or as so many of them: (low, high, ...)."""
    refuse_mask(value, name)
    try:
        ends = [float(end) for low, high in ([value] if many == 1 else value) for end in (low, high)]
        if len(ends) != 2 * many:
            raise ValueError
    except (TypeError, ValueError):
        pairs = "a pair" if many == 1 else "pairs"
        raise ValueError(f"{name} must be {pairs} (low, high){of}, got {short(repr(value))}") from None
    return tuple(ends)


def box_items(map, box):
    """(state, interval) of what is given as a box."""
    if not isinstance(box, Mapping):
        raise TypeError(f"box must be a dict of intervals (low, high) by state, got {box!r}")
    for name, ends in box.items():
        known = map._name_of(name) if isinstance(name, str) else None
        if known in map.params:
            raise ValueError(f"box must be of states, got {known}, a parameter of {short(map.name)}")
        if known is None:
            raise TypeError(f"box must have names of states, {', '.join(map.states[:16])}, got {short(repr(name))}")
        refuse_mask(ends, f"box of {known}")
        yield known, ends


def option_names():
    """Names that no parameter or state may have: values go by keyword beside options."""
    return [*_chaos.RESERVED_NAMES, "states", "params", "derivative", "thread_safe", "pure", "user"]


def unknown_name(function, name, map):
    from ._function import gets_a_state

    if name in option_names():
        raise TypeError(f"{function}() has no option {name!r}")
    values = [*map.params, *map.states[:1000]]  # a lattice may have a million
    takes = ", ".join(values if len(values) <= 16 else [*values[:16], "..."])
    state = gets_a_state(map._made_of()[0], name, map.states)
    hint = "" if state else did_you_mean(name, [*values, *option_names()])
    raise TypeError(f"{function}(): {short(map.name)} has no parameter or state {short(repr(name))}{hint}, it has {takes}{state}")
