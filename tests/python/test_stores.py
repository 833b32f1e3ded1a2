"""chaos.sweep_to, chaos.open and chaos.verify of stores."""

import concurrent.futures
import json
import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import chaos
from chaos._blocks import Blocks, axis_values
from stores import GRID, HENON, LONG, average, same, whole

zarr = pytest.importorskip("zarr", "3")
xr = pytest.importorskip("xarray", "2024.10")

SWEEPS = {
    "two axes": ("henon", GRID),
    "several measures": ("henon", {**GRID, "measure": {"density": {"bins": 8}, "period": {"max": 8}, "final": {}, "moments": {}}}),
    "followed": ("henon", {**GRID, "start": "follow", "along": "b"}),
    "both ways": ("henon", {**GRID, "start": "both", "along": "b", "measure": ("final", "lyapunov")}),
    "random starts": ("henon", {**GRID, "starts": 3, "seed": 5, "measure": ("lyapunov", "density")}),
    "random numbers": (chaos.Map("x' = r*x*(1-x) + s*normal()", s=1e-3), {"r": (3.0, 3.9, 50), "seed": 3, "steps": 100}),
    "listed values": ("logistic", {"r": [3.2, 3.9, np.nan, 3.5], "x": (0.1, 0.9, 30), "steps": 100}),
    "fixed values": ("standard", {"k": 0.7, "theta": (0, 6, 7), "p": (0, 6, 8), "bound": 50.0, "wrap": False, "measure": "diffusion"}),
}


# ------------------------------------------------------------------------ blocks


def test_blocks_cover_the_grid_once():
    seed = random.randrange(2**32)
    print("seed", seed)
    draw = random.Random(seed)
    for _ in range(200):
        shape = [draw.randint(1, 9) for _ in range(draw.randint(1, 4))]
        along = draw.choice([None, draw.randrange(len(shape))])
        blocks, cover = Blocks(shape, draw.randint(1, 300), along), np.zeros(shape, int)
        stretch = 0
        for i in range(len(blocks)):
            part = blocks.part(i)
            cover[tuple(slice(first, first + count) for first, count in part)] += 1
            assert np.ravel_multi_index([first for first, _ in part], shape) == stretch and blocks.size(i) == np.prod([count for _, count in part])
            stretch += blocks.size(i)
            assert along is None or all(part[k] == (0, shape[k]) for k in range(along, len(shape)))
        assert (cover == 1).all() and stretch == blocks.points


@pytest.mark.parametrize("axis", [(1.0, 1.4, 1), (1.0, 1.4, 7), (3.0, -1.0, 1000), (0.1, 0.3, 3), (-0.0, 1.0, 2)])
def test_values_of_axes_have_the_bits_of_the_sweep(axis):
    expected = HENON.sweep(a=axis, steps=1, transient=0).axes["a"]
    for first in range(0, axis[2], 3):
        some = min(3, axis[2] - first)
        assert axis_values(list(axis), first, some).tobytes() == expected[first : first + some].tobytes()


# ---------------------------------------------------------------- what is in stores


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.parametrize("block", [37, None])
def test_a_store_has_the_bits_of_the_sweep(tmp_path, name, block):
    map, sweep = SWEEPS[name]
    found = chaos.sweep_to(tmp_path / "a.zarr", map, block=block, **sweep)
    same(found, whole(map, sweep))
    for variable, is_ in whole(map, sweep).data_vars.items():
        assert found[variable].dims == is_.dims and found[variable].attrs.keys() == is_.attrs.keys()
    chaos.verify(tmp_path / "a.zarr", map if isinstance(map, chaos.Map) else None)
    assert not list(tmp_path.glob(".*"))


def test_a_block_is_a_shard_with_a_mark_after_it(tmp_path):
    chaos.sweep_to(tmp_path / "a.zarr", "henon", block=60, **GRID)
    group = zarr.open_group(tmp_path / "a.zarr", mode="r")
    for name in "lyapunov", "status":
        assert group[name].shards == (6, 10) and group[name].metadata.dimension_names == ("a", "b")
        assert len([path for path in (tmp_path / "a.zarr" / name / "c").rglob("*") if path.is_file()]) <= 4
    assert group["lyapunov"].attrs["long_name"] and group["status"].attrs["flag_meanings"].startswith("escaped")
    assert json.loads(group.attrs["recipe"])["libchaos"] and len(group.attrs["sha256"]) == 64
    assert group["blocks/sha256"].shape == (4, 32)


