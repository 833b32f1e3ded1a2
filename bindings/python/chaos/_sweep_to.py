# SPDX-License-Identifier: MIT
"""chaos.sweep_to and chaos.open: sweeps that are too big for one call, block by block into a store (_store.py)."""

from __future__ import annotations

import hashlib
import json
import os
import threading

import numpy

from . import _chaos
from ._again import call_of
from ._blocks import points_of_block
from ._labels import dataset
from ._map import Map
from ._progress import Bar
from ._starts import followed_start
from ._store import Store, blocks_of, checked, create, differences, exists, name_of, path_of, zarr
from ._sweep import checksum_of, swept
from ._values import axes_and_values, truth, whole

WINDOW = 1000  # tasks that an executor has at once

# ------------------------------------------------------------------- what a block holds


def _narrowed(variables, dtype):
    return {name: values.astype(dtype) if values.dtype == float and dtype else values for name, values in variables.items()}


def name_of_function(reduce):
    if reduce is None:
        return None
    if not callable(reduce):
        raise TypeError(f"reduce must be a function of a block's Dataset, got {reduce!r}")
    return f"{getattr(reduce, '__module__', '?')}.{getattr(reduce, '__qualname__', type(reduce).__name__)}"


def _reduced(block, reduce):
    """What a reduction makes of a block, as a Dataset."""
    import xarray

    made = reduce(block)
    if isinstance(made, xarray.DataArray):
        made = made.to_dataset(name=made.name or "reduced")
    if not isinstance(made, xarray.Dataset):
        raise TypeError(f"reduce must return an xarray.Dataset or a DataArray, got {type(made).__name__}")
    return made


def _refuse_names(made, recipe):
    """Names that a store has itself, or can't have."""
    own = {"block", "blocks", *(f"{axis}_{end}" for axis in recipe["axes"] for end in ("first", "last"))}
    for name in (*made.data_vars, *made.dims):
        if not isinstance(name, str) or not name or "/" in name or name.startswith("__") or {*name} == {"."}:
            raise ValueError(f"reduce must give its results names of arrays, got {name!r}")
        if name in own:
            raise ValueError(f"reduce must give its results names that the store does not have itself, got {name!r}")


def _fitting(made, name, expected, dtype):
    """What a reduction made of a block, as the store has it of the first."""
    if name not in made:
        raise ValueError(f"reduce must return {name}, as of the first block, got {', '.join(map(str, made.data_vars)) or 'nothing'}")
    dims, shape = expected.metadata.dimension_names[1:], expected.shape[1:]
    got = made[name]
    if got.dims != dims or any(count > most for count, most in zip(got.shape, shape)):
        raise ValueError(f"reduce must return {name} of {dims} and at most the shape {shape}, as of the first block, got {got.dims} and {got.shape}")
    if dtype and got.dtype == float:
        got = got.astype(dtype)
    if not numpy.can_cast(got.dtype, expected.dtype):
        raise ValueError(f"reduce must return {name} of {expected.dtype}, as of the first block, got {got.dtype}")
    return got.values.astype(expected.dtype)


def _reduced_block(map, recipe, part, reduce, **options):
    return _reduced(dataset(swept(map, {}, part=part, **call_of(map, recipe, {}), **options)), reduce)


def _fitted(store, made):
    """The arrays of what a reduction made of a block."""
    return _narrowed({name: _fitting(made, name, store.group[name], store.dtype) for name in store.names()}, store.dtype)


def arrays_of(store, map, i, reduce, **options):
    """The arrays of block i, computed."""
    if reduce is not None:
        return _fitted(store, _reduced_block(map, store.recipe, store.blocks.part(i), reduce, **options))
    block = swept(map, {}, part=store.blocks.part(i), **call_of(map, store.recipe, {}), **options)
    variables = {**block, "status": block.status}
    return _narrowed({name: numpy.asarray(variables[name]) for name in store.names()}, store.dtype)


# ------------------------------------------------------------------------- one block

_running = {}  # by the call's token: set once it ends, for tasks that are threads of this process


class _Stopped(Exception):
    """The call that wants this block has ended."""


def _stops_with(token):
    ended = _running[token]

    def look(done, total):
        if ended.is_set():
            raise _Stopped

    return look


