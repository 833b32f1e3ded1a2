"""xarray, dask, pandas, polars: what comes in with names, lazily or in columns."""

import numpy as np
import pytest

import chaos
from chaos import Status

LOGISTIC, HENON, STANDARD = chaos.maps["logistic"], chaos.maps["henon"], chaos.maps["standard"]
R, X = np.linspace(3.5, 4.2, 7), np.linspace(0.1, 0.4, 3)


@pytest.fixture
def xr():
    return pytest.importorskip("xarray")


@pytest.fixture
def r(xr):
    return xr.DataArray(R, {"r": R}, "r")


@pytest.fixture
def x(xr):
    return xr.DataArray(X, dims="start")


def lazy(array, chunks=2):
    pytest.importorskip("dask.array")
    return array.chunk(chunks)


def test_values_are_broadcast_by_the_names_of_their_dimensions(r, x):
    found = LOGISTIC.lyapunov(500, r=r, x=x)
    plain = LOGISTIC.lyapunov(500, r=R[:, None], x=X)
    assert list(found) == ["exponents", "stderr", "status"]
    for name, values in zip(found, plain):
        assert found[name].dims == ("r", "start") and found[name].dtype == values.dtype
        np.testing.assert_array_equal(found[name], values)
    np.testing.assert_array_equal(found["r"], R)
    assert found.exponents.attrs == {"long_name": "Lyapunov exponent", "units": "nats per iterate"}
    assert found.stderr.attrs["long_name"] == "standard error of the exponent"
    assert found.status.attrs["flag_meanings"].split() == [name.lower() for name in Status.__members__]
    assert found.attrs == {"map": "logistic", "formula": LOGISTIC.formula}
    np.testing.assert_array_equal(found.exponents.sel(r=R[2]), plain.exponents[2])


def test_exponents_have_numbers_and_blocks(r):
    a = (r - 3.5) * 0.3 + 1
    found = HENON.lyapunov(200, a=a, count="all", blocks=4)
    assert found.exponents.dims == ("r", "number", "block") and found.stderr.dims == ("r", "number")
    assert found.number.values.tolist() == [1, 2] and found.block.size == 4
    np.testing.assert_array_equal(found.exponents, HENON.lyapunov(200, a=a.values, count="all", blocks=4).exponents)
    assert HENON.lyapunov(200, a=a, count=1).exponents.dims == ("r",)


def test_orbits_have_iterates_and_states(r, x):
    orbit = HENON.orbit(6, transient=10, every=3, at={"b": 0.2}, x=x)
    assert orbit.dims == ("start", "iterate", "state") and orbit.name == "orbit"
    assert orbit.iterate.values.tolist() == [10, 13, 16, 19, 22, 25] and list(orbit.state) == ["x", "y"]
    np.testing.assert_array_equal(orbit, HENON.orbit(6, transient=10, every=3, b=0.2, x=X))
    assert LOGISTIC.orbit(6, r=r).dims == ("r", "iterate")
    end = HENON.iterate(7, x=x)
    assert end.dims == ("start", "state")
    again = HENON.iterate(5, state=end)
    np.testing.assert_array_equal(again, HENON.iterate(12, x=X))
    np.testing.assert_array_equal(HENON.iterate(5, state=end.T), again)
    found = LOGISTIC.float_cycle(10**6, r=r)
    for name, values in LOGISTIC.float_cycle(10**6, r=R)._asdict().items():
        np.testing.assert_array_equal(found[name], values)
        assert found[name].dtype == values.dtype


def test_one_point_and_numbers(xr):
    found = LOGISTIC.lyapunov(50, r=xr.DataArray(3.9))
    assert found.exponents.shape == () and float(found.exponents) == LOGISTIC.lyapunov(50, r=3.9).exponents
    assert HENON.iterate(3, x=xr.DataArray(0.1), y=np.float64(0.2)).values.tolist() == HENON.iterate(3, x=0.1, y=0.2).tolist()


def test_options_go_along(r):
    found = STANDARD.orbit(5, k=r, wrap=False, threads=1)
    np.testing.assert_array_equal(found, STANDARD.orbit(5, k=R, wrap=False))
    reports = []
    LOGISTIC.iterate(10, r=r, progress=lambda *of: reports.append(of))
    assert reports[-1][0] == reports[-1][1]
    m = chaos.Map("complex z, c; z' = z^2 + c", c=0.3 + 0.5j)
    np.testing.assert_array_equal(m.iterate(3, c=r * 0.1j), m.iterate(3, c=R * 0.1j))


