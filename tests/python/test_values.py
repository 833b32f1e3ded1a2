"""What values may be, and how they may be named."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import chaos

LOGISTIC = chaos.maps["logistic"]


def test_greek_letters_are_names():
    tent = chaos.maps["tent"]
    assert tent.iterate(9, μ=1.7) == tent.iterate(9, mu=1.7) == tent.iterate(9, at={"µ": 1.7})
    assert list(tent.sweep(μ=(1.5, 1.9, 3), steps=5).axes) == ["mu"]
    assert chaos.Map("tent", μ=1.7) == chaos.Map("tent", mu=1.7) == chaos.Map("tent", mu=1.7, x=tent.defaults["x"])
    assert chaos.Map("x' = μ*x; y' = y*θ", μ=0.5, θ=2).defaults["theta"] == 2
    with pytest.raises(TypeError, match="mu is given twice"):
        tent.sweep(μ=1.7, mu=1.7)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda masked: LOGISTIC.bifurcation_diagram(r=masked), "r"),
        (lambda masked: LOGISTIC.cycles(2, box={"x": masked}), "box of x"),
        (lambda masked: LOGISTIC.branch(LOGISTIC.cycles(1, r=2.5)[0], along="r", to=masked), "to"),
        (lambda masked: LOGISTIC.survival("x > 1", r=masked), "r"),
        (lambda masked: LOGISTIC.sweep(starts=2, box={"x": masked}), "box of x"),
        (lambda masked: LOGISTIC.iterate(5, r=[3.1, 3.2], out=masked), "out"),
    ],
)
def test_masked_intervals_and_outputs_are_refused(call, name):
    with pytest.raises(TypeError, match=f"^{name} must not be masked"):
        call(np.ma.array([2.0, 4.0], mask=[False, True]))


def test_masked_arrays_are_refused():
    masked = np.ma.array([3.1, 3.2], mask=[False, True])
    calls = {
        "r": [lambda value: LOGISTIC.iterate(5, r=value), lambda value: LOGISTIC.sweep(r=value), lambda value: chaos.logistic(5, value, 0.5)],
        "state": [lambda value: LOGISTIC.iterate(5, state=value)],
        "what the function returns for x": [lambda value: chaos.Map(lambda x: value, states="x").iterate(1, x=[1.0, 2.0])],
    }
    for name, some in calls.items():
        for call in some:
            for value in (masked, masked[1]) if name[:4] == "what" else (masked, [masked, masked], masked[1], [3.1, np.ma.masked]):
                with pytest.raises(TypeError, match=rf"{name} must not be masked; .filled\(nan\)"):
                    call(value)
    for call in (lambda n: LOGISTIC.iterate(n), lambda n: LOGISTIC.sweep(starts=n), lambda n: LOGISTIC.orbit(2, every=n)):
        with pytest.raises(TypeError, match="(steps|starts|every) must not be masked"):
            call(np.ma.array(3, mask=True))
    with pytest.raises(TypeError, match="must not be masked"):
        LOGISTIC.iterate(5, r=[3.1, 3.2], out=np.ma.zeros(2))
    assert np.isnan(LOGISTIC.iterate(5, r=masked.filled(np.nan))).tolist() == [False, True]


def test_options_of_measures_are_numbers_as_others_are():
    def final(times):
        return LOGISTIC.sweep(r=3.9, measure={"final": {"times": times}}).final.tolist()

    assert final(np.array(3)) == final([np.array(3)]) == final(3)
    for name, value in (("times", np.ma.array([3, 5], mask=[False, True])), ("bins", np.ma.masked), ("range", [0.0, np.ma.masked])):
        measure = "final" if name == "times" else "density"
        with pytest.raises(TypeError, match=f"{name} must not be masked"):
            LOGISTIC.sweep(r=3.9, measure={measure: {name: value}})


def test_numbers_of_any_kind():
    """As numbers and in lists alike."""
    numbers = [Fraction(31, 10), Decimal("3.2"), 3, np.float32(3.5), True, np.int8(2)]
    expected = [LOGISTIC.iterate(5, r=float(number)) for number in numbers]
    assert [LOGISTIC.iterate(5, r=number) for number in numbers] == expected
    assert LOGISTIC.iterate(5, r=numbers).tolist() == expected == chaos.logistic(5, numbers, LOGISTIC.defaults["x"]).tolist()
    assert LOGISTIC.sweep(r=numbers, measure="final", steps=5, transient=0).axes["r"].tolist() == [float(number) for number in numbers]
    axis = LOGISTIC.sweep(r=(Fraction(3), Decimal("3.5"), 2), measure="final").axes["r"]
    assert axis.tolist() == [3.0, 3.5]
    assert LOGISTIC.iterate(1, r=[2**70, 3]).size == 2
    for value in (["3.1", 3.2], [3.1, None], [3.1, "x"], [1j, 2], [Fraction(1), 1j], np.array([object()])):
        with pytest.raises(TypeError, match="r must be real numbers"):
            LOGISTIC.iterate(5, r=value)
    with pytest.raises(OverflowError, match="r is too large"):
        LOGISTIC.iterate(5, r=[10**400])
    with pytest.raises(OverflowError, match="r is too large"):
        LOGISTIC.sweep(r=(3, 10**400, 2))


def test_no_count_stands_for_something_else():
    """Inside, the largest count means "all", or that none was given."""
    most = 2**64 - 1
    for call in (
        lambda: LOGISTIC.orbit(5, transient=most),
        lambda: LOGISTIC.lyapunov(5, count=most),
        lambda: LOGISTIC.sweep(transient=most),
        lambda: LOGISTIC.sweep(steps=most),
        lambda: LOGISTIC.sweep(measure={"lyapunov": {"count": most}}),
        lambda: LOGISTIC.sweep(measure={"lyapunov": {"blocks": most}}),
    ):
        with pytest.raises(ValueError, match=r"must be a whole number from \d to 2\^62, got 18446744073709551615"):
            call()
