"""chaos.load and chaos.verify of files that are damaged, or something else."""

import os
import random
import re
import shutil
import subprocess

import numpy as np
import pytest

import chaos

LOGISTIC, HENON = chaos.maps["logistic"], chaos.maps["henon"]
SHELL = shutil.which("chaos-sweep")
SEED, TIMES = int(os.environ.get("CHAOS_FUZZ_SEED", random.randrange(1 << 32))), 60


def write(path):
    """A small file of each kind."""
    if path.suffix == ".npy":
        np.save(path, LOGISTIC.sweep(r=[3.2, 3.5], steps=5).lyapunov)
    elif path.stem == "basins":
        HENON.basins(x=(-2, 2, 4), y=0).save(path)
    else:
        LOGISTIC.sweep(r=[3.2, 3.5], steps=5, measure=("lyapunov", "period")).save(path)


def harmed(good, random):
    """Cut off, a bit flipped, some bytes of something else, or a part missing."""
    at, length = random.randrange(len(good)), random.choice([1, 1, 8, 60])
    kinds = [lambda: good[:at], lambda: good[at:], lambda: good[:at] + bytes([good[at] ^ 1 << random.randrange(8)]) + good[at + 1 :],
             lambda: good[:at] + random.randbytes(length) + good[at + length :], lambda: good[:at] + good[at + length :]]  # fmt: skip
    return random.choice(kinds)()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["sweep.npz", "sweep.npy", "sweep.tsv", "sweep.csv", "basins.npz"])
@pytest.mark.parametrize("call", [chaos.load, chaos.verify])
def test_an_error_names_the_file(tmp_path, name, call):
    path, draws = tmp_path / name, random.Random(f"{SEED} {name}")
    write(path)
    good = path.read_bytes()
    for i in range(TIMES):
        path.write_bytes(harmed(good, draws))
        try:
            call(path)
        except (ValueError, TypeError, OSError, MemoryError) as error:
            assert str(path) in str(error) and type(error) is not UnicodeDecodeError, f"CHAOS_FUZZ_SEED={SEED}, {i}: {error!r}"
        except Exception as error:
            raise AssertionError(f"CHAOS_FUZZ_SEED={SEED}, {i}: {error!r}") from error


@pytest.mark.parametrize("ending", ["npz", "npy", "tsv", "csv"])
def test_files_of_something_else(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    for content in b"", b"hello", bytes(100), b"\xff\xfe" * 50, b"PK\3\4" + b"x" * 100, b"\x93NUMPY\1\0v\0{(", b"[" * 100_000:
        path.write_bytes(content)
        for call in chaos.load, chaos.verify:
            with pytest.raises(ValueError, match=f"^{re.escape(str(path))} (is cut off, damaged or something else: |has no comments of chaos-sweep)"):
                call(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(IsADirectoryError, match=path.name):
        chaos.load(path)
    with pytest.raises(ValueError, match=f"{path.name} is a folder, but no store"):
        chaos.verify(path)


@pytest.mark.parametrize("path, error", [(None, TypeError), (5, TypeError), (["a.npz"], TypeError), ("", ValueError), ("a\0.npz", ValueError), ("\ud800.npz", ValueError)])
def test_what_no_file_can_be_called(path, error):
    said = re.escape(repr(path))
    with pytest.raises(error, match=f"^path must be the name of a file(, a str or a path)?, got {said}$"):
        chaos.load(path)
    with pytest.raises(error, match=f"^(path must be the name of a file|store must be a path or a store of zarr), got {said}$"):
        chaos.verify(path)
    with pytest.raises(error, match=f"^path must be the name of a file(, a str or a path)?, got {said}$"):
        LOGISTIC.sweep(r=3.2, steps=5).save(path)


@pytest.mark.skipif(not SHELL, reason="there is no chaos-sweep")
@pytest.mark.parametrize("name", ["a.npz", "a.npy", "a.tsv", "a.csv", "a.png", "a.svg"])
def test_the_shell_names_the_file(tmp_path, name):
    """One line, or where a command became a text three with the place, and no crash; a picture may lose a few bits beside its recipe."""
    path, draws = tmp_path / name, random.Random(f"{SEED} {name}")
    done = subprocess.run([SHELL, "logistic", "r=3.2:3.5:4", "--steps=5", "--quiet", "-o", path], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(done.stderr)
    files = [path] if path.suffix != ".npy" else [path, tmp_path / f"{name}.json"]
    good = [file.read_bytes() for file in files]
    for i in range(TIMES):
        k = draws.randrange(len(files))
        for file, bytes_ in zip(files, good):
            file.write_bytes(bytes_)
        files[k].write_bytes(harmed(good[k], draws))
        for option in "--verify", "--recipe":
            done = subprocess.run([SHELL, option, path, "--quiet", *(["--dry-run"] if option == "--recipe" else [])], capture_output=True, timeout=60)
            said = done.stderr.decode(errors="replace")
            assert done.returncode in (0, 1, 2), f"CHAOS_FUZZ_SEED={SEED}, {i}: {done.returncode} {said}"
            if done.returncode:
                assert str(path) in said and len(said.splitlines()) in (1, 3), f"CHAOS_FUZZ_SEED={SEED}, {i}: {done.returncode} {said}"
