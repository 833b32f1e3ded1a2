# SPDX-License-Identifier: MIT
"""Skeletons of windows and tongues: curves of bifurcations in two parameters, over what orbits do there.

usage: skeletons.py [FOLDER [PIXELS]]   draws shrimp.png and tongues.png, of PIXELS^2 points (500)

Of a cycle two branches are followed, one along each parameter; all bifurcations that they meet are followed in both
parameters, each curve once, and so is what leaves points of codimension 2.

The shrimp: stable cycles of period 5 of the Hénon map are born in folds and lose stability in flips. Inside two
folds meet in a cusp: between them two of the cycles are stable, where the legs cross.

The tongues: the fixed point of the delayed logistic map x' = r x (1 - y) + e, y' = x, loses stability on e = 2/r - 1, where its
multipliers are exp(+-i theta), cos theta = (r - 1)/2. Beyond it an invariant circle attracts, on which tongues of cycles of
period q begin where theta is p/q of a turn."""

import pathlib
import sys

import chaos

HENON = chaos.maps["henon"]
DELAYED = chaos.Map("x' = r*x*(1 - y) + e; y' = x", r=2, e=0, x=0.4, y=0.4)
TONGUES = {5: (1.70, 0.28), 6: (2.03, 0.09), 7: (2.19, 0.02), 8: (2.268, -0.027), 11: (1.938, 0.165), 13: (2.123, 0.052)}  # period: in the tongue


def shrimp():
    [cycle, _] = HENON.cycles((5, 5), a=1.6, b=0.12)
    return HENON.skeleton(cycle, over=("a", "b"), to=((1.3, 1.9), (-0.05, 0.4)), max_period=10).curves


def tongues():
    over, to = ("r", "e"), ((0.9, 3), (-0.6, 1.1))
    curves = [curve for curve in DELAYED.skeleton(DELAYED.cycle(1, r=2, e=-0.1), over=over, to=to).curves if curve.of == "neimark_sacker"]
    for period, (r, e) in TONGUES.items():
        cycle = DELAYED.cycle(period, r=r, e=e, state=DELAYED.iterate(20_000, r=r, e=e))
        curves += DELAYED.skeleton(cycle, over=over, to=to, max_period=period).curves
    return curves


def draw(curves, periods, ax, **texts):
    """Thick those of the smallest periods, dashed those of twice that."""
    for curve in sorted(curves, key=lambda curve: -curve.points.shape[1]):
        drawn = len(ax.lines)
        curve.plot(ax=ax)
        if curve.points.shape[1] not in periods:
            ax.lines[drawn].set(lw=0.9, ls="--", path_effects=[], label="_")
    ax.set(**texts)


def draw_shrimp(curves, path, pixels):
    from matplotlib import pyplot

    (a, b), (c, d) = seen = (1.38, 1.68), (0.06, 0.30)
    exponent = HENON.sweep(a=(a, b, pixels), b=(c, d, pixels), measure={"lyapunov": {"steps": 2000, "transient": 2000}})["lyapunov"]
    figure, ax = pyplot.subplots(figsize=(7, 6), layout="constrained")
    image = ax.imshow(exponent.T, origin="lower", extent=(a, b, c, d), aspect="auto", cmap="Greys_r", vmin=-0.6, vmax=0.45)
    ax.set_facecolor("#f3ecd9")
    figure.colorbar(image, label="largest Lyapunov exponent; ochre: escaped", shrink=0.8)
    draw(curves, [5], ax, xlim=seen[0], ylim=seen[1], xlabel="$a$", ylabel="$b$", title="Hénon map: the shrimp of period 5")
    ax.plot([], [], "--", lw=0.9, color=ax.lines[0].get_color(), label="flip of period 10")
    ax.legend(fontsize="small", loc="upper right")
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def draw_tongues(curves, path, pixels):
    from matplotlib import pyplot

    (a, b), (c, d) = seen = (1.5, 2.35), (-0.18, 0.42)
    exponent = DELAYED.sweep(r=(a, b, pixels), e=(c, d, pixels), measure={"lyapunov": {"steps": 2000, "transient": 3000}})["lyapunov"]
    figure, ax = pyplot.subplots(figsize=(7, 6), layout="constrained")
    image = ax.imshow(exponent.T, origin="lower", extent=(a, b, c, d), aspect="auto", cmap="RdBu_r", vmin=-0.3, vmax=0.3)
    ax.set_facecolor("0.85")
    figure.colorbar(image, label="largest Lyapunov exponent; grey: escaped", shrink=0.8)
    draw(curves, [1, *TONGUES], ax, xlim=seen[0], ylim=seen[1], xlabel="$r$", ylabel="$e$", title="delayed logistic map: Arnold tongues")
    for period, at in TONGUES.items():
        ax.annotate(str(period), at, ha="center", va="center", fontsize="large", weight="bold")
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def main():
    found = {"shrimp": shrimp(), "tongues": tongues()}
    for name, curves in found.items():
        print(name)
        for curve in curves:
            ends = " to ".join("{:.4f} {:.4f}".format(*curve.parameters[i]) for i in (0, -1))
            kinds = "".join(f", {p.kind} {p.parameters[0]:.6f} {p.parameters[1]:.6f}" for p in curve.special_points)
            print(f"  {curve.of} of period {curve.points.shape[1]} from {ends}{kinds}")
    if len(sys.argv) < 2:
        return
    import matplotlib

    matplotlib.use("Agg")
    folder, pixels = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500
    draw_shrimp(found["shrimp"], folder / "shrimp.png", pixels)
    draw_tongues(found["tongues"], folder / "tongues.png", pixels)


if __name__ == "__main__":
    main()
