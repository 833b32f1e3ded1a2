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
