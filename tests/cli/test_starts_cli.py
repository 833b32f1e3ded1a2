"""Random starts in the shell: --starts, --seed, --box."""
import json

import numpy
import pytest

from readers import tables

SAID = ["henon", "a=1:1.4:5", "--starts=4", "--seed=3", "--box=x=-0.1:0.1"]


def test_tables_have_a_row_for_each_start(sweep, tmp_path):
    points, density = tables(sweep(*SAID, "--measure=lyapunov,moments:of=x,density:bins=3"))
    assert len(points["start"]) == 20 and len(density["a"]) == 15 and "start" not in density
    assert points["moments_mean"][:4] == [points["moments_mean"][0]] * 4
    sweep(*SAID, "--measure=lyapunov,moments:of=x,density:bins=3", "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        assert file["lyapunov"].shape == file["status"].shape == (5, 4) and file["density"].shape == (5, 3)
        recipe = json.loads(str(file["recipe"]))
    assert recipe["start"] == "random" and recipe["starts"] == 4 and recipe["seed"] == 3
    assert recipe["box"] == {"x": [-0.1, 0.1], "y": [-0.45, 0.45]} and recipe["state"] == {}
    assert "--starts=4 --seed=3 --box=x=-0.1:0.1,y=-0.45:0.45" in recipe["command"]
    (pooled,) = tables(sweep(*SAID, "--measure=moments"))
    assert len(pooled["a"]) == 5 and "start" not in pooled


NOISY = ["x' = a*x + normal()", "x=0", "--measure=final:transient=20", "--seed=4"]


def test_noise(sweep, tmp_path):
    (own,), (again,) = (tables(sweep(*NOISY, "a=0:0.5:3", f"--threads={n}")) for n in (1, 2))
    (common,) = tables(sweep(*NOISY, "--noise=common", "a=0,0"))
    assert own == again and len(set(own["final"])) == 3 and common["final"][0] == common["final"][1]
    (parts,) = tables(sweep(*NOISY, "a=0:0.5:3", "--starts=2"))
    assert parts["final"][::2] == own["final"]  # the first start's is that of the point
    sweep(*NOISY, "a=0:0.5:3", "--noise=common", "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        recipe = json.loads(str(file["recipe"]))
    assert (recipe["start"], recipe["seed"], recipe["noise"]) == ("fixed", 4, "common")
    assert "--seed=4 --noise=common" in recipe["command"]


def test_pictures(sweep, tmp_path):
    for measure in ("density", "lyapunov"):
        sweep(*SAID, f"--measure={measure}", "-o", f"{measure}.png")


def test_follow(run, sweep, tmp_path):
    said = ["logistic", "r=0:4:401", "--start=follow", "--measure=period:transient=3000"]
    result = run(*said)
    assert "1 of 401 kicked" in result.stderr
    assert "--start=follow --along=r --kick=1e-09" in result.stdout
    (kicked,) = tables(result.stdout)
    assert [float(r) for r, status in zip(kicked["r"], kicked["status"]) if int(status) & 256] == [1.01]
    sweep(*said, "--kick=0", "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        assert not file["status"].max() & 256
        recipe = json.loads(str(file["recipe"]))
    assert (recipe["start"], recipe["along"], recipe["kick"]) == ("follow", "r", 0)


CUBIC = ["x' = p + r*x - x^3", "r=1.8", "p=-0.4:0.4:81"]


def test_both_directions(sweep, tmp_path):
    said = ["--measure=final,density:bins=4", "--start=both"]
    text = sweep(*CUBIC, *said)
    points, density = tables(text)
    assert "--start=both --along=p --kick=1e-09" in text
    assert list(points)[:2] == list(density)[:2] == ["direction", "p"] and len(points["p"]) == 2 * 81 and len(density["p"]) == 2 * 81 * 4
    assert points["direction"] == ["0"] * 81 + ["1"] * 81 and points["p"][:81] == points["p"][81:]
    (up,) = tables(sweep(*CUBIC, "--measure=final", "--start=follow"))
    (down,) = tables(sweep(*CUBIC[:2], f"p={','.join(points['p'][80::-1])}", "--measure=final", "--start=follow"))
    assert points["final"][:81] == up["final"] and points["final"][81:] == down["final"][::-1]
    sweep(*CUBIC, *said, "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        assert file["direction"].tolist() == [0, 1] and file["final"].shape == file["status"].shape == (2, 81) and file["density"].shape == (2, 81, 4)
        recipe = json.loads(str(file["recipe"]))
    assert (recipe["start"], recipe["along"]) == ("both", "p") and [axis["name"] for axis in recipe["axes"]] == ["p"]
    sweep(*CUBIC, "--measure=final", "--start=both", "--starts=3", "--box=x=-1:1", "-o", "a.npy")
    assert numpy.load(tmp_path / "a.npy").shape == (2, 81, 3)


@pytest.mark.parametrize("said, says", [
    ([*CUBIC], "hysteresis: 1 interval of p, -0.27 to 0.27"),
    ([*CUBIC[:2], "p=0.3:0.4:11"], "hysteresis: none along p"),
    ([CUBIC[0], "r=1.2,1.5", "p=-0.3:0.3:61", "--along=p"], "hysteresis: 2 intervals of p, between them -0.13 to 0.13"),
    (["x' = p + 0.5*x + 0.1*cos(n)", "p=0:1:5"], "hysteresis: map must be one whose step depends on state and parameters alone"),
])
def test_hysteresis_is_told(run, said, says):
    result = run(*said, "--start=both", "--measure=final")
    assert result.returncode == 0 and says in result.stderr
    assert "hysteresis" not in run(*said, "--start=both", "--measure=final", "--quiet").stderr + run(*said, "--start=follow", "--measure=final").stderr


@pytest.mark.parametrize("said, says", [
    (["--start=back"], "--start must be 'fixed', 'follow' or 'both', got 'back'"),
    (["--along=a"], "--along must come with --start=follow or both"),
    (["--kick=0"], "--kick must come with --start=follow or both"),
    (["--start=both"], "--start must be followed along an axis of a parameter, NAME=START:STOP:COUNT, got none"),
    (["--start=both", "a=1:1.2:3", "b=0.1:0.3:3", "x=0:1:3", "--along=a", "-o", "a.png"], "a picture must have at most two axes, got 3"),
    (["--start=follow"], "--start must be followed along an axis of a parameter, NAME=START:STOP:COUNT, got none"),
    (["--start=follow", "--along=x", "x=0:1:3", "a=1:1.2:3"], "--along must be one of the axes, of a parameter, got 'x'"),
    (["--start=follow", "a=1:1.2:3", "--kick=1"], "--kick must be a number from 0 to 1, a part of the view, got '1'"),
    (["--starts=0"], "--starts"),
    (["--seed=3"], "--seed must come with --starts=N"),
    (["--noise=common"], "--noise must be of a map that draws random numbers, got it with another"),
    (["--noise=white"], "--noise must be 'own' or 'common', got 'white'"),
    (["--box=x=0:1"], "--box must come with --starts=N"),
    (["--starts=2", "--box=x=1:0"], "--box of x must be LOW:HIGH with LOW <= HIGH, got 1:0"),
    (["--starts=2", "--box=a=0:1"], "--box must be of states of henon, got 'a', a parameter"),
    (["--starts=2", "--box=x"], "--box must be NAME=LOW:HIGH,..., got 'x'"),
    (["--starts=2", "--box="], "--box must be NAME=LOW:HIGH,..., got ''"),
    (["--starts=2", "--box=x=0:1,x=0:2"], "--box must have each state once, got 'x' twice"),
    (["--starts=2", "--box=x=0:1", "x=0.1"], "--box must be of states that are not given, got 'x'"),
    (["--starts=2", "--measure=density,lyapunov", "a=1:1.4:5", "-o", "a.png"], "pool random starts"),
])
def test_mistakes(run, said, says):
    result = run("henon", *said)
    assert result.returncode == 2 and says in result.stderr and result.stderr.count("\n") == 1
