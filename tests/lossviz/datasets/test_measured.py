"""What others measured, held against scikit-learn's copies."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from lossviz.datasets import DATASETS
from lossviz.datasets.scaling import SCALES_DIFFER
from lossviz.specs.choice import Choice, outline_of

LOADED = {
    "wine": load_wine,
    "breast_cancer": load_breast_cancer,
    "diabetes": lambda: load_diabetes(scaled=False),
}

every_measured = pytest.mark.parametrize("name", LOADED)


@every_measured
def test_they_are_those_of_scikit_learn_in_original_units(name: str) -> None:
    made, theirs = DATASETS[name](standardise=False), LOADED[name]()
    np.testing.assert_array_equal(made.x, theirs.data.astype(np.float32))
    np.testing.assert_array_equal(made.y.ravel(), theirs.target)
    assert made.scaling is None


@every_measured
def test_they_are_standardised_since_their_scales_differ(name: str) -> None:
    made, theirs = DATASETS[name](), LOADED[name]()
    spreads = theirs.data.std(axis=0)
    assert spreads.max() / spreads.min() > SCALES_DIFFER
    np.testing.assert_allclose(made.x.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(made.x.std(axis=0), 1, rtol=1e-5)
    np.testing.assert_allclose(made.original(made.x), theirs.data, rtol=1e-4, atol=1e-4)


def test_features_of_tumours_have_the_names_of_scikit_learn() -> None:
    theirs = load_breast_cancer()
    assert DATASETS["breast_cancer"]().feature_names == tuple(theirs.feature_names)
    assert outline_of(Choice("dataset", "breast_cancer")).class_names == tuple(theirs.target_names)


def test_a_share_of_labels_is_written_down_wrong() -> None:
    plain, noisy = DATASETS["wine"](), DATASETS["wine"](label_noise=0.25, seed=3)
    assert (plain.mistake_share, noisy.mistake_share) == (0, 0.25)
    np.testing.assert_array_equal(plain.y, noisy.y)
    assert set(zip(noisy.y, noisy.mistaken)) == {(a, b) for a in range(3) for b in range(3) if a != b}
