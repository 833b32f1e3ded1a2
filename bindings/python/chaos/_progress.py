# SPDX-License-Identifier: MIT
"""progress=True: a bar, tqdm's where it is installed."""

import sys
import time


class _Plain:
    """On one line of standard error."""

    WIDTH = 40

    def __init__(self, total, unit, begun):
        self.total, self.unit, self.begun, self.drawn = total, unit, begun, False

    def show(self, done):
        part = done / self.total if self.total else 1
        bar = ("#" * int(part * self.WIDTH)).ljust(self.WIDTH)
        seconds = time.time() - self.begun
        self.drawn = True
        print(f"\r{part:4.0%} [{bar}] {done:.3g} of {self.total:.3g} {self.unit}, {seconds:.1f} s", end="", file=sys.stderr, flush=True)

    def close(self):
        if self.drawn:
            self.drawn = False
            print(file=sys.stderr)


class _Tqdm:
    def __init__(self, tqdm, total, unit, begun):
        self.bar = tqdm(total=total, unit=f" {unit}", unit_scale=True)
        self.bar.start_t = self.bar.last_print_t = begun

    def show(self, done):
        self.bar.update(done - self.bar.n)

    def close(self):
        self.bar.close()


def _new(total, unit, begun):
    try:
        if "ipykernel" in sys.modules:
            from tqdm.auto import tqdm
        else:
            from tqdm import tqdm
    except ImportError:
        return _Plain(total, unit, begun)
    return _Tqdm(tqdm, total, unit, begun)


class Bar:
    """A callable of (done, total), which ends with the call that has it."""

    def __init__(self, unit="steps"):
        self.bar, self.unit, self.ended, self.begun = None, unit, False, time.time()

    def __call__(self, done, total):
        if sys.stderr is None:  # a program without a terminal
            return
        if done >= total and self.ended:  # several threads may be the last
            return
        if self.bar is None:
            self.bar = _new(total, self.unit, self.begun)
        self.bar.show(done)
        self.ended = done >= total
        if self.ended:  # another pass may follow
            self.close()
            self.begun = time.time()

    def close(self):
        bar, self.bar = self.bar, None
        if bar is not None:
            bar.close()

    def __del__(self):
        self.close()
