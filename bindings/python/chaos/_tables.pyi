# Made by stubs.py from the library's tables.
import enum
from collections.abc import Sequence
from typing import Literal, TypedDict

class Status(enum.IntFlag):
    ESCAPED = 1
    """left the bound or became non-finite"""
    NONFINITE = 2
    """a state, a parameter given in an array or a derivative is NaN or infinite"""
    UNRESOLVED = 4
    """block means are correlated, there may be no limit: distrust the error"""
    COLLAPSED = 8
    """the state repeats exactly though the exponent is positive: binary arithmetic has eaten the orbit"""
    ZERO_DERIVATIVE = 16
    """a derivative factor was exactly 0: an exponent is -inf"""
    NUMERIC_DERIVATIVE = 32
    """the derivative was taken by differences"""
    UNSETTLED = 64
    """on its way: what period it tends to could not be shown"""
    PENDING = 128
    """not computed: the call was cancelled before"""

class _Density(TypedDict, total=False):
    """histogram of one column or two"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """states looked at; default 1000"""
    every: int
    """iterations from one record to the next; default 1"""
    of: str | Sequence[str]
    """what is looked at: one or two states or expressions of them; default the first state"""
    when: str
    """only records count where this expression is not 0; default always"""
    bins: int | Sequence[int]
    """number of bins, one for each column; default 1000; of two columns 500 each"""
    range: Sequence[float] | Sequence[Sequence[float]]
    """low,high of each column; default the map's view, else what 256 points of the grid cover"""

class _Escape(TypedDict, total=False):
    """first iterate beyond the bound"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """iterations after the transient; both count; default 1000"""

class _Final(TypedDict, total=False):
    """state after transient + steps iterations"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """iterations after the transient; both count; default 1000"""
    of: str | Sequence[str]
    """what is looked at: one or two states or expressions of them; default all states"""

class _Lyapunov(TypedDict, total=False):
    """Lyapunov exponents, with standard errors"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """iterations measured; default 1000"""
    count: int | Literal["all"]
    """number of exponents, the largest ones; all: the spectrum; default 1"""
    blocks: int
    """number of equal blocks whose exponents are returned, too; default none"""

class _Moments(TypedDict, total=False):
    """mean, variance, minimum and maximum"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """states looked at; default 1000"""
    every: int
    """iterations from one record to the next; default 1"""
    of: str | Sequence[str]
    """what is looked at: one or two states or expressions of them; default all states"""
    when: str
    """only records count where this expression is not 0; default always"""

class _Orbit(TypedDict, total=False):
    """recorded states"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """states recorded; default 1000"""
    every: int
    """iterations from one record to the next; default 1"""
    of: str | Sequence[str]
    """what is looked at: one or two states or expressions of them; default all states"""
    when: str
    """only records count where this expression is not 0; default always"""

class _Period(TypedDict, total=False):
    """period of the orbit"""

    transient: int
    """iterations before measuring; default 10000"""
    steps: int
    """iterates in the window, at least 256; default 1000"""
    max: int
    """the longest period looked for, up to 100000; default 64"""
    tol: float
    """tolerance of a return, of the largest |x| in the window or of the circle; default 1e-9"""

class _Rotation(TypedDict, total=False):
    """rotation number: mean displacement of angles"""

    transient: int
    """iterations before measuring; default 1000"""
    steps: int
    """iterations over which the mean is taken; default 1000"""
    of: str | Sequence[str]
    """what is looked at: one or two states or expressions of them; default all angles"""

class Measures(TypedDict, total=False):
    density: _Density | None
    """histogram of one column or two"""
    escape: _Escape | None
    """first iterate beyond the bound"""
    final: _Final | None
    """state after transient + steps iterations"""
    lyapunov: _Lyapunov | None
    """Lyapunov exponents, with standard errors"""
    moments: _Moments | None
    """mean, variance, minimum and maximum"""
    orbit: _Orbit | None
    """recorded states"""
    period: _Period | None
    """period of the orbit"""
    rotation: _Rotation | None
    """rotation number: mean displacement of angles"""
