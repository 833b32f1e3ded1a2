# SPDX-License-Identifier: MIT
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, Self, TypeAlias, TypeVar, overload

from ._tables import *
from ._tables import _Measures

_Array: TypeAlias = Any  # a numpy.ndarray; NumPy has to be there at run time only
_Axes: TypeAlias = Any  # matplotlib's Axes; of several measures an array of them, with a .figure
_Value: TypeAlias = Any  # a real number, or anything that is or becomes an array of float64
_Progress: TypeAlias = bool | Callable[[float, float], object]
_Measure: TypeAlias = str | Sequence[str] | _Measures

__version__: str
__all__: list[str]
maps: Mapping[str, Map]

def isa_name() -> str: ...
def isa_names() -> list[str]: ...
def isa_select(name: str | None, /) -> None: ...

# A Sweep; of an .npy file, the array.
def load(path: str | os.PathLike[str], map: Map | None = None) -> Any: ...
def verify(path: str | os.PathLike[str] | Any, map: Map | None = None, threads: int | None = None, *, percent: float = 100, reduce: Callable[[Any], Any] | None = None) -> None: ...

# xarray.Datasets; a store may be one of zarr's.
def sweep_to(
    store: str | os.PathLike[str] | Any, map: Map | str, /, *, block: int | None = None, executor: Any = None, resume: bool = True, dtype: Any = None,
    reduce: Callable[[Any], Any] | None = None, threads: int | None = None, progress: _Progress | None = None, **sweep: Any,
) -> Any: ...
def open(store: str | os.PathLike[str] | Any) -> Any: ...

class Lyapunov(NamedTuple):
    exponents: Any
    stderr: Any
    status: Any

class Cycle(NamedTuple):
    points: _Array
    multipliers: _Array
    exponents: _Array
    points_error: Any
    multipliers_error: _Array
    residual: float
    converged: bool
    family: int
    unstable: int
    neutral: int
    index: int  # type: ignore[assignment]
    result: Result

class SpecialPoint(NamedTuple):
    kind: str
    row: int
    s: float
    parameter: float
    points: _Array
    multipliers: _Array
    residue: float
    coefficient: complex
    off: float
    condition: float
    exact: bool
    result: Result

class CurvePoint(NamedTuple):
    kind: str
    row: int
    s: float
    parameters: _Array
    points: _Array
    multipliers: _Array
    cosine: float
    coefficient: complex
    coefficients: _Array
    off: float
    condition: float
    exact: bool
    result: Result
    @property
    def curves(self) -> list[tuple[str, int]]: ...

class Cascade(NamedTuple):
    periods: _Array
    doublings: _Array
    superstable: _Array
    limit: float
    limit_error: float
    delta: float
    delta_error: float
    alpha: float
    alpha_error: float

class _Found:
    map: Map
    recipe: dict[str, Any]
    result: Result
    def __init__(self, found: Any) -> None: ...
    def again(self, **changes: Any) -> Self: ...
    def save(self, path: str | os.PathLike[str]) -> None: ...

class Curve(_Found):
    of: str
    over: tuple[str, str]
    begins: str
    ends: str
    special_points: list[CurvePoint]
    s: _Array
    parameters: _Array
    points: _Array
    multipliers: _Array
    cosine: _Array
    coefficient: _Array
    unstable: _Array
    residual: _Array
    updates: _Array
    def __len__(self) -> int: ...
    def plot(self, *, ax: Any = None) -> _Axes: ...
    def to_xarray(self) -> Any: ...
    def to_dataframe(self) -> Any: ...

class Skeleton(_Found):
    curves: list[Curve]
    parents: list[tuple[int, int, int] | None]
    over: tuple[str, str]
    stopped: str
    def plot(self, *, ax: Any = None) -> _Axes: ...
    def to_xarray(self) -> Any: ...
    def to_dataframe(self) -> Any: ...

