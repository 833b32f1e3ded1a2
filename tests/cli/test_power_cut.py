"""What a power cut leaves, at every moment of a run with --resume: powercut.c notes what is written and when it is synchronized."""
import importlib.util
import os
import random
import shutil
import subprocess

import pytest

COMMAND = os.environ.get("CHAOS_SWEEP") or shutil.which("chaos-sweep")
SWEEP = ["--quiet", "henon", "a=1:1.4:300", "--steps=50", "--threads=1", "--resume"]
BLOCK = b"a block\0"


def begun_by_a_script():
    """What libtool's script begins, or that of a package which pip has installed."""
    built = os.path.join(os.path.dirname(COMMAND), ".libs", "chaos-sweep")
    if os.path.exists(built):
        return built
    return os.path.join(*importlib.util.find_spec("chaos").submodule_search_locations, "bin", "chaos-sweep")


@pytest.fixture(scope="module")
def notes_of(tmp_path_factory):
    """notes_of(folder, name): what a run does there, [(verb, its words, bytes), ...]."""
    compiler = shutil.which(os.environ.get("CC", "cc").split()[-1]) or shutil.which("cc")
    if not compiler:
        pytest.skip("no compiler")
    place = tmp_path_factory.mktemp("shim")
    source = os.path.join(os.path.dirname(__file__), "powercut.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", place / "powercut.so", source, "-ldl"], check=True)
    head = open(COMMAND, "rb").read(2)
    program = COMMAND if head != b"#!" else begun_by_a_script()

    def notes_of(folder, name):
        log = place / "log"
        log.unlink(missing_ok=True)
        more = {"LD_PRELOAD": str(place / "powercut.so"), "CHAOS_TEST_FOLDER": os.path.realpath(folder), "CHAOS_TEST_LOG": str(log)}
        subprocess.run([program, *SWEEP, "-o", name], cwd=folder, env={**os.environ, **more}, check=True)
        return parsed(log.read_bytes())

    return notes_of


def parsed(log):
    notes, at = [], 0
    while at < len(log):
        end = log.index(b"\n", at)
        verb, *words = log[at:end].decode().split()
        size = int(words[-1]) if verb in ("write", "sync") else 0
        notes.append((verb, words, log[end + 1 : end + 1 + size]))
        at = end + 1 + size
    return notes


class Disk:
    """What is sure to be there, {name: inode} and {inode: bytes}, and what may be."""

    def __init__(self, notes):
        self.names, self.files, self.named, self.written = {}, {}, [], {}
        for verb, words, data in notes:
            if verb == "folder":
                self.names = self._renamed(self.names, self.named)
                self.named = []
            elif verb == "sync":
                self.files[words[0]], self.written[words[0]] = data, []
            elif verb in ("write", "truncate"):
                self.written.setdefault(words[0], []).append((int(words[1]), data if verb == "write" else None))
            else:
                self.named.append((verb, words))

    @staticmethod
    def _renamed(names, notes):
        names = dict(names)
        for verb, words in notes:
            if verb in ("create", "link"):
                names[words[1]] = words[0]
            elif verb == "rename" and words[0] in names:
                names[words[1]] = names.pop(words[0])
            elif verb == "unlink":
                names.pop(words[0], None)
        return names

    def after(self, chooses, tears):
        """{name: bytes}: chooses(list) of what may be there, tears(bytes) of what is written."""
        found = {}
        for name, inode in self._renamed(self.names, chooses(self.named)).items():
            data = bytearray(self.files.get(inode, b""))
            for at, written in chooses(self.written.get(inode, [])):
                if written is None:
                    del data[at:]
                    data.extend(bytes(at - len(data)))
                else:
                    written = tears(written)
                    data.extend(bytes(max(0, at - len(data))))
                    data[at : at + len(written)] = written
            found[name] = bytes(data)
        return found


def cuts(notes, draw):
    """Each moment with nothing, all and some of what was not synchronized; none twice."""
    seen = set()

    def some(things):
        return [thing for thing in things if draw.random() < 0.5]

    def torn(data):
        return data[: draw.randint(0, len(data))] if draw.random() < 0.5 else data

    ways = [(lambda things: [], bytes), (lambda things: things, bytes), (some, torn), (some, torn)]
    for n in range(len(notes) + 1):
        for chooses, tears in ways:
            disk = Disk(notes[:n]).after(chooses, tears)
            key = tuple(sorted(disk.items()))
            if key not in seen:
                seen.add(key)
                yield n, disk


@pytest.mark.parametrize("name", ["a.npz", "a.npy", "a.tsv"])
def test_a_power_cut_at_any_moment(notes_of, run, tmp_path, name):
    first = tmp_path / "first"
    first.mkdir()
    notes = notes_of(first, name)
    expected = {path.name: path.read_bytes() for path in first.iterdir()}
    verbs = [verb for verb, *_ in notes]
    assert {"create", "write", "sync", "folder", "link", "unlink"} <= set(verbs), "powercut.c did not see what is done"
    assert sum(data.startswith(BLOCK) for verb, _, data in notes if verb == "write") >= 3
    seed = random.randrange(2**32)
    print("seed", seed)
    for n, disk in cuts(notes, random.Random(seed)):
        folder = tmp_path / "again"
        folder.mkdir()
        for each, data in disk.items():
            (folder / each).write_bytes(data)
        done = subprocess.run([COMMAND, *SWEEP, "-o", name], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, (n, notes[:n][-1:], sorted(disk), done.stderr)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected, (n, notes[:n][-1:])
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["a.npz", "a.npy"])
def test_no_more_than_the_block_in_flight_is_lost(notes_of, tmp_path, name):
    """Of what was not synchronized nothing is there but that names are gone: yet of the blocks that were begun all but one are, or the result is."""

    def lost(things):
        return [thing for thing in things if thing[0] == "unlink"]

    notes = notes_of(tmp_path, name)
    begun = 0
    for n, (verb, _, data) in enumerate(notes, 1):
        begun += verb == "write" and data.startswith(BLOCK)
        disk = Disk(notes[:n]).after(lost, bytes)
        assert disk.keys() >= {path.name for path in tmp_path.iterdir()} or disk.get(f"{name}.part", b"").count(BLOCK) >= begun - 1, n
    assert begun >= 3
