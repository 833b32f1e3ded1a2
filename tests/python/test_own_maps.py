"""Maps from files: compiled on load, kept, rebuilt when due."""

import os
import pathlib
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import chaos
import chaos.importer

from own_maps import MAPS, cache, fresh, needed, own, runs, same, shared_cache

pytestmark = needed

IKEDA = "t = 0.4 - 6/(1 + x^2 + y^2); x' = 1 + u*(x*cos(t) - y*sin(t)); y' = u*(x*sin(t) + y*cos(t)) mod 7"


def test_a_text_is_compiled(cache):
    text, fast = (chaos.Map(IKEDA, u=0.9, x=0.25, compile=compile) for compile in (False, True))
    assert runs(cache) > 0
    assert fast.defaults == text.defaults and fast.angles == text.angles and fast.formula == text.formula
    for method, *arguments in [("orbit", 50), ("iterate", 1000), ("lyapunov", 1000)]:
        got, expected = (getattr(m, method)(*arguments, u=np.linspace(0.5, 1, 20)) for m in (fast, text))
        assert same(got[0], expected[0])
    assert fast.to_c() == text.to_c()
    pathlib.Path("ikeda.c").write_text(text.to_c())
    assert same(chaos.Map("ikeda.c").orbit(50), text.orbit(50))
    before = runs(cache)
    again = pickle.loads(pickle.dumps(fast))
    assert again == fast and again != text and again.bound == text.bound
    assert runs(cache) == before  # it was kept
    ring = {"N": 5, "r": 3.9, "wrap": {"x": 0.75}}
    got, expected = (chaos.Map("x[i]' = r*x[i-1]*(1 - x[i+1])", **ring, compile=compile) for compile in (True, False))
    assert got.N == 5 and same(got.orbit(50), expected.orbit(50))
    pathlib.Path("ring.c").write_text(got.to_c())
    assert same(chaos.Map("ring.c").orbit(50), expected.orbit(50))
    with pytest.raises(ValueError, match="whose number of sites is fixed, got 6"):
        chaos.Map("ring.c", N=6)
    noisy, fast = (chaos.Map("x' = x/2 + n + normal()", compile=compile) for compile in (False, True))
    assert fast.is_random and same(fast.orbit(90, x=[1, 2, 3], seed=4), noisy.orbit(90, x=[1, 2, 3], seed=4))
    assert same(list(fast.points(90, seed=4)), fast.orbit(90, seed=4)) and same(fast.iterate(90, seed=4), noisy.iterate(90, seed=4))
    assert same(chaos.Map("x' = x/2 + n", n=0.25, compile=True).orbit(9), chaos.Map("x' = x/2 + n", n=0.25).orbit(9))


def test_what_is_not_compiled(cache):
    for wrong, kind, what in [
        ("henon", TypeError, "compile goes with a map given as text; henon is compiled"),
        ("x[i]' = x[i-1] + n", NotImplementedError, "reads n, the iterate number"),
    ]:
        with pytest.raises(kind, match=what):
            chaos.Map(wrong, compile=True)
    with pytest.raises(TypeError, match="compile"):
        chaos.Map(lambda x: x, states="x", compile=True)
    with pytest.raises(ValueError, match="must be one that was given as text, got henon"):
        chaos.maps["henon"].to_c()
    for wrong, kind in [("no", ValueError), (2, TypeError)]:
        with pytest.raises(kind, match=f"compile must be True, False or 'auto', got {wrong!r}"):
            chaos.Map("x' = x", compile=wrong)
    with pytest.raises(TypeError, match="compile goes with a map given as text"):
        chaos.Map("henon", compile="auto")


