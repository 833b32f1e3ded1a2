"""What a sweep is as a Python object: a Mapping, its looks, the same again."""

import collections.abc
import re

import numpy as np
import pytest

import chaos
from chaos import Status

LOGISTIC, HENON = chaos.maps["logistic"], chaos.maps["henon"]


def test_a_sweep_is_a_mapping():
    s = LOGISTIC.sweep(r=[3.6, 3.9], steps=50)
    names = ["lyapunov", "lyapunov_stderr", "lyapunov_status", "status"]
    assert isinstance(s, collections.abc.Mapping)
    assert list(s) == list(s.keys()) == names and len(s) == 4 and "lyapunov" in s and "r" not in s
    assert [array is s[name] for name, array in s.items()] == [True] * 4
    assert s.get("x") is None and s.get("lyapunov") is s.lyapunov and s.values().__iter__().__next__() is s.lyapunov
    assert {**s}.keys() == s.keys()
    with pytest.raises(KeyError, match="there is no result 'lyapunow' .did you mean 'lyapunov'"):
        s["lyapunow"]


def test_in_a_notebook_a_sweep_is_a_table():
    s = LOGISTIC.sweep(r=[3.6, 3.9, 4.5], steps=50, measure=("lyapunov", "moments"))
    text = s._repr_html_()
    assert text.count("<tr>") == text.count("</tr>") == 2 + len(s) + 1
    assert "nats per iterate" in text and "1 of 3 escaped" in text and "x&#x27; = r*x*(1 - x)" in text
    assert re.sub("<[^>]*>", "", text).count("lyapunov_stderr") == 1
    assert "nothing to be said" in LOGISTIC.sweep(r=3.9, steps=50)._repr_html_()
    assert repr(s) == f"<chaos.Sweep of logistic, r[3]: {', '.join(s)}>"


@pytest.mark.parametrize("name", ["sel", "isel", "to_dataframe", "to_netcdf", "to_zarr"])
def test_what_xarray_does_is_told_where_it_is_looked_for(name):
    s = LOGISTIC.sweep(r=[3.6, 3.9], steps=5)
    with pytest.raises(AttributeError, match=re.escape(f".to_xarray().{name}(")):
        getattr(s, name)


def test_tables_show_their_first_rows():
    cycles = LOGISTIC.cycles(6, r=4)
    assert repr(cycles.periods).splitlines()[:3] == ["<table of 6 rows>", "    period          1  2  3  4  ...", "    cycles          2  1  2  3  ..."]
    rows = repr(cycles.result["rows"]).splitlines()
    assert rows[0] == "<table of 23 rows>" and rows[2] == "    points             [0.]  [0.75]  [0.345492 0.904508]  [0.116978 0.413176 0.969846]  ..."
    assert repr(cycles.result).splitlines()[:2] == ["<chaos.Result, all_cycles of logistic>", f"    rows      23 rows: {', '.join(cycles.result['rows'])}"]


def test_analyses_again_with_changes():
    def same(a, b):
        return a.recipe == b.recipe and all(np.array_equal(a.result.arrays()[key], value, equal_nan=True) for key, value in b.result.arrays().items())

    cycles, diagram = LOGISTIC.cycles(3, r=4), LOGISTIC.bifurcation_diagram(r=(2, 3.5), max_period=2)
    branch = LOGISTIC.branch(LOGISTIC.cycle(1, r=2.5, x=0.6), along="r", to=(2, 3.5))
    for found in cycles, diagram, branch:
        assert type(found.again()) is type(found) and same(found.again(), found) and same(found.again(threads=1), found)
    assert same(cycles.again(r=3.5, periods=4), LOGISTIC.cycles(4, r=3.5, box={"x": tuple(cycles.recipe[end]["x"] for end in ("low", "high"))}))
    assert same(diagram.again(max_period=4), LOGISTIC.bifurcation_diagram(r=(2, 3.5), max_period=4))
    assert same(diagram.again(r=(2.5, 3.2)), LOGISTIC.bifurcation_diagram(r=(2.5, 3.2), max_period=2))
    assert branch.again(to=(2, 2.9)).special_points == [] and branch.again(at={"r": 2.6}).recipe["params"] == {"r": 2.6}
    for part in diagram.branches[0], branch.switch(0):
        with pytest.raises(ValueError, match="again.. of what is a part of another result, or begins at its points, is that of the other one"):
            part.again()
    with pytest.raises(TypeError, match="again.. takes along, to, .*, threads, progress and values, got 'steps'"):
        branch.again(steps=5)


def test_again_with_changes():
    s = HENON.sweep(a=(1.0, 1.4, 5), b=0.2, x=0.15, measure={"density": {"bins": 20}, "lyapunov": {"steps": 500}}, steps=300)
    assert s.again().recipe == s.recipe and np.array_equal(s.again().density, s.density)
    recipe = s.again(steps=700).recipe
    assert [options["steps"] for options in recipe["measure"].values()] == [700, 700]
    assert recipe["measure"]["density"]["range"] == s.recipe["measure"]["density"]["range"]
    assert {**recipe, "measure": 0} == {**s.recipe, "measure": 0}
    moved = s.again(a=1.3, b=(0.1, 0.3, 4), bound=50)
    assert list(moved.axes) == ["b"] and moved.recipe["values"]["a"] == 1.3 and moved.recipe["bound"] == 50
    assert moved.recipe["values"]["x"] == 0.15 and moved.density.shape == (4, 20)
    assert s.again(state=[0.3, 0.4]).recipe["values"] == {"b": 0.2, "x": 0.3, "y": 0.4}
    assert s.again(at={"b": [0.1, 0.2]}).axes.keys() == {"a", "b"}
    assert list(s.again(measure="period")) == ["period", "period_status", "status"]
    assert s.again(measure="period", steps=77).recipe["measure"]["period"]["steps"] == 77
    out = np.empty((5, 20), np.uint64)
    assert s.again(out={"density": out}).density is out and np.array_equal(out, s.density)
    with pytest.raises(TypeError, match="henon has no parameter or state 'c'"):
        s.again(c=3)


def test_again_knows_complex_values():
    m = chaos.Map("complex z, c; z' = z^2 + c", c=0.3 + 0.5j)
    s = m.sweep(c=0.1j, measure="escape")
    assert s.again().recipe == s.recipe
    assert s.again(c=0.25 + 0j).recipe["values"] | {"z_re": 0, "z_im": 0} == {"c_re": 0.25, "c_im": 0.0, "z_re": 0, "z_im": 0}
    assert s.again(c_re=(0, 1, 3)).axes.keys() == {"c_re"}


@pytest.mark.parametrize("name", ["sel", "to_netcdf", "to_zarr"])
def test_other_results_name_the_dataset(name):
    henon = chaos.maps["henon"]
    for result in (henon.basins(x=(-2, 2, 4), y=(-2, 2, 4)), henon.cycles(2), henon.branch(henon.cycle(1), along="a", to=(0.5, 1.4))):
        with pytest.raises(AttributeError, match=rf"{name!r}; .to_xarray\(\) makes a Dataset"):
            getattr(result, name)
    with pytest.raises(AttributeError, match="chaos.Attractors has no attribute 'nothing'$"):
        henon.attractors(starts=4).nothing
