# SPDX-License-Identifier: MIT
"""growth.py's curves as one picture."""

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "chaos"  # the same data give the same file
matplotlib.rcParams["svg.fonttype"] = "none"
from matplotlib import pyplot  # noqa: E402


def draw(curves, path):
    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7), layout="constrained")
    for axis, curve in zip(axes.flat, curves, strict=True):
        at = [point["at"] for point in curve["points"]]
        axis.loglog(at, [point["seconds"] for point in curve["points"]], "o-", color="C0")
        axis.set(xlabel=curve["along"], ylabel="seconds", title=curve["name"])
        axis.title.set_fontsize("medium")
        axis.grid(True, alpha=0.3)
        a_step = axis.twinx()
        a_step.loglog(at, [point["nanoseconds_a_step"] for point in curve["points"]], "s--", color="C1", markersize=4)
        a_step.set_ylabel("ns a step of one state", color="C1")
    figure.savefig(path, metadata={"Date": None})
