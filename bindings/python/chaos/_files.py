# SPDX-License-Identifier: MIT
"""Results in files, and chaos.load."""

from __future__ import annotations

import contextlib
import json
import os
import zipfile

import numpy

from . import _chaos, _read, _text
from ._command import asked
from ._digest import digest_of, digest_of_arrays
from ._map import Map
from ._paths import path_name, reading, understanding
from ._result import Result, Tables, cycle
from ._support import Status, short
from ._sweep import Sweep, all_axes


@contextlib.contextmanager
def _whole(path):
    """A file to write to that appears whole or not at all."""
    import secrets

    target = os.path.realpath(path)  # what a link names, there or not
    unfinished = os.path.join(os.path.dirname(target), f".{secrets.token_hex(8)}.part")
    try:
        with open(unfinished, "xb") as file:
            yield file
        os.replace(unfinished, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror, path) from None
        raise


def _ending(path, *known):
    path = path_name(path)
    ending = os.path.splitext(path)[1]
    if ending not in known:
        endings = " or ".join([", ".join(known[:-1]), known[-1]] if known[1:] else known)
        raise ValueError(f"path must end in {endings}, got {short(repr(path))}")
    return path, ending


def columns_of(tables):
    """Arrays by name, of the columns of tables, {prefix: table}."""
    arrays = {}
    for prefix, table in tables.items():
        for name in table:
            arrays[prefix + name], offsets = table.raw(name)
            if offsets is not None:
                arrays[f"{prefix}{name}_offsets"] = offsets
    return arrays


def save_analysis(path, result, recipe, basins=None):
    """What an analysis has found, and its recipe; basins: whose attractors or regions it has."""
    from . import _columns

    path, ending = _ending(path, ".npz", ".tsv", ".csv")
    if ending != ".npz":
        _columns.save(result, recipe, path, ending, basins)
        return
    arrays = _columns.arrays_of(result, basins)
    with _whole(path) as file:
        numpy.savez(file, **arrays, recipe=json.dumps({"format": _text.FORMAT, "sha256": digest_of_arrays(arrays, recipe), **recipe}))


def save(sweep, path):
    path, ending = _ending(path, ".npz", ".tsv", ".csv")
    if ending != ".npz":
        separator = _text.SEPARATORS[ending]
        _text.check(sweep, separator, path)
    with _whole(path) as file:
        if ending == ".npz":
            numpy.savez(file, **sweep.axes, **sweep, recipe=json.dumps({"format": _text.FORMAT, **sweep.recipe, "sha256": digest_of(sweep)}))
        else:
            _text.write(sweep, separator, file)


# ------------------------------------------------------------------------- reading


def map_of(recipe, path):
    """The map of a recipe, where its name or its text makes one. What a file names is not run unasked."""
    if _chaos.is_file(recipe["map"]):
        raise ValueError(f"{path}: its map is the file {recipe['map']!r}, which runs as it is; load(..., map=chaos.Map(...)) takes it")
    try:
        return Map(recipe["map"], N=recipe["N"], wrap=recipe.get("angles"))
    except (ValueError, TypeError) as error:
        hint = "if it was a function, load(..., map=...) takes the map"
        raise ValueError(f"{path}: there is no map {recipe['map']!r}; {hint} ({error})") from None


def _point(output, value):
    """Of a single point a number is one."""
    if value.ndim:
        return value
    return Status(int(value)) if output == "flags" else value.item()


def _complete(map, axes, arrays, recipe):
    """The sweep, of arrays as the shell has them: one measure's mask is the status of the points."""
    for name in (*recipe["axes"], *recipe["values"]):
        if not map._name_of(name):
            raise ValueError(f"the file has values of {name}, which is no parameter or state of {map.name}")
    found, measures = {}, [map._measure((name, list(_said(options)))) for name, options in recipe["measure"].items()]
    for measure in measures:
        for output in measure["outputs"]:
            name, flags = output["name"], output["scale"] == "flags"
            array = arrays["status"].copy() if flags and name not in arrays else arrays[name]
            found[name] = _point(output["scale"], array)
    return Sweep(map, all_axes(recipe, axes), {**found, "status": _point("flags", arrays["status"])}, recipe)