@pytest.mark.parametrize("method", ["iterate", "orbit", "lyapunov", "float_cycle"])
def test_lazy_values_have_lazy_results_with_the_same_bits(method, r, x):
    there, later = (getattr(HENON, method)(40, a=a * 0.3, x=x) for a in (r, lazy(r)))
    assert later.chunks and type(later) is type(there)
    done = later.compute(scheduler="synchronous")
    assert done.identical(there)
    assert later.chunksizes["r"] == (2, 2, 2, 1)
    for name in later.data_vars if hasattr(later, "data_vars") else ():
        assert later[name].dtype == there[name].dtype


def test_lazy_exponents_of_many(r):
    there, later = (HENON.lyapunov(40, a=a * 0.3, count=2, blocks=3) for a in (r, lazy(r)))
    assert later.chunks and later.compute(scheduler="threads").identical(there)


def test_a_bare_dask_array_is_refused_with_what_would_do():
    array = pytest.importorskip("dask.array").from_array(R, 2)
    says = r"r must not be dask's: as xarray.DataArray\(..., dims=...\) it gives a result that is lazy, too, .compute\(\) makes"
    for call in (LOGISTIC.iterate, LOGISTIC.lyapunov):
        with pytest.raises(TypeError, match=says):
            call(5, r=array)
    with pytest.raises(TypeError, match=says):
        LOGISTIC.sweep(r=array)
    with pytest.raises(TypeError, match="r must not be dask's"):
        chaos.logistic(5, array, 0.3)


def test_what_does_not_go_with_names(r, x):
    for says, call in (
        ("x must be a DataArray, too, or a number", lambda: LOGISTIC.iterate(5, r=r, x=X)),
        ("out must be left out", lambda: LOGISTIC.iterate(5, r=r, out=np.zeros(7))),
        ("r must be a number or an array here, got DataArray; .values has the array", lambda: next(LOGISTIC.points(r=r))),
        ("got DataArray", lambda: HENON.cycle(2, x=r)),
        ("progress must be left out", lambda: LOGISTIC.iterate(5, r=lazy(r), progress=print)),
        ("has no parameter or state 'c'", lambda: LOGISTIC.iterate(5, r=r, c=1)),
        ("steps", lambda: LOGISTIC.iterate(r=r)),
        ("takes values by name", lambda: LOGISTIC.iterate(3, 4, r=r)),
    ):
        with pytest.raises(TypeError, match=says):
            call()
    with pytest.raises(ValueError, match="state must have a dimension 'state' of 2"):
        HENON.iterate(5, state=r)
    with pytest.raises(ValueError, match="steps|count"):
        HENON.lyapunov(5, a=r, count=3)


def test_axes_of_sweeps_may_be_dataarrays(r):
    s = LOGISTIC.sweep(r=r, steps=20)
    np.testing.assert_array_equal(s.lyapunov, LOGISTIC.sweep(r=R, steps=20).lyapunov)
    with pytest.raises(TypeError, match="r must not be dask's"):
        LOGISTIC.sweep(r=lazy(r))


def test_columns_of_tables_are_arrays():
    pandas = pytest.importorskip("pandas")
    column = pandas.Series(R, index=range(7, 0, -1))
    for value in (column, column.astype("Float64"), pandas.Index(R), pandas.DataFrame({"r": R})["r"]):
        np.testing.assert_array_equal(LOGISTIC.iterate(9, r=value), LOGISTIC.iterate(9, r=R))
        np.testing.assert_array_equal(LOGISTIC.sweep(r=value, steps=5).lyapunov, LOGISTIC.sweep(r=R, steps=5).lyapunov)
    with pytest.raises(TypeError, match="r must be real numbers, got"):
        LOGISTIC.iterate(9, r=pandas.Series(["a", "b"]))


def test_columns_of_polars_are_arrays():
    polars = pytest.importorskip("polars")
    np.testing.assert_array_equal(LOGISTIC.iterate(9, r=polars.Series(R)), LOGISTIC.iterate(9, r=R))
    np.testing.assert_array_equal(LOGISTIC.iterate(9, r=polars.DataFrame({"r": R})["r"]), LOGISTIC.iterate(9, r=R))


def test_files_of_datasets(tmp_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("scipy")
    s = HENON.sweep(a=(1, 1.4, 5), measure=("lyapunov", "density"), steps=20)
    try:
        s.to_xarray().drop_vars([name for name in s if s[name].dtype.kind == "u"]).to_netcdf(tmp_path / "s.nc")
    except (ValueError, TypeError) as error:
        pytest.skip(f"no netCDF of this: {error}")
    np.testing.assert_array_equal(xarray.open_dataset(tmp_path / "s.nc").lyapunov, s.lyapunov)


def test_what_takes_no_names_says_a_plain_error(r):
    m = chaos.maps["logistic"]
    for call in (lambda: m.cycle(2, r=r), lambda: m.points(r=r)):
        with pytest.raises(TypeError, match="r must be a number or an array here, got DataArray") as error:
            call()
        assert error.type is TypeError
