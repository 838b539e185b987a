"""The synthetic regressions."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.datasets import DATASETS


def linear(**values):
    """Return the linear data for some values and the defaults of the others."""
    return DATASETS["linear"](**values)


def test_the_default_linear_data_is_the_one_of_the_article():
    # x of shape (20, 2), normal with mean 2 and deviation 1; y = x1 + 2 x2, no noise.
    data = linear()
    assert data.x.shape == (20, 2)
    np.testing.assert_allclose(data.y[:, 0], data.x[:, 0] + 2 * data.x[:, 1], rtol=1e-6)
    many = linear(examples=1000)
    # The error of a mean of 2000 numbers is 0.022; five of those are never reached.
    assert many.x.mean() == pytest.approx(2, abs=0.12)
    assert many.x.std() == pytest.approx(1, abs=0.08)


def test_least_squares_finds_the_true_weights():
    data = linear(examples=1000, weights=(3.0, -1.0, 0.5), intercept=7.0, noise=0.1)
    found = np.linalg.lstsq(np.column_stack([data.x, np.ones(1000)]), data.y[:, 0], rcond=None)[0]
    np.testing.assert_allclose(found, data.true_weights, atol=0.05)
    assert data.true_weights == (3.0, -1.0, 0.5, 7.0)


def test_noise_has_the_deviation_that_is_asked_for():
    clean, noisy = linear(examples=1000), linear(examples=1000, noise=3.0)
    np.testing.assert_array_equal(clean.x, noisy.x)
    assert (noisy.y - clean.y).std() == pytest.approx(3, rel=0.12)


def test_outliers_are_as_many_and_as_far_as_asked_for():
    clean, shifted = linear(), linear(outlier_share=0.25, outlier_size=-50.0)
    distance = (shifted.y - clean.y)[:, 0]
    assert np.count_nonzero(distance) == 5
    np.testing.assert_allclose(distance[distance != 0], -50, rtol=1e-5)


def test_the_seed_decides_what_is_drawn():
    assert not np.array_equal(linear(seed=0).x, linear(seed=1).x)


def test_the_trap_of_the_article_is_a_target_without_a_second_axis():
    np.testing.assert_array_equal(linear(flat_target=True).y, linear().y[:, 0])


def test_positive_targets_scatter_in_proportion_to_their_mean():
    made = DATASETS["linear_positive"](examples=1000, noise=0.5)
    ratio = made.y[:, 0] / (made.x @ np.array(made.true_weights[:-1]) + made.true_weights[-1])
    assert ratio.mean() == pytest.approx(1, abs=0.08)
    assert ratio.std() == pytest.approx(0.5, abs=0.08)
