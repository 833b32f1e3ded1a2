# SPDX-License-Identifier: MIT
"""From nothing to the first result: a new process, its import, one orbit."""

import subprocess
import sys

from agree import to_the_bit
from contest import Job, Peer
from peers import numba

OURS = "import chaos; print(chaos.logistic(1000, 3.9, 0.387))"
NUMBA = """
from numba import njit
@njit
def logistic(steps, r, x):
    for _ in range(steps):
        x = r * x * (1.0 - x)
    return x
print(logistic(1000, 3.9, 0.387))
"""


def process(code):
    return lambda: float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout)


def jobs(scale, threads):
    peers = [Peer("numba's first call", process(NUMBA), 20)] if numba else []
    return [Job("fresh", "import and first result, fresh process", process(OURS), peers, to_the_bit)]
