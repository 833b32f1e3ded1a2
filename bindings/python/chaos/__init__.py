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
    m.skeleton(m.cycle(1), over=("a", "b"), to=((0, 2), (-1, 1)))    all of them that are found; .plot()
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
from ._chaos import isa_name, isa_names, isa_select
from ._late import PUBLIC, taken
from ._map import Catalogue, Map
from ._support import Lyapunov, Status

__version__ = _chaos.VERSION.split()[0]
Map.__module__ = "chaos"
maps = Catalogue()
globals().update({name: _chaos.scalar(map) for name, map in maps.items()})

__all__ = sorted({*PUBLIC, "Lyapunov", "Map", "Status", "isa_name", "isa_names", "isa_select", "maps", *maps} - {"open"})  # which `import *` is not to put over Python's own


def __getattr__(name):
    if name not in PUBLIC:
        raise AttributeError(f"module 'chaos' has no attribute {name!r}")
    globals()[name] = found = taken(PUBLIC[name], name)
    return found


def __dir__():
    return sorted({*globals(), *PUBLIC})
