"""Maps of Python functions on arrays."""

import numpy as np
import pytest

import chaos
from functions import henon, henon_tangent, logistic, twin


# ---------------------------------------------------------- Python functions


@pytest.mark.parametrize("name", ["logistic", "henon"])
def test_a_python_function_gives_the_bits_of_the_built_in_map(name):
    known, mine = twin(name)
    first = known.params[0]
    values = {first: np.linspace(0.9, 4.4, 1300)}
    for call in ("iterate", "orbit"):
        assert np.array_equal(getattr(mine, call)(200, **values), getattr(known, call)(200, **values), equal_nan=True)
    assert mine.iterate(1000) == pytest.approx(known.iterate(1000), abs=0)
    assert list(mine.points(100)) == list(known.points(100))
    measure = {"orbit": {"steps": 20}, "final": {}, "moments": {}, "density": {"range": (-2, 2)}, "period": {}, "escape": {}}
    axis = {first: (0.9, 4.4, 1300)}
    got, expected = mine.sweep(measure=measure, **axis), known.sweep(measure=measure, **axis)
    for result in expected.keys():
        assert np.array_equal(got[result], expected[result], equal_nan=True), result


def test_it_gets_arrays_states_first_and_they_are_its_own():
    seen = []

    def function(x, y, a):
        seen.append((x, y, a))
        x += a
        return y, x

    m = chaos.Map(function, states=("x", "y"), a=0.5)
    assert np.array_equal(m.orbit(3, x=[1, 2], y=3), [[[1, 3], [3, 1.5], [1.5, 3.5]], [[2, 3], [3, 2.5], [2.5, 3.5]]])
    assert all(isinstance(value, np.ndarray) and value.dtype == float for call in seen for value in call)
    assert len({array.shape for array in seen[0]}) == 1
    first = [array.copy() for array in seen[0]]
    m.iterate(100)
    assert all(map(np.array_equal, first, seen[0]))  # kept arrays stay what they were


def test_a_ufunc_will_do():
    assert chaos.Map(np.sin, states="x", params="").iterate(1, x=0.5) == np.sin(0.5)


def test_it_is_called_once_for_many_orbits():
    calls = []
    m = chaos.Map(lambda x, r: calls.append(x.size) or r * x * (1.0 - x), states="x")
    m.iterate(100, r=np.linspace(3, 4, 1000), x=0.3)
    assert sum(calls) >= 100_000 and len(calls) <= 101


@pytest.mark.parametrize("result", [lambda x: 0.5, lambda x: (x,), lambda x: [0.5], lambda x: np.float32(0.5),
                                    lambda x: np.arange(x.size), lambda x: x[::-1], lambda x: x > 0])  # fmt: skip
def test_what_a_function_may_return(result):
    assert np.isfinite(chaos.Map(result, states="x").iterate(2, x=[0.1, 0.2])).all()


def test_defaults_names_and_angles():
    def turn(theta, omega=0.3, k=0.5):
        return theta + omega + k * theta

    m = chaos.Map(turn, states=["theta"], wrap={"theta": 1.0}, k=0.25)
    assert (m.name, m.states, m.params, m.dim, m.N) == ("turn", ("theta",), ("omega", "k"), 1, None)
    assert m.defaults["omega"] == 0.3 and m.defaults["k"] == 0.25 and m.angles == {"theta": 1.0} and m.bound == np.inf
    assert m.formula == "theta' = turn(theta, omega, k)" and not m.has_derivative
    assert "differences" in repr(m.__doc__)
    assert m.iterate(1, theta=0.9) == (0.9 + 0.3 + 0.25 * 0.9) - 1
    rotation = chaos.Map(lambda t, w: t + w, states="t", wrap={"t": 1}, w=0.3).sweep(w=[0.25, 1.75], measure="rotation")
    assert np.allclose(rotation.rotation, [0.25, 1.75], atol=1e-12)
    unset = chaos.Map(lambda x, r: r * x, states="x")
    with pytest.raises(ValueError, match="r"):
        unset.iterate(3)


# --------------------------------------------------------------- derivatives


def test_exponents_with_a_derivative_and_by_differences():
    known, numeric = twin("henon")
    exact = chaos.Map(henon, states="x y", derivative=henon_tangent, bound=known.bound, **known.defaults)
    wanted = known.lyapunov(5000, count="all")
    for m, tolerance, status in ((exact, 1e-12, 0), (numeric, 1e-8, chaos.Status.NUMERIC_DERIVATIVE)):
        got = m.lyapunov(5000, count="all")
        assert got.exponents == pytest.approx(wanted.exponents, abs=tolerance)
        assert got.status == status and m.has_derivative == (status == 0)
    near = known.cycle(7, x=0.5, y=0.2)
    got = numeric.cycle(7, x=0.5, y=0.2)
    assert got.converged == near.converged and np.allclose(got.points, near.points, atol=1e-9)
    assert np.allclose(got.multipliers, near.multipliers, rtol=1e-6)


def test_small_bands_of_chaos_attract_by_no_difference_quotient():
    # Bands of the tent map, some 1e-5 wide, lie across its corner.
    m = chaos.Map(lambda x, mu: mu * np.minimum(x, 1 - x), states=["x"])
    r = m.sweep(mu=(1.015, 1.2, 38), starts=3, seed=4, box={"x": (0.1, 0.9)}, measure={"period": {"transient": 2000}})
    assert not r["period"].any()
    slow = chaos.Map(lambda x, r: r * x * (1 - x), states=["x"]).sweep(r=[2.999, 3.001, 3.449, 3.45], x=0.3, measure="period")
    assert slow["period"].tolist() == [1, 2, 2, 4]
