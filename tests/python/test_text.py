"""Maps given as text, and expressions in measures."""
import itertools
import math
import pickle
import pydoc
import random
import re
import time
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chaos

HENON = "x' = 1 - a*x^2 + y; y' = b*x"


def test_a_text_is_its_built_in():
    m = chaos.Map(HENON, a=1.4, b=0.3, x=0.1, y=0.2, bound=1e3)
    assert (m.params, m.states, m.dim, m.N, m.bound) == (("a", "b"), ("x", "y"), 2, None, 1e3)
    assert m.name == m.formula == HENON
    assert tuple(m.iterate(1000)) == chaos.henon(1000, 1.4, 0.3, 0.1, 0.2)
    a = numpy.linspace(1, 1.5, 70)
    values = {"a": a, "b": 0.3, "x": 0.1, "y": 0.2}
    assert numpy.array_equal(m.orbit(50, **values), chaos.maps["henon"].orbit(50, **values), equal_nan=True)
    spectrum = m.lyapunov(20000, count="all").exponents
    assert spectrum.sum() == pytest.approx(math.log(0.3), abs=1e-12)
    assert m.cycle(1, x=0.6, y=0.2).converged


def expression(rng, depth):
    """A tree of + - *, of squares, min and max, as a text and as Python: the compiler fuses several at a time."""
    if depth == 0 or rng.random() < 0.15:
        leaf = rng.choice(["x", "x", "y", "y", "a", "b", "0.75", "1", "2"])
        return leaf, leaf
    kind = rng.random()
    (p, q), (r, s) = expression(rng, depth - 1), expression(rng, depth - 1)
    if kind < 0.2:
        return f"({p})^2", f"(({q})*({q}))"
    if kind < 0.25:
        return f"min({p}, {r})", f"min({q}, {s})"
    if kind < 0.3:
        return f"max({p}, {r})", f"max({q}, {s})"
    if kind < 0.35:
        return f"({p} < {r} ? {r} : {p})", f"(({s}) if ({q}) < ({s}) else ({q}))"
    op = rng.choice("+-*")
    return f"({p}) {op} ({r})", f"({q}) {op} ({s})"


def test_fused_operations_have_the_bits_of_python():
    seed = 20261124
    print("seed", seed)
    rng = random.Random(seed)
    for _ in range(1500):
        (u, in_u), (v, in_v) = expression(rng, rng.randint(1, 4)), expression(rng, rng.randint(1, 4))
        m = chaos.Map(f"x' = {u}; y' = {v}", bound=math.inf)
        names = ("x", "y", *m.params)
        values = {name: numpy.array([rng.uniform(-1.5, 1.5) for _ in range(67)]) for name in names}
        got = m.iterate(1, **values)
        for i in range(67):
            one = {name: float(values[name][i]) for name in names} | {"min": min, "max": max}
            assert tuple(got[i]) == (eval(in_u, one), eval(in_v, one)), (m.formula, one)


class Ring:
    """The sites of a lattice, from any one on."""

    def __init__(self, sites):
        self.sites = sites.tolist()

    def __getitem__(self, i):
        return self.sites[i % len(self.sites)]


def total(terms):
    terms = list(terms)
    rows = (len(terms) + 7) // 8
    s = [0.0] * 8
    for i, term in enumerate(terms): # sum() carries the roundings along
        s[i // rows] = s[i // rows] + term
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))


SIGNS = list(itertools.product("+-", repeat=3))


