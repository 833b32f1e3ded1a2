"""Files of sweeps: Sweep.save and chaos.load, and the shell's."""

import json
import math
import os
import re
import shlex
import shutil
import subprocess

import numpy as np
import pytest

import chaos

LOGISTIC, HENON, STANDARD = chaos.maps["logistic"], chaos.maps["henon"], chaos.maps["standard"]
SHELL = shutil.which("chaos-sweep")
needs_shell = pytest.mark.skipif(not SHELL, reason="there is no chaos-sweep")


def same(a, b):
    assert json.dumps(a.recipe, sort_keys=True) == json.dumps(b.recipe, sort_keys=True)  # where NaN is NaN
    assert list(a) == list(b) and list(a.axes) == list(b.axes)
    for x, y in [(a[name], b[name]) for name in a] + [(a.axes[name], b.axes[name]) for name in a.axes]:
        assert type(x) is type(y) and np.asarray(x).dtype == np.asarray(y).dtype
        np.testing.assert_array_equal(x, y)


def sweeps():
    yield "logistic r=2.5:4.2:7", LOGISTIC.sweep(r=(2.5, 4.2, 7))
    yield "logistic r=3.9", LOGISTIC.sweep(r=3.9)
    yield "logistic r=3.2,nan,3.9,5 --measure=lyapunov,period,escape,final", LOGISTIC.sweep(
        r=[3.2, math.nan, 3.9, 5], measure=("lyapunov", "period", "escape", "final")
    )
    yield "henon a=1:1.4:3 b=.2,.3 --measure=lyapunov:count=2:blocks=3,moments", HENON.sweep(
        a=(1, 1.4, 3), b=[0.2, 0.3], measure={"lyapunov": {"count": 2, "blocks": 3}, "moments": None}
    )
    yield "henon a=1:1.4:3 --measure=density:bins=5,orbit:steps=4:every=3,final", HENON.sweep(
        a=(1, 1.4, 3), measure={"density": {"bins": 5}, "orbit": {"steps": 4, "every": 3}, "final": None}
    )
    yield "henon --measure=density:of=x,y:bins=4,3:when='max(x, y) > 0.25' x=.1", HENON.sweep(
        x=0.1, measure={"density": {"of": ("x", "y"), "bins": (4, 3), "when": "max(x, y) > 0.25"}}
    )
    yield "standard k=.5,5 --measure=rotation --bound=100", STANDARD.sweep(k=[0.5, 5], measure="rotation", bound=100.0)
    yield "logistic_ring N=5 r=3.7,3.9 x1=.25 --measure=final:steps=3", chaos.Map("logistic_ring", N=5).sweep(
        r=[3.7, 3.9], x1=0.25, measure={"final": {"steps": 3}}
    )
    yield '"x\' = r*x*(1 - x)" r=3.5:3.9:3 x=.3', chaos.Map("x' = r*x*(1 - x)").sweep(r=(3.5, 3.9, 3), x=0.3)


ALL = [pytest.param(*pair, id=pair[0]) for pair in sweeps()]


def shell(arguments, file):
    return subprocess.run([SHELL, *shlex.split(arguments), "--quiet", "-o", file], check=False, capture_output=True)


@pytest.mark.parametrize(("arguments", "sweep"), ALL)
@pytest.mark.parametrize("ending", ["npz", "tsv", "csv"])
def test_what_is_saved_can_be_loaded(arguments, sweep, ending, tmp_path):
    path = tmp_path / f"sweep.{ending}"
    if ending == "csv" and {"density", "orbit"} & sweep.keys() and len(sweep.recipe["measure"]) > 1:
        with pytest.raises(ValueError, match="a .csv file must have one table, got 3"):
            sweep.save(path)
        assert not os.listdir(tmp_path)
        return
    sweep.save(path)
    loaded = chaos.load(path)
    same(loaded, sweep)
    same(loaded.again(), sweep)


@needs_shell
@pytest.mark.parametrize(("arguments", "sweep"), ALL)
@pytest.mark.parametrize("ending", ["tsv", "csv"])
def test_text_is_the_shells_to_the_byte(arguments, sweep, ending, tmp_path):
    ours, shells = tmp_path / f"ours.{ending}", tmp_path / f"shells.{ending}"
    done = shell(arguments, shells)
    if done.returncode:
        assert "a .csv file must have one table" in done.stderr.decode()
        return
    sweep.save(ours)
    assert ours.read_text() == shells.read_text()


@needs_shell
@pytest.mark.parametrize(("arguments", "sweep"), ALL)
@pytest.mark.parametrize("ending", ["npz", "tsv"])
def test_what_the_shell_wrote_can_be_loaded(arguments, sweep, ending, tmp_path):
    path = tmp_path / f"shells.{ending}"
    assert shell(arguments, path).returncode == 0
    same(chaos.load(path), sweep)


