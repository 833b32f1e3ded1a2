"""chaos-sweep and its kin as users run them: from CHAOS_SWEEP, or found on PATH."""
import os
import pathlib
import shutil
import signal
import subprocess

import pytest

# A job in the background ignores Ctrl-C, and with nohup SIGHUP, and so would the programs it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

COMMAND = os.environ.get("CHAOS_SWEEP") or shutil.which("chaos-sweep")


@pytest.fixture
def command():
    assert COMMAND, "no chaos-sweep: say CHAOS_SWEEP=..., or run this with build/run"
    return COMMAND


@pytest.fixture(scope="session")
def cairo(tmp_path_factory):
    """Skips what looks at each pixel where Matplotlib draws for a chaos-sweep without cairo: with transparency, and as it likes."""
    picture = tmp_path_factory.mktemp("cairo") / "a.png"
    subprocess.run([COMMAND, "logistic", "r=3:4:9", "--steps=9", "--quiet", "-o", picture], timeout=60)
    if not picture.exists() or picture.read_bytes()[25] != 2:
        pytest.skip("chaos-sweep was built without cairo")


def runner(command, folder):
    def run(*arguments, text=True, timeout=50, **options):
        return subprocess.run([command, *map(str, arguments)], text=text, timeout=timeout, cwd=folder,
                              **{"capture_output": True, **options})

    return run


@pytest.fixture
def run(command, tmp_path):
    """run(argument, ...): its CompletedProcess, in an empty directory."""
    return runner(command, tmp_path)


@pytest.fixture
def cycles(command, tmp_path):
    """As run, chaos-cycles."""
    return runner(pathlib.Path(command).with_name("chaos-cycles"), tmp_path)


@pytest.fixture
def basins(command, tmp_path):
    """As run, chaos-basins."""
    return runner(pathlib.Path(command).with_name("chaos-basins"), tmp_path)


@pytest.fixture
def branch(command, tmp_path):
    """As run, chaos-branch."""
    return runner(pathlib.Path(command).with_name("chaos-branch"), tmp_path)


@pytest.fixture
def manual(command):
    """The manual page of chaos-sweep, from the build folder or where it is installed."""
    folder = pathlib.Path(command).parent
    places = [folder / "docs/chaos-sweep.1", folder.parent / "share/man/man1/chaos-sweep.1"]
    if not (found := [place for place in places if place.exists()]):
        pytest.skip("no manual page is installed with it")
    return found[0]


@pytest.fixture
def sweep(run):
    """As run, for what must succeed: its standard output."""

    def sweep(*arguments, **options):
        result = run("--quiet", *arguments, **options)
        assert result.returncode == 0 and not result.stderr, (arguments, result.returncode, result.stderr)
        return result.stdout

    return sweep
