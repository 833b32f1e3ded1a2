"""What threads share: one iterator, one map of a Python function, one result, an array that changes meanwhile. Without the
global interpreter lock nothing but libchaos keeps them apart."""

import subprocess
import sys
import threading

import numpy as np

import chaos

THREADS = 4


def together(work):
    """work(i) in THREADS threads, which begin at once; what they raised."""
    gate, raised = threading.Barrier(THREADS), []

    def one(i):
        gate.wait()
        try:
            work(i)
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_an_iterator_gives_each_point_once():
    m, count = chaos.Map("x' = r*x*(1 - x)", r=3.9, x=0.3), 20_000
    points, got = m.points(count), [[] for _ in range(THREADS)]

    def take(i):
        while True:
            try:
                got[i].append(next(points))
            except StopIteration:
                return
            except ValueError as error:  # another one computes ahead
                assert "already executing" in str(error)

    assert together(take) == []
    assert sorted(sum(got, [])) == sorted(m.points(count))
    assert all(part == sorted(part, key=dict(zip(m.points(count), range(count))).get) for part in got)


def test_a_map_of_a_function_and_what_made_it():
    def make():
        return chaos.Map(lambda x, r: r * x * (1 - x), states="x", r=3.7, x=0.2)

    shared, expected = make(), make().orbit(50)

    def work(i):
        for _ in range(10):
            np.testing.assert_array_equal(shared.orbit(50), expected)
            np.testing.assert_array_equal(make().orbit(50), expected)
            assert list(shared.points(9)) == expected[:9].ravel().tolist()
            assert shared.defaults == {"r": 3.7, "x": 0.2}

    assert together(work) == []


def test_a_result(tmp_path):
    sweep = chaos.maps["logistic"].sweep(r=(3, 4, 50), measure=["lyapunov", "period"], steps=100)
    cycles = chaos.maps["henon"].cycles(2)
    text, page = repr(cycles), sweep._repr_html_()

    def work(i):
        for k in range(5):
            assert repr(cycles) == text and sweep._repr_html_() == page
            sweep.save(tmp_path / f"{i}.npz")
            np.testing.assert_array_equal(chaos.load(tmp_path / f"{i}.npz").lyapunov, sweep.lyapunov)
            np.testing.assert_array_equal(sweep.again().lyapunov, sweep.lyapunov)

    assert together(work) == []


def test_arrays_that_change_meanwhile():
    """What comes of it is one value or the other; nothing is read or written beside them."""
    m, r, out = chaos.maps["logistic"], np.full(200, 3.5), np.empty(200)
    either = {m.lyapunov(100, r=value).exponents for value in (3.5, 3.6)}

    def work(i):
        for k in range(20):
            r[:] = (3.5, 3.6)[k % 2]
            m.iterate(100, r=r, out=out)
            assert np.isfinite(out).all()

    assert together(work) == []
    r[:] = 3.6
    assert set(m.lyapunov(100, r=r).exponents.tolist()) <= either


def test_python_is_called_with_its_lock_alone():
    """Its debugging allocator ends the process that has let the lock go, and calls it: a call of each kind that lets it go."""
    code = """
import chaos
m, one = chaos.maps["henon"], chaos.maps["logistic"]
b = m.branch(m.cycle(1, a=0.2, x=1.1, y=0.33), along="a", to=(-0.5, 1.4))
[flip] = [i for i, point in enumerate(b.special_points) if point.kind == "flip"]
b.switch(flip)
m.bifurcation_curve(b.special_points[flip], over=("a", "b"), to=((-0.5, 1.4), (0, 0.5)))
one.bifurcation_diagram(r=(2.5, 3.5), max_period=2)
m.skeleton(m.cycle(1), over=("a", "b"), to=((0, 1.5), (0.1, 0.4)), max_period=2)
m.cycles(3), m.cycle(2), one.float_cycle(max_steps=999)
m.basins(x=(-2, 2, 9), y=(-2, 2, 9)), m.attractors(starts=9), m.attractors_along(a=(1, 1.1, 2), starts=9)
one.sweep(r=(3, 4, 9), start="both", along="r", measure="lyapunov", steps=99).hysteresis()
one.sweep(r=(3, 4, 99), steps=999), one.iterate(99_999), one.orbit(99_999), one.lyapunov(99_999), list(one.points(99_999))
one.survival("abs(x - 0.5) < 0.4", r=3.9, starts=999, steps=99)
m.derivatives(2)
"""
    done = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