# Orbits that escape at once, so that what looks like much work is none.
@pytest.mark.parametrize("much", [
    lambda m: m.iterate(10**10), lambda m: m.lyapunov(10**10), lambda m: m.sweep(r=(5, 6, 3), steps=10**10, measure="lyapunov"),
    lambda m: m.sweep(measure={"lyapunov": {"steps": 10**10}}, r=[5]),
])  # fmt: skip
def test_a_text_is_compiled_where_it_is_worth_it(cache, much):
    text, auto = (chaos.Map("x' = r*x*(1-x)", r=5, compile=compile) for compile in (False, "auto"))
    assert same(auto.orbit(100, r=3.9), text.orbit(100, r=3.9)) and runs(cache) == 0
    much(auto)
    assert runs(cache) > 0
    assert same(auto.orbit(100, r=3.9), text.orbit(100, r=3.9))
    assert same(auto.sweep(r=(3.5, 4, 9), measure="lyapunov").lyapunov, text.sweep(r=(3.5, 4, 9), measure="lyapunov").lyapunov)
    assert pickle.loads(pickle.dumps(auto)) == auto != text
    with pytest.raises(TypeError, match="no parameter or state"):
        auto.iterate(10**10, q=1)


def test_no_compiler_for_a_text(cache, monkeypatch):
    monkeypatch.setenv("CC", "/nowhere/cc")
    with pytest.raises(OSError, match="no C compiler"):
        chaos.Map("x' = x", compile=True)
    assert np.isnan(chaos.Map("x' = 5*x + 1", compile="auto").iterate(10**10))


# One state, two, an angle, angle and momentum with functions, a lattice.
@pytest.mark.parametrize("name", ["logistic", "henon", "circle", "standard", "logistic_ring"])
@pytest.mark.parametrize("isa", chaos.isa_names())
def test_a_copy_of_a_map_has_its_bits(name, isa, shared_cache, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))
    chaos.isa_select(isa)
    try:
        mine, map = chaos.Map(str(MAPS / f"{name}.c")), chaos.maps[name]
        assert mine.defaults == map.defaults and mine.formula == map.formula and mine.angles == map.angles
        p = map.params[0]
        values = {p: np.linspace(0.7, 1.1, 37) * map.defaults[p]}
        assert same(mine.orbit(300, **values), map.orbit(300, **values))
        assert all(same(a, b) for a, b in zip(mine.lyapunov(500, count="all", **values), map.lyapunov(500, count="all", **values)))
        one = {"transient": 10, "steps": 5}
        assert same(list(mine.points(**one)), list(map.points(**one)))
        assert same(mine.iterate(10**5), map.iterate(10**5))
        measure = {"density": {}, "period": {}, "escape": {}}
        a, b = (m.sweep(**{p: (0.7, 1.3, 50)}, measure=measure, steps=300) for m in (mine, map))
        assert all(same(getattr(a, n), getattr(b, n)) for n in ("density", "period", "escape", "status"))
        if map.N:
            assert same(chaos.Map(str(MAPS / f"{name}.c"), N=5).orbit(50), chaos.Map(name, N=5).orbit(50))
    finally:
        chaos.isa_select(None)


def test_under_another_instruction_set_the_bits_are_the_same(cache):
    for loaded in ("scalar", chaos.isa_names()[-1]):
        chaos.isa_select(loaded)
        mine = chaos.Map(own("henon"))
        for isa in chaos.isa_names():
            chaos.isa_select(isa)
            assert same(mine.orbit(100, a=[1.1, 1.2, 1.3]), chaos.maps["henon"].orbit(100, a=[1.1, 1.2, 1.3]))


def test_what_is_kept_is_taken_in_another_process(cache):
    path = own("henon")
    chaos.Map(path)
    n = runs(cache)
    assert n == 2 and cache.stat().st_mode & 0o777 == 0o700  # an object, and the library
    chaos.Map(path)
    result = fresh(f"import chaos; print(chaos.Map({path!r}).iterate(100)[0])", CHAOS_ISA="scalar")
    assert float(result.stdout) == chaos.maps["henon"].iterate(100)[0]
    assert runs(cache) == n
    assert not list(cache.glob("work-*"))


