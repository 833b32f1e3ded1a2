"""Maps of Python functions: exceptions, threads, signals."""

import os
import pickle
import signal
import threading
import time
import traceback
import warnings

import numpy as np
import pytest

import chaos
from functions import HENON, henon, library, logistic, twin


# ---------------------------------------------------------------- exceptions


@pytest.mark.parametrize("call", [
    lambda m: m.iterate(100_000), lambda m: m.iterate(1000, r=[3.5, 3.6]), lambda m: m.orbit(1000), lambda m: m.lyapunov(1000),
    lambda m: m.sweep(r=(3, 4, 5000)), lambda m: m.sweep(r=(3, 4, 50), measure=("density", "period")),
    lambda m: list(m.points(1000)), lambda m: next(m.points(transient=1000)), lambda m: m.cycle(64, x=0.3),
])  # fmt: skip
@pytest.mark.parametrize("after", [0, 1, 60])
def test_what_it_raises_comes_out(call, after):
    left = [after]

    def raiser(x, r):
        if left[0] == 0:
            left[0] = -1
            raise KeyError("mine")
        assert left[0] > 0, "called again after it raised"
        left[0] -= 1
        return r * x * (1.0 - x)

    m = chaos.Map(raiser, states="x", r=3.9)
    if after == 60 and call.__code__.co_names[-1] == "cycle":
        return  # it is there by then
    with pytest.raises(KeyError, match="mine") as caught:
        call(m)
    assert "raiser" in [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    left[0] = 10**9
    assert m.iterate(10) > 0


def test_exceptions_of_derivative_and_warnings_come_out():
    m = chaos.Map(logistic, states="x", derivative=lambda x, r, v: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        m.lyapunov(10)
    with warnings.catch_warnings(), pytest.raises(RuntimeWarning):
        warnings.simplefilter("error")
        chaos.Map(lambda x: np.log(x - 10), states="x").iterate(3)


def test_escaped_states_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        m = chaos.Map(lambda z, c: z * z + c, states="z", bound=2)
        escape = m.sweep(c=(-2.5, 1, 500), z=0.0, measure="escape", steps=500).escape
    known = [next((n for n, z in enumerate(chaos.Map(lambda z, c: z * z + c, states="z", c=c).orbit(60, z=0.0)) if not abs(z) <= 2), -1)
             for c in np.linspace(-2.5, 1, 500)[::50]]  # fmt: skip
    assert [n if n < 60 else -1 for n in escape[::50].tolist()] == known


@pytest.mark.parametrize(("states", "result", "error", "message"), [
    ("x", None, TypeError, "real numbers"), ("x", 1j, TypeError, "real numbers, got 1j"), ("x", "a", TypeError, "real numbers"),
    ("x", np.zeros(3), ValueError, r"shape \(8,\)"), ("x", (1, 2), TypeError, "the new x; it returned 2"),
    ("x y", 1.0, TypeError, "2 arrays, the new x, y; it returned 1.0"), ("x y", (1, 2, 3), TypeError, "3 of them"),
    ("x y", (1, None), TypeError, "for y"),
])  # fmt: skip
def test_what_it_must_not_return(states, result, error, message):
    with pytest.raises(error, match=message):
        chaos.Map(lambda *_: result, states=states, params="").iterate(5, x=[0.1, 0.2, 0.3, 0.4, 0.5])


# ---------------------------------------------------------- threads, signals


def test_it_runs_on_the_calling_thread():
    here, seen = threading.get_ident(), set()
    m = chaos.Map(lambda x, r: seen.add(threading.get_ident()) or r * x * (1.0 - x), states="x", r=3.9)
    m.sweep(r=(3, 4, 30_000), threads=4, steps=5, transient=0)
    assert seen == {here}
    with pytest.raises(ValueError, match="thread_safe"):
        chaos.Map(logistic, states="x", thread_safe=True)


def test_a_pure_function_is_not_run_on_once_it_has_returned():
    known, _ = twin("logistic")
    calls = []

    def counted(x, r=3.2):
        calls.append(1)
        return logistic(x, r)

    for pure in (False, True):
        m = chaos.Map(counted, states="x", x=0.387, pure=pure)
        calls.clear()
        swept = m.sweep(r=[3.2, 3.3], measure="moments", steps=20_000)
        assert (len(calls) < 10_000) == pure
        assert np.array_equal(swept["moments"], known.sweep(r=[3.2, 3.3], x=0.387, measure="moments", steps=20_000)["moments"])
    calls.clear()  # of many, too, whose exact returns are multiples of their periods
    m = chaos.Map(lambda x, r: calls.append(0) or r * x * (1 - x), states="x", params="r", x=0.4, pure=True)
    m.sweep(r=(3.1, 3.5, 5), measure={"moments": {"steps": 20_000}})
    assert len(calls) < 5000

    kept = pickle.loads(pickle.dumps(chaos.Map(logistic, states="x", x=0.387, pure=True)))
    assert kept.float_cycle(10_000, r=3.2).length == known.float_cycle(10_000, r=3.2, x=0.387).length == 2


def test_several_threads_and_calls_within_calls():
    known, mine = twin("logistic")
    inner = chaos.Map(lambda x, r: mine.iterate(3, x=x, r=r), states="x", r=3.9, x=0.387)
    expected = known.iterate(3 * 50, r=np.linspace(3.5, 4, 300), x=0.387)
    results = [None] * 4

    def run(i):
        results[i] = inner.iterate(50, r=np.linspace(3.5, 4, 300))

    threads = [threading.Thread(target=run, args=(i,)) for i in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert all(np.array_equal(result, expected) for result in results)


def test_progress_and_its_exceptions():
    m = chaos.Map(logistic, states="x")
    seen = []
    m.sweep(r=(3, 4, 3000), progress=lambda done, total: seen.append(done <= total))
    assert seen and all(seen)

    def stop(done, total):
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        m.sweep(r=(3, 4, 3000), steps=10**7, progress=stop)


@pytest.mark.parametrize("native", [False, True])
def test_ctrl_c_stops_it(native, library):
    m = chaos.Map(library.henon, **HENON) if native else chaos.Map(logistic, states="x")
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        m.iterate(10**12)
    assert time.monotonic() - start < 10
    timer.join()
