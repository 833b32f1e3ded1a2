"""What made a file is in it: done again, and verified."""
import hashlib
import json
import random
import shutil
import zlib

import numpy
import pytest

SWEEPS = {
    "points": ["logistic", "r=3:4:200"],
    "bins": ["logistic", "r=3:4:20", "--measure=density:bins=10,lyapunov,moments:of=x"],
    "list": ["logistic", "r=3.1,3.2,3.9", "--measure=orbit:steps=5"],
    "point": ["logistic"],
    "starts": ["henon", "a=1:1.3:13", "b=.1:.3:7", "--measure=density:of=x,final", "--starts=3", "--seed=4"],
    "both": ["henon", "b=.1:.3:11", "a=1:1.3:20", "--start=both", "--along=a", "--measure=final,lyapunov"],
    "boxed": ["x' = p + r*x - x^3", "r=1.4:1.5:5", "p=-0.3:0.3:30", "--start=both", "--along=p", "--starts=3", "--box=x=-1:1"],
    "noise": ["a=1.4; b=.3; x' = 1 - a*x^2 + y + 0.001*normal(); y' = b*x", "a=1:1.3:30", "--seed=3"],
    "letters": ["p' = p + k*sin(θ) mod 2*pi; θ' = θ + p' mod 2*pi", "k=0.5:2:9", "--bound=1e9"],
}  # fmt: skip
ENDINGS = ["tsv", "npz", "npy", "csv"]


def fits(name, ending):
    return ending in ("tsv", "npz") or name in ("points", "point", "noise", "letters", "list") or (ending == "npy" and name == "boxed")


CASES = [(name, ending) for name in SWEEPS for ending in ENDINGS if fits(name, ending)]


@pytest.mark.parametrize("name, ending", CASES)
def test_a_recipe_makes_the_same_file(sweep, tmp_path, name, ending):
    file, again = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    sweep(*SWEEPS[name], "-o", file)
    sweep("--recipe", file, "-o", again, "--threads=1")
    assert file.read_bytes() == again.read_bytes()
    sweep("--verify", file)
    sweep("--verify", file, "--percent=1e-3")


def test_files_do_not_depend_on_the_instruction_set(sweep, tmp_path):
    for isa, name in ("scalar", "a.npz"), ("", "b.npz"):
        sweep("henon", "a=1:1.4:50", "-o", name, env={"CHAOS_ISA": isa})
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def refused(result, *parts, code=1):
    assert result.returncode == code, (result.returncode, result.stderr)
    assert result.stderr.count("\n") == 1 and all(part in result.stderr for part in parts), result.stderr


@pytest.mark.parametrize("name, ending", [case for case in CASES if case[0] in ("points", "bins", "both", "list") and case[1] != "npz"])
def test_one_bit_is_found(run, sweep, tmp_path, name, ending):
    """Wherever a number is."""
    seed = random.randrange(2**32)
    print("seed", seed)
    draw, file = random.Random(seed), tmp_path / f"a.{ending}"
    sweep(*SWEEPS[name], "-o", file)
    good = file.read_bytes()
    rows = [at for at, byte in enumerate(good[:-1]) if byte == ord("\n") and good[at + 1] not in b"#\n"]
    for _ in range(3):
        bad = bytearray(good)
        if ending == "npy":
            bad[draw.randrange(128, len(good))] ^= 1 << draw.randrange(8)
        else:  # a digit or a separator
            row = draw.choice(rows[1:])
            bad[draw.randrange(row + 1, good.index(b"\n", row + 1))] ^= 1
        file.write_bytes(bad)
        assert run("--verify", file, "--quiet").returncode == 1
    file.write_bytes(good[:-50])
    assert run("--verify", file).returncode == 1


def sha256(arrays, points, lines):
    """Of whole lines of the first axis: `lines` to a block."""
    whole = hashlib.sha256()
    for first in range(0, points, lines):
        block = hashlib.sha256()
        for array in arrays:
            block.update(array[first : first + lines].tobytes())
        whole.update(block.digest())
    return whole.hexdigest()


