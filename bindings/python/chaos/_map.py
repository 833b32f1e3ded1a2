# SPDX-License-Identifier: MIT
"""chaos.Map: the extension's Map and what is not hot."""

from __future__ import annotations

from collections.abc import Mapping

from . import _chaos
from ._support import did_you_mean
from ._sweep import sweep


class _Doc:
    """help(Map) describes the class, help(a_map) the map."""

    text = """Map(name, /, *, N=None, **defaults)

    An iterated map of the catalogue (see chaos.maps), e.g. Map("henon", a=1.2) with another
    default for a, or Map("logistic_ring", N=100), a lattice of 100 sites. Immutable.

    Map("mymap.c"), or any name with a / or that ends in .c or .so, is a C file of your own that
    looks as those of the catalogue do, or what was compiled from one. It is compiled by the
    machine's compiler (CC, or else cc, gcc, clang), which takes a second or two, and kept in
    ~/.cache/libchaos until it, a header of its or the compiler has changed; then Map() has the
    new one, while maps made before stay what they were. It pickles as its path.

    ValueError: no such map; the file does not compile, with all that the compiler said, or is
    no map. OSError: it can't be read, or there is no compiler. TypeError: no such parameter or
    state."""

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
        plain = Map(self._source, N=self.N).defaults
        changed = {name: value for name, value in self.defaults.items() if value == value and value != plain[name]}
        return _rebuild, (type(self), self._source, self.N, changed)

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
        f"defaults: {', '.join(values)}{', ...' if len(map.defaults) > 20 else ''}",
        f"angles: {', '.join(f'{name} in [0, {period!r})' for name, period in map.angles.items())}" if map.angles else "",
        "preserves area" if map.preserves_area else "",
        f"an orbit beyond {map.bound!r} has escaped",
        map.notes,
        f"reference: {map.reference}",
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
