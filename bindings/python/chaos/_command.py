# SPDX-License-Identifier: MIT
"""A recipe as the command of the shell's that does the same, and back."""

import re

from ._measures import KINDS, options_in_full
from ._sweep import recipe_of

MANY = 16  # states, of which those alone are told that were given


def number(value):
    """The shortest text of a double that reads back the same, as printf has it."""
    return next(text for digits in (15, 16, 17) if float(text := f"{value:.{digits}g}") == value or value != value)


def _quoted(text):
    if re.fullmatch(r"[a-zA-Z0-9_.,:=+\-/@%]*", text):
        return text
    return '"' + re.sub(r'(["\\$`])', r"\\\1", text) + '"'


def _unquoted(command):
    """The words of a command."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', command)
    return [re.sub(r"\\(.)", r"\1", quoted) or plain for quoted, plain in words]


def _numbers(values):
    return ",".join(map(str if all(isinstance(value, (int, str)) for value in values) else number, values))


def _range(start, stop, count):
    return f"{number(start)}:{number(stop)}:{count}"


def _option(value):
    return value if isinstance(value, str) else _numbers(value if isinstance(value, list) else [value])


def command(map, recipe):
    """The command."""
    words = ["chaos-sweep", _quoted(recipe["map"])]
    if map.N:
        words.append(f"N={map.N}")
    for name, axis in recipe["axes"].items():
        words.append(f"{name}={_range(*axis) if isinstance(axis, list) else _numbers(axis['values'])}")
    values, defaults = recipe["values"], map.defaults
    told = [name for name in values if name in map.params or map.dim <= MANY or values[name] != defaults[name] or "starts" in recipe]
    words += [f"{name}={number(values[name])}" for name in told]
    measures = [":".join([name, *(f"{o}={_option(v)}" for o, v in options.items())]) for name, options in recipe["measure"].items()]
    words.append(_quoted(f"--measure={','.join(measures)}"))
    if "along" in recipe:
        words += [f"--start={recipe['start']}", f"--along={recipe['along']}", f"--kick={number(recipe['kick'])}"]
    if "starts" in recipe:
        words.append(f"--starts={recipe['starts']}")
    if "seed" in recipe:
        words.append(f"--seed={recipe['seed']}")
    if "noise" in recipe:
        words.append(f"--noise={recipe['noise']}")
    if "starts" in recipe:
        ranges = [f"{name}={number(low)}:{number(high)}" for name, (low, high) in recipe["box"].items()]
        words += [f"--box={','.join(ranges)}"] if ranges else []
    if recipe["bound"] != map.bound:
        words.append(f"--bound={number(recipe['bound'])}")
    return " ".join(words)


# ------------------------------------------------------------------------- and back


def _measures(text):
    """The texts of measures: a comma ends one where a measure's name follows, outside of brackets."""
    names, depth, texts = "|".join(KINDS), 0, [""]
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0 and re.match(f"({names})([:,]|$)", text[i + 1 :]):
            texts.append("")
        else:
            texts[-1] += c
    return texts


def _axis(text):
    if ":" in text:
        start, stop, count = text.split(":")
        return [float(start), float(stop), int(count)]
    return {"values": [float(value) for value in text.split(",")]}


def _starts(starts, seed, noise, box):
    """What a recipe says of random ones, and of a map's random numbers."""
    drawn = {"seed": int(seed), "noise": noise} if noise else {}
    if starts is None:
        return drawn
    ranges = dict(word.split("=") for word in (box or "").split(",") if word)
    return {
        "start": "random", "starts": int(starts), "seed": int(seed),
        "box": {name: [float(end) for end in ends.split(":")] for name, ends in ranges.items()},
        **drawn,
    }  # fmt: skip


def asked(text):
    """Of a command: the map's source, its N, and .recipe(map, version, isa), the rest."""
    program, *words = _unquoted(text)
    if program != "chaos-sweep":
        raise ValueError(f"only what chaos-sweep wrote can be loaded, this is of {program}")
    source = next((word for word in words if not word.startswith("--")), None)
    if source is None:
        raise ValueError("its command names no map")
    words.remove(source)
    for word in words:
        if "=" not in word:
            raise ValueError(f"its command has {word!r}, which no recipe has")
    options = dict(word.split("=", 1) for word in words)
    measures, bound, N = options.pop("--measure"), options.pop("--bound", None), options.pop("N", None)
    starts = _starts(*(options.pop(f"--{name}", None) for name in ("starts", "seed", "noise", "box")))
    if start := options.pop("--start", None):
        starts.update({"start": start, "along": options.pop("--along"), "kick": float(options.pop("--kick"))})

    def recipe(map, version, isa):
        axes = {name: _axis(value) for name, value in options.items() if re.search("[:,]", value)}
        values = {**map.defaults, **{name: float(value) for name, value in options.items() if name not in axes}}
        values = {name: value for name, value in values.items() if name not in axes and name not in starts.get("box", {})}
        measure = {}
        for text in _measures(measures):
            name = text.partition(":")[0]
            if name in measure:
                raise ValueError(f"{name} was measured twice; numpy.load reads the arrays of an .npz")
            measure[name] = options_in_full(name, map._measure((text, []))["options"], {})
        return recipe_of(map, axes, values, measure, float(bound) if bound else map.bound, version, isa, starts)

    return {"map": source, "N": N and int(N), "recipe": recipe}
