# SPDX-License-Identifier: MIT
"""The catalogue's formulas as text, interpreted and compiled, beside the built-in maps and loops compiled by numba, on one thread: states,
and exponents, whose derivatives are the library's in one case and the author's in the other."""

import functools
import math
import re

import agree
import numpy as np
from contest import Disagree, Job, Peer
from peers import numba

import chaos

ORBITS, STEPS = 4096, 2000
FUNCTIONS = "sqrt exp log sin cos tan asin acos atan atan2 sinh cosh tanh floor copysign".split()


def expression(text):
    """The right side of a line, in Python. A condition stands alone or in parentheses of its own."""
    text = re.sub(r"\(([^()?]*) \? ([^()]*) : ([^()]*)\)", r"(\2 if \1 else \3)", text)
    text = re.sub(r"^(.*?) \? (.*) : (.*)$", r"\2 if \1 else \3", text)
    text = re.sub(r"sign\((\w+)\)", r"copysign(1.0, \1)", text)
    return text.replace("'", "_new").replace("^", "**")


def loop(known):
    """The source of a function _run(_p, _starts, _steps, _out): each orbit through all its steps."""
    lines = [line.strip().partition(" = ") for line in known.formula.split(";")]
    step = [f"{expression(left)} = {expression(right)}" for left, _, right in lines]
    step += [f"{name}_new -= {period!r}*floor({name}_new/{period!r})" for name, period in known.angles.items()]
    step.append(f"{', '.join(known.states)} = {', '.join(f'{name}_new' for name in known.states)}")
    return "\n".join([
        "def _run(_p, _starts, _steps, _out):",
        "    for _i in range(len(_out)):",
        *(f"        {name} = _p[{i}, _i]" for i, name in enumerate(known.params)),
        *(f"        {name} = _starts[{i}]" for i, name in enumerate(known.states)),
        "        for _ in range(_steps):",
        *(f"            {line}" for line in step),
        *(f"        _out[_i, {i}] = {name}" for i, name in enumerate(known.states)),
    ])  # fmt: skip


def compiled(known):
    """By numba, without checks for divisions by zero; final(steps) gives the last states."""
    names = {name: getattr(math, name) for name in FUNCTIONS} | {"pi": math.pi}
    exec(loop(known), names)  # noqa: S102: the catalogue's own formulas
    run = numba.njit(fastmath=False, error_model="numpy")(names["_run"])
    p = np.array([np.full(ORBITS, known.defaults[name]) for name in known.params]).reshape(-1, ORBITS)
    starts = np.array([known.defaults[name] for name in known.states])
    out = np.empty((ORBITS, known.dim))

    def final(steps):
        run(p, starts, steps, out)
        return out[:, 0] if known.dim == 1 else out

    return final


def near(known, a, b):
    """After a few steps: powers and functions differ in their last bits."""
    off = np.abs(a - b).reshape(len(a), known.dim)
    for i, name in enumerate(known.states):
        if name in known.angles:
            off[:, i] = np.minimum(off[:, i], known.angles[name] - off[:, i])
    if not off.max() <= 1e-9:
        raise Disagree(f"by {off.max():g} after 10 steps")


def alike(ours, theirs):
    """Exponents of the same states, by derivatives that are rounded differently."""
    off = np.abs(ours - theirs)[np.isfinite(ours) | np.isfinite(theirs)]
    if not np.all(off <= 1e-6):
        raise Disagree(f"by {off.max():g}")


def both(known, steps):
    """States, and exponents."""
    as_text = {**known.defaults, "wrap": known.angles, "bound": known.bound}
    text = chaos.Map(known.formula, **as_text)
    fast = functools.cache(lambda: chaos.Map(known.formula, **as_text, compile=True))  # takes a second
    theirs = compiled(known) if numba else None
    starts = {known.states[0]: np.full(ORBITS, known.defaults[known.states[0]])}

    def final(m, steps=steps):
        out = np.empty(ORBITS if known.dim == 1 else (ORBITS, known.dim))
        return lambda: m.iterate(steps, out=out, threads=1, **starts)

    def exponents(m):
        return lambda: m.lyapunov(steps, transient=0, threads=1, **starts).exponents

    def compared(ours, _):
        agree.to_the_bit(ours, final(fast())())
        order = [text.states.index(name) for name in known.states]  # texts have them in the order of their lines
        agree.to_the_bit(ours if known.dim == 1 else ours[:, order], final(known)())
        if theirs:
            near(known, final(known, 10)(), theirs(10))

    def same_growth(ours, _):
        agree.to_the_bit(ours, exponents(fast())())
        if text.states == known.states:  # else vectors start in other directions
            alike(ours, exponents(known)())

    peers = [Peer("built-in", final(known)), Peer("compiled", lambda: final(fast())())] + ([Peer("numba", lambda: theirs(steps))] if theirs else [])
    title = f"{known.name} as text, {ORBITS} orbits, {steps:,} steps, one thread"
    yield Job(f"text-{known.name}", title, final(text), peers, compared, size=ORBITS * steps)
    peers = [Peer("built-in", exponents(known)), Peer("compiled", lambda: exponents(fast())())]
    yield Job(f"exponents-{known.name}", f"exponents of {title}", exponents(text), peers, same_growth, size=ORBITS * steps)


def jobs(scale, threads):
    steps = max(1, int(STEPS * scale))
    for known in chaos.maps.values():
        if not known.name.endswith("_inverse") and not known.N:
            yield from both(known, steps)
