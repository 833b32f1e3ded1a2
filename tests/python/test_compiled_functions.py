"""Maps of compiled functions: ctypes, addresses, capsules, SciPy, cffi, numba, Cython."""

import ctypes
import os
import subprocess
import sys

import pytest

import chaos
from functions import HENON, ONE, SIGNATURE, check_henon, henon, library, logistic


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
    code = "import cymaps; from functions import *; check_henon(chaos.Map(cymaps.__pyx_capi__['henon'], **HENON))"
    path = os.pathsep.join([str(tmp_path), os.path.dirname(__file__), *sys.path])
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=True)
