# SPDX-License-Identifier: MIT
"""The same map in every form that a user may have it in, on one thread: final states of 4096 orbits.

Sines differ in the last bit between libraries, so that forms of Ikeda's map are compared after 10
steps; the other two to the bit."""

import math
import tempfile
from pathlib import Path

import agree
import numpy as np
from contest import Disagree, Job, Peer
from peers import functions, numba

import chaos

ORBITS, STEPS = 4096, 2000
AXES = {"logistic": ("r", 3.57, 4.0), "henon": ("a", 1.0, 1.4), "ikeda": ("u", 0.6, 0.9)}
SOURCES = Path(__file__).parents[3] / "libchaos" / "maps"

# ------------------------------------------------------------------- in Python


def logistic(x, r):
    return r * x * (1.0 - x)


def henon(x, y, a, b):
    return 1.0 - a * (x * x) + y, b * x


def ikeda(x, y, a, u, c, d):
    t = c - d / (1.0 + x * x + y * y)
    s, c = np.sin(t), np.cos(t)
    return a + u * (x * c - y * s), u * (x * s + y * c)


PYTHON = {"logistic": logistic, "henon": henon, "ikeda": ikeda}

# -------------------------------------------------------------------- in numba


def logistic_one(x, p, y, user):
    y[0] = p[0] * x[0] * (1.0 - x[0])
    return 0


def logistic_block(n, x, p, y, user):
    for j in range(n):
        y[j] = p[j] * x[j] * (1.0 - x[j])
    return 0


def henon_one(x, p, y, user):
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1]
    y[1] = p[1] * x[0]
    return 0


def henon_block(n, x, p, y, user):
    for j in range(n):
        y[j] = 1.0 - p[j] * (x[j] * x[j]) + x[n + j]
        y[n + j] = p[n + j] * x[j]
    return 0


def ikeda_one(x, p, y, user):
    t = p[2] - p[3] / (1.0 + x[0] * x[0] + x[1] * x[1])
    s, c = math.sin(t), math.cos(t)
    y[0] = p[0] + p[1] * (x[0] * c - x[1] * s)
    y[1] = p[1] * (x[0] * s + x[1] * c)
    return 0


def ikeda_block(n, x, p, y, user):
    for j in range(n):
        t = p[2 * n + j] - p[3 * n + j] / (1.0 + x[j] * x[j] + x[n + j] * x[n + j])
        s, c = math.sin(t), math.cos(t)
        y[j] = p[j] + p[n + j] * (x[j] * c - x[n + j] * s)
        y[n + j] = p[n + j] * (x[j] * s + x[n + j] * c)
    return 0


CFUNCS = {"logistic": (logistic_block, logistic_one), "henon": (henon_block, henon_one), "ikeda": (ikeda_block, ikeda_one)}


def logistic_loop(p, x, steps, out):
    for i in range(len(out)):
        r, u = p[0, i], x[0]
        for _ in range(steps):
            u = r * u * (1.0 - u)
        out[i, 0] = u


def henon_loop(p, x, steps, out):
    for i in range(len(out)):
        a, b, u, v = p[0, i], p[1, i], x[0], x[1]
        for _ in range(steps):
            u, v = 1.0 - a * (u * u) + v, b * u
        out[i, 0], out[i, 1] = u, v


def ikeda_loop(p, x, steps, out):
    for i in range(len(out)):
        a, m, c, d, u, v = p[0, i], p[1, i], p[2, i], p[3, i], x[0], x[1]
        for _ in range(steps):
            t = c - d / (1.0 + u * u + v * v)
            s, k = math.sin(t), math.cos(t)
            u, v = a + m * (u * k - v * s), m * (u * s + v * k)
        out[i, 0], out[i, 1] = u, v


LOOPS = {"logistic": logistic_loop, "henon": henon_loop, "ikeda": ikeda_loop}


def cfuncs(block, one):
    """Both as numba's @cfunc."""
    types = numba.types
    rest = (types.CPointer(types.double),) * 3 + (types.voidptr,)
    return numba.cfunc(types.intc(types.uintp, *rest))(block), numba.cfunc(types.intc(*rest))(one)


# ------------------------------------------------------------------ side by side


def loaded(name):
    """The catalogue's own file, without the inverse, which is in another one, compiled on load by
    builds that do that. It is kept as it was compiled: the file may go."""
    lines = (SOURCES / f"{name}.c").read_text(encoding="utf-8").splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{name}.c"
        copy.write_text("".join(line for line in lines if "inverse" not in line), encoding="utf-8")
        try:
            return chaos.Map(str(copy))
        except (ValueError, NotImplementedError, OSError) as reason:
            print(f"no map was loaded from {name}.c: {reason}")
            return None


def forms(name):
    """(form, its map) of what there is."""
    known = chaos.maps[name]
    as_function = {"states": known.states, "params": known.params, "bound": known.bound, **known.defaults}
    yield "text", chaos.Map(known.formula, **known.defaults)
    file = loaded(name)
    if file:
        yield ".c loaded", file
    if functions:
        yield "C, block", chaos.Map(getattr(functions, f"{name}_block"), **as_function)
        yield "C, one state", chaos.Map(getattr(functions, name), **as_function)
    if numba:
        block, one = cfuncs(*CFUNCS[name])
        yield "cfunc, block", chaos.Map(block, **as_function)
        yield "cfunc, one state", chaos.Map(one, **as_function)
    yield "Python function", chaos.Map(PYTHON[name], **as_function)


def plain(name, values, steps):
    """numba without libchaos: the loop over orbits, each through all its steps."""
    known = chaos.maps[name]
    p = np.array([np.broadcast_to(values.get(key, known.defaults[key]), ORBITS) for key in known.params])
    x = np.array([known.defaults[key] for key in known.states])
    loop, out = numba.njit(LOOPS[name]), np.empty((ORBITS, known.dim))

    def run(steps=steps):
        loop(p, x, steps, out)
        return out[:, 0] if known.dim == 1 else out

    return run


def near(known, maps, run, values):
    ten = known.iterate(10, **values)
    for got in [m.iterate(10, **values) for m in maps] + ([run(10)] if run else []):
        if not np.allclose(got, ten, rtol=0, atol=1e-9):
            raise Disagree(f"after 10 steps by {np.abs(got - ten).max():g}")


def job(name, steps):
    known, (axis, start, stop) = chaos.maps[name], AXES[name]
    values = {axis: np.linspace(start, stop, ORBITS, endpoint=False)}
    maps = dict(forms(name))
    run = plain(name, values, steps) if numba else None

    def final(m):
        out = np.empty(ORBITS if known.dim == 1 else (ORBITS, known.dim))
        return lambda: m.iterate(steps, out=out, threads=1, **values)

    compared = (lambda a, b: near(known, maps.values(), run, values)) if name == "ikeda" else agree.to_the_bit
    peers = [Peer(form, final(m)) for form, m in maps.items()] + ([Peer("numba alone", run)] if numba else [])
    return Job(f"forms-{name}", f"{name}, {ORBITS} orbits, {steps:,} steps, one thread", final(known), peers, compared, size=ORBITS * steps)


def jobs(scale, threads):
    return [job(name, max(1, int(STEPS * scale))) for name in AXES]
