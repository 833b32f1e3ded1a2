"""What chaos.sweep_to puts into stores, and chaos.open and chaos.verify read."""

import json
import random

import numpy as np
import pytest

import chaos
from chaos._blocks import Blocks, axis_values
from stores import GRID, HENON, average, same, whole

zarr = pytest.importorskip("zarr", "3")
xr = pytest.importorskip("xarray", "2024.10")

SWEEPS = {
    "two axes": ("henon", GRID),
    "several measures": ("henon", {**GRID, "measure": {"density": {"bins": 8}, "period": {"max": 8}, "final": {}, "moments": {}}}),
    "followed": ("henon", {**GRID, "start": "follow", "along": "b"}),
    "both ways": ("henon", {**GRID, "start": "both", "along": "b", "measure": ("final", "lyapunov")}),
    "random starts": ("henon", {**GRID, "starts": 3, "seed": 5, "measure": ("lyapunov", "density")}),
    "random numbers": (chaos.Map("x' = r*x*(1-x) + s*normal()", s=1e-3), {"r": (3.0, 3.9, 50), "seed": 3, "steps": 100}),
    "listed values": ("logistic", {"r": [3.2, 3.9, np.nan, 3.5], "x": (0.1, 0.9, 30), "steps": 100}),
    "fixed values": ("standard", {"k": 0.7, "theta": (0, 6, 7), "p": (0, 6, 8), "bound": 50.0, "wrap": False, "measure": "diffusion"}),
}


# ------------------------------------------------------------------------ blocks


def test_blocks_cover_the_grid_once():
    seed = random.randrange(2**32)
    print("seed", seed)
    draw = random.Random(seed)
    for _ in range(200):
        shape = [draw.randint(1, 9) for _ in range(draw.randint(1, 4))]
        along = draw.choice([None, draw.randrange(len(shape))])
        blocks, cover = Blocks(shape, draw.randint(1, 300), along), np.zeros(shape, int)
        stretch = 0
        for i in range(len(blocks)):
            part = blocks.part(i)
            cover[tuple(slice(first, first + count) for first, count in part)] += 1
            assert np.ravel_multi_index([first for first, _ in part], shape) == stretch and blocks.size(i) == np.prod([count for _, count in part])
            stretch += blocks.size(i)
            assert along is None or all(part[k] == (0, shape[k]) for k in range(along, len(shape)))
        assert (cover == 1).all() and stretch == blocks.points


@pytest.mark.parametrize("axis", [(1.0, 1.4, 1), (1.0, 1.4, 7), (3.0, -1.0, 1000), (0.1, 0.3, 3), (-0.0, 1.0, 2)])
def test_values_of_axes_have_the_bits_of_the_sweep(axis):
    expected = HENON.sweep(a=axis, steps=1, transient=0).axes["a"]
    for first in range(0, axis[2], 3):
        some = min(3, axis[2] - first)
        assert axis_values(list(axis), first, some).tobytes() == expected[first : first + some].tobytes()


# ---------------------------------------------------------------- what is in stores


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.parametrize("block", [37, None])
def test_a_store_has_the_bits_of_the_sweep(tmp_path, name, block):
    map, sweep = SWEEPS[name]
    found = chaos.sweep_to(tmp_path / "a.zarr", map, block=block, **sweep)
    same(found, whole(map, sweep))
    for variable, is_ in whole(map, sweep).data_vars.items():
        assert found[variable].dims == is_.dims and found[variable].attrs.keys() == is_.attrs.keys()
    chaos.verify(tmp_path / "a.zarr", map if isinstance(map, chaos.Map) else None)
    assert not list(tmp_path.glob(".*"))


def test_a_block_is_a_shard_with_a_mark_after_it(tmp_path):
    chaos.sweep_to(tmp_path / "a.zarr", "henon", block=60, **GRID)
    group = zarr.open_group(tmp_path / "a.zarr", mode="r")
    for name in "lyapunov", "status":
        assert group[name].shards == (6, 10) and group[name].metadata.dimension_names == ("a", "b")
        assert len([path for path in (tmp_path / "a.zarr" / name / "c").rglob("*") if path.is_file()]) <= 4
    assert group["lyapunov"].attrs["long_name"] and group["status"].attrs["flag_meanings"].startswith("escaped")
    assert json.loads(group.attrs["recipe"])["libchaos"] and len(group.attrs["sha256"]) == 64
    assert group["blocks/sha256"].shape == (4, 32)


def test_float32(tmp_path):
    found, expected = chaos.sweep_to(tmp_path / "a.zarr", "henon", dtype="float32", block=50, **GRID), whole("henon", GRID)
    np.testing.assert_array_equal(found.lyapunov, expected.lyapunov.astype("f4"))
    assert found.lyapunov.dtype == np.float32 and found.a.dtype == float and found.status.dtype == np.uint32
    chaos.verify(tmp_path / "a.zarr")


