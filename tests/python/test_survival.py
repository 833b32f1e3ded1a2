# SPDX-License-Identifier: MIT
"""Survivors and escape rates against cycle expansions and closed systems, and through all doors."""

import numpy
import pytest

import chaos

OPEN = {"region": "abs(x - 0.5) <= 0.5"}
UNIT = {"x": (0, 1)}


@pytest.mark.parametrize("r", [4.5, 6])
def test_rates_are_those_of_cycle_expansions(r):
    m = chaos.maps["logistic"]
    s = m.sweep(r=r, starts=100_000, box=UNIT, measure={"survival": OPEN})
    rate = m.cycles(10, r=r).averages["escape_rate"][-1]
    assert abs(s.survival_rate - rate) < 4 * s.survival_rate_stderr < 0.02
    assert s.status == 0 and numpy.isnan(s.survival_exponent)


def test_an_axis_is_a_sweep_of_open_systems():
    m = chaos.maps["tent"]
    s = m.sweep(mu=(2.2, 3.8, 9), starts=5000, box=UNIT, measure={"survival": {**OPEN, "sides": ["x < 0", "x > 1"], "curve": 3}})
    expected = numpy.log(s.axes["mu"] / 2)
    assert (abs(s.survival_rate - expected) < 5 * s.survival_rate_stderr).all()
    assert (s.survival_sides == [0, 5000]).all() and (s.survival_curve[:, 0] == 5000).all()
    data = s.to_xarray()
    assert data.survival_rate.dims == ("mu",)
    assert data.survival_curve.dims == ("mu", "survival_record") and data.survival_record.values.tolist() == [0, 1, 2]


@pytest.mark.parametrize("ending", [".npz", ".tsv"])
def test_files_have_it_all(tmp_path, ending):
    m = chaos.maps["logistic"]
    s = m.sweep(r=[4.5, 5], starts=500, box=UNIT, measure={"survival": {**OPEN, "sides": "x < 0", "curve": 4}})
    s.save(tmp_path / f"s{ending}")
    again = chaos.load(tmp_path / f"s{ending}")
    for name in s:
        numpy.testing.assert_array_equal(again[name], s[name])
    numpy.testing.assert_array_equal(again.again().survival_curve, s.survival_curve)


def test_threads_make_no_difference():
    m = chaos.maps["standard"]
    given = {"k": 10, "starts": 3000, "seed": 5, "measure": {"survival": {"region": "abs(p - pi) < 0.9*pi", "curve": 100}}}
    one, three = (m.sweep(**given, threads=threads) for threads in (1, 3))
    for name in one:
        numpy.testing.assert_array_equal(one[name], three[name])
