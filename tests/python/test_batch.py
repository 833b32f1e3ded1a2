"""Map.iterate and Map.orbit: shapes, time, buffers of every kind."""

import array
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import chaos

LOGISTIC, HENON, STANDARD = (chaos.maps[name] for name in ("logistic", "henon", "standard"))
STARTS = st.floats(0.01, 0.99)


def each(function, *values):
    """A scalar function over broadcast arrays, in Python."""
    arrays = np.broadcast_arrays(*values)
    got = [function(*(float(v) for v in point)) for point in zip(*(a.ravel() for a in arrays))]
    return np.reshape(got, arrays[0].shape)


def test_shapes():
    r, x = np.full((3, 1), 3.9), np.linspace(0.1, 0.9, 4)
    assert type(LOGISTIC.iterate(5)) is float
    assert type(LOGISTIC.iterate(5, x=np.array(0.3))) is float
    assert LOGISTIC.iterate(5, r=r, x=x).shape == (3, 4)
    assert LOGISTIC.orbit(7, r=r, x=x).shape == (3, 4, 7)
    assert LOGISTIC.orbit(7).shape == (7,)
    assert HENON.iterate(5).shape == (2,)
    assert HENON.iterate(5, x=x).shape == (4, 2)
    assert HENON.orbit(7).shape == (7, 2)
    assert HENON.orbit(7, a=r / 3, y=x).shape == (3, 4, 7, 2)
    assert HENON.iterate(5, state=np.zeros((3, 4, 2))).shape == (3, 4, 2)
    assert HENON.iterate(5, state=np.zeros((4, 2)), a=r / 3).shape == (3, 4, 2)
    assert LOGISTIC.iterate(5, state=[[0.1], [0.2]]).shape == (2,)
    assert LOGISTIC.iterate(5, x=np.empty((0, 3))).shape == (0, 3)


def test_time():
    transient, every = 17, 3
    orbit = HENON.orbit(40, transient=transient, every=every)
    for j in range(40):
        assert tuple(orbit[j]) == tuple(HENON.iterate(transient + j * every))
    assert LOGISTIC.orbit(3, x=0.3)[0] == 0.3


def test_values_by_name_at_and_state_are_the_same():
    expected = HENON.iterate(9, a=1.2, x=0.3, y=0.2)
    assert np.array_equal(HENON.iterate(9, at={"a": 1.2, "x": 0.3}, y=0.2), expected)
    assert np.array_equal(HENON.iterate(9, a=1.2, state=[0.3, 0.2]), expected)
    assert np.array_equal(HENON.iterate(steps=9, a=1.2, state=(0.3, 0.2)), expected)


@settings(max_examples=150, deadline=None)
@given(st.data(), hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4), st.integers(0, 70))
def test_broadcasting_equals_the_scalar_call(data, shapes, steps):
    r = data.draw(hnp.arrays(float, shapes.input_shapes[0], elements=st.floats(0, 4.1)))
    x = data.draw(hnp.arrays(float, shapes.input_shapes[1], elements=STARTS))
    got = LOGISTIC.iterate(steps, r=r, x=x)
    assert np.shape(got) == shapes.result_shape
    np.testing.assert_array_equal(got, each(lambda r, x: chaos.logistic(steps, r, x), r, x))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_strides_equal_a_contiguous_copy(data):
    whole = np.random.default_rng(data.draw(st.integers(0, 99))).random((5, 6, 7))
    cut = st.slices(5), st.slices(6), st.slices(7)
    view = whole[tuple(data.draw(part) for part in cut)].transpose(data.draw(st.permutations(range(3))))
    view.flags.writeable = data.draw(st.booleans())
    np.testing.assert_array_equal(LOGISTIC.iterate(20, x=view), LOGISTIC.iterate(20, x=view.copy()))
    pairs = np.stack([view, view[..., ::-1]], axis=-1)[..., ::-1]
    np.testing.assert_array_equal(HENON.iterate(5, state=pairs), HENON.iterate(5, state=pairs.copy()))


def buffers():
    x = [0.1, 0.2, 0.3]
    plain = np.array(x)
    raw = bytearray(1 + 8 * 3)
    raw[1:] = plain.tobytes()
    readonly = plain.copy()
    readonly.flags.writeable = False
    yield "array", plain
    yield "list", x
    yield "tuple", tuple(x)
    yield "array.array", array.array("d", x)
    yield "memoryview", memoryview(plain)
    yield "readonly", readonly
    yield "bytes", memoryview(plain.tobytes()).cast("d")
    yield "unaligned", np.frombuffer(raw, offset=1)
    yield "negative stride", plain[::-1].copy()[::-1]
    yield "field of a record", np.array([(v, 1) for v in x], "f8,i1")["f0"]
    yield "big endian", plain.astype(">f8")
    yield "longdouble", plain.astype(np.longdouble)