class BifurcationDiagram(_Found):
    branches: list[Branch]
    parents: list[tuple[int, int] | None]
    along: str
    stopped: str
    def cycles_at(self, value: float) -> list[Cycle]: ...
    def plot(self, *, ax: Any = None, state: str | None = None, orbits: bool = True) -> _Axes: ...
    def to_xarray(self) -> Any: ...
    def to_dataframe(self) -> Any: ...

class Branch(_Found):
    along: str
    begins: str
    ends: str
    special_points: list[SpecialPoint]
    superstable: list[SpecialPoint]
    s: _Array
    parameter: _Array
    points: _Array
    multipliers: _Array
    unstable: _Array
    residue: _Array
    residual: _Array
    updates: _Array
    def __len__(self) -> int: ...
    def switch(
        self, i: int, *, budget: int | None = None, threads: int | None = None, progress: _Progress | None = None
    ) -> Branch: ...
    def cascade(
        self, i: int, *, max_period: int = 128, threads: int | None = None, progress: _Progress | None = None
    ) -> Cascade: ...
    def plot(self, *, ax: Any = None, state: str | None = None) -> _Axes: ...
    def to_xarray(self) -> Any: ...
    def to_dataframe(self) -> Any: ...

class Attractor(NamedTuple):
    point: Any
    kind: str
    period: int
    exponents: Any
    exponents_error: Any
    centre: Any
    extent: _Array
    cells: int
    share: float
    share_error: float

class Attractors(_Found):
    conservative: bool
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Attractor]: ...
    def __getitem__(self, i: int) -> Attractor: ...
    def __getattr__(self, name: str) -> Any: ...
    @property
    def fractions(self) -> dict[Any, float]: ...
    def name(self, i: int) -> str: ...
    def to_dataframe(self) -> Any: ...

class Exits(_Found):
    names: list[str]
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[dict[str, Any]]: ...
    def __getitem__(self, i: int) -> dict[str, Any]: ...
    def __getattr__(self, name: str) -> Any: ...
    @property
    def fractions(self) -> dict[Any, float]: ...
    def name(self, i: int) -> str: ...

class AttractorsAlong(_Found):
    along: str
    values: _Array
    count: _Array
    rows: Mapping[str, Any]
    ends: Mapping[str, Any]
    def shares(self) -> _Array: ...
    def plot(self, *, ax: _Axes | None = None, state: str | None = None) -> _Axes: ...

class Edge:
    points: _Array
    distances: _Array
    period: int
    point: float | _Array
    extent: _Array
    growth: float
    map: Map
    recipe: dict[str, Any]
    result: Result
    def __init__(self, found: Any) -> None: ...

class EdgeDistance(NamedTuple):
    distance: float
    nearest: Any

class UncertaintyExponent(NamedTuple):
    exponent: float
    stderr: float

class Basins:
    labels: _Array
    axes: dict[str, _Array]
    attractors: Attractors | None
    exits: Exits | None
    times: _Array | None
    map: Map
    recipe: dict[str, Any]
    def __init__(
        self, labels: _Array, axes: dict[str, _Array], ends: Attractors | Exits, times: _Array | None = None,
    ) -> None: ...  # fmt: skip
    @property
    def fractions(self) -> dict[Any, float]: ...
    def basin_entropy(self, box: int | None = None) -> float: ...
    def boundary_entropy(self, box: int | None = None) -> float: ...
    def boundary_cells(self) -> _Array: ...
    def wada(self, within: int = 1) -> float: ...
    def uncertainty_exponent(self, distances: tuple[int, int] | None = None) -> UncertaintyExponent: ...
    def again(self, **changes: Any) -> Basins: ...
    def to_xarray(self) -> Any: ...
    def plot(self, *, ax: _Axes | None = None, points: bool = True, times: bool = False) -> _Axes: ...
    def save(self, path: str | os.PathLike[str]) -> None: ...

def basin_entropy(labels: Any, box: int | None = None) -> float: ...
def boundary_entropy(labels: Any, box: int | None = None) -> float: ...
def uncertainty_exponent(labels: Any, distances: tuple[int, int] | None = None) -> UncertaintyExponent: ...
def boundary_cells(labels: Any) -> _Array: ...
def wada(labels: Any, within: int = 1) -> float: ...