def test_float32(tmp_path):
    found, expected = chaos.sweep_to(tmp_path / "a.zarr", "henon", dtype="float32", block=50, **GRID), whole("henon", GRID)
    np.testing.assert_array_equal(found.lyapunov, expected.lyapunov.astype("f4"))
    assert found.lyapunov.dtype == np.float32 and found.a.dtype == float and found.status.dtype == np.uint32
    chaos.verify(tmp_path / "a.zarr")


def coarse(block):
    return block[["lyapunov"]].coarsen(a=2, b=5, boundary="trim").mean()


def test_reductions(tmp_path):
    expected = whole("henon", GRID).lyapunov
    found = chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=average, block=40, **GRID)
    assert found.lyapunov.dims == ("block",) and found.a_first.values.tolist() == expected.a.values[::4].tolist() and set(found.coords) == {"a_first", "a_last", "b_first", "b_last"}
    np.testing.assert_array_equal(found.lyapunov, [expected[i : i + 4].mean() for i in range(0, 21, 4)])
    chaos.verify(tmp_path / "a.zarr", reduce=average)
    with pytest.raises(ValueError, match="reduce must be stores.average, got None"):
        chaos.verify(tmp_path / "a.zarr")
    found = chaos.sweep_to(tmp_path / "b.zarr", "henon", reduce=coarse, block=40, **GRID)
    assert found.lyapunov.dims == ("block", "a", "b") and found.lyapunov.shape == (6, 2, 2)
    assert np.isnan(found.lyapunov[5]).all() and not np.isnan(found.lyapunov[:5]).any()  # of a block of one line nothing is left
    with pytest.raises(ValueError, match="made with reduce = \"test_stores.coarse\", this is reduce = \"stores.average\""):
        chaos.sweep_to(tmp_path / "b.zarr", "henon", reduce=average, block=40, **GRID)
    with pytest.raises(TypeError, match="reduce must return an xarray.Dataset or a DataArray, got float"):
        chaos.sweep_to(tmp_path / "c.zarr", "henon", reduce=lambda block: 1.0, **GRID)


SECOND = 1.1  # a, from which on blocks are not the first


@pytest.mark.parametrize("first, then, says", [
    (lambda block: block.lyapunov[:1], lambda block: block.lyapunov, r"lyapunov of .* at most the shape \(1, 10\), as of the first block, got .* and \(4, 10\)"),
    (lambda block: block.lyapunov, lambda block: block.lyapunov.T, r"lyapunov of \('a', 'b'\) and .*, got \('b', 'a'\) and .*"),
    (lambda block: block.lyapunov, lambda block: block.lyapunov.mean(), r"lyapunov of \('a', 'b'\) .*, got \(\) and \(\)"),
    (lambda block: block.lyapunov, lambda block: block.status, "lyapunov, as of the first block, got status"),
    (lambda block: block.lyapunov > 0, lambda block: block.lyapunov, "lyapunov of bool, as of the first block, got float64"),
    (lambda block: block.lyapunov.astype("f4"), lambda block: block.lyapunov, "lyapunov of float32, as of the first block, got float64"),
])  # fmt: skip
def test_what_reductions_return_is_of_one_kind(tmp_path, first, then, says):
    def reduce(block):
        return (first if float(block.a[0]) < SECOND else then)(block)

    with pytest.raises(ValueError, match=f"^reduce must return {says}(\n|$)") as raised:
        chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=reduce, block=40, **GRID)
    assert "2 of 6 blocks are kept" in raised.value.__notes__[0]


def count_or_mean(block):
    """Whole numbers in later blocks fit where the first has others."""
    return block.lyapunov.mean() if float(block.a[0]) < SECOND else (block.lyapunov > 0).sum().rename("lyapunov")


def test_reductions_of_a_smaller_type_fit(tmp_path):
    found = chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=count_or_mean, block=40, **GRID)
    assert found.lyapunov.dtype == float and found.lyapunov[3] == (whole("henon", GRID).lyapunov[12:16] > 0).sum()
    chaos.verify(tmp_path / "a.zarr", reduce=count_or_mean)


@pytest.mark.parametrize("name", ["block", "blocks", "a_first", "b_last", "a/b", "", "__a", "..", 3])
def test_reductions_have_names_of_their_own(tmp_path, name):
    with pytest.raises(ValueError, match="reduce must give its results names"):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=lambda block: xr.Dataset({name: block.lyapunov.mean()}), **GRID)
    assert not list(tmp_path.iterdir())


