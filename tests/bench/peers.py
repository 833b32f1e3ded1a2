# SPDX-License-Identifier: MIT
"""The peers that are on this machine; None for one that is not."""

import ctypes
import importlib
import sys
from pathlib import Path


def optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def scalar_loop():
    """The loop in C: logistic(steps, r, x)."""
    try:
        logistic = ctypes.CDLL(str(Path(sys.prefix) / "scalar.so")).logistic
    except OSError:
        return None
    logistic.restype = ctypes.c_double
    logistic.argtypes = [ctypes.c_long, ctypes.c_double, ctypes.c_double]
    return logistic


def user_functions():
    """Maps as C functions, and the loop over a ring: functions.c."""
    try:
        library = ctypes.CDLL(str(Path(sys.prefix) / "functions.so"))
    except OSError:
        return None
    one = [ctypes.POINTER(ctypes.c_double)] * 3 + [ctypes.c_void_p]
    for name in ("logistic", "henon", "ikeda"):
        getattr(library, name).argtypes = one
        getattr(library, f"{name}_block").argtypes = [ctypes.c_size_t, *one]
    library.ring.restype = None
    library.ring.argtypes = [ctypes.c_size_t, ctypes.c_long, ctypes.c_double, ctypes.c_double, ctypes.c_void_p, ctypes.c_void_p]
    return library


sys.path.append(sys.prefix)  # where peers.sh puts bound.so
bound = optional("bound")
numba = optional("numba")
pynamicalsys = optional("pynamicalsys")
scalar = scalar_loop()
functions = user_functions()


def parallel(function):
    """What numba's users write: prange over orbits, the recurrence inside, fastmath off."""
    return numba.njit(parallel=True, fastmath=False)(function) if numba else function


prange = numba.prange if numba else range


def missing():
    found = {"numba": numba, "pybind11": bound, "pynamicalsys": pynamicalsys, "C scalar loop": scalar, "C functions": functions}
    return [name for name, peer in found.items() if peer is None]