class Cycles(_Found):
    periods: Any
    averages: Any
    stopped: str
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Cycle]: ...
    def __getitem__(self, i: int) -> Cycle: ...
    def __getattr__(self, name: str) -> Any: ...
    @property
    def stable(self) -> _Array: ...
    @property
    def completeness(self) -> str: ...
    def to_xarray(self) -> Any: ...
    def to_dataframe(self) -> Any: ...
    def plot(self, *, ax: Any = None, states: tuple[str, str] | None = None) -> _Axes: ...

class FloatCycle(NamedTuple):
    found: Any
    tail: Any
    length: Any
    log_multiplier: Any
    status: Any

_Thing = TypeVar("_Thing")

class _Named(Mapping[str, _Thing]):
    def __getitem__(self, name: str) -> _Thing: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

class _Table(_Named[Any]):
    rows: int

class Result(_Named[_Table]):
    map: Map
    kind: str
    def __init__(self, found: Any) -> None: ...
    @property
    def recipe(self) -> dict[str, Any]: ...
    def arrays(self) -> dict[str, _Array]: ...

# A Python function of arrays, or a compiled one: numba's @cfunc, a ctypes or cffi function
# pointer, a capsule of Cython's, a scipy.LowLevelCallable.
_Function: TypeAlias = Any

