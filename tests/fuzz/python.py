"""Random calls of everything public in `import chaos`: python.py [--seconds=30] [--seed=1] [--case=N]

Every call ends with a value or with an exception a user can read; what a callback raises comes out as it was; an alarm in
the middle ends a call at once; nothing ends the interpreter. Calls are made in a child, so that one that dies has a number: run
it again with --case. By the run of a build with --enable-sanitize=address,undefined, and with
ASAN_OPTIONS=max_allocation_size_mb=4000, for there its addresses can't be limited. What it finds becomes a test in tests/python.

SPDX-License-Identifier: MIT
"""

import argparse
import array
import copy
import ctypes
import decimal
import fractions
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from picks import Picks
from surface import Surface

import chaos

READABLE = (ValueError, TypeError, LookupError, ArithmeticError, pickle.PicklingError, MemoryError, OSError, AttributeError, ImportError, NotImplementedError, StopIteration)
MEMORY = 6 << 30  # bytes of addresses, but for the address sanitizer's, which takes more than there are
PATIENCE = 20  # seconds for a call, one more for it to notice the alarm


class Alarm(BaseException):
    pass


class Evil(Exception):
    """Raised by values and callbacks; must come out as it is."""


def evil(*_, **__):
    raise Evil


METHODS = "__float__ __index__ __array__ __len__ __getitem__ __iter__ __str__ __repr__ __hash__ __eq__ __bool__ __array_interface__ __fspath__".split()


class Values(Picks):
    """Anything that may stand where a value, an array, a count or a name is wanted."""

    def number(self):
        return self.pick([0, 1, -1, 0.5, 3.9, 1e-320, 1e308, float("nan"), float("inf"), 2**63, 2**64, 10**400, True, np.float32(0.3), np.int8(3),
                          np.float64(0.1), fractions.Fraction(1, 3), decimal.Decimal("0.3"), decimal.Decimal("sNaN"), self.random.uniform(-1, 4), self.random.uniform(0, 1)])

    def count(self):
        return self.random.randrange(40) if self.chance(0.8) else self.pick([0, -1, 2**31, 2**63, 2**64 - 1, 2**64, 3.0, 2.5, "3", None, True, np.uint64(7), np.array(4), b"4"])

    def numbers(self):
        shape = self.pick([(), (0,), (1,), (5,), (9,), (3, 4), (2, 0, 3), (1, 5)])
        data = np.asarray(np.random.default_rng(self.random.randrange(2**32)).uniform(-1, 4, shape))
        forms = [lambda: data, lambda: data.astype(self.pick(["f4", "i1", "u8", ">f8", "f2", "c16", "O", "S5", "M8[s]", "?", "g"]), casting="unsafe"),
                 lambda: np.asfortranarray(data), lambda: np.repeat(data, 2, -1)[..., ::2] if data.ndim else data, lambda: data[..., ::-1] if data.ndim else data,
                 lambda: data.tolist(), lambda: [*np.ravel(data).tolist(), self.anything()], lambda: memoryview(np.ascontiguousarray(data)),
                 lambda: np.ma.masked_greater(data, 1), lambda: array.array(self.pick("dfqB"), [1, 2, 3]), lambda: (ctypes.c_double * 3)(1, 2, 3),
                 lambda: (ctypes.c_int * 0)(), lambda: bytearray(16), lambda: iter([0.1, 0.2]), lambda: (0, self.number(), self.count()), lambda: data.view(Subclass),
                 lambda: np.broadcast_to(data, (2, *data.shape)), lambda: np.frombuffer(bytes(33), dtype=np.uint8)[1:].view("f8"), lambda: range(self.count()) if self.chance(0) else range(4)]
        return self.pick(forms)()

    def broken(self):
        members = {name: self.pick([evil, None, lambda *_: 7, lambda *_: "x", lambda *_: -(2**70), lambda self, *_: self]) for name in self.random.sample(METHODS, 3)}
        try:
            return type("Broken", (), members)()
        except TypeError:
            return object()

    def anything(self):
        return self.pick([self.number, self.number, self.numbers, self.count, self.broken, lambda: None, lambda: "x", lambda: "", lambda: "\ud800", lambda: "a\0b", lambda: b"\xff",
                          lambda: {}, lambda: {"x": 1}, lambda: set(), lambda: [[]], lambda: [[1, 2], [3]], lambda: slice(3), lambda: ..., lambda: self, lambda: chaos.maps["logistic"],
                          lambda: evil, lambda: 1j, lambda: object, lambda: self.nested(), lambda: "9" * 5000])()

    def nested(self):
        value = [1.0]
        for _ in range(self.pick([3, 40, 100_000])):
            value = [value]
        return value

    def value(self):
        return self.number() if self.chance(0.5) else self.numbers() if self.chance(0.7) else self.anything()

    def callback(self):
        late = self.random.randrange(1, 5)
        calls = []

        def function(*arguments, **named):
            calls.append(arguments)
            return self.anything() if len(calls) > late else False

        return self.pick([None, True, False, evil, function, lambda *_: None, lambda: None, "x"])


