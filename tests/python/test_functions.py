"""Maps of functions: Python's on arrays, compiled ones, and what comes of mistakes in them."""

import copy
import ctypes
import gc
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
import weakref

import numpy as np
import pytest

import chaos

POINTER = ctypes.POINTER(ctypes.c_double)
ONE = [POINTER, POINTER, POINTER, ctypes.c_void_p]
BLOCK = [ctypes.c_size_t, *ONE]
SIGNATURE = "int (double *, double *, double *, void *)"


def logistic(x, r=3.9):
    return r * x * (1.0 - x)


def henon(x, y, a=1.4, b=0.3):
    return 1.0 - a * (x * x) + y, b * x


def henon_tangent(x, y, a, b, vx, vy):
    return -(2.0 * a * x) * vx + vy, b * vx


def twin(name, **options):
    """A map of the catalogue and its copy in Python, with the same start and bound."""
    m = chaos.maps[name]
    function = {"logistic": logistic, "henon": henon}[name]
    return m, chaos.Map(function, states=m.states, bound=m.bound, **{**m.defaults, **options})


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """The same maps, compiled; no multiply-add is contracted."""
    folder = tmp_path_factory.mktemp("functions")
    source, target = folder / "functions.c", folder / "functions.so"
    source.write_text("""
        #include <stddef.h>
        int henon(const double *x, const double *p, double *y, void *user)
        {
            y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
            y[1] = p[1] * x[0];
            return user ? *(int *)user : 0;
        }
        int henon_block(size_t n, const double *x, const double *p, double *y, void *user)
        {
            for (size_t j = 0; j < n; j++) {
                y[j] = 1.0 - p[j] * (x[j] * x[j]) + x[n + j];
                y[n + j] = p[n + j] * x[j];
            }
            return 0;
        }
        int tangent(const double *x, const double *p, const double *v, double *w, void *user)
        {
            w[0] = -(2.0 * p[0] * x[0]) * v[0] + v[1];
            w[1] = p[1] * v[0];
            return 0;
        }
        double square(double x) { return x * x; }
    """)
    compiler = os.environ.get("CC", "cc").split()
    try:
        subprocess.run([*compiler, "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-o", target, source], check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no C compiler")
    found = ctypes.CDLL(str(target))
    for function, arguments in {"henon": ONE, "henon_block": BLOCK, "tangent": [POINTER, *ONE]}.items():
        getattr(found, function).argtypes = arguments
        getattr(found, function).restype = ctypes.c_int
    found.path = str(target)
    return found


def check_henon(m):
    """The bits of the built-in map, some orbits escaping on the way."""
    a = np.linspace(0.2, 2.0, 700)
    known, values = chaos.Map("henon", **m.defaults), {"a": a, "bound": 1e3}
    assert np.array_equal(m.iterate(500, **values), known.iterate(500, **values), equal_nan=True)
    assert np.array_equal(m.orbit(70, every=3, **values), known.orbit(70, every=3, **values), equal_nan=True)
    assert list(m.points(9)) == list(known.points(9))


HENON = {"states": "x y", "params": "a b", "a": 1.4, "b": 0.3, "x": 0.1, "y": 0.2}

# ----------------------------------------------------------------- Python functions


@pytest.mark.parametrize("name", ["logistic", "henon"])
def test_a_python_function_gives_the_bits_of_the_built_in_map(name):
    known, mine = twin(name)
    first = known.params[0]
    values = {first: np.linspace(0.9, 4.4, 1300)}
    for call in ("iterate", "orbit"):
        assert np.array_equal(getattr(mine, call)(200, **values), getattr(known, call)(200, **values), equal_nan=True)
    assert mine.iterate(1000) == pytest.approx(known.iterate(1000), abs=0)
    assert list(mine.points(100)) == list(known.points(100))
    measure = {"orbit": {"steps": 20}, "final": {}, "moments": {}, "density": {"range": (-2, 2)}, "period": {}, "escape": {}}
    axis = {first: (0.9, 4.4, 1300)}
    got, expected = mine.sweep(measure=measure, **axis), known.sweep(measure=measure, **axis)
    for result in expected.keys():
        assert np.array_equal(got[result], expected[result], equal_nan=True), result


def test_it_gets_arrays_states_first_and_they_are_its_own():
    seen = []

    def function(x, y, a):
        seen.append((x, y, a))
        x += a
        return y, x

    m = chaos.Map(function, states=("x", "y"), a=0.5)
    assert np.array_equal(m.orbit(3, x=[1, 2], y=3), [[[1, 3], [3, 1.5], [1.5, 3.5]], [[2, 3], [3, 2.5], [2.5, 3.5]]])
    assert all(isinstance(value, np.ndarray) and value.dtype == float for call in seen for value in call)
    assert len({array.shape for array in seen[0]}) == 1
    first = [array.copy() for array in seen[0]]
    m.iterate(100)
    assert all(map(np.array_equal, first, seen[0]))  # kept arrays stay what they were


def test_a_ufunc_will_do():
    assert chaos.Map(np.sin, states="x", params="").iterate(1, x=0.5) == np.sin(0.5)


def test_it_is_called_once_for_many_orbits():
    calls = []
    m = chaos.Map(lambda x, r: calls.append(x.size) or r * x * (1.0 - x), states="x")
    m.iterate(100, r=np.linspace(3, 4, 1000), x=0.3)
    assert sum(calls) >= 100_000 and len(calls) <= 101


@pytest.mark.parametrize("result", [lambda x: 0.5, lambda x: (x,), lambda x: [0.5], lambda x: np.float32(0.5),
                                    lambda x: np.arange(x.size), lambda x: x[::-1], lambda x: x > 0])  # fmt: skip
def test_what_a_function_may_return(result):
    assert np.isfinite(chaos.Map(result, states="x").iterate(2, x=[0.1, 0.2])).all()


def test_defaults_names_and_angles():
    def turn(theta, omega=0.3, k=0.5):
        return theta + omega + k * theta

    m = chaos.Map(turn, states=["theta"], wrap={"theta": 1.0}, k=0.25)
    assert (m.name, m.states, m.params, m.dim, m.N) == ("turn", ("theta",), ("omega", "k"), 1, None)
    assert m.defaults["omega"] == 0.3 and m.defaults["k"] == 0.25 and m.angles == {"theta": 1.0} and m.bound == np.inf
    assert m.formula == "theta' = turn(theta, omega, k)" and not m.has_derivative
    assert "differences" in repr(m.__doc__)
    assert m.iterate(1, theta=0.9) == (0.9 + 0.3 + 0.25 * 0.9) - 1
    rotation = chaos.Map(lambda t, w: t + w, states="t", wrap={"t": 1}, w=0.3).sweep(w=[0.25, 1.75], measure="rotation")
    assert np.allclose(rotation.rotation, [0.25, 1.75], atol=1e-12)
    unset = chaos.Map(lambda x, r: r * x, states="x")
    with pytest.raises(ValueError, match="r"):
        unset.iterate(3)


# --------------------------------------------------------------------- derivatives


def test_exponents_with_a_derivative_and_by_differences():
    known, numeric = twin("henon")
    exact = chaos.Map(henon, states="x y", derivative=henon_tangent, bound=known.bound, **known.defaults)
    wanted = known.lyapunov(5000, count="all")
    for m, tolerance, status in ((exact, 1e-12, 0), (numeric, 1e-8, chaos.Status.NUMERIC_DERIVATIVE)):
        got = m.lyapunov(5000, count="all")
        assert got.exponents == pytest.approx(wanted.exponents, abs=tolerance)
        assert got.status == status and m.has_derivative == (status == 0)
    near = known.cycle(7, x=0.5, y=0.2)
    got = numeric.cycle(7, x=0.5, y=0.2)
    assert got.converged == near.converged and np.allclose(got.points, near.points, atol=1e-9)
    assert np.allclose(got.multipliers, near.multipliers, rtol=1e-6)


# ----------------------------------------------------------------------- exceptions


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
    ("x", None, TypeError, "real numbers"), ("x", 1j, TypeError, "complex"), ("x", "a", TypeError, "real numbers"),
    ("x", np.zeros(3), ValueError, r"shape \(8,\)"), ("x", (1, 2), TypeError, "the new x; it returned 2"),
    ("x y", 1.0, TypeError, "2 arrays, the new x, y; it returned 1.0"), ("x y", (1, 2, 3), TypeError, "3 of them"),
    ("x y", (1, None), TypeError, "for y"),
])  # fmt: skip
def test_what_it_must_not_return(states, result, error, message):
    with pytest.raises(error, match=message):
        chaos.Map(lambda *_: result, states=states, params="").iterate(5, x=[0.1, 0.2, 0.3, 0.4, 0.5])


