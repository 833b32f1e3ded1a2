# SPDX-License-Identifier: MIT
"""Where the orbits of a sweep start, and what is random about them."""

from __future__ import annotations

from ._values import is_real, ranges_of, whole

def given_states(map, axes, fixed, state):
    """{state: value, None of an axis} of what is not left to random starts."""
    given = {} if state is None else dict(zip(map.states, (float(value) for value in state)))
    given.update({name: float(value) for name, value in fixed.items() if name in map.states})
    return {**given, **{axis[0]: None for axis in axes if axis[0] in map.states}}


KICK = 1e-9  # of the view


def followed_start(map, start, along, kick, axes):
    """What a recipe says of it, or None."""
    if start not in ("fixed", "follow", "both"):
        raise ValueError(f"start must be 'fixed', 'follow' or 'both', got {start!r}")
    if start == "fixed":
        for name, value in {"along": along, "kick": kick}.items():
            if value is not None:
                raise ValueError(f"{name} must be left out with start='fixed', got {value!r}")
        return None
    names = [axis[0] for axis in axes if axis[0] in map.params]
    if along is None and len(names) == 1:
        along = names[0]
    known = map._name_of(along) if isinstance(along, str) else None
    if known not in names:
        raise ValueError(f"along must be an axis of a parameter, {' or '.join(names) or 'of which there is none'}, got {along!r}")
    kick = KICK if kick is None else kick
    if not is_real(kick) or isinstance(kick, bool):
        raise TypeError(f"kick must be a number, got {kick!r}")
    if not 0 <= kick < 1:
        raise ValueError(f"kick must be at least 0 and below 1, a part of the view, got {kick!r}")
    return {"start": start, "along": known, "kick": float(kick)}


def random_numbers(map, seed, noise):
    """What a recipe says of the random numbers that a map draws."""
    if noise not in ("own", "common"):
        raise ValueError(f"noise must be 'own' or 'common', got {noise!r}")
    if not map.is_random and noise != "own":
        raise ValueError(f"noise must be left out of a map that draws no random numbers, got {noise!r}")
    return {"seed": whole("seed", 0 if seed is None else seed, 0, 2**64 - 1), "noise": noise} if map.is_random else {}


def random_starts(map, starts, seed, box, given):
    """Random starts as the extension takes them, or None."""
    if starts is None:
        for name, value in {"seed": None if map.is_random else seed, "box": box}.items():
            if value is not None:
                raise ValueError(f"{name} must be left out without starts=, got {value!r}")
        return None
    starts, seed = whole("starts", starts, 1, 2**32 - 1), whole("seed", 0 if seed is None else seed, 0, 2**64 - 1)
    ranges = dict(zip(map.states, ranges_of(map, box, given)))
    ranges.update({name: (0.0, 0.0) if value is None else (value, value) for name, value in given.items()})
    return starts, seed, list(ranges.values())
