# SPDX-License-Identifier: MIT
"""Numbers as people read them."""


def short(value):
    """Three digits: 0.97, 4.31, 28.6, 812."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def duration(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{short(seconds / size)} {unit}"
    return f"{short(seconds / 1e-9)} ns"


def ratio(record):
    r = record["ratio"]
    return f"{short(r['median'])} ({short(r['low'])} to {short(r['high'])})"


def row(record):
    wanted = f"{record['at_least']:g}" if record["at_least"] else ""
    return (f"{record['title']:<66} {record['peer']:<32} {ratio(record):>26} {wanted:>6}"
            f"   ours {duration(record['ours_seconds']['median'])}")  # fmt: skip
