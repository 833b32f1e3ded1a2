# SPDX-License-Identifier: MIT
"""On which cycles orbits fall because a computer has finitely many numbers.

usage: float_cycles.py FILE.npz [CASE]...   computes what is not in the file yet, which takes minutes
                                            of all cores, and draws FILE.png

For logistic r = 4 and 3.9 and the tent map at 1.9, from 1,000 starts each: how many steps come before the
cycle, and how long it is. The Henon map and the standard map from 16 starts: whether they repeat within
max_steps at all. If rounding made f a random map, both steps would be some epsilon^(-D/2), with D the
correlation dimension (C. Grebogi, E. Ott, J. A. Yorke, Phys. Rev. A 38 (1988) 3688)."""

import pathlib
import sys

import numpy as np

import chaos

EPSILON = 2.0**-53
CASES: dict[str, tuple[str, dict[str, float], int, int, float]] = {  # map, parameters, starts, max_steps, D
    "logistic r = 4": ("logistic", {"r": 4.0}, 1000, 10**10, 1.0),
    "logistic r = 3.9": ("logistic", {"r": 3.9}, 1000, 10**10, 1.0),
    "tent mu = 1.9": ("tent", {"mu": 1.9}, 1000, 10**10, 1.0),
    "henon": ("henon", {}, 16, 2**32, 1.22),
    "standard k = 7": ("standard", {"k": 7.0}, 16, 2**28, 2.0),
}


def compute(case):
    name, params, starts, max_steps, _ = CASES[case]
    m = chaos.maps[name]
    random = np.random.default_rng(1).random((starts, m.dim))
    state = {s: m.defaults[s] * (1 + 1e-3 * random[:, i]) if m.dim > 1 else random[:, i] for i, s in enumerate(m.states)}
    return m.float_cycle(max_steps, at={**params, **state})


def describe(case, tail, length):
    _, _, starts, max_steps, dimension = CASES[case]
    expected = EPSILON ** (-dimension / 2)
    lengths, counts = np.unique(length[length > 0], return_counts=True)
    print(f"{case}: {counts.sum()} of {starts} starts repeat within {max_steps:,} steps; epsilon^(-D/2) = {expected:.1e}")
    for i in np.argsort(-counts)[:8]:
        print(f"    {counts[i]:5d} on a cycle of {lengths[i]:,}")
    if counts.sum():
        print(f"    median of the steps before: {int(np.median(tail[length > 0])):,}")


def draw_few(axes, found):
    """How far they were followed, beside how far a random map would have gone."""
    for y, (case, (_, length)) in enumerate(reversed(found.items())):
        _, _, starts, max_steps, dimension = CASES[case]
        repeat = int((length > 0).sum())
        axes.barh(y, max_steps, color="0.8", height=0.7)
        axes.text(1.3, y, f"{repeat or 'none'} of {starts} starts within {max_steps:,} steps", va="center")
        axes.plot([EPSILON ** (-dimension / 2)] * 2, [y - 0.4, y + 0.4], color="tab:red", ls="--")
    axes.set(xscale="log", xlim=(1, 1e17), xlabel="steps", yticks=range(len(found)), yticklabels=[*reversed(found)], title=r"few starts: do they repeat?  dashed: $\epsilon^{-D/2}$")
    axes.spines[["top", "right"]].set_visible(False)


def draw(found, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    many = [case for case in CASES if case in found and (found[case][1] > 0).sum() > 100]
    few = [case for case in CASES if case in found and case not in many]
    heights = [2.3 * len(many), *([0.7 + 0.5 * len(few)] if few else [])]
    figure = pyplot.figure(figsize=(9, sum(heights)), layout="constrained")
    parts = figure.subfigures(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    axes = parts[0].subplots(len(many), 2, squeeze=False)
    if few:
        draw_few(parts[1].subplots(), {case: found[case] for case in few})
    for (left, right), case in zip(axes, many):
        tail, length = (column[found[case][1] > 0] for column in found[case])
        left.hist(tail / 1e6, bins=60, color="0.4")
        left.axvline(EPSILON ** (-CASES[case][4] / 2) / 1e6, color="tab:red", ls="--", label=r"$\epsilon^{-D/2}$")
        left.set(title=case, xlabel="steps before the cycle, millions", ylabel="starts")
        left.legend(frameon=False, handlelength=1.5)
        lengths, counts = np.unique(length, return_counts=True)
        bars = right.barh([f"{n:,}" for n in lengths], counts, color="tab:blue", height=0.7)
        right.bar_label(bars, padding=3)
        right.set(title=f"{len(lengths)} cycles", xlabel="starts that end there", ylabel="length", xlim=(0, 1.12 * counts.max()))
        right.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    path = pathlib.Path(sys.argv[1])
    found = dict(np.load(path)) if path.exists() else {}
    for case in sys.argv[2:] or CASES:
        if case not in found:
            cycles = compute(case)
            found[case] = np.array([cycles.tail, cycles.length])
            np.savez(path, **found)
        describe(case, *found[case])
    if any((length > 0).sum() > 100 for _, length in found.values()):
        draw(found, path.with_suffix(".png"))


if __name__ == "__main__":
    main()
