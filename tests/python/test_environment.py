"""Hosts of other kinds: without NumPy, with a decimal comma, flushing to zero."""

import ctypes
import locale
import os
import platform
import struct
import subprocess
import sys
import textwrap

import pytest

import chaos


SUBNORMAL = 1e-305  # where the logistic map at r = 0.5 is after 20 steps, computed before anybody flushes
for _ in range(20):
    SUBNORMAL = 0.5 * SUBNORMAL * (1.0 - SUBNORMAL)
SUBNORMAL = struct.pack("d", SUBNORMAL)


def run(program, **environment):
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_importing_chaos_is_quick():
    """Which is to say that it loads next to nothing; what is asked for later comes then, under the names that it has."""
    run("""
        import sys
        before = set(sys.modules)
        import chaos
        loaded = set(sys.modules) - before
        assert not loaded & {"numpy", "matplotlib", "typing", "re", "inspect", "json"}, loaded
        ours = {name for name in loaded if name.startswith("chaos")}
        assert ours == {"chaos", *(f"chaos.{name}" for name in ("_chaos", "_late", "_map", "_support"))}, ours
        assert all(getattr(chaos, name).__module__ == "chaos" for name in chaos.__all__ if isinstance(getattr(chaos, name), type))
        assert chaos.Map.basins is chaos.Map.basins and chaos.Map.basins.__name__ == "basins"
    """)


def test_without_numpy():
    run("""
        import array, sys
        sys.modules["numpy"] = None
        import chaos
        x = 0.5
        for _ in range(100):
            x = 3.9 * x * (1.0 - x)
        logistic, henon = chaos.maps["logistic"], chaos.maps["henon"]
        assert chaos.logistic(100, 3.9, 0.5) == x
        assert len(chaos.henon(100, 1.4, 0.3, 0.1, 0.1)) == 2
        assert next(logistic.points(r=3.9, x=0.5, transient=100)) == x
        assert next(henon.points()) == tuple(henon.defaults[s] for s in henon.states)
        assert logistic.iterate(100, r=3.9, x=0.5) == x
        assert henon.iterate(100, x=0.1, y=0.1) == chaos.henon(100, 1.4, 0.3, 0.1, 0.1)
        out = array.array("d", [0, 0])
        logistic.iterate(100, r=3.9, x=array.array("d", [0.5, 0.25]), out=out)
        assert out[0] == x
        assert logistic.lyapunov(1000).status == 0
        for call in (lambda: logistic.orbit(5), lambda: henon.cycle(1), lambda: logistic.sweep(r=[3.9])):
            try:
                call()
            except (ImportError, TypeError) as error:
                assert "numpy" in str(error).lower()
            else:
                assert False
    """)


@pytest.fixture
def decimal_comma(tmp_path, monkeypatch):
    """German, made here where it is not installed."""
    before = locale.setlocale(locale.LC_ALL)
    if subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", tmp_path / "de_DE.UTF-8"], capture_output=True).returncode == 0:
        monkeypatch.setenv("LOCPATH", str(tmp_path))
    try:
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    except locale.Error:
        pytest.skip("no locale with a decimal comma, and nothing to make one from")
    assert locale.localeconv()["decimal_point"] == ","
    yield
    locale.setlocale(locale.LC_ALL, before)


def test_a_decimal_comma_changes_nothing(decimal_comma):
    s = chaos.maps["logistic"].sweep(r=[3.9], measure={"period": {"tol": 1.5e-9}, "density": {"range": (0.25, 0.75)}})
    assert s.recipe["measure"]["period"]["tol"] == 1.5e-9
    assert s.recipe["measure"]["density"]["range"] == [0.25, 0.75]
    assert "3.9" in repr(chaos.Map("logistic", r=3.9))
    with pytest.raises(ValueError, match="tol"):
        chaos.maps["logistic"].sweep(r=[3.9], measure={"period": {"tol": "1,5"}})
    with pytest.raises(ValueError, match=r"\bx\b"):
        chaos.logistic(1, 3.9, float("nan"))


@pytest.fixture
def flushing_to_zero():
    """Sets FTZ and DAZ in MXCSR, as -ffast-math objects and some numeric hosts do."""
    if platform.machine() != "x86_64" or platform.libc_ver()[0] != "glibc":
        pytest.skip("knows the layout of fenv_t on x86-64 glibc only")
    libm, host = ctypes.CDLL("libm.so.6"), (ctypes.c_uint32 * 8)()
    libm.fegetenv(host)
    changed = type(host)(*host)
    changed[7] |= 0x8040
    libm.fesetenv(changed)
    tiny = 5e-324
    assert tiny * 1.0 == 0.0

    def mxcsr():
        now = type(host)()
        libm.fegetenv(now)
        return now[7] & ~0x3F

    yield mxcsr, changed[7] & ~0x3F
    libm.fesetenv(host)


def test_a_host_that_flushes_to_zero_keeps_its_setting_and_does_not_disturb(flushing_to_zero):
    mxcsr, expected = flushing_to_zero
    m = chaos.maps["logistic"]
    got = chaos.logistic(20, 0.5, 1e-305)
    batch = m.iterate(20, r=0.5, x=[1e-305] * 1000)
    item = [x for x, _ in zip(m.points(r=0.5, x=1e-305), range(21))][20]
    assert mxcsr() == expected
    bits = [struct.pack("d", value) for value in (got, float(batch[0]), float(batch[999]), item)]
    assert set(bits) == {SUBNORMAL}


def test_nothing_leaks_references():
    """The same calls again and again leave the number of references where it was."""
    program = """
        import gc, sys, chaos, numpy as np
        m, x = chaos.maps["henon"], np.linspace(0, 0.1, 10)
        def calls():
            chaos.henon(3, 1.4, 0.3, 0.1, 0.1); chaos.logistic(3, 3.9, [0.1, 0.2])
            m.iterate(3); m.orbit(3, x=x); m.lyapunov(10, x=x, count=2); m.cycle(1)
            for point, _ in zip(m.points(), range(100)): pass
            m.sweep(a=(1, 1.4, 3), steps=5); chaos.Map("logistic_ring", N=5, r=3.8).defaults
            for bad in ({"x": "a"}, {"q": 1}, {"x": [1, 2], "y": [1, 2, 3]}, {"out": x}, {"wrap": 3}):
                try: m.iterate(3, **bad)
                except (TypeError, ValueError): pass
                else: assert False
        def blocks():
            gc.collect(); return sys.getallocatedblocks()
        for _ in range(20): calls()
        growth = []
        while len(growth) < 30 and (not growth or growth[-1] >= 50):  # caches fill by and by, a leak stays
            before = blocks()
            for _ in range(100): calls()
            growth.append(blocks() - before)
        assert growth[-1] < 50, growth
        assert sys.getrefcount(x) == 2
    """
    run(program)


def test_names_can_be_completed():
    assert set(chaos.__all__) <= set(dir(chaos))
