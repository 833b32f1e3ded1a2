# SPDX-License-Identifier: MIT
"""Arguments as users write them: numbers, axes, values by name, boxes."""

from __future__ import annotations

from ._support import as_float64, box_items, is_labelled, refuse_lazy, refuse_mask, unknown_name


def is_real(value):
    """A Decimal is one, too: a number, though not one of numbers.Complex."""
    import numbers

    return isinstance(value, numbers.Real) or (isinstance(value, numbers.Number) and not isinstance(value, numbers.Complex))


def check_one_point(call, values):
    """Refuses axes in a call that is of one point."""
    for name, value in values.items():
        refuse_mask(value, name)
        if not is_real(value) and getattr(value, "ndim", None) != 0:
            raise TypeError(f"{call}() is of one point: {name} must be a number, got {value!r}; Map.sweep takes axes")


def truth(name, value):
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return value


def whole(name, value, low, high):
    import operator

    refuse_mask(value, name)
    if isinstance(value, bool):
        raise TypeError(f"{name} must be an int, got {value!r}")
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an int, got {value!r}") from None
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, got {value!r}")
    return number


def _axis(name, value):
    """An axis as the extension takes it, or a number for a fixed value."""
    import numbers  # here: `import chaos` is to be quick

    if isinstance(value, tuple):
        if len(value) != 3:
            raise ValueError(f"{name} must be an axis (start, stop, count), a list of values or a number, got {value!r}")
        start, stop, count = value
        if not isinstance(count, numbers.Integral) or isinstance(count, bool):
            raise TypeError(f"{name}: an axis is (start, stop, count) with an integer count, got {value!r}")
        if not is_real(start) or not is_real(stop):
            raise TypeError(f"{name}: an axis is (start, stop, count) with real numbers, got {value!r}")
        count = int(count)
        if not 1 <= count < 2**63:
            raise ValueError(f"{name}: the count of an axis must be at least 1 and below 2**63, got {count}")
        try:
            return name, float(start), float(stop), count
        except OverflowError:
            raise OverflowError(f"{name} is too large for a float") from None
    if isinstance(value, numbers.Number):
        return value  # the extension looks at it
    if is_labelled(value):
        refuse_lazy(value, name)
        value = value.values
    array = as_float64(value, name)
    if array.ndim == 0:
        return float(array)
    if array.ndim > 1 or array.size == 0:
        raise ValueError(f"{name} must be a number or a list of values, got an array of shape {array.shape}")
    return name, array.copy(order="C")


def parts(map, items):
    """Values by name, of which z=0.3+0.5j are two where a map has z_re and z_im."""
    import numbers

    for name, value in items:
        parts = f"{name}_re", f"{name}_im"
        if map._name_of(name) or not all(map._name_of(part) for part in parts):
            yield name, value
        elif isinstance(value, numbers.Complex):
            yield from zip(parts, (value.real, value.imag))
        elif is_real(value):
            yield from zip(parts, (value, 0.0))
        else:
            raise TypeError(f"{name} must be a number, as axes {' and '.join(parts)}, got {value!r}")


def axes_and_values(function, map, values, at, *, of_states=False):
    """(axes, {name: fixed value}) of what was said by name; of_states: a parameter may not be an axis."""
    axes, fixed = [], {}
    for name, value in parts(map, [*values.items(), *(at or {}).items()]):
        known = map._name_of(name) or unknown_name(function, name, map)
        if known in fixed or any(known == axis[0] for axis in axes):
            raise TypeError(f"{known} is given twice")
        axis = _axis(known, value)
        if not isinstance(axis, tuple):
            fixed[known] = axis
        elif of_states and known in map.params:
            raise ValueError(f"{function}: {known} must be a number, since axes are of states, got an axis")
        else:
            axes.append(axis)
    return axes, fixed


def values_and_options(map, changes):
    """({name: value}, {name: option}) of what is to be changed of a call."""
    given, options = {**(changes.pop("at", None) or {})}, {}
    for name, value in changes.items():
        is_value = map._name_of(name) or all(map._name_of(name + part) for part in ("_re", "_im"))
        (given if is_value else options)[name] = value
    return {map._name_of(name) or name: value for name, value in parts(map, given.items())}, options


def _range(known, value, given):
    """(state, (low, high)) of an item of a box."""
    if known in given:
        raise ValueError(f"box must be of states that are not given, got {known}, which is")
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not all(is_real(end) for end in value):
        raise TypeError(f"box of {known} must be (low, high), got {value!r}")
    low, high = (float(end) for end in value)
    if not low <= high:
        raise ValueError(f"box of {known} must be low <= high, got {value!r}")
    return known, (low, high)


def ranges_of(map, box, given):
    """[(low, high) or None of each state]"""
    ranges = dict(_range(state, interval, given) for state, interval in box_items(map, box or {}))
    return [ranges.get(name) for name in map.states]
