"""What a call may meet at the boundary: other threads, one map for all of them, a fork, other interpreters."""

import concurrent.futures
import contextlib
import os
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import chaos

TEXT = chaos.Map("x' = r*x*(1 - x)", r=3.9)


CALLS = {  # some tenths of a second
    "scalar": lambda: chaos.logistic(100_000_000, 3.9, 0.5),
    "batch": lambda: TEXT.iterate(5_000_000, x=np.linspace(0.1, 0.9, 64), threads=1),
    "sweep": lambda: chaos.maps["henon"].sweep(a=(1.2, 1.4, 200), steps=1_000_000, threads=1),
}


def processor_times(work):
    """What two threads in the same call have had of the processors, each time that this one comes to look before one has ended."""
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    clocks = [time.pthread_getcpuclockid(thread.ident) for thread in threads if thread.is_alive()]
    times = []
    while len(clocks) == 2 and all(thread.is_alive() for thread in threads):
        with contextlib.suppress(OSError):  # ended between two lines
            times.append([time.clock_gettime(clock) for clock in clocks])
        time.sleep(0.005)
    for thread in threads:
        thread.join()
    return times


def rounds(times):
    """How many times both have gone on by some milliseconds; of calls one after the other once, at the end."""
    before, count = (0, 0), 0
    for now in times:
        if min(now[0] - before[0], now[1] - before[1]) > 0.004:
            before, count = now, count + 1
    return count


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="no clocks of threads")
@pytest.mark.parametrize("call", CALLS)
def test_two_calls_are_at_work_at_once(call):
    """However busy the machine is; what they take in time is what examples/crossing.py measures."""
    assert any(rounds(processor_times(CALLS[call])) >= 5 for _ in range(5))


def test_calls_one_after_the_other_would_be_noticed():
    lock = threading.Lock()

    def work():
        with lock:
            CALLS["scalar"]()

    assert rounds(processor_times(work)) < 2


def several(map, steps, i):
    """Whatever a map can do, with values of its own."""
    r = 3.5 + i / 100
    points = map.points(steps, r=r, x=0.3)
    return [
        map.iterate(100 + i, r=r), *map.orbit(5, r=r, x=[0.1, 0.2]).ravel(), map.lyapunov(steps, r=r).exponents, max(points),
        map.cycle(1, r=r, x=0.7).points[0], *map.sweep(r=[r, r + 0.1], steps=steps).lyapunov, repr(map), len(map.__doc__),
    ]  # fmt: skip


MAPS = {
    "catalogue": (chaos.maps["logistic"], 20_000),  # steps: enough to go on without the GIL
    "text": (TEXT, 20_000),
    "function": (chaos.Map(lambda x, r: r * x * (1 - x), states="x", r=3.9), 100),
}


@pytest.mark.parametrize("kind", MAPS)
def test_one_map_in_many_threads(kind):
    expected = [several(*MAPS[kind], i) for i in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for got in pool.map(lambda _: [several(*MAPS[kind], i) for i in range(8)], range(8)):
            assert got == expected


def test_an_iterator_has_one_thread_at_a_time():
    """Two may take turns; each state comes once."""
    points, got = TEXT.points(100_000, x=0.3), []

    def take():
        while True:
            try:
                got.append(next(points))
            except StopIteration:
                return
            except ValueError as error:  # the other one is computing
                assert "already executing" in str(error)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(take)
    assert sorted(got) == sorted(TEXT.orbit(100_000, x=0.3).tolist())


def run(program, *arguments):
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-W", "ignore", "-c", textwrap.dedent(program), *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_fork_after_use():
    """Also while other threads of the parent compute, and with an iterator half-way."""
    run("""
        import os, threading, chaos
        m, text = chaos.maps["henon"], chaos.Map("x' = r*x*(1 - x)", r=3.9)
        def work():
            return m.sweep(a=(1.2, 1.4, 400), steps=5000, threads=2).lyapunov.tolist(), text.iterate(100, x=[0.1] * 100).tolist()
        expected = work()
        points = text.points(x=0.3)
        first = [next(points) for _ in range(5)]
        stop = threading.Event()
        busy = threading.Thread(target=lambda: [work() for _ in iter(stop.is_set, True)])
        busy.start()
        for _ in range(10):
            child = os.fork()
            if child == 0:
                good = work() == expected and [*first, *(next(points) for _ in range(100))] == text.orbit(105, x=0.3).tolist()
                os._exit(0 if good else 1)
            assert os.waitpid(child, 0)[1] == 0
        stop.set()
        busy.join()
    """)


INTERPRETERS = """
    import sys
    import chaos
    try:
        import _interpreters as interpreters  # 3.13
    except ImportError:
        import _xxsubinterpreters as interpreters
    program = "import chaos; assert chaos.logistic(1000, 3.9, 0.5) == %r; next(chaos.maps['henon'].points())" % chaos.logistic(1000, 3.9, 0.5)
    for _ in range(3):
        if hasattr(interpreters, "exec"):
            made = interpreters.create(sys.argv[1])
            failure = interpreters.exec(made, program)
            print(failure.msg if failure else "fine")
        else:
            made = interpreters.create(isolated=sys.argv[1] == "isolated")
            try:
                interpreters.run_string(made, program)
                print("fine")
            except interpreters.RunFailedError as error:
                print(error)
        interpreters.destroy(made)
    assert chaos.logistic(1, 4.0, 0.5) == 1.0
"""


@pytest.mark.parametrize("kind", ["legacy", "isolated"])
def test_other_interpreters(kind):
    """They share the GIL, or the import says that those with one of their own can't have the module: the limited API of
    3.11 counts references to None as to anything else, which interpreters at work at once would do at the same time. A free-threaded
    Python's own module does as it is."""
    pytest.importorskip("_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters")
    lines = run(INTERPRETERS, kind).splitlines()
    refused = kind == "isolated" and sys.version_info >= (3, 12) and chaos._chaos.__file__.endswith(".abi3.so")
    assert len(lines) == 3
    assert all("chaos._chaos does not support loading in subinterpreters" in line if refused else line == "fine" for line in lines), lines
