# SPDX-License-Identifier: MIT
"""Maps of your own by import: after `import chaos.importer`,

    import mymap

finds mymap.c on sys.path, if its first line is

    /* chaos map */

or has more words within the comment. It is compiled as chaos.Map("mymap.c") is, when that is
due. The module has the chaos.Map as mymap.map, and under the map's own name the function that
chaos.NAME is for maps of the catalogue: mymap.mymap(steps, *params, *states).
importlib.reload(mymap) takes up a change of the file. Modules that Python itself finds come first.

ImportError: the file does not compile, with all that the compiler said, or is no map."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import re
import sys

from . import _chaos
from ._map import Map

_MARKER = re.compile(rb"/\* *chaos map\b")


def _is_marked(path):
    try:
        with open(path, "rb") as file:
            return _MARKER.match(file.readline(200)) is not None
    except OSError:
        return False


class _Loader(importlib.abc.Loader):
    def __init__(self, path):
        self.path = path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        try:
            map = Map(self.path)
        except (ValueError, OSError) as error:
            raise ImportError(str(error), name=module.__name__, path=self.path) from error
        module.__doc__ = map.__doc__
        setattr(module, map.name, _chaos.scalar(map))
        module.map = map

    def get_source(self, name):
        with open(self.path, encoding="utf-8", errors="replace") as file:
            return file.read()


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        for folder in sys.path if path is None else path:
            file = os.path.abspath(os.path.join(folder, name.rpartition(".")[2] + ".c"))
            if _is_marked(file):
                return importlib.util.spec_from_file_location(name, file, loader=_Loader(file))
        return None


if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
    sys.meta_path.append(_Finder())
