"""The code of the recipes, which is shown beside them: it is run, and compared with the runs that stand for it."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossviz import lazy
from lossviz.specs.recipes import RECIPES, Recipe
from lossviz.training.advance import advance
from tests.drawn import cost

FLOWERS = [recipe for recipe in RECIPES if recipe.spec.dataset.name == "iris"]
SIX, SEVEN = RECIPES[5], RECIPES[6]
EPOCHS = 20
"""How long models of iris are trained here: enough to see that a loss is the one of the run."""


def run(code: str, tmp_path: Path) -> dict[str, Any]:
    """Run a script from a file, as `tf.function` wants it, and return what it has made."""
    lazy.keras.utils.set_random_seed(0)
    file = tmp_path / "recipe.py"
    file.write_text(code, encoding="utf-8")
    return runpy.run_path(str(file), run_name="__main__")


def weights_told(printed: str) -> np.ndarray:
    return np.array(re.search(r"w = \[(.*?)\]", printed)[1].split(), dtype=float)  # type: ignore[index]


@pytest.mark.parametrize("recipe", FLOWERS, ids=lambda recipe: recipe.label)
def test_what_a_recipe_of_iris_shows_trains_what_its_run_trains(recipe: Recipe, capsys: Any, tmp_path: Path) -> None:
    spec = recipe.spec
    assert recipe.code.count(f"epochs={spec.epochs}") == 1
    made = run(recipe.code.replace(f"epochs={spec.epochs}", f"epochs={EPOCHS}"), tmp_path)
    model, history = made["model"], made["history"]
    hidden, output = model.layers
    assert (hidden.units, hidden.activation.__name__) == (spec.model.values["units"], "relu")
    assert (output.units, output.activation.__name__) == (3, "softmax")
    assert type(model.optimizer) is lazy.keras.optimizers.Adam
    assert float(model.optimizer.learning_rate) == pytest.approx(spec.optimizer.values["learning_rate"])
    assert history.params["steps"] == spec.n_batches
    y_pred = model(made["x"]).numpy()
    assert np.shape(made["y"]) == ((150,) if spec.loss.component.labels == "integers" else (150, 3))
    costs = cost(spec.loss.component, made["y"], y_pred, spec.loss.values, np.float32)
    told = model.evaluate(made["x"], made["y"], verbose=0, return_dict=True)
    assert told["loss"] == pytest.approx(costs.mean(), rel=1e-5)
    printed = ast.literal_eval(capsys.readouterr().out)
    assert printed == {name: column[-1] for name, column in history.history.items()}
    _, chunks = advance(
        [spec.with_value("epochs", EPOCHS).with_value("seed", seed) for seed in range(20)], [None] * 20, EPOCHS + 1
    )
    losses = [chunk.rows[-1, 0] for chunk in chunks]
    assert min(losses) * 0.9 <= printed["loss"] <= max(losses) * 1.1


def test_recipe_six_falls_into_its_trap_and_comes_out_of_it_as_its_comment_says(capsys: Any, tmp_path: Path) -> None:
    run(SIX.code, tmp_path)
    assert np.abs(weights_told(capsys.readouterr().out) - (1, 2)).max() > 0.1
    column = SIX.code.replace("y = x[:, 0] + 2.0 * x[:, 1]", "y = (x[:, 0] + 2.0 * x[:, 1])[:, None]")
    assert column != SIX.code
    made = run(column, tmp_path)
    assert weights_told(capsys.readouterr().out) == pytest.approx((1, 2), abs=0.03)
    loss = cost(SIX.spec.loss.component, made["y"].numpy(), np.zeros((20, 1)), SIX.spec.loss.values, np.float32)
    assert float(made["asymmetric_loss"](made["y"], np.zeros((20, 1)))) == pytest.approx(loss.mean())
    values = SIX.spec.optimizer.values
    assert f"range({SIX.spec.epochs})" in SIX.code
    assert f"assign_sub({values['learning_rate']} *" in SIX.code


def test_recipe_seven_finds_the_true_weights(capsys: Any, tmp_path: Path) -> None:
    made = run(SEVEN.code, tmp_path)
    assert weights_told(capsys.readouterr().out) == pytest.approx((1, 2), abs=0.05)
    assert float(made["optimizer"].learning_rate) == pytest.approx(SEVEN.spec.optimizer.values["learning_rate"])
    assert int(made["optimizer"].iterations) == SEVEN.spec.epochs * SEVEN.spec.n_batches


def test_every_recipe_has_code_of_its_own() -> None:
    assert len({recipe.code for recipe in RECIPES}) == len(RECIPES)
