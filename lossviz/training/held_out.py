"""Which examples are held out: those that scikit-learn's `train_test_split` holds out, without loading scikit-learn.

Exported scripts call `train_test_split`, and tests compare both. Loading it would take longer than a first run.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np


@lru_cache(maxsize=64)
def sides(n_examples: int, n_held_out: int, seed: int, classes: bytes = b"") -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the examples to train on, and of those held out, both increasing.

    Args:
        n_examples: How many there are.
        n_held_out: How many of them are held out.
        seed: Which ones.
        classes: The class of each example, as the bytes of whole numbers of 4 bytes: each class is then held out in
            proportion to its size. Without classes, examples are drawn whatever they are.
    """
    if not n_held_out:
        return np.arange(n_examples), np.arange(0)
    random = np.random.RandomState(seed)  # as there
    if classes:
        held_out = _of_each_class(np.frombuffer(classes, np.int32), n_held_out, random)
    else:
        held_out = random.permutation(n_examples)[:n_held_out]
    held_out = np.sort(held_out)
    return np.setdiff1d(np.arange(n_examples), held_out, assume_unique=True), held_out


def _of_each_class(classes: np.ndarray, n_held_out: int, random: np.random.RandomState) -> np.ndarray:
    sizes = np.bincount(classes)
    n_trained = _shares(sizes, len(classes) - n_held_out, random)
    n_drawn = _shares(sizes - n_trained, n_held_out, random)
    drawn = []
    for number, (first, n) in enumerate(zip(n_trained, n_drawn, strict=True)):
        shuffled = np.flatnonzero(classes == number)[random.permutation(sizes[number])]
        drawn.append(shuffled[first : first + n])
    return np.concatenate(drawn)


def _shares(sizes: np.ndarray, n: int, random: np.random.RandomState) -> np.ndarray:
    """Return how many of n each class gets: in proportion to its size, rounded down.

    What remains goes to the classes that lost most by that; lots are drawn among those that lost alike.
    """
    exact = sizes / sizes.sum() * n
    shares = np.floor(exact)
    lost = exact - shares
    missing = int(n - shares.sum())
    for loss in np.unique(lost)[::-1]:
        if missing <= 0:
            break
        (alike,) = np.where(lost == loss)
        chosen = random.choice(alike, size=min(len(alike), missing), replace=False)
        shares[chosen] += 1
        missing -= len(chosen)
    return shares.astype(int)
