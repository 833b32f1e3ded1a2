"""One call of each public callable of `import chaos` that gives a value soon: what leaks.py and memory.py repeat.

SPDX-License-Identifier: MIT
"""

import copy
import inspect
import itertools
import os
import pickle
import tempfile

import numpy as np
from surface import MAKERS

import chaos

HENON, LOGISTIC = chaos.maps["henon"], chaos.maps["logistic"]
X = np.linspace(0.1, 0.2, 5)
TEXT = "x' = r*x*(1 - x)"
LABELS = np.array([[0, 1, 1, 2], [1, 1, 0, 0], [0, 2, 1, 1], [0, 1, 0, 1]])


def of_maps():
    """By name what a map or the module does."""
    m = HENON
    yield from {
        "scalar": lambda: chaos.henon(3, 1.4, 0.3, 0.1, 0.1),
        "scalar of arrays": lambda: chaos.logistic(3, 3.9, X),
        "Map": lambda: chaos.Map("henon", a=1.2),
        "Map of a text": lambda: chaos.Map(TEXT, r=3.9),
        "Map of a function": lambda: chaos.Map(lambda x, r: r * x * (1 - x), states="x", r=3.9).iterate(2, x=0.3),
        "Map.iterate": lambda: m.iterate(3, x=X),
        "Map.orbit": lambda: m.orbit(3, x=X),
        "Map.lyapunov": lambda: m.lyapunov(10, transient=0, x=X, count=2),
        "Map.points": lambda: list(itertools.islice(m.points(), 5)),
        "Map.cycle": lambda: m.cycle(2),
        "Map.cycles": lambda: m.cycles(2),
        "Map.derivatives": lambda: m.derivatives(2),
        "Map.float_cycle": lambda: LOGISTIC.float_cycle(100),
        "Map.sweep": lambda: m.sweep(a=(1, 1.4, 3), steps=5, transient=0),
        "Map.survival": lambda: LOGISTIC.survival(r=4.5, starts=20, steps=10),
        "Map.attractors": lambda: m.attractors(starts=5, max_steps=200),
        "Map.attractors_along": lambda: m.attractors_along(a=(0.1, 1.4, 2), starts=3, max_steps=200),
        "Map.basins": lambda: m.basins(x=(-2, 2, 4), y=(-2, 2, 4), max_steps=200),
        "Map.branch": MAKERS["Branch"],
        "Map.bifurcation_curve": MAKERS["Curve"],
        "Map.bifurcation_diagram": MAKERS["BifurcationDiagram"],
        "Map.to_c": chaos.Map(TEXT, r=3.9).to_c,
        "pickle": lambda: pickle.loads(pickle.dumps(m)),
        "copy": lambda: copy.deepcopy(m),
        "==": lambda: m == chaos.maps["logistic"],
        "repr": lambda: repr(m),
        "help": lambda: m.__doc__,
        "attributes": lambda: [getattr(m, name) for name in "name title formula reference notes params states defaults dim N bound angles".split()],
        "maps": lambda: [*chaos.maps.values()],
        "isa": lambda: (chaos.isa_name(), chaos.isa_names(), chaos.isa_select(None)),
        "basin_entropy": lambda: chaos.basin_entropy(LABELS, 2),
        "boundary_entropy": lambda: chaos.boundary_entropy(LABELS, 2),
        "boundary_cells": lambda: chaos.boundary_cells(LABELS),
        "uncertainty_exponent": lambda: chaos.uncertainty_exponent(LABELS, (1, 2)),
        "wada": lambda: chaos.wada(LABELS),
    }.items()
    for name, call in MISTAKES.items():
        yield f"mistake: {name}", lambda call=call: mistaken(call)


MISTAKES = {
    "value": lambda: HENON.iterate(3, x="a"),
    "name": lambda: HENON.iterate(3, q=1),
    "shapes": lambda: HENON.iterate(3, x=[1, 2], y=[1, 2, 3]),
    "out": lambda: HENON.iterate(3, out=X),
    "text": lambda: chaos.Map("x' = ("),
    "map": lambda: chaos.Map("henn"),
    "measure": lambda: HENON.sweep(measure={"density": {"bins": -1}}),
    "callback": lambda: chaos.Map(lambda x: 1 / 0, states="x").iterate(3, x=0.1),
    "progress": lambda: HENON.iterate(10, progress=lambda *_: 1 / 0, x=X),
    "box": lambda: HENON.cycles(2, box={"x": (1, 0)}),
    "branch": lambda: HENON.branch(3, along="a", to=(0, 1)),
}  # fmt: skip


def mistaken(call):
    try:
        call()
    except (TypeError, ValueError, ZeroDivisionError):
        return
    raise AssertionError("no exception")


ARGUMENTS = {
    "save": lambda folder: (os.path.join(folder, "a.npz"),), "name": lambda _: (0,), "cycles_at": lambda _: (3.2,), "cascade": lambda _: (0,), "switch": lambda _: (0,),
    "__getitem__": None, "get": None, "count": lambda _: (1.0,), "index": None, "raw": None,
}  # fmt: skip


def of_results(folder):
    """Attributes and methods of each kind of result, called without arguments but for those above."""
    for kind, make in MAKERS.items():
        if kind in ("Map", "text", "lattice", "Catalogue", "points", "Status"):
            continue
        thing = make()
        yield f"{kind}: pickle", lambda thing=thing: pickle.loads(pickle.dumps(thing))
        yield f"{kind}: repr", lambda thing=thing: repr(thing)
        for name in dir(thing):
            if name.startswith("_") or ARGUMENTS.get(name, 0) is None:
                continue
            arguments = ARGUMENTS.get(name, lambda _: ())(folder)

            def use(thing=thing, name=name, arguments=arguments):
                value = getattr(thing, name)
                return value(*arguments) if inspect.isroutine(value) else value

            yield f"{kind}.{name}", use


def working(part=""):
    """Those of all whose names have this part, and that give a value here."""
    folder = tempfile.mkdtemp(prefix="chaos-calls-")
    for name, call in itertools.chain(of_maps(), of_results(folder)):
        if part not in name:
            continue
        try:
            call()
        except (ImportError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
            print(f"# without {name}: {error}", flush=True)
        else:
            yield name, call