def _said(options):
    return ((option, value if isinstance(value, (str, list)) else [value]) for option, value in options.items())


def _check_format(path, format):
    if str(format) != str(_text.FORMAT):
        raise ValueError(f"{path} has the format {format}, this libchaos reads {_text.FORMAT}")


def _analysis(kind):
    """What is made of a result of that kind."""
    from ._along import AttractorsAlong
    from ._attractors import Attractors
    from ._branches import Branch
    from ._curves import Curve
    from ._cycles import Cycles
    from ._diagram import BifurcationDiagram
    from ._skeleton import Skeleton

    types = {
        "all_cycles": Cycles, "attractors_along": AttractorsAlong, "basins": Attractors, "branch": Branch, "bifurcation_diagram": BifurcationDiagram, "curve": Curve,
        "skeleton": Skeleton,
    }  # fmt: skip
    return types.get(kind, Result)


TABLES = "special_points", "superstable", "branches", "curves", "periods", "averages", "others", "ends", "values"  # beside rows, whose columns have no table's name before theirs


def _found(map, recipe, arrays):
    """What Found.save or a program of the shell wrote."""
    tables = {"rows": {}}
    for name, values in arrays.items():
        table = next((table for table in TABLES if name.startswith(f"{table}_")), None)
        tables.setdefault(table or "rows", {})[name.removeprefix(f"{table}_")] = values
    found = Tables(map, recipe, tables)
    if recipe["kind"] == "cycles":
        return cycle(found)
    is_whole = len(tables) > 1  # the rows of a branch alone, as a .csv has them, are no branch
    return (_analysis(recipe["kind"]) if is_whole else Result)(found)


def map_said(recipe):
    """What a result's recipe says of its map, as that of a sweep does."""
    return {"map": recipe["map"], "N": recipe.get("sites"), "angles": recipe.get("wrap")}


def analysis_recipe(path, recipe):
    """Without what a file says besides."""
    _check_format(path, recipe.get("format", _text.FORMAT))
    return {name: value for name, value in recipe.items() if name not in ("format", "command", "crc32", "sha256")}


def _basins(path, map, arrays, recipe):
    """What Basins.save or chaos-basins wrote; of a .csv its labels."""
    from ._attractors import Attractors, Exits
    from ._basins import Basins

    if "others_share" not in arrays:
        return arrays["labels"]
    map = map or map_of(map_said(recipe), path)
    rows, ends = ("exits_", Exits) if recipe["kind"] == "exit_basins" else ("attractors_", Attractors)
    tables = {
        name: {key[len(prefix) :]: array for key, array in arrays.items() if key.startswith(prefix)}
        for name, prefix in {"rows": rows, "others": "others_"}.items()
    }
    axes = {name: arrays[name] for name in recipe["axes"]}
    return Basins(arrays["labels"], axes, ends(Tables(map, recipe, tables)), arrays.get("times"))


@contextlib.contextmanager
def archive(path):
    """An .npz, whoever wrote it, and its recipe, or None."""
    with reading(path):
        if not zipfile.is_zipfile(path):
            open(path, "rb").close()  # what else is the matter with it
            raise ValueError("it is no .npz file")
        with numpy.load(path, allow_pickle=False) as file:
            yield file, json.loads(str(file["recipe"])) if "recipe" in file else None


def _archived(path):
    """(what an .npz has beside its recipe, the recipe)."""
    with archive(path) as (file, recipe):
        return {name: file[name] for name in file if name != "recipe"}, recipe


def arrays_of_analysis(path, map):
    """(arrays, recipe, with what a file says besides) of a file with the result of an analysis; None: it is of something else."""
    ending = os.path.splitext(path)[1]
    if separator := _text.SEPARATORS.get(ending):
        from . import _columns_read

        if head := _columns_read.head(path):
            recipe, columns = head
            if not recipe["sha256"]:
                raise ValueError(f"{path} is cut off: its last line must be # SHA-256=...")
            return _columns_read.read(path, separator, map or map_of(map_said(recipe), path), recipe, columns), recipe
        return None
    if ending != ".npz":
        return None
    arrays, recipe = _archived(path)
    return (arrays, recipe) if isinstance(recipe, dict) and {"kind", "map"} <= recipe.keys() else None