def _check_here(store, recipe_digest, pid):
    """That this process makes the bits of the store, in the store that is meant."""
    import socket

    here = f"process {os.getpid()} on {socket.gethostname()}"
    for what, ours in (("libchaos", _chaos.VERSION), ("isa", _chaos.isa_family())):
        if store.recipe[what] != ours:
            raise RuntimeError(f"{here} makes other bits: {store.name} is of {what} {store.recipe[what]}, this is {ours}")
    if (ours := checksum_of(store.recipe["map"]).get("crc32")) != store.recipe.get("crc32"):
        raise RuntimeError(f"{here} makes other bits: the file {store.recipe['map']} had the CRC-32 {store.recipe['crc32']}, here it is {ours}")
    if recipe_digest != _digest_of(store.recipe):
        raise RuntimeError(f"{here}: the store {store.name} is another one there")
    if pid not in (None, os.getpid()):
        raise RuntimeError(f"{here}: a store in memory is of one process, executors need one that all processes reach, as in a folder")


def _digest_of(recipe):
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()


def _task(where, map, i, reduce, token, recipe_digest, pid):
    """Block i computed and written, by whatever process."""
    store = Store(where, write=True)
    _check_here(store, recipe_digest, pid)
    options = {"progress": _stops_with(token)} if token in _running else {}
    store.write(i, arrays_of(store, map, i, reduce, threads=1, **options))
    return i


# ------------------------------------------------------------------------- all blocks


def _noted(error, store, i):
    """An exception with what it was computing."""
    done = int(store.complete().sum())
    block = {name: [first, first + count] for name, (first, count) in zip(store.recipe["axes"], store.blocks.part(i))}
    error.add_note(
        f"in block {i} of {store.name}, {', '.join(f'{name}[{a}:{b}]' for name, (a, b) in block.items()) or 'one point'}; "
        f"{done} of {len(store.blocks)} blocks are kept, the same call goes on; recipe: {json.dumps({**store.recipe, 'block': block})}"
    )


def _one_by_one(store, pending, arrays, report):
    for i in pending:
        try:
            store.write(i, arrays(i))
        except Exception as error:
            _noted(error, store, i)
            raise
        report(i)


def _cancel(futures):
    for future in futures:
        if callable(release := getattr(future, "release", None)):  # Dask's cancel() waits for an answer; what is let go is not begun either
            release()
        else:
            future.cancel()


def _submitted(executor, store, map, reduce, pending, report):
    """Tasks as the executor takes them; all that are not begun are cancelled when one fails."""
    import queue
    import secrets

    token, done, futures, pending = secrets.token_hex(8), queue.SimpleQueue(), {}, iter(pending)
    _running[token] = threading.Event()
    where = os.path.abspath(path) if (path := path_of(store.store)) and isinstance(store.store, str) else store.store
    in_memory = isinstance(store.group.store, zarr().storage.MemoryStore)
    rest = reduce, token, _digest_of(store.recipe), os.getpid() if in_memory else None
    at, more = None, True
    try:
        while more or futures:
            while more and len(futures) < WINDOW:
                if (at := next(pending, None)) is None:
                    more = False
                    break
                future = executor.submit(_task, where, map, at, *rest)
                if not callable(getattr(future, "add_done_callback", None)):
                    raise TypeError(f"executor.submit() must return a future, as those of concurrent.futures do, got {future!r}")
                futures[at] = future
                future.add_done_callback(lambda future, i=at: done.put(i))
            if futures:
                at = done.get()
                futures.pop(at).result()
                report(at)
    except Exception as error:
        if at is not None:
            _noted(error, store, at)
        raise
    finally:
        _running.pop(token).set()
        _cancel(futures.values())


# ------------------------------------------------------------------------- the doors


def _question(map, options, threads):
    """(recipe in full, the Dataset of one point): by a sweep of one point, so that ranges are found and all is checked."""
    values = {name: options.pop(name) for name in [*options] if name not in CALL}
    follow = {name: options.pop(name) for name in ("start", "along", "kick") if name in options}
    if not values and not options.get("at") and options.get("measure") is None and options.get("state") is None:
        raise TypeError("sweep_to() needs an axis, as r=(3, 4, 10**6)")
    axes, _ = axes_and_values("sweep_to", map, values, options.get("at"))
    if not axes:
        raise TypeError("sweep_to() needs an axis, as r=(3, 4, 10**6)")
    followed = followed_start(map, follow.get("start", "fixed"), follow.get("along"), follow.get("kick"), axes)
    point = swept(map, values, part=[(0, 1)] * len(axes), threads=threads, **options)
    recipe = {**point.recipe, **(followed or {})}
    if followed and followed["start"] == "both":
        first = {name: {"values": values.tolist()} for name, values in point.axes.items() if name in recipe["axes"]}
        call = call_of(map, {**recipe, "axes": first}, {})
        point = swept(map, {}, **call)
    return json.loads(json.dumps(recipe)), dataset(point)


