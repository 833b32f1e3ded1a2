# SPDX-License-Identifier: MIT
"""chaos.Map: the extension's Map and what is not hot."""

from __future__ import annotations

from . import _chaos
from ._late import Method
from ._support import Named


class _Doc:
    """help(Map) describes the class, help(a_map) the map."""

    text = """Map(name, /, *, N=None, **defaults)
    Map(text, /, *, N=None, wrap=None, bound=None, compile=False, **defaults)
    Map(function, /, *, states, params=None, wrap=None, bound=None, derivative=None,
        thread_safe=False, pure=False, **defaults)

    An iterated map. Immutable.

    Parameters
    ----------
    name : str or path
        Of the catalogue, a text, or a file: see below.
    function : callable or compiled function
        See below; so is what goes with it.
    N : int, optional
        Sites of a lattice; default 16.
    wrap : dict, optional
        States that are angles, and their periods, {"theta": 2*pi}.
    bound : float, optional
        Beyond it an orbit of a text or a function has escaped; default 1e10, inf if all
        states are angles.
    compile : bool or "auto", optional
        Make a C file of the text and load that; "auto": where it is worth it.
    **defaults : float
        Of parameters and states, instead of the map's own.

    Raises
    ------
    ValueError
        No such map; a mistake in the text: line, column and what was expected; a file that does
        not compile, with all that the compiler said, or is no map.
    OSError
        It can't be read, or there is no compiler.
    TypeError
        No such parameter or state, a wrong signature.

    Examples
    --------
    >>> chaos.Map("henon", a=1.2).defaults["a"]
    1.2
    >>> chaos.Map("x' = r*x*(1-x)", r=2).iterate(2, x=0.25)
    0.46875
    >>> def f(x, y, a=1.4, b=0.3):
    ...     return 1 - a*x**2 + y, b*x
    >>> chaos.Map(f, states="x y").iterate(1, x=0, y=0).tolist()
    [1.0, 0.0]

    Notes
    -----
    Of the catalogue (see chaos.maps): Map("henon", a=1.2), with another default for a;
    Map("logistic_ring", N=100), a lattice of 100 sites.

    A map given as text, a line for each state (what has an = or -> is a text):
      Map("x' = 1 - a*x^2 + y; y' = b*x", a=1.4, b=0.3)       also x -> ..., x[n+1] = ... x[n] ...
      Map("p' = p + k*sin(θ); θ' = θ + p'", k=0.9, wrap={"theta": 2*pi, "p": 2*pi})
      Map("x[i]' = (1-e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1-x[i])", N=100, r=3.9, e=0.3)
      Map("x[i]' = (1-e)*f[i] + e/N*sum(f[j]); f[i] = r*x[i]*(1-x[i])", N=100, r=3.9, e=0.1)
      Map("complex z, c; z' = z^2 + c", c=0.3+0.5j)           states z_re and z_im, parameters c_re and c_im
    Operators: ^, signs, * /, + -, mod, < <= > >= == !=, c ? a : b. Functions: mod floor ceil trunc
    round (halves away from 0) abs sign min max (of two or more, NaN where one is) sqrt cbrt hypot exp expm1
    log log1p log2 log10 erf sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh; pi. Names
    without a line are parameters, which have to be given if they have no default; states
    without one start at 0.387, 0.234, 0.481, ..., each elsewhere between 0.1 and 0.5. Derivatives are
    exact. A trailing `mod 1` says that a state is an angle.
    n is the iterate number, unless Map() gets n=...: then it is a parameter. Cycles and periods of
    a map that reads it are those of (x, n mod forcing_period).
    normal() and uniform() are random numbers, x' = r*x*(1-x) + sigma*normal(), each in the text one of
    its own in each step, and at each site in lines with [i]; seed= is an option of the calls. Exponents
    are those of the random system; it has no cycles.
    After a line `complex z` i is the imaginary unit; + - * / ^ == != ?: sum abs exp log sqrt sin cos
    tan sinh cosh tanh take complex numbers, re im arg conj take them apart.

    compile=True makes a C file of the text, as map.to_c() shows it, and loads it as Map(path) does:
    with nearly the speed of a built-in map, and the same bits, after a second or two of the compiler's.
    With compile="auto" that is done at the first call of iterate, orbit, lyapunov or sweep that would take
    about a second or more, if it can be done; until then, and by other methods, the text is interpreted.

    A file: Map("mymap.c"), or any name with a / or that ends in .c or .so, or a pathlib.Path, is a
    C file of your own that looks as those of the catalogue do, or what was compiled from one. It is compiled by
    the machine's compiler (CC, or else cc, gcc, clang), which takes a second or two, and kept in
    ~/.cache/libchaos until it, a header of its or the compiler has changed; then Map() has the
    new one, while maps made before stay what they were. It pickles as its path.

    A function: Map(f, states="x y", a=1.4, b=0.3), where f is
      a Python function on NumPy arrays, def f(x, y, a, b): return 1 - a*x**2 + y, b*x
          It gets the states, then the parameters, each an array of the same length, and
          returns the new states: many orbits in one call, on the calling thread. What it
          raises stops the call and comes out of it. params, and their defaults, are those
          of its arguments if they are not given.
      a compiled function: numba's @cfunc, a ctypes or cffi function pointer, a capsule of
          Cython's, a scipy.LowLevelCallable, with one of the signatures
            int f(double *x, double *p, double *y, void *user)            one state
            int f(size_t n, double *x, double *p, double *y, void *user)  n of them: x[i*n + j]
          that writes the states after x to y and returns 0, or what else stops the call.
          thread_safe=True: several threads may call it at once.
    derivative: the Jacobian times a vector, as a function like f that gets the vector as
    well: derivative(x, y, a, b, vx, vy) -> (wx, wy), or v behind p and w in place of y.
    Without it differences are taken, and results have Status.NUMERIC_DERIVATIVE. pure=True: the
    function depends on its arguments alone, so that an orbit that returns exactly need not be run on, and is
    found out where rounding has eaten it (Status.COLLAPSED).
    """

    def __get__(self, map, type=None):
        return self.text if map is None else describe(map)