def _of_analysis(path, map, arrays, said):
    recipe = analysis_recipe(path, said)
    if "labels" in arrays:
        return _basins(path, map, arrays, recipe)
    return _found(map or map_of(map_said(recipe), path), recipe, arrays)


def _npz(path, map):
    arrays, recipe = _archived(path)
    if not isinstance(recipe, dict) or not ({"command", "measures"} <= recipe.keys() or "measure" in recipe):
        raise ValueError(f"{path} has no recipe of a sweep, of cycles, a branch, a diagram or a curve; numpy.load reads its arrays")
    _check_format(path, recipe.pop("format", _text.FORMAT))
    if "command" in recipe:
        return _of_command(recipe["command"], recipe["version"], recipe["isa"], path, map, lambda *_: arrays)
    recipe.pop("sha256", None)
    map = map or map_of(recipe, path)
    return _complete(map, {name: arrays[name] for name in recipe["axes"]}, arrays, recipe)


def _of_command(command, version, isa, path, map, read, angles=None):
    """What the shell, or save, wrote with that command. read(map, recipe) gives the arrays, axes with them."""
    said = {**asked(command), "angles": angles}
    map = map or map_of(said, path)
    recipe = said["recipe"](map, version, isa)
    arrays = read(map, recipe)
    return _complete(map, {name: arrays[name] for name in recipe["axes"]}, arrays, recipe)


def _read_text(path, map, separator):
    command, version, isa, notes = _read.head(path)
    angles = next((json.loads(note[len(_text.ANGLES) :]) for note in notes if note.startswith(_text.ANGLES)), None)
    for note in notes:
        if note.startswith(_text.FORMATTED):
            _check_format(path, note.removeprefix(_text.FORMATTED))
    sweep = _of_command(command, version, isa, path, map, lambda *of: _read.read(path, separator, *of), angles)
    if _text.LIFTED in notes:
        sweep.recipe["wrap"] = False
    return sweep


def said_digest(path):
    """The SHA-256 that a file says its numbers have; None: it says nothing."""
    path = os.fsdecode(path)
    if path.endswith(".npz"):
        with archive(path) as (_, recipe):
            return recipe.get("sha256")
    return _read.digest(path)


def load(path, map=None):
    """What .save of a result or a program of the shell wrote: the same numbers, to the last bit.

    Parameters
    ----------
    path : str or path
        An .npz, .tsv, .csv or .npy file.
    map : chaos.Map, optional
        Of a function or of a file of its own, which is not run because another file names it.

    Returns
    -------
    chaos.Sweep, .Basins, .Attractors, .AttractorsAlong, .Cycle, .Cycles, .Branch, .Curve and so on
        Of a sweep's .tsv and .csv with the version and the instruction set that computed them. Of a
        .csv of branches, and of cycles of floating-point numbers, the chaos.Result with the tables that
        are there. Of .npy, and of a .csv of basins, the array, which is all that such a file has.

    Raises
    ------
    ValueError
        It is no such file or a damaged one, or its map isn't there.
    OSError
        It can't be read.

    Examples
    --------
    >>> chaos.maps["logistic"].sweep(r=[3.2, 3.5], measure="period").save("periods.npz")
    >>> chaos.load("periods.npz").period.tolist()
    [2, 4]
    >>> m = chaos.maps["logistic"]
    >>> m.branch(m.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4)).save("branch.npz")
    >>> chaos.load("branch.npz").special_points[0].kind
    'flip'
    """
    path, ending = _ending(path, ".npz", ".npy", ".tsv", ".csv")
    if map is not None and not isinstance(map, Map):
        raise TypeError(f"map must be a chaos.Map, got {map!r}")
    if ending == ".npy":
        with reading(path), open(path, "rb") as file:
            return numpy.lib.format.read_array(file, allow_pickle=False)
    with understanding(path):
        if analysis := arrays_of_analysis(path, map):
            return _of_analysis(path, map, *analysis)
        return _npz(path, map) if ending == ".npz" else _read_text(path, map, _text.SEPARATORS[ending])