def test_no_block_is_reduced_twice(tmp_path):
    seen, reports = [], []

    def reduce(block):
        seen.append(float(block.a[0]))
        return block.lyapunov.mean()

    chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=reduce, block=40, progress=lambda *of: reports.append(of), **GRID)
    assert len(seen) == len(set(seen)) == 6 and reports == [(n, 210) for n in (40, 80, 120, 160, 200, 210)]
    chaos.verify(tmp_path / "a.zarr", reduce=reduce)


def test_progress(tmp_path):
    reports = []
    chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, progress=lambda *of: reports.append(of), **GRID)
    assert reports == [(n, 210) for n in (40, 80, 120, 160, 200, 210)]


# -------------------------------------------------------------------- interrupted


def fails_at(n):
    """A reduction that fails in block n, once."""

    def reduce(block):
        if calls.append(1) or len(calls) == n:
            raise ZeroDivisionError("so it goes")
        return block.lyapunov.mean()

    calls = []
    return reduce


def test_an_exception_says_where_and_the_same_call_goes_on(tmp_path):
    reduce = fails_at(3)
    reduce.__qualname__ = "average"
    with pytest.raises(ZeroDivisionError) as raised:
        chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=reduce, block=40, **GRID)
    (note,) = raised.value.__notes__
    assert "in block 2 of" in note and "a[8:12], b[0:10]" in note and "2 of 6 blocks are kept" in note
    assert json.loads(note.split("recipe: ")[1])["block"] == {"a": [8, 12], "b": [0, 10]}
    there = chaos.open(tmp_path / "a.zarr")
    assert there.attrs["blocks"] == "2 of 6" and np.isnan(there.lyapunov.values).sum() == 4
    reports = []
    found = chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=reduce, block=40, progress=lambda *of: reports.append(of), **GRID)
    assert reports[0] == (120, 210) and not np.isnan(found.lyapunov.values).any()


def test_points_that_are_not_there_are_pending(tmp_path):
    class Enough(Exception):
        pass

    def once(done, total):
        raise Enough

    with pytest.raises(Enough):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, progress=once, **GRID)
    there = chaos.open(tmp_path / "a.zarr")
    assert (there.status.values[4:] == chaos.Status.PENDING).all() and not (there.status.values[:4] & chaos.Status.PENDING).any()
    chaos.verify(tmp_path / "a.zarr")
    with pytest.raises(FileExistsError, match="resume=True"):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, resume=False, **GRID)
    same(chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, **GRID), whole("henon", GRID))


KILLED = """
import chaos
if __name__ == "__main__":
    chaos.sweep_to("a.zarr", "henon", block=40, a=(1, 1.4, 100), b=(0, 0.3, 10), steps=200000)
"""


def test_a_killed_process_goes_on(tmp_path):
    began = subprocess.Popen([sys.executable, "-c", KILLED], cwd=tmp_path)
    while not list((tmp_path / "a.zarr" / "blocks" / "sha256").glob("c/*/0")):
        assert began.poll() is None
        time.sleep(0.01)
    began.kill()
    assert began.wait() == -signal.SIGKILL
    done = int(chaos.open(tmp_path / "a.zarr").blocks.split()[0])
    reports = []
    found = chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, progress=lambda *of: reports.append(of), **LONG)
    assert 0 < done < 25 and reports[0][0] == 40 * (done + 1)
    same(found, whole("henon", LONG))


def test_two_writers_at_once(tmp_path):
    began = [subprocess.Popen([sys.executable, "-c", KILLED], cwd=tmp_path) for _ in range(2)]
    assert [one.wait() for one in began] == [0, 0]
    same(chaos.open(tmp_path / "a.zarr"), whole("henon", LONG))
    chaos.verify(tmp_path / "a.zarr", percent=10)
    assert [path.name for path in tmp_path.iterdir()] == ["a.zarr"]


# -------------------------------------------------------------------------- refused


