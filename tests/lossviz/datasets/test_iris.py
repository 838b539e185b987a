"""The flowers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris

from lossviz.datasets import DATASETS
from lossviz.specs.choice import Choice, outline_of


def test_iris_is_the_one_of_scikit_learn_in_centimetres():
    ours, theirs = DATASETS["iris"](), load_iris()
    np.testing.assert_array_equal(ours.x, theirs.data.astype(np.float32))
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert outline_of(Choice("dataset", "iris")).class_names == tuple(theirs.target_names)
    assert ours.feature_names[0] == "sepal length (cm)"


@pytest.mark.parametrize("pair", DATASETS["iris_binary"].params["pair"].options)
def test_two_classes_are_two_species_or_one_against_the_rest(pair):
    made, flowers = DATASETS["iris_binary"](pair=pair), load_iris()
    assert tuple(np.bincount(made.y)) == (50, 50)
    assert " or ".join(outline_of(Choice("dataset", "iris_binary", (("pair", pair),))).class_names) == pair
    last = flowers.data[flowers.target == list(flowers.target_names).index(pair.split(" or ")[1])]
    np.testing.assert_array_equal(made.x[made.y == 1], last.astype(np.float32))


@pytest.mark.parametrize(
    ("name", "values", "sizes"),
    [
        ("iris", {}, (50, 25, 12)),
        ("iris_binary", {}, (50, 12)),
        ("iris_binary", {"pair": "the rest or setosa"}, (100, 25)),
    ],
)
def test_imbalance_is_the_ratio_of_the_first_class_to_the_last(name, values, sizes):
    assert tuple(np.bincount(DATASETS[name](imbalance=4.0, **values).y)) == sizes


@pytest.mark.parametrize("name", ["iris", "iris_binary"])
def test_every_class_is_mistaken_for_every_other_one(name):
    made, n = DATASETS[name](seed=4), outline_of(Choice("dataset", name)).n_classes
    assert set(zip(made.y, made.mistaken)) == {(a, b) for a in range(n) for b in range(n) if a != b}
    assert not np.array_equal(DATASETS[name](seed=5).mistakes, made.mistakes)