# ------------------------------------------------------------------ threads, signals


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


# ------------------------------------------------------------------ compiled functions


def test_ctypes_functions(library):
    for function in (library.henon, library.henon_block):
        check_henon(chaos.Map(function, **HENON))
    m = chaos.Map(library.henon, derivative=library.tangent, thread_safe=True, **HENON)
    assert m.has_derivative
    assert m.lyapunov(2000, count="all").exponents == pytest.approx(chaos.Map("henon", x=0.1, y=0.2).lyapunov(2000, count="all").exponents, abs=1e-12)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, *ONE)(lambda x, p, y, user: y.__setitem__(0, p[0] * x[0] * (1.0 - x[0])) or 0)
    assert chaos.Map(callback, states="x", params="r", r=3.9, x=0.3).iterate(9) == chaos.logistic(9, 3.9, 0.3)


def test_addresses(library):
    address = ctypes.cast(library.henon, ctypes.c_void_p).value
    tangent = ctypes.cast(library.tangent, ctypes.c_void_p).value
    m = chaos.Map.from_address(address, "int f(const double *x, const double p[], double* y, void *user)", derivative=tangent, **HENON)
    check_henon(m)
    assert m.has_derivative
    code = ctypes.c_int(5)
    with pytest.raises(RuntimeError, match="return 0 to go on, got 5"):
        chaos.Map.from_address(address, SIGNATURE, user=ctypes.addressof(code), **HENON).iterate(1)
    with pytest.raises(TypeError, match="signature 'double "):
        chaos.Map.from_address(address, "double (double)", **HENON)
    for wrong in (0, -1, 2**64, 1.5, None):
        with pytest.raises((TypeError, ValueError), match="address"):
            chaos.Map.from_address(wrong, SIGNATURE, **HENON)


