# SPDX-License-Identifier: MIT
"""Cells as images."""

import numpy
from numpy.lib.stride_tricks import sliding_window_view
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from . import _colours
from ._colouring import given, palette, shades

PIXELS = 1200  # along an axis of an image, at the most


def cell_borders(values):
    """Where cells around the values begin and end."""
    if len(values) == 1:
        half = 5e-4 * abs(values[0]) or 5e-4  # it stands for no interval
        return numpy.array([values[0] - half, values[0] + half])
    middle = (values[1:] + values[:-1]) / 2
    return numpy.concatenate([[1.5 * values[0] - 0.5 * values[1]], middle, [1.5 * values[-1] - 0.5 * values[-2]]])


def _is_even(borders):
    """Cells are where they would be if all were alike, to a thousandth of one."""
    alike = numpy.linspace(borders[0], borders[-1], len(borders))
    return numpy.abs(borders - alike).max() < 1e-3 * abs(alike[1] - alike[0])


def _averaged(values, borders):
    """(means over equal pixels, their borders) of cells along the first axis, none of which is lost."""
    if borders[-1] < borders[0]:
        values, borders = values[::-1], borders[::-1]
    start, borders = borders[0], borders - borders[0]  # pixels may be thinner than numbers can tell
    widths = numpy.diff(borders)
    sums = numpy.cumsum(values * widths.reshape(-1, *[1] * (values.ndim - 1)), axis=0)
    sums = numpy.concatenate([numpy.zeros_like(sums[:1]), sums])
    pixels = numpy.linspace(borders[0], borders[-1], PIXELS + 1)
    cell = numpy.clip(numpy.searchsorted(borders, pixels, side="right") - 1, 0, len(widths) - 1)
    part = (pixels - borders[cell]) / numpy.where(widths[cell] > 0, widths[cell], 1)
    at = sums[cell] + (sums[cell + 1] - sums[cell]) * part.reshape(-1, *[1] * (values.ndim - 1))
    return numpy.diff(at, axis=0) / (pixels[1] - pixels[0]), start + pixels


def _light(colours):
    """From sRGB to amounts of light, weighted with what is not transparent."""
    light = numpy.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    light[..., :3] *= colours[..., 3:]
    light[..., 3] = colours[..., 3]
    return light


def _from_light(light):
    opaque = light[..., 3:]
    light = numpy.clip(light / numpy.where(opaque > 0, opaque, 1), 0, 1)
    colours = numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    colours[..., 3:] = numpy.clip(opaque, 0, 1)
    return colours


def draw_image(axes, x, y, field, colours, norm):
    """A field over the cells between borders x and y; x first, as in the results. Colours of uneven
    cells are averaged on pixels, as light."""
    field = field.T
    if not (_is_even(x) and _is_even(y)):
        field, y = _averaged(_light(colours(norm(field))), y)
        field, x = _averaged(field.swapaxes(0, 1), x)
        field = _from_light(field.swapaxes(0, 1))
    options = {"cmap": colours, "norm": norm} if field.ndim == 2 else {}
    axes.imshow(
        field, origin="lower", aspect="auto", extent=(x[0], x[-1], y[0], y[-1]), **options,
        interpolation="nearest" if max(field.shape) < 500 else "antialiased", interpolation_stage="rgba",
    )  # fmt: skip
    return ScalarMappable(norm, colours)


def draw_colours(axes, x, y, colours):
    """Colours in cells, the last dimension red, green and blue."""
    field = numpy.concatenate([colours, numpy.ones((*colours.shape[:2], 1))], axis=-1).swapaxes(0, 1)
    if not (_is_even(x) and _is_even(y)) or len(colours) > PIXELS:
        field, y = _averaged(_light(field), y)
        field, x = _averaged(field.swapaxes(0, 1), x)
        field = _from_light(field.swapaxes(0, 1))
    field = numpy.rint(255 * field).astype(numpy.uint8)
    axes.imshow(field, origin="lower", aspect="auto", extent=(x[0], x[-1], y[0], y[-1]), interpolation="antialiased")


def _spread(counts):
    """Each also in the cells around it, where none is larger."""
    for axis, cells in enumerate(counts.shape):
        around = cells // 200
        padded = numpy.pad(counts, [(around, around) if k == axis else (0, 0) for k in range(counts.ndim)])
        counts = sliding_window_view(padded, 2 * around + 1, axis).max(axis=-1)
    return counts


def draw_ink(axes, panel, x, y, counts):
    """Counts in cells, as dark as they are many. A cycle is a few cells, which are spots then, none of them faint."""
    if not _is_even(x) or len(counts) > PIXELS:
        counts, x = _averaged(counts, x)
    few = numpy.count_nonzero(counts) <= max(counts.shape) // 4
    ink = shades(_spread(counts) if few else counts, panel.how, panel.vmin, panel.vmax)
    if few and panel.how in (None, "rank"):
        ink = numpy.where(ink > 0, numpy.maximum(ink, 0.6), 0)
    colours = palette("ink", _colours.INK) if panel.cmap is None else given(panel.cmap)
    draw_image(axes, x, y, ink, colours, Normalize(0, 1))
