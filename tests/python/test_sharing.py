"""What threads share: one iterator, one map of a Python function, one result, an array that changes meanwhile. Without the
global interpreter lock nothing but libchaos keeps them apart."""

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
