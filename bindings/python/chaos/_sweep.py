# SPDX-License-Identifier: MIT
"""Map.sweep and its result."""

from __future__ import annotations

import contextlib
import numbers
import os
from collections.abc import Iterable, Mapping

from . import _chaos
from ._support import Status, as_float64, did_you_mean, unknown_name

# ------------------------------------------------------------------- what was said


def _axis(name, value):
    """An axis as the extension takes it, or a number for a fixed value."""
    if isinstance(value, tuple):
        if len(value) != 3:
            raise ValueError(f"{name} must be an axis (start, stop, count), a list of values or a number, got {value!r}")
        start, stop, count = value
        if not isinstance(count, numbers.Integral) or isinstance(count, bool):
            raise TypeError(f"{name}: an axis is (start, stop, count) with an integer count, got {value!r}")
        if not isinstance(start, numbers.Real) or not isinstance(stop, numbers.Real):
            raise TypeError(f"{name}: an axis is (start, stop, count) with real numbers, got {value!r}")
        count = int(count)
        if not 1 <= count < 2**63:
            raise ValueError(f"{name}: the count of an axis must be at least 1 and below 2**63, got {count}")
        return name, float(start), float(stop), count
    if isinstance(value, numbers.Number):
        return value  # the extension looks at it
    array = as_float64(value, name)
    if array.ndim == 0:
        return float(array)
    if array.ndim > 1 or array.size == 0:
        raise ValueError(f"{name} must be a number or a list of values, got an array of shape {array.shape}")
    return name, array.copy(order="C")


