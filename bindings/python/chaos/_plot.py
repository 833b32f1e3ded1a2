# SPDX-License-Identifier: MIT
"""Pictures of sweeps: one axis, panels stacked over it; two axes, a field for each measure.

What a picture looks like follows from the dimensions and the scale of a measure's first result,
as the library describes them; colours are those of the shell's pictures."""

import numpy

from matplotlib.ticker import FixedLocator

from . import _colours, _directions, _ensembles, _orbits, _panels
from ._colouring import MINUS, shorten
from ._figure import title_of
from ._images import cell_borders
from ._hysteresis import where
from ._labels import PLACES, measures_of
from ._measures import KINDS
from ._support import Status
from ._sweep import axes_of
from ._symbols import symbol

SHADINGS = ("rank", "log", "linear")
OVERLAID = {
    _panels.columns: _directions.columns, _panels.orbits: _directions.orbits, _panels.band: _directions.band, _panels.lines: _directions.lines,
}  # fmt: skip
SHADED = {_directions.columns, _directions.orbits, _orbits.plane, _panels.columns, _panels.orbits, _panels.field, _panels.places, _orbits.spacetime, _ensembles.clouds, _ensembles.densities}  # in colours


def _drawing(naxes, dims):
    """The function that draws a result with these dimensions, None if none does."""
    words = [dim for dim, *_ in dims]
    bins = words.count("bin")
    if words and words[0] in PLACES and naxes < 2:
        return (_orbits.curve, _panels.places)[naxes]
    if "record" in words and (bins or "statistic" in words):  # at chosen times
        return (_ensembles.spread, _ensembles.densities, _ensembles.clouds)[bins] if naxes == 0 else None
    if naxes == 2:
        return None if bins or {"record", *PLACES} & {*words} else _panels.field
    if "record" in words and naxes == 0:
        return _orbits.spacetime if dims[-1][0] == "column" and dims[-1][1] > _orbits.SITES else _orbits.series
    if naxes == 0:
        return (None, _orbits.histogram, _orbits.plane)[bins]
    if bins:
        return _panels.columns if bins == 1 else None
    return _panels.orbits if "record" in words else _panels.band if "statistic" in words else _panels.lines


HEIGHTS = {
    _panels.columns: 2, _panels.orbits: 2, _panels.places: 2, _orbits.curve: 1.5, _orbits.histogram: 2, _orbits.plane: 2.4, _orbits.spacetime: 2.4, _orbits.series: 1.5, _orbits.survivors: 1.5,
    _ensembles.clouds: 2.8, _ensembles.densities: 2, _ensembles.spread: 1.5,
    _directions.columns: 2, _directions.orbits: 2, _orbits.portrait: 2.4, _orbits.cloud: 2.4, _orbits.returns: 2.6, _orbits.cobweb: 2.6,
}  # fmt: skip


GONE = Status.ESCAPED | Status.NONFINITE


def _of_both(status):
    """Escaped is what is so in both directions, unsound what is so in one."""
    up, down = status
    return numpy.where((up & GONE > 0) & (down & GONE > 0), up | down, (up | down) & ~numpy.uint32(GONE))


def _where(sweep):
    """Where there is hysteresis; nowhere in sweeps of which that can't be told."""
    try:
        return where(sweep)
    except ValueError:
        return numpy.zeros(len(sweep.axes[sweep.recipe["along"]]), bool)


def drawn_axes(sweep, name):
    """Those of a picture: directions are told apart in it."""
    return [axis for axis in axes_of(sweep, name) if axis != "direction"]


def _shown(measure, naxes):
    """The first result that can be drawn over the axes there are, if pictures of the measure are drawn over so many."""
    outputs = measure["outputs"] if KINDS[measure["name"]]["picture"][naxes] else []
    return next((output for output in outputs if naxes == 1 or _is_for(output, naxes)), measure["outputs"][0])


def _is_for(output, naxes):
    """Many values in order at a point, one at each point of two axes."""
    many = any(dim in ("bin", "record", *PLACES) for dim, *_ in output["dims"])
    return many == (naxes == 0)


