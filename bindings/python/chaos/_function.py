# SPDX-License-Identifier: MIT
"""Maps of functions: what chaos.Map(function, ...) was given, in the extension's terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import _chaos
from ._support import as_float64, did_you_mean, option_names

STEP = ("int (double *, double *, double *, void *)", "int (size_t, double *, double *, double *, void *)")
TANGENT = tuple(signature.replace("double *,", "double *, double *,", 1) for signature in STEP)


class Compiled(NamedTuple):
    """A C function: where it is, what it says of itself, its user data; keep is what must live as long."""

    address: int
    signature: str
    user: int
    keep: Any


# ------------------------------------------------------------------- signatures

_SIZES = "size_t|ulong|unsigned long|unsigned long int|unsigned long long|uint64_t|uintptr_t|uintp|npy_uintp"
_SIGNED = "ssize_t|Py_ssize_t|npy_intp|intp|intptr_t|long|long int|long long|int64_t|ptrdiff_t"
_TYPES = [
    (rf"(?:{_SIZES}|{_SIGNED})(?: \w+)?", "size_t"),
    (r"double ?(?:\* ?\w*|\w* ?\[\d*\])", "double *"),
    (r"void ?\* ?\w*", "void *"),
    (r"int|int32_t|signed int|intc", "int"),
]


def _type(text):
    text = re.sub(r"\b(const|volatile|restrict|__restrict)\b", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    return next((name for pattern, name in _TYPES if re.fullmatch(pattern, text)), text)


def _plain(signature):
    """As STEP and TANGENT are written: no names, no const, one word for a type."""
    match = re.fullmatch(r"\s*([\w\s]+?)\s*(?:\(\s*\*\s*\w*\s*\)|\b\w+)?\s*\(([^()]*)\)\s*(?:noexcept|nogil|\s)*", signature)
    if not match:
        return signature
    result, arguments = match.groups()
    return f"{_type(result)} ({', '.join(_type(part) for part in arguments.split(','))})"


def _is_block(compiled, accepted, what):
    """Whether a function is for blocks. TypeError: neither that nor for one state."""
    plain = _plain(compiled.signature)
    if plain in accepted:
        return accepted.index(plain) == 1
    one, block = accepted
    raise TypeError(f"{what} has the signature {compiled.signature!r}; accepted are {one!r}, for one state, and {block!r}, for a block of them")


# ------------------------------------------------------------- compiled functions


def _ctypes_name(type):
    import ctypes

    if type is None:
        return "void"
    if type is ctypes.c_void_p:
        return "void *"
    pointed = getattr(type, "_type_", None)
    if isinstance(pointed, str):  # a number: its letter and size
        return {("i", 4): "int", ("l", 4): "int"}.get((pointed, ctypes.sizeof(type)), "size_t" if pointed in "lLqQ" else type.__name__)
    if pointed is ctypes.c_double or getattr(getattr(type, "_dtype_", None), "str", "")[1:] == "f8":
        return "double *"
    return type.__name__


def _from_ctypes(function, what):
    import ctypes

    if function.argtypes is None:
        raise TypeError(f"{what} is a ctypes function without argtypes: set them and restype, or name its address and signature in chaos.Map.from_address")
    signature = f"{_ctypes_name(function.restype)} ({', '.join(map(_ctypes_name, function.argtypes))})"
    return Compiled(ctypes.cast(function, ctypes.c_void_p).value, signature, 0, function)


def _from_cffi(function, what):
    import _cffi_backend as cffi

    kind = cffi.typeof(function)
    if kind.kind != "function":
        raise TypeError(f"{what} is a cffi object of the type {kind.cname!r}, not a pointer to a function")
    number = cffi.cast(cffi.new_primitive_type("uintptr_t"), function)
    return Compiled(int(number), kind.cname, 0, function)


def compiled(function, what):
    """A Compiled, or None for what is none."""
    if isinstance(function, Compiled):
        return function
    kind = type(function)
    if kind.__name__ == "LowLevelCallable":  # SciPy's: a tuple, its first item the capsule
        return compiled(tuple.__getitem__(function, 0), what)._replace(keep=function)
    if kind.__name__ == "PyCapsule":
        signature, address, user = _chaos.capsule(function)
        return Compiled(address, signature or "", user, function)
    if kind.__module__ == "_cffi_backend":
        return _from_cffi(function, what)
    if hasattr(function, "native_name") and hasattr(function, "ctypes"):  # numba's @cfunc
        return _from_ctypes(function.ctypes, what)._replace(keep=function)
    if any(base.__module__ == "_ctypes" and base.__name__ == "CFuncPtr" for base in kind.__mro__):
        return _from_ctypes(function, what)
    return None


def _pair(function, derivative):
    """(address, derivative's or 0, is for blocks, user data, what to keep) of compiled functions."""
    step = compiled(function, "the function")
    block = _is_block(step, STEP, "the function")
    if derivative is None:
        return step.address, 0, block, step.user, step.keep
    tangent = compiled(derivative, "derivative")
    if tangent is None:
        raise TypeError(f"derivative must be a compiled function as the map's function is, got {derivative!r}")
    if _is_block(tangent, TANGENT, "derivative") != block:
        raise TypeError("derivative and function must both be for one state or both for a block of them")
    if tangent.user not in (0, step.user):
        raise ValueError("derivative has other user data than the function")
    return step.address, tangent.address, block, step.user, (step.keep, tangent.keep)


# -------------------------------------------------------------------- descriptions


def _names(value, what):
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    names, options = tuple(value), {*option_names()}
    for name in names:
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f"{what} must be names, 'x y' or ['x', 'y'], got {name!r}")
        if name in options:
            raise ValueError(f"{what}: {name!r} is the name of an option")
    return names


