# SPDX-License-Identifier: MIT
"""Sweeps as zarr stores.

A group with an array for each axis and each result, all with names of dimensions and attributes as CF wants
them, so that xarray and other readers know what is there. A block of the grid (_blocks.py) is a shard of each array, and is
written by one task alone: nothing is locked. blocks/sha256 has a row for each block, the SHA-256 of all that it
holds: written after it, it is the mark that the block is complete. In the group's attributes are the recipe, what
the blocks are and, once all of them are complete, the SHA-256 of these digests in the grid's order."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import sys
from collections.abc import MutableMapping

import numpy

from ._blocks import Blocks, axis_values
from ._digest import digest
from ._paths import is_path, path_name
from ._support import Status

FORMAT = 1
PIECE = 1 << 20  # bytes of what is read at once, and values of an axis that are written at once


def zarr():
    """The module, 3 or later."""
    try:
        import zarr
    except ImportError:
        raise ImportError("stores are written with zarr 3, which is not there: pip install zarr") from None
    if int(zarr.__version__.split(".")[0]) < 3:
        raise ImportError(f"stores are written with zarr 3, this is zarr {zarr.__version__}, whose format has no shards: pip install 'zarr>=3'")
    return zarr


def checked(store):
    """A store as zarr takes it."""
    if is_path(store):
        return path_name(store, "store", "the path of a folder")
    module = sys.modules.get("zarr")
    is_new = module and int(module.__version__.split(".")[0]) >= 3  # before, stores were mappings alone
    stores = (module.abc.store.Store, module.storage.StorePath) if is_new else ()
    if not isinstance(store, (MutableMapping, *stores)):
        raise TypeError(f"store must be a path or a store of zarr, got {store!r}")
    return store


def path_of(store):
    """Where a store is in the file system, or None."""
    if is_path(store):
        path = os.fsdecode(store)
        return None if "://" in path else path
    root = getattr(store, "root", None)
    return os.fspath(root) if isinstance(root, os.PathLike) else None


def name_of(store):
    return path_of(store) or str(store)


def is_store(path):
    """Whether a path is that of a store, as far as can be told from outside."""
    return not is_path(path) or os.path.isdir(path) or "://" in os.fsdecode(path)


def differences(was, is_, name="recipe"):
    """The first thing in which two recipes differ, as (name, that of the one, that of the other)."""
    if isinstance(was, dict) and isinstance(is_, dict):
        for key in {**was, **is_}:
            if found := differences(was.get(key), is_.get(key), f"{key}" if name == "recipe" else f"{name}.{key}"):
                return found
        return None
    same = was == is_ or (was != was and is_ != is_)
    return None if same else (name, json.dumps(was), json.dumps(is_))


class Store:
    """An opened one. Attributes: recipe, blocks, reduced (the name of what reduces blocks, or None)."""

    def __init__(self, store, write):
        self.store, self.name = store, name_of(store)
        path = path_of(store)
        if path is not None and os.path.isdir(path) and not os.path.exists(os.path.join(path, "zarr.json")):
            raise ValueError(f"{path} is a folder, but no store of chaos.sweep_to(): it has no zarr.json")
        try:
            self.group = zarr().open_group(store, mode="r+" if write else "r")
        except (FileNotFoundError, KeyError) as error:
            raise FileNotFoundError(f"{self.name}: there is no store ({error})") from None
        attributes = self.group.attrs.asdict()
        try:
            about = attributes["libchaos"]
            self.recipe = json.loads(attributes["recipe"])
            self.reduced, self.dtype, points, self.format = about["reduce"], about["dtype"], about["block"], about["format"]
        except (KeyError, TypeError):
            raise ValueError(f"{self.name} is no store of chaos.sweep_to(), or was not finished being made; remove it to begin again") from None
        if self.format != FORMAT:
            raise ValueError(f"{self.name} has the format {self.format}, this libchaos reads {FORMAT}")
        self.points = points
        self.blocks = blocks_of(self.recipe, points)
        self.digests = self.group["blocks/sha256"]

    # ------------------------------------------------------------------ blocks

    def complete(self):
        """[blocks] whether each is."""
        return (self.digests[:] != 0).any(axis=1)

    def _region(self, name, i):
        """Where block i is in an array."""
        array = self.group[name]
        if self.reduced:
            return array, (slice(i, i + 1),)
        parts = dict(zip(self.recipe["axes"], self.blocks.part(i)))
        return array, tuple(slice(parts[dim][0], sum(parts[dim])) if dim in parts else slice(None) for dim in array.metadata.dimension_names)

    def chunks(self):
        """{dimension: side of a block}"""
        return {"block": 1} if self.reduced else dict(zip(self.recipe["axes"], self.blocks.box))

    def names(self):
        """Of arrays that blocks are written to, in the order that digests have them."""
        return self.group.attrs["libchaos"]["arrays"]

    def write(self, i, arrays):
        written = []
        for name, values in arrays.items():
            array, region = self._region(name, i)
            if self.reduced:
                region += tuple(slice(0, count) for count in values.shape)
                values = values[None]
            array[region] = values
            written.append((array, tuple((at.start or 0) // side for at, side in zip(region, array.shards or array.chunks))))
        self._settle(written)  # before the mark says so
        self.digests[i] = numpy.frombuffer(digest(arrays.values()), numpy.uint8)
        self._settle([(self.digests, (i, 0))])

    def _settle(self, written):
        """Files of chunks, and the folders they are in, are on the disk, where it is for us to see to it."""
        if (root := path_of(self.store)) is None:
            return
        paths = [os.path.join(root, array.path, array.metadata.encode_chunk_key(at)) for array, at in written]
        paths = {path for path in paths if os.path.exists(path)}  # else there is nothing but the fill value
        while paths:
            for path in paths:
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
            paths = {os.path.dirname(path) for path in paths if len(path) > len(root)}

    def read(self, i):
        arrays = {}
        for name in self.names():
            array, region = self._region(name, i)
            arrays[name] = array[region]
        return arrays

    def place(self, name, i):
        """Of element 0 of a block in an array."""
        _, region = self._region(name, i)
        return tuple(at.start or 0 for at in region[1 if self.reduced else 0 :])

    def digest_of(self, i):
        return self.digests[i].tobytes()

    def mark_of(self, i):
        """What is in the store once block i is."""
        return f"{self.digests.path}/{self.digests.metadata.encode_chunk_key((i, 0))}"

    def finish(self):
        """All blocks are there."""
        if self.group.attrs.get("sha256") != (whole := self._whole()):
            self.group.attrs["sha256"] = whole

    def _whole(self):
        return hashlib.sha256(self.digests[:].tobytes()).hexdigest()

    def check_whole(self):
        was, lost = self.group.attrs.get("sha256"), numpy.flatnonzero(~self.complete())
        if was is not None and len(lost):
            raise ValueError(f"{self.name}: it was complete, but {len(lost)} of {len(self.blocks)} blocks have lost their marks, as {self.mark_of(lost[0])}; sweep_to() makes them again")
        if was is not None and was != self._whole():
            raise ValueError(f"{self.name}: the SHA-256 of its blocks' digests must be {was}, got {self._whole()}")

    def check_axes(self):
        """That values along the axes are those of the recipe."""
        for name, axis in self.recipe["axes"].items() if not self.reduced else ():
            for first in range(0, self.group[name].shape[0], PIECE):
                values = self.group[name][first : first + PIECE]
                if values.tobytes() != axis_values(axis, first, len(values)).tobytes():
                    raise ValueError(f"{self.name}: {name} does not have the values of its recipe's axis")


def blocks_of(recipe, points):
    counts = {name: axis[2] if isinstance(axis, list) else len(axis["values"]) for name, axis in recipe["axes"].items()}
    along = list(counts).index(recipe["along"]) if "along" in recipe else None
    return Blocks(counts.values(), points, along)


# --------------------------------------------------------------------------- new ones


def _pieces(shape, itemsize):
    """Of a shard: pieces that divide it, cut along the first dimensions until they are small."""
    pieces = list(shape)
    for i, count in enumerate(shape):
        most = max(1, PIECE // (math.prod(pieces) // pieces[i] * itemsize))
        side = next(side for side in range(min(count, most), 0, -1) if count % side == 0)
        pieces[i] = side if 8 * side >= min(count, most) else count  # a prime has no better ones
    return tuple(pieces)


def _fill(variable):
    """What stands where no block was written yet."""
    if "flag_masks" in variable.attrs:
        return int(Status.PENDING)
    return numpy.nan if variable.dtype.kind == "f" else 0


def _attributes(variable):
    return {name: value.tolist() if hasattr(value, "tolist") else value for name, value in variable.attrs.items()}


def _small(group, name, dims, values, attributes):
    """An array that is written at once."""
    array = group.create_array(name, shape=values.shape, dtype=str if values.dtype.kind in "OU" else values.dtype, dimension_names=dims, attributes=attributes)
    array[...] = values


def _axes(group, recipe):
    """Piece by piece: an axis may be longer than memory."""
    for name, axis in recipe["axes"].items():
        count = axis[2] if isinstance(axis, list) else len(axis["values"])
        array = group.create_array(name, shape=(count,), chunks=(min(count, PIECE),), dtype="f8", dimension_names=(name,), attributes={"long_name": name})
        for first in range(0, count, PIECE):
            some = min(PIECE, count - first)
            array[first : first + some] = axis_values(axis, first, some)


def _whole_grid(group, recipe, blocks, template):
    """Arrays over the grid; what is of no axis is there already."""
    _axes(group, recipe)
    for name, variable in template.coords.items():
        if name not in recipe["axes"]:
            _small(group, name, variable.dims, variable.values, _attributes(variable))
    sizes, box = dict(zip(recipe["axes"], blocks.shape)), dict(zip(recipe["axes"], blocks.box))
    names = []
    for name, variable in template.data_vars.items():
        if not any(dim in sizes for dim in variable.dims) and sizes:
            _small(group, name, variable.dims, variable.values, _attributes(variable))
            continue
        names.append(name)
        shape = tuple(sizes.get(dim, variable.sizes[dim]) for dim in variable.dims)
        shards = tuple(box.get(dim, variable.sizes[dim]) for dim in variable.dims)
        group.create_array(
            name, shape=shape, shards=shards or None, chunks=_pieces(shards, variable.dtype.itemsize), dtype=variable.dtype,
            fill_value=_fill(variable), dimension_names=variable.dims, attributes=_attributes(variable),
        )  # fmt: skip
    return names


def _reduced(group, recipe, blocks, template):
    """Arrays over the blocks, and where these begin and end."""
    count = len(blocks)
    parts = numpy.array([blocks.part(i) for i in range(count)], numpy.int64).reshape(count, -1, 2)
    for k, (name, axis) in enumerate(recipe["axes"].items()):
        first, length = parts[:, k, 0], parts[:, k, 1]
        for end, at in (("first", first), ("last", first + length - 1)):
            values = numpy.concatenate([axis_values(axis, int(j), 1) for j in at])
            _small(group, f"{name}_{end}", ("block",), values, {"long_name": f"{name}, the {end} of a block"})
    for name, variable in template.coords.items():
        if not {name, *variable.dims} & recipe["axes"].keys() and variable.dims:
            _small(group, name, variable.dims, variable.values, _attributes(variable))
    for name, variable in template.data_vars.items():
        group.create_array(
            name, shape=(count, *variable.shape), chunks=(1, *variable.shape), dtype=variable.dtype, fill_value=_fill(variable),
            dimension_names=("block", *variable.dims), attributes=_attributes(variable),
        )  # fmt: skip
    return list(template.data_vars)


def _fill_in(group, recipe, points, template, reduced, dtype):
    blocks = blocks_of(recipe, points)
    names = (_reduced if reduced else _whole_grid)(group, recipe, blocks, template)
    about = group.create_group("blocks", attributes={"long_name": "SHA-256 of each block, there once it is complete"})
    about.create_array("sha256", shape=(len(blocks), 32), chunks=(1, 32), dtype="u1", fill_value=0, dimension_names=("block", "byte"))
    group.attrs.update({
        "Conventions": "CF-1.11", "title": f"{recipe['map']}: {', '.join(recipe['measure'])}", "source": f"libchaos {recipe['libchaos']}",
        "recipe": json.dumps(recipe),
        "libchaos": {"format": FORMAT, "block": points, "arrays": names, "reduce": reduced, "dtype": dtype},
    })  # fmt: skip


def _removed(folder):
    """Also what threads of zarr still write when one of them has failed."""
    import shutil
    import time

    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.02)
        if not os.path.exists(folder):
            return


def create(store, *what):
    """A store without a block, whole or not at all in a file system: beside it first, then under its name."""
    import secrets

    if (path := path_of(store)) is None or getattr(store, "read_only", False):
        _fill_in(zarr().open_group(store, mode="w-"), *what)
        return
    path = os.path.abspath(path)
    beside = os.path.join(os.path.dirname(path), f".{secrets.token_hex(8)}.part")
    try:
        _fill_in(zarr().open_group(beside, mode="w-"), *what)
        os.rename(beside, path)
    except BaseException as error:
        _removed(beside)
        if isinstance(error, OSError) and os.path.isdir(path) and os.listdir(path):
            return  # another run was quicker: it is looked at next
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror, path) from None
        raise


def exists(store):
    """Whether there is anything."""
    if (path := path_of(store)) is not None:
        return os.path.lexists(path) and not (os.path.isdir(path) and not os.listdir(path))
    with contextlib.suppress(FileNotFoundError, KeyError):
        zarr().open_group(store, mode="r")
        return True
    return False
