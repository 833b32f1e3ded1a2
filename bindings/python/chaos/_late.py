# SPDX-License-Identifier: MIT
"""What `import chaos` leaves for later: analyses and what they give are loaded once somebody asks for them."""

import sys

MODULES = {
    "_along": ["AttractorsAlong"],
    "_attractors": ["Attractor", "Attractors", "Exits"],
    "_basins": ["Basins"],
    "_branches": ["Branch"],
    "_clv": ["CovariantVectors"],
    "_curves": ["Curve"],
    "_cycles": ["Cycles"],
    "_diagram": ["BifurcationDiagram"],
    "_edges": ["Edge", "EdgeDistance"],
    "_files": ["load"],
    "_label_arrays": ["UncertaintyExponent", "basin_entropy", "boundary_cells", "boundary_entropy", "uncertainty_exponent", "wada"],
    "_result": ["Cascade", "CurvePoint", "Cycle", "FloatCycle", "Result", "SpecialPoint"],
    "_skeleton": ["Skeleton"],
    "_survival": ["Survival"],
    "_sweep": ["Sweep"],
    "_sweep_to": ["open", "sweep_to"],
    "_verify": ["verify"],
}  # fmt: skip
PUBLIC = {name: module for module, names in MODULES.items() for name in names}


def taken(module, name):
    module = f"chaos.{module}"
    __import__(module)
    return getattr(sys.modules[module], name)


class Method:
    """A function of a module as a method, in the place of which it is put when it is first looked at."""

    def __init__(self, module, complete=None):
        self.module, self.complete = module, complete

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, map, type=None):
        function = taken(self.module, self.name)
        if self.complete:
            self.complete(function)
        for owner in type.__mro__:
            if vars(owner).get(self.name) is self:  # else another thread has just put it there
                setattr(owner, self.name, function)
        return function.__get__(map, type)
