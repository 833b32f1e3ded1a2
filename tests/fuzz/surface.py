"""Calls of everything public by its signature: functions of the module, methods and properties of maps and of results.

SPDX-License-Identifier: MIT
"""

import inspect
import os

import chaos
from chaos._measures import KINDS


# One way to each kind of result; a case gets it fresh, and may do to it what it likes.
MAKERS = {
    "Map": lambda: chaos.Map("henon"),
    "text": lambda: chaos.Map("x' = r*x*(1 - x)", r=3.6),
    "lattice": lambda: chaos.Map("logistic_ring", N=5),
    "Catalogue": lambda: chaos.maps,
    "points": lambda: chaos.Map("henon").points(50),
    "Cycle": lambda: chaos.Map("henon").cycle(1),
    "Cycles": lambda: chaos.Map("henon").cycles(3),
    "FloatCycle": lambda: chaos.Map("logistic").float_cycle(1000),
    "Branch": lambda: _branch(),
    "SpecialPoint": lambda: _branch().special_points[0],
    "Cascade": lambda: _branch("logistic", "r", (2.5, 4)).cascade(0, max_period=8),
    "Curve": lambda: _curve(),
    "CurvePoint": lambda: _curve().special_points[0],
    "BifurcationDiagram": lambda: chaos.Map("logistic").bifurcation_diagram(r=(2.5, 3.5), max_period=2, seeds=4),
    "Attractors": lambda: chaos.Map("henon").attractors(starts=20, max_steps=500),
    "Attractor": lambda: chaos.Map("henon").attractors(starts=20, max_steps=500)[0],
    "AttractorsAlong": lambda: chaos.Map("henon").attractors_along(a=(0.1, 1.4, 4), starts=10, max_steps=500),
    "Basins": lambda: chaos.Map("henon").basins(x=(-2, 2, 9), y=(-2, 2, 7), max_steps=500),
    "exits": lambda: chaos.Map("henon").basins(x=(-2, 2, 9), y=(-2, 2, 7), into={"left": "x < -1", "right": "x > 1"}, max_steps=500),
    "Sweep": lambda: chaos.Map("henon").sweep(a=(1, 1.4, 5), measure=("lyapunov", "density", "orbit"), steps=30),
    "field": lambda: chaos.Map("henon").sweep(a=(1, 1.4, 5), b=(0.1, 0.3, 4), measure=("period", "lyapunov"), steps=30),
    "point": lambda: chaos.Map("henon").sweep(measure=("orbit", "density", "moments"), steps=30),
    "both": lambda: chaos.Map("henon").sweep(a=(1, 1.4, 9), start="both", along="a", measure=("lyapunov", "orbit"), steps=30),
    "Result": lambda: chaos.Map("henon").sweep(a=(0, 1.4, 9), start="both", along="a", steps=30).hysteresis(),
    "Survival": lambda: chaos.Map("logistic", r=4.5).survival(starts=200, steps=30),
    "Table": lambda: chaos.Map("henon").cycles(3).result["rows"],
    "Status": lambda: chaos.Status.ESCAPED | chaos.Status.PENDING,
}  # fmt: skip


def _branch(name="henon", along="a", to=(-0.5, 1.5)):
    m = chaos.Map(name)
    return m.branch(m.cycle(1), along=along, to=to)


def _curve():
    b = _branch()
    return b.map.bifurcation_curve(b.special_points[1], over=("a", "b"), to=((-2, 5), (-2, 2)))


def callables(thing):
    """What is public of a thing: methods, properties, and what operators do."""
    operators = "__getitem__ __iter__ __len__ __contains__ __eq__ __hash__ __repr__ __copy__ __deepcopy__ __reduce_ex__ __dir__ __init__ _repr_html_".split()
    return [name for name in dir(thing) if not name.startswith("_") or name in operators]


