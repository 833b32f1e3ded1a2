# SPDX-License-Identifier: MIT
"""Iterated maps: orbits, sweeps, and what is measured on them.

    chaos.logistic(1000, 3.9, 0.5)                  a number: steps, parameters, states
    m = chaos.maps["henon"]                         or chaos.Map("henon", a=1.2)
    m.orbit(1000, a=[1.2, 1.4])                     arrays broadcast
    m.lyapunov(100_000, count="all")
    for x, y in m.points(): ...
    m.cycles(12)                                    all cycles up to a period
    m.branch(m.cycle(1), along="a", to=(0, 2))      a cycle followed, with its bifurcations; .plot()
    m.bifurcation_diagram(a=(0, 2), max_period=4)    all branches that are found; .plot()
    m.bifurcation_curve(b.special_points[0], over=("a", "b"), to=((0, 2), (-1, 1)))    these in two parameters
    m.basins(x=(-2, 2, 500), y=(-2, 2, 500)).plot() which attractor each start goes to
    m.survival("abs(x) < 1", a=1.5).rate           at which random starts leave a region; .plot()
    m.covariant_vectors(1000).angles                where stable and unstable directions nearly touch; .plot()
    m.derivatives(2, x=0.5)                         the Hessians at a point, from the formula
    s = m.sweep(a=(1, 1.4, 2000), measure="density"); s.plot(); s.save("s.npz"); chaos.load("s.npz").again(b=0.2)
    chaos.Map(f, states="x y")                      a map of your own: see help(chaos.Map)
    chaos.sweep_to("run.zarr", m, a=(1, 1.4, 10**6), b=(0, 0.3, 10**4)); chaos.open("run.zarr")    what does not fit into one call

list(chaos.maps) names the catalogue, help(chaos.maps["henon"]) describes a map. Numbers are
the same bits as in C and in the shell, on every instruction set and number of threads."""

from . import _chaos
from ._along import AttractorsAlong
from ._attractors import Attractor, Attractors, Exits
from ._basins import Basins
from ._branches import Branch
from ._chaos import isa_name, isa_names, isa_select
from ._clv import CovariantVectors
from ._curves import Curve
from ._cycles import Cycles
from ._diagram import BifurcationDiagram
from ._label_arrays import UncertaintyExponent, basin_entropy, boundary_cells, boundary_entropy, uncertainty_exponent, wada
from ._map import Catalogue, Map
from ._support import Lyapunov, Status
from ._survival import Survival
from ._sweep import Sweep

__version__ = _chaos.VERSION.split()[0]
for _public in (
    Attractor, Attractors, AttractorsAlong, Basins, BifurcationDiagram, Branch, CovariantVectors, Curve, Cycles, Exits, Lyapunov, Map, Status, Survival, Sweep,
    UncertaintyExponent, basin_entropy, boundary_cells, boundary_entropy, uncertainty_exponent, wada,
):  # fmt: skip
    _public.__module__ = "chaos"
maps = Catalogue()
globals().update({name: _chaos.scalar(map) for name, map in maps.items()})

__all__ = [
    "Attractor", "Attractors", "AttractorsAlong", "Basins", "BifurcationDiagram", "Branch", "Cascade", "CovariantVectors", "Curve", "CurvePoint", "Cycle", "Cycles", "Exits", "FloatCycle", "Lyapunov", "Map", "Result", "SpecialPoint",
    "Status", "Survival", "Sweep",
    "UncertaintyExponent", "basin_entropy", "boundary_cells", "boundary_entropy", "isa_name", "isa_names", "isa_select", "load", "maps", "sweep_to", "uncertainty_exponent", "verify", "wada", *maps,
]  # fmt: skip


def __getattr__(name):
    if name in ("Cascade", "CurvePoint", "Cycle", "FloatCycle", "Result", "SpecialPoint"):  # here: `import chaos` is to be quick
        from . import _result

        return getattr(_result, name)
    if name == "load":
        from ._files import load

        return load
    if name == "verify":
        from ._verify import verify

        return verify
    if name in ("open", "sweep_to"):
        from . import _sweep_to

        return getattr(_sweep_to, name)
    raise AttributeError(f"module 'chaos' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, "open"})  # which `import *` is not to put over Python's own