def _text(value, option):
    """An option of a measure as the library reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return str(int(value))
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return repr(float(value))
    if isinstance(value, Iterable):
        return ",".join(_text(part, option) for part in value)
    raise TypeError(f"{option} must be a number, a name or several of them, got {value!r}")


def _measures(measure):
    """[(name, [(option, text), ...]), ...] from a name, names, or a dict of names and options."""
    if isinstance(measure, str):
        measure = {measure: None}
    elif not isinstance(measure, (Mapping, Iterable)):
        raise TypeError(f"measure must be a name, names, or a dict of names with dicts of options, got {measure!r}")
    elif not isinstance(measure, Mapping):
        names = list(measure)
        measure = dict.fromkeys(names)
        if len(measure) < len(names):
            raise ValueError(f"measure has a name twice: {names}")
    result = []
    for name, options in measure.items():
        if not isinstance(name, str) or not isinstance(options, (Mapping, type(None))):
            raise TypeError(f"measure must be a name, names, or a dict of names with dicts of options, got {name!r}: {options!r}")
        wrong = [option for option in options or {} if not isinstance(option, str)]
        if wrong:
            raise TypeError(f"{name} must have options by name, got {wrong[0]!r}")
        result.append((name, [(option, _text(value, f"{name}: option {option}")) for option, value in (options or {}).items()]))
    return result


def _only_fixed(start, along, starts, seed):
    if start != "fixed":
        raise ValueError(f"start must be 'fixed', got {start!r}")
    for name, value in {"along": along, "starts": starts, "seed": seed}.items():
        if value is not None:
            raise ValueError(f"{name} must be left out with start='fixed', got {value!r}")


def sweep(
    self, *, measure=None, transient=None, steps=None, start="fixed", along=None, starts=None, seed=None,
    at=None, state=None, out=None, threads=None, progress=None, bound=None, wrap=True, **values,
):  # fmt: skip
    """Measures each point of a grid of parameters and initial states.

    Values go by name, in the order of the axes, the last one fastest:
      r=(2.5, 4.0, 2000)   an axis: start, stop, count; both ends included
      r=[3.2, 3.5, 3.9]    an axis of explicit values
      r=3.9                fixed
    or several as at={...}; state= gives all initial states at once. Without any value or
    measure: the map's own picture.

    measure: a name, several, or {name: {option: value}}; default 'lyapunov'. There are
      orbit      of, when, steps, every
      final      of, steps
      density    of (one or two states), when, bins, range, steps, every
      moments    of, when, steps, every: mean, variance, minimum, maximum
      lyapunov   count, blocks, steps
      period     max, tol, steps: 0 where there is none
      escape     steps: first iterate outside, -1 where there is none
      rotation   of, steps: mean displacement of angles per iterate, before wrapping
    transient: iterations before measuring; default 1,000, or 10,000 where a period is asked.
    steps: of the measures that say none; default 1,000.
    of may also be expressions of states and parameters, written as maps are in chaos.Map:
    {"density": {"of": "x^2 + y"}}, or two. when: only records where this is not 0 count, as in
    {"density": {"when": "y > 0"}}; in an orbit the others are nan.
    threads, progress, bound, wrap: as in Map.iterate. out: {result: array}.

    Returns a Sweep: an array for each result, .axes, .status, .recipe, .plot(), .to_xarray(),
    .save(). TypeError and ValueError name the argument that is wrong."""
    _only_fixed(start, along, starts, seed)
    if out is not None and not isinstance(out, dict):
        raise TypeError(f"out must be a dict of arrays by result, got {type(out).__name__}")
    if at is not None and not (isinstance(at, Mapping) and all(isinstance(name, str) for name in at)):
        raise TypeError(f"at must be a dict of values by name, got {at!r}")
    if measure is None and not values and not at and state is None:
        values, measure, usual = self._picture()
        missing = [name for name in self.params if self.defaults[name] != self.defaults[name]]
        if missing:
            raise TypeError(f"sweep(): {missing[0]} has no default; a value or an axis would do, as {missing[0]}=(0, 1, 500)")
        transient = usual if transient is None else transient
    twice = values.keys() & (at or {}).keys()
    if twice:
        raise TypeError(f"{min(twice)} is given twice")

    axes, fixed = [], {}
    for name, value in {**values, **(at or {})}.items():
        if name not in self.params and name not in self.states:
            unknown_name("sweep", name, self)
        axis = _axis(name, value)
        if isinstance(axis, tuple):
            axes.append(axis)
        else:
            fixed[name] = axis
    options = {"transient": transient, "steps": steps}
    options = {name: value for name, value in options.items() if value is not None}
    arrays, points, transient, measures = self._sweep(
        _axes=axes, _measures=_measures("lyapunov" if measure is None else measure), **options,
        at=fixed, state=state, out=out, threads=threads, progress=progress, bound=bound, wrap=wrap,
    )  # fmt: skip
    start_state = dict(zip(self.states, state)) if state is not None else {}
    used = {name: float(value) for name, value in {**self.defaults, **start_state, **fixed}.items()}
    names = [axis[0] for axis in axes]
    recipe = {
        "map": self._given(),
        "N": self.N,
        "formula": self.formula,
        "axes": {axis[0]: list(axis[1:]) if len(axis) == 4 else {"values": axis[1].tolist()} for axis in axes},
        "values": {name: value for name, value in used.items() if name not in names},
        "transient": transient,
        "measure": measures,
        "start": "fixed",
        "bound": self.bound if bound is None else float(bound),
        "wrap": wrap,
        "libchaos": _chaos.version(),
        "isa": _chaos.isa_name(),
    }
    return Sweep(self, dict(zip(names, points)), arrays, recipe)


# --------------------------------------------------------------------- what comes out


class Sweep:
    """Result of Map.sweep: an array for each result, as attribute or by name.

    map     the Map
    axes    values of each axis by name; arrays begin with one dimension for each
    status  chaos.Status of each point
    recipe  all that was asked, in full: a dict that json can write"""

    def __init__(self, map, axes, arrays, recipe):
        self.map, self.axes, self.recipe, self._arrays = map, axes, recipe, arrays
        if isinstance(arrays["status"], int):
            arrays["status"] = Status(arrays["status"])

    def keys(self):
        """Names of the results."""
        return self._arrays.keys()

    def __getitem__(self, name):
        try:
            return self._arrays[name]
        except KeyError:
            raise KeyError(f"there is no result {name!r}{did_you_mean(str(name), self._arrays)}") from None

    def __getattr__(self, name):
        if not name.startswith("_") and name in self._arrays:
            return self._arrays[name]
        hint = "" if name.startswith("_") else f", it has {', '.join(self._arrays)}"
        raise AttributeError(f"this sweep has no {name!r}{hint}")

    def __dir__(self):
        return [*super().__dir__(), *self._arrays]

    def __repr__(self):
        axes = " x ".join(f"{name}[{len(values)}]" for name, values in self.axes.items()) or "one point"
        return f"<chaos.Sweep of {self.map.name}, {axes}: {', '.join(self._arrays)}>"

    def plot(self):
        """Draws the results over one or two axes and returns the matplotlib figure.

        ImportError: no matplotlib. ValueError: more than two axes."""
        from ._plot import plot

        return plot(self)

    def to_xarray(self):
        """The results as an xarray.Dataset, the axes as coordinates, the recipe as attributes.

        ImportError: no xarray."""
        from ._labels import dataset

        return dataset(self)

    def save(self, path):
        """Writes axes, results and the recipe (as JSON) into an .npz file: whole or not at all."""
        import json

        import numpy

        path = os.fspath(path)
        if not path.endswith(".npz"):
            raise ValueError(f"path must end in .npz, got {path!r}")
        content = {**self.axes, **self._arrays}
        unfinished = f"{path}.{os.getpid()}.part"
        try:
            with open(unfinished, "xb") as file:
                numpy.savez(file, **content, recipe=json.dumps(self.recipe))
            os.replace(unfinished, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(unfinished)
            raise
