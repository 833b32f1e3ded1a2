"""Sweeps of a few blocks, and what is the same in a store."""

import json

import pytest

import chaos

pytest.importorskip("zarr", "3")
xr = pytest.importorskip("xarray", "2024.10")

HENON = chaos.maps["henon"]
GRID = {"a": (1.0, 1.4, 21), "b": (0.0, 0.3, 10), "steps": 100}
LONG = {"a": (1, 1.4, 100), "b": (0, 0.3, 10), "steps": 200000}


def whole(map, sweep):
    return (map if isinstance(map, chaos.Map) else chaos.Map(map)).sweep(**sweep).to_xarray()


def same(found, expected):
    assert json.loads(found.recipe) == json.loads(expected.recipe)
    xr.testing.assert_identical(found.drop_attrs().compute(), expected.drop_attrs())
    for name in expected.data_vars:
        assert found[name].values.tobytes() == expected[name].values.tobytes() and found[name].dtype == expected[name].dtype


def average(block):
    return block.lyapunov.mean()