class Panel:
    """One measure of a sweep, by one of its results; of both directions over two axes one of them."""

    def __init__(self, sweep, measure, direction=None):
        self.sweep, self.measure = sweep, measure
        self.names = drawn_axes(sweep, measure["name"])
        self.output = _shown(measure, len(self.names))
        self.axes = [sweep.axes[name] for name in self.names]
        self.values = numpy.asarray(sweep[self.output["name"]])
        [status] = (output["name"] for output in measure["outputs"] if output["scale"] == "flags")
        self.status = numpy.asarray(sweep[status])
        self.draw = _drawing(len(self.axes), self.output["dims"])
        self.whither = "" if direction is None else f", {sweep.axes['direction'][direction]}"
        self.overlaid = direction is None and "direction" in sweep.axes
        if direction is not None:
            self.values, self.status = self.values[direction], self.status[direction]
        elif self.overlaid:
            self.draw, self.status, self.differs = OVERLAID.get(self.draw), _of_both(self.status), _where(sweep)
        if self.draw is _orbits.spacetime and _orbits.sites(self).sum() < 2:
            self.draw = _orbits.series
        if self.draw is _orbits.series and f"{measure['name']}_rate" in sweep:
            self.draw = _orbits.survivors
        self.pooled = "starts" in sweep.recipe and not self.overlaid and KINDS[measure["name"]]["pools"]
        self.how = self.cmap = self.vmin = self.vmax = None

    @property
    def period(self):
        """Of values that are angles; else None."""
        first, states = self.measure["columns"][:1], not self.output["label"] and self.sweep.recipe["wrap"]
        return self.sweep.map.angles.get(first[0]) if first and states else None

    @property
    def coloured(self):
        """Whether values are colours that can be chosen."""
        return self.draw in SHADED and self.output["scale"] != "discrete" or self.draw is _orbits.cloud

    def style(self, how, colours):
        """Takes what it can of what was said; the names of that."""
        taken = set()
        if self.draw in (_orbits.series, _orbits.spacetime) and how in _orbits.ORBITS:
            self.draw, taken = _orbits.ORBITS[how], {"how"}
        elif how in SHADINGS and self.coloured:
            self.how, taken = how, {"how"}
        if self.coloured:
            taken.update(colours)
            vars(self).update(colours)
        return taken

    def has(self, mask):
        return self.status & mask > 0

    @property
    def gone(self):
        """Where there is no value, or a density of those states alone that came before the escape."""
        shown = self.output["outlives"] and self.draw not in (_panels.columns, _directions.columns)
        if self.pooled:  # some may have a value where others have not
            something = (numpy.nan_to_num(self.values) != 0).any(axis=tuple(range(len(self.axes), self.values.ndim)))
            return self.has(GONE) & ~something & ~self.has(_panels.UNSOUND)
        return self.has(GONE) & (not shown)

    @property
    def none(self):
        """Where the value means that there is none."""
        return self.values == self.output["none"]


def _check_axes(sweep, names):
    """Cells need neighbours that are in order."""
    if len(names) > 2:
        raise ValueError(f"plot() draws sweeps over at most two axes, this one has {len(names)}")
    for name in names:
        values = sweep.axes[name]
        steps = numpy.diff(values)
        if not numpy.isfinite(values).all() or not ((steps > 0).all() or (steps < 0).all()):
            raise ValueError(f"plot(): the values of {name} must rise or fall from one to the next")


def _why(measure, naxes):
    """What of a measure of which there are pictures can't be drawn."""
    if not measure["columns"]:
        return f"{measure['name']} without {KINDS[measure['name']]['picture'][naxes]}"
    return f"{measure['name']} of {', '.join(measure['columns'][:4])}"


def _refuse(panels, naxes):
    """As the shell does: a picture has all that was asked for."""
    drawn = [panel.measure["name"] for panel in panels if panel.draw]
    can = [name for name, kind in KINDS.items() if kind["picture"][naxes]]
    others = [panel.measure for panel in panels if not panel.draw]
    words = [_why(m, naxes) if m["name"] in can else m["name"] for m in others]
    over = ("of a single point", "over one axis", "over two axes")[naxes]
    hint = f"what={drawn} draws the rest" if drawn else f"it draws {', '.join(can)}"
    raise ValueError(f"plot() {over} can't draw {', '.join(words)}; {hint}")


def _apart(sweep, measure):
    """The directions that have panels of their own; None: all are in one."""
    return (0, 1) if "direction" in sweep.axes and len(drawn_axes(sweep, measure["name"])) == 2 else (None,)


def _why_not(sweep, name):
    """Of what is none of the measures."""
    for measure in measures_of(sweep):
        if name in [output["name"] for output in measure["outputs"]]:
            drawn = _shown(measure, min(len(drawn_axes(sweep, measure["name"])), 2))["name"]
            return f"{name!r} is a result of {measure['name']}, of which {drawn} is drawn"
    return f"{name!r} was not measured"