def test_edit_rebuild_reload(cache):
    path = own("logistic")
    before = chaos.Map(path)
    stat = os.stat(path)
    text = pathlib.Path(path).read_text()
    pathlib.Path(path).write_text(text.replace("y[0] = p[0] * x[0] * (1.0 - x[0])", "y[0] = p[0] * x[0] * (2.0 - x[0])"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as large and as old as it was
    after = chaos.Map(path)
    assert before.iterate(1, r=2.5, x=0.3) == 2.5 * 0.3 * (1.0 - 0.3)
    assert after.iterate(1, r=2.5, x=0.3) == 2.5 * 0.3 * (2.0 - 0.3)
    n = runs(cache)
    pathlib.Path(path).write_text(text)  # as it was: still kept
    assert chaos.Map(path).iterate(1, r=2.5, x=0.3) == 2.5 * 0.3 * (1.0 - 0.3) and runs(cache) == n


@pytest.mark.parametrize("folder", ["", "with a $ and #/"])
def test_a_header_is_watched(cache, folder):
    os.makedirs(f"./{folder}", exist_ok=True)
    header = pathlib.Path(f"{folder}one.h")
    header.write_text("#define ONE 1.0\n")
    path = folder + own("logistic", **{"(1.0 - x[0])": "(ONE - x[0])", "#define MAP": '#include "one.h"\n#define MAP'})
    if folder:
        os.rename("logistic.c", path)
    assert chaos.Map(f"./{path}").iterate(1, r=2.5, x=0.3) == 2.5 * 0.3 * (1.0 - 0.3)
    n, stat = runs(cache), header.stat()
    chaos.Map(f"./{path}")
    assert runs(cache) == n
    header.write_text("#define ONE 2.0\n")
    os.utime(header, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert chaos.Map(f"./{path}").iterate(1, r=2.5, x=0.3) == 2.5 * 0.3 * (2.0 - 0.3)
    header.unlink()
    with pytest.raises(ValueError, match="one.h"):
        chaos.Map(f"./{path}")


def test_all_that_the_compiler_says(cache):
    path = own("henon", **{"vreal *y)\n{": "vreal *y)\n{\n" + "".join(f"    y[0] = undeclared_{i};\n" for i in range(300))})
    with pytest.raises(ValueError) as caught:
        chaos.Map(path)
    said = str(caught.value)
    assert said.startswith("henon.c does not compile: ") and "undeclared_0" in said.splitlines()[0]
    assert all(f"undeclared_{i}'" in said or f"undeclared_{i}’" in said for i in range(300))
    assert "work-" not in said
    own("henon")
    chaos.Map(path)
    with pytest.raises(ValueError, match="vsine"):  # a function that is not there
        chaos.Map(own("circle", **{"vsin(": "vsine("}))


def test_the_compiler_is_part_of_the_name(cache, monkeypatch):
    path = own("logistic")
    chaos.Map(path)
    n = runs(cache)
    monkeypatch.setenv("CC", os.environ["CC"] + " -DSOMETHING")
    chaos.Map(path)
    assert runs(cache) > n
    n = runs(cache)
    os.utime("bin/cc")
    chaos.Map(path)
    assert runs(cache) > n


def test_two_processes_at_once(cache):
    path = own("henon")
    code = f"import chaos; m = chaos.Map({path!r}); print(m.iterate(1000)[0])"
    several = [subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "CHAOS_ISA": "scalar"},
                                stdout=subprocess.PIPE, text=True) for _ in range(4)]
    expected = str(chaos.maps["henon"].iterate(1000)[0])
    for process in several:
        assert process.communicate(timeout=100)[0].strip() == expected and process.returncode == 0
    assert not list(cache.glob("work-*")) and len(list(cache.glob("*.manifest"))) == 1


def test_a_host_with_ways_of_its_own(cache):
    """Children reaped by nobody, signals blocked, no standard files."""
    path = own("logistic")
    pathlib.Path("broken.c").write_text(pathlib.Path(path).read_text().replace("x[0]", "x[0", 1))
    code = f"""
        import os, signal, chaos
        out = os.dup(1)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        for i in range(3):
            os.close(i)
        try:
            chaos.Map("broken.c")
        except ValueError as error:
            os.write(out, str(error).encode().splitlines()[0] + b"\\n")
        os.write(out, repr(chaos.Map({path!r}).iterate(100)).encode())
    """
    result = fresh(code, CHAOS_ISA="scalar")
    first, second = result.stdout.splitlines()
    assert first.startswith("broken.c does not compile: ") and "error" in first
    assert float(second) == chaos.maps["logistic"].iterate(100)


def test_no_compiler(cache, monkeypatch):
    path = own("henon")
    for cc, words in (("/nowhere/cc", "CC must name a program, got '/nowhere/cc'"), ("", "neither cc nor gcc nor clang")):
        monkeypatch.setenv("CC", cc)
        monkeypatch.setenv("PATH", "")
        with pytest.raises(OSError, match=words) as caught:
            chaos.Map(path)
        assert "no C compiler" in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_a_cache_that_others_may_write_to(cache):
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    with pytest.raises(OSError, match="mode 0777"):
        chaos.Map(own("henon"))
    cache.chmod(0o755)  # that is mended
    chaos.Map("henon.c")
    assert cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_a_cache_of_somebody_else(cache):
    cache.mkdir(parents=True, mode=0o700)
    os.chown(cache, 12345, 12345)
    with pytest.raises(OSError, match="must belong to user 0, got user 12345"):
        chaos.Map(own("henon"))


def test_where_nothing_can_be_kept(cache, monkeypatch):
    path = own("henon")
    pathlib.Path("tmp").mkdir()
    pathlib.Path("file").write_text("no folder")
    monkeypatch.setenv("TMPDIR", os.path.abspath("tmp"))
    monkeypatch.setenv("XDG_CACHE_HOME", os.path.abspath("file"))
    assert chaos.Map(path).iterate(10) is not None
    n = runs(cache)
    chaos.Map(path)
    assert runs(cache) == 2 * n and not os.listdir("tmp")
    if os.geteuid() != 0:  # root writes anywhere
        cache.mkdir(parents=True, mode=0o500)
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent))
        chaos.Map(path)
        assert not os.listdir("tmp")