def members(value):
    """Without what is private."""
    return [name for name in dir(value) if name.startswith("__") or not name.startswith("_")]


class Subclass(np.ndarray):
    pass


class Calls(Surface, Values):
    """One call: a map, what to do with it, and what to do with the result."""

    def step(self):
        late = self.random.randrange(1, 60)
        calls = [0]
        bad = self.pick(["value", "raise", "again", "shape", "write", "keep", "good", "good", "good"])
        kept = []

        def f(x, *rest):
            calls[0] += 1
            if calls[0] > late:
                if bad == "value":
                    return self.anything()
                if bad == "raise":
                    raise Evil
                if bad == "again":
                    chaos.Map(lambda x: 0.5 * x, states="x").iterate(3, x=0.1)
                if bad == "shape":
                    return np.zeros(self.random.randrange(20))
                if bad == "write":
                    x[...] = 7.0
                if bad == "keep":
                    kept.append(x)
            step = 3.7 * x * (1 - x)
            return step if not rest or self.chance(0.5) else (step, *rest)

        return f

    def text(self):
        return self.pick(["x' = r*x*(1 - x)", "x' = 1 - a*x^2 + y; y' = b*x; a = 1.4; b = 0.3", "x[i]' = x[i-1]/3 + x[i+1]/3", "complex z, c; z' = z^2 + c", "x' = r*x*(1-x) mod 1",
                          "x' = x + n", "x' = sin(x", "x' = " + "(" * 300, "x'", "", "x' = x^y; y' = 2", "x\0' = 1", "x' = \ud800", "x' = 0/0", "x'=" + "x+" * 3000 + "x"])

    def names(self):
        return self.pick(["x", "x y", "", "x x", ["x", "y"], ["x", 3], None, "r", "é", "a" * 300])

    def map(self):
        if self.chance(0.5):
            return chaos.maps[self.pick(list(chaos.maps))]
        named = {name: self.value() for name in self.random.sample(["r", "a", "b", "x", "y", "N", "zz", "n"], self.random.randrange(3))}
        for name in self.random.sample(["states", "params", "angles", "bound", "derivative", "compile", "pure", "thread_safe", "headers", "name", "period"], self.random.randrange(3)):
            named[name] = self.pick([self.names, self.anything, self.count, self.step, lambda: True])()
        return chaos.Map(self.pick([self.text, self.text, self.step, self.step, self.anything])(), **named)

    def arguments(self, map):
        known = [*map.states, *map.params] if isinstance(map, chaos.Map) else ["x", "r"]
        options = "out threads progress wrap transient steps every count blocks state index time bound guess measure max_steps tol forcing_period start".split()
        named = {name: self.value() for name in self.random.sample(known, self.random.randrange(min(4, len(known)) + 1))}
        for name in self.random.sample(options, self.pick([0, 0, 1, 2, 3])):
            named[name] = self.option(name)
        return named

    def option(self, name):
        if self.chance(0.2):
            return self.anything()
        if name in ("progress", "measure"):
            return self.callback() if name == "progress" else self.measure()
        return self.count() if name in "threads transient steps every count blocks max_steps".split() else self.value()

    def measure(self):
        kinds = ["lyapunov", "density", "moments", "period", "escape", "final", "orbit", "rotation", "none", "", "density:bins=9", "period:max=4"]
        options = lambda: {name: self.anything() if self.chance(0.3) else self.count() for name in self.random.sample(["steps", "bins", "range", "of", "max", "transient", "when", "every"], self.random.randrange(3))}
        return self.pick([lambda: self.pick(kinds), lambda: [self.pick(kinds), self.pick(kinds)], lambda: {self.pick(kinds): options()}, lambda: {"a": ("density", options())}, self.anything])()

    def use(self, result, folder):
        """What users do with what came back."""
        uses = [repr, str, hash, len, pickle.dumps, lambda it: pickle.loads(pickle.dumps(it)), copy.copy, copy.deepcopy, lambda it: it == self.anything(), dir,
                lambda it: it[self.anything()], lambda it: getattr(it, self.pick(members(it)))(), lambda it: getattr(it, self.pick(members(it)))(self.anything()),
                lambda it: setattr(it, self.pick(members(it)), self.anything()), lambda it: type(it)(), lambda it: type(it)(self.anything()), lambda it: type(it).__new__(type(it)), next,
                lambda it: it.save(os.path.join(folder, self.pick(["a.npz", "a.tsv", "a.csv", "a.npy", "a", "", "no/a.npz"]))), lambda it: it.again(**self.arguments(None)), lambda it: it.to_xarray(),
                lambda it: it.plot(), np.asarray, lambda it: [item for _, item in zip(range(50), it)]]
        for _ in range(self.random.randrange(4)):
            self.pick(uses)(result)

    def load(self, folder):
        path = os.path.join(folder, self.pick(["a.npz", "a.tsv", "a.csv", "a.npy", "b"]))
        if os.path.exists(path) and self.chance(0.8):
            content = bytearray(open(path, "rb").read())
            for _ in range(self.random.randrange(5)):
                if content:
                    content[self.random.randrange(len(content))] = self.random.randrange(256)
            open(path, "wb").write(content[: self.random.randrange(len(content) + 1)] if self.chance(0.3) else content)
        return chaos.load(path if self.chance(0.9) else self.anything())

    def call(self, folder):
        if self.chance(0.6):
            return self.surface()
        if self.chance(0.1):
            return self.load(folder)
        if self.chance(0.15):
            scalar = getattr(chaos, self.pick(list(chaos.maps)))
            return scalar(*[self.value() for _ in range(self.random.randrange(7))], **self.arguments(None))
        map = self.map()
        what = self.pick("iterate orbit lyapunov cycle float_cycle points sweep to_c again".split())
        if what == "again":
            self.use(map, folder)
            return map
        arguments = [self.count()] if what in ("iterate", "orbit", "lyapunov", "cycle") or self.chance(0.1) else []
        named = self.arguments(map)
        if what == "sweep":
            for name in self.random.sample([*map.states, *map.params], min(2, len(map.states))):
                named[name] = (self.random.uniform(0, 1), self.random.uniform(1, 4), self.random.randrange(1, 12)) if self.chance(0.8) else self.value()
            named.setdefault("steps", self.random.randrange(1, 300))
        if what == "float_cycle":
            named.setdefault("max_steps", 10_000)
        return getattr(map, what)(*arguments, **named)


