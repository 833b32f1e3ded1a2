# SPDX-License-Identifier: MIT
"""What is read off the records, with dimensions that have places: correlations over lags, spectra over frequencies."""

import numpy
import pytest

import chaos

LAGS = {"autocorrelation": {"lags": 20, "steps": 4000, "every": 2, "of": "x*y,y"}}


def has_gsl():
    try:
        chaos.Map("henon").sweep(measure={"power_spectrum": {}})
    except NotImplementedError:
        return False
    return True


def test_correlations_are_numpys():
    sweep = chaos.Map("henon").sweep(measure=LAGS)
    orbit = chaos.Map("henon").orbit(4000, transient=1000, every=2)
    for k, x in enumerate((orbit[:, 0] * orbit[:, 1], orbit[:, 1])):
        x = x - x.mean()
        expected = [x[: len(x) - lag] @ x[lag:] / (len(x) - lag) for lag in range(21)]
        numpy.testing.assert_allclose(sweep["autocorrelation"][:, k], expected, rtol=0, atol=1e-14)


def test_lags_are_coordinates():
    pytest.importorskip("xarray")
    data = chaos.Map("henon").sweep(a=(1, 1.4, 5), measure=LAGS).to_xarray()
    assert data["autocorrelation"].dims == ("a", "autocorrelation_lag", "autocorrelation_column")
    numpy.testing.assert_array_equal(data["autocorrelation_lag"], 2.0 * numpy.arange(21))


def test_lags_are_rows_of_a_table(tmp_path):
    sweep = chaos.Map("henon").sweep(a=(1, 1.4, 3), measure=LAGS)
    sweep.save(tmp_path / "lags.csv")
    table = numpy.genfromtxt(tmp_path / "lags.csv", delimiter=",", names=True)
    numpy.testing.assert_array_equal(table["lag"].reshape(3, 21), [2.0 * numpy.arange(21)] * 3)
    again = chaos.load(tmp_path / "lags.csv")
    numpy.testing.assert_array_equal(again["autocorrelation"], sweep["autocorrelation"])


def test_a_curve_at_a_point_and_a_field_over_an_axis():
    axes = chaos.Map("henon").sweep(measure=LAGS).plot()
    assert axes.get_xlabel() == "lag" and axes.get_ylabel() == "autocorrelation\nof x*y, $\\mathit{y}$"
    numpy.testing.assert_array_equal(axes.lines[0].get_xdata(), 2.0 * numpy.arange(21))
    axes = chaos.Map("henon").sweep(a=(1, 1.4, 5), measure=LAGS).plot()
    assert axes.get_ylabel() == "lag"
    low, high = axes.images[0].get_extent()[2:]
    assert (low, high) == (-1, 41)
    axes = chaos.Map("henon").sweep(a=(1, 1.4, 5), b=(0.1, 0.3, 4), measure=LAGS).plot()
    assert axes.figure.axes[1].get_ylabel() == "sum of correlations of x*y"  # a number at each point


@pytest.mark.skipif(not has_gsl(), reason="needs GSL")
def test_spectra():
    sweep = chaos.Map("henon").sweep(a=(1, 1.4, 5), measure={"power_spectrum": {"length": 64, "steps": 2000}})
    assert sweep["power_spectrum"].shape == (5, 33)
    orbit = chaos.Map("henon").orbit(2000, transient=1000)[:, 0]
    window = numpy.sin(numpy.pi * numpy.arange(64) / 64) ** 2
    parts = numpy.array([orbit[k : k + 64] for k in range(0, 2000 - 63, 32)])
    power = (abs(numpy.fft.rfft((parts - parts.mean(axis=1, keepdims=True)) * window)) ** 2).mean(axis=0)
    power[1:-1] *= 2
    numpy.testing.assert_allclose(sweep["power_spectrum"][-1], power / (window @ window), rtol=1e-12)
    assert sweep.plot().get_ylabel() == "frequency"
    axes = chaos.Map("henon").sweep(measure="power_spectrum").plot()
    assert axes.get_yscale() == "log" and axes.get_xlim()[1] > 0.5


def test_covariant_vectors_of_an_orbit():
    c = chaos.maps["henon"].covariant_vectors(200, a=1.4)
    assert c.states.shape == (200, 2) and c.vectors.shape == (200, 2, 2) and c.angles.shape == (200, 1)
    x, (v, w) = c.states[:-1, 0], (c.vectors[:-1, i] for i in (0, 1))
    for i, u in enumerate((v, w)):
        mapped = numpy.stack([-2.8 * x * u[:, 0] + u[:, 1], 0.3 * u[:, 0]], axis=-1)
        along = numpy.abs((mapped * c.vectors[1:, i]).sum(axis=1)) / numpy.linalg.norm(mapped, axis=1)
        numpy.testing.assert_allclose(along, 1, atol=1e-9)
    numpy.testing.assert_allclose(numpy.cos(c.angles[:-1, 0]), numpy.abs((v * w).sum(axis=1)), atol=1e-12)
    assert c.plot().get_title("left").startswith("Henon map,") and "least angle" in repr(c)
    with pytest.raises(TypeError, match="covariant_vectors.. is of one point"):
        chaos.maps["henon"].covariant_vectors(200, a=(1, 1.4, 3))
