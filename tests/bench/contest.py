# SPDX-License-Identifier: MIT
"""Contestants take turns.

Timing on shared machines is noisy, and the noise is common to neighbours in time: so each run of
a peer is divided by the run of ours just before it, and the median of these ratios counts.
"""

import os
import statistics
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

SHORTEST = 0.05  # seconds; shorter work is repeated within one measurement
REST = 0.01  # seconds; pools of threads go on spinning for some time after their work


class Disagree(Exception):
    """The answers of two contestants differ: their times say nothing."""


@dataclass
class Peer:
    name: str
    run: Callable[[], object]
    at_least: float | None = None  # the ratio to reach, peer's time / ours


@dataclass
class Job:
    key: str
    title: str
    ours: Callable[[], object]
    peers: list[Peer]
    agree: Callable[[object, object], None]  # (ours, a peer's), raises Disagree
    lanes: bool = False  # bound by the width of vectors: half the ratio will do with AVX2
    notes: str = ""
    threads: int = 1
    size: int | None = None  # steps times orbits, where the time of one step is what counts


def seconds(run, loops):
    time.sleep(REST)
    start = time.perf_counter()
    for _ in range(loops):
        run()
    return (time.perf_counter() - start) / loops


def loops_for(run):
    return max(1, int(SHORTEST / max(seconds(run, 1), 1e-9)))


def spread(values):
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


@contextmanager
def whole_runs():
    """Peers run on round a cycle where ours ends with an exact return, and says what the cycle's exponent is:
    answers are compared without. Timed is what users get."""
    before = os.environ.get("CHAOS_EXACT_RETURN")
    os.environ["CHAOS_EXACT_RETURN"] = "0"
    try:
        yield
    finally:
        del os.environ["CHAOS_EXACT_RETURN"]
        if before is not None:
            os.environ["CHAOS_EXACT_RETURN"] = before


def hold(job, repeats):
    """Checks that all agree, then one record per peer."""
    with whole_runs():
        answer = job.ours()
        for peer in job.peers:
            job.agree(answer, peer.run())
        del answer
    ours_loops = loops_for(job.ours)
    loops = [loops_for(peer.run) for peer in job.peers]
    ratios = [[] for _ in job.peers]
    times = [[] for _ in job.peers]
    ours_times = []
    for _ in range(repeats):
        for i, peer in enumerate(job.peers):
            ours = seconds(job.ours, ours_loops)
            theirs = seconds(peer.run, loops[i])
            ours_times.append(ours)
            times[i].append(theirs)
            ratios[i].append(theirs / ours)
    return [
        {
            "job": job.key,
            "title": job.title,
            "peer": peer.name,
            "at_least": peer.at_least,
            "lanes": job.lanes,
            "threads": job.threads,
            "size": job.size,
            "ratio": spread(ratios[i]),
            "ours_seconds": spread(ours_times),
            "peer_seconds": spread(times[i]),
            "notes": job.notes,
        }
        for i, peer in enumerate(job.peers)
    ]
