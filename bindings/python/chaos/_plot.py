# SPDX-License-Identifier: MIT
"""Pictures of sweeps: one axis, panels stacked over it; two axes, a field for each measure.

What a picture looks like follows from the dimensions and the scale of a measure's first result,
as the library describes them; colours are those of the shell's pictures."""

import numpy

from . import _colours, _panels
from ._labels import measures_of
from ._measures import kinds
from ._support import Status

SITES = 8  # a state that is one of more is one of a lattice: its orbit is a field


def _drawing(naxes, dims):
    """The function that draws a result with these dimensions, None if none does."""
    words = [dim for dim, *_ in dims]
    bins = words.count("bin")
    if naxes == 2:
        return None if bins or "record" in words else _panels.field
    if "record" in words and naxes == 0:
        return _panels.spacetime if dims[-1][0] == "column" and dims[-1][1] > SITES else _panels.series
    if naxes == 0:
        return (None, _panels.histogram, _panels.portrait)[bins]
    if bins:
        return _panels.columns if bins == 1 else None
    return _panels.orbits if "record" in words else _panels.band if "statistic" in words else _panels.lines


class Panel:
    """One measure of a sweep, by its first result."""

    def __init__(self, sweep, measure):
        self.sweep, self.measure, self.output = sweep, measure, measure["outputs"][0]
        self.axes = list(sweep.axes.values())
        self.values = numpy.asarray(sweep[self.output["name"]])
        [status] = (output["name"] for output in measure["outputs"] if output["scale"] == "flags")
        self.status = numpy.asarray(sweep[status])
        self.draw = _drawing(len(self.axes), self.output["dims"])

    def has(self, mask):
        return self.status & mask > 0

    @property
    def gone(self):
        """Where there is no value, or a density of those states alone that came before the escape."""
        shown = self.output["outlives"] and self.draw is not _panels.columns
        return self.has(Status.ESCAPED | Status.NONFINITE) & (not shown)

    @property
    def none(self):
        """Where the value means that there is none."""
        return self.values == self.output["none"]


def _refuse(naxes):
    over = ("a single point", "one axis", "two axes")[naxes]
    drawn = [name for name, kind in kinds().items() if kind["picture"][naxes]]
    raise ValueError(f"plot() of {over} draws {', '.join(drawn)}; none was measured, or of more columns than there is room for")


def _legend(figure, panels):
    from matplotlib.patches import Patch

    handles = {}
    for panel in panels if panels[0].axes else ():
        for flag in _panels.UNSOUND:
            if panel.has(flag).any():
                handles[flag.name.lower()] = {"facecolor": "none", "hatch": "////", "edgecolor": _colours.HATCH}
        if panel.gone.any():
            handles["escaped"] = {"facecolor": _colours.ESCAPED}
        if panel.output["scale"] != "discrete" and panel.draw is _panels.field and panel.none.any():
            handles[panel.output["none_label"]] = {"facecolor": _colours.NONE}
    if handles:
        patches = [Patch(label=label, linewidth=0, **style) for label, style in handles.items()]
        figure.legend(handles=patches, loc="upper right", ncols=len(patches), frameon=False)


def _title(sweep):
    title = sweep.map.title
    title = title if title == sweep.map.formula else title[:1].upper() + title[1:]
    given = {name: value for name, value in sweep.recipe["values"].items() if name in sweep.map.params}
    return ",  ".join([title, *(f"{_panels.symbol(name)} = {value:g}" for name, value in given.items())])


def plot(sweep):
    try:
        import matplotlib.pyplot as pyplot
    except ImportError:
        raise ImportError("Sweep.plot() draws with matplotlib, which is not there (Debian: python3-matplotlib)") from None
    naxes = len(sweep.axes)
    if naxes > 2:
        raise ValueError(f"plot() draws sweeps over at most two axes, this one has {naxes}")
    panels = [panel for panel in (Panel(sweep, measure) for measure in measures_of(sweep)) if panel.draw]
    if not panels:
        _refuse(naxes)
    sizes = [_panels.HEIGHTS.get(panel.draw, 1) for panel in panels]
    if naxes == 2:
        shape, options = (1, len(panels)), {"figsize": (7 * len(panels), 6), "sharey": True}
    else:
        shape, options = (len(panels), 1), {"figsize": (9, 1 + 2.5 * sum(sizes)), "height_ratios": sizes}
    figure, places = pyplot.subplots(*shape, sharex=naxes > 0, squeeze=False, layout="constrained", **options)
    for axes, panel in zip(places.flat, panels):
        panel.draw(axes, panel)
    if naxes == 1:
        [(name, values)] = sweep.axes.items()
        places[-1, 0].set_xlabel(_panels.symbol(name))
        if len(values) > 1:
            places[-1, 0].set_xlim(min(values), max(values))
    _legend(figure, panels)
    figure.suptitle(_title(sweep), x=0.02, horizontalalignment="left")
    return figure