@pytest.mark.parametrize("s,t,u", SIGNS)
@pytest.mark.parametrize("in_x,in_y", [
    ("x*x {s} y*y {t} a*x {u} b*y", "c*x*y {s} d*x {t} a*y"), ("a*x {s} b*y {t} y^3", "y^3 {s} (c*y {t} d*x)"),
    ("1.7*x {s} 0.3*y {t} 0.7*a {u} 1.1*b", "0.1*d {s} (x*0.3 {t} (y*1.9 {u} 0.7*c))"),
    ("(x < 0.25 ? a*x {s} 0.3 : b*x {t} 0.7)", "(y > 0.1 ? 0.2 {s} c*y : 0.4 {t} d*y)"),
    ("(x < 0.25 ? a : b)*x {s} y {t} c", "-(x < 0.25 ? c : d)*x {u} (x < 0.25)"),
    ("a {s} b*x {t} y*y {u} y^3*c", "x*x {s} y*(x*x) {t} d"),
    ("x/4 {s} y/0.125 {t} a/3 {u} 2^-1022/2", "(x {s} y)/-2 {t} (c {u} d)/1024"),
])
def test_usual_formulas_have_the_bits_of_python(in_x, in_y, s, t, u):
    rng = random.Random(s + t + u)
    in_x, in_y = in_x.format(s=s, t=t, u=u), in_y.format(s=s, t=t, u=u)
    m = chaos.Map(f"x' = {in_x}; y' = {in_y}")
    values = {name: numpy.array([rng.uniform(-1.5, 1.5) for _ in range(67)]) for name in (*m.params, "x", "y")}
    got = m.iterate(1, **values)
    for i in range(67):
        one = {name: float(values[name][i]) for name in values}
        expected = [eval(in_python(line), one) for line in (in_x, in_y)]
        assert list(got[i]) == expected, one


def in_python(line):
    line = re.sub(r"(\w)\^3", r"\1*\1*\1", line).replace("^", "**")
    return re.sub(r"\(([^()?]*) \? ([^()]*) : ([^()]*)\)", r"((\2) if \1 else (\3))", line)


@pytest.mark.parametrize("n", [1, 2, 3, 31, 32, 33, 100])
@pytest.mark.parametrize("in_y,in_x", [
    *((f"a*x[i-1] {s} b*(x[i] {t} y[i+1])", f"a*y[i]*(1 - y[i]) {u} x[i]") for s, t, u in SIGNS),
    ("x[i] + b/n*total(x[j]*y[j+1] for j in range(n))", "a*y[i] - b*total(y[j] for j in range(n))"),
    ("b*(x[i] - y[i+1]) - a*x[i-1]", "a*y[i]*(b - y[i])"), ("(b - x[i])*(a*x[i])", "b*(x[i] + y[i-2]) - a*x[i+1]"),
])
def test_lattices_have_the_bits_of_python(n, in_x, in_y):
    seed = f"{n} {in_x} {in_y}"
    rng = random.Random(seed)
    text = f"x[i]' = {in_x}; y[i]' = {in_y}".replace(" for j in range(n)", "").replace("total", "sum").replace("/n", "/N")
    m = chaos.Map(text, N=n)
    values = {name: numpy.array([rng.uniform(-1.5, 1.5) for _ in range(19)]) for name in m.states + m.params}
    state = numpy.array([values[name] for name in m.states]).T
    got = m.iterate(1, state=state, **{name: values[name] for name in m.params})
    for k in range(19):
        one = {name: float(values[name][k]) for name in m.params}
        one |= {"x": Ring(state[k, :n]), "y": Ring(state[k, n:])}
        one |= {"total": total, "n": n}
        expected = [eval(line, one | {"i": i}) for line in (in_x, in_y) for i in range(n)]
        assert got[k].tolist() == expected, seed


@pytest.mark.parametrize("n", [1, 2, 9, 31, 33, 70, 1000])
def test_sums_in_expressions_have_the_bits_of_python(n):
    """Points in lanes, and one lattice alone."""
    m = chaos.Map("x[i]' = 1 - a*x[i]^2 + y[i-1]/9; y[i]' = 0.3*x[i]", N=n)
    rng = random.Random(n)
    x, y = numpy.array([[rng.uniform(-0.5, 0.5) for _ in range(n)] for _ in "xy"])
    a = [rng.uniform(1, 1.5) for _ in range(19)]
    of = "orbit:transient=0:steps=1:of=sum(x[j]*(a - y[j-2]))/N"
    expected = [total(p * (b - q) for p, q in zip(x.tolist(), numpy.roll(y, 2).tolist())) / n for b in a]
    state = numpy.concatenate([x, y])
    assert m.sweep(measure=of, a=a, state=state)["orbit"].ravel().tolist() == expected
    assert m.sweep(measure=of, a=a[3:4], state=state)["orbit"].ravel().tolist() == expected[3:4]