class Map:
    @overload
    def __new__(
        cls, name: str | os.PathLike[str], /, *, N: int | None = None, wrap: Mapping[str, float] | None = None,
        bound: float | None = None, compile: bool | Literal["auto"] = False, **defaults: float,
    ) -> Map: ...  # fmt: skip
    @overload
    def __new__(
        cls, function: _Function, /, *, states: str | Sequence[str], params: str | Sequence[str] | None = None,
        wrap: Mapping[str, float] | None = None, bound: float | None = None, derivative: _Function | None = None,
        thread_safe: bool = False, pure: bool = False, **defaults: float,
    ) -> Map: ...  # fmt: skip
    @classmethod
    def from_address(
        cls, address: int, signature: str, /, *, states: str | Sequence[str],
        params: str | Sequence[str] | None = None, wrap: Mapping[str, float] | None = None,
        bound: float | None = None, derivative: int | None = None, user: int = 0, thread_safe: bool = False,
        pure: bool = False, **defaults: float,
    ) -> Map: ...  # fmt: skip
    name: Final[str]
    title: Final[str]
    formula: Final[str]
    reference: Final[str]
    notes: Final[str]
    params: Final[tuple[str, ...]]
    states: Final[tuple[str, ...]]
    defaults: Final[dict[str, float]]
    dim: Final[int]
    N: Final[int | None]
    bound: Final[float]
    angles: Final[dict[str, float]]
    preserves_area: Final[bool]
    has_derivative: Final[bool]
    is_random: Final[bool]
    def __copy__(self) -> Map: ...
    def __deepcopy__(self, memo: Any) -> Map: ...
    def to_c(self) -> str: ...
    def iterate(
        self, steps: int, *, at: Mapping[str, _Value] | None = None, state: _Value = None, out: _Array | None = None,
        threads: int | None = None, progress: _Progress | None = None, bound: float | None = None, wrap: bool = True,
        seed: int | None = None, noise: Literal["own", "common"] = "own", **values: _Value,
    ) -> Any: ...  # fmt: skip
    def orbit(
        self, steps: int, *, transient: int = 0, every: int = 1, at: Mapping[str, _Value] | None = None,
        state: _Value = None, out: _Array | None = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, seed: int | None = None,
        noise: Literal["own", "common"] = "own", **values: _Value,
    ) -> _Array: ...  # fmt: skip
    def lyapunov(
        self, steps: int, *, transient: int = 1000, count: int | Literal["all"] = 1, blocks: int | None = None,
        at: Mapping[str, _Value] | None = None, state: _Value = None,
        out: tuple[_Array | None, _Array | None, _Array | None] | None = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, seed: int | None = None,
        noise: Literal["own", "common"] = "own", **values: _Value,
    ) -> Lyapunov: ...  # fmt: skip
    def points(
        self, steps: int | None = None, *, transient: int = 0, at: Mapping[str, float] | None = None,
        state: _Value = None, bound: float | None = None, wrap: bool = True, seed: int | None = None, **values: float,
    ) -> Iterator[Any]: ...  # fmt: skip
    def cycle(
        self, period: int, *, forcing_period: int | None = None, at: Mapping[str, float] | None = None,
        state: _Value = None, threads: int | None = None, progress: _Progress | None = None, wrap: bool = True,
        **values: float,
    ) -> Cycle: ...  # fmt: skip
    def cycles(
        self, periods: int | tuple[int, int], *, box: Mapping[str, tuple[float, float]] | None = None,
        budget: float | None = None, forcing_period: int | None = None, at: Mapping[str, float] | None = None,
        threads: int | None = None, progress: _Progress | None = None, wrap: bool = True, **params: float,
    ) -> Cycles: ...  # fmt: skip
    def branch(
        self, cycle: Cycle, *, along: str, to: tuple[float, float], budget: int | None = None,
        threads: int | None = None, progress: _Progress | None = None,
    ) -> Branch: ...  # fmt: skip
    def bifurcation_diagram(
        self, *, max_period: int = 4, seeds: int = 16, box: Mapping[str, tuple[float, float]] | None = None, budget: int | None = None,
        forcing_period: int | None = None, at: Mapping[str, float | tuple[float, float]] | None = None, threads: int | None = None,
        progress: _Progress | None = None, wrap: bool = True, **params: float | tuple[float, float],
    ) -> BifurcationDiagram: ...  # fmt: skip
    def skeleton(
        self, cycle: Cycle, *, over: tuple[str, str], to: tuple[tuple[float, float], tuple[float, float]], max_period: int | None = None,
        budget: int | None = None, threads: int | None = None, progress: _Progress | None = None,
    ) -> Skeleton: ...  # fmt: skip
    def bifurcation_curve(
        self, point: SpecialPoint | CurvePoint, *, over: tuple[str, str], to: tuple[tuple[float, float], tuple[float, float]],
        of: str | int | None = None, period: int | None = None, budget: int | None = None, threads: int | None = None, progress: _Progress | None = None,
    ) -> Curve: ...  # fmt: skip
    def basins(
        self, *, into: Mapping[str, str] | None = None, max_steps: int | None = None, times: bool = False,
        box: Mapping[str, tuple[float, float]] | None = None, at: Mapping[str, _Value] | None = None, state: _Value = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, **values: _Value,
    ) -> Basins: ...  # fmt: skip
    def attractors(
        self, box: Mapping[str, tuple[float, float]] | None = None, *, starts: int = 1000, seed: int = 0,
        max_steps: int | None = None, at: Mapping[str, float] | None = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, **values: float,
    ) -> Attractors: ...  # fmt: skip
    def attractors_along(
        self, box: Mapping[str, tuple[float, float]] | None = None, *, starts: int = 200, seed: int = 0,
        max_steps: int | None = None, at: Mapping[str, _Value] | None = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, **values: _Value,
    ) -> AttractorsAlong: ...  # fmt: skip
    def edge(
        self, first: _Value, second: _Value, *, steps: int = 1000, box: Mapping[str, tuple[float, float]] | None = None,
        starts: int = 1000, seed: int = 0, max_steps: int | None = None, at: Mapping[str, float] | None = None,
        threads: int | None = None, progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, **values: float,
    ) -> Edge: ...  # fmt: skip
    def edge_distance(
        self, state: _Value, *, box: Mapping[str, tuple[float, float]] | None = None, starts: int = 1000, seed: int = 0,
        max_steps: int | None = None, at: Mapping[str, float] | None = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, wrap: bool = True, **values: float,
    ) -> EdgeDistance: ...  # fmt: skip
    def derivatives(
        self, order: int, /, *, over: str | Sequence[str] | None = None, at: Mapping[str, float] | None = None,
        state: _Value = None, **values: float,
    ) -> _Array: ...  # fmt: skip
    def float_cycle(
        self, max_steps: int, *, at: Mapping[str, _Value] | None = None, state: _Value = None,
        threads: int | None = None, progress: _Progress | None = None, bound: float | None = None, **values: _Value,
    ) -> FloatCycle: ...  # fmt: skip
    def sweep(
        self, *, measure: _Measure | None = None, transient: int | None = None, steps: int | None = None,
        start: Literal["fixed", "follow", "both"] = "fixed", along: str | None = None, kick: float | None = None,
        starts: int | None = None,
        seed: int | None = None, noise: Literal["own", "common"] = "own", box: Mapping[str, tuple[float, float]] | None = None,
        at: Mapping[str, _Value] | None = None, state: _Value = None, out: dict[str, _Array] | None = None,
        threads: int | None = None, progress: _Progress | None = None, bound: float | None = None, wrap: bool = True,
        **values: _Value,
    ) -> Sweep: ...  # fmt: skip
    def survival(
        self, region: str | None = None, *, sides: str | Sequence[str] | None = None, starts: int = 100_000, steps: int = 1000,
        transient: int = 0, seed: int | None = None, box: Mapping[str, tuple[float, float]] | None = None,
        noise: Literal["own", "common"] = "own", at: Mapping[str, float] | None = None, state: _Value = None,
        threads: int | None = None, progress: _Progress | None = None, bound: float | None = None, wrap: bool = True,
        **values: float,
    ) -> Survival: ...  # fmt: skip
    def covariant_vectors(
        self, steps: int, *, count: int | Literal["all"] = 2, transient: int = 1000, settle: int = 1000,
        at: Mapping[str, float] | None = None, state: _Value = None, threads: int | None = None,
        progress: _Progress | None = None, bound: float | None = None, **values: float,
    ) -> CovariantVectors: ...  # fmt: skip

