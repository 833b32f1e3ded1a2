# SPDX-License-Identifier: MIT
"""Map.derivatives."""

from ._support import short, unknown_name


def derivatives(self, order, /, *, over=None, at=None, state=None, **values):
    """All partial derivatives of one order of x' = f(x; p) at a point: 1, the Jacobian; 2, the Hessians ...

    They come from the map's formula and are exact but for rounding. A map of a function, without a
    formula that gives its values, has differences, of order 3 at most, right to about 1e-11, 1e-10 and
    1e-8. Angles are not wrapped; at a corner the derivative is that of one side.

    Parameters
    ----------
    order : int
        1 to 5.
    over : str or sequence of str, optional
        Parameters and states to differentiate with respect to, "a" or ("x", "a"). Default: all states.
    at : dict, optional
        Values by name, {'r': 3.9}.
    state : array_like, optional
        All states.
    **values : float
        Parameters and states by name; what is not given has the map's default.

    Returns
    -------
    ndarray
        Of shape (dim,) and then one dimension for each order, as long as `over`: [i, j, k] is the
        derivative of the i-th image with respect to the j-th and the k-th. If `over` is a name, of shape (dim,).

    Raises
    ------
    TypeError
        An unknown name, or a wrong type.
    ValueError
        A value that can't be, or an order above 5.
    NotImplementedError
        An order that differences do not reach.

    Examples
    --------
    >>> m = chaos.maps["henon"]
    >>> m.derivatives(1, x=0.5, y=0, a=1.4, b=0.3)
    array([[-1.4,  1. ],
           [ 0.3,  0. ]])
    >>> m.derivatives(1, over="a", x=0.5)
    array([-0.25,  0.  ])
    >>> m.derivatives(2, over=("x", "a"), x=0.5)[0]
    array([[-2.8, -1. ],
           [-1. ,  0. ]])
    """
    import operator

    try:
        order = operator.index(order)
    except TypeError:
        raise TypeError(f"order must be a whole number, got {order!r}") from None
    if not 1 <= order <= 5:
        raise ValueError(f"order must be 1 to 5, got {order}")
    if over is None:
        return self._derivatives(_order=order, at=at, state=state, **values)
    try:
        names = [over] if isinstance(over, str) else list(over)
    except TypeError:
        raise TypeError(f"over must be names of parameters and states, got {short(repr(over))}") from None
    if not names:
        raise ValueError("over must have at least one name")
    found = []
    for name in names:
        known = self._name_of(name) if isinstance(name, str) else None
        if known is None and isinstance(name, str):
            unknown_name("derivatives", name, self)
        elif known is None:
            raise TypeError(f"over must be names of parameters and states, got {short(repr(name))}")
        found.append(self.params.index(known) if known in self.params else len(self.params) + self.states.index(known))
    array = self._derivatives(_order=order, _over=tuple(found), at=at, state=state, **values)
    return array.reshape(self.dim) if isinstance(over, str) else array
