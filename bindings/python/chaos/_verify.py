# SPDX-License-Identifier: MIT
"""Whether a file has what its recipe makes."""

from __future__ import annotations

import os

import numpy

from ._files import load


def verify(path, map=None, threads=None):
    """Computes what Sweep.save or `chaos-sweep -o` wrote again, and compares all bits.

    `chaos-sweep --verify FILE --percent=1` does so with a share of a large file.

    Parameters
    ----------
    path : str or path
        An .npz, .tsv or .csv file.
    map : chaos.Map, optional
        Of a function or of a file of its own, as for load.
    threads : int, optional
        At most that many; all cores otherwise.

    Raises
    ------
    ValueError
        A number is another, or it can't be told: the file has no recipe, or is of instruction sets
        with other bits.
    OSError
        It can't be read.

    Examples
    --------
    >>> chaos.maps["logistic"].sweep(r=(3.5, 4, 50)).save("exponents.npz")
    >>> chaos.verify("exponents.npz")
    """
    found = load(path, map)
    if isinstance(found, numpy.ndarray):
        raise ValueError(f"{path} is an array alone; chaos-sweep --verify reads the recipe beside it")
    made = found.again(threads=threads)
    if found.recipe["isa"] != made.recipe["isa"]:
        raise ValueError(f"{path} is of instruction sets of the family {found.recipe['isa']}, here they are {made.recipe['isa']}: other bits")
    by = "" if found.recipe["libchaos"] == made.recipe["libchaos"] else f"; it was made by libchaos {found.recipe['libchaos']}"
    if os.path.splitext(os.fsdecode(path))[1] == ".npz":
        with numpy.load(path, allow_pickle=False) as file:
            more = set(file.files) - {*made, *made.axes, "status", "recipe"}
        if more:
            raise ValueError(f"{path}: {min(more)} is no array of its recipe's")
    arrays = [{**{name: sweep.axes[name] for name in made.recipe["axes"]}, **sweep, "status": sweep.status} for sweep in (found, made)]
    for name in arrays[1]:
        got, is_ = (numpy.ascontiguousarray(of[name]) for of in arrays)
        if got.dtype != is_.dtype or got.shape != is_.shape:
            raise ValueError(f"{path}: {name} must be {is_.dtype} of shape {is_.shape}, got {got.dtype} of {got.shape}{by}")
        bits = got.view(f"u{got.itemsize}") != is_.view(f"u{got.itemsize}")
        if bits.any():
            at = numpy.unravel_index(int(bits.argmax()), bits.shape)
            raise ValueError(f"{path}: {name} at {tuple(int(i) for i in at)} must be {is_[at]!r}, got {got[at]!r}{by}")

