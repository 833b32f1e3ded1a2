# SPDX-License-Identifier: MIT
"""Sweep.hysteresis."""

import numpy

from ._result import Result


def _axes(recipe):
    """As the extension takes them."""
    for name, axis in recipe["axes"].items():
        yield (name, *axis) if isinstance(axis, list) else (name, numpy.array(axis["values"], float))


def _starts(map, recipe):
    if "starts" not in recipe:
        return None
    box = {name: (recipe["values"].get(name, 0.0),) * 2 for name in map.states}  # an axis keeps its own
    box.update({name: tuple(ends) for name, ends in recipe["box"].items()})
    return recipe["starts"], recipe["seed"], [box[name] for name in map.states]


def hysteresis(sweep, measure=None, threads=None, progress=None):
    map, recipe = sweep.map, sweep.recipe
    if recipe["start"] != "both":
        raise ValueError(f"hysteresis() is of a sweep with start='both', this one has start={recipe['start']!r}")
    if not recipe["wrap"] and map.angles:
        raise ValueError("hysteresis() is of a sweep whose angles are wrapped, this one has wrap=False")
    name = next(iter(recipe["measure"])) if measure is None else measure
    if name not in recipe["measure"]:
        raise ValueError(f"measure must be {' or '.join(recipe['measure'])}, which was measured, got {measure!r}")
    window, axes = recipe["measure"][name], [*_axes(recipe)]
    if "times" in window:
        raise ValueError(f"hysteresis() is of measures with a window, {name} has times: say another by measure=")
    return Result(map._hysteresis(
        window["steps"] * window.get("every", 1), transient=window["transient"], at=recipe["values"], bound=recipe["bound"],
        threads=threads, progress=progress, _axes=axes, _starts=_starts(map, recipe),
        _follow=([axis[0] for axis in axes].index(recipe["along"]), recipe["kick"], True),
    ))  # fmt: skip


def where(sweep):
    """Of a sweep over one axis, at which of its points."""
    if not hasattr(sweep, "_differs"):
        values, rows = sweep.axes[sweep.recipe["along"]], hysteresis(sweep)["rows"]
        sweep._differs = numpy.zeros(len(values), bool)
        for lower, upper in zip(rows["lower"], rows["upper"]):
            sweep._differs |= (lower <= values) & (values <= upper)
    return sweep._differs
