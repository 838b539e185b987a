"""The shapes of a loss follow the hand before the page hears of it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lossviz.engine import Engine
from lossviz.losses import LOSSES
from pages.ui.channel.screen import Screen
from pages.ui.losses.charts import LossesScene
from pages.ui.train.state import TrainState
from tests.told import Seen


@pytest.fixture
def scene(engine: Engine) -> LossesScene:
    scene = LossesScene(TrainState(engine))
    scene.open("loss=huber&loss.delta=1&beside=cauchy")
    return scene


def cost_at(screen: Seen, error: float) -> float:
    """Return what the shape says that an error costs."""
    line = next(trace for trace in screen.figures["loss"]["data"] if trace["name"] == "cost")
    return float(np.interp(error, line["x"], line["y"]))


def test_shapes_follow_the_hand_and_the_page_stays(scene: LossesScene) -> None:
    screen, stage = Seen(), scene.stage
    scene.turn("huber.delta", 0.5, held=True)
    assert scene.take_answer()
    assert not scene.take_answer()
    scene.draw(screen)
    assert cost_at(screen, 2) == pytest.approx(0.5 * (2 - 0.25), abs=1e-3)
    assert set(screen.figures) == {"loss", "beside", "family"}
    assert scene.stage == stage
    assert scene.choice.values == {"delta": 0.5}


def test_the_page_is_told_once_when_the_hand_lets_go(scene: LossesScene) -> None:
    before = scene.stage
    scene.turn("huber.delta", 0.5, held=True)
    scene.turn("huber.delta", 0.5, held=False)
    assert scene.stage != before
    assert "loss.delta=0.5" in scene.to_query()


def test_grey_is_what_the_hand_found(scene: LossesScene) -> None:
    scene.shapes(Seen())
    for delta in (0.5, 0.4):
        scene.turn("huber.delta", delta, held=True)
        scene.take_answer()
    screen = Seen()
    scene.draw(screen)
    grey = screen.figures["loss"]["data"][0]
    assert grey["meta"] == {"label": "before 1"}
    assert scene.panel()["ring"] == 1.0
    scene.turn("huber.delta", 0.4, held=False)
    scene.turn("huber.delta", 0.3, held=True)
    assert scene.panel()["ring"] == 0.4
    scene.turn("target", 2.0, held=False)
    assert scene.panel()["ring"] is None


def test_the_line_in_the_family_is_of_the_same_value_as_the_shape(scene: LossesScene) -> None:
    screen = Seen()
    scene.turn("huber.delta", 0.5, held=True)
    scene.take_answer()
    scene.draw(screen)
    line = next(trace for trace in screen.figures["family"]["data"] if trace.get("meta") == {"label": "δ 0.5"})
    assert float(np.interp(2, line["x"], line["y"])) == pytest.approx(cost_at(screen, 2), abs=1e-3)


def test_what_predictions_cost_is_what_the_formula_says(scene: LossesScene) -> None:
    scene.turn("huber.delta", 0.5, held=False)
    scene.take_answer()
    told = scene.panel()["costs"]
    assert told["columns"] == ["prediction", "error", "cost", "slope"]
    words, *numbers = zip(*told["rows"], strict=True)
    error, cost, slope = (np.array([float(text.replace("−", "-")) for text in column]) for column in numbers)
    assert len(set(words)) == len(words)
    assert error[0] == 0
    assert np.abs(error).max() > 0.5, "where the loss is no longer a square"
    size = np.abs(error)
    assert cost.tolist() == pytest.approx(np.where(size < 0.5, error**2 / 2, 0.5 * (size - 0.25)), rel=1e-3)
    assert slope.tolist() == pytest.approx(error.clip(-0.5, 0.5), rel=1e-3)
    assert not np.allclose(cost, slope)


def test_costs_are_read_where_the_hand_is_and_for_its_target(scene: LossesScene) -> None:
    scene.turn("at", 3.0, held=True)
    scene.take_answer()
    assert scene.panel()["costs"]["exact"].startswith("cost 2.5 ·")
    scene.turn("target", 7.0, held=False)
    assert (scene.target, scene.panel()["values"]["target"]) == (7.0, 7.0)
    scene.turn("at", 1e9, held=False)
    assert scene.position == 3.0
    assert "must be a number in [-1000, 1000]" in scene.panel()["sentence"][0]["text"]
    scene.turn("loss", "binary_focal", held=False)
    scene.turn("target", "0", held=False)
    assert (scene.target, scene.notice) == (0.0, "")


def test_all_losses_and_another_one_are_a_click_away(scene: LossesScene) -> None:
    scene.turn("loss", "hubert", held=False)
    assert scene.opened == "huber"
    scene.turn("loss", "mean_squared_error", held=False)
    assert (scene.opened, scene.second) == ("mean_squared_error", "beside")
    scene.turn("loss", "categorical_crossentropy", held=False)
    assert scene.second == ("family" if scene.loss.params else "plane")
    scene.turn("loss", "", held=False)
    assert scene.opened is None


def test_what_was_turned_is_not_asked_again_by_the_page(scene: LossesScene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.turn("huber.delta", 0.5, held=True)
    scene.take_answer()
    monkeypatch.setattr(scene.engine, "latest", lambda *_: pytest.fail("It is known."))
    seen = scene.shapes(Screen())
    assert seen is not None
    assert np.interp(2, seen.curve.position, seen.curve.cost) == pytest.approx(0.5 * (2 - 0.25), abs=1e-3)


def test_shapes_of_what_has_changed_otherwise_are_not_drawn_over_it(scene: LossesScene) -> None:
    screen = Seen()
    scene.turn("huber.delta", 0.5, held=True)
    scene.take_answer()
    scene.change("huber", "delta", 2.0)
    scene.draw(screen)
    assert screen.figures == {}
    scene.change("huber", "delta", 0.5)
    scene.compare(["fair"])
    scene.draw(screen)
    assert screen.figures == {}


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("cauchy.scale", 2.0),
        ("huber.scale", 2.0),
        ("huber", 1),
        ("", ""),
        ("huber.delta", "no"),
        ("over", "scale"),
        ("target", "x"),
    ],
)
def test_what_is_no_value_of_the_open_loss_changes_nothing(scene: LossesScene, control: str, value: object) -> None:
    scene.turn(control, value, held=True)
    assert scene.choice.values == {"delta": 1.0}


def test_formula_and_costs_follow_with_the_value_in_hand(scene: LossesScene) -> None:
    scene.open("loss=barron&loss.alpha=1&loss.scale=3")
    assert '<mrow class="in-hand"><mn>1</mn></mrow>' in scene.panel()["loss"]["formula"]
    scene.turn("barron.scale", 2.5, held=True)
    scene.take_answer()
    told = scene.panel()
    assert told["loss"]["name"] == told["costs"]["name"] == "barron"
    assert '<mrow class="in-hand"><mn>2.5</mn></mrow>' in told["loss"]["formula"]
    scene.change("barron", "scale", 3.0)
    assert "costs" not in scene.panel()  # those of another scale
    assert scene.shapes(Seen()) is not None
    assert scene.panel()["costs"]["rows"] != told["costs"]["rows"]
    scene.show(None)
    assert scene.panel() == {}


def test_axes_stand_still_while_a_hand_moves_and_end_where_they_must_at_rest(scene: LossesScene) -> None:
    scene.open("loss=linex&loss.asymmetry=3&beside=huber")
    whole = Seen()
    scene.shapes(whole)

    def turned(value: float, *, held: bool) -> list[list[float]]:
        screen = Seen()
        scene.turn("linex.asymmetry", value, held=held)
        scene.take_answer()
        scene.draw(screen)
        layouts = [screen.figures[key]["layout"] for key in ("loss", "beside")]
        return [layout[axis]["range"] for layout in layouts for axis in ("yaxis", "yaxis2")]

    first, *others = (turned(value, held=True) for value in (3.0, 2.0, 0.1, 3.0))
    for before, now in pairwise([first, *others]):
        for (low, high), (lower, higher) in zip(before, now, strict=True):
            assert lower <= low < high <= higher
    assert others[-1] == others[-2], "back again nothing moves"
    slopes = turned(3.0, held=False)[1]
    assert (others[-1][1][0] < -5, slopes[0] > -3) == (True, True), "at rest they are as wide as they have to be"


def test_the_words_of_a_chart_say_how_far_a_curve_goes_beyond_it(scene: LossesScene) -> None:
    screen = Seen()
    scene.open("loss=linex&loss.asymmetry=5&beside=huber")
    scene.shapes(screen)
    scene.draw_family(screen)
    assert screen.figures["loss"]["layout"]["yaxis"]["range"][1] < 20, "and not 260,000"
    for key in ("loss", "beside", "family"):
        assert "goes up to 2.6·10⁵ at 3.0, beyond the picture." in screen.alts[key]


@pytest.mark.parametrize("name", LOSSES)
def test_the_shape_of_every_loss_fills_a_good_part_of_its_picture(scene: LossesScene, name: str) -> None:
    scene.open(f"loss={name}")
    screen = Seen()
    seen = scene.shapes(screen)
    assert seen is not None
    (low, high), cost = screen.figures["loss"]["layout"]["yaxis"]["range"], seen.curve.cost
    middle = cost[len(cost) // 4 : -len(cost) // 4]
    assert middle.max() - min(middle.min(), 0) > 0.05 * (high - low)
    assert np.mean((cost >= low) & (cost <= high)) > 0.5
