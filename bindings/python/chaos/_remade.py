# SPDX-License-Identifier: MIT
"""Results of analyses made again from their recipes alone."""

from __future__ import annotations


def _ranges(recipe):
    """{name: (low, high)} of what the recipe has one after the other."""
    return {name: (low, recipe["high"][name]) for name, low in recipe["low"].items()}


def _basins(map, recipe, threads):
    from ._attractors import again_of

    return again_of(map.basins if recipe["axes"] else map.attractors, recipe, {"threads": threads})


def _attractors_along(map, recipe, threads):
    from ._attractors import again_of

    return again_of(map.attractors_along, recipe, {"threads": threads})


def _iterated(recipe, threads):
    return {"wrap": not recipe["lift"], "forcing_period": recipe.get("forcing_period"), "threads": threads, "progress": None}


def _cycle(map, recipe, threads):
    options = {name: value for name, value in _iterated(recipe, threads).items() if name not in ("threads", "progress")}
    return map.cycle(recipe["period"], state=[*recipe["guess"].values()], at=recipe["params"], **options)


def _cycles(map, recipe, threads):
    box, budget = _ranges(recipe), float(recipe["budget"])
    found = map.cycles((recipe["first"], recipe["last"]), box=box, budget=budget, at=recipe["params"], **_iterated(recipe, threads))
    return None if recipe["stopped"] == "canceled" else found


def _followed(map, recipe, over, box):
    """Arguments of what is followed from a guess."""
    at = recipe["params"]
    return {"_over": over, "_box": box, "_budget": recipe["budget"], "at": at, "state": [*recipe["guess"].values()]}


def _whole(map, recipe, threads):
    """The result that it is a part of, or begins at a point of; None: it can't be made."""
    return remade(map, recipe.get("part_of") or recipe.get("point_of") or {"kind": ""}, threads)


def _branch(map, recipe, threads):
    from ._branches import Branch

    if "canceled" in (recipe["begins"], recipe["ends"]):
        return None
    if "part_of" in recipe or recipe["from"] != "cycle":
        whole = _whole(map, recipe, threads)
        if whole is None or "part_of" in recipe:
            return whole and whole.branches[recipe["number"]]
        return whole.switch(recipe["point"], budget=recipe["budget"], threads=threads)
    over, box = (map.params.index(recipe["along"]),), (recipe["low"], recipe["high"])
    return Branch(map._branch(recipe["period"], **_followed(map, recipe, over, box), **_iterated(recipe, threads)))


def _curve(map, recipe, threads):
    whole = None if "canceled" in (recipe["begins"], recipe["ends"]) else _whole(map, recipe, threads)
    if whole is None or "part_of" in recipe:
        return whole and whole.curves[recipe["number"]]
    point, ranges = whole.special_points[recipe["point"]], _ranges(recipe)
    of = recipe.get("which")  # not of a point of codimension 1
    return map.bifurcation_curve(point, over=(*ranges,), to=(*ranges.values(),), of=of, budget=recipe["budget"], threads=threads)


def _diagram(map, recipe, threads):
    options = {name: recipe[name] for name in ("max_period", "seeds", "box", "budget")}
    at = {**recipe["params"], recipe["along"]: (recipe["low"], recipe["high"])}
    return None if recipe["stopped"] == "canceled" else map.bifurcation_diagram(**options, at=at, **_iterated(recipe, threads))


def _skeleton(map, recipe, threads):
    from ._skeleton import Skeleton

    if recipe["stopped"] == "canceled":
        return None
    over = (*(map.params.index(name) for name in recipe["low"]), recipe["max_period"])
    box = tuple(end for ends in _ranges(recipe).values() for end in ends)
    return Skeleton(map._skeleton(recipe["period"], **_followed(map, recipe, over, box), **_iterated(recipe, threads)))


KINDS = {
    "basins": _basins, "exit_basins": _basins, "attractors_along": _attractors_along, "cycles": _cycle, "all_cycles": _cycles,
    "branch": _branch, "bifurcation_diagram": _diagram, "curve": _curve, "skeleton": _skeleton,
}  # fmt: skip


def remade(map, recipe, threads=None):
    """What that recipe makes; None: it does not say enough, as of what was interrupted."""
    return KINDS[recipe["kind"]](map, recipe, threads) if recipe["kind"] in KINDS else None