def on_alarm(*_):
    raise Alarm


def one(calls, folder):
    """Runs a case; a line if it went wrong."""
    chaos.isa_select(None)
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE if calls.chance(0.95) else calls.random.uniform(0.001, 0.2))
    try:
        calls.use(calls.call(folder), folder)
    except (Evil, Alarm, RecursionError):
        pass
    except READABLE as error:
        text = str(error)
        if "NULL" in text:
            return f"{type(error).__name__}: {text[:300]}"
    except BaseException as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    took = time.monotonic() - began
    return f"took {took:.1f} s" if took > PATIENCE + 2 else None


def child(seed, case, seconds):
    """Cases from this one on; says each before it is run, and what went wrong with it."""
    if "asan" not in os.environ.get("LD_PRELOAD", ""):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, on_alarm)
    warnings.simplefilter("ignore")
    os.environ["MPLBACKEND"] = "agg"
    sys.unraisablehook = lambda unraisable: None  # a finalizer that was evil
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        while time.monotonic() < end:
            print(case, flush=True)
            wrong, calls = None, Calls(seed, case)
            try:
                wrong = one(calls, folder)
            except Alarm:  # between two lines of ours
                pass
            print(f"ran {calls.gave} {calls.called}", flush=True)
            if wrong:
                print(f"wrong {case} {wrong}", flush=True)
            case += 1
            if seconds == 0:
                break


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int)
    parser.add_argument("--child", type=int)
    options = parser.parse_args()
    if options.case is not None:
        options.seconds, options.child = 0.001, options.case
    if options.child is not None:
        child(options.seed, options.child, options.seconds)
        return 0
    end, case, failed = time.monotonic() + options.seconds, 0, 0
    ran, gave = set(), set()
    while time.monotonic() < end:
        left = end - time.monotonic()
        done = subprocess.run([sys.executable, __file__, f"--seed={options.seed}", f"--child={case}", f"--seconds={left}"], capture_output=True, text=True, errors="replace")
        lines = done.stdout.splitlines()
        for line in lines:
            if line.startswith("wrong"):
                failed += 1
                print(line)
            if line.startswith("ran "):
                _, came, what = line.split(" ", 2)
                ran.add(what)
                gave |= {what} if came == "True" else set()
        started = [int(line) for line in lines if line.isdigit()]
        case = started[-1] if started else case
        if done.returncode:
            failed += 1
            print(f"case {case} of seed {options.seed}: exit {done.returncode}\n{done.stderr[-3000:]}")
        case += 1
    ran and print(f"never gave a value: {', '.join(sorted(ran - gave))}")
    print(f"{case} cases of seed {options.seed}, {len(ran)} callables, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
