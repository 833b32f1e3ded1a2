#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""render.py FILE.json DOCS: the benchmark's numbers as DOCS/speed.md, a picture, and the data beside them."""

import json
import shutil
import sys
from pathlib import Path

import plots
from table import duration, ratio, short

PAGE = """# Speed

Measured by `make bench`, written by `make bench-docs`; all numbers are in [speed.json](speed.json).
{machine}

## Against what else there is

The time of each divided by libchaos's time for the same job, with the same number of threads: the median and, in
brackets, the range of {repeats} ratios of runs that took turns. First it was checked that the answers agree: bit for bit
where no transcendental function is involved, else after 10 steps and by exponents within their errors. numba is compiled
before it is timed, with `parallel=True`, `prange` over orbits and `fastmath` off; "blocked by hand" has its inner loop
over 64 orbits so that it vectorises. What is wanted is for AVX-512 with two ports of full width; with AVX2, or where
AVX-512 goes through ports of half the width, half of it in the rows marked *.

| job | threads | libchaos | against | ratio | wanted |
|---|---|---|---|---|---|
{jobs}

## A map in every form

Nanoseconds for a step of one orbit, on one thread: {forms_job}. In brackets, times the built-in map's. A block is a C
function (`-O3 -march=native -ffp-contract=off`) or numba's @cfunc that gets up to 512 orbits in a call, a Python function
gets thousands; "numba alone" is a loop over orbits and steps without libchaos, "one state" a call for each orbit and step.

{forms}

## Maps as text

The catalogue's formulas, given as text: nanoseconds for a step of one orbit, on one thread ({text_job}), the text's speed
in percent of the built-in's, interpreted and compiled, likewise for exponents, and how many times as long a loop takes that numba
compiled from the same formula. All texts gave the built-in's states, bit for bit.

| map | text | of the built-in | compiled | exponents | compiled | numba / text |
|---|---|---|---|---|---|---|
{texts}

## Of what the machine allows

One thread. Lanes: multiplications of the formula against those the ports take; one orbit: against the latency of the
operations that wait for each other; recording: against memset. In 10^9 steps (doubles) a second.

| kernel | instruction set | reached | allowed | share |
|---|---|---|---|---|
{limits}

## How the cost grows

![cost against orbits, steps, sites and threads](speed.svg)

## Footprint

The library, stripped: {library:.2f} MB. `chaos-sweep --version`: {start}.

{notes}"""


def machine(m):
    versions = ", ".join(f"{name} {version}" for name, version in m["versions"].items() if version)
    return (f"On {m['cpu']}, {m['cores']} cores, {m['isa']}; {m['compiler']}; libchaos {m['chaos']}, "
            f"Python {m['python']}, {versions}. Load when it ended: {m['load']:.1f}.")  # fmt: skip


def job(record):
    wanted = f"{record['at_least']:g}" if record["at_least"] else ""
    mark = "\\*" if record["lanes"] else ""
    return (f"| {record['title']} | {record['threads']} | {duration(record['ours_seconds']['median'])} | {record['peer']} "
            f"| {ratio(record)} | {wanted}{mark} |")  # fmt: skip


def forms(records):
    """A row for each map, a column for each form that was there."""
    names = list(dict.fromkeys(record["peer"] for record in records))
    by_map = {}
    for record in records:
        by_map.setdefault(record["job"].removeprefix("forms-"), []).append(record)

    def cells(found):
        times = {record["peer"]: record for record in found}
        yield short(min(r["ours_seconds"]["median"] for r in found) / found[0]["size"] * 1e9)
        for name in names:
            r = times.get(name)
            yield f"{short(r['peer_seconds']['median'] / r['size'] * 1e9)} ({short(r['ratio']['median'])})" if r else ""

    lines = [["map", "built-in", *names], ["---"] * (len(names) + 2)]
    lines += [[name, *cells(found)] for name, found in by_map.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def of(records, kind):
    """Those of jobs whose key begins so, and how large these are."""
    found = [record for record in records if record["job"].startswith(f"{kind}-")]
    return found, found[0]["title"].partition(", ")[2].rpartition(", ")[0] if found else ""


def shares(found):
    """Of the built-in's speed: as text, and compiled."""
    own = found["built-in"]["ratio"]["median"]
    return [f"{100 * share:.0f} %" for share in (own, own / found["compiled"]["ratio"]["median"])]


def texts(records, growth):
    by_map, exponents = {}, {}
    for r in records:
        by_map.setdefault(r["job"].removeprefix("text-"), {})[r["peer"]] = r
    for r in growth:
        exponents.setdefault(r["job"].removeprefix("exponents-"), {})[r["peer"]] = r
    for name, found in sorted(by_map.items()):
        own, numba = found["built-in"], found.get("numba")
        cells = [name, short(own["ours_seconds"]["median"] / own["size"] * 1e9), *shares(found), *shares(exponents[name]),
                 short(numba["ratio"]["median"]) if numba else ""]  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def limit(record):
    return f"| {record['kernel']} | {record['isa']} | {record['reached']:.3g} | {record['allowed']:.3g} | {record['percent']:.0f} % |"


def main():
    source, docs = Path(sys.argv[1]), Path(sys.argv[2])
    found = json.loads(source.read_text())
    in_forms, forms_job = of(found["jobs"], "forms")
    as_text, text_job = of(found["jobs"], "text")
    text = PAGE.format(
        machine=machine(found["machine"]),
        repeats=found["repeats"],
        jobs="\n".join(job(record) for record in found["jobs"] if not record["size"]),
        forms=forms(in_forms),
        forms_job=forms_job,
        texts="\n".join(texts(as_text, of(found["jobs"], "exponents")[0])),
        text_job=text_job,
        limits="\n".join(map(limit, found["limits"])),
        library=found["footprint"]["library_bytes"] / 1e6,
        start=duration(found["footprint"]["start_seconds"]),
        notes=Path(__file__).with_name("notes.md").read_text(encoding="utf-8"),
    )
    (docs / "speed.md").write_text(text, encoding="utf-8")
    plots.draw(found["growth"], docs / "speed.svg")
    shutil.copyfile(source, docs / "speed.json")


if __name__ == "__main__":
    main()
