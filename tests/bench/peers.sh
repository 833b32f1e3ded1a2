#!/bin/sh
# peers.sh DIR PYTHON CXX: the libraries that the benchmark compares with, from
# PyPI into a virtual environment in DIR. They are no dependency of anything:
# what can't be had is left out of the table, with a word.
dir=$1 python=${2:-python3} cxx=${3:-c++}

test -x "$dir/bin/python" || "$python" -m venv "$dir" ||
  { rm -rf "$dir"; echo "peers: $python makes no virtual environment (Debian: python3-venv)"; exit 0; }
for package in numpy numba pybind11 pynamicalsys matplotlib; do
  "$dir/bin/python" -c "import $package" 2>/dev/null ||
    "$dir/bin/python" -m pip install --quiet --disable-pip-version-check "$package" ||
    echo "peers: $package can't be had; goes without it"
done

# What users write by hand: a scalar loop in C, and the same behind pybind11.
here=$(dirname "$0")
${CC:-cc} -O3 -ffp-contract=off -fPIC -shared -o "$dir/scalar.so" "$here/scalar.c" ||
  echo "peers: no C compiler; goes without the scalar loop in C"
${CC:-cc} -O3 -march=native -ffp-contract=off -fPIC -shared -o "$dir/functions.so" "$here/functions.c" -lm ||
  echo "peers: no C compiler; goes without maps as C functions"
# shellcheck disable=SC2046 # flags are words
"$cxx" -O3 -ffp-contract=off -fPIC -shared -std=c++17 -o "$dir/bound.so" "$here/bound.cc" \
  $("$dir/bin/python" -m pybind11 --includes) ||
  echo "peers: no C++ compiler or no pybind11; goes without it"
