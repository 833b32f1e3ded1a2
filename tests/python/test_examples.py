"""The Python examples run and print what they promise."""

import importlib.util
import math
import pathlib
import re
import subprocess
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).parents[2] / "examples"


def test_multistability():
    """Fixed points are those that the formula says, and there are others."""
    spec = importlib.util.spec_from_file_location("multistability", EXAMPLES / "multistability.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    found = example.attractors(0.2)
    assert sum(one.period == 1 for one in found.values()) == example.expected(0.2) == 5 and len(found) == 7
    assert example.expected(0.02) == 55 and example.expected(0.5) == 2


def test_drift(tmp_path):
    run = subprocess.run([sys.executable, EXAMPLES / "drift.py", tmp_path / "drift.png"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    sigma, seen, expected = zip(*(map(float, line.split()) for line in run.stdout.splitlines()[1:]))
    assert sigma == (0, 1e-8, 1e-4) and seen[0] > seen[1] + 0.02 > seen[2] + 0.04 > 3.05
    assert all(abs(a - b) < 0.005 for a, b in zip(seen, expected))
    assert (tmp_path / "drift.png").stat().st_size > 10000


def test_indicators(tmp_path):
    run = subprocess.run([sys.executable, EXAMPLES / "indicators.py", "24", tmp_path / "indicators.png"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    starts, _, *lines = run.stdout.splitlines()
    rows = [line.replace("%", "").split() for line in lines]
    assert starts == "576 starts" and [row[0] for row in rows] == ["WBA", "GALI_2", "FLI", "MEGNO", "0-1"]
    agreement = [[float(x) for x in row[4:]] for row in rows]
    assert all(agreement[i][j] == agreement[j][i] for i in range(5) for j in range(5))
    assert all(agreement[i][i] == 100 for i in range(5)) and min(min(row[:4]) for row in agreement[:4]) > 85
    assert all(45 < float(row[2]) < 65 for row in rows[:4])
    assert (tmp_path / "indicators.png").stat().st_size > 10000


def test_crossing():
    run = subprocess.run([sys.executable, EXAMPLES / "crossing.py"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    ratio = {name.strip(): float(x) for name, x in re.findall(r"^(.{8}).* x (\S+)", run.stdout, re.MULTILINE)}
    calls = dict(re.findall(r"^(\w+) +(\d+) ", run.stdout.split("ns a call")[1], re.MULTILINE))
    assert list(calls) == ["Python", "chaos"] and int(calls["chaos"]) < 3 * int(calls["Python"])
    assert list(ratio) == ["loop", "stepwise", "iterator", "one call", "batched"]
    # Wide of what is measured on a quiet machine (1.1, 0.5, 0.1, 0.003): only a lost fast path fails.
    assert ratio["stepwise"] < 2 and ratio["iterator"] < 0.9 and ratio["one call"] < 0.4 and ratio["batched"] < 0.05


def test_skeletons(tmp_path):
    pytest.importorskip("matplotlib")
    run = subprocess.run([sys.executable, EXAMPLES / "skeletons.py", tmp_path, "40"], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    shrimp, tongues = (part.splitlines()[1:] for part in run.stdout.split("tongues"))
    assert [line.split(" from")[0].strip() for line in shrimp].count("fold of period 5") == 2 and "cusp 1.514678 0.157494" in run.stdout
    assert "resonance_4 1.000000 1.000000" in tongues[0]  # r = 1 + 2 cos theta, e = 2/r - 1
    for q in (5, 6, 7):
        r = 1 + 2 * math.cos(2 * math.pi / q)
        tips = 0
        for line in tongues:
            if line.startswith(f"  fold of period {q} "):
                a, b, c, d = map(float, re.search(r"from (\S+) (\S+) to (\S+) (\S+?)(?:,|$)", line).groups())
                tips += min(math.hypot(a - r, b - 2 / r + 1), math.hypot(c - r, d - 2 / r + 1)) < 0.02
        assert tips == 2, q
    assert all((tmp_path / name).stat().st_size > 10000 for name in ("shrimp.png", "tongues.png"))
