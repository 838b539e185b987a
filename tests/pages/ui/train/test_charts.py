"""The axes of the Train page: where examples lie, of the run in hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lossviz.engine import Engine
from lossviz.runs.run import Run
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from pages.ui.kit.named_run import NamedRun
from pages.ui.train.charts import TrainScene
from tests.evaluations import curve, looked_at, marks
from tests.told import Seen


def drawn(scene: TrainScene) -> Seen:
    screen = Seen()
    scene.draw(screen)
    return screen


def ends(screen: Seen, key: str, axis: str = "yaxis") -> list[float]:
    return screen.figures[key]["layout"][axis]["range"]


@pytest.fixture
def scene(engine: Engine) -> TrainScene:
    """A scene of which only what it draws is asked: runs and looks at models are put into it by hand."""
    return TrainScene(engine)


def put(losses: list[float], **parts: Any) -> NamedRun:
    """Return a run with a history and a look at its model."""
    named = NamedRun(Run(RunSpec.from_query(f"epochs={len(losses) - 1}")), 0, "mine")
    parts_of = {"loss": 1.0, "val_loss": 2.0}  # validation is twice as high
    rows = [[loss * parts_of.get(name, 0.1) for name in named.run.history.columns] for loss in losses]
    named.run.history.append(np.array(rows, np.float32))
    named.evaluation = looked_at(yardsticks={"accuracy": (0.5, 0.4)}, **parts)
    return named


def test_recipe_7_after_6_has_its_own_axes(engine: Engine) -> None:
    """The issue's pair: 3,000 epochs were drawn on an axis to 5,000."""
    scene = TrainScene(engine)
    sixth, seventh = RECIPES[5], RECIPES[6]
    scene.take_recipe(sixth.label)
    scene.take_recipe(seventh.label)
    assert scene.trained.before is not None
    assert scene.trained.before.run.spec.epochs == 5000 > seventh.spec.epochs
    screen = drawn(scene)
    assert len(screen.figures["loss"]["data"]) > 1, "what was before is there, in grey"
    for key in ("loss", "metric"):
        assert ends(screen, key, "xaxis") == [0, seventh.spec.epochs]


@pytest.mark.parametrize(("before", "high"), [(0.5, 2), (2, 4), (100, 2)])
def test_the_height_of_curves_is_of_the_run_in_hand_if_what_was_before_is_of_another_scale(
    scene: TrainScene, before: float, high: float
) -> None:
    scene.trained.entry = put([1.0] * 5)
    scene.trained.before = replace(put([before] * 5), number=-1)
    assert ends(drawn(scene), "loss") == [0, pytest.approx(high)]


def test_costs_and_slopes_are_seen_where_examples_lie_and_the_rest_is_told(scene: TrainScene) -> None:
    at = np.linspace(1e-7, 1, 240)
    surprise = replace(curve(), position=at, cost=-np.log(at), slope=-1 / at)
    position = np.array([0.9, 0.8, 0.7, 0.95, 0.6, 0.5])
    scene.trained.entry = put([1.0] * 5, curve=surprise, position=position, cost=-np.log(position))
    screen = drawn(scene)
    assert ends(screen, "cost")[1] < 10, "and not 16"
    assert ends(screen, "slope")[0] > -40, "and not ten million"
    for key, words in (("cost", "goes up to 16.1 at 1.0·10⁻⁷"), ("slope", "goes down to −1.0·10⁷ at 1.0·10⁻⁷")):
        (mark,) = marks(screen.figures[key])
        assert mark["text"] == [f"mine {words}"]
        assert words in screen.alts[key]


def test_a_loss_before_of_another_scale_does_not_flatten_the_one_in_hand(scene: TrainScene) -> None:
    scene.trained.entry = put([1.0] * 5, cost=np.array([0.1, 0.2, 0.5, 0.3, 0.2, 0.4]))
    own = ends(drawn(scene), "cost")
    scene.trained.before = replace(put([1.0] * 5, curve=curve(2)), number=-1)
    assert ends(drawn(scene), "cost")[1] == pytest.approx(2 * own[1])
    scene.trained.before = replace(put([1.0] * 5, curve=curve(500)), number=-1)
    screen = drawn(scene)
    assert ends(screen, "cost") == own
    assert len(marks(screen.figures["cost"])[0]["x"]) == 0, "what was before is not marked"


def test_axes_only_grow_under_a_hand(scene: TrainScene) -> None:
    quiet = np.full(6, 0.1)
    scene.trained.entry = put([1.0] * 5, curve=curve(3), cost=quiet)
    high = ends(drawn(scene), "cost")
    scene.hold.held = True
    scene.trained.entry = put([1.0] * 5, curve=curve(1), cost=quiet)
    assert ends(drawn(scene), "cost") == high
    scene.hold.held = False
    assert ends(drawn(scene), "cost")[1] == pytest.approx(high[1] / 3, rel=0.1)
