# SPDX-License-Identifier: MIT
"""chaos-sweep and its siblings, which pip puts into the package."""

import os
import pathlib
import shutil
import signal
import sys

HERE = pathlib.Path(__file__).parent / "bin"


def run(program, arguments, name):
    """Becomes the program, under a name. A reader that leaves ends it, as it does in a pipe; Python ignores that."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execve(program, [name, *arguments], {**os.environ, "CHAOS_PYTHON": sys.executable})


def main():
    """What the commands chaos-sweep, chaos-cycles, chaos-branch and chaos-basins start."""
    name = pathlib.Path(sys.argv[0]).name
    run(HERE / name, sys.argv[1:], name)


def module():
    """python -m chaos [sweep|cycles|branch|basins] ARGUMENT...: without the word, chaos-sweep."""
    arguments = sys.argv[1:]
    name = "chaos-sweep"
    if arguments and arguments[0] in ("sweep", "cycles", "branch", "basins"):
        name = f"chaos-{arguments.pop(0)}"
    program = HERE / name if (HERE / name).exists() else shutil.which(name)
    if not program:
        sys.exit(f"{name} is not on PATH")
    run(program, arguments, name)
