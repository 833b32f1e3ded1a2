# SPDX-License-Identifier: MIT
"""Regular or chaotic? Five indicators on the same starts of the standard map at k = 0.97.

usage: indicators.py [SIZE [FILE.png]]   SIZE * SIZE starts (100), and draws them

What each calls regular follows from a threshold that is usual for its number of steps. Printed are the share of starts
that are, the time of a step of one orbit, and in how many of the starts two indicators agree."""

import sys
import time
from typing import Any

import numpy as np

import chaos

K, TURN = 0.97, 2 * np.pi
# name: measure, its options, array, regular where that is ("above" or "below", what), label, range shown
INDICATORS: dict[str, Any] = {
    "WBA": ("wba", {"of": "cos(theta)", "steps": 2000}, "wba_digits", ("above", 5), "digits", (0, 12)),
    "GALI$_2$": ("gali", {"steps": 1000}, "gali_log10", ("above", -8), "log$_{10}$ GALI$_2$", (-16, 0)),
    "FLI": ("fli", {"steps": 1000}, "fli", ("below", 14), "FLI", (0, 40)),
    "MEGNO": ("megno", {"steps": 1000}, "megno", ("below", 4), "mean of Y", (0, 8)),
    "0-1": ("zero_one", {"of": "cos(theta)", "steps": 600}, "zero_one", ("below", 0.5), "K", (0, 1)),
}


def compute(size):
    """Values [p][theta] and nanoseconds a step of each, on the centres of size * size cells."""
    ends = (TURN / size / 2, TURN - TURN / size / 2, size)
    values, times = {}, {}
    for name, (measure, options, array, *_) in INDICATORS.items():
        asked: Any = {measure: {"transient": 0, **options}}
        start = time.process_time()
        result = chaos.maps["standard"].sweep(p=ends, theta=ends, k=K, measure=asked)
        times[name] = (time.process_time() - start) / size**2 / options["steps"] * 1e9
        values[name] = np.asarray(result[array])
    return values, times


def regular(name, value):
    side, than = INDICATORS[name][3]
    return value > than if side == "above" else value < than


def plain(name):
    """Without the marks of a formula."""
    return name.replace("$", "")


def draw(values, calls, agreement, file):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"font.size": 7.5, "axes.titlesize": 8.5})
    figure, axes = pyplot.subplots(2, 3, figsize=(7.2, 4.6), layout="constrained")
    for letter, ax, name in zip("abcde", axes.flat, values):
        _, options, _, (side, _), label, (low, high) = INDICATORS[name]
        image = ax.imshow(values[name], origin="lower", extent=(0, 1, 0, 1), vmin=low, vmax=high, interpolation="antialiased",
                          cmap="viridis" if side == "above" else "viridis_r")  # fmt: skip
        ax.set_title(f"({letter}) {name}: {100 * calls[name].mean():.1f} % regular")
        figure.colorbar(image, ax=ax, label=f"{label}, {options['steps']} steps", location="bottom", shrink=0.8, aspect=25)
        ax.set(ylabel=r"$p/2\pi$" if letter in "ad" else "", xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
        ax.set_xlabel(r"$\theta/2\pi$", labelpad=0)
    ax = axes.flat[5]
    ax.imshow(agreement, vmin=0.8, vmax=1, cmap="Greys")
    for i, row in enumerate(agreement):
        for j, share in enumerate(row):
            ax.text(j, i, f"{100 * share:.1f}", ha="center", va="center", size=6.5, color="w" if share > 0.9 else "k")
    ax.set_title("(f) agreement in %")
    ax.set_xticks(range(len(calls)), calls, rotation=60)
    ax.set_yticks(range(len(calls)), calls)
    figure.savefig(file, dpi=140)
    pyplot.close(figure)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    values, times = compute(size)
    calls = {name: regular(name, value) for name, value in values.items()}
    agreement = [[float(np.mean(calls[a] == calls[b])) for b in calls] for a in calls]
    print(f"{size * size} starts\nindicator  steps  regular  ns/step  agrees with " + "  ".join(plain(name) for name in calls))
    for (name, call), row in zip(calls.items(), agreement):
        shares = " ".join(f"{100 * share:5.1f}" for share in row)
        print(f"{plain(name):<10} {INDICATORS[name][1]['steps']:<6} {100 * call.mean():5.1f} % {times[name]:7.1f}   {shares}")
    if len(sys.argv) > 2:
        draw(values, calls, agreement, sys.argv[2])


if __name__ == "__main__":
    main()
