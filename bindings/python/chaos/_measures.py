# SPDX-License-Identifier: MIT
"""Measures: what was said of them, and what the library's tables say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import _chaos
from ._support import did_you_mean, refuse_mask
from ._values import is_real

KINDS = {kind["name"]: kind for kind in _chaos.MEASURE_KINDS}  # all that the library says of each

# ------------------------------------------------------------------- what was said


def _leaves(value):
    if isinstance(value, str) or not isinstance(value, Iterable) or getattr(value, "shape", None) == ():
        return [value]  # an array without axes says that it can be iterated over
    return [leaf for part in value for leaf in _leaves(part)]


def _value(option, value):
    """An option as the extension takes it: a text, or a list of numbers."""
    refuse_mask(value, option)
    leaves = _leaves(value)
    return ",".join(leaves) if all(isinstance(leaf, str) for leaf in leaves) else leaves


def said(measure):
    """[(name, [(option, value), ...]), ...] from a name, names, or a dict of names and options."""
    wrong = "measure must be a name, names, or a dict of names with dicts of options, {name: {}, name: {option: value}}, got"
    if isinstance(measure, str):
        measure = {measure: None}
    elif not isinstance(measure, Iterable):
        raise TypeError(f"{wrong} {measure!r}")
    elif not isinstance(measure, Mapping):
        names = list(measure)
        if not all(isinstance(name, str) for name in names):
            raise TypeError(f"{wrong} {names!r}")
        measure = dict.fromkeys(names)
        if len(measure) < len(names):
            raise ValueError(f"measure must have each name once, got {names}")
    result = []
    for name, options in measure.items():
        if not isinstance(name, str) or not isinstance(options, (Mapping, type(None))):
            raise TypeError(f"{wrong} {name!r}: {options!r}")
        for option in options or {}:
            if not isinstance(option, str):
                raise TypeError(f"{name} must have options by name, got {option!r}")
        if (kind := name.partition(":")[0]) not in KINDS and (hint := did_you_mean(kind, KINDS)):
            raise ValueError(f"there is no measure {kind!r}{hint}")
        result.append((name, [(option, _value(option, value)) for option, value in (options or {}).items()]))
    return result


def iterations(measures, steps, transient):
    """About how many each point takes, to know whether it is much: the largest number that was said, at least 1000."""
    counts = [steps, transient, *(leaf for _, options in measures for name, value in options if name in ("steps", "transient") for leaf in value)]
    return min(max([1000, *filter(is_real, counts)]), 1e300)


# ------------------------------------------------------------------- what is answered


def _number(option, text):
    if text == option["word"]:
        return text
    return float(text) if option["type"] == "number" else int(text)


def _read(option, text):
    if option["type"] not in ("count", "number", "counts"):
        return text
    numbers = [_number(option, part) for part in text.split(",")]
    return numbers if len(numbers) > 1 or option["type"] == "counts" else numbers[0]


def options_in_full(name, texts, arrays):
    """{option: value} of a measure from the texts that the extension gives. What only the call
    has found is among the arrays."""
    values = {}
    for option in KINDS[name]["options"]:
        if texts[option["name"]]:
            values[option["name"]] = _read(option, texts[option["name"]])
        elif option["output"]:
            values[option["name"]] = arrays[option["output"]].ravel().tolist()
    return values


# ------------------------------------------------------------------- in words


def _amount(option):
    if option["type"] == "word":
        return repr(option["word"])
    least, most = option["least"], option["most"]
    if option["type"] == "counts":
        return f"{least} to {most} ints, ascending"
    nouns = {"count": "int", "number": "number", "columns": "expression", "condition": "expression"}
    noun = nouns.get(option["type"], option["type"])
    amount = noun if most == 1 else f"{least} or {most} {noun}s"
    return f"{amount} or {option['word']!r}" if option["word"] else amount


def documentation():
    """Each kind with its options and results."""
    import textwrap  # here: `import chaos` is to be quick

    lines = []
    for kind in KINDS.values():
        lines += ["", f"{kind['name']}: {kind['summary']}", *textwrap.wrap(kind["text"], 90, initial_indent="  ", subsequent_indent="  ")]
        for option in kind["options"]:
            text = f"{option['name']:<9}  {option['help']} ({_amount(option)}; default {option['default']})"
            lines += textwrap.wrap(text, 92, initial_indent="  ", subsequent_indent=" " * 13)
        for output in kind["outputs"]:
            lines += textwrap.wrap(f"-> {output['name']}  {output['help']}", 92, initial_indent="  ", subsequent_indent=" " * 5)
    return "\n".join(f"      {line}".rstrip() for line in lines)