def test_other_endings_too(tmp_path):
    s = LOGISTIC.sweep(r=[3.6, 3.9], steps=5)
    for path in (tmp_path / "s.txt", "s", tmp_path / "s.npy"):
        with pytest.raises(ValueError, match="path must end in .npz, .tsv or .csv, got"):
            s.save(path)
    np.save(tmp_path / "s.npy", s.lyapunov)
    np.testing.assert_array_equal(chaos.load(tmp_path / "s.npy"), s.lyapunov)
    with pytest.raises(ValueError, match="path must end in .npz, .npy, .tsv or .csv, got 's.hdf'"):
        chaos.load("s.hdf")
    with pytest.raises(FileNotFoundError):
        chaos.load(tmp_path / "missing.tsv")


def test_unwrapped_angles_stay_so(tmp_path):
    s = STANDARD.sweep(k=[5.0, 6.0], measure="final", wrap=False)
    for ending in ("npz", "tsv"):
        s.save(tmp_path / f"s.{ending}")
        same(chaos.load(tmp_path / f"s.{ending}").again(), s)


def test_the_map_of_a_function_has_to_be_given(tmp_path):
    m = chaos.Map(lambda x, r: r * x * (1 - x), states="x", r=3.9, x=0.3)
    s = m.sweep(r=[3.6, 3.9], steps=5)
    for ending in ("npz", "tsv"):
        path = tmp_path / f"s.{ending}"
        s.save(path)
        with pytest.raises(ValueError, match=r"s\.\w+: there is no map '.*load\(..., map=...\) takes the map"):
            chaos.load(path)
        same(chaos.load(path, map=m), s)


def test_a_file_that_a_file_names_is_not_run(tmp_path):
    s = LOGISTIC.sweep(r=[3.6, 3.9], steps=5)
    for ending in ("npz", "tsv"):
        for name in ("./logistic.c", "/tmp/x=y.so", "folder/map"):
            path = tmp_path / f"s.{ending}"
            s.recipe["map"] = name
            s.save(path)
            with pytest.raises(ValueError, match=r"its map is the file '.*', which runs as it is; load\(..., map=chaos.Map\(...\)\)"):
                chaos.load(path)
            assert chaos.load(path, map=LOGISTIC).lyapunov.tolist() == s.lyapunov.tolist()


def test_the_periods_of_a_text_are_in_its_recipe(tmp_path):
    m = chaos.Map("p' = p + k*sin(theta); theta' = theta + p'", k=0.9, wrap={"theta": 2 * math.pi})
    s = m.sweep(k=[5.0, 6.0], measure="final")
    s.save(tmp_path / "s.npz")
    loaded = chaos.load(tmp_path / "s.npz")
    assert loaded.map.angles == m.angles
    same(loaded.again(), s)


def damaged():
    yield "no comments", lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("#")), "has no comments"
    yield "a row less", lambda text: re.sub("\n3.89.*", "", text), "points must have 2 rows, got 1"
    yield "no number", lambda text: text.replace("\n3.6", "\nthree"), "three"
    yield "another program", lambda text: text.replace("chaos-sweep", "chaos-cycles"), "only what chaos-sweep wrote can be loaded"
    yield "no such map", lambda text: text.replace("chaos-sweep logistic", "chaos-sweep logistics"), "there is no map 'logistics'"
    yield "no such measure", lambda text: text.replace("--measure=lyapunov", "--measure=lyapunow"), "lyapunow"
    yield "a value less", lambda text: text.replace("r=3.6,3.9", "r=3.9"), "the columns of points must be lyapunov lyapunov_stderr status, got r\tlyapunov"


@pytest.mark.parametrize(("change", "says"), [pytest.param(*rest, id=name) for name, *rest in damaged()])
def test_damaged_text(change, says, tmp_path):
    path = tmp_path / "s.tsv"
    LOGISTIC.sweep(r=[3.6, 3.9], steps=5).save(path)
    path.write_text(change(path.read_text()))
    with pytest.raises(ValueError, match=says):
        chaos.load(path)


def test_other_peoples_archives(tmp_path):
    path = tmp_path / "s.npz"
    for content in ({"a": np.zeros(3)}, {"recipe": "[1]"}, {"recipe": '{"kind": "cycle"}'}):
        np.savez(path, **content)
        with pytest.raises(ValueError, match="has no recipe of a sweep, .* or a curve; numpy.load reads its arrays"):
            chaos.load(path)
    s = LOGISTIC.sweep(r=[3.6, 3.9], steps=5)
    np.savez(path, recipe=json.dumps(s.recipe), r=s.axes["r"], status=s.status)
    with pytest.raises(ValueError, match="does not have what its recipe says: 'lyapunov"):
        chaos.load(path)