def coarse(block):
    return block[["lyapunov"]].coarsen(a=2, b=5, boundary="trim").mean()


def test_reductions(tmp_path):
    expected = whole("henon", GRID).lyapunov
    found = chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=average, block=40, **GRID)
    assert found.lyapunov.dims == ("block",) and found.a_first.values.tolist() == expected.a.values[::4].tolist() and set(found.coords) == {"a_first", "a_last", "b_first", "b_last"}
    np.testing.assert_array_equal(found.lyapunov, [expected[i : i + 4].mean() for i in range(0, 21, 4)])
    chaos.verify(tmp_path / "a.zarr", reduce=average)
    with pytest.raises(ValueError, match="reduce must be stores.average, got None"):
        chaos.verify(tmp_path / "a.zarr")
    found = chaos.sweep_to(tmp_path / "b.zarr", "henon", reduce=coarse, block=40, **GRID)
    assert found.lyapunov.dims == ("block", "a", "b") and found.lyapunov.shape == (6, 2, 2)
    assert np.isnan(found.lyapunov[5]).all() and not np.isnan(found.lyapunov[:5]).any()  # of a block of one line nothing is left
    with pytest.raises(ValueError, match="made with reduce = \"test_stores.coarse\", this is reduce = \"stores.average\""):
        chaos.sweep_to(tmp_path / "b.zarr", "henon", reduce=average, block=40, **GRID)
    with pytest.raises(TypeError, match="reduce must return an xarray.Dataset or a DataArray, got float"):
        chaos.sweep_to(tmp_path / "c.zarr", "henon", reduce=lambda block: 1.0, **GRID)


SECOND = 1.1  # a, from which on blocks are not the first


@pytest.mark.parametrize("first, then, says", [
    (lambda block: block.lyapunov[:1], lambda block: block.lyapunov, r"lyapunov of .* at most the shape \(1, 10\), as of the first block, got .* and \(4, 10\)"),
    (lambda block: block.lyapunov, lambda block: block.lyapunov.T, r"lyapunov of \('a', 'b'\) and .*, got \('b', 'a'\) and .*"),
    (lambda block: block.lyapunov, lambda block: block.lyapunov.mean(), r"lyapunov of \('a', 'b'\) .*, got \(\) and \(\)"),
    (lambda block: block.lyapunov, lambda block: block.status, "lyapunov, as of the first block, got status"),
    (lambda block: block.lyapunov > 0, lambda block: block.lyapunov, "lyapunov of bool, as of the first block, got float64"),
    (lambda block: block.lyapunov.astype("f4"), lambda block: block.lyapunov, "lyapunov of float32, as of the first block, got float64"),
])  # fmt: skip
def test_what_reductions_return_is_of_one_kind(tmp_path, first, then, says):
    def reduce(block):
        return (first if float(block.a[0]) < SECOND else then)(block)

    with pytest.raises(ValueError, match=f"^reduce must return {says}(\n|$)") as raised:
        chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=reduce, block=40, **GRID)
    assert "2 of 6 blocks are kept" in raised.value.__notes__[0]


def count_or_mean(block):
    """Whole numbers in later blocks fit where the first has others."""
    return block.lyapunov.mean() if float(block.a[0]) < SECOND else (block.lyapunov > 0).sum().rename("lyapunov")


def test_reductions_of_a_smaller_type_fit(tmp_path):
    found = chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=count_or_mean, block=40, **GRID)
    assert found.lyapunov.dtype == float and found.lyapunov[3] == (whole("henon", GRID).lyapunov[12:16] > 0).sum()
    chaos.verify(tmp_path / "a.zarr", reduce=count_or_mean)


@pytest.mark.parametrize("name", ["block", "blocks", "a_first", "b_last", "a/b", "", "__a", "..", 3])
def test_reductions_have_names_of_their_own(tmp_path, name):
    with pytest.raises(ValueError, match="reduce must give its results names"):
        chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=lambda block: xr.Dataset({name: block.lyapunov.mean()}), **GRID)
    assert not list(tmp_path.iterdir())


def test_no_block_is_reduced_twice(tmp_path):
    seen, reports = [], []

    def reduce(block):
        seen.append(float(block.a[0]))
        return block.lyapunov.mean()

    chaos.sweep_to(tmp_path / "a.zarr", "henon", reduce=reduce, block=40, progress=lambda *of: reports.append(of), **GRID)
    assert len(seen) == len(set(seen)) == 6 and reports == [(n, 210) for n in (40, 80, 120, 160, 200, 210)]
    chaos.verify(tmp_path / "a.zarr", reduce=reduce)


def test_progress(tmp_path):
    reports = []
    chaos.sweep_to(tmp_path / "a.zarr", "henon", block=40, progress=lambda *of: reports.append(of), **GRID)
    assert reports == [(n, 210) for n in (40, 80, 120, 160, 200, 210)]
