# SPDX-License-Identifier: MIT
"""Map.cycles: all of them."""

import math

import numpy as np
import pytest

import chaos

LOGISTIC, HENON, STANDARD, IKEDA = (chaos.maps[name] for name in ("logistic", "henon", "standard", "ikeda"))
CAT = chaos.Map("x' = x + y mod 1; y' = x + 2*y mod 1")
FULL_SHIFT = [2, 1, 2, 3, 6, 9, 18, 30, 56, 99, 186, 335]


def same(a, b):
    return all(np.array_equal(np.concatenate(a.points) if name == "points" else getattr(a, name),
                              np.concatenate(b.points) if name == "points" else getattr(b, name), equal_nan=True)
               for name in a.result["rows"])  # fmt: skip


@pytest.mark.parametrize(
    ("m", "last", "options", "counts", "completeness"),
    [
        (LOGISTIC, 12, {"r": 4}, FULL_SHIFT, "complete"),
        (LOGISTIC, 8, {"r": 6}, FULL_SHIFT[:8], "complete"),
        (LOGISTIC, 6, {"r": 3.83}, [2, 1, 2, 1, 2, 2], "complete"),
        (HENON, 9, {"a": 6}, FULL_SHIFT[:9], "index sum right"),
        (HENON, 14, {}, [2, 1, 0, 1, 0, 2, 4, 7, 6, 10, 14, 19, 32, 44], "index sum right"),
        (IKEDA, 4, {}, None, "index sum right"),
        (CAT, 6, {}, [1, 2, 5, 10, 24, 50], "index sum right"),
    ],
)
def test_counts(m, last, options, counts, completeness):
    got = m.cycles(last, **options)
    assert got.completeness == completeness and got.stopped == "no"
    assert counts is None or got.periods["cycles"].tolist() == counts
    divided = [sum(d * int(np.sum(got.period == d)) for d in range(1, n + 1) if n % d == 0) for n in range(1, last + 1)]
    assert got.periods["points"].tolist() == divided
    if counts in (FULL_SHIFT, FULL_SHIFT[:9], FULL_SHIFT[:8]):
        assert divided == [2**n for n in range(1, last + 1)]
    assert got.converged.all() and not got.neutral.any()
    assert got.period.tolist() == sorted(got.period.tolist()) and len(got) == len(got.period)


def test_each_is_a_cycle_with_its_multipliers():
    got = HENON.cycles(8)
    for c, period in zip(got, got.period):
        np.testing.assert_allclose(HENON.iterate(1, state=c.points), np.roll(c.points, -1, axis=0), atol=1e-14)
        assert np.prod(c.multipliers).real == pytest.approx((-0.3) ** int(period), rel=1e-9)
        assert tuple(c.points[0]) == min(map(tuple, c.points))
        det = np.prod(1 - c.multipliers).real
        assert c.index == np.sign(det)
        again = HENON.cycle(int(period), x=c.points[0, 0], y=c.points[0, 1])
        np.testing.assert_allclose(again.points, c.points, atol=1e-12)


def test_threads_do_not_matter():
    assert same(HENON.cycles(9, threads=1), HENON.cycles(9, threads=2))


def test_a_pair_of_periods_is_the_end_of_all():
    some, every = HENON.cycles((6, 8)), HENON.cycles(8)
    assert some.period.tolist() == [6] * 2 + [7] * 4 + [8] * 7 and some.periods["period"].tolist() == [6, 7, 8]
    np.testing.assert_array_equal(np.concatenate(some.points), np.concatenate(every.points[-13:]))


def test_elliptic_cycles_are_neutral():
    got = STANDARD.cycles(1, k=0.9)
    assert got.neutral.tolist() == [0, 2] and got.unstable.tolist() == [1, 0] and got.index.tolist() == [-1, 1]
    assert not got.stable.any() and LOGISTIC.cycles(1, r=2.5).stable.tolist() == [False, True]


@pytest.mark.parametrize(
    ("m", "options", "words"),
    [
        (chaos.Map("x' = x; y' = y/2"), {"box": {"x": (-2, 2), "y": (-1, 1)}}, "found"),
        (STANDARD, {"k": 0}, "found"),
    ],
)
def test_families_are_said_to_be_such(m, options, words):
    got = m.cycles(1, **options)
    assert got.periods["singular"].tolist() != [0] and got.completeness == words
    assert len(got) == 1 and got.family.tolist() == [1] and got.index.tolist() == [0]


