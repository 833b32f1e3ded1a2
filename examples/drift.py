# SPDX-License-Identifier: MIT
"""A parameter that drifts: the period doubling at r = 3 comes late, and noise brings it back.

usage: drift.py [FILE.png]   draws it

x' = r x (1 - x) with r = 2.9 + eps n. Until r = 3 an orbit comes ever nearer to the fixed point, by |2 - r| in each
step, and beyond it has to go all the way back: the cycle of period 2 shows as late after 3 as the orbit was early
before. Noise keeps it away from the fixed point, so that it has less far to go: by the variance of the linearised
map, v' = (2 - r)^2 v + sigma^2. Where there is none rounding is one, of some 2^-54."""

import sys

import numpy as np

import chaos

R0, EPS, SIZE = 2.9, 1e-4, 0.01  # where r begins, and from what distance from the fixed point on it has left it
ROUNDING = 2.0**-54
MAP = chaos.Map("x' = (r0 + eps*n)*x*(1 - x) + sigma*normal()", r0=R0, eps=EPS, sigma=0, x=1 - 1 / R0 + SIZE)


def expected(r, sigma):
    """Where the linearised map has a standard deviation of SIZE again."""
    v, far = SIZE**2, False
    for now in r:
        v = (2 - now) ** 2 * v + sigma**2 + ROUNDING**2
        far = far or v < (SIZE / 3) ** 2
        if far and v >= SIZE**2:
            return now
    return np.nan


def seen(r, x):
    """Where an orbit is that far again: of its second differences a fourth, since the fixed point moves, too."""
    size = np.abs(np.diff(x, 2)) / 4
    left = np.flatnonzero(size < SIZE / 3)[0]
    return r[left + np.argmax(size[left:] >= SIZE)]


def main():
    steps, sigmas = 2500, [0, 1e-8, 1e-4]
    r = R0 + EPS * np.arange(steps)
    orbits = MAP.orbit(steps, sigma=sigmas, seed=1)
    print("sigma     leaves at r =   expected")
    for sigma, x in zip(sigmas, orbits):
        print(f"{sigma:<8g}  {seen(r, x):<14.3f}  {expected(r, sigma):.3f}")
    if len(sys.argv) < 2:
        return
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(len(sigmas), 1, figsize=(6, 6), sharex=True, sharey=True, layout="constrained")
    swing = np.sqrt(np.clip((r + 1) * (r - 3), 0, None))
    for ax, sigma, x in zip(axes, sigmas, orbits):
        for sign in (-1, 1):
            ax.plot(r, np.where(r < 3, 1 - 1 / r, (r + 1 + sign * swing) / (2 * r)), color="tab:red", lw=1)
        ax.plot(r, x, ".", ms=1.5, color="0.3")
        ax.axvline(expected(r, sigma), color="tab:blue", ls="--", lw=1)
        ax.set(title=f"sigma = {sigma:g}", ylabel="x", ylim=(0.5, 0.85), xlim=(r[0], r[-1]))
    axes[-1].set_xlabel(f"r = {R0} + {EPS:g} n;  red: the attractor at a fixed r, dashed: expected")
    figure.savefig(sys.argv[1], dpi=100)


if __name__ == "__main__":
    main()
