# SPDX-License-Identifier: MIT
"""Whether a file has what its recipe makes."""

from __future__ import annotations

import errno
import json
import math
import os
import tempfile
from itertools import zip_longest

import numpy

from . import _chaos, _columns
from ._columns import arrays_of, written
from ._files import analysis_recipe, archive, arrays_of_analysis, load, map_of, map_said, said_digest
from ._map import Map
from ._digest import digest, digest_of, digest_of_arrays
from ._paths import path_name, reading, understanding
from ._store import checked, is_store
from ._text import SEPARATORS, write
from ._values import is_real


def verify(path, map=None, threads=None, *, percent=100, reduce=None):
    """Computes what Sweep.save, `chaos-sweep -o` or sweep_to wrote again, and compares all bits.

    `chaos-sweep --verify FILE --percent=1` does so with a share of a large file.

    Parameters
    ----------
    path : str, path or zarr store
        An .npz, .tsv or .csv file, or a store of sweep_to.
    map : chaos.Map, optional
        Of a function or of a file of its own, as for load.
    threads : int, optional
        At most that many; all cores otherwise.
    percent : float, optional
        Of a store: of the blocks that are there so many are drawn at random.
    reduce : callable, optional
        Of a store: what its blocks were reduced with.

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

    Notes
    -----
    So are the .npz, .tsv and .csv files of basins, cycles, branches, curves, diagrams and skeletons that
    .save or chaos-cycles, chaos-branch and chaos-basins wrote; those programs compare their .npy and
    pictures, by --verify.
    """
    if not is_real(percent) or not 0 < percent <= 100:
        raise ValueError(f"percent must be above 0 and at most 100, got {percent!r}")
    if map is not None and not isinstance(map, Map):
        raise TypeError(f"map must be a chaos.Map, got {map!r}")
    if is_store(path):
        _verify_store(path, map, threads, percent, reduce)
        return
    path = path_name(path)
    if not os.path.exists(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    for name, value, none in (("percent", percent, 100), ("reduce", reduce, None)):
        if value != none:
            raise ValueError(f"{name} must be left out of a file, got {value!r}")
    with understanding(path):
        _refuse_labels(path)
        if file := arrays_of_analysis(path, map):
            _verify_analysis(path, *file, map, threads)
        else:
            _verify_sweep(path, map, threads)


def _verify_sweep(path, map, threads):
    found = load(path, map)
    if isinstance(found, numpy.ndarray):
        raise ValueError(f"{path} is an array alone; chaos-sweep --verify reads the recipe beside it")
    made = found.again(threads=threads)
    by = _made_by(path, found.recipe)
    if path.endswith(".npz"):
        with archive(path) as (file, _):
            more = set(file) - {*made, *made.axes, "status", "recipe"}
        if more:
            raise ValueError(f"{path}: {min(more)} is no array of its recipe's")
    arrays = [{**{name: sweep.axes[name] for name in made.recipe["axes"]}, **sweep, "status": sweep.status} for sweep in (found, made)]
    for name in arrays[1]:
        _compare(f"{path}: {name}", *(of[name] for of in arrays), by)
    if (said := said_digest(path)) != (is_ := digest_of(made)):
        raise ValueError(f"{path}: the SHA-256 of its numbers must be {is_}, got {said or 'none'}{by}")
    if separator := SEPARATORS.get(os.path.splitext(path)[1]):
        _compare_lines(path, lambda file: write(made, separator, file), by)


def _compare_lines(path, write, by):
    """Those of a text that are no comments: some numbers stand in it several times."""
    with tempfile.TemporaryFile() as file, open(path, "rb") as got:
        write(file)
        file.seek(0)
        lines = [((i, line) for i, line in enumerate(of, 1) if not line.startswith(b"#")) for of in (got, file)]
        for (i, got), (_, is_) in zip_longest(*lines, fillvalue=(0, b"")):
            if got != is_:
                raise ValueError(f"{path}: line {i} must be {is_.decode().strip()}, got {got.decode().strip()}{by}")


def _made_by(path, recipe):
    """What is added to a difference."""
    if recipe["isa"] != _chaos.isa_family():
        raise ValueError(f"{path} is of instruction sets of the family {recipe['isa']}, here they are {_chaos.isa_family()}: other bits")
    return "" if recipe["libchaos"] == _chaos.VERSION else f"; it was made by libchaos {recipe['libchaos']}"


def _refuse_labels(path):
    """A .npy has the recipe beside it."""
    if path.endswith(".npy") and os.path.exists(f"{path}.json"):
        with reading(f"{path}.json"), open(f"{path}.json", encoding="utf-8") as file:
            program = json.load(file)["command"].split()[0]
        raise ValueError(f"{path} is of {program}: `{program} --verify={path}` compares it")


def _verify_analysis(path, arrays, said, map, threads):
    from ._remade import remade

    recipe = analysis_recipe(path, said)
    if (found := digest_of_arrays(arrays, recipe)) != said.get("sha256"):
        raise ValueError(f"{path}: the SHA-256 of its numbers must be {said.get('sha256', 'there')}, got {found}")
    by = _made_by(path, {**recipe, "libchaos": recipe["version"]})
    random = "labels" in arrays and not recipe["axes"]  # chaos-basins --starts: Map.attractors has no labels
    made = None if random else remade(map or map_of(map_said(recipe), path), recipe, threads)
    if made is None:
        program = said.get("command", "").split(" ")[0]
        how = f"`{program} --verify={path}` does it" if program else "what made it is not all in its recipe"
        raise ValueError(f"{path}: its numbers have the SHA-256 that it says, but a result of the kind {recipe['kind']} can't be computed again: {how}")
    result, basins = (made._ends.result, made if "labels" in arrays else None) if hasattr(made, "labels") else (made.result, None)
    is_ = arrays_of(written(result, os.path.splitext(path)[1], basins), basins)
    if arrays.keys() != is_.keys():
        raise ValueError(f"{path} must have the arrays {', '.join(is_)}, got {', '.join(arrays)}")
    for name in is_:
        _compare(f"{path}: {name}", arrays[name], is_[name], by)
    if (ending := os.path.splitext(path)[1]) in SEPARATORS:
        _compare_lines(path, lambda file: _columns.write(result, recipe, file, ending, basins), by)


def _compare(what, got, is_, by, first=()):
    """first: the place of their element 0."""
    got, is_ = map(numpy.ascontiguousarray, (got, is_))
    if got.dtype != is_.dtype or got.shape != is_.shape:
        raise ValueError(f"{what} must be {is_.dtype} of shape {is_.shape}, got {got.dtype} of {got.shape}{by}")
    words = f"u{min(got.itemsize, 8)}"
    bits = (got.reshape(-1, 1).view(words) != is_.reshape(-1, 1).view(words)).any(axis=1).reshape(got.shape)
    if bits.any():
        at = numpy.unravel_index(int(bits.argmax()), bits.shape)
        place = tuple(int(i) + k for i, k in zip(at, first or [0] * len(at)))
        raise ValueError(f"{what} at {place} must be {is_[at]!r}, got {got[at]!r}{by}")


def _verify_store(path, map, threads, percent, reduce):
    import random

    from ._sweep_to import Store, arrays_of, name_of_function

    store = Store(checked(path), write=False)
    by = _made_by(store.name, store.recipe)
    if name_of_function(reduce) != store.reduced:
        raise ValueError(f"{store.name}: reduce must be {store.reduced or 'left out'}, got {name_of_function(reduce)}")
    map = map or map_of(store.recipe, store.name)
    store.check_axes()
    there = numpy.flatnonzero(store.complete()).tolist()
    for i in sorted(random.sample(there, math.ceil(len(there) * percent / 100))):
        advice = f"{by}; without {store.mark_of(i)} the block is no longer taken for complete, and sweep_to() makes it again"
        is_ = arrays_of(store, map, i, reduce, threads=threads)
        try:
            got = store.read(i)
        except Exception as error:
            raise ValueError(f"{store.name}: block {i} can't be read: {error}{advice}") from error
        for name in is_:
            place = store.place(name, i)
            if store.reduced:
                got[name] = got[name][(0, *(slice(0, count) for count in is_[name].shape))]
            _compare(f"{store.name}: {name}", got[name], is_[name], advice, place)
        if store.digest_of(i) != digest(is_.values()):
            raise ValueError(f"{store.name}: the SHA-256 of block {i} is another one{advice}")
    store.check_whole()