@pytest.mark.parametrize(("kind", "x"), [*buffers()], ids=[kind for kind, _ in buffers()])
def test_buffers_of_every_kind(kind, x):
    expected = [chaos.logistic(30, 3.9, v) for v in (0.1, 0.2, 0.3)]
    assert LOGISTIC.iterate(30, r=3.9, x=x).tolist() == expected


def test_other_numbers_are_converted():
    assert LOGISTIC.iterate(3, r=np.array([1, 2, 3]), x=0.5).tolist() == [chaos.logistic(3, r, 0.5) for r in (1, 2, 3)]
    half = np.array([0.5, 0.25], np.float32)
    assert LOGISTIC.iterate(3, r=3.5, x=half).tolist() == [chaos.logistic(3, 3.5, x) for x in (0.5, 0.25)]
    assert LOGISTIC.iterate(3, r=array.array("i", [1, 2])).shape == (2,)


def test_buffers_are_used_where_they_lie(monkeypatch):
    """No conversion: chaos._support.as_float64 is not called."""
    import chaos._support

    monkeypatch.delattr(chaos._support, "as_float64")
    x = np.full(1000, 0.3)[::-3]
    assert LOGISTIC.iterate(1, r=3.9, x=x).shape == x.shape


def test_out_is_filled_and_returned():
    out = np.full((3, 5), -1.0)
    assert LOGISTIC.orbit(5, x=[0.1, 0.2, 0.3], out=out) is out
    np.testing.assert_array_equal(out, LOGISTIC.orbit(5, x=[0.1, 0.2, 0.3]))
    buffer = array.array("d", [0, 0])
    assert HENON.iterate(5, out=buffer) is buffer
    assert buffer.tolist() == list(HENON.iterate(5))
    number = np.zeros(())
    assert LOGISTIC.iterate(5, out=number) is number and number == LOGISTIC.iterate(5)


def test_out_may_overlap_the_inputs():
    x = np.random.default_rng(1).random(1001)
    expected = LOGISTIC.iterate(50, x=x[::-1], r=3.9)
    assert LOGISTIC.iterate(50, x=x[::-1], r=3.9, out=x) is x
    np.testing.assert_array_equal(x, expected)
    states = np.random.default_rng(2).random((500, 2)) / 10
    expected = HENON.iterate(50, state=states)
    HENON.iterate(50, state=states, out=states)
    np.testing.assert_array_equal(states, expected)
    states = np.random.default_rng(2).random((500, 2)) / 10
    expected = HENON.iterate(50, state=states[::-1, ::-1])
    HENON.iterate(50, state=states[::-1, ::-1], out=states)
    np.testing.assert_array_equal(states, expected)


def test_wrap_false_gives_the_lift():
    wrapped = STANDARD.orbit(200, k=3.0, theta=1.0, p=2.0)
    lifted = STANDARD.orbit(200, k=3.0, theta=1.0, p=2.0, wrap=False)
    assert (wrapped >= 0).all() and (wrapped < 2 * np.pi).all()
    assert np.abs(lifted).max() > 2 * np.pi
    np.testing.assert_allclose(np.exp(1j * lifted[:9]), np.exp(1j * wrapped[:9]), atol=1e-9)


def test_bound_moves_the_escape():
    orbit = LOGISTIC.orbit(100, r=3.9, x=0.3)
    first = int(np.argmax(orbit > 0.9))
    escaped = LOGISTIC.orbit(100, r=3.9, x=0.3, bound=0.9)
    np.testing.assert_array_equal(np.isnan(escaped), np.arange(100) >= first)


def test_neighbours_of_escaped_orbits_never_notice():
    x = np.array([0.3, 5.0, np.nan, 0.4, np.inf, -1.0])
    got = LOGISTIC.iterate(500, r=3.9, x=x)
    assert np.isnan(got).tolist() == [False, True, True, False, True, True]
    assert got[0] == chaos.logistic(500, 3.9, 0.3) and got[3] == chaos.logistic(500, 3.9, 0.4)


@pytest.mark.parametrize("threads", [1, 2, 3, None])
def test_threads_do_not_change_a_bit(threads, any_map):
    x = np.linspace(0.01, 0.4, 777)
    expected = any_map.orbit(50, at={any_map.states[0]: x}, threads=1)
    got = any_map.orbit(50, at={any_map.states[0]: x}, threads=threads)
    np.testing.assert_array_equal(got, expected)


def test_instruction_sets_do_not_change_a_bit(any_map):
    x, before, results = np.linspace(0.01, 0.4, 77), chaos.isa_name(), []
    try:
        for name in chaos.isa_names():
            if "nofma" not in name:
                chaos.isa_select(name)
                results.append(any_map.iterate(1000, at={any_map.states[0]: x}))
    finally:
        chaos.isa_select(before)
    for other in results[1:]:
        np.testing.assert_array_equal(results[0], other)


def test_many_python_threads_get_the_same():
    x = np.linspace(0.1, 0.9, 500)
    expected, results = HENON.orbit(100, x=x / 10), [None] * 8

    def work(i):
        results[i] = HENON.orbit(100, x=x / 10)

    workers = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for result in results:
        np.testing.assert_array_equal(result, expected)
