"""The losses of the article, written as it writes them, train to the numbers of its recipes."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.losses import LOSSES
from lossviz.losses.written import EXAMPLES, own_loss_name
from lossviz.specs.choice import Choice
from lossviz.specs.recipes import RECIPES
from lossviz.training.advance import advance, columns

WRITTEN = {1: "plain_function", 3: "wrapped", 4: "sparse_wrapped", 5: "loss_class", 6: "asymmetric", 8: "by_hand"}
"""The example that is the loss of a recipe, by the number of that; the others have a loss of Keras by its name."""

TEXTS = {example.name: example.text for example in EXAMPLES}


@pytest.mark.parametrize("number", WRITTEN)
def test_a_written_loss_trains_to_the_numbers_of_its_recipe(number):
    recipe = RECIPES[number - 1].spec
    loss = LOSSES[own_loss_name(TEXTS[WRITTEN[number]])]
    values = {**loss.defaults, **{name: value for name, value in recipe.loss.items if name in loss.params}}
    written = recipe.with_value("loss", Choice("loss", loss.name, tuple(values.items())))
    (declared, other) = (advance([spec], [None], spec.epochs + 1)[1][0].rows for spec in (recipe, written))
    assert len(declared) == recipe.epochs + 1
    assert columns(written) == columns(recipe)
    # The loss of recipe 6 has a kink: near it, rounding decides on which side an example lies.
    atol = 0.03 if number == 6 else 1e-4
    np.testing.assert_allclose(other[:, :-1], declared[:, :-1], rtol=1e-3, atol=atol)
    assert declared[-1, 0] < declared[0, 0]
