"""Libraries, and files as modules; what is refused of them."""

import importlib
import os
import pathlib
import pickle
import subprocess
import sys

import pytest

import chaos
import chaos.importer
from own_maps import COMPILER, MAPS, cache, compiled, own, needed, runs, same

pytestmark = needed


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