def _complete(sweep):
    """Its docstring, from the library's tables."""
    from ._measures import documentation

    text = sweep.__doc__.replace("{default}", repr(_chaos.DEFAULT_MEASURE))
    sweep.__doc__ = text.replace("{measures}", documentation())


class Map(_chaos.Map):
    __slots__ = ()
    __doc__ = _Doc()

    attractors = Method("_attractors")
    attractors_along = Method("_along")
    basins = Method("_basins")
    bifurcation_curve = Method("_curves")
    bifurcation_diagram = Method("_diagram")
    branch = Method("_branches")
    covariant_vectors = Method("_clv")
    cycles = Method("_cycles")
    derivatives = Method("_derivatives")
    edge = Method("_edges")
    edge_distance = Method("_edges")
    skeleton = Method("_skeleton")
    survival = Method("_survival")
    sweep = Method("_sweep", _complete)

    @classmethod
    def from_address(cls, address, signature, /, *, derivative=None, user=0, **options):
        """The map of a compiled function at an address.

        That something else is there shows as a crash. Who keeps the function alive is the
        caller's affair.

        Parameters
        ----------
        address : int
            Of the function.
        signature : str
            The C signature it has there, as "int (double *, double *, double *, void *)".
        derivative : int, optional
            The address of its derivative.
        user : int, optional
            The last argument of both.
        **options
            As for Map(function).

        Returns
        -------
        chaos.Map
            The map.

        Raises
        ------
        TypeError, ValueError
            No address, or a signature that functions of maps do not have.

        Examples
        --------
        >>> import ctypes
        >>> @ctypes.CFUNCTYPE(ctypes.c_int, *[ctypes.POINTER(ctypes.c_double)] * 3, ctypes.c_void_p)
        ... def step(x, p, y, user):
        ...     y[0] = p[0] * x[0] * (1 - x[0])
        ...     return 0
        >>> address = ctypes.cast(step, ctypes.c_void_p).value
        >>> m = chaos.Map.from_address(address, "int (double *, double *, double *, void *)", states="x", params="r")
        >>> m.iterate(2, r=2, x=0.25)
        0.46875
        """
        from ._function import at_address

        function, derivative = at_address(address, signature, user, derivative)
        return cls(function, derivative=derivative, **options)

    def __repr__(self):
        defaults, _ = self._first(len(self.params))
        given = [f"{name}={defaults[name]!r}" if defaults[name] == defaults[name] else name for name in defaults]
        values = ", ".join([*given, f"N={self.N}"] if self.N else given)
        if self.name == self.formula:
            return f"<chaos.Map ({values}): {self.formula}>"
        return f"<chaos.Map {self.name} ({values}): {self.formula}>"

    def _made_of(self):
        """(source, options): what made this map, and with _given makes it again."""
        return self._source or (self.name, self._text_options() if self.name == self.formula else {"N": self.N})

    def _text_options(self):
        first = self.states[:: self.N or 1]  # of a lattice the states of site 0: x0, y0
        wrap = {name[:-1] if self.N else name: self.angles.get(name, 0.0) for name in first}
        return {"N": self.N, "wrap": wrap, "bound": self.bound, "compile": self._compiled}

    def __reduce__(self):
        from ._function import compiled

        function, options = self._made_of()
        if not isinstance(function, str) and compiled(function, "the function"):
            raise TypeError(f"the map {self.name} can't be pickled: its function is at an address of this process")
        return _rebuild, (type(self), function, options, self._given)

    def __copy__(self):
        return self  # immutable

    def __deepcopy__(self, memo):
        return self

    def __eq__(self, other):
        if not isinstance(other, Map):
            return NotImplemented
        return self._same_defaults(other) and self._made_of() == other._made_of()

    def __hash__(self):
        return hash((self.name, self.N))


