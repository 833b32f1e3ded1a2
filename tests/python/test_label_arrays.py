"""Numbers of label arrays, whoever has made them."""

import itertools
import math

import numpy as np
import pytest

import chaos


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.int64, np.uint64, bool])
def test_any_whole_numbers(dtype):
    labels = (np.arange(144).reshape(12, 12) // 3 % 2).astype(dtype)
    assert chaos.basin_entropy(labels, 6) == pytest.approx(math.log(2))
    assert chaos.boundary_entropy(labels[::-1, ::2], 3) == chaos.boundary_entropy(labels[::-1, ::2].copy(), 3)
    assert chaos.basin_entropy(labels.T, 3) == 0 and math.isnan(chaos.boundary_entropy(labels.T, 3))


def test_large_labels_are_told_apart():
    labels = np.array([[2**40, 2**41], [-(2**40), 0]])
    assert chaos.basin_entropy(labels, 2) == pytest.approx(math.log(4))


def test_random_labels():
    labels = np.random.default_rng(5).integers(0, 3, (60, 60, 4))
    expected = []
    for i, j, k in itertools.product(range(0, 60, 4), range(0, 60, 4), range(0, 4, 4)):
        p = np.bincount(labels[i : i + 4, j : j + 4, k : k + 4].ravel()) / 64
        expected.append(-(p * np.log(p)).sum())
    assert chaos.basin_entropy(labels, 4) == pytest.approx(np.mean(expected), rel=1e-14)


def test_a_middle_third_boundary():
    """Between intervals of Cantor's set there is one of 0 on the left and of 1 on the right of each gap: dimension ln 2/ln 3."""
    inside = np.ones(1, bool)
    for _ in range(9):
        inside = np.concatenate([inside, np.zeros_like(inside), inside])
    labels = np.where(inside, np.cumsum(inside) % 2, 2)
    change = np.flatnonzero(np.diff(labels))
    away = np.abs(np.arange(len(labels))[:, None] - np.concatenate([change, change + 1])[None, :]).min(1) + 1
    parts = [np.mean(away <= 3**k) for k in range(1, 7)]
    slope = np.polyfit(np.log(3.0) * np.arange(1, 7), np.log(parts), 1)[0]
    assert chaos.uncertainty_exponent(labels, (3, 729)).exponent == pytest.approx(slope, abs=0.05)
    assert slope == pytest.approx(1 - math.log(2) / math.log(3), abs=0.03)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: chaos.basin_entropy([0.5, 1.5]), ValueError, "labels must be whole numbers"),
        (lambda: chaos.basin_entropy([]), ValueError, "labels must be whole numbers"),
        (lambda: chaos.basin_entropy(3), ValueError, "labels must be whole numbers"),
        (lambda: chaos.basin_entropy(np.zeros((2,) * 5, int)), ValueError, "labels must be whole numbers"),
        (lambda: chaos.basin_entropy([1, 2], 5), ValueError, "box must be 1 to 2 cells, the least of shape, got 5"),
        (lambda: chaos.boundary_entropy([1, 2], 0), ValueError, "box must be from 1"),
        (lambda: chaos.boundary_entropy([1, 2], 1.5), TypeError, "box must be an int"),
        (lambda: chaos.uncertainty_exponent([[1]]), ValueError, "labels must have at least 3 cells along each axis for distances, got 1"),
        (lambda: chaos.uncertainty_exponent([1, 2, 3], 3), TypeError, "distances must be a pair"),
        (lambda: chaos.uncertainty_exponent([1, 2, 3, 4], (3, 2)), ValueError, "distances must be 1 <= first < last < 4"),
        (lambda: chaos.wada([1, 2, 2]), ValueError, "labels must have 3 to 64 different values, got fewer"),
        (lambda: chaos.wada(range(65)), ValueError, "labels must have 3 to 64 different values, got more"),
        (lambda: chaos.wada([1, 2, 3], -1), ValueError, "within must be from 0"),
        (lambda: chaos.boundary_cells([0.5]), ValueError, "labels must be whole numbers"),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
