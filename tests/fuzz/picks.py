"""Random choices of a case: the same for the same seed and number.

SPDX-License-Identifier: MIT
"""

import random


class Picks:
    def __init__(self, seed, case):
        self.random = random.Random(f"{seed} {case}")
        self.pick = self.random.choice

    def chance(self, part):
        return self.random.random() < part