class Surface:
    """Mixed into what picks values."""

    called, gave = "", False  # what a case called, and whether it gave something

    def surface(self):
        """One call of one thing that is public."""
        if self.chance(0.25):
            self.called = self.pick(sorted({*chaos.__all__, "open"} - {"maps"}))
            result = self.call_of(getattr(chaos, self.called))
        else:
            kind = self.pick(["Map", "text"] if self.chance(0.4) else list(MAKERS))
            thing = MAKERS[kind]()
            name = self.pick(callables(thing))
            self.called = f"{kind}.{name}"
            value = getattr(thing, name)
            result = self.call_of(value) if callable(value) else value
        self.gave = True
        return result

    def call_of(self, function):
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            parameters = ()
        given, named = [], {}
        for parameter in parameters:
            wanted = parameter.default is parameter.empty or self.chance(0.2)
            if parameter.kind is parameter.VAR_KEYWORD:
                named |= self.values_of(function)
            elif parameter.kind is parameter.VAR_POSITIONAL:
                given += [self.value() for _ in range(self.pick([0, 1, 3]))]
            elif wanted and parameter.kind is parameter.KEYWORD_ONLY:
                named[parameter.name] = self.argument(parameter.name)
            elif wanted:
                given.append(self.argument(parameter.name))
        if self.chance(0.05):
            given = given[: self.random.randrange(len(given) + 1)]
        if self.chance(0.05):
            named[self.pick(["x", "zz", "steps", "", "self"])] = self.anything()
        result = function(*given, **named)
        return [item for _, item in zip(range(20), result)] if inspect.isgenerator(result) else result

    def values_of(self, function):
        """Values of parameters and states, some of them axes."""
        map = getattr(function, "__self__", None)
        map = map if isinstance(map, chaos.Map) else getattr(map, "map", None)
        if not isinstance(map, chaos.Map):
            return {}
        named = {}
        for name in self.random.sample([*map.params, *map.states], self.random.randrange(3)):
            axis = lambda: (self.random.uniform(0, 1), self.random.uniform(1, 2), self.random.randrange(1, 8))
            named[name] = self.pick([axis, axis, lambda: self.random.uniform(0, 1.4), lambda: (0.1, 1.2), self.value])()
        return named

    def argument(self, name):
        """Something for a parameter of this name: mostly what it is for."""
        return self.anything() if self.chance(0.15) else getattr(self, f"_{name}", self.value)()

    # ------------------------------------------------------- what parameters are for

    def small(self):
        return self.random.randrange(1, 30) if self.chance(0.9) else self.count()

    _steps = _transient = _every = _starts = _max_steps = _blocks = _count = _seeds = _block = _seed = _within = _bins = small
    _threads = lambda self: self.pick([1, 2, 3, None, self.count()])
    _period = _periods = _max_period = _order = lambda self: self.pick([1, 2, 3, 4, (1, 3), self.count()])
    _budget = lambda self: self.pick([5, 20, 50, self.count()])
    _forcing_period = _N = lambda self: self.pick([None, 1, 2, 5, self.count()])
    _i = _index = lambda self: self.pick([0, 0, 1, -1, self.count()])
    _progress = lambda self: self.callback()
    _along = lambda self: self.pick(["a", "r", "x", "b", "zz", None])
    _over = lambda self: self.pick([("a", "b"), ("b", "a"), ("a",), "a", ("a", "x"), None])
    _to = lambda self: self.pick([(0, 1.2), (1.2, 0), ((0, 1.2), (0.1, 0.5)), (0, 0), (self.number(), self.number())])
    _start = lambda self: self.pick(["fixed", "follow", "both", "fix"])
    _noise = lambda self: self.pick(["own", "common", "none"])
    _wrap = lambda self: self.pick([True, False, {}, {"x": 1}])
    _bound = lambda self: self.pick([1e10, 2.0, 0, self.number()])
    _kick = lambda self: self.pick([0, 1e-3, self.number()])
    _distances = lambda self: self.pick([None, (1, 3), (1, 1), (self.count(), self.count())])
    _box = lambda self: self.pick([None, 2, 3, {"x": (-1, 1), "y": (-1, 1)}, {"x": (0.1, 0.9)}, {"x": (1, self.number())}, self.count()])
    _at = lambda self: self.pick([None, {}, {"a": 1.2}, {"a": self.value()}, {"x": 0.1, "b": 0.2}])
    _state = lambda self: self.pick([None, [0.1, 0.2], [[0.1, 0.2]] * 3, self.value()])
    _into = lambda self: self.pick([None, {"left": "x < -1"}, {"a": "x < 0", "b": "y < 0"}, {"a": "x <"}, {}])
    _region = lambda self: self.pick([None, "abs(x) < 1", "x", "x <", "zz", "abs(x) < 1 and"])
    _sides = lambda self: self.pick([None, "x < 0", ["x < 0", "x > 0"], []])
    _labels = lambda self: self.pick([[[0, 1], [1, 0]], [[-1, 2**40]], [0, 1, 1, 0, 0, 1], [[[0, 1]]], self.numbers()])
    _path = _store = lambda self: os.path.join(os.getcwd(), self.pick(["s.npz", "s.tsv", "s.csv", "s.npy", "s", "s.zarr", "no/s.npz", "."]))
    _map = lambda self: self.pick([None, "henon", chaos.maps["henon"], "logistc"])
    _cycle = lambda self: MAKERS["Cycle"]()
    _point = lambda self: self.pick([MAKERS["SpecialPoint"], MAKERS["CurvePoint"]])()
    _of = lambda self: self.pick([None, "fold", "period_doubling", "x", ("x", "y"), ""])
    _percent = lambda self: self.pick([100, 1, 0, self.number()])
    _how = lambda self: self.pick("rank log linear series returns cobweb portrait counts spacetime no".split())
    _what = lambda self: self.pick(["lyapunov", "density", "orbit", "period", ["orbit", "density"], [], None])
    _cmap = lambda self: self.pick(["viridis", "no", None])
    _ax = lambda self: None
    _figsize = lambda self: self.pick([None, (3, 2), (0, 0), (-1, 2)])
    _states = lambda self: self.pick([None, ("x", "y"), ("x",), "x"])
    _resume = lambda self: self.pick([True, False])
    _executor = _reduce = _dtype = lambda self: self.pick([None, None, self.anything()])
    _derivative = lambda self: None
    _address = lambda self: self.pick([0, -1, "x", None])  # what is somewhere else is the caller's crash
    _user = lambda self: 0
    _signature = lambda self: self.pick(["int (double *, double *, double *, void *)", "int f(void)", ""])
    _name = lambda self: self.pick(["lyapunov", "rows", "x", "henon", "left", 0, "isa", *chaos.isa_names(), "scalar"])

    def _measure(self):
        """Any measure with any of its options."""

        def options(kind):
            known = [option["name"] for option in kind["options"]]
            chosen = self.random.sample(known, min(len(known), self.random.randrange(4)))
            chosen += ["steps"] * ("steps" in known)
            return {name: self.small() if name == "steps" else self.option_of(name) for name in chosen}

        names = self.random.sample(list(KINDS), self.pick([1, 1, 2, 3]))
        return self.pick([lambda: names, lambda: names[0], lambda: {name: options(KINDS[name]) for name in names}])()

    def option_of(self, name):
        if self.chance(0.1):
            return self.anything()
        texts = {"of": ["x", "x,y", "x+y", "x*"], "when": ["x > 0", "x", "zz"], "region": ["abs(x) < 1", "x <"]}
        return self.pick(texts[name]) if name in texts else self.pick([self.small(), self.number(), (0, 1), [1, 2, 3]])
