# SPDX-License-Identifier: MIT
"""Numbers of arrays of labels, of basins or of anything else."""

from __future__ import annotations

from typing import NamedTuple

from . import _chaos
from ._values import whole

BOX = 5  # cells along a box, as A. Daza et al. take them


class UncertaintyExponent(NamedTuple):
    """Result of chaos.uncertainty_exponent, which says what is in it."""

    exponent: float
    stderr: float


def _labels(labels):
    """An int32 array that changes where this one does."""
    import numpy

    array = numpy.asarray(labels)
    if array.dtype.kind not in "biu" or not 1 <= array.ndim <= 4 or not array.size:
        raise ValueError(f"labels must be whole numbers in an array of 1 to 4 dimensions, got {array.dtype} of shape {array.shape}")
    if array.dtype != numpy.int32:
        array = numpy.unique(array, return_inverse=True)[1].reshape(array.shape).astype(numpy.int32)
    return numpy.ascontiguousarray(array)


def _entropies(labels, box):
    labels = _labels(labels)
    return _chaos.basin_entropy(labels, min(BOX, *labels.shape) if box is None else whole("box", box, 1, 2**62))


def basin_entropy(labels, box=None):
    """Basin entropy of an array of labels: how hard it is to tell where a start goes.

    The array is cut into boxes of so many cells along each axis, what is left over does not count; each has
    the entropy -sum p ln p of its labels, and this is the mean over all boxes.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.
    box : int, optional
        Cells along a box; default 5, or all along an axis with fewer.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        No such array; box is larger than it.

    Examples
    --------
    >>> chaos.basin_entropy([[0, 1], [1, 0]], box=2)  # ln 2
    0.6931471805599453

    Notes
    -----
    A. Daza, A. Wagemakers, B. Georgeot, D. Guery-Odelin, M. A. F. Sanjuan, Sci. Rep. 6 (2016) 31416.
    """
    return _entropies(labels, box)[0]


def boundary_entropy(labels, box=None):
    """Boundary basin entropy of an array of labels: chaos.basin_entropy over boxes of more than one label.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.
    box : int, optional
        Cells along a box; default 5, or all along an axis with fewer.

    Returns
    -------
    float
        In nats; above ln 2 = 0.693 the boundary is fractal. NaN: no box has more than one label.

    Raises
    ------
    ValueError
        No such array; box is larger than it.

    Examples
    --------
    >>> chaos.boundary_entropy([0, 0, 0, 1], box=2)
    0.6931471805599453
    """
    return _entropies(labels, box)[1]


def uncertainty_exponent(labels, distances=None):
    """Uncertainty exponent of an array of labels: how fast knowing a start better helps.

    The part of cells that have one of another label at most so many cells away, along each axis, grows as
    that distance to this power: 1 where boundaries are smooth, less where they are fractal, of dimension
    labels.ndim less the exponent.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.
    distances : (int, int), optional
        The first and the last, in cells; default 1 and a fortieth of the least extent, at least 5.

    Returns
    -------
    chaos.UncertaintyExponent
        exponent: by least squares in logarithms, weighted with the boxes of that size that the cells fill.
        stderr: what the scatter about the line leaves uncertain. NaN: there is but one label.

    Raises
    ------
    TypeError, ValueError
        No such array, no such distances.

    Examples
    --------
    >>> import numpy
    >>> chaos.uncertainty_exponent(numpy.arange(840) < 421).exponent.__round__(9)
    1.0

    Notes
    -----
    C. Grebogi, S. W. McDonald, E. Ott, J. A. Yorke, Phys. Lett. A 99 (1983) 415.
    """
    if distances is None:
        distances = 0, 0
    elif not isinstance(distances, (tuple, list)) or len(distances) != 2:
        raise TypeError(f"distances must be a pair of the first and the last one, got {distances!r}")
    else:
        distances = (whole("distances", one, 1, 2**62) for one in distances)
    return UncertaintyExponent(*_chaos.uncertainty_exponent(_labels(labels), *distances))


def boundary_cells(labels):
    """Cells of an array of labels on a boundary: one of the 3^ndim - 1 neighbours has another label.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions.

    Returns
    -------
    ndarray of bool
        As labels.

    Raises
    ------
    ValueError
        No such array.

    Examples
    --------
    >>> chaos.boundary_cells([0, 0, 0, 1, 1]).tolist()
    [False, False, True, True, False]
    """
    import numpy

    labels = _labels(labels)
    return _chaos.boundary_cells(labels, numpy.empty(labels.shape, numpy.uint8)).view(bool)


def wada(labels, within=1):
    """Whether basins have the Wada property, that all have the same boundary, by merging.

    With all other labels merged into one, each label has a boundary, and this is the part of all cells that
    are on one of these and farther than some cells from another, the largest of all pairs.

    Parameters
    ----------
    labels : array_like of int
        Of one to four dimensions and 3 to 64 different labels, each of which counts.
    within : int, optional
        How far boundaries may be apart, in cells along each axis.

    Returns
    -------
    float
        0: Wada, as far as the picture shows.

    Raises
    ------
    ValueError
        No such array.

    Examples
    --------
    >>> chaos.wada([0, 0, 0, 1, 1, 1, 2, 2, 2]), chaos.wada([0, 1, 2, 0, 1, 2])
    (0.2222222222222222, 0.0)

    Notes
    -----
    A. Daza, A. Wagemakers, M. A. F. Sanjuan, Sci. Rep. 8 (2018) 9954.
    """
    return _chaos.wada(_labels(labels), whole("within", within, 0, 2**62))


for _public in (UncertaintyExponent, basin_entropy, boundary_cells, boundary_entropy, uncertainty_exponent, wada):
    _public.__module__ = "chaos"
