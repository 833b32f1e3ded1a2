# SPDX-License-Identifier: MIT
"""chaos.Map: the extension's Map and what is not hot."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from . import _chaos
from ._support import did_you_mean
from ._sweep import sweep


class _Doc:
    """help(Map) describes the class, help(a_map) the map."""

    text = """Map(name, /, *, N=None, wrap=None, bound=None, **defaults)

    An iterated map of the catalogue (see chaos.maps), e.g. Map("henon", a=1.2) with another
    default for a, or Map("logistic_ring", N=100), a lattice of 100 sites. Immutable.

    Or a map given as text, a line for each state (what has an = or -> is a text):
      Map("x' = 1 - a*x^2 + y; y' = b*x", a=1.4, b=0.3)       also x -> ..., x[n+1] = ... x[n] ...
      Map("p' = p + k*sin(θ); θ' = θ + p'", k=0.9, wrap={"theta": 2*pi, "p": 2*pi})
      Map("x[i]' = (1-e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1-x[i])", N=100, r=3.9, e=0.3)
    Operators: ^, signs, * /, + -, mod, < <= > >= == !=, c ? a : b. Functions: mod floor abs min
    max sign sqrt exp log sin cos tan asin acos atan atan2 sinh cosh tanh; pi. Names without a
    line are parameters. Derivatives are exact. N: sites of a lattice, default 16. wrap: states
    that are angles, and their periods (as a trailing `mod 1` says in the text). bound: beyond
    it an orbit has escaped; default 1e10. Parameters without a default have to be given.

    ValueError: no such map, or a mistake in the text: line, column and what was expected.
    TypeError: no such parameter or state."""

    def __get__(self, map, type=None):
        return self.text if map is None else describe(map)


class Map(_chaos.Map):
    __slots__ = ()
    __doc__ = _Doc()

    sweep = sweep

    def __repr__(self):
        given = [f"{name}={value!r}" if value == value else name for name, value in self.defaults.items() if name in self.params]
        values = ", ".join([*given, f"N={self.N}"] if self.N else given)
        if self.name == self.formula:
            return f"<chaos.Map ({values}): {self.formula}>"
        return f"<chaos.Map {self.name} ({values}): {self.formula}>"

    def __reduce__(self):
        plain = Map(self.name, N=self.N).defaults
        changed = {name: value for name, value in self.defaults.items() if value == value and value != plain[name]}
        return _rebuild, (type(self), self.name, self.N, changed)

    def __eq__(self, other):
        return self.__reduce__() == other.__reduce__() if isinstance(other, Map) else NotImplemented

    def __hash__(self):
        return hash((self.name, self.N))


def _rebuild(type, name, N, defaults):
    return type(name, N=N, **defaults)


def describe(map):
    """A map's text, from its descriptor."""
    values = [f"{name} = {value!r}" if value == value else f"{name} has none" for name, value in list(map.defaults.items())[:20]]
    lines = [
        map.title if map.title != map.formula else "a map given as text",
        "",
        f"    {map.formula}",
        "",
        textwrap.fill(f"defaults: {', '.join(values)}{', ...' if len(map.defaults) > 20 else ''}", 90),
        f"angles: {', '.join(f'{name} in [0, {period!r})' for name, period in map.angles.items())}" if map.angles else "",
        "preserves area" if map.preserves_area else "",
        f"an orbit beyond {map.bound!r} has escaped",
        textwrap.fill(map.notes, 90),
        textwrap.fill(f"reference: {map.reference}", 90) if map.reference else "",
    ]
    return "\n".join(line for i, line in enumerate(lines) if line or i < 4)


class Catalogue(Mapping):
    """All maps, by name: list(chaos.maps), chaos.maps["henon"]."""

    def __init__(self):
        self._maps = {name: Map(name) for name in _chaos.map_names()}

    def __getitem__(self, name):
        try:
            return self._maps[name]
        except KeyError:
            raise KeyError(f"there is no map {name!r}{did_you_mean(str(name), self._maps)}") from None

    def __iter__(self):
        return iter(self._maps)

    def __len__(self):
        return len(self._maps)

    def __repr__(self):
        return f"<chaos.maps: {', '.join(self)}>"