def test_capsules(library):
    make = ctypes.pythonapi.PyCapsule_New
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    name = SIGNATURE.encode()  # the capsule points to it
    check_henon(chaos.Map(make(ctypes.cast(library.henon, ctypes.c_void_p), name, None), **HENON))
    for wrong in (b"double (double, void *)", None):
        with pytest.raises(TypeError, match=r"accepted are 'int \(double"):
            chaos.Map(make(ctypes.cast(library.henon, ctypes.c_void_p), wrong, None), **HENON)


def test_scipy_callables(library):
    scipy = pytest.importorskip("scipy", reason="no SciPy")
    check_henon(chaos.Map(scipy.LowLevelCallable(library.henon), **HENON))
    check_henon(chaos.Map(scipy.LowLevelCallable(library.henon_block), **HENON))
    code = ctypes.c_int(7)
    user = ctypes.cast(ctypes.pointer(code), ctypes.c_void_p)
    with pytest.raises(RuntimeError, match="return 0 to go on, got 7"):
        chaos.Map(scipy.LowLevelCallable(library.henon, user), **HENON).iterate(1)


def test_cffi_functions(library):
    cffi = pytest.importorskip("cffi", reason="no cffi")
    ffi = cffi.FFI()
    ffi.cdef("""int henon(const double *x, const double *p, double *y, void *user); double square(double x);
                int henon_block(size_t n, const double *x, const double *p, double *y, void *user);""")
    opened = ffi.dlopen(library.path)
    check_henon(chaos.Map(opened.henon, **HENON))
    check_henon(chaos.Map(opened.henon_block, **HENON))
    with pytest.raises(TypeError, match="signature 'double"):
        chaos.Map(opened.square, states="x")
    with pytest.raises(TypeError, match="not a pointer to a function"):
        chaos.Map(ffi.new("double *"), states="x")


def test_numba_cfuncs():
    numba = pytest.importorskip("numba", reason="no numba")
    from numba import types

    pointer = types.CPointer(types.double)

    @numba.cfunc(types.intc(pointer, pointer, pointer, types.voidptr))
    def one(x, p, y, user):
        y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1]
        y[1] = p[1] * x[0]
        return 0

    @numba.cfunc(types.intc(types.uintp, pointer, pointer, pointer, types.voidptr))
    def block(n, x, p, y, user):
        for j in range(n):
            y[j] = 1.0 - p[j] * (x[j] * x[j]) + x[n + j]
            y[n + j] = p[n + j] * x[j]
        return 0

    @numba.cfunc("float64(float64)")
    def wrong(x):
        return x

    check_henon(chaos.Map(one, thread_safe=True, **HENON))
    check_henon(chaos.Map(block, thread_safe=True, **HENON))
    check_henon(chaos.Map(numba.njit(henon), **HENON))  # as any function of arrays
    with pytest.raises(TypeError, match="accepted are"):
        chaos.Map(wrong, states="x")


def test_cython_capsules(tmp_path):
    pytest.importorskip("Cython", reason="no Cython")
    setuptools = pytest.importorskip("setuptools", reason="no setuptools")
    assert setuptools
    (tmp_path / "cymaps.pyx").write_text("""
cdef api int henon(const double *x, const double *p, double *y, void *user) noexcept nogil:
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1]
    y[1] = p[1] * x[0]
    return 0
""")
    build = "from setuptools import setup; from Cython.Build import cythonize; setup(ext_modules=cythonize('cymaps.pyx'), script_args=['-q', 'build_ext', '-i'])"
    environment = {**os.environ, "CFLAGS": "-ffp-contract=off"}
    done = subprocess.run([sys.executable, "-c", build], cwd=tmp_path, env=environment, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("Cython can't build here")
    code = "import cymaps; from test_functions import *; check_henon(chaos.Map(cymaps.__pyx_capi__['henon'], **HENON))"
    path = os.pathsep.join([str(tmp_path), os.path.dirname(__file__), *sys.path])
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=True)


# -------------------------------------------------------------------- mistakes, lifetimes


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


# ------------------------------------------------------------ what functions are called with


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
    assert chaos.Map(tent, states="x", params="r", r=2).params == ("r",)  # names may differ
    assert chaos.Map(lambda *values: values[0], states="x", params="r s").params == ("r", "s")
    assert chaos.Map(lambda x, r=2, s=3: r * x, states="x", params="r").params == ("r",)
