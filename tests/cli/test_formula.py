"""Maps and expressions as text: from the command line to what comes out."""
import shlex

import numpy
import pytest
from readers import tables

HENON = "x' = 1 - a*x^2 + y; y' = b*x"


def numbers(text):
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_a_text_has_the_numbers_of_the_built_in(sweep):
    values = ["a=1.2:1.4:5", "b=0.3", "x=0.1", "y=0.2", "--measure=final,density:bins=7:range=-2,2"]
    assert numbers(sweep(HENON, "--bound=1000", *values)) == numbers(sweep("henon", *values))


def test_lines_newlines_greek_and_sites(sweep):
    text = "x[i]' = (f[i]\n+ 0*x[i-1]); f[i] = μ*x[i]*(1 - x[i])\n"
    described = sweep("--describe", text, "N=5")
    assert "mu" in described and "x4" in described and "x5" not in described
    out = sweep(text, "N=5", "mu=3.9", "--measure=final")
    assert len(tables(out)[0]) == 6  # five states and the status


def test_the_recipe_computes_it_again(sweep):
    measure = "--measure=density:of=x^2 + y, (x < 0 ? -x : x):when=y > 0:bins=3,moments:of=max(x, y)"
    text = sweep(HENON + "; a = 1.3", "b=.25,.3", "--steps=70", measure)
    (command,) = [line[2:] for line in text.splitlines() if line.startswith("# chaos-sweep ")]
    assert sweep(*shlex.split(command)[1:]) == text
    assert "x^2+y_centre" in text and "moments_mean" in text
    ring = sweep("x[i]' = r*x[i+1]; y[i]' = x[i]", "N=3", "r=0.5", "--measure=final")
    (command,) = [line[2:] for line in ring.splitlines() if line.startswith("# chaos-sweep ")]
    assert sweep(*shlex.split(command)[1:]) == ring


def test_when_leaves_records_out(sweep, tmp_path):
    sweep("henon", "--measure=density:of=x^2+y:when=y>0:bins=10,density:of=x^2+y:bins=10,orbit:steps=1000:when=y>0", "-o", "a.npz")
    with numpy.load(tmp_path / "a.npz") as file:
        kept = numpy.isfinite(file["orbit"][:, 0])
        assert 0 < kept.sum() < 1000 and (file["orbit"][kept, 1] > 0).all()
        assert file["density"].sum() + file["density_outside"].sum() == kept.sum()
        assert file["density2"].sum() + file["density2_outside"].sum() == 1000


@pytest.mark.parametrize("arguments", [
    [HENON + "; a = 1.3; b = 0.3"], ["x' = cos(1.4*x)"], ["x' = cos(y); y' = 1.9*x mod 1"],
    ["henon", "a=1:1.4:30", "--measure=density:of=x+y,moments:of=x^2"], ["henon", "--measure=density:of=x+y,x-y:when=y>0:steps=10000"],
])
def test_pictures(sweep, tmp_path, arguments):
    sweep(*arguments, "-o", "a.png", "--quiet")
    assert (tmp_path / "a.png").stat().st_size > 5000


@pytest.mark.parametrize("arguments, shown", [
    (["x' = r*x(1 - x)", "r=3"], "line 1, column 8: there is no function 'x'; write a product as x*(...)\nx' = r*x(1 - x)\n       ^\n"),
    (["y' = x\nx' = = y"], "line 2, column 6: expected a number, a name or ( after '=', got '='\nx' = = y\n     ^\n"),
    (["henon", "--measure=density:of=x+q"], "line 1, column 3: the map has no state or parameter 'q'; it has x, y, a, b\nx+q\n  ^\n"),
    (["henon", "--measure=orbit:when=x>"], "got the end\nx>\n  ^\n"),
])
def test_mistakes_are_shown(run, arguments, shown):
    result = run(*arguments)
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr.startswith("chaos-sweep: ") and result.stderr.endswith(shown), result.stderr
