"""Map.points(): one orbit, item by item."""

import gc
import itertools
import math
import threading
import types
import weakref

import numpy as np
import pytest

import chaos


def take(n, points):
    return list(itertools.islice(points, n))


def test_points_are_the_orbit(any_map):
    """Across the seams of what is computed ahead."""
    points, orbit = take(10_000, any_map.points()), any_map.orbit(10_000)
    np.testing.assert_array_equal(np.array(points), orbit)
    assert type(points[0]) is (float if any_map.dim == 1 else tuple)


def test_points_begin_with_the_start_and_after_the_transient():
    m = chaos.maps["henon"]
    assert next(m.points(x=0.3, y=0.2)) == (0.3, 0.2)
    assert next(m.points(x=0.3, y=0.2, transient=1000)) == chaos.henon(1000, 1.4, 0.3, 0.3, 0.2)
    assert take(5, m.points(state=[0.3, 0.2])) == take(5, m.points(at={"x": 0.3, "y": 0.2}))


@pytest.mark.parametrize("steps", [0, 1, 15, 16, 17, 5000])
def test_points_may_end(any_map, steps):
    points = any_map.points(steps)
    np.testing.assert_array_equal(list(points), any_map.orbit(5000)[:steps] if steps else [])
    assert next(points, None) is None and next(points, None) is None


def test_points_is_an_iterator_independent_of_others(logistic):
    one, two = logistic.points(), logistic.points()
    assert iter(one) is one
    assert take(100, one) == take(100, two)
    assert next(one) == next(two)


def test_points_outlive_their_map():
    points = chaos.Map("logistic_ring", N=3).points()
    assert len(take(100, points)[-1]) == 3


def test_after_an_escape_points_are_nan(logistic):
    points = take(5000, logistic.points(r=4.5, x=0.3))
    escape = next(i for i, x in enumerate(points) if math.isnan(x))
    assert 0 < escape < 100 and all(map(math.isnan, points[escape:]))


def test_points_take_bound_and_wrap():
    lifted = take(200, chaos.maps["standard"].points(k=3.0, theta=1.0, p=2.0, wrap=False))
    np.testing.assert_array_equal(lifted, chaos.maps["standard"].orbit(200, k=3.0, theta=1.0, p=2.0, wrap=False))
    bounded = take(100, chaos.maps["logistic"].points(r=3.9, x=0.3, bound=0.9))
    np.testing.assert_array_equal(bounded, chaos.maps["logistic"].orbit(100, r=3.9, x=0.3, bound=0.9))


def test_a_large_lattice_goes_row_by_row():
    m = chaos.Map("logistic_ring", N=5000)
    np.testing.assert_array_equal(take(3, m.points()), m.orbit(3))


def test_items_are_made_without_numpy_or_generators(logistic):
    assert not isinstance(logistic.points(), types.GeneratorType)


@pytest.mark.parametrize(
    ("keywords", "error", "message"),
    [
        ({"q": 1.0}, TypeError, "no parameter or state 'q'"),
        ({"r": "3.9"}, TypeError, "r "),
        ({"r": float("nan")}, ValueError, "r must be finite"),
        ({"x": [0.1, 0.2]}, TypeError, "not arrays"),
        ({"state": [float("nan")]}, ValueError, "x must be finite"),
        ({"transient": -1}, ValueError, "transient must be at least 0"),
        ({"transient": 1.0}, TypeError, "transient must be an integer"),
        ({"threads": 2}, TypeError, "no option 'threads'"),
        ({"steps": -2}, ValueError, "steps must be at least 0"),
        ({"steps": 2.0}, TypeError, "steps must be an integer"),
        ({"wrap": 1}, TypeError, "wrap must be True or False"),
        ({"bound": 0.0}, ValueError, "bound must be above 0"),
    ],
)
def test_bad_arguments(logistic, keywords, error, message):
    with pytest.raises(error, match=message):
        logistic.points(**keywords)
    with pytest.raises(TypeError, match="by name"):
        logistic.points(10, 3.9)


def points_of_itself(call):
    """Points of a map whose step calls something."""

    def f(x):
        call()
        return 0.5 * x

    return chaos.Map(f, states="x").points(x=1.0)


def test_points_within_their_own_step():
    points = points_of_itself(lambda: next(points))
    with pytest.raises(ValueError, match="already executing"):
        next(points)
    assert list(points) == []  # after an exception it has ended, as a generator has


def test_points_from_two_threads():
    at_work, go_on = threading.Event(), threading.Event()

    def wait():
        at_work.set()
        assert go_on.wait(10)

    points = points_of_itself(wait)
    first = []
    thread = threading.Thread(target=lambda: first.extend(take(3, points)))
    thread.start()
    assert at_work.wait(10)
    with pytest.raises(ValueError, match="already executing"):
        next(points)
    go_on.set()
    thread.join()
    assert first + take(2, points) == [1.0, 0.5, 0.25, 0.125, 0.0625]


def test_an_exception_ends_the_points():
    calls = iter(range(20))
    points = points_of_itself(lambda: next(calls))
    with pytest.raises(StopIteration):
        for _ in range(1000):
            next(points)
    assert list(points) == []


@pytest.mark.parametrize("made", ["points", "cycle", "sweep"])
def test_circles_are_collected(made):
    """A map's step knows what was made from the map."""

    def f(x, a=0.5):
        f.used = True
        return a * x

    m = chaos.Map(f, states="x")
    made_of = {"points": lambda: m.points(x=1.0), "cycle": lambda: m.cycle(1, x=0.1), "sweep": lambda: m.sweep(x=[0.1], steps=10)}
    f.known = made_of[made]()
    gone = weakref.ref(f)
    del f, m, made_of
    gc.collect()
    assert gone() is None
