"""The stubs say what the module has, and what its calls give."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

import chaos

version = pytest.importorskip("mypy.version").__version__

# No stubs of their own: a program, what the stubs alone have, a module without names. And mypy takes
# no __all__ that is another module's.
ALLOWED = r"""
chaos\.__all__
chaos\.__main__
chaos\._tables
chaos\.importer
"""
if version.startswith("1.0"):  # whose stubtest finds no / in overloads
    ALLOWED += "\n".join(rf"chaos\.{name}" for name, map in chaos.maps.items() if not map.N)

PROGRAM = """
import chaos
from chaos import logistic
from typing_extensions import assert_type

m = chaos.maps["henon"]
s = m.sweep(a=(1, 1.4, 5), measure={"density": {"bins": 10, "of": "x + y"}, "lyapunov": None}, steps=100)
assert_type(m, chaos.Map)
assert_type(s.again(b=0.2), chaos.Sweep)
assert_type(logistic(3, 3.9, 0.5), float)
assert_type(chaos.henon(3, 1.4, 0.3, 0.1, 0.1), tuple[float, float])
assert_type(m.cycle(1, forcing_period=None).converged, bool)
assert_type(chaos.Status.ESCAPED | chaos.Status.PENDING, chaos.Status)
chaos.nothing(3)  # type: ignore[attr-defined]
m.sweep(measure={"density": {"bims": 10}})  # type: ignore
m.params = ()  # type: ignore[misc]
"""


@pytest.fixture
def check(tmp_path):
    """Runs mypy on the stubs alone: it would look at the sources beside them, too."""
    stubs = tmp_path / "stubs" / "chaos"
    stubs.mkdir(parents=True)
    for stub in pathlib.Path(chaos.__file__).parent.glob("*.pyi"):
        shutil.copy(stub, stubs)

    def run(*arguments):
        environment = {**os.environ, "MYPYPATH": str(stubs.parent)}
        done = subprocess.run([sys.executable, "-m", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_the_stubs_are_those_of_the_module(check, tmp_path):
    allowed = tmp_path / "allowed"
    allowed.write_text(ALLOWED)
    check("mypy.stubtest", "chaos", "--concise", "--allowlist", allowed)


def test_what_calls_give(check, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    check("mypy", "--strict", program)


def test_the_examples(check):
    examples = pathlib.Path(__file__).parents[2] / "examples"
    check("mypy", "--check-untyped-defs", "--ignore-missing-imports", *examples.glob("*.py"))