CALL = (
    "measure", "transient", "steps", "start", "along", "kick", "starts", "seed", "noise", "box", "at", "state", "bound", "wrap",
)  # fmt: skip


def _stored_type(dtype):
    """'float32', or None for results as they are."""
    if dtype is None:
        return None
    try:
        name = numpy.dtype(dtype).name
    except TypeError:
        name = None
    if name not in ("float32", "float64"):
        raise ValueError(f"dtype must be 'float32' or 'float64', got {dtype!r}")
    return name if name == "float32" else None


def _new(store, map, recipe, points, one, reduce, dtype, threads):
    """Makes the store. Of a reduction the first block tells what there will be: it is returned."""
    template, first = one, None
    if reduce is not None:
        template = first = _reduced_block(map, recipe, blocks_of(recipe, points).part(0), reduce, threads=threads)
        _refuse_names(template, recipe)
    if dtype:  # but of what is of no block: ranges that were found
        of_blocks = [name for name, array in template.data_vars.items() if reduce is not None or {*array.dims} & recipe["axes"].keys()]
        template = template.assign({name: template[name].astype(dtype) for name in of_blocks if template[name].dtype == float})
    create(store, recipe, points, template, name_of_function(reduce), dtype)
    return first


def _agreed(store, recipe, points, reduced_by, dtype):
    """A store that was there is of the same call."""
    asked = {**recipe, "order of axes": [*recipe["axes"]], "block": points, "reduce": reduced_by, "dtype": dtype}
    found = {**store.recipe, "order of axes": [*store.recipe["axes"]], "block": store.points, "reduce": store.reduced, "dtype": store.dtype}
    if other := differences(found, asked):
        name, was, is_ = other
        raise ValueError(f"{store.name}: it was made with {name} = {was}, this is {name} = {is_}; remove it, or write to another one")


def sweep_to(store, map, /, *, block=None, executor=None, resume=True, dtype=None, reduce=None, threads=None, progress=None, **sweep):
    """Sweeps a grid that is too big for memory, one call or one machine, block by block into a zarr store.

    Blocks that are complete are kept whatever happens; the same call goes on. All bits are those of
    Map.sweep, whatever the blocks and whoever computes them.

    Parameters
    ----------
    store : str, path or zarr store
        Where; a folder that need not be there, as "run.zarr". Needs zarr 3 and xarray.
    map : chaos.Map or str
        What.
    block : int, optional
        Points of a block, which is a shard of the store and the work of one task: at most that many, or
        one line along an axis that is followed; default 65536, or as many as are 16 MB.
    executor : optional
        Whatever has submit(function, *arguments) and gives futures: of concurrent.futures, a
        dask.distributed.Client, an mpi4py.futures.MPIPoolExecutor. A block is then a task on one thread. Default:
        blocks one after the other, each on all threads.
    resume : bool, optional
        False: that there is such a store is an error.
    dtype : str, optional
        'float32': numbers are rounded to it as they are stored.
    reduce : callable, optional
        A function of a block, an xarray.Dataset as of Sweep.to_xarray, that returns what is to be
        kept of it, a Dataset or a DataArray: block.lyapunov.coarsen(a=10, b=10).mean(). The store
        then has a first dimension "block"; a_first and a_last say where a block is on an axis a.
        Shapes are those of the first block, or smaller.
    threads : int, optional
        At most that many of this process, without an executor.
    progress : True or callable, optional
        Is told (points done, points in all) after each block.
    **sweep
        As of Map.sweep: axes and values, measure=, steps=, start=, starts=, ...

    Returns
    -------
    xarray.Dataset
        That of chaos.open(store).

    Raises
    ------
    TypeError, ValueError
        The argument that is wrong, by name; a store that was made with something else, and what.
    FileExistsError
        There is one, with resume=False.
    OSError
        It can't be written.
    Exception
        What a block has raised, or a pool that broke; a note has the block and its recipe.

    Examples
    --------
    >>> found = chaos.sweep_to("run.zarr", "henon", a=(1, 1.4, 1000), b=(0, 0.3, 1000))  # doctest: +SKIP
    >>> with concurrent.futures.ProcessPoolExecutor() as pool:  # doctest: +SKIP
    ...     chaos.sweep_to("run.zarr", "henon", a=(1, 1.4, 1000), b=(0, 0.3, 1000), executor=pool)
    """
    zarr()
    map = map if isinstance(map, Map) else Map(map)
    points, dtype = None if block is None else whole("block", block, 1, 2**63 - 1), _stored_type(dtype)
    reduced_by = name_of_function(reduce)
    if executor is not None and (isinstance(executor, type) or not callable(getattr(executor, "submit", None))):
        raise TypeError(f"executor must have submit(), as those of concurrent.futures and a dask.distributed.Client, got {executor!r}")
    if executor is not None and threads is not None:
        raise TypeError("threads must be left out with an executor, whose tasks have one each")
    truth("resume", resume)
    store = checked(store)
    there = exists(store)
    if there and not resume:
        raise FileExistsError(f"{name_of(store)} is there; resume=True goes on with it")
    recipe, one = _question(map, sweep, threads)
    points = points or points_of_block(sum(array.nbytes for array in one.data_vars.values() if {*array.dims} & recipe["axes"].keys()))
    first = None
    if not there:
        first = _new(store, map, recipe, points, one, reduce, dtype, threads)
    opened = Store(store, write=True)
    _agreed(opened, recipe, points, reduced_by, dtype)
    _compute(opened, map, reduce, executor, threads, progress, first)
    return open(store)