FUNCTIONS = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "asinh": math.asinh, "acosh": math.acosh, "atanh": math.atanh,
    "exp": math.exp, "expm1": math.expm1, "log": math.log, "log1p": math.log1p, "log2": math.log2, "log10": math.log10,
    "cbrt": math.cbrt, "erf": math.erf, "sqrt": math.sqrt, "hypot": math.hypot, "atan2": math.atan2,
    "ceil": math.ceil, "trunc": math.trunc, "floor": math.floor,
    "round": lambda x: math.copysign(math.floor(abs(x) + 0.5), x), "min": min, "max": max,
}


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.floats(-700, 700), min_size=4, max_size=4))
def test_functions_are_those_of_python(name, values):
    arguments = values if name in ("min", "max") else values[:2] if name in ("hypot", "atan2") else values[:1]
    m = chaos.Map(f"x' = {name}({', '.join('abcd'[: len(arguments)])}) + 0*x", bound=math.inf)
    try:
        expected = float(FUNCTIONS[name](*arguments))
    except (ValueError, OverflowError):
        expected = math.nan # escaped
    got = m.iterate(1, x=0.0, **dict(zip("abcd", arguments)))
    assert got == pytest.approx(expected, rel=5e-16, abs=5e-324, nan_ok=True)


@pytest.mark.parametrize("text", [
    "p' = p + k*sin(theta) mod 2*pi; theta' = theta + p' mod 2*pi", "p -> p + k*sin(θ) mod 2*π; θ -> θ + p' mod 2*π",
    "p[n+1] = p[n] + k*sin(theta[n]) mod 2*pi\ntheta[n+1] = theta[n] + p[n+1] mod 2*pi",
    "θ' = θ + q mod 2·π; p′ = q mod 2·π; q = p + k·sin(θ)",
])
def test_forms(text):
    m = chaos.Map(text)
    for name in ("theta", "p"):
        assert m.angles[name] == 2 * math.pi
    got = dict(zip(m.states, m.iterate(100, k=0.9, theta=1.1, p=0.3)))
    assert (got["theta"], got["p"]) == chaos.standard(100, 0.9, 1.1, 0.3)


def test_keywords_of_construction():
    m = chaos.Map("p' = p + k*sin(theta); theta' = theta + p'", k=0.9, wrap={"theta": 2 * math.pi, "p": 2 * math.pi})
    assert m.angles == {"p": 2 * math.pi, "theta": 2 * math.pi} and m.bound == math.inf
    assert chaos.Map("x' = 3*x mod 1", wrap={"x": 0}).angles == {}
    ring = chaos.Map("x[i]' = (1-e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1-x[i])", N=20, r=3.9, e=0.3)
    assert (ring.N, ring.dim, ring.defaults["r"]) == (20, 20, 3.9)
    same = chaos.Map("logistic_ring", N=20)
    state = numpy.array([same.defaults[name] for name in same.states])
    assert numpy.array_equal(ring.iterate(100, state=state), same.iterate(100, r=3.9, eps=0.3, state=state))
    starts = [m.defaults[name] for name in m.states]
    assert len(set(starts)) == 2 and 0.5 not in starts


def test_help_and_repr():
    m = chaos.Map("x' = r*x*(1 - x)")
    assert repr(m) == "<chaos.Map (r): x' = r*x*(1 - x)>"
    text = pydoc.plain(pydoc.render_doc(m))
    assert "x' = r*x*(1 - x)" in text and "r has none" in text and "reference" not in text
    assert "given as text" in chaos.Map.__doc__


def test_expressions_in_measures():
    henon = chaos.maps["henon"]
    orbit = henon.orbit(3000, transient=1000)
    z, y = orbit[:, 0] ** 2 + orbit[:, 1], orbit[:, 1]
    sweep = henon.sweep(steps=3000, x=henon.defaults["x"], measure={
        "density": {"of": "x^2 + y", "when": "y > 0", "bins": 20, "range": (-1, 2)}, "moments": {"of": ["x^2 + y", "y"], "when": "y > 0"},
        "orbit": {"of": "x^2 + y"}, "final": {"of": "a*x"}})
    assert numpy.array_equal(sweep.orbit, z)
    assert numpy.array_equal(sweep.density, numpy.histogram(z[y > 0], 20, (-1, 2))[0])
    assert sweep.moments[:, 0] == pytest.approx([z[y > 0].mean(), y[y > 0].mean()], rel=1e-12)
    assert sweep.final == 1.4 * henon.iterate(4000)[0]
    recipe = sweep.recipe["measure"]
    assert recipe["density"]["of"] == "x^2 + y" and recipe["density"]["when"] == "y > 0" and recipe["moments"]["of"] == "x^2 + y,y"
    with pytest.raises(ValueError, match=r"line 1, column 5: the map has no state or parameter 'z'; it has x, y, a, b\nx \+ z\n    \^"):
        henon.sweep(measure={"density": {"of": "x + z"}})