def test_damaged_archives(tmp_path):
    path, s = tmp_path / "s.npz", LOGISTIC.sweep(r=[3.6, 3.9], steps=5)
    for changes in ({"map": 3}, {"axes": [1]}, {"measure": {"lyapunov": 3}}, {"measure": 1}, {"values": None}):
        np.savez(path, **s.axes, **s, recipe=json.dumps({**s.recipe, **changes}))
        with pytest.raises(ValueError):
            chaos.load(path)
    s.save(path)
    with pytest.raises(ValueError, match="the file has values of r, which is no parameter or state of henon"):
        chaos.load(path, map=HENON)
    with pytest.raises(TypeError, match="map must be a chaos.Map, got 'henon'"):
        chaos.load(path, map="henon")
    for size in 200, 0:
        path.write_bytes(path.read_bytes()[:size])
        with pytest.raises(ValueError, match="s.npz is cut off, damaged or something else: it is no .npz file"):
            chaos.load(path)


@needs_shell
def test_a_measure_taken_twice_is_the_shells_alone(tmp_path):
    path = tmp_path / "s.npz"
    assert shell("logistic r=3.9 --measure=density:bins=3,density:bins=4", path).returncode == 0
    with pytest.raises(ValueError, match="density was measured twice"):
        chaos.load(path)


def test_scans_are_written_in_pieces(tmp_path, monkeypatch):
    from chaos import _text

    s = HENON.sweep(a=(1, 1.4, 9), b=(0.1, 0.3, 7), steps=20, measure=("lyapunov", "density"))
    s.save(tmp_path / "whole.tsv")
    monkeypatch.setattr(_text, "ROWS", 10)
    s.save(tmp_path / "pieces.tsv")
    assert (tmp_path / "pieces.tsv").read_bytes() == (tmp_path / "whole.tsv").read_bytes()
    same(chaos.load(tmp_path / "pieces.tsv"), s)


