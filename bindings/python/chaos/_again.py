# SPDX-License-Identifier: MIT
"""A sweep's call, made again from its recipe."""

from ._values import values_and_options


def _measures(measured, changes):
    """All measures with their options, those of the call changed in each that has them."""
    changed = {option: changes.pop(option) for option in ("steps", "transient") if changes.get(option) is not None}
    return {
        name: {**options, **{option: value for option, value in changed.items() if option in options}}
        for name, options in measured.items()
    }


def call_of(map, recipe, changes):
    """Arguments of Map.sweep."""
    defaults = map.defaults
    values = {name: axis["values"] if isinstance(axis, dict) else tuple(axis) for name, axis in recipe["axes"].items()}
    values.update({name: value for name, value in recipe["values"].items() if value != defaults[name] or ("starts" in recipe and name in map.states)})
    given, options = values_and_options(map, changes)
    values.update(given)
    if options.get("state") is not None:
        values = {name: value for name, value in values.items() if name in map.params}
    if options.get("measure") is None:
        options["measure"] = _measures(recipe["measure"], options)
    random = {name: recipe[name] for name in ("starts", "seed", "noise", "box") if name in recipe}
    if options.get("starts", 1) is None:
        random = {name: random[name] for name in ("seed", "noise") if map.is_random}
    if "box" in random:
        random["box"] = {name: ends for name, ends in recipe["box"].items() if name not in values and options.get("state") is None}
    followed = {name: recipe[name] for name in ("start", "along", "kick") if "along" in recipe}
    if options.get("start", "follow") == "fixed":
        followed = {}
    return {**random, **followed, "bound": recipe["bound"], "wrap": recipe["wrap"], **options, "at": values}


def again(sweep, changes):
    return sweep.map.sweep(**call_of(sweep.map, sweep.recipe, changes))
