# SPDX-License-Identifier: MIT
"""What pynamicalsys offers ready-made: a bifurcation diagram, exponents of a range of parameters."""

import agree
import numpy as np
from contest import Job, Peer
from peers import pynamicalsys

import chaos

X, TRANSIENT = 0.387, 1000


def system():
    return pynamicalsys.DiscreteDynamicalSystem(model="logistic map")


def diagram(scale, threads):
    columns, points = max(2, int(1000 * scale)), 2000
    axis, logistic = np.linspace(3.0, 3.99, columns), chaos.maps["logistic"]

    def ours():  # theirs begins one iterate after the transient
        return logistic.sweep(r=axis, x=X, transient=TRANSIENT + 1, steps=points, measure="orbit", threads=threads)["orbit"]

    def theirs():
        return system().bifurcation_diagram(X, param_index=0, param_range=axis, total_time=TRANSIENT + points,
                                            transient_time=TRANSIENT)[1]  # fmt: skip

    return Job("diagram", f"bifurcation diagram, {columns} x {points}", ours, [Peer("pynamicalsys", theirs, 800)],
               agree.to_the_bit, threads=threads)  # fmt: skip


def exponents(scale, threads):
    parameters, steps = max(2, int(500 * scale)), 2000
    r, logistic = np.linspace(3.57, 3.99, parameters), chaos.maps["logistic"]

    def ours():
        return logistic.lyapunov(steps, transient=TRANSIENT, r=r, x=X, threads=threads)

    def theirs():
        logistic = system()
        return [logistic.lyapunov(X, TRANSIENT + steps, parameters=[a], transient_time=TRANSIENT) for a in r]

    return Job("exponents-500", f"{parameters} exponents of {steps:,} steps", ours,
               [Peer("pynamicalsys", theirs, 800)], agree.within_errors, threads=threads)  # fmt: skip


def jobs(scale, threads):
    return [diagram(scale, threads), exponents(scale, threads)] if pynamicalsys else []
