"""Maps from files: compiled on load, kept, rebuilt when due, refused when wrong."""

import importlib
import os
import pathlib
import pickle
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import chaos
import chaos.importer

SOURCE = pathlib.Path(__file__).parents[2]
MAPS = SOURCE / "libchaos/maps"
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
pytestmark = pytest.mark.skipif(not COMPILER or not MAPS.is_dir(), reason="no compiler, or not in the source tree")


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
    with pytest.raises(ZeroDivisionError):
        chaos.Map("x' = x", compile=Untrue())


class Untrue:
    def __bool__(self):
        raise ZeroDivisionError


def test_no_compiler_for_a_text(cache, monkeypatch):
    monkeypatch.setenv("CC", "/nowhere/cc")
    with pytest.raises(OSError, match="no C compiler"):
        chaos.Map("x' = x", compile=True)


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


# ------------------------------------------------------------------------ libraries


def compiled(path, *flags, to="mine.so"):
    include = pathlib.Path("include")
    if not include.exists():
        include.mkdir()
        (include / "chaos").symlink_to(SOURCE / "libchaos")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O2", "-Iinclude", f"-I{SOURCE}/libchaos", *flags, path, "-o", to], check=True)
    return f"./{to}"


def test_a_library(cache):
    path = compiled(own("henon"), "-ffp-contract=off")
    mine = chaos.Map(path)
    chaos.isa_select(None)
    assert same(mine.orbit(100, a=[1.1, 1.2]), chaos.maps["henon"].orbit(100, a=[1.1, 1.2]))
    assert mine.name == "henon" and runs(cache) == 0
    compiled(own("henon", **{"1.0 - p[0]": "2.0 - p[0]"}), "-ffp-contract=off")  # over the one in use
    assert chaos.Map(path).iterate(1)[0] == mine.iterate(1)[0] + 1.0


def test_what_is_no_library_of_a_map(cache):
    for data in (b"", b"no library", pathlib.Path(chaos._chaos.__file__).read_bytes()[:5000]):
        pathlib.Path("mine.so").write_bytes(data)
        with pytest.raises(ValueError, match="mine.so must be a complete shared library"):
            chaos.Map("mine.so")
    pathlib.Path("other.c").write_text("int other;\n")
    with pytest.raises(ValueError, match="must contain a map"):
        chaos.Map(compiled("other.c"))
    pathlib.Path("other.c").write_text("const unsigned chaosk_this_file[64] = { 99, 64 };\n")
    with pytest.raises(ValueError, match="kernel ABI 99.*compile it again"):
        chaos.Map(compiled("other.c"))
    pathlib.Path("other.c").write_text("extern int missing; int *other = &missing;\n")
    with pytest.raises(ValueError, match="missing"):
        chaos.Map(compiled("other.c"))
    os.mkdir("folder.so")
    with pytest.raises(OSError, match="directory"):
        chaos.Map("./folder.so")
    with pytest.raises(FileNotFoundError):
        chaos.Map("nowhere.so")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('.name = "henon"', '.name = "h non"', "name"),
        ('.params = (const char *const[]){ "a", "b" }', ".params = 0", "params"),
        ('(const char *const[]){ "a", "b" }', '(const char *const[]){ "a", "a" }', "different names"),
        ("{ 1.4, 0.3 }", "{ 1.4, __builtin_inf() }", "finite"),
        (".dim = 2", ".dim = 0", "dim"),
        (".bound = 1e3,", "", "bound"),
        (".dim = 2,", ".dim = 2, .flags = CHAOSI_LATTICE,", "lattice"),
        (".kernels = CHAOSI_KERNELS(henon),", "", "kernels"),
        ('(const char *const[]){ "a", "b" }', '(const char *const[]){ "a", "pi" }', "nor pi"),
        ('(const char *const[]){ "a", "b" }', '(const char *const[]){ "steps", "b" }', "names of options"),
        ('"Henon map"', r'"H\xe9non map"', "UTF-8"),
        ('"Henon map"', r'"Henon\tmap"', "UTF-8"),
        ('{ 0, 0.419192, 2.5e-4, "computed", NULL }', '{ 2, 0.419192, 2.5e-4, "computed", NULL }', "known"),
        ('{ 0, 0.419192, 2.5e-4, "computed", NULL }', "{ 0, 0.419192, 2.5e-4, NULL, NULL }", "known"),
        ('{ { "a", 0.2, 1.42 } }', '{ { "c", 0.2, 1.42 } }', "axes of its picture"),
        ('{ { "a", 0.2, 1.42 } }', '{ { "a", 0.2, __builtin_nan("") } }', "axis of its picture"),
        ('{ { "a", 0.2, 1.42 } }', '{ { "a", 0.2, 0.2 } }', "axis of its picture"),
        ('{ { "a", 0.2, 1.42 } }', '{ { "a", 0.2, 1 }, { "a", 0, 1 } }', "must be two"),
        ('{ { "a", 0.2, 1.42 } }', '{ { 0 }, { "a", 0, 1 } }', "must be two"),
        ("{ -0.45, 0.45 }", "{ 0.45, -0.45 }", "view"),
        ("{ -0.45, 0.45 }", "{ -0.45, __builtin_inf() }", "view"),
        ("{ -0.45, 0.45 }", "{ -1.7e308, 1.7e308 }", "view"),
    ],
)
def test_a_descriptor_that_can_not_be(cache, old, new, message):
    with pytest.raises(ValueError, match=f"henon.c: .*{message}"):
        chaos.Map(own("henon", **{old: new}))


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