def compiled(map):
    """The map of a text, compiled; None: it can't be."""
    text, options = map._made_of()
    try:
        return Map(text, **{**options, "compile": True}, **map._given)
    except (OSError, ValueError, NotImplementedError):
        return None


SHOWN = 20  # values of a map in its description


def _rebuild(type, source, options, defaults):
    return type(source, **options, **defaults)


def _fill(text):
    import textwrap  # here: `import chaos` is to be quick

    return textwrap.fill(text, 90, break_on_hyphens=False)


def describe(map):
    """A map's text, from its descriptor."""
    defaults, angles = map._first(SHOWN)
    more = ", ..." if map.dim + len(map.params) > SHOWN else ""
    values = [f"{name} = {value!r}" if value == value else f"{name} has none" for name, value in defaults.items()]
    lines = [
        map.title if map.title != map.formula else "a map given as text",
        "",
        f"    {map.formula}",
        "",
        _fill(f"defaults: {', '.join(values)}{more}"),
        _fill(f"angles: {', '.join(f'{name} in [0, {period!r})' for name, period in angles.items())}{more}") if angles else "",
        "preserves area" if map.preserves_area else "",
        f"an orbit beyond {map.bound!r} has escaped",
        "draws random numbers" if map.is_random else "",
        "" if map.has_derivative else "derivatives are taken by differences",
        _fill(map.notes),
        _fill(f"reference: {map.reference}") if map.reference else "",
    ]
    return "\n".join(line for i, line in enumerate(lines) if line or i < 4)


class Catalogue(Named):
    """All maps of the catalogue, by name.

    Examples
    --------
    >>> "henon" in chaos.maps
    True
    >>> chaos.maps["henon"].states
    ('x', 'y')
    """

    def __init__(self):
        super().__init__("map", {name: Map(name) for name in _chaos.MAP_NAMES})

    def __repr__(self):
        return f"<chaos.maps: {', '.join(self)}>"
