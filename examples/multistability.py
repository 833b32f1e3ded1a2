# SPDX-License-Identifier: MIT
"""A rotor that is kicked, with little damping: the smaller the damping, the more attractors there are.

usage: multistability.py [FILE.png]   draws it

x' = x + y, y' = (1 - nu) y + f sin(x + y), the dissipative standard map on the cylinder, of U. Feudel, C. Grebogi,
B. R. Hunt, J. A. Yorke, "Map with more than 100 coexisting low-period periodic attractors", Phys. Rev. E 54 (1996) 71,
whose f = 3.5 and nu = 0.02 these are. All orbits come to |y| <= f/nu. Fixed points have y = 2 pi m and
2 pi m nu = f sin x: they turn m times from kick to kick, |m| <= f/(2 pi nu), and each m has a stable one as long as
f cos x > 2 nu - 4, which is so of all for nu < 0.25. Others are of period 3 and more."""

import collections
import math
import sys

import numpy as np

import chaos

F, STARTS = 3.5, 1000  # starts in a strip of one turn
TURN = 2 * math.pi
MAP = chaos.Map("x' = x + y mod 2*pi; y' = (1 - nu)*y + f*sin(x + y)", f=F, nu=0.02)


def attractors(nu):
    """{(period, a rounded point): attractor} from starts all over the cylinder, one strip after the other."""
    found: dict[tuple[str, int, float, float], chaos.Attractor] = {}
    most = math.floor(F / (TURN * nu)) + 1
    for m in range(-most, most + 1):
        for one in MAP.attractors({"x": (0, TURN), "y": (TURN * m - math.pi, TURN * m + math.pi)}, starts=STARTS, max_steps=20_000, nu=nu):
            angle = one.point[0] if TURN - one.point[0] > 1e-6 else 0.0
            found.setdefault((one.kind, one.period, round(angle, 4), round(one.point[1], 4)), one)
    return found


def expected(nu):
    """Stable fixed points: of each m one, unless it has doubled its period."""
    most = math.floor(F / (TURN * nu))
    return sum(math.sqrt(F**2 - (TURN * m * nu) ** 2) < 4 - 2 * nu for m in range(-most, most + 1))


def main():
    dampings = [0.5, 0.3, 0.2, 0.1, 0.05, 0.02]
    all_found = [attractors(nu) for nu in dampings]
    print("damping   attractors   fixed points   expected   by period")
    for nu, found in zip(dampings, all_found):
        periods = collections.Counter(one.period for one in found.values())
        print(f"{nu:<8g}  {len(found):<11d}  {periods[1]:<13d}  {expected(nu):<9d}  {dict(sorted(periods.items()))}")
    if len(sys.argv) < 2:
        return
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 4.5), layout="constrained")
    left.loglog(dampings, [len(found) for found in all_found], "o-", label="attractors")
    left.loglog(dampings, [sum(one.period == 1 for one in found.values()) for found in all_found], "s", label="fixed points")
    fine = np.geomspace(dampings[-1], dampings[0], 2000)
    left.loglog(fine, [expected(nu) for nu in fine], color="0.6", lw=1, zorder=0, label="stable fixed points, expected")
    left.set(xlabel=r"damping $\nu$", ylabel="how many")
    left.legend()
    for one in all_found[-1].values():
        orbit = MAP.orbit(one.period or 500, state=one.point, nu=dampings[-1])
        right.plot(*orbit.T, "o", ms=4 if one.period == 1 else 2.5, color={1: "tab:blue", 3: "tab:orange"}.get(one.period, "tab:red"))
    right.set(xlim=(0, TURN), xlabel="$x$", ylabel="$y$", title=rf"$\nu = {dampings[-1]}$: {len(all_found[-1])} attractors")
    figure.savefig(sys.argv[1], dpi=100)


if __name__ == "__main__":
    main()