@pytest.mark.parametrize("change, error, says", [
    ({"steps": 30}, ValueError, "made with measure.lyapunov.steps = 100, this is measure.lyapunov.steps = 30"),
    ({"block": 50}, ValueError, "made with block = 40, this is block = 50"),
    ({"a": None, "b": GRID["b"], "at": {"a": GRID["a"]}}, ValueError, r"made with order of axes = \[\"a\", \"b\"\], this is order of axes = \[\"b\", \"a\"\]"),
    ({"a": (1.0, 1.4, 22)}, ValueError, r"made with axes.a = \[1.0, 1.4, 21\], this is axes.a = \[1.0, 1.4, 22\]"),
    ({"x": 0.2}, ValueError, "made with values.x = "),
    ({"dtype": "float32"}, ValueError, "made with dtype = null"),
    ({"block": 0}, ValueError, "block must be from 1"),
    ({"block": 1.5}, TypeError, "block must be an int"),
    ({"dtype": "int"}, ValueError, "dtype must be 'float32' or 'float64', got 'int'"),
    ({"dtype": "nonsense"}, ValueError, "dtype must be 'float32' or 'float64', got 'nonsense'"),
    ({"reduce": 1}, TypeError, "reduce must be a function"),
    ({"executor": 1}, TypeError, r"executor must have submit\(\)"),
    ({"executor": concurrent.futures.ThreadPoolExecutor}, TypeError, r"executor must have submit\(\).*, got <class"),
    ({"threads": 0}, ValueError, "threads must be at least 1, got 0"),
    ({"resume": "no"}, TypeError, "resume must be True or False, got 'no'"),
    ({"executor": concurrent.futures.Executor(), "threads": 2}, TypeError, "threads must be left out with an executor"),
    ({"progress": 1}, TypeError, "progress must be True or a callable"),
    ({"out": {}}, TypeError, r"sweep_to\(\) has no option 'out'"),
    ({"c": 1}, TypeError, "no parameter or state 'c'"),
    ({"measure": "nothing"}, ValueError, "nothing"),
    ({"resume": False}, FileExistsError, "resume=True goes on with it"),
])  # fmt: skip
def test_mistakes(tmp_path, change, error, says):
    chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, **GRID)
    with pytest.raises(error, match=says):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", **{name: value for name, value in {"block": 40, **GRID, **change}.items() if value is not None})
    chaos.verify(tmp_path / "a.zarr", percent=1)


def test_what_is_no_store(tmp_path):
    (tmp_path / "file").write_text("notes")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes").write_text("notes")
    zarr.open_group(tmp_path / "other.zarr", mode="w")
    for name in "file", "folder", "other.zarr":
        with pytest.raises((ValueError, OSError), match=name):
            chaos.sweep_to(tmp_path / name, "henon", **GRID)
        with pytest.raises((ValueError, OSError), match=name):
            chaos.open(tmp_path / name)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        chaos.open(tmp_path / "nowhere")
    assert (tmp_path / "file").read_text() == (tmp_path / "folder" / "notes").read_text() == "notes"
    with pytest.raises(TypeError, match="needs an axis"):
        chaos.sweep_to(tmp_path / "a.zarr", "henon")


@pytest.mark.parametrize("store, error, says", [
    (None, TypeError, "store must be a path or a store of zarr, got None"),
    (3, TypeError, "store must be a path or a store of zarr, got 3"),
    ("", ValueError, "store must be the path of a folder, got ''"),
    ("a\0b", ValueError, "store must be the path of a folder, got 'a.x00b'"),
])  # fmt: skip
def test_stores_that_can_not_be(store, error, says):
    for call in (lambda: chaos.sweep_to(store, "henon", **GRID), lambda: chaos.open(store), *([lambda: chaos.verify(store)] if not isinstance(store, str) else [])):
        with pytest.raises(error, match=f"^{says}$"):
            call()


def test_what_is_verified(tmp_path):
    chaos.sweep_to(tmp_path / "a.zarr", "henon", **GRID)
    for path in tmp_path / "a.zarr", "a.npz":
        with pytest.raises(TypeError, match="map must be a chaos.Map, got 'henon'"):
            chaos.verify(path, "henon")
    for path in "nowhere.zarr", "nowhere.npz", tmp_path / "nowhere":
        with pytest.raises(FileNotFoundError, match="nowhere"):
            chaos.verify(path)


def test_paths_may_be_bytes(tmp_path):
    path = os.fsencode(tmp_path / "a.zarr")
    same(chaos.sweep_to(path, "henon", **GRID), whole("henon", GRID))
    same(chaos.open(path), whole("henon", GRID))
    chaos.verify(path)


def test_an_old_zarr_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(zarr, "__version__", "2.13.6")
    with pytest.raises(ImportError, match="zarr 3, this is zarr 2.13.6"):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", **GRID)
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(ImportError, match="pip install zarr"):
        chaos.open(tmp_path / "a.zarr")


