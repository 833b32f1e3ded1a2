"""Random command lines: shell.py PROGRAM... [--seconds=30] [--seed=1] [--case=N]

Each ends within a second or two of work with 0, 1, 2 or 3; what goes wrong is said in one line, or with the lines of a
formula or compiler; no file appears but the one that was asked for, and that only with 0 or 3; sanitizers are silent.
Programs of a build with --enable-sanitize tell most. A failure names its case; what it finds becomes a test in tests/cli.

SPDX-License-Identifier: MIT
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from picks import Picks

SANITIZER = 99
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": f"exitcode={SANITIZER}:detect_leaks=0:allocator_may_return_null=1", "UBSAN_OPTIONS": f"exitcode={SANITIZER}"}

NUMBERS = "0 1 -1 0.5 3.9 4 1e-300 1e300 -1e308 1e999 nan inf -inf 0x10 1e 1. .5 +3 -0 1e-320 9007199254740993 1,2 '' 3..4".split()
COUNTS = "0 1 2 3 5 7 10 64 1e2 -1 1.5 18446744073709551615 18446744073709551616 9223372036854775808 1e19 1e400 ten all".split()
NAMES = "r x a b y mu μ θ theta omega k p N n steps x0 x1 e pi '' =  r,x".split() + [" ", "r " * 40, "a" * 300, "\u00e9", "\x01"]
MAPS = "logistic henon circle standard logistic_ring tent cat help logistc ./none.c no/x.so /dev/null . ./ a=b.c".split() + [
    "", "x' = r*x*(1-x)", "x' = 1 - a*x^2 + y; y' = b*x; a = 1.4; b = 0.3", "x[i]' = x[i-1] + 0.1", "x' = ", "θ' = θ + ω mod 1",
    "x -> 0.5*x", "x' = " + "(" * 500, "x' = x" + "*x" * 3000, "=" * 200, "x' = x^999", "x' = 0/0", "t = 1"]
MEASURES = "lyapunov density moments period escape final orbit rotation wba gali fli megno zero_one autocorrelation hurst power_spectrum correlation_dimension box_dimension permutation_entropy diffusion recurrence rte survival clv expansion_entropy reversibility_error nothing".split()
OPTIONS = "steps every transient bins range of when count max tol blocks bound bin order weights region lags length kept apart".split()
EXPRESSIONS = ["x", "y", "x,y", "x^2+y", "(x<0?-x:x)", "x[0]", "", "(", "x,x,x", "sin(x", "1e999", "x0,x1", "mean", "x;y"]
FILES = "a.tsv a.csv a.npy a.npz a.png a.svg a.pdf a.txt a no/a.tsv . .. - /dev/null".split() + ["a" * 251 + ".tsv", "a" * 300 + ".csv", ""]
RUNS = ["--resume", "--dry-run", "--merge", "--recipe=/dev/null", "--verify=a.tsv", "--shard=0/2", "--shard=1/1000", "--shard=env/3", "--shard=2/1", "--percent=7"]


class Lines(Picks):
    def number(self):
        return self.pick(NUMBERS) if self.chance(0.3) else f"{self.random.uniform(-1, 5):.{self.pick([1, 3, 17, 120])}f}"

    def count(self):
        return self.pick(COUNTS) if self.chance(0.3) else str(self.random.randrange(1, 40))

    def mangled(self, text):
        """With a few bytes changed."""
        if not text or self.chance(0.9):
            return text
        at = self.random.randrange(len(text))
        return text[:at] + self.pick(["", ":", ",", "=", "(", "\n", "'", "%s", "é", text]) + text[at + self.random.randrange(2) :]

    def value(self):
        kinds = [self.number, lambda: f"{self.number()}:{self.number()}:{self.count()}",
                 lambda: ",".join(self.number() for _ in range(self.random.randrange(1, 9))),
                 lambda: ":".join(self.number() for _ in range(self.random.randrange(6)))]
        return self.pick(kinds)()

    def measure(self):
        text = self.pick(MEASURES)
        for _ in range(self.random.randrange(4)):
            option = self.pick(OPTIONS)
            value = self.pick(EXPRESSIONS) if option in ("of", "when", "region") else \
                ",".join(self.pick([self.count, self.number])() for _ in range(self.pick([1, 1, 1, 2, 4])))
            text += f":{option}={value}"
        return text

    def option(self):
        kinds = [lambda: "--measure=" + ",".join(self.measure() for _ in range(self.pick([1, 1, 2, 3, 20]))),
                 lambda: "--steps=" + self.count(), lambda: "--transient=" + self.count(), lambda: "--bound=" + self.number(),
                 lambda: "--threads=" + self.count(), lambda: "--period=" + self.count(), lambda: "--quiet", lambda: "--strict",
                 lambda: self.pick(["--list", "--version", "--help", "-h", "-V", "--", "-", "--st", "-oq", "--quiet=1", "-x", "--describe"]),
                 lambda: "--along=" + self.pick(NAMES), lambda: "--to=" + self.value(), lambda: "--budget=" + self.count(),
                 lambda: "--max-steps=" + self.count(), lambda: "--starts=" + self.count(), lambda: "--seed=" + self.count(),
                 lambda: "--into=" + self.pick(["a: ", "", "out:", ": ", "a"]) + self.pick(EXPRESSIONS),
                 lambda: "--describe=" + self.pick(MAPS), lambda: "--start=" + self.pick(["fixed", "follow", "both", ""])]
        return self.pick(kinds)()

    def line(self):
        words = [self.pick(MAPS)]
        words += [f"{self.pick(NAMES)}={self.value()}" for _ in range(self.random.randrange(5))]
        words += [self.option() for _ in range(self.random.randrange(4))]
        if self.chance(0.5):
            words += ["-o", self.pick(FILES)]
        if self.chance(0.1):
            words.append(self.pick(RUNS))
        if not any(word.startswith("--steps") for word in words):
            words.append("--steps=50")
        if self.chance(0.1):
            self.random.shuffle(words)
        return [self.mangled(word).replace("\0", "") for word in words]


def problem(program, words, folder):
    """What is wrong with a command line's end; "" if nothing is. A picture of 1600 points in time may take a while."""
    child = subprocess.Popen([program, *words], cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    try:
        _, errors = child.communicate(timeout=1)
        code = child.returncode
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGINT)
        try:
            _, errors = child.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            return "does not stop"
        code = child.returncode
        if code not in (0, 1, 2, 3, 130):
            return f"exit code {code} after an interrupt\n{errors.decode(errors='replace')}"
        code = 1 if code == 130 else code
    files = [name for name in os.listdir(folder) if not name.endswith(".npy.json")]
    if "--resume" in words:
        files = [name for name in files if not name.endswith(".part")]
    said = errors.decode(errors="replace")
    if code not in (0, 1, 2, 3):
        return f"exit code {code}\n{said}"
    if files and (code in (1, 2) or len(files) > 1):
        return f"exit code {code}, and {files}"
    if any(ord(c) < 32 and c != "\n" or ord(c) == 127 for c in said.replace("\t", "")):
        return "control characters: " + repr(said)
    if code == 2 and len(said.splitlines()) != 1 and "column" not in said:
        return "not one line: " + said
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="+", type=lambda path: os.path.abspath(path))
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--case", type=int)
    given = parser.parse_args()
    end, case, failed = time.monotonic() + given.seconds, given.case or 0, 0
    while time.monotonic() < end and failed < 20:
        lines = Lines(given.seed, case)
        program, words = lines.pick(given.programs), lines.line()
        with tempfile.TemporaryDirectory() as folder:
            wrong = problem(program, words, pathlib.Path(folder))
        if wrong:
            failed += 1
            print(f"FAILED: --seed={given.seed} --case={case}: {wrong}\n  {program} {words}", flush=True)
        case += 1
        if given.case is not None:
            break
    print(f"{case} command lines of seed {given.seed}, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