def test_the_number_of_sites_in_measures():
    ring = chaos.Map("logistic_ring", N=5)
    mean = ring.sweep(steps=7, transient=3, measure={"orbit": {"of": "(x0 + x1 + x2 + x3 + x4)/N"}}).orbit
    assert mean == pytest.approx(ring.orbit(7, transient=3).mean(axis=1), rel=1e-14)
    with pytest.raises(ValueError, match="N, the number of sites, is for lattices"):
        chaos.maps["henon"].sweep(measure={"moments": {"of": "x/N"}})


def test_pictures_without_one_of_its_own():
    pytest.importorskip("matplotlib").use("Agg")
    m = chaos.Map("x' = r*x*(1 - x)", r=3.6)
    sweep = m.sweep()
    assert list(sweep.axes["r"][[0, -1]]) == [2.7, 4.5] and {"density", "lyapunov"} <= sweep.keys()
    assert len(sweep.plot()) == 2
    assert chaos.Map("x' = cos(y); y' = 1.9*x mod 1").sweep().plot().has_data()
    with pytest.raises(TypeError, match="r has no default; a value or an axis would do"):
        chaos.Map("x' = r*x*(1 - x)").sweep()


@pytest.mark.parametrize(("text", "keywords", "error", "message"), [
    ("x' = r*x*", {}, ValueError, r"line 1, column 10: expected a number, a name or \( after '\*', got the end\nx' = r\*x\*\n         \^"),
    ("x' = r*x", {"q": 3}, TypeError, "no parameter or state 'q', it has r, x"),
    ("x' = r*x", {"r": math.nan}, ValueError, "r must be finite"),
    ("x' = r*x", {"wrap": 3}, TypeError, "wrap must be a dict"),
    ("x' = r*x", {"wrap": {"y": 1}}, ValueError, "wrap: the map has no state 'y'"),
    ("x' = r*x", {"wrap": {1: 1}}, TypeError, "wrap must have names of states as keys, got 1"),
    ("x' = r*x", {"wrap": {"x": "1"}}, TypeError, "number"),
    ("x' = r*x", {"wrap": {"x": -1}}, ValueError, "the period of x must be above 0, or 0 for no angle, got -1"),
    ("x' = r*x", {"bound": -1}, ValueError, "bound must be above 0"),
    ("x' = r*x", {"N": 4}, ValueError, "the text is not a lattice"),
    ("x[i]' = r*x[i]", {"N": 0}, ValueError, "N must be at least 1"),
    ("henon", {"bound": 7}, TypeError, "bound goes with a map given as text"),
])
def test_mistakes(text, keywords, error, message):
    with pytest.raises(error, match=message):
        chaos.Map(text, **keywords)


def test_parameters_without_default_have_to_be_given():
    m = chaos.Map("x' = r*x*(1 - x)")
    with pytest.raises(ValueError, match="parameter r has no default: it must be given"):
        m.orbit(5)
    assert m.iterate(3, r=3.9, x=0.3) == chaos.logistic(3, 3.9, 0.3)


@pytest.mark.parametrize("n", [255, 256, 257, 511, 1000])
def test_ranges_are_those_of_the_whole_grid(n):
    """At the end of the axis, where the attractor is widest, as well as at its start."""
    swept = chaos.Map("x' = r*x*(1-x)").sweep(r=(2.5, 4, n), measure="density")
    assert swept["density_outside"].sum() < 1e-3 * swept["density"].sum()
    low, high = swept["density_range"]
    assert low < 0.01 and high > 0.99


