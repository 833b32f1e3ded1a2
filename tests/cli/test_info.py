"""--list, --describe, --help, --version, and the manual page."""
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

MAPS = ["circle", "henon", "logistic", "logistic_ring", "standard", "tent"]
SOURCES = pathlib.Path(__file__).parents[2]


def test_list(sweep):
    lines = sweep("--list").splitlines()
    names = [line.split()[0] for line in lines]
    assert names == sorted(names) and set(MAPS) <= set(names)
    assert all("' = " in line for line in lines), "each has its formula"
    assert len({line.index(re.split("  +", line)[2]) for line in lines}) == 1, "columns stand below each other"


def test_describe_every_map(sweep):
    for line in sweep("--list").splitlines():
        name = line.split()[0]
        text = sweep("--describe", name)
        assert text.startswith(f"name        {name}\n")
        for heading in ["title", "formula", "parameters", "states", "picture", "reference"]:
            assert re.search(f"^{heading}  ", text, re.M), (name, heading)
        assert max(map(len, text.splitlines())) <= 90


def test_describe_a_lattice(sweep):
    assert "7; change it with N=" in sweep("--describe", "logistic_ring", "N=7")


def test_version(sweep):
    assert re.match(r"chaos-sweep \d+\.\d+\.\d+ \(.*SLEEF.*\)\ninstruction set: \w+", sweep("--version"))


def test_other_ways_to_ask(sweep, cycles):
    assert sweep("-h") == sweep("help") == sweep("--help") and sweep("-V") == sweep("--version")
    assert cycles("help").stdout.startswith("usage: chaos-cycles") and cycles("-V").stdout.startswith("chaos-cycles ")


def test_help_has_every_option(sweep, manual):
    text, page = sweep("--help"), manual.read_text()
    options = set(re.findall(r"--([a-z-]+)", text))
    assert options == {"measure", "transient", "steps", "start", "bound", "threads", "strict", "quiet", "list",
                       "describe", "emit-c", "compile", "help", "version", "starts", "seed", "box",
                       "along", "kick", "noise", "recipe", "verify", "percent", "shard", "resume", "merge", "dry-run"}
    assert all(f"Fl Fl {option}" in page for option in options)
    assert max(map(len, text.splitlines())) <= 79


def measures_of_help(text):
    """{measure: its options}, among them the common ones that it has."""
    measures = text.split("measures, with these options and their own:\n")[1].split("\n\n")[0]
    result = {}
    for line in measures.splitlines():
        if name := re.match("  ([a-z_]+)(  |$)", line.rstrip()):
            options = result[name[1]] = set()
        elif own := re.match("    ([a-z_]+)=", line):
            options.add(own[1])
        elif re.fullmatch("    [a-z]+( [a-z]+)*", bare := re.sub(r" \(.*?\)", "", line)):  # but for defaults of its own
            options.update(bare.split())
    return result


def test_help_and_manual_tell_of_every_measure(sweep, run, manual):
    page, text = manual.read_text(), sweep("--help")
    common = set(re.findall("^    ([a-z_]+)=", text.split("options of several measures:")[1].split("\n\n")[0], re.M))
    measures = measures_of_help(text)
    assert {"density", "lyapunov", "orbit", "period"} <= set(measures) and {"transient", "of"} <= common
    for name, options in measures.items():
        (described,) = re.findall(rf"^\.Ss {name}: .*\n((?:(?!\.S[sh]).*\n)*)", page, re.M)
        assert re.search(rf"^\.It Li {name}(_\w+)?\n", described, re.M), "what comes out"
        for option in options:
            assert re.search(rf"^\.(It )?Cm {option}\b", described, re.M), (name, option)
        message = run("standard", f"--measure={name}:nothing=1").stderr
        assert set(re.search("; it has (.*)", message)[1].split(";")[0].split(", ")) == options


def test_options_of_several_measures_are_told_once(sweep, manual):
    """With the default that most have; who has another one says so."""
    text, page = sweep("--help"), manual.read_text()
    told = re.findall("^    ([a-z_]+)=", text.split("options of several measures:")[1].split("\n\n")[0], re.M)
    assert sorted(told) == ["every", "of", "steps", "times", "transient", "when"]
    several = page.split("Options of several measures:")[1].split(".Ss ")[0]
    assert sorted(re.findall(r"^\.It Cm (\w+)", several, re.M)) == sorted(told)
    assert re.search("transient=N +iterations before measuring \\(1000\\)", text)
    for name in ("fli", "gali", "megno", "reversibility_error"):
        assert re.search(rf"^  {name}\b(?:.*\n)+?    transient \(0\)", text, re.M), name
        assert re.search(rf"^\.Ss {name}:(?:.*\n)+?\.Cm transient\n\.Pq default: 0\n", page, re.M), name
    assert re.search(r"^    transient every times of \(all states\) when$", text, re.M), "orbit"


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff")
@pytest.mark.parametrize("name", ["chaos-sweep", "chaos-cycles", "chaos-branch", "chaos-basins"])
def test_manual_page_is_well_formed(manual, name):
    page = manual.with_name(f"{name}.1")
    page = page if page.exists() else SOURCES / "docs" / page.name
    result = subprocess.run(["groff", "-mandoc", "-Tutf8", "-ww", page], capture_output=True, text=True)
    assert result.stderr == "" and "EXAMPLES" in re.sub(".\b", "", result.stdout)


def test_examples_of_the_manual(run, manual, tmp_path, monkeypatch):
    """Each as it stands, but smaller."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shutil.copy(SOURCES / "examples/mymap.c", tmp_path)
    page = manual.read_text().split(".Sh EXAMPLES")[1].replace("\\e\n", "")
    commands = re.findall(r"^(?:\.Dl )?chaos-sweep (.*)$", page, re.M)
    assert len(commands) >= 7
    for command in commands:
        small = re.sub(r":\d+00\b", ":12", command)
        result = run(*shlex.split(small), timeout=30)
        assert result.returncode == 0, (command, result.stderr)


def test_a_copied_build_does_not_run_the_old_one(command, tmp_path):
    script = pathlib.Path(command).with_name("run")
    if not script.exists():
        pytest.skip("not a build folder")
    assert subprocess.run([script, "true"]).returncode == 0
    copied = subprocess.run([shutil.copy(script, tmp_path), "true"], capture_output=True, text=True)
    assert copied.returncode == 1 and f"was made in {script.parent} " in copied.stderr
