# SPDX-License-Identifier: MIT
"""The jobs, in the table's order. Each module has jobs(scale, threads): a list of contest.Job.

scale multiplies the number of steps or orbits: 1 is the job as the table names it, less is for
a quick look. A peer that is not on the machine is not in the list."""

from . import (
    final, exponents, spectrum, standard, recorded, density, pynamical, single, calls, points, fresh, threads, forms, text, periods, rotation, indicators, loops, escape, basins, lattice,
)  # fmt: skip

ALL = [final, exponents, spectrum, standard, recorded, density, pynamical, single, calls, points, fresh, threads, forms, text, periods, rotation, indicators, loops, escape, basins, lattice]
