"""Maps as functions of Python and of C, for the tests of maps of functions."""

import ctypes
import os
import subprocess

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


@pytest.fixture(scope="session")
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