def test_maps_of_other_kinds():
    with np.errstate(all="ignore"):
        got = chaos.Map(lambda x, y: (1 - 1.4 * x * x + y, 0.3 * x), states="x y").cycles(4, box={"x": (-2, 2), "y": (-1, 1)})
    assert got.periods["cycles"].tolist() == [2, 1, 0, 1]
    forced = chaos.Map("x' = r*x*(1-x) + 0.01*cos(pi*n)", r=3.3, x=0.3).cycles(4, forcing_period=2, box={"x": (-1, 2)})
    assert set(forced.period.tolist()) <= {2, 4} and forced.completeness == "complete"
    turning = chaos.Map("x' = x + 0.5 - 0.1*sin(2*pi*x) mod 1").cycles(4)
    assert turning.periods["cycles"].tolist() == [0, 2, 0, 0]


def test_it_ends_early():
    got = HENON.cycles(20, budget=1e5)
    assert got.stopped == "budget" and got.completeness == "found"

    def interrupt(done, total):
        raise KeyboardInterrupt

    cut = HENON.cycles(30, progress=interrupt)
    assert cut.stopped == "canceled" and repr(cut).endswith("found, interrupted>")

    def fail(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        HENON.cycles(30, progress=fail)


def test_averages_of_cycles():
    got = LOGISTIC.cycles(10, r=6).averages
    assert got["order"].tolist() == list(range(1, 11))
    assert got["entropy"][-1] == pytest.approx(math.log(2), abs=1e-14)
    assert got["escape_rate"][-1] == pytest.approx(0.83149298749, abs=1e-11) and got["escape_rate_error"][-1] < 1e-12
    x = np.linspace(0, 1, 2_000_001)
    inside = [int(((y >= 0) & (y <= 1)).sum()) for y in (LOGISTIC.iterate(n, r=6, x=x, bound=10) for n in (4, 8))]
    assert math.log(inside[0] / inside[1]) / 4 == pytest.approx(got["escape_rate"][-1], abs=1e-3)
    tent = chaos.Map("x' = s*(0.5 - abs(x - 0.5))", s=3).cycles(6, box={"x": (-1, 2)}).averages
    assert tent["escape_rate"][-1] == pytest.approx(math.log(1.5), abs=1e-9)  # of two slopes 3
    assert tent["exponent"][-1] == pytest.approx(math.log(3), abs=1e-9)
    attracted = LOGISTIC.cycles(4, r=3.2).averages
    assert np.isnan(attracted["escape_rate"][-1]) and attracted["entropy"][-1] == pytest.approx(0, abs=1e-4)
    horseshoe = HENON.cycles(8, a=6).averages
    assert horseshoe["escape_rate_error"][-1] < 1e-4


def test_no_averages_without_missing_cycles():
    """One of 30 cycles of period 8 of this horseshoe is not found, as the indices say; or, if it is one day, all orders are there."""
    found = HENON.cycles(8, a=20, b=-1)
    right = found.periods["index_sum"] == found.periods["index_expected"]
    assert len(found.averages["order"]) == (8 if right.all() else int(right.argmin()))
    assert len(found.averages["order"]) >= 6 and np.isfinite(found.averages["escape_rate"]).all()


def test_as_other_things(tmp_path):
    got = HENON.cycles(4)
    assert "4, index sum right" in repr(got) and "multipliers" in dir(got)
    got.save(tmp_path / "c.npz")
    with np.load(tmp_path / "c.npz") as saved:
        assert saved["points"].shape == (8, 2) and saved["points_offsets"].tolist() == [0, 1, 2, 4, 8]
        assert saved["periods_cycles"].tolist() == [2, 1, 0, 1]
    with pytest.raises(ValueError, match="npz"):
        got.save(tmp_path / "c.png")
    with pytest.raises(IndexError, match="there are 4 cycles, got 4"):
        got[4]
    assert got[-1].points.shape == (4, 2)
    with pytest.raises(AttributeError, match="nothing"):
        got.nothing
    xarray = pytest.importorskip("xarray")
    assert isinstance(got.to_xarray(), xarray.Dataset) and got.to_xarray().sizes == {"cycle": 4, "number": 2, "state": 2, "point": 8}
    pytest.importorskip("pandas")
    assert got.to_dataframe()["cycle"].tolist() == [0, 1, 2, 2, 3, 3, 3, 3]


def test_pictures():
    pytest.importorskip("matplotlib").use("Agg")
    ax = HENON.cycles(4).plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$\\mathit{x}$", "$\\mathit{y}$") and "index sum right" in ax.get_title("left")
    assert LOGISTIC.cycles(3, r=2.5).plot().get_xlabel() == "least period"
    with pytest.raises(ValueError, match="two of x, y"):
        HENON.cycles(1).plot(states=("x", "z"))


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"periods": 0}, ValueError, "at least 1, got 0"),
        ({"periods": (3, 2)}, ValueError, "no larger than the last, got 3 and 2"),
        ({"periods": 1001}, ValueError, "1 to 1000, got 1001"),
        ({"periods": 1.5}, TypeError, "whole numbers"),
        ({"periods": (1, 2, 3)}, ValueError, "pair"),
        ({"periods": 3, "q": 2}, TypeError, "no parameter or state 'q'"),
        ({"periods": 3, "x": 1}, TypeError, "x is a state"),
        ({"periods": 3, "a": math.nan}, ValueError, "finite"),
        ({"periods": 3, "box": 3}, TypeError, "dict of intervals"),
        ({"periods": 3, "box": {"x": (0, 1)}}, ValueError, "none for y"),
        ({"periods": 3, "box": {"z": (0, 1)}}, TypeError, "names of states"),
        ({"periods": 3, "box": {"x": 1, "y": (0, 1)}}, ValueError, "pair"),
        ({"periods": 3, "box": {"x": (2, -2), "y": (0, 1)}}, ValueError, "low < high, got 2 to -2 for x"),
        ({"periods": 3, "box": {"x": (0, math.inf), "y": (0, 1)}}, ValueError, "finite"),
        ({"periods": 3, "budget": 0}, ValueError, "above 0"),
        ({"periods": 3, "forcing_period": 2}, ValueError, "forcing_period must not be given"),
    ],
)
def test_mistakes(options, error, words):
    with pytest.raises(error, match=words):
        HENON.cycles(**options)