def test_a_store_that_can_only_be_read(tmp_path):
    chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, **GRID)
    (tmp_path / "a.zarr" / "blocks" / "sha256" / "c" / "2" / "0").unlink()
    store = zarr.storage.LocalStore(tmp_path / "a.zarr", read_only=True)
    assert chaos.open(store).attrs["blocks"] == "5 of 6"
    with pytest.raises(ValueError, match="read.only"):
        chaos.sweep_to(store, "henon", block=40, **GRID)
    with pytest.raises(ValueError, match="read.only"):
        chaos.sweep_to(zarr.storage.LocalStore(tmp_path / "b.zarr", read_only=True), "henon", block=40, **GRID)


FULL = """
import chaos, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
chaos.sweep_to("a.zarr", "henon", block=5000, a=(1, 1.4, 100), b=(0, 0.3, 100), steps=10)
"""


def test_a_full_disk(tmp_path):
    full = subprocess.run([sys.executable, "-c", FULL, "20000"], cwd=tmp_path, capture_output=True, text=True)
    assert full.returncode == 1 and "OSError: [Errno 27]" in full.stderr and "0 of 2 blocks are kept, the same call goes on" in full.stderr
    subprocess.run([sys.executable, "-c", FULL, str(10**9)], cwd=tmp_path, check=True)
    same(chaos.open(tmp_path / "a.zarr"), whole("henon", {"a": (1, 1.4, 100), "b": (0, 0.3, 100), "steps": 10}))
    full = subprocess.run([sys.executable, "-c", FULL.replace("a.zarr", "b.zarr"), "100"], cwd=tmp_path, capture_output=True, text=True)
    assert full.returncode == 1 and [path.name for path in tmp_path.iterdir()] == ["a.zarr"]


# ------------------------------------------------------------------------- verified


def shards(store, name):
    return sorted(path for path in (store / name / "c").rglob("*") if path.is_file())


def test_one_flipped_bit_is_found_and_the_block_made_again(tmp_path):
    store = tmp_path / "a.zarr"
    chaos.sweep_to(store, "henon", block=40, **GRID)
    seed = random.randrange(2**32)
    print("seed", seed)
    draw = random.Random(seed)
    group = zarr.open_group(store)
    for _ in range(5):
        at = draw.randrange(20), draw.randrange(10)
        bits = group["lyapunov"][at].view("u8") ^ np.uint64(1 << draw.randrange(64))
        group["lyapunov"][at] = bits.view("f8")
        mark = f"blocks/sha256/c/{at[0] // 4}/0"
        with pytest.raises(ValueError, match=rf"lyapunov at \({at[0]}, {at[1]}\) must be .*; without {mark} the block is no longer taken for complete"):
            chaos.verify(store)
        (store / mark).unlink()
        chaos.sweep_to(store, "henon", block=40, **GRID)
        chaos.verify(store)


def test_a_lost_mark_is_said(tmp_path):
    store = tmp_path / "a.zarr"
    chaos.sweep_to(store, "henon", block=40, **GRID)
    (store / "blocks/sha256/c/2/0").unlink()
    with pytest.raises(ValueError, match=r"it was complete, but 1 of 6 blocks have lost their marks, as blocks/sha256/c/2/0; sweep_to\(\) makes them again"):
        chaos.verify(store)
    chaos.sweep_to(store, "henon", block=40, **GRID)
    chaos.verify(store)


def test_what_can_not_be_written_is_named(tmp_path):
    """As the user named it, not what it is called on the way."""
    for store in "/sys/a.zarr", tmp_path / "missing" / "\udcff" / ("a" * 300):
        with pytest.raises(OSError) as raised:
            chaos.sweep_to(store, "henon", **GRID)
        assert os.fspath(raised.value.filename) == os.fspath(store) and ".part" not in str(raised.value)


def test_damaged_files_are_found(tmp_path):
    store = tmp_path / "a.zarr"
    chaos.sweep_to(store, "henon", block=40, **GRID)
    for name in "lyapunov", "status", "blocks/sha256", "a":
        path = shards(store, name)[0]
        good = path.read_bytes()
        for bad in good[: len(good) // 2], b"", bytes(reversed(good)):
            path.write_bytes(bad)
            with pytest.raises(Exception):
                chaos.verify(store)
        path.write_bytes(good)
    chaos.verify(store)
    for percent in 0, -1, 101, "1":
        with pytest.raises(ValueError, match="percent must be above 0 and at most 100"):
            chaos.verify(store, percent=percent)
    HENON.sweep(**GRID).save(tmp_path / "a.npz")
    with pytest.raises(ValueError, match="percent must be left out of a file, got 3"):
        chaos.verify(tmp_path / "a.npz", percent=3)