def _compute(store, map, reduce, executor, threads, progress, first):
    """first: block 0, reduced, if it is known."""
    complete = store.complete()
    pending = numpy.flatnonzero(~complete).tolist()
    done = store.blocks.points - sum(store.blocks.size(i) for i in pending)
    report = _reports(progress, done, store.blocks)
    if first is not None and pending[:1] == [0]:
        _one_by_one(store, [pending.pop(0)], lambda i: _fitted(store, first), report)
    if executor is None:
        _one_by_one(store, pending, lambda i: arrays_of(store, map, i, reduce, threads=threads), report)
    else:
        _submitted(executor, store, map, reduce, pending, report)
    if missing := int((~store.complete()).sum()):
        raise RuntimeError(f"{store.name}: {missing} of {len(store.blocks)} blocks are not there, though tasks have written them: was it the same store for all of them?")
    store.finish()


def _reports(progress, done, blocks):
    """A function that is told of each finished block."""
    if progress in (None, False):
        return lambda i: None
    if progress is True:
        progress = Bar("points")
    elif not callable(progress):
        raise TypeError(f"progress must be True or a callable of (done, total), got {progress!r}")

    def report(i):
        nonlocal done
        done += blocks.size(i)
        progress(done, blocks.points)

    return report


def open(store):
    """What sweep_to has written, read as it is looked at.

    Parameters
    ----------
    store : str, path or zarr store
        Of sweep_to, complete or not: points that are not there yet have Status.PENDING.

    Returns
    -------
    xarray.Dataset
        Lazy: with dask's arrays, a chunk of which is a block, where dask is installed, else with
        xarray's own ones. Attributes are the recipe and "blocks", how many of them are there.

    Raises
    ------
    ValueError
        It is no store of sweep_to.
    OSError
        It can't be read.
    ImportError
        No zarr 3, no xarray or one that does not know it.

    Examples
    --------
    >>> chaos.open("run.zarr").lyapunov.sel(a=1.4, method="nearest").plot()  # doctest: +SKIP
    """
    import importlib.util

    import xarray

    store = checked(store)
    opened = Store(store, write=False)
    try:
        found = xarray.open_zarr(store, consolidated=False, chunks=None)
    except Exception as error:
        if tuple(int(part) for part in xarray.__version__.split(".")[:2]) < (2024, 10):
            raise ImportError(f"stores of zarr 3 are read with xarray 2024.10 or later, this is {xarray.__version__}") from error
        raise
    if importlib.util.find_spec("dask"):
        found = found.chunk({dim: side for dim, side in opened.chunks().items() if dim in found.dims})
    found = found[[name for name in opened.names() if name in found] + [name for name in found.data_vars if name not in opened.names()]]
    found = found.set_coords([name for name in found if name not in opened.names() and found[name].dims == ("block",)])
    found.attrs = {"recipe": found.attrs["recipe"], "blocks": f"{int(opened.complete().sum())} of {len(opened.blocks)}"}
    return found