@pytest.mark.parametrize("w", [1e6, 12345678.9, 1e8, 3e9])
def test_angles_that_turn_ten_million_times_in_a_step(w):
    found = chaos.Map("x' = x + w + 2.5*sin(x) mod 2*pi").cycles(1, w=w, box={"x": (0, 6.28)}, budget=3e6)
    assert len(found) >= 1


def test_what_is_refused():
    with pytest.raises(ValueError, match="box must have an interval for each state of a map without a view"):
        chaos.Map("x' = 1 - a*x^2", a=1.4).cycles(3)
    with pytest.raises(ValueError, match="at most 6 states"):
        chaos.maps["logistic_ring"].cycles(2)


def test_functions_are_not_called_for_the_noise_of_differences():
    calls = 0

    def step(x):
        nonlocal calls
        calls += 1
        return 3.7 * x * (1 - x)

    found = chaos.Map(step, states="x").cycles(4, box={"x": (0, 1)})
    expected = chaos.maps["logistic"].cycles(4, r=3.7)
    assert found.period.tolist() == expected.period.tolist() and found.completeness == "complete"
    assert calls < 20_000


@pytest.mark.parametrize(("name", "labels", "key"), [("henon", ("$\\mathit{x}$", "$\\mathit{y}$"), True), ("logistic", ("least period", "$\\mathit{x}$"), False)])
def test_pictures(name, labels, key):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    found = chaos.maps[name].cycles(4)
    ax = found.plot()
    assert (ax.get_xlabel(), ax.get_ylabel()) == labels and (ax.get_legend() is not None) == key
    assert sum(len(drawn.get_offsets()) for drawn in ax.collections) == found.period.sum()
    assert not pyplot.get_fignums()
    with pytest.raises(ValueError, match="states must be two of"):
        found.plot(states=("x", "z"))


@pytest.mark.parametrize(
    ("map", "keywords", "counts", "completeness"),
    [
        (chaos.maps["continued_fraction"], {"periods": 1}, [1024], "found"),  # infinitely many branches
        (chaos.maps["continued_fraction"], {"periods": 9, "budget": 1e6}, None, "found"),
        (chaos.Map("x' = x^2 - 3/4"), {"periods": 2, "box": {"x": (-2, 2)}}, [2, 0], "found"),  # the doubling itself
        (chaos.maps["logistic"], {"periods": 3, "box": {"x": (-1e10, 1e10)}}, [2, 1, 2], "complete"),
        (chaos.maps["logistic"], {"periods": 3, "box": {"x": (-1e300, 1e300)}}, [0, 0, 0], "found"),
    ],
)
def test_what_cannot_be_seen_is_not_said(map, keywords, counts, completeness):
    found = map.cycles(**keywords, **({"r": 4.0} if map is chaos.maps["logistic"] else {}))
    assert found.completeness == completeness
    assert counts is None or found.periods["cycles"].tolist() == counts


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: m.cycles(3, budget="a"), TypeError, "budget must be a number of iterations, got 'a'"),
        (lambda m: m.cycles(2).save("e.csv"), ValueError, "a .csv file must have one table, got 3 for e.csv"),
        (lambda m: m.cycles(2).plot(states="x"), ValueError, "states must be two names, got 'x'"),
    ],
)
def test_mistakes_have_words(call, error, message):
    with pytest.raises(error, match=message):
        call(chaos.maps["henon"])
