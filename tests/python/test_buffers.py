"""Every buffer that Python's protocol allows is taken, or refused, wherever arrays go in."""

import array
import ctypes

import numpy as np
import pytest

import chaos

R = [3.1, 3.2, 3.3]
LOGISTIC = chaos.maps["logistic"]
double = ctypes.c_double


class Pair(ctypes.Structure):
    _fields_ = [("a", double), ("b", double)]


def nested(depth):
    """A ctypes array of one element with so many axes."""
    kind = double
    for _ in range(depth):
        kind = kind * 1
    return kind()


GOOD = {
    "ctypes": (double * 3)(*R),
    "ctypes of floats": (ctypes.c_float * 3)(*R),
    "ctypes of ints": (ctypes.c_int * 3)(3, 2, 1),
    "ctypes, other byte order": (double.__ctype_be__ * 3)(*R),
    "ctypes, two axes": (double * 3 * 2)((double * 3)(*R), (double * 3)(*R)),
    "ctypes, empty": (double * 0)(),
    "ctypes, one number": double(3.3),
    "memoryview of ctypes": memoryview((double * 3)(*R)),
    "memoryview, strided": memoryview(array.array("d", [*R, *R]))[::-2],
    "array": array.array("d", R),
    "not contiguous": np.array([R, R]).T,
    "misaligned": np.frombuffer(b"x" + np.array(R).tobytes(), np.uint8)[1:].view(np.float64),
    "read only": np.frombuffer(np.array(R).tobytes()),
}
BAD = {
    "structs": (Pair * 3)(),
    "40 axes": nested(40),
    "bytes": bytes([3, 2, 1]),
    "100 axes": nested(100),
    "pointers": (ctypes.c_void_p * 3)(),
    "characters": (ctypes.c_char * 3)(),
}


def same(values, expected):
    return np.array_equal(np.asarray(values), np.asarray(expected), equal_nan=True)


def as_array(value):
    return np.asarray(value.value if isinstance(value, double) else value, np.float64)


@pytest.mark.parametrize("value", GOOD.values(), ids=GOOD)
def test_values(value):
    expected = LOGISTIC.iterate(5, r=as_array(value), x=0.3)
    assert same(LOGISTIC.iterate(5, r=value, x=0.3), expected)
    assert same(LOGISTIC.orbit(5, at={"r": value}, x=0.3)[..., -1], LOGISTIC.iterate(4, r=as_array(value), x=0.3))
    assert same(chaos.logistic(5, value, 0.3), expected)
    if as_array(value).ndim == 1 and as_array(value).size:
        assert same(LOGISTIC.sweep(r=value, measure="final", steps=5, transient=0).axes["r"], as_array(value))


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
@pytest.mark.parametrize(
    "call",
    [
        lambda value: LOGISTIC.iterate(5, r=value),
        lambda value: LOGISTIC.iterate(5, state=value),
        lambda value: chaos.logistic(5, value, 0.3),
        lambda value: LOGISTIC.sweep(r=value),
        lambda value: chaos.Map(lambda x: value, states="x").iterate(5, x=[0.1, 0.2, 0.3]),
        lambda value: LOGISTIC.iterate(5, r=R, out=value),
        lambda value: LOGISTIC.sweep(r=R, measure="final", out={"final": value}),
    ],
)
def test_what_is_refused(call, value):
    with pytest.raises((TypeError, ValueError)):
        call(value)


def test_states():
    m = chaos.maps["henon"]
    for value in ((double * 2)(0.1, 0.2), (double * 2 * 3)(*[(double * 2)(0.1, 0.2)] * 3)):
        assert same(m.iterate(5, state=value), m.iterate(5, state=np.asarray(value)))


def test_results_of_functions():
    for kind in (double, ctypes.c_float, double.__ctype_be__):
        m = chaos.Map(lambda x: (kind * len(x))(*(0.5 * x)), states="x")
        assert same(m.iterate(2, x=[1.0, 2.0, 3.0]), [0.25, 0.5, 0.75])


def test_out():
    out, expected = (double * 3)(), LOGISTIC.iterate(5, r=R)
    assert LOGISTIC.iterate(5, r=R, out=out) is out and same(out, expected)
    values = (double * 3)(*R)
    LOGISTIC.iterate(5, r=values, out=values)  # in place
    assert same(values, expected)
    with pytest.raises(ValueError, match="shape"):
        LOGISTIC.iterate(5, r=R, out=(double * 4)())
    with pytest.raises(ValueError, match="writable"):
        LOGISTIC.iterate(5, r=R, out=np.frombuffer(bytes(24)))


# -------------------------------------------------------- what must not be withheld


class Stopped(BaseException):
    pass


class Stops:
    """Asked for whatever, it is interrupted."""

    def stop(self, *args):
        raise Stopped

    __index__ = __float__ = __array__ = __len__ = __getitem__ = keys = __iter__ = stop
    __fspath__ = stop


@pytest.mark.parametrize(
    "call",
    [
        lambda stops: LOGISTIC.iterate(stops),
        lambda stops: LOGISTIC.iterate(5, r=stops),
        lambda stops: LOGISTIC.iterate(5, at=stops),
        lambda stops: LOGISTIC.iterate(5, state=stops),
        lambda stops: LOGISTIC.iterate(5, threads=stops),
        lambda stops: LOGISTIC.iterate(5, bound=stops),
        lambda stops: LOGISTIC.lyapunov(5, count=stops),
        lambda stops: LOGISTIC.cycle(stops),
        lambda stops: LOGISTIC.sweep(r=stops),
        lambda stops: LOGISTIC.sweep(r=(0, stops, 3)),
        lambda stops: LOGISTIC.sweep(steps=stops),
        lambda stops: LOGISTIC.sweep(measure={"density": {"bins": stops}}),
        lambda stops: chaos.logistic(stops, 3.9, 0.5),
        lambda stops: chaos.logistic(5, stops, 0.5),
        lambda stops: chaos.Map(stops),
        lambda stops: chaos.Map("x' = r*x", r=stops),
        lambda stops: chaos.Map("x' = x + 1", wrap=stops),
        lambda stops: chaos.Map("x' = x + 1", wrap={"x": stops}),
        lambda stops: chaos.Map(lambda x: stops, states="x").iterate(5, x=[1.0]),
        lambda stops: chaos.Map(lambda x: [stops], states="x").iterate(5, x=[1.0]),
    ],
)
def test_an_interruption_is_no_mistake(call):
    with pytest.raises((Stopped, TypeError)) as caught:
        call(Stops())
    if caught.type is not Stopped:  # refused before it was asked for anything
        assert "Stops" in str(caught.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda own: LOGISTIC.iterate(own),
        lambda own: LOGISTIC.orbit(5, every=own),
        lambda own: LOGISTIC.lyapunov(5, count=own),
        lambda own: LOGISTIC.sweep(measure={"density": {"bins": own}}),
        lambda own: chaos.logistic(own, 3.9, 0.5),
        lambda own: LOGISTIC.float_cycle(max_steps=own),
    ],
)
def test_what_an_index_raises_is_not_hidden(call):
    class Own:
        def __index__(self):
            raise ZeroDivisionError("its own")

    with pytest.raises(ZeroDivisionError, match="its own"):
        call(Own())


def test_a_dict_that_changes_while_it_is_read():
    class Period:
        def __float__(self):
            periods.update({f"z{i}": 1.0 for i in range(1000)})
            return 1.0

    periods = {"x": Period(), "y": 1.0}
    assert chaos.Map("x' = x + y; y' = y", wrap=periods).angles == {"x": 1.0, "y": 1.0}
