"""progress=: a bar, or what is called."""

import subprocess
import sys

import numpy as np
import pytest

import chaos

LOGISTIC = chaos.maps["logistic"]
X = np.linspace(0.1, 0.9, 100)
CALL = "import chaos; chaos.maps['logistic'].sweep(r=(3.5, 4, 200), steps=20_000, progress=True)"


def stderr_of(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("call", [
    lambda: LOGISTIC.iterate(1000, x=X, progress=True),
    lambda: LOGISTIC.orbit(10, x=X, progress=True),
    lambda: LOGISTIC.lyapunov(1000, x=X, progress=True),
    lambda: LOGISTIC.sweep(r=(3.5, 4, 20), steps=100, progress=True),
    lambda: LOGISTIC.cycle(2, r=3.2, x=0.5, progress=True),
    lambda: LOGISTIC.float_cycle(10**5, x=X, progress=True),
])  # fmt: skip
@pytest.mark.parametrize("tqdm", [True, False])
def test_true_is_a_bar(call, tqdm, capfd, monkeypatch):
    if tqdm:
        pytest.importorskip("tqdm")
    else:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    call()
    out, err = capfd.readouterr()
    assert out == "" and "100%" in err and err.endswith("\n") and err.count("\n") == 1
    assert ("#" * 40 in err) or tqdm


def test_two_threads_that_are_the_last(capfd):
    from chaos._progress import Bar

    bar = Bar()
    for done in (5, 10, 10, 10):
        bar(done, 10)
    assert capfd.readouterr().err.count("\n") == 1
    bar(3, 10)  # a pass of its own
    bar(10, 10)
    assert capfd.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("tqdm", [True, False])
def test_time_begins_with_the_call(tqdm, capfd, monkeypatch):
    """Not with the first report."""
    from chaos._progress import Bar

    if tqdm:
        pytest.importorskip("tqdm")
    else:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    bar = Bar()
    bar.begun -= 50
    bar(10, 10)
    assert ("00:50<00:00" if tqdm else ", 50.") in capfd.readouterr().err


def test_false_and_none_are_none(capfd):
    for progress in (False, None):
        LOGISTIC.iterate(1000, x=X, progress=progress)
    assert capfd.readouterr() == ("", "")
    with pytest.raises(TypeError, match="progress must be True or a callable of .done, total., got 3"):
        LOGISTIC.iterate(1000, x=X, progress=3)


def test_tqdm_is_not_imported_without_need():
    assert "100%" not in stderr_of(CALL.replace("True", "None") + "\nimport sys; assert 'tqdm' not in sys.modules")


def test_notebooks_have_a_bar_of_their_own():
    pytest.importorskip("tqdm")
    code = """
import sys, types, tqdm.auto
class Seen(tqdm.auto.tqdm):
    def update(self, n):
        print('seen', file=sys.stderr)
        return super().update(n)
tqdm.auto.tqdm = Seen
sys.modules['ipykernel'] = types.ModuleType('ipykernel')
"""
    assert "seen" in stderr_of(code + CALL) and "seen" not in stderr_of(CALL)


def test_without_a_terminal_there_is_none():
    assert stderr_of("import sys; sys.stderr = None\n" + CALL) == ""


@pytest.mark.parametrize("tqdm", [True, False])
def test_a_stopped_call_ends_its_bar(tqdm, capfd, monkeypatch):
    import signal

    if tqdm:
        pytest.importorskip("tqdm")
    else:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            LOGISTIC.iterate(10**12, x=X, progress=True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    err = capfd.readouterr().err
    assert "0%" in err and err.endswith("\n") and err.count("\n") == 1
