"""chaos.sweep_to with executor=: threads, processes, Dask, MPI."""

import concurrent.futures
import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys

import numpy as np
import pytest

import chaos
from stores import GRID, LONG, average, same, whole

zarr = pytest.importorskip("zarr", "3")


def test_threads(tmp_path):
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        same(chaos.sweep_to(tmp_path / "a.zarr", "henon", block=17, executor=pool, **GRID), whole("henon", GRID))


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes(tmp_path, method):
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context(method)) as pool:
        same(chaos.sweep_to(tmp_path / "a.zarr", "henon", block=17, executor=pool, **GRID), whole("henon", GRID))
        found = chaos.sweep_to(tmp_path / "b.zarr", "henon", block=40, executor=pool, reduce=average, **GRID)
    np.testing.assert_array_equal(found.lyapunov, [whole("henon", GRID).lyapunov[i : i + 4].mean() for i in range(0, 21, 4)])


def dies(block):
    if float(block.a[0]) > 1.2:
        os.kill(os.getpid(), signal.SIGKILL)
    return block.lyapunov.mean()


def test_a_broken_pool_keeps_what_is_done(tmp_path):
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        with pytest.raises(concurrent.futures.BrokenExecutor) as raised:
            chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, executor=pool, reduce=dies, **GRID)
    assert "3 of 6 blocks are kept, the same call goes on" in raised.value.__notes__[0]
    assert chaos.open(tmp_path / "a.zarr").attrs["blocks"] == "3 of 6"


class Elsewhere:
    """An executor whose tasks run where something is otherwise."""

    def __init__(self, change):
        self.change = change

    def submit(self, task, *arguments):
        future = concurrent.futures.Future()
        try:
            with pytest.MonkeyPatch.context() as patch:
                self.change(patch)
                future.set_result(task(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.mark.parametrize("change, says", [
    (lambda patch: patch.setattr("chaos._chaos.isa_family", lambda: "nofma"), "other bits: .* is of isa fma, this is nofma"),
    (lambda patch: patch.setattr("chaos._chaos.VERSION", "0.0.1"), "other bits: .* is of libchaos .*, this is 0.0.1"),
    (lambda patch: patch.setattr("chaos._sweep_to._digest_of", lambda recipe: "another"), "is another one there"),
])  # fmt: skip
def test_nodes_that_make_other_bits_are_refused(tmp_path, change, says):
    with pytest.raises(RuntimeError, match=says) as raised:
        chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, executor=Elsewhere(change), **GRID)
    assert "in block 0 of" in raised.value.__notes__[0]
    assert chaos.open(tmp_path / "a.zarr").attrs["blocks"] == "0 of 6"


def test_nodes_with_another_file_are_refused(tmp_path):
    import shutil

    source = pathlib.Path(__file__).parents[2] / "libchaos/maps/henon.c"
    if not shutil.which("cc") or not source.exists():
        pytest.skip("no compiler, or not in the source tree")
    mine = tmp_path / "mine.c"
    shutil.copy(source, mine)
    map = chaos.Map(mine)
    same(chaos.sweep_to(tmp_path / "a.zarr", map, block=40, **GRID), whole(map, GRID))
    change = lambda patch: mine.write_text(source.read_text() + "/* changed */\n")
    with pytest.raises(RuntimeError, match="mine.c had the CRC-32"):
        chaos.sweep_to(tmp_path / "b.zarr", map, block=40, executor=Elsewhere(change), **GRID)
    with pytest.raises(ValueError, match="made with crc32 = "):
        chaos.sweep_to(tmp_path / "a.zarr", chaos.Map(mine), block=40, **GRID)


def test_memory_is_of_one_process(tmp_path):
    store = zarr.storage.MemoryStore()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        same(chaos.sweep_to(store, "henon", block=40, executor=pool, **GRID), whole("henon", GRID))
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        for store in zarr.storage.MemoryStore(), {}:
            with pytest.raises(RuntimeError, match="a store in memory is of one process"):
                chaos.sweep_to(store, "henon", block=40, executor=pool, **GRID)


def test_dask_workers_one_of_which_is_killed(tmp_path):
    distributed = pytest.importorskip("distributed")
    killed = []

    def kill(done, total):
        if not killed:
            killed.append(next(iter(pids.values())))
            os.kill(killed[0], signal.SIGKILL)

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster, distributed.Client(cluster) as client:
        pids = client.run(os.getpid)
        found = chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, executor=client, progress=kill, **LONG)
    assert killed and found.attrs["blocks"] == "25 of 25"
    same(found, whole("henon", LONG))


MPI = """
import chaos
from mpi4py.futures import MPIPoolExecutor
if __name__ == "__main__":
    with MPIPoolExecutor() as pool:
        print(pool.num_workers)
        chaos.sweep_to("a.zarr", "henon", block=17, executor=pool, a=(1.0, 1.4, 21), b=(0.0, 0.3, 10), steps=100)
"""


def test_ranks_of_mpi(tmp_path):
    import shutil

    pytest.importorskip("mpi4py")
    if not (mpirun := shutil.which("mpirun")):
        pytest.skip("no mpirun")
    (tmp_path / "script.py").write_text(MPI)
    as_root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    done = subprocess.run([mpirun, "-n", "4", "--oversubscribe", sys.executable, "-m", "mpi4py.futures", "script.py"], cwd=tmp_path,
                          env={**os.environ, **as_root}, capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() == "3"
    same(chaos.open(tmp_path / "a.zarr"), whole("henon", GRID))


CTRL_C = """
import chaos, concurrent.futures, os, signal, sys, threading, time
def ctrl_c():
    global sent
    sent = time.monotonic()
    os.kill(os.getpid(), signal.SIGINT)
def run(pool):
    timer = threading.Timer(1.0, ctrl_c)
    timer.start()
    try:
        chaos.sweep_to(f"{len(os.listdir())}.zarr", "henon", block=100, executor=pool, a=(1, 1.4, 1000), x=[.1, .2], steps=10**7, transient=0)
    except KeyboardInterrupt:
        return time.monotonic() - sent
chaos.sweep_to("warm.zarr", "henon", a=(1, 1.4, 2), steps=10)
print(run(None))
pool = concurrent.futures.ThreadPoolExecutor(2)
print(run(pool))
start = time.monotonic()
pool.shutdown()
print(time.monotonic() - start)
"""


@pytest.mark.alone
def test_ctrl_c(tmp_path):
    """Stops the call, and tasks that are threads with it."""
    done = subprocess.run([sys.executable, "-c", CTRL_C], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    seconds = [float(line) for line in done.stdout.split()]
    print(seconds)
    assert done.returncode == 0 and len(seconds) == 3, done.stderr
    assert max(seconds) < 5  # of minutes; 0.1 s where nothing else runs


class Immediate:
    """An executor that is none: it gives results."""

    def submit(self, task, *arguments):
        return task(*arguments)


def test_executors_give_futures(tmp_path):
    with pytest.raises(TypeError, match=r"executor.submit\(\) must return a future, .*, got 0"):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", executor=Immediate(), **GRID)


def test_tasks_may_be_in_another_folder(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    executor = Elsewhere(lambda patch: patch.chdir(tmp_path / "elsewhere"))
    same(chaos.sweep_to("a.zarr", "henon", block=40, executor=executor, **GRID), whole("henon", GRID))
