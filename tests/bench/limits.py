# SPDX-License-Identifier: MIT
"""The table of limits.c, as records."""

import subprocess


def measure(build, rounds):
    text = subprocess.run([build / "tests/bench/limits", str(rounds)], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return [
        {"kernel": kernel, "isa": isa, "reached": float(reached), "allowed": float(allowed), "percent": float(percent)}
        for kernel, isa, reached, allowed, percent in rows
    ]
