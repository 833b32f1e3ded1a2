"""What tests of maps from files share: an empty cache, a compiler that is counted, files of the catalogue, changed."""

import os
import pathlib
import shutil
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import chaos

SOURCE = pathlib.Path(__file__).parents[2]
MAPS = SOURCE / "libchaos/maps"
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
needed = pytest.mark.skipif(not COMPILER or not MAPS.is_dir(), reason="no compiler, or not in the source tree")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache; the compiler leaves a line in cc.log for each run. Scalar: one object, quick."""
    wrapper = tmp_path / "bin/cc"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/cc.log\nexec {COMPILER} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CC", str(wrapper))
    monkeypatch.chdir(tmp_path)
    chaos.isa_select("scalar")
    yield tmp_path / "cache/libchaos"
    chaos.isa_select(None)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("shared")


def runs(cache):
    """How often the compiler ran until now."""
    log = cache.parents[1] / "cc.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def own(name, **replace):
    """A copy of a file of the catalogue, changed."""
    text = (MAPS / f"{name}.c").read_text()
    for old, new in replace.items():
        assert old in text
        text = text.replace(old, new)
    path = pathlib.Path(f"{name}.c")
    path.write_text(text)
    return str(path)


def fresh(code, **environment):
    """Runs code in another process."""
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env={**os.environ, **environment},
                          capture_output=True, text=True, timeout=100)


def same(a, b):
    return np.asarray(a).tobytes() == np.asarray(b).tobytes()


def compiled(path, *flags, to="mine.so"):
    include = pathlib.Path("include")
    if not include.exists():
        include.mkdir()
        (include / "chaos").symlink_to(SOURCE / "libchaos")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O2", "-Iinclude", f"-I{SOURCE}/libchaos", *flags, path, "-o", to], check=True)
    return f"./{to}"
