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


def has_columns(panel):
    """Whether a result has a value for each of several columns."""
    return any(dim == "column" and count > 1 for dim, count, _ in panel.output["dims"])


def quantity(panel, between=" "):
    """What stands along the axis of a result, and its unit."""
    label, unit = panel.output["label"], panel.output["unit"]
    if not label:
        return f"{panel.output['name']} {columns_of(panel)}"
    if has_columns(panel):
        label += f"{between}of {columns_of(panel)}"
    return f"{label}{between}({unit})" if unit else label


def of_first(panel):
    """The same of a result's first element."""
    first, label = symbol(panel.measure["columns"][0]) if panel.measure["columns"] else "", panel.output["label"]
    if label:
        return f"{label} of {first}" if has_columns(panel) else quantity(panel)
    names = [names[0] for dim, _, names in panel.output["dims"] if dim == "statistic"] or [panel.output["name"]]
    return f"{names[0]} {first}"
