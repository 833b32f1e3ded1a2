"""How others run calls at once: threads, processes by fork and spawn, joblib; and how many cores there are."""

import concurrent.futures
import multiprocessing
import os
import subprocess
import sys

import numpy as np
import pytest

import chaos

LOGISTIC = chaos.maps["logistic"]
TEXT = chaos.Map("x' = r*x*(1 - x)", r=3.9)
TASKS = [(name, r) for name in ("logistic", "text") for r in (3.6, 3.7, 3.8, 3.9)]


def work(name, r):
    """Large enough for threads of its own."""
    m = LOGISTIC if name == "logistic" else TEXT
    return m.lyapunov(20_000, r=r, x=np.linspace(0.1, 0.4, 300)).exponents


def of_map(map, r):
    return map.sweep(r=[r, r + 0.05], steps=100)


def check(results):
    for (name, r), result in zip(TASKS, results, strict=True):
        np.testing.assert_array_equal(result, work(name, r))


@pytest.mark.parametrize("workers", [2, 5])
def test_threads(workers):
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        check(pool.map(work, *zip(*TASKS)))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes(method):
    work("logistic", 3.9)  # there have been threads
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, context) as pool:
        check(pool.map(work, *zip(*TASKS)))
        sweep = pool.submit(of_map, TEXT, 3.6)
        np.testing.assert_array_equal(sweep.result().lyapunov, of_map(TEXT, 3.6).lyapunov)
        assert sweep.result().map == TEXT and sweep.result().again().recipe == sweep.result().recipe


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_pool(method):
    with multiprocessing.get_context(method).Pool(2) as pool:
        check(pool.starmap(work, TASKS))


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_joblib(backend):
    joblib = pytest.importorskip("joblib")
    check(joblib.Parallel(2, backend=backend)(joblib.delayed(work)(*task) for task in TASKS))


def threads_of(code, **environment):
    """The largest number of threads while a long call runs."""
    code = f"""
import os, threading, time, chaos
{code}
most, stop = [0], threading.Event()
def count():
    while not stop.is_set():
        most[0] = max(most[0], len(os.listdir('/proc/self/task')))
        time.sleep(.002)
watcher = threading.Thread(target=count)
watcher.start()
chaos.maps['logistic'].sweep(r=(3.5, 4, 4000), steps=100_000)
stop.set()
watcher.join()
print(most[0] - 1)
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="no list of threads")
def test_how_many_threads_there_are():
    assert threads_of("", CHAOS_THREADS="1") == 1
    assert threads_of("", CHAOS_THREADS="5") == 5
    assert threads_of("os.sched_setaffinity(0, {next(iter(os.sched_getaffinity(0)))})") == 1
    assert threads_of("os.environ['CHAOS_THREADS'] = '3'") == 3  # whenever it is set


def test_threads_that_are_no_number(monkeypatch):
    monkeypatch.setenv("CHAOS_THREADS", "two")
    m = chaos.maps["logistic"]
    for call in (lambda: m.iterate(5), lambda: m.sweep(r=(3, 4, 5)), lambda: m.lyapunov(10), lambda: m.cycle(2, r=3.2), lambda: m.float_cycle(max_steps=9)):
        with pytest.raises(ValueError, match="CHAOS_THREADS must be a whole number of at least 1, got 'two'"):
            call()
    assert m.sweep(r=(3, 4, 5), threads=1).status.shape == (5,)


def test_a_method_looked_at_first_by_two_threads():
    """The second one comes when the first has put the function in its place."""
    from chaos._late import Method

    class Owner:
        load = Method("_files")

    late = vars(Owner)["load"]
    first = Owner().load
    assert late.__get__(Owner(), Owner).__func__ is first.__func__ is vars(Owner)["load"] is chaos.load
