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

    text = """Map(name, /, *, N=None, **defaults)

    An iterated map of the catalogue (see chaos.maps), e.g. Map("henon", a=1.2) with another
    default for a, or Map("logistic_ring", N=100), a lattice of 100 sites. Immutable.

    ValueError: no such map. TypeError: no such parameter or state."""

    def __get__(self, map, type=None):
        return self.text if map is None else describe(map)


class Map(_chaos.Map):
    __slots__ = ()
    __doc__ = _Doc()

    sweep = sweep

    def __repr__(self):
        params = ", ".join(f"{name}={self.defaults[name]!r}" for name in self.params)
        sites = f", N={self.N}" if self.N else ""
        return f"<chaos.Map {self.name} ({params}{sites}): {self.formula}>"

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
    values = [f"{name} = {value!r}" for name, value in list(map.defaults.items())[:20]]
    lines = [
        map.title,
        "",
        f"    {map.formula}",
        "",
        textwrap.fill(f"defaults: {', '.join(values)}{', ...' if len(map.defaults) > 20 else ''}", 90),
        f"angles: {', '.join(f'{name} in [0, {period!r})' for name, period in map.angles.items())}" if map.angles else "",
        "preserves area" if map.preserves_area else "",
        f"an orbit beyond {map.bound!r} has escaped",
        textwrap.fill(map.notes, 90),
        textwrap.fill(f"reference: {map.reference}", 90),
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