class Sweep(_Named[Any]):
    map: Map
    axes: dict[str, _Array]
    recipe: dict[str, Any]
    status: Any
    def __init__(self, map: Map, axes: dict[str, _Array], arrays: dict[str, Any], recipe: dict[str, Any]) -> None: ...
    def __getattr__(self, name: str) -> Any: ...
    def plot(
        self, *, ax: Any = None, what: str | Sequence[str] | None = None,
        how: Literal["rank", "log", "linear", "series", "returns", "cobweb", "portrait", "counts", "spacetime"] | None = None,
        cmap: Any = None, vmin: float | None = None, vmax: float | None = None,
        figsize: tuple[float, float] | None = None,
    ) -> _Axes: ...  # fmt: skip
    def to_xarray(self) -> Any: ...
    def hysteresis(self, *, measure: str | None = None, threads: int | None = None, progress: _Progress | None = None) -> Result: ...
    def again(self, **changes: Any) -> Sweep: ...
    def save(self, path: str | os.PathLike[str]) -> None: ...

class CovariantVectors(Sweep):
    @property
    def states(self) -> _Array: ...
    @property
    def vectors(self) -> _Array: ...
    @property
    def angles(self) -> _Array: ...
    @property
    def exponents(self) -> _Array: ...
    def plot(self, *, ax: Any = None) -> _Axes: ...  # type: ignore[override]

class Survival(Sweep):
    @property
    def rate(self) -> float: ...
    @property
    def error(self) -> float: ...
    @property
    def n0(self) -> float: ...
    @property
    def exponent(self) -> float: ...
    @property
    def exponent_error(self) -> float: ...
    @property
    def survivors(self) -> _Array: ...
    @property
    def sides(self) -> dict[str, int]: ...
    def plot(self, *, ax: Any = None) -> _Axes: ...  # type: ignore[override]
    def to_dataframe(self) -> Any: ...