# ------------------------------------------------------------------------- rounding


@pytest.mark.skipif("avx2" not in chaos.isa_names(), reason="no fused multiply-add")
def test_contraction_is_refused(cache):
    path = own("henon")
    objects = []
    for name, flags in (("s", ["-DCHAOSK_SCALAR", "-DCHAOS_DESCRIPTORS"]), ("v", ["-DCHAOSK_AVX2", "-mavx2", "-mfma", "-ffp-contract=fast"])):
        compiled(path, "-c", "-fvisibility=hidden", *flags, to=f"{name}.o")
        objects.append(f"{name}.o")
    subprocess.run([COMPILER, "-shared", *objects, "-o", "fat.so"], check=True)
    with pytest.raises(ValueError, match="fused.*-ffp-contract=off"):
        chaos.Map("./fat.so")
    with pytest.raises(ValueError, match="fused"):  # no avx2 kernels, but a scalar one that fuses
        chaos.Map(compiled(path, "-mfma", "-ffp-contract=fast"))


@pytest.mark.skipif("avx2" not in chaos.isa_names(), reason="no fused multiply-add")
def test_contraction_within_the_formula_is_refused(cache):
    chaos.isa_select("avx2")
    path = own("henon", **{"#define MAP henon": "#include <immintrin.h>\n#define MAP henon", "    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];": """
#ifdef __FMA__
    y[0] = _mm256_fnmadd_pd(p[0], x[0] * x[0], vset(1.0)) + x[1];
#else
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
#endif"""})
    with pytest.raises(ValueError, match="differ between instruction sets"):
        chaos.Map(path)


def test_fast_math_is_refused(cache, monkeypatch):
    path = own("henon")
    monkeypatch.setenv("CC", f"{COMPILER} -ffast-math")
    with pytest.raises(ValueError, match="-ffast-math"):
        chaos.Map(path)
    with pytest.raises(ValueError, match="reordered"):
        chaos.Map(compiled(path, "-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math", "-ffp-contract=off"))


# --------------------------------------------------------------------------- import


@pytest.fixture
def modules(cache, monkeypatch):
    monkeypatch.syspath_prepend(str(cache.parents[1]))
    before = set(sys.modules)
    yield cache.parents[1]
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_import(modules):
    text = "/* chaos map */\n" + (MAPS / "logistic.c").read_text()
    (modules / "ownlogistic.c").write_text(text)
    module = importlib.import_module("ownlogistic")
    assert module.map.iterate(10) == chaos.maps["logistic"].iterate(10)
    assert module.logistic(7, 3.9, 0.5) == chaos.logistic(7, 3.9, 0.5)
    assert module.__file__ == str(modules / "ownlogistic.c") and "logistic map" in module.__doc__
    assert pickle.loads(pickle.dumps(module.map)) == module.map != chaos.maps["logistic"]
    (modules / "ownlogistic.c").write_text(text.replace("(1.0 - x[0]);", "(2.0 - x[0]);"))
    assert importlib.reload(module).logistic(1, 2.5, 0.3) == 2.5 * 0.3 * (2.0 - 0.3)
    (modules / "ownlogistic.c").write_text(text.replace("(1.0 - x[0]);", "(1.0 - x[0);"))
    with pytest.raises(ImportError, match="(?s)does not compile.*In function"):
        importlib.reload(module)


def test_import_wants_the_marker(modules):
    (modules / "unmarked.c").write_text((MAPS / "logistic.c").read_text())
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("unmarked")
    package = modules / "ownpackage"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "inner.c").write_text("/* chaos map: within a package */\n" + (MAPS / "logistic.c").read_text())
    assert importlib.import_module("ownpackage.inner").map.name == "logistic"
