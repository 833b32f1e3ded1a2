"""Stores of chaos.sweep_to: runs that end early, calls that are refused, files that are damaged."""

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
from stores import GRID, HENON, LONG, same, whole

zarr = pytest.importorskip("zarr", "3")

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
