# SPDX-License-Identifier: MIT
"""How names are printed, and what stands along the axis of a result."""

import re

GREEK = {
    name: rf"\{name}"
    for name in "alpha beta gamma delta zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split()
} | {"eps": r"\varepsilon", "epsilon": r"\varepsilon"}


def symbol(name):
    """A parameter or state as it is printed: a Greek letter, the digits at its end below the line."""
    match = re.fullmatch(r"([A-Za-z]+)(\d*)", name)
    if not match:
        return name
    stem, digits = match.groups()
    stem = GREEK.get(stem, rf"\mathit{{{stem}}}")
    return f"${stem}_{{{digits}}}$" if digits else f"${stem}$"


def columns_of(panel):
    """What a measure looks at."""
    columns = panel.measure["columns"]
    return ", ".join([*map(symbol, columns[:4]), *["..."] * (len(columns) > 4)])


def quantity(panel, between=" "):
    """What stands along the axis of a result, and its unit."""
    unit = panel.output["unit"]
    if not panel.output["label"]:
        return f"{panel.output['name']} {columns_of(panel)}"
    return f"{panel.output['label']}{between}({unit})" if unit else panel.output["label"]


def of_first(panel):
    """The same of a result's first element."""
    names = [names[0] for dim, _, names in panel.output["dims"] if dim == "statistic"] or [panel.output["name"]]
    return quantity(panel) if panel.output["label"] else f"{names[0]} {symbol(panel.measure['columns'][0])}"