@pytest.mark.parametrize("ending", ["npz", "tsv"])
def test_verify(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    for sweep in LOGISTIC.sweep(r=(3, 4.2, 40), measure=("lyapunov", "density")), HENON.sweep(a=(1, 1.4, 9), starts=3, seed=5, measure="final"):
        sweep.save(path)
        assert chaos.verify(path) is None and chaos.verify(path, threads=1) is None
    good = path.read_bytes()
    if ending == "tsv":
        for at in -8, good.rindex(b"\n#") - 8:  # a digit of the SHA-256, and of a number
            path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
            with pytest.raises(ValueError):
                chaos.verify(path)
    else:
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        arrays["final"][3, 1, 0] = np.nextafter(arrays["final"][3, 1, 0], 2)
        np.savez(path, **arrays)
        with pytest.raises(ValueError, match=r"final at \(3, 1, 0\) must be"):
            chaos.verify(path)
    with pytest.raises(ValueError):
        chaos.verify(path)
    np.save(tmp_path / "a.npy", np.zeros(3))
    with pytest.raises(ValueError, match="array alone"):
        chaos.verify(tmp_path / "a.npy")


def test_verify_looks_at_all_there_is(tmp_path):
    LOGISTIC.sweep(r=(3, 4, 20), steps=10).save(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        good = {name: file[name] for name in file.files}
    np.savez(tmp_path / "b.npz", **good)
    chaos.verify(tmp_path / "b.npz")
    for name, value in ("r", good["r"] + 1e-9), ("lyapunov", good["lyapunov"].view("i8")), ("lyapunov", good["lyapunov"].reshape(4, 5)), ("more", good["r"]):
        np.savez(tmp_path / "b.npz", **{**good, name: value})
        with pytest.raises(ValueError, match=name):
            chaos.verify(tmp_path / "b.npz")
    for ending in "tsv", "csv":
        path = tmp_path / f"a.{ending}"
        LOGISTIC.sweep(r=(3, 4, 20), steps=10).save(path)
        text = path.read_text()
        chaos.verify(path)
        *_, row, last = text.splitlines(True)
        for bad, says in [(text.replace(row, 2 * row), "rows"), (text.replace("stderr", "error", 1), "columns of"), (text.replace(row, ""), "rows"),
                          (text.replace(last, ""), "SHA-256 .*, got none"), (text.replace(last, last[:-2] + "x\n"), "SHA-256")]:  # fmt: skip
            path.write_text(bad)
            with pytest.raises(ValueError, match=says):
                chaos.verify(path)


@pytest.mark.parametrize("name", ["sweep.tsv", "sweep.csv", "branch.tsv"])
def test_verify_looks_at_numbers_that_stand_in_several_lines(tmp_path, name):
    """Axes and statuses in each line of a point, the middles of bins, the numbers of rows."""
    path, logistic = tmp_path / name, chaos.maps["logistic"]
    if name == "branch.tsv":
        logistic.branch(logistic.cycle(1, r=2.5, x=0.6), along="r", to=(2, 4)).save(path)
    else:
        logistic.sweep(r=(3, 4, 5), steps=100, measure={"density": {"bins": 7, "range": (0, 1)}}).save(path)
    chaos.verify(path)
    lines = path.read_text().splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if line[0].isdigit()]
    for i in rows[1], rows[-1]:
        separator = "," if name.endswith("csv") else "\t"
        for k in range(len(cells := lines[i].rstrip("\n").split(separator))):
            changed = separator.join([*cells[:k], "9", *cells[k + 1 :]]) + "\n"
            if changed == lines[i]:
                continue
            path.write_text("".join([*lines[:i], changed, *lines[i + 1 :]]))
            with pytest.raises(ValueError, match=re.escape(str(path))):
                chaos.verify(path)


def test_options_before_the_map(tmp_path):
    path = tmp_path / "a.tsv"
    LOGISTIC.sweep(r=(3, 4, 20), steps=10).save(path)
    text = path.read_text()
    words = next(line for line in text.splitlines() if line.startswith("# chaos-sweep")).split()
    (measure,) = [word for word in words if "--measure" in word]
    words.remove(measure)
    words.insert(2, measure)
    path.write_text(re.sub("# chaos-sweep.*", " ".join(words), text, count=1))
    chaos.verify(path)
    for command, says in ("# chaos-sweep --steps 9 logistic", "'--steps', which no recipe has"), ("# chaos-sweep --steps=9", "names no map"):
        path.write_text(re.sub("# chaos-sweep.*", command, text, count=1))
        with pytest.raises(ValueError, match=says):
            chaos.verify(path)


@needs_shell
def test_verify_what_the_shell_wrote(tmp_path):
    subprocess.run([SHELL, "--quiet", "henon", "b=0.1:0.3:5", "a=1:1.4:30", "--start=both", "--along=a", "-o", tmp_path / "a.npz"], check=True)
    chaos.verify(tmp_path / "a.npz")


def test_other_formats_are_refused(tmp_path):
    s = LOGISTIC.sweep(r=[3.2, 3.5], steps=5)
    s.save(tmp_path / "a.tsv")
    text = (tmp_path / "a.tsv").read_text()
    (tmp_path / "a.tsv").write_text(text.replace("# format: 1\n", "# format: 2\n"))
    s.save(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        arrays = {name: file[name] for name in file.files}
    np.savez(tmp_path / "a.npz", **{**arrays, "recipe": str(arrays["recipe"]).replace('"format": 1,', '"format": 2,')})
    for name in "a.tsv", "a.npz":
        with pytest.raises(ValueError, match=f"{name} has the format 2, this libchaos reads 1"):
            chaos.load(tmp_path / name)
        if SHELL:
            assert "has the format 2, this libchaos reads 1" in subprocess.run([SHELL, "--recipe", tmp_path / name], capture_output=True, text=True).stderr


DIGESTS = [
    ("henon", {"a": (1, 1.4, 3), "b": (0.1, 0.3, 30000)}), ("henon", {"a": (1, 1.4, 200), "b": (0.1, 0.3, 350), "measure": "final"}), ("logistic", {"r": (3, 4, 70000)}),
    ("logistic", {"r": (3, 4, 4), "x": (0.1, 0.2, 50), "measure": {"density": {"bins": 20000, "range": (0, 1)}, "final": {}}}),
    ("henon", {"b": (0.1, 0.3, 2), "a": (1, 1.4, 35000), "start": "both", "along": "a", "measure": "final"}),
    ("henon", {"a": (1, 1.4, 2), "b": (0.1, 0.3, 70), "x": (0, 0.1, 1000), "start": "follow", "along": "b"}),
    ("henon", {"a": (1, 1.4, 800), "b": (0.1, 0.3, 85), "starts": 2, "measure": "final"}), ("logistic", {"r": 5.0}),
]  # fmt: skip


@needs_shell
@pytest.mark.parametrize("map, sweep", DIGESTS)
def test_all_files_say_the_same_sha256(map, sweep, tmp_path):
    """In text and in archives, of the shell's and of Python's: of grids of one block and of several."""
    from chaos._command import command
    from chaos._files import said_digest

    s = chaos.maps[map].sweep(**{"steps": 5, "transient": 0, **sweep})
    endings = ["npz", "tsv"] if "density" not in s else ["npz"]  # text of that many bins takes its time
    for ending in endings:
        s.save(tmp_path / f"p.{ending}")
        assert shell(command(s.map, s.recipe).removeprefix("chaos-sweep "), tmp_path / f"s.{ending}").returncode == 0
    said = {said_digest(tmp_path / f"{door}.{ending}") for door in "ps" for ending in endings}
    assert len(said) == 1 and len(*said) == 64