def test_angles_fill_their_period():
    m = chaos.Map("p' = p + k*sin(θ) mod 2*pi; θ' = θ + p' mod 2*pi", k=1.2)
    swept = m.sweep(measure={"density": {"of": ("theta", "p")}})
    assert swept["density_range"].tolist() == [[0, 2 * math.pi]] * 2 and not swept["density_outside"].any()


def test_large_lattices_cost_what_they_weigh():
    """Not the square of it: these took minutes."""
    text, start = "x[i]' = a*(x[i-1] + x[i+1])", time.process_time()
    m = chaos.Map(text, N=200_000, a=0.5, x7=0.25)
    data = pickle.dumps(m)
    again = pickle.loads(data)
    assert len(data) < 300 and again == m and again != chaos.Map(text, N=200_000, a=0.5)
    assert again.defaults["x7"] == 0.25 and repr(again) == repr(m) and len(again.__doc__) < 2000
    names = {f"x{i}": 0.25 for i in range(1, 200_000, 10)}
    assert m.iterate(0, at=names)[[1, 7, 11]].tolist() == [0.25] * 3
    assert chaos.Map(text, N=200_000, a=0.5, **names).defaults["x199991"] == 0.25
    with pytest.raises(TypeError, match="no parameter or state 'x200000'"):
        m.iterate(0, x200000=1)
    assert time.process_time() - start < 20


def test_names_with_numbers_are_found_wherever_they_stand():
    two = chaos.Map("x[i]' = y[i]; y[i]' = x[i]", N=30)  # variable by variable
    ring = chaos.Map("standard_ring", N=30)  # site by site
    odd = chaos.Map(lambda *values: values, states=["x2", "x0", "x1", "x01", "y3"], params=[])
    for m in (two, ring, odd):
        assert [m._name_of(name) for name in m.states] == list(m.states)
        states = numpy.arange(m.dim) / 100
        assert m.iterate(0, at=dict(zip(m.states, states))).tolist() == states.tolist()
        assert m._name_of("x99") is None and m._name_of("x") is None


@settings(deadline=None, max_examples=50)
@given(st.complex_numbers(max_magnitude=1), st.complex_numbers(max_magnitude=1), st.complex_numbers(max_magnitude=1))
def test_complex_numbers_are_those_of_python(z, b, c):
    m = chaos.Map("complex z, b, c; z' = b*z^2 + conj(z)*c - (z + i)/(b + 2)", b=b, c=c)
    assert m.states == ("z_re", "z_im") and m.params == ("b_re", "b_im", "c_re", "c_im")
    assert tuple(m.defaults[name] for name in m.params) == (b.real, b.imag, c.real, c.imag)
    image = b * z**2 + z.conjugate() * c - (z + 1j) / (b + 2)
    assert complex(*m.iterate(1, z=z)) == pytest.approx(image, abs=1e-14)
    several = m.iterate(1, z=numpy.array([z, 1j, 0.5]), c=-1j)
    assert several.shape == (3, 2)
    assert complex(*several[0]) == pytest.approx(b * z**2 - 1j * z.conjugate() - (z + 1j) / (b + 2), abs=1e-14)


def test_complex_numbers_in_sweeps():
    m = chaos.Map("complex z, c; z' = z^2 + c", c=-1, z=0.1j)
    swept = m.sweep(c_re=(-1, 0, 3), c_im=[0.0, 0.1], z=0.2j, measure={"final": {"of": "abs(z - c)", "steps": 1, "transient": 0}})
    c = numpy.linspace(-1, 0, 3)[:, None] + 1j * numpy.array([0.0, 0.1])
    assert swept["final"] == pytest.approx(abs((0.2j) ** 2 * numpy.ones_like(c)), abs=1e-15)
    assert m.orbit(2, at={"c": 1j}, z=0).tolist() == [[0, 0], [0, 1]]
    assert m.iterate(2, c=[1j, Fraction(1, 2)], z=0).tolist() == m.iterate(2, c=numpy.array([1j, 0.5]), z=0).tolist()
    assert m.sweep(c=Decimal("0.5"), measure="final")["final"].shape == (2,)
    for call, message in (
        (lambda: m.iterate(5, c="1j"), "c must be a complex number or an array of them"),
        (lambda: m.iterate(5, c=["1j"]), "c must be a complex number or an array of them"),
        (lambda: m.iterate(5, c=[numpy.ma.masked, 1j]), "c must not be masked"),
        (lambda: m.iterate(5, c=1, c_re=2), "c_re is given twice"),
        (lambda: m.sweep(c=(0, 1, 3)), "c must be a number, as axes c_re and c_im"),
        (lambda: chaos.maps["henon"].iterate(1, c=1j), "no parameter or state 'c'"),
    ):
        with pytest.raises(TypeError, match=message):
            call()