def _arguments(function):
    """The inspect.Parameters of a Python function; None if it does not say, or takes any number."""
    import inspect  # here, since it takes longer than all the rest of `import chaos`

    try:
        arguments = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return arguments if all(argument.kind in positional for argument in arguments) else None


def _name(function):
    return str(getattr(function, "__name__", None) or "function")


def gets_a_state(function, name, states):
    """What to say of an argument that is no name of its function's map, for it gets a state, as `a` does of f(state, a, b)."""
    names = [argument.name for argument in (_arguments(function) if callable(function) else None) or ()]
    if name not in names[: len(states)]:
        return ""
    return (
        f"; {_name(function)}({', '.join(names)}) gets an array for each state, then one for each parameter: "
        f"its {name} is {states[names.index(name)]}"
    )


def _params(function, states, params, defaults):
    """(names, defaults) of what a Python function takes after the states."""
    arguments = _arguments(function)
    if arguments is None:
        if params is None:
            raise TypeError(f"the arguments of {function!r} do not say what its parameters are: give params=")
        return _names(params, "params"), {}
    names = [argument.name for argument in arguments]
    later = names[len(states) :] if params is None else _names(params, "params")
    optional = sum(argument.default is not argument.empty for argument in arguments)
    least, got = len(names) - optional, len(states) + len(later)
    mistaken = [name for name in names[: len(states)] if name in defaults and name not in states]
    if not max(least, len(states)) <= got <= len(names) or mistaken:
        raise TypeError(
            f"{_name(function)}({', '.join(names)}) must take an array for each state, then one for each parameter: "
            f"def {_name(function)}({', '.join(dict.fromkeys([*states, *mistaken, *later] if later or mistaken else [*states, '...']))})"
        )
    given = {argument.name: argument.default for argument in arguments[len(states) :] if argument.default is not argument.empty}
    return _names(later, "params"), given if params is None else {}


def explain(error, function, map):
    """Adds to an exception of a Python function what it is called with."""
    if isinstance(error, (TypeError, ValueError, IndexError, AttributeError)):
        values = [*map.states, *map.params]
        shown = ", ".join(values if len(values) <= 8 else [*values[:4], "..."])
        error.add_note(
            f"{_name(function)} gets an array for each of {shown}, with an element for each orbit. "
            "np.where(x < 0.5, a, b) stands for `a if x < 0.5 else b`, np.sin(x) for math.sin(x)."
        )


