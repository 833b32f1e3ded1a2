"""Files appear whole or not at all; endings, signals, full disks."""
import os
import pathlib
import pty
import re
import signal
import stat
import subprocess
import time

import pytest

ENDINGS = ["tsv", "csv", "npy", "npz", "png", "svg", "pdf"]
LONG = ["logistic", "r=3:4:200000", "--steps=1000000"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_output_is_written_and_replaces(sweep, tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    path.write_text("old")
    path.chmod(0o640)
    assert sweep("logistic", "r=3:4:20", "-o", path, "--steps=100", "--measure=lyapunov") == ""
    assert path.stat().st_size > 100 and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == [path] + [path.with_name("a.npy.json")] * (ending == "npy")


def test_mode_follows_umask(run, tmp_path):
    assert run("tent", "-o", "a.tsv", preexec_fn=lambda: os.umask(0o027)).returncode == 0
    assert stat.S_IMODE((tmp_path / "a.tsv").stat().st_mode) == 0o640


def test_symbolic_link_stays(sweep, tmp_path):
    (tmp_path / "real.tsv").write_text("old")
    (tmp_path / "link.tsv").symlink_to("real.tsv")
    sweep("tent", "-o", "link.tsv")
    assert (tmp_path / "link.tsv").is_symlink() and "lyapunov" in (tmp_path / "real.tsv").read_text()


def test_dangling_link_stays(sweep, tmp_path):
    """As the shell's > writes through it."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.tsv").symlink_to("folder/next.tsv")
    (tmp_path / "folder/next.tsv").symlink_to(tmp_path / "real.tsv")
    for _ in "new", "old":
        sweep("tent", "-o", "link.tsv")
        assert (tmp_path / "link.tsv").is_symlink() and (tmp_path / "folder/next.tsv").is_symlink()
        assert "lyapunov" in (tmp_path / "real.tsv").read_text() and len(list(tmp_path.iterdir())) == 3


def test_link_to_itself(run, tmp_path):
    (tmp_path / "a.tsv").symlink_to("a.tsv")
    one_line(run("tent", "-o", "a.tsv"), "a.tsv", "symbolic links")


@pytest.mark.parametrize("length", [248, 249, 255])
def test_long_names(sweep, tmp_path, length):
    name = "a" * (length - 4) + ".tsv"
    for _ in "new", "old":
        sweep("tent", "-o", name)
        assert [path.name for path in tmp_path.iterdir()] == [name]


def test_name_too_long(run):
    one_line(run(*LONG, "-o", "a" * 252 + ".tsv", timeout=5), "too long")
    one_line(run(*LONG, "-o", "a" * 248 + ".npy", timeout=5), "too long")


def one_line(result, *parts):
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("chaos-sweep: "), result.stderr
    assert all(part in result.stderr for part in parts), result.stderr


def test_no_such_directory(run, tmp_path):
    one_line(run("tent", "-o", "no/such.tsv"), "no/such.tsv", "No such file")


def test_directory_in_the_way(run, tmp_path):
    (tmp_path / "a.tsv").mkdir()
    one_line(run("tent", "-o", "a.tsv"), "a.tsv", "directory")


def test_unwritable_directory(run, tmp_path):
    if os.geteuid() == 0:  # may write everywhere but where the kernel has its own
        one_line(run("tent", "-o", "/proc/a.tsv"), "/proc/a.tsv")
        return
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    one_line(run("tent", "-o", "closed/a.tsv"), "closed/a.tsv", "denied")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_full_disk(run, tmp_path):
    with open("/dev/full", "w") as full:
        one_line(run("logistic", "r=3:4:5", "--quiet", capture_output=False, stdout=full, stderr=subprocess.PIPE),
                 "standard output", "No space")
        for option in ["--list", "--help", "--version", "--describe=henon"]:
            one_line(run(option, capture_output=False, stdout=full, stderr=subprocess.PIPE), "No space")
    one_line(run("tent", "-o", "/dev/full"), "/dev/full", "No space")


def limit_file_size():
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_that_can_not_grow(run, tmp_path, ending):
    result = run("logistic", "r=3:4:2000", "--measure=lyapunov", "--steps=10", "--quiet", "-o", f"a.{ending}",
                 preexec_fn=limit_file_size)
    one_line(result, f"a.{ending}", "too large")
    assert not list(tmp_path.iterdir())


@pytest.mark.alone
@pytest.mark.parametrize("sent, status", [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143),
                                          (signal.SIGXCPU, 152), (signal.SIGKILL, -signal.SIGKILL)])
def test_interrupted(command, tmp_path, sent, status):
    path = tmp_path / "a.npz"
    path.write_text("old")
    child = subprocess.Popen([command, *LONG, "-o", path, "--threads=1"], stderr=subprocess.PIPE)
    time.sleep(0.5)
    start = time.monotonic()
    child.send_signal(sent)
    _, errors = child.communicate(timeout=10)
    assert child.returncode == status and errors == b""
    assert time.monotonic() - start < 2
    assert list(tmp_path.iterdir()) == [path] and path.read_text() == "old"


@pytest.mark.alone
@pytest.mark.parametrize("after", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_interrupted_picture(command, run, tmp_path, after):
    """Also while it is drawn, wherever that is."""
    words = ["henon", "a=0:1.4:1000", "b=-1:1:1000", "--measure=escape:steps=20", "--quiet", "-o", "a.png"]
    start = time.monotonic()
    if run(*words).returncode:
        pytest.skip("there is no cairo")
    whole = time.monotonic() - start
    (tmp_path / "a.png").write_text("old")
    child = subprocess.Popen([command, *words], cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(after * whole)
    child.send_signal(signal.SIGTERM)
    _, errors = child.communicate(timeout=60)
    assert errors == b"" and os.listdir(tmp_path) == ["a.png"]
    assert child.returncode == 0 or (child.returncode in (143, -signal.SIGTERM) and (tmp_path / "a.png").read_text() == "old")


def test_reader_that_leaves(command):
    """As head does."""
    child = subprocess.Popen([command, "logistic", "r=3:4:100000", "--steps=10", "--quiet"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    child.stdout.read(100)
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(10) == -signal.SIGPIPE


def test_reader_that_leaves_an_ignored_sigpipe(command):
    if b"python" in pathlib.Path(command).read_bytes()[:256]:
        pytest.skip("Python, which starts it, has changed SIGPIPE before it could be asked")
    child = subprocess.Popen([command, "logistic", "r=3:4:100000", "--steps=10", "--quiet"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN),
                             restore_signals=False, text=True)
    child.stdout.close()
    assert child.stderr.read() == "chaos-sweep: standard output: can't write: Broken pipe\n"
    child.stderr.close()
    assert child.wait(10) == 1


def test_strict(run):
    assert run("logistic", "r=3.9,4.5").returncode == 0
    result = run("logistic", "r=3.9,4.5", "--strict")
    assert result.returncode == 3 and "1 of 2 escaped" in result.stderr and "nan" in result.stdout
    assert run("logistic", "r=3.9,3.95", "--strict").returncode == 0


@pytest.mark.alone
def test_summary_and_quiet(run):
    arguments = ["logistic", "r=3.9:4:20000", "--steps=100000", "--threads=1"]
    summary = run(*arguments).stderr.splitlines()[0]
    assert re.fullmatch(r"chaos-sweep: 20000 points, .* steps in \d+\.\d\d s", summary)
    assert run(*arguments, "--quiet").stderr == ""
    assert run("tent").stderr.startswith("chaos-sweep: 1 point, 2.00 k steps in 0.0")


def through_a_terminal(command, *arguments):
    """What chaos-sweep shows on a terminal."""
    primary, secondary = pty.openpty()
    child = subprocess.Popen([command, *arguments], stdout=subprocess.DEVNULL, stderr=secondary)
    os.close(secondary)
    shown, asked = b"", False
    deadline = time.monotonic() + 3
    try:
        while True:
            shown += os.read(primary, 4096)
            if not asked and (b"left" in shown or time.monotonic() > deadline):
                child.send_signal(signal.SIGINT)
                asked = True
    except OSError:  # the other end is closed
        pass
    os.close(primary)
    assert child.wait(10) == 130
    return shown.decode()


@pytest.mark.alone
def test_progress_on_a_terminal(command):
    shown = through_a_terminal(command, *LONG)
    assert "[" in shown and " %" in shown and "left" in shown
    assert shown.endswith("\r\x1b[K"), "the bar is taken away"


def test_decimal_point_in_every_locale(sweep):
    german = {**os.environ, "LC_ALL": "de_DE.UTF-8"}
    point = subprocess.run(["locale", "decimal_point"], capture_output=True, text=True, env=german).stdout
    if point.strip() != ",":
        pytest.skip("de_DE.UTF-8 is not installed")
    plain = sweep("logistic", "r=3.5:3.9:3")
    assert sweep("logistic", "r=3.5:3.9:3", env=german) == plain
