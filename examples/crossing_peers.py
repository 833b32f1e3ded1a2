# SPDX-License-Identifier: MIT
"""The recurrence of crossing.py in C, behind ctypes, cffi, pybind11, nanobind and Cython.

PEERS has a function for each, which makes it in a folder and gives what crossing.py times there:
scalar(steps, r, x), keywords for it, and array(steps, r, from, to)."""

import importlib.util
import os
import pathlib
import shlex
import subprocess
import sys
import sysconfig
from types import SimpleNamespace

C = """
double scalar(int steps, double r, double x)
{
    for (int i = 0; i < steps; i++)
        x = r * x * (1.0 - x);
    return x;
}

void array(int steps, double r, const double *from, double *to, long n)
{
    for (long i = 0; i < n; i++)
        to[i] = scalar(steps, r, from[i]);
}
"""

PYBIND11 = """
#include <pybind11/numpy.h>
namespace py = pybind11;
PYBIND11_MODULE(peer, m)
{
    m.def("scalar", &scalar, py::arg("steps"), py::arg("r"), py::arg("x"));
    m.def("array", [](int steps, double r, py::array_t<double, py::array::c_style> from, py::array_t<double> to) {
        array(steps, r, from.data(), to.mutable_data(), from.size());
    });
}
"""

NANOBIND = """
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
namespace nb = nanobind;
using namespace nb::literals;
NB_MODULE(peer, m)
{
    m.def("scalar", &scalar, "steps"_a, "r"_a, "x"_a);
    m.def("array", [](int steps, double r, nb::ndarray<const double, nb::ndim<1>, nb::c_contig> from,
                      nb::ndarray<double, nb::ndim<1>, nb::c_contig> to) {
        array(steps, r, from.data(), to.data(), long(from.size()));
    });
}
"""

CYTHON = """
cdef extern from "peer.h":
    double c_scalar "scalar" (int, double, double) nogil
    void c_array "array" (int, double, const double *, double *, long) nogil

def scalar(int steps, double r, double x):
    return c_scalar(steps, r, x)

def array(int steps, double r, const double[::1] x, double[::1] to):
    c_array(steps, r, &x[0], &to[0], x.shape[0])

def points(double r, double x):
    while True:
        yield x
        x = r * x * (1.0 - x)
"""


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{command[0]}: {(done.stderr or done.stdout).strip().splitlines()[-1]}")


def compiled(folder, name, text, *flags):
    """The extension module, or library, peer of a source file."""
    source, target = folder / name, folder / ("peer" + sysconfig.get_config_var("EXT_SUFFIX"))
    source.write_text(text)
    compiler = "c++ -std=c++17" if source.suffix == ".cc" else "cc"
    compiler = os.environ.get("CXX" if source.suffix == ".cc" else "CC", compiler)
    include = sysconfig.get_path("include")
    run(*shlex.split(compiler), "-O2", "-ffp-contract=off", "-fvisibility=hidden", "-shared", "-fPIC", f"-I{include}", *flags, source, "-o", target)
    return target


def module(path):
    spec = importlib.util.spec_from_file_location("peer", path)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def with_ctypes(folder):
    import ctypes
    import numpy

    library = ctypes.CDLL(str(compiled(folder, "peer.c", C, "-fvisibility=default")))
    array = numpy.ctypeslib.ndpointer(float, ndim=1, flags="C")
    library.scalar.argtypes, library.scalar.restype = [ctypes.c_int, ctypes.c_double, ctypes.c_double], ctypes.c_double
    library.array.argtypes, library.array.restype = [ctypes.c_int, ctypes.c_double, array, array, ctypes.c_long], None
    return SimpleNamespace(scalar=library.scalar, array=lambda steps, r, x, to: library.array(steps, r, x, to, len(x)))


def with_cffi(folder):
    import cffi

    ffi = cffi.FFI()
    ffi.cdef("double scalar(int, double, double); void array(int, double, const double *, double *, long);")
    ffi.set_source("peer", C, extra_compile_args=["-O2", "-ffp-contract=off"])
    made = module(ffi.compile(str(folder)))
    lib, buffer = made.lib, made.ffi.from_buffer
    return SimpleNamespace(
        scalar=lib.scalar, array=lambda steps, r, x, to: lib.array(steps, r, buffer("double[]", x), buffer("double[]", to), len(x))
    )


def with_pybind11(folder):
    import pybind11

    return module(compiled(folder, "peer.cc", C + PYBIND11, f"-I{pybind11.get_include()}"))


def with_nanobind(folder):
    import nanobind

    home = pathlib.Path(nanobind.source_dir())
    flags = [f"-I{nanobind.include_dir()}", f"-I{home.parent / 'ext/robin_map/include'}", "-fno-strict-aliasing", "-DNDEBUG"]
    return module(compiled(folder, "peer.cc", C + NANOBIND, *flags, home / "nb_combined.cpp"))


def with_cython(folder):
    (folder / "peer.h").write_text(C.replace("double scalar", "static double scalar").replace("void array", "static void array"))
    (folder / "peer.pyx").write_text(CYTHON)
    run(sys.executable, "-m", "cython", "-3", folder / "peer.pyx")
    return module(compiled(folder, "peer.c", (folder / "peer.c").read_text()))


PEERS = {"ctypes": with_ctypes, "cffi": with_cffi, "pybind11": with_pybind11, "nanobind": with_nanobind, "Cython": with_cython}
