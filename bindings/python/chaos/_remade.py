# SPDX-License-Identifier: MIT
"""Results of analyses made again from their recipes alone, or with some changes."""

from __future__ import annotations

from functools import partial

from ._attractors import again_of
from ._values import values_and_options


def _ranges(recipe):
    """{name: (low, high)} of what the recipe has one after the other."""
    return {name: (low, recipe["high"][name]) for name, low in recipe["low"].items()}


def _basins(map, recipe, threads):
    return again_of(map.basins if recipe["axes"] else map.attractors, recipe, {"threads": threads})


def _attractors_along(map, recipe, threads):
    return again_of(map.attractors_along, recipe, {"threads": threads})


def _iterated(recipe):
    return {"at": recipe["params"], "wrap": not recipe["lift"], "forcing_period": recipe.get("forcing_period")}


def _cycle(map, recipe, threads):
    return map.cycle(recipe["period"], state=[*recipe["guess"].values()], **_iterated(recipe))


def _of_cycles(map, recipe):
    periods, budget = (recipe["first"], recipe["last"]), float(recipe["budget"])
    return map.cycles, {"periods": periods, "box": _ranges(recipe), "budget": budget, **_iterated(recipe)}


def _of_diagram(map, recipe):
    options = {name: recipe[name] for name in ("max_period", "seeds", "box", "budget")} | _iterated(recipe)
    return map.bifurcation_diagram, options | {"at": {**recipe["params"], recipe["along"]: (recipe["low"], recipe["high"])}}


def _guess(recipe):
    return {"period": recipe["period"], "state": [*recipe["guess"].values()], "budget": recipe["budget"], **_iterated(recipe)}


def _of_branch(map, recipe):
    from ._branches import followed

    return partial(followed, map), {"along": recipe["along"], "to": (recipe["low"], recipe["high"]), **_guess(recipe)}


def _of_skeleton(map, recipe):
    from ._skeleton import followed

    ranges = _ranges(recipe)
    options = {"over": (*ranges,), "to": (*ranges.values(),), "max_period": recipe["max_period"]}
    return partial(followed, map), {**options, **_guess(recipe)}


CALLS = {"all_cycles": _of_cycles, "bifurcation_diagram": _of_diagram, "branch": _of_branch, "skeleton": _of_skeleton}


def again(found, changes):
    """What was found, but for some changes."""
    map, recipe = found.map, found.recipe
    if recipe["kind"] == "attractors_along" or (recipe["kind"] == "basins" and not recipe["axes"]):
        return again_of(map.attractors_along if recipe["axes"] else map.attractors, recipe, changes)
    if recipe["kind"] not in CALLS or {"part_of", "point_of"} & recipe.keys():
        raise ValueError(f"again() of what is a part of another result, or begins at its points, is that of the other one: {found!r}")
    call, options = CALLS[recipe["kind"]](map, recipe)
    given, changed = values_and_options(map, changes)
    if unknown := [name for name in changed if name not in (*options, "threads", "progress")]:
        raise TypeError(f"again() takes {', '.join(options)}, threads, progress and values, got {unknown[0]!r}")
    return call(**{**options, **changed, "at": {**options["at"], **given}})


def _made(map, recipe, threads):
    call, options = CALLS[recipe["kind"]](map, recipe)
    return None if recipe["stopped"] == "canceled" else call(**options, threads=threads)


def _whole(map, recipe, threads):
    """The result that it is a part of, or begins at a point of; None: it can't be made."""
    return remade(map, recipe.get("part_of") or recipe.get("point_of") or {"kind": ""}, threads)


def _branch(map, recipe, threads):
    if "canceled" in (recipe["begins"], recipe["ends"]):
        return None
    if "part_of" in recipe or recipe["from"] != "cycle":
        whole = _whole(map, recipe, threads)
        if whole is None or "part_of" in recipe:
            return whole and whole.branches[recipe["number"]]
        return whole.switch(recipe["point"], budget=recipe["budget"], threads=threads)
    call, options = _of_branch(map, recipe)
    return call(**options, threads=threads)


def _curve(map, recipe, threads):
    whole = None if "canceled" in (recipe["begins"], recipe["ends"]) else _whole(map, recipe, threads)
    if whole is None or "part_of" in recipe:
        return whole and whole.curves[recipe["number"]]
    point, ranges = whole.special_points[recipe["point"]], _ranges(recipe)
    of = recipe.get("which")  # not of a point of codimension 1
    return map.bifurcation_curve(point, over=(*ranges,), to=(*ranges.values(),), of=of, budget=recipe["budget"], threads=threads)


KINDS = {
    "basins": _basins, "exit_basins": _basins, "attractors_along": _attractors_along, "cycles": _cycle, "all_cycles": _made,
    "branch": _branch, "bifurcation_diagram": _made, "curve": _curve, "skeleton": _made,
}  # fmt: skip


def remade(map, recipe, threads=None):
    """What that recipe makes; None: it does not say enough, as of what was interrupted."""
    return KINDS[recipe["kind"]](map, recipe, threads) if recipe["kind"] in KINDS else None