def test_the_sha256_of_all_numbers(sweep, tmp_path):
    """As docs/formats.md has it; however the file was made."""
    command = "henon", "a=1:1.4:350", "b=0.1:0.3:400", "--steps=5", "--transient=0"
    sweep(*command, "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        arrays, said = [file[name] for name in ("lyapunov", "lyapunov_stderr", "status", "status")], json.loads(str(file["recipe"]))["sha256"]
    assert said == sha256(arrays, 350, 65536 // 400)
    sweep(*command, "-o", "a.npy")
    assert json.loads((tmp_path / "a.npy.json").read_text())["sha256"] == sha256([numpy.load(tmp_path / "a.npy")], 350, 65536 // 400)
    for ending in "tsv", "csv":
        sweep(*command, "-o", f"a.{ending}")
        assert (tmp_path / f"a.{ending}").read_text().endswith(f"\n# SHA-256={said}\n")
    assert sweep(*command).endswith(f"\n# SHA-256={said}\n")


@pytest.mark.parametrize("ending", ["npz", "npy", "tsv", "csv"])
def test_one_bit_of_what_is_not_computed_again_is_found(run, sweep, tmp_path, ending):
    """In a share that is drawn by chance alone a single bit would be missed."""
    seed = random.randrange(2**32)
    print("seed", seed)
    draw, file = random.Random(seed), tmp_path / f"a.{ending}"
    sweep("henon", "a=1:1.4:200", "b=0.1:0.3:40", "--steps=9", *(["--start=both", "--along=b", "--measure=final"] if ending != "csv" else []), "-o", file)
    good = file.read_bytes()
    share = "--percent=0.01"
    sweep("--verify", file, share)
    begin = {"npz": good.index(b"\n", good.index(b"final.npy")) + 1 if ending == "npz" else 0, "npy": 128}.get(ending, 0)
    end = good.index(b"status.npy") - 100 if ending == "npz" else len(good)
    for _ in range(20):
        at = draw.randrange(begin, end)
        bad = bytearray(good)
        bad[at] ^= 1 << draw.randrange(8)
        file.write_bytes(bad)
        assert run("--verify", file, share).returncode == 1, at
    file.write_bytes(good.replace(b"SHA-256=", b"SHA-512=").replace(*("sha256".encode("utf-32-le"), "sha512".encode("utf-32-le"))))
    if ending == "npy":
        file.write_bytes(good)
        (tmp_path / "a.npy.json").write_text((tmp_path / "a.npy.json").read_text().replace("sha256", "sha512"))
    assert run("--verify", file, share).returncode == 1


@pytest.mark.parametrize("ending", ["npz", "npy"])
def test_bits_of_headers_are_found(run, sweep, tmp_path, ending):
    """Also where there is no number: of an archive's headers and directory, and the recipe, each bit of which counts."""
    seed = random.randrange(2**32)
    print("seed", seed)
    draw, file = random.Random(seed), tmp_path / f"a.{ending}"
    sweep("logistic", "r=3:4:5", "--steps=20", "-o", file)
    good = file.read_bytes()
    around = range(160) if ending == "npz" else range(128)
    for at in draw.sample(around, 20) + draw.sample(range(len(good) - (len(good) // 2 if ending == "npz" else 8), len(good)), 8):
        bad = bytearray(good)
        bad[at] ^= 1 << draw.randrange(8)
        file.write_bytes(bad)
        result = run("--verify", file, errors="replace")
        assert result.returncode in (1, 2), (at, result.stderr)


def test_bits_of_members_are_found(run, sweep, tmp_path):
    sweep("logistic", "r=3:4:20", "--measure=density:bins=4,lyapunov", "-o", "a.npz")
    good = (tmp_path / "a.npz").read_bytes()
    for name in "r", "density", "density_range", "lyapunov", "lyapunov_stderr", "status", "density_status":
        bad = bytearray(good)
        bad[good.index(b"\n", good.index(f"{name}.npy".encode())) + 1] ^= 1
        (tmp_path / "b.npz").write_bytes(bad)
        refused(run("--verify", "b.npz"), name, "not what is computed")


def test_types_and_shapes_are_looked_at(run, sweep, tmp_path):
    """What NumPy saves with the same arrays is as good."""
    command = "henon", "a=1:1.4:6", "b=0.1:0.3:4", "--measure=final,lyapunov"
    sweep(*command, "-o", "a.npz")
    sweep(*command[:-1], "--measure=final", "-o", "a.npy")
    with numpy.load(tmp_path / "a.npz") as file:
        good = {name: file[name] for name in file.files}
    final = numpy.load(tmp_path / "a.npy")
    for name in good:
        numpy.savez(tmp_path / "b.npz", **good)
        sweep("--verify=b.npz")
        if name == "recipe":
            continue
        array = good[name]
        for bad in array.view("i8" if array.dtype == "f8" else "i4"), array.reshape(2, -1), array.astype(array.dtype.newbyteorder()):
            numpy.savez(tmp_path / "b.npz", **{**good, name: bad})
            refused(run("--verify=b.npz"), name)
    numpy.save(tmp_path / "a.npy", final)
    sweep("--verify=a.npy")
    for bad in final.view("i8"), final.swapaxes(0, 1).reshape(4, 6, 2), numpy.asfortranarray(final):
        numpy.save(tmp_path / "a.npy", bad)
        refused(run("--verify=a.npy"), "final")


@pytest.mark.parametrize("ending", ["tsv", "csv"])
def test_more_than_the_rows_is_looked_at(run, sweep, tmp_path, ending):
    sweep("logistic", "r=3:4:20", "-o", f"a.{ending}")
    text, file = (tmp_path / f"a.{ending}").read_text(), tmp_path / f"a.{ending}"
    row = text.splitlines()[-1]
    for bad, says in [(text + row + "\n", "more than its rows"), (text + "\n", "more than its rows"), (text + "# more\n", "more than its rows"),
                      (text.replace("lyapunov_stderr", "lyapunov_error"), "header of points"), (text.replace("status\n", "state\n"), "header of points")]:  # fmt: skip
        file.write_text(bad)
        refused(run("--verify", file), says)
    if ending == "tsv":
        sweep("logistic", "r=3:4:20", "--measure=lyapunov,density:bins=3", "-o", file)
        text = file.read_text()
        row = text.splitlines()[25]
        for bad in text.replace(row, f"{row}\n{row}"), text.replace("# density\n", "# dense\n"), text.replace("\n\n\n# density", "\n\n# density"):
            assert bad != text
            file.write_text(bad)
            assert run("--verify", file).returncode == 1


def test_the_text_of_a_recipe_is_looked_at(run, sweep, tmp_path):
    sweep("logistic", "r=3:4:20", "-o", "a.tsv")
    text = (tmp_path / "a.tsv").read_text()
    for old, new, says in [("count=1", "count=all", "count=all"), ("escaped: beyond", "escaped: above", "above"), ("r=3:4:20", "r=3:4:21", "rows"),
                           ("r=3:4:20", "r=3:4:19", "more than its rows"), ("x=0.387", "x=0.3", "not what is computed")]:  # fmt: skip
        (tmp_path / "b.tsv").write_text(text.replace(old, new, 1))
        refused(run("--verify", "b.tsv"), says)


def test_what_a_recipe_may_not_do(run, sweep, tmp_path):
    """A file does not say where results go, what is compiled, or anything of another program."""
    sweep("logistic", "r=3:4:20", "-o", "a.tsv")
    text = (tmp_path / "a.tsv").read_text()
    for old, new, says in [
        ("r=3:4:20 ", "r=3:4:20 -o out.tsv ", "'-o'"), ("r=3:4:20 ", "r=3:4:20 --threads=900 ", "--threads"), ("r=3:4:20 ", "--recipe=c.tsv ", "--recipe"),
        ("chaos-sweep logistic", "chaos-cycles logistic", "chaos-cycles"), ("sweep logistic", "sweep ./map.c", "./map.c"),
        ("# chaos-sweep", "# chaos", "no recipe"), ("# logistic", "logistic", "no recipe"), ("), fma", "), nofma", "nofma"), ("r*x*(1 - x)\n", "r*x\n", "its map is"),
    ]:  # fmt: skip
        if "), fma" in text or "fma" not in old:
            (tmp_path / "b.tsv").write_text(text.replace(old, new, 1))
            refused(run("--recipe", "b.tsv"), says)
    assert not (tmp_path / "out.tsv").exists()


def test_a_c_file_that_a_recipe_names_is_not_run(run, sweep, tmp_path):
    """Wherever in the command it stands; it is not even compiled."""
    sweep("henon", "a=1:1.4:4", "-o", "a.tsv")
    sweep("henon", "a=1:1.4:4", "-o", "a.npz", "--shard=0/1")
    (tmp_path / "own.c").write_text("#error compiled\n")
    text, part = (tmp_path / "a.tsv").read_text(), (tmp_path / "a.npz.part-0-of-1").read_bytes()
    for words in "./own.c", "--steps=1000 ./own.c", "--steps 1000 ./own.c", "a=1:1.4:4 ./own.c", "-- ./own.c", "- ./own.c":
        (tmp_path / "b.tsv").write_text(text.replace("sweep henon a=1:1.4:4", f"sweep {words}"))
        for option in "--recipe=b.tsv", "--verify=b.tsv":
            result = run(option)
            assert result.returncode != 0 and "compiled" not in result.stderr, result.stderr
            if "1000" in words or words == "./own.c":
                refused(result, "./own.c, which is not run", f"chaos-sweep {words}")
    head = part[64 : 64 + int.from_bytes(part[16:24], "little")]
    bad = head.replace(b"chaos-sweep henon", b"chaos-sweep --steps=9 ./own.c")
    (tmp_path / "b.part").write_bytes(part[:16] + len(bad).to_bytes(8, "little") + zlib.crc32(bad).to_bytes(8, "little") + part[32:64] + bad)
    refused(run("--merge", "b.part", "-o", "b.npz"), "./own.c, which is not run")


@pytest.mark.parametrize("arguments, says", [
    (["logistic", "--percent=3"], "--percent goes with --verify"), (["--verify=a.tsv", "-o", "b.tsv"], "-o does not go with --verify"),
    (["--verify=a.tsv", "--shard=0/2"], "--shard does"), (["--verify=a.tsv", "--resume"], "--resume does"), (["--verify=a.tsv", "--dry-run"], "--dry-run does"),
    (["--merge", "a.part", "--verify=a.tsv"], "--merge does"), (["--merge", "a.part", "--dry-run", "-o", "b.npz"], "--dry-run does not go with --merge"),
    (["--merge", "a.part", "--shard=0/2", "-o", "b.npz"], "--shard does not go with --merge"), (["--merge", "a.part", "--resume", "-o", "b.npz"], "--resume does"),
    *[([f"--verify={name}"], "--verify must be of a .tsv") for name in ("", "a.npy.json", "a.part", "a.png")]])  # fmt: skip
def test_what_does_not_go_together_is_said(run, sweep, tmp_path, arguments, says):
    sweep("logistic", "r=3:4:20", "-o", "a.tsv")
    sweep("logistic", "r=3:4:20", "-o", "a.npz", "--shard=0/1")
    (tmp_path / "a.npz.part-0-of-1").rename(tmp_path / "a.part")
    refused(run(*arguments), says, code=2)
    assert not list(tmp_path.glob("b.*"))


def test_another_version_is_said(run, sweep, tmp_path):
    sweep("logistic", "r=3:4:20", "-o", "a.tsv")
    text = (tmp_path / "a.tsv").read_text()
    (tmp_path / "a.tsv").write_text(text.replace("SLEEF ", "SLEEF 1", 1))
    for option in "--recipe", "--verify":
        result = run(option, "a.tsv")
        assert result.returncode == 0 and "the last bits may differ" in result.stderr


@pytest.mark.parametrize("more, says", [(["logistic"], "'logistic' too"), (["--steps=3"], "--steps"), (["--seed=3"], "--seed"),
                                        (["--percent=0"], "--percent"), (["--percent=101"], "--percent")])  # fmt: skip
def test_a_recipe_says_all(run, sweep, more, says):
    sweep("logistic", "r=3:4:20", "-o", "a.tsv")
    refused(run("--recipe", "a.tsv", *more), says, code=2)
    refused(run(*more, "--recipe", "a.tsv"), says, code=2)


def test_files_without_a_recipe(run, sweep, tmp_path):
    (tmp_path / "a.tsv").write_text("1 2 3\n")
    numpy.save(tmp_path / "a.npy", numpy.zeros(3))
    numpy.savez(tmp_path / "a.npz", x=numpy.zeros(3))
    (tmp_path / "b.tsv").write_bytes(b"")
    (tmp_path / "b.npz").write_bytes(b"PK\3\4")
    for name, says in ("a.tsv", "no recipe"), ("a.npy", "a.npy.json"), ("a.npz", "no recipe"), ("b.tsv", "no recipe"), ("b.npz", "no recipe"), ("c.tsv", "No such"):
        refused(run("--recipe", name), name, says)
        refused(run("--verify", name), name, says)


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_has_its_recipe(cairo, run, sweep, tmp_path, ending):
    """Its numbers come out as if there had been no picture; and again a picture, whose own recipe is the same."""
    letters = [*SWEEPS["letters"], "--measure=density:bins=20:steps=500,lyapunov:steps=500"]
    sweep(*letters, "-o", f"a.{ending}")
    sweep("--recipe", f"a.{ending}", "-o", "a.npz")
    sweep("--recipe", f"a.{ending}", "-o", f"b.{ending}")
    sweep("--recipe", f"b.{ending}", "-o", "b.npz")
    sweep(*letters, "-o", "c.npz")
    a, b, c = (numpy.load(tmp_path / f"{name}.npz") for name in "abc")
    assert str(a["recipe"]) == str(b["recipe"]) and set(a) == set(c)
    assert all(numpy.array_equal(a[name], c[name], equal_nan=a[name].dtype.kind == "f") for name in set(c) - {"recipe"})
    refused(run("--verify", f"a.{ending}"), "--verify must be of a .tsv", code=2)


def chunks(png):
    at = 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert int.from_bytes(png[at + 8 + size : at + 12 + size], "big") == zlib.crc32(kind + data)
        yield kind, data
        at += 12 + size


def test_pictures_with_recipes_are_well_formed(cairo, run, sweep, tmp_path):
    sweep("logistic", "r=3:4:20", "-o", "a.png")
    found = dict(chunks((tmp_path / "a.png").read_bytes()))
    assert list(found)[:2] == [b"IHDR", b"iTXt"] and list(found)[-1] == b"IEND"
    assert found[b"iTXt"].startswith(b"recipe\0\0\0\0\0") and json.loads(found[b"iTXt"][11:])["map"] == "logistic"
    sweep("logistic", "r=3:4:20", "-o", "a.pdf")
    refused(run("--recipe", "a.pdf"), "a.pdf", "pdfinfo")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:33])
    (tmp_path / "b.svg").write_text("<?xml version='1.0'?><svg/>")
    for name in ("b.png", "b.svg"):
        refused(run("--recipe", name), name, "it has no recipe")


def test_beside_an_array_there_is_a_recipe(sweep, tmp_path):
    sweep("logistic", "r=3:4:20", "-o", "a.npy")
    recipe = json.loads((tmp_path / "a.npy.json").read_text())
    assert recipe["map"] == "logistic" and recipe["isa"] in ("fma", "nofma")
    shutil.move(tmp_path / "a.npy.json", tmp_path / "b.json")
    sweep("--recipe", "b.json", "-o", "b.npy")
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()