def _periods(wrap, states):
    if not isinstance(wrap, Mapping):
        raise TypeError(f"wrap must be a dict of periods by state, got {wrap!r}")
    for name in wrap:
        if name not in states:
            raise ValueError(f"wrap: there is no state {name!r}{did_you_mean(str(name), states)}")
    return [float(wrap.get(state, 0)) for state in states]


def _formula(name, states, params):
    shown = states if len(states) <= 6 else (*states[:2], "...")
    images = ", ".join(s if s == "..." else f"{s}'" for s in shown)
    return f"{images} = {name}({', '.join((*shown, *params))})"


def describe(
    function, /, *, states=None, params=None, wrap=None, bound=None, derivative=None, thread_safe=False, pure=False, **defaults
):  # fmt: skip
    """What the extension wants to know: see MapObject in map.c."""
    native = compiled(function, "the function")
    if native is None and not callable(function):
        raise TypeError(
            f"chaos.Map() takes a name, a text, a Python function on arrays or a compiled one (numba's @cfunc, ctypes, "
            f"cffi, a capsule of Cython or SciPy), got {function!r}"
            + ("; an address goes to chaos.Map.from_address" if isinstance(function, int) else "")
        )
    if states is None:
        raise TypeError("a map of a function needs states=, the names of its states")
    states = _names(states, "states")
    if not states:
        raise ValueError("states must be one name or more, got none")
    if native:
        params, inferred = _names(() if params is None else params, "params"), {}
    else:
        params, inferred = _params(function, states, params, defaults)
    if native:
        calls = _pair(function, derivative)
    elif thread_safe:
        raise ValueError("thread_safe goes with compiled functions; a Python function is called on the calling thread alone")
    elif derivative is not None and not callable(derivative):
        raise TypeError(f"derivative must be a function as the map's function is, got {derivative!r}")
    else:
        calls = function, derivative
    keep = native.keep if native else function
    periods = _periods({} if wrap is None else wrap, states)
    wrap = {state: period for state, period in zip(states, periods) if period}
    options = {
        "states": states, "params": params, "wrap": wrap, "bound": bound, "derivative": derivative,
        "thread_safe": thread_safe, "pure": pure,
    }  # fmt: skip
    return (
        calls, (function, options), _name(keep), _formula(_name(keep), states, params), states, params,
        periods, 0.0 if bound is None else float(bound), bool(thread_safe), bool(pure),
        {**inferred, **defaults},
    )  # fmt: skip


def at_address(address, signature, user, derivative):
    """(function, derivative) as describe() takes them, of numbers."""
    for name, value in {"address": address, "user": user, "derivative": derivative or 0}.items():
        if not isinstance(value, int) or not 0 <= value < 2**64:
            raise TypeError(f"{name} must be the address of a function, an int, got {value!r}")
    if address == 0:
        raise ValueError("address is 0")
    function = Compiled(address, signature, user, None)
    block = _is_block(function, STEP, "the function")
    return function, Compiled(derivative, TANGENT[block], user, None) if derivative else None


# ------------------------------------------------------------------- what comes back


def row(value, n, state):
    """What a Python function returned for one state, as n float64."""
    import numpy

    array = as_float64(value, f"what the function returns for {state}")
    if array.shape not in ((), (n,), (1,)):
        raise ValueError(f"what the function returns for {state} must have the shape {(n,)} of its arguments, it has {array.shape}")
    return numpy.array(numpy.broadcast_to(array, (n,)), order="C")


def not_states(value, states):
    wanted = f"an array, the new {states[0]}" if len(states) == 1 else f"{len(states)} arrays, the new {', '.join(states[:6])}{', ...' if len(states) > 6 else ''}"
    got = f"{len(value)} of them" if hasattr(value, "__len__") else repr(value)
    raise TypeError(f"the function must return {wanted}; it returned {got}")
