# SPDX-License-Identifier: MIT
"""Prints chaos/_tables.pyi, the part of the stubs that the library's tables say: statuses, measures, and
the functions of the catalogue's maps.

The build runs this against the module that it has made, so that what is added in C is there
by itself."""

import inspect

import chaos
from chaos import _chaos
from chaos._measures import KINDS

HEAD = '''# Made by stubs.py from the library's tables.
import enum
from collections.abc import Sequence
from typing import Any, Literal, TypedDict, overload

class Status(enum.IntFlag):'''


def option_type(option):
    if option["type"] == "word":
        return f'Literal["{option["word"]}"]'
    one = {"count": "int", "counts": "int", "number": "float"}.get(option["type"], "str")
    several = f"Sequence[{one}]"
    types = [one] if option["least"] == 1 else []
    if option["most"] > 1:
        types.append(several)
    if option["most"] > 2 and option["type"] != "counts":  # low, high of each column
        types.append(f"Sequence[{several}]")
    if option["word"]:
        types.append(f"Literal[{option['word']!r}]".replace("'", '"'))
    return " | ".join(types)


def class_name(kind):
    return "_" + kind["name"].title().replace("_", "")


def function(name, map):
    """Of numbers a float or a tuple of them, as the map has states; of arrays an array."""
    signature = inspect.signature(getattr(chaos, name))
    variants = [("Any", "Any")]
    if not map.N:
        state = "float" if map.dim == 1 else f"tuple[{', '.join(['float'] * map.dim)}]"
        variants.insert(0, ("float", state))
    for value, result in variants:
        values = [parameter.replace(annotation=int if parameter.name == "steps" else value) for parameter in signature.parameters.values()]
        written = str(signature.replace(parameters=values)).replace("'", "")
        head = "@overload\n" if len(variants) > 1 else ""
        print(f"{head}def {name}{written} -> {result}: ...")


def main():
    print(HEAD)
    for name, bit, meaning in _chaos.STATUS_FLAGS:
        print(f'    {name.upper()} = {bit}\n    """{meaning}"""')
    for kind in KINDS.values():
        print(f'\nclass {class_name(kind)}(TypedDict, total=False):\n    """{kind["summary"]}"""\n')
        for option in kind["options"]:
            print(f'    {option["name"]}: {option_type(option)}\n    """{option["help"]}; default {option["default"]}"""')
    print("\nclass _Measures(TypedDict, total=False):")
    for kind in KINDS.values():
        print(f'    {kind["name"]}: {class_name(kind)} | None\n    """{kind["summary"]}"""')
    print()
    for name, map in chaos.maps.items():
        function(name, map)


if __name__ == "__main__":
    main()
