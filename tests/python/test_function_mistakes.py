"""Maps of functions: mistakes, what is said of them, and lifetimes."""

import copy
import ctypes
import gc
import math
import os
import pickle
import subprocess
import sys
import weakref

import numpy as np
import pytest

import chaos
from functions import HENON, henon, henon_tangent, library, logistic


# ------------------------------------------------------- mistakes, lifetimes


@pytest.mark.parametrize(("function", "options", "error", "message"), [
    (3, {"states": "x"}, TypeError, "from_address"), (None, {"states": "x"}, TypeError, "takes a name"),
    (logistic, {}, TypeError, "states="), (logistic, {"states": "2"}, TypeError, "names"),
    (logistic, {"states": "threads"}, ValueError, "option"), (logistic, {"states": "x", "params": "x"}, ValueError, "twice"),
    (logistic, {"states": ""}, ValueError, "states"),
    (lambda *a: a, {"states": "x"}, TypeError, "params="), (logistic, {"states": "x", "q": 1}, TypeError, "'q'"),
    (logistic, {"states": "x", "wrap": {"y": 1}}, ValueError, "no state 'y'"), (logistic, {"states": "x", "wrap": 1}, TypeError, "dict"),
    (logistic, {"states": "x", "wrap": {"x": -1}}, ValueError, "period"), (logistic, {"states": "x", "bound": -1}, ValueError, "bound"),
    (logistic, {"states": "x", "derivative": 3}, TypeError, "derivative"), (logistic, {"states": "x", "r": float("inf")}, ValueError, "finite"),
    (lambda *a: a, {"states": "x", "params": [f"p{i}" for i in range(17)]}, ValueError, "16"),
])  # fmt: skip
def test_mistakes(function, options, error, message):
    with pytest.raises(error, match=message):
        chaos.Map(function, **options)


def test_compiled_mistakes(library):
    with pytest.raises(TypeError, match="without argtypes"):
        chaos.Map(ctypes.CDLL(library.path).henon, **HENON)
    with pytest.raises(TypeError, match="both be for one state"):
        chaos.Map(library.henon_block, derivative=library.tangent, **HENON)
    with pytest.raises(TypeError, match="derivative has the signature"):
        chaos.Map(library.henon, derivative=library.henon, **HENON)
    with pytest.raises(TypeError, match="compiled function"):
        chaos.Map(library.henon, derivative=henon_tangent, **HENON)


def test_the_map_keeps_its_function_and_lets_go_of_it():
    class Function:
        def __call__(self, x):
            return 0.5 * x

    function = Function()
    gone = weakref.ref(function)
    m = chaos.Map(function, states="x", params="")
    function.map = m  # a circle
    points = m.points(x=1.0)
    del function
    gc.collect()
    assert next(points) == 1.0 and next(points) == 0.5
    del m, points
    gc.collect()
    assert gone() is None


def test_pickle_and_copy(library):
    m = chaos.Map(henon, states="x y", derivative=henon_tangent, wrap={"y": 10}, b=0.25, y=0.5)
    again = pickle.loads(pickle.dumps(m))
    assert again == m and again.defaults == m.defaults and again.angles == m.angles and again.has_derivative
    assert hash(again) == hash(m) and again != chaos.Map(henon, states="x y")
    assert copy.copy(m) is m and copy.deepcopy([m])[0] is m
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(chaos.Map(lambda x: x, states="x"))
    compiled = chaos.Map(library.henon, **HENON)
    assert copy.deepcopy(compiled) is compiled and compiled == chaos.Map(library.henon, **HENON)
    with pytest.raises(TypeError, match="address of this process"):
        pickle.dumps(compiled)


def test_maps_go_to_other_processes():
    maps = [chaos.maps["henon"], chaos.Map("logistic_ring", N=7, r=3.7), chaos.Map("x' = r*x*(1 - x)", r=3.9), chaos.Map(logistic, states="x")]
    code = "import pickle, sys; print([m.iterate(3).tolist() if m.dim > 1 else m.iterate(3) for m in pickle.load(sys.stdin.buffer)])"
    path = os.pathsep.join([os.path.dirname(__file__), *sys.path])
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(maps), env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=True)
    assert done.stdout.decode().strip() == str([m.iterate(3).tolist() if m.dim > 1 else m.iterate(3) for m in maps])


# -------------------------------------------- what functions are called with


def note(call):
    with pytest.raises((TypeError, ValueError, IndexError)) as caught:
        call()
    return " ".join(getattr(caught.value, "__notes__", ()))


def test_mistakes_about_arrays_are_explained():
    """What NumPy says of an `if` or of math.sin does not say why there are arrays."""

    def branches(x, a=2.0):
        return a * x if x < 0.5 else a * (1 - x)

    def sine(x, y, a=2.0):
        return a * math.sin(x), y

    def one(state, more, b):
        x, y = state
        return x, b * y

    for function, states, expected in ((branches, "x", "x, a"), (sine, "x y", "x, y, a"), (one, "x y", "x, y, b")):
        m = chaos.Map(function, states=states, **({"b": 1.0} if function is one else {}))
        text = note(lambda m=m: m.iterate(3, x=[0.1, 0.2, 0.7]))
        assert f"{function.__name__} gets an array for each of {expected}, with an element for each orbit" in text
        assert "np.where(" in text and "np.sin" in text
    m = chaos.Map(lambda x, r: r * x, states="x", r=0.5, derivative=lambda x, r, v: r * math.cos(v))
    assert "np.sin" in note(lambda: m.lyapunov(3, x=np.linspace(0.1, 0.2, 100)))


def test_signatures_that_cannot_be():
    def henon(state, a, b):
        return state

    def of_one(u):
        return u

    def tent(x, mu):
        return mu * x

    with pytest.raises(TypeError, match=r"henon\(state, a, b\) must take an array for each state, .*: def henon\(x, y, a, b\)"):
        chaos.Map(henon, states="x y", a=1.4, b=0.3)
    with pytest.raises(TypeError, match=r"of_one\(u\) must take an array for each state.*: def of_one\(x, y, \.\.\.\)"):
        chaos.Map(of_one, states="x y")
    with pytest.raises(TypeError, match=r"henon\(state, a, b\) must .*: def henon\(x, y, a, b\)"):
        chaos.Map(henon, states="x y", params="a b")
    with pytest.raises(TypeError, match=r"tent\(x, mu\) must .*: def tent\(x, r, s\)"):
        chaos.Map(tent, states="x", params="r s")
    for call in (lambda m: m.iterate(3, x=0.1, y=0.1, a=1.4, b=0.3), lambda m: m.sweep(a=(1, 1.4, 3)), lambda m: m.orbit(3, at={"a": 1.4})):
        with pytest.raises(TypeError, match=r"it has b, x, y; henon\(state, a, b\) gets an array for each state, .*: its a is y"):
            call(chaos.Map(henon, states="x y"))
    assert chaos.Map(tent, states="x", params="r", r=2).params == ("r",)  # names may differ
    assert chaos.Map(lambda *values: values[0], states="x", params="r s").params == ("r", "s")
    assert chaos.Map(lambda x, r=2, s=3: r * x, states="x", params="r").params == ("r",)