def _panels_of(sweep, what):
    measured = sweep.recipe["measure"]
    names = measured if what is None else [what] if isinstance(what, str) else what
    for name in names:
        if name not in measured:
            raise ValueError(f"plot(): {_why_not(sweep, name)}, what must be among {', '.join(measured)}")
    pooled = [name for name in names if len(axes_of(sweep, name)) < len(sweep.axes)]
    if 0 < len(pooled) < len(names):
        raise ValueError(f"plot() can't draw measures that take random starts together beside others; what={pooled} draws those that do")
    for name in names:
        _check_axes(sweep, drawn_axes(sweep, name))
    measures = [measure for measure in measures_of(sweep) if measure["name"] in names]
    panels = [Panel(sweep, measure, direction) for measure in measures for direction in _apart(sweep, measure)]
    if not all(panel.draw for panel in panels):
        _refuse(panels, len(panels[0].axes))
    return panels


def _style(panels, how, colours):
    """What nobody can take is a mistake."""
    colours = {name: value for name, value in colours.items() if value is not None}
    taken = set().union(*(panel.style(how, colours) for panel in panels))
    for name in colours:
        if name not in taken:
            raise ValueError(f"{name} is of pictures in colours, there is none here")
    if how is not None and "how" not in taken:
        orbits = any(panel.draw in (_orbits.series, _orbits.spacetime) for panel in panels)
        words = [*(_orbits.ORBITS if orbits else ()), *(SHADINGS if any(panel.coloured for panel in panels) else ())]
        must = f"be among {', '.join(words)}" if words else "be left out here"
        raise ValueError(f"how must {must}, got {how!r}")


def _legend(figure, panels):
    from matplotlib.patches import Patch

    handles = {way: {"facecolor": colour} for way, colour in _directions.COLOURS.items() if panels[0].overlaid}
    if panels[0].overlaid and panels[0].differs.any():
        handles["hysteresis"] = {"facecolor": _colours.HYSTERESIS}
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
    return len(handles) > 0


def _new_figure(naxes, panels, size):
    """(figure, axes), known to nobody else: what nobody holds is gone."""
    from matplotlib.figure import Figure

    sizes = [HEIGHTS.get(panel.draw, 1) for panel in panels]
    if naxes == 2:
        size, shape, options = size or (7 * len(panels), 6), (1, len(panels)), {"sharey": True}
    else:
        size, shape = size or (9, 1 + 2.5 * sum(sizes)), (len(panels), 1)
        options = {"gridspec_kw": {"height_ratios": sizes}}
    figure = Figure(size, layout="constrained")
    return figure, figure.subplots(*shape, sharex=naxes > 0, squeeze=False, **options).ravel()


def _ticks(axes, swept):
    """One value is no interval; numbers that differ late are those of the difference."""
    for axis, values in zip((axes.xaxis, axes.yaxis), swept):
        if len(values) == 1:
            axis.set_ticks(values, labels=[f"{values[0]:.15g}".replace("-", MINUS)])
            axis.set_view_interval(*cell_borders(values), ignore=True)
    for axis in (axes.xaxis, axes.yaxis):
        if not isinstance(axis.get_major_locator(), FixedLocator):
            shorten(axis)


class Places(numpy.ndarray):
    """Several axes, and the figure in which they are."""

    @property
    def figure(self):
        return self.flat[0].figure


def plot(sweep, ax, what, how, figsize, **colours):
    panels = _panels_of(sweep, what)
    naxes = len(panels[0].axes)
    _style(panels, how, colours)
    if ax is not None and figsize is not None:
        raise ValueError("figsize is that of a new figure, ax has one")
    figure, places = (None, numpy.ravel(ax)) if ax is not None else _new_figure(naxes, panels, figsize)
    if len(places) != len(panels):
        each = "measure and direction" if panels[0].whither else "measure"
        raise ValueError(f"ax must be {len(panels)} axes, one for each {each}, got {len(places)}")
    for axes, panel in zip(places, panels):
        panel.draw(axes, panel)
    if naxes == 1:
        [name], [values] = panels[0].names, panels[0].axes
        places[-1].set_xlabel(symbol(name))
        if len(values) > 1:
            borders = cell_borders(values)
            places[-1].set_xlim(min(borders), max(borders))
    for axes in places:
        _ticks(axes, panels[0].axes)
    if figure:
        legends = _legend(figure, panels) + (places[0].get_legend() is not None)  # one above the other
        places[0].set_title(title_of(sweep.map, sweep.recipe["values"]), loc="left", pad=(6, 26, 40)[legends])
    return places.view(Places) if len(places) > 1 else places[0]