def test_n_is_the_iterate_number_unless_it_is_given():
    forced = chaos.Map("x' = x/2 + cos(2*pi*n/3)")
    assert forced.params == () and list(forced.points(x=0.1, steps=500)) == forced.orbit(500, x=0.1).tolist()
    assert list(forced.points(x=0.1, steps=50, transient=7)) == forced.orbit(50, transient=7, x=0.1).tolist()
    assert forced.cycle(3, forcing_period=3, x=0).points == pytest.approx([-4 / 7, 5 / 7, -1 / 7])
    assert forced.sweep(x=(0, 1, 3), measure={"period": {"forcing_period": 3}})["period"].tolist() == [3, 3, 3]
    for call in (lambda: forced.cycle(3, x=0), lambda: forced.sweep(measure="period")):
        with pytest.raises(ValueError, match="forcing_period must be given"):
            call()
    power = chaos.Map("x' = x^n", n=3)
    again = pickle.loads(pickle.dumps(power))
    assert power.params == again.params == ("n",) and again.iterate(1, x=0.5) == 0.125


def test_a_region_gives_smooth_colours():
    m = chaos.Map("complex z, c; z' = z^2 + c", z=0)
    swept = m.sweep(c_re=(-2, 1, 30), c_im=(-1, 1, 20), measure={"escape": {"region": "abs(z) > 100", "steps": 200}})
    c = numpy.linspace(-2, 1, 30)[:, None] + 1j * numpy.linspace(-1, 1, 20)
    for i, j in itertools.product(range(30), range(20)):
        z, n = 0, 0
        while abs(z) <= 100 and n <= 200:
            z, n = z * z + c[i, j], n + 1
        assert swept["escape"][i, j] == (n if n <= 200 else -1)
        assert n > 200 or complex(*swept["escape_state"][i, j]) == pytest.approx(z, rel=1e-9)
    size = numpy.hypot(*numpy.moveaxis(swept["escape_state"], -1, 0))
    inside = swept["escape"] < 0
    assert numpy.isnan(size[inside]).all()
    smooth = swept["escape"] - numpy.log2(numpy.log(size) / math.log(100))
    assert (abs(smooth - swept["escape"] + 0.5)[~inside] <= 0.52).all()


def test_a_region_is_reached_alone_as_in_company():
    """The cell is settled on a 4-cycle; beside others it was once called collapsed, by a neighbour's parameters."""
    henon = chaos.maps["henon"]
    measure = {"escape": {"region": "abs(x) < 1e-3", "steps": 1000, "transient": 100}}
    a, b = numpy.linspace(0.8, 1.5, 157), numpy.linspace(0, 0.4, 91)
    together = henon.sweep(a=a, b=b, measure=measure)
    for i in (10, 60, 110, 150):
        for j in (3, 40, 80):
            alone = henon.sweep(a=a[i], b=b[j], measure=measure)
            for name in ("escape", "escape_state", "status"):
                numpy.testing.assert_array_equal(together[name][i, j], numpy.squeeze(alone[name]), err_msg=f"{name} at {i}, {j}")


def test_whoever_returns_exactly_gets_nowhere_in_good_time():
    """All of a lap has been looked at: steps to come cost nothing."""
    m = chaos.Map("x' = r*x*(1 - x)")
    swept = m.sweep(r=[3.2, 3.5], x=0.3, measure={"escape": {"region": "x > 0.99", "steps": 10**12}})
    assert (swept["escape"] == -1).all() and (swept["status"] == 0).all()
    late = m.sweep(r=[3.2, 3.5], x=0.3, measure={"escape": {"region": "abs(x - 0.5) < 0.05", "steps": 10**12, "transient": 5000}})
    assert late["escape"][0] in (5000, 5001) and 5000 <= late["escape"][1] < 5004
