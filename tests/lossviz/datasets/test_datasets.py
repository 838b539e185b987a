"""What holds for every dataset."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.datasets import DATASETS
from lossviz.errors import SpecError
from lossviz.specs.choice import outline_of
from tests.strategies import choices

every_dataset = pytest.mark.parametrize("name", DATASETS)


@every_dataset
@settings(max_examples=60)
@given(data=st.data())
def test_the_outline_is_that_of_the_data_made(name, data):
    choice = data.draw(choices("dataset", name))
    outline, made = outline_of(choice), DATASETS[name](**choice.values)
    assert made.x.shape == (outline.n_examples, outline.n_features)
    assert made.x.dtype == np.float32
    assert len(made.feature_names) == outline.n_features
    if outline.task != "regression":
        assert made.y.shape == (outline.n_examples,)
        assert made.y.dtype == np.int32
        assert set(made.y) == set(range(outline.n_classes))
        assert outline.n_outputs == (1 if outline.n_classes == 2 else outline.n_classes)
        assert np.bincount(made.y).min() >= 5
        assert made.mistaken.dtype == np.int32
        assert (made.mistaken != made.y).all()
        assert sorted(made.mistakes) == list(range(outline.n_examples))
    else:
        assert made.y.shape == ((outline.n_examples,) if outline.flat else (outline.n_examples, outline.n_outputs))
        assert made.y.dtype == np.float32
        assert outline.class_names == ()
    assert np.isfinite(made.x).all()
    assert np.isfinite(made.y).all()
    assert (made.y > 0).all() or not outline.positive


@every_dataset
def test_the_same_values_give_the_same_data(name):
    dataset = DATASETS[name]
    first, second = dataset(**dataset.defaults), dataset(**dataset.defaults)
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.y, second.y)


def test_an_unknown_dataset_is_refused():
    with pytest.raises(SpecError, match=r"The dataset must be one of iris, .*linear.*\. Got 'mnist' instead\."):
        DATASETS["mnist"]