@pytest.mark.parametrize("kind", ["*.so", "*.manifest"])
@pytest.mark.parametrize("how", ["flipped", "cut", "empty", "gone"])
def test_a_spoilt_entry_is_made_anew(cache, kind, how):
    path = own("logistic")
    chaos.Map(path)
    entry, = cache.glob(kind)
    data = entry.read_bytes()
    entry.unlink()
    if how != "gone":
        entry.write_bytes({"flipped": data[:100] + bytes([data[100] ^ 1]) + data[101:], "cut": data[: len(data) // 2], "empty": b""}[how])
    n = runs(cache)
    result = fresh(f"import chaos; print(chaos.Map({path!r}).iterate(100))", CHAOS_ISA="scalar")
    assert float(result.stdout) == chaos.maps["logistic"].iterate(100), result.stderr
    assert runs(cache) > n
    n = runs(cache)
    chaos.Map(path)
    assert runs(cache) == n


@pytest.mark.alone
def test_ctrl_c_ends_the_compiler(cache):
    pathlib.Path("zero.c").write_text('#include "/dev/zero"\n')
    sent = []

    def interrupt():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.5, interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        chaos.Map("./zero.c")
    assert time.monotonic() - sent[0] < 0.3
    timer.join()
    assert not list(cache.glob("work-*"))
    assert not [entry for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline") if entry.exists() and b"zero.c" in entry.read_bytes()]
