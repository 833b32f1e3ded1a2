# SPDX-License-Identifier: MIT
"""Prints chaos/_tables.pyi, the part of the stubs that the library's tables say.

The build runs this against the module that it has made, so that what is added in C is there
by itself."""

from chaos import _chaos
from chaos._measures import KINDS

HEAD = '''# Made by stubs.py from the library's tables.
import enum
from collections.abc import Sequence
from typing import Literal, TypedDict

class Status(enum.IntFlag):'''


def option_type(option):
    one = {"count": "int", "number": "float"}.get(option["type"], "str")
    several = f"Sequence[{one}]"
    types = [one] if option["least"] == 1 else []
    if option["most"] > 1:
        types.append(several)
    if option["most"] > 2:  # low, high of each column
        types.append(f"Sequence[{several}]")
    if option["word"]:
        types.append(f"Literal[{option['word']!r}]".replace("'", '"'))
    return " | ".join(types)


def class_name(kind):
    return "_" + kind["name"].title().replace("_", "")


def main():
    print(HEAD)
    for name, bit, meaning in _chaos.STATUS_FLAGS:
        print(f'    {name.upper()} = {bit}\n    """{meaning}"""')
    for kind in KINDS.values():
        print(f'\nclass {class_name(kind)}(TypedDict, total=False):\n    """{kind["summary"]}"""\n')
        for option in kind["options"]:
            print(f'    {option["name"]}: {option_type(option)}\n    """{option["help"]}; default {option["default"]}"""')
    print("\nclass Measures(TypedDict, total=False):")
    for kind in KINDS.values():
        print(f'    {kind["name"]}: {class_name(kind)} | None\n    """{kind["summary"]}"""')


if __name__ == "__main__":
    main()
