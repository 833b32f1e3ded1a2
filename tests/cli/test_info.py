"""--list, --describe, --help, --version, and the manual page."""
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

MAPS = ["circle", "henon", "logistic", "logistic_ring", "standard", "tent"]
PAGE = pathlib.Path(__file__).parents[2] / "docs" / "chaos-sweep.1"


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
    assert "7; another number by N=" in sweep("--describe", "logistic_ring", "N=7")


def test_version(sweep):
    assert re.match(r"chaos-sweep \d+\.\d+\.\d+ \(.*SLEEF.*\)\ninstruction set: \w+", sweep("--version"))


def test_help_has_every_option(sweep):
    text, page = sweep("--help"), PAGE.read_text()
    options = set(re.findall(r"--([a-z]+)", text))
    assert options == {"measure", "transient", "steps", "start", "bound", "threads", "strict", "quiet", "list",
                       "describe", "help", "version"}
    assert all(f"Fl Fl {option}" in page for option in options)
    assert max(map(len, text.splitlines())) <= 79


def test_manual_has_every_measure_and_option(sweep):
    page, text = PAGE.read_text(), sweep("--help")
    for name, options in re.findall(r"^  ([a-z]+) {2,}([a-z, ]*)$", text.split("measures and their options:")[1], re.M):
        (described,) = re.findall(rf"^\.It Cm {name}\b(.*)$", page, re.M)
        for option in filter(None, options.split(", ")):
            assert option in described, (name, option)


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff")
def test_manual_page_is_well_formed():
    result = subprocess.run(["groff", "-mandoc", "-Tutf8", "-ww", PAGE], capture_output=True, text=True)
    assert result.stderr == "" and "EXAMPLES" in re.sub(".\b", "", result.stdout)


def test_examples_of_the_manual(run, tmp_path, monkeypatch):
    """Each as it stands, but smaller."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shutil.copy(PAGE.parents[1] / "examples/mymap.c", tmp_path)
    page = PAGE.read_text().split(".Sh EXAMPLES")[1].replace("\\e\n", "")
    commands = re.findall(r"^(?:\.Dl )?chaos-sweep (.*)$", page, re.M)
    assert len(commands) >= 7
    for command in commands:
        small = re.sub(r":\d+00\b", ":12", command)
        result = run(*shlex.split(small), timeout=30)
        assert result.returncode == 0, (command, result.stderr)
