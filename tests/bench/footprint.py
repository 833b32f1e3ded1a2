# SPDX-License-Identifier: MIT
"""What installing and starting it costs: the stripped library, chaos-sweep's start."""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path


def stripped_bytes(library):
    with tempfile.NamedTemporaryFile() as copy:
        subprocess.run(["strip", "-o", copy.name, library], check=True)
        return Path(copy.name).stat().st_size


def start_seconds(command, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure(build):
    """build: the build directory. The program itself is started, not libtool's wrapper."""
    return {
        "library_bytes": stripped_bytes(build / ".libs" / "libchaos.so"),
        "start_seconds": start_seconds([build / ".libs" / "chaos-sweep", "--version"], 51),
    }
