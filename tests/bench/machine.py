# SPDX-License-Identifier: MIT
"""What was measured on, and with what."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

import chaos


def cpu_model():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    fields = {name.strip(): value.strip() for name, value in fields.items()}
    return f"{fields.get('model name', platform.machine())} (family {fields.get('cpu family')}, model {fields.get('model')})"


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def describe():
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=False).stdout
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "isa": chaos.isa_name(),
        "system": platform.platform(),
        "load": os.getloadavg()[0],
        "compiler": compiler.splitlines()[0] if compiler else None,
        "python": platform.python_version(),
        "chaos": chaos.__version__,
        "versions": {name: version(name) for name in ("numpy", "numba", "pybind11", "pynamicalsys")},
    }
