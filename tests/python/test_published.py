# SPDX-License-Identifier: MIT
"""Branches and curves against what others have published of the same runs, to five digits, which their tolerances leave.

AUTO-07p (E. J. Doedel and others, https://github.com/auto-07p/auto-07p, commit 44cc1c42): the demos hen and log, whose output is in its
test/hyper.all."""

import numpy as np
import pytest

import chaos

HENON = chaos.maps["generalized_henon"]  # x' = y, y' = a - b x - y^2 where r = s = 0
BOX = {"over": ("a", "b"), "to": ((-2, 4), (-3, 3))}


def digits(found, published):
    """Of what is 0 the published noise is not asked for."""
    for a, b in zip(found, published):
        assert a == pytest.approx(b if abs(b) > 1e-6 else 0, abs=1.01 * 10.0 ** (np.floor(np.log10(max(abs(b), 0.1))) - 4)), (a, b)


def point_of(result, kind):
    [point] = [p for p in result.special_points if p.kind == kind]
    return point


def henon_along(name, to, **at):
    values = {"a": 2, "b": 0, "r": 0, "s": 0, **at}
    return HENON.branch(HENON.cycle(1, at=values, x=1, y=1), along=name, to=to)


def test_henon_branches():
    branch = henon_along("b", (-3, 3))
    for kind, b, x in (("flip", 0.632992, 0.816497), ("neimark_sacker", 1, 0.732051)):
        point = point_of(branch, kind)
        digits([point.parameter, *point.points[0]], [b, x, x])
    branch = henon_along("a", (-2, 4))
    for kind, a, x in (("flip", 7.50001e-1, 5.00000e-1), ("fold", -2.50000e-1, -4.99990e-1)):
        point = point_of(branch, kind)
        digits([point.parameter, *point.points[0]], [a, x, x])


CURVES = {
    "neimark_sacker": {"resonance_2": (3, 1, 1), "resonance_3": (1.25, 1, 0.5), "resonance_4": (0, 1, 0), "resonance_1": (-1, 1, -1)},
    "flip": {"resonance_2": (3, 1, 1), "fold_flip": (0, -1, 0)},
    "fold": {"resonance_1": (-1, 1, -1), "fold_flip": (0, -1, 0)},
}
ENDS = {"flip": [(3.99999, 1.30940, 1.15470), (3, -3, -1)], "fold": [(-1.99993, 1.82837, -1.41419), (-1.00004, -3.00004, 1.00002)]}


@pytest.mark.parametrize("kind", CURVES)
def test_henon_curves(kind):
    begin = henon_along("a", (-2, 4)) if kind == "fold" else henon_along("b", (-3, 3))
    curve = HENON.bifurcation_curve(point_of(begin, kind), **BOX)
    for special, published in CURVES[kind].items():
        point = point_of(curve, special)
        assert point.exact
        digits([*point.parameters, point.points[0, 0]], published)
    ends = [(*curve.parameters[i], curve.points[i, 0, 0]) for i in (0, -1)]
    for published in ENDS.get(kind, ()):  # where a user's value stops AUTO, to 1e-4
        assert min(np.abs(np.subtract(end, published)).max() for end in ends) < 1e-4


def test_logistic_doublings():
    m = chaos.maps["logistic"]
    branch = m.branch(m.cycle(1, r=0.5, x=0), along="r", to=(0, 3.6))
    i = next(i for i, p in enumerate(branch.special_points) if p.kind == "branch_point")
    digits([branch.special_points[i].parameter], [1])
    branch = branch.switch(i)
    doublings = []
    published = [(3, 0.666667), (3.44949, 0.439960), (3.54409, 0.523595), (3.56441, 0.490608), (3.56876, 0.503750), (3.56969, 0.498502)]
    for parameter, x in published:
        i = next(i for i, p in enumerate(branch.special_points) if p.kind == "flip")
        point = branch.special_points[i]
        digits([point.parameter], [parameter])
        nearest = point.points.ravel()[np.abs(point.points.ravel() - x).argmin()]
        assert nearest == pytest.approx(x, abs=1.1e-6)
        doublings.append(point.parameter)
        if parameter != published[-1][0]:
            branch = branch.switch(i)
    first, last = np.diff(doublings)[-2:]
    assert first / last == pytest.approx(4.66883518193, abs=1e-4)  # AUTO's own doublings have some 9 digits
