"""The thresholds of what is said of a run: histories and models made by hand lie on either side of each.

The numbers stand here once more: who moves a threshold has to say so twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from lossviz.analysis.curves import Curve
from lossviz.analysis.evaluation import Evaluation
from lossviz.runs.diagnosis import why
from lossviz.runs.run import Run
from lossviz.runs.trend import trend
from lossviz.specs.run import RunSpec
from lossviz.training.advance import columns

# Where a loss is going

STILL = np.ones(200)
"""A gradient that does not change."""


def stairs(earlier: float, before: float, now: float, first: float | None = None) -> np.ndarray:
    """Return a loss of 200 epochs with one value in each of the last three windows, of 25 epochs."""
    loss = np.repeat([earlier, before, now], [150, 25, 25])
    loss[0] = earlier if first is None else first
    return loss


def scattered(height: float, by: float) -> np.ndarray:
    """Return some epochs around a height, whose mean and slope are those of a flat line."""
    return height + by * np.tile([1.0, -1.0, -1.0, 1.0], 6)


def noisy(drop: float) -> np.ndarray:
    """Return a loss of 192 epochs, in windows of 24, that drops in the last one from 100 with a noise of 10.

    The noise of a window's mean is 10 / √24, that of the difference of two of them 10 √(2 / 24) = 2.887.
    """
    return np.concatenate([*[scattered(100, 10)] * 7, scattered(100 - drop, 10)])


def climbs(n: int) -> np.ndarray:
    """Return a loss that hardly moves and goes up at n of the 24 steps of its last window."""
    last = np.zeros(25)
    last[1 : 2 * n : 2] = 1e-6
    return np.concatenate([np.ones(175), 1 + last])


def gradient(last: float) -> np.ndarray:
    """Return the norm of a gradient that ends at a part of its largest value."""
    return np.concatenate([[8.0], np.full(199, 8 * last)])


@pytest.mark.parametrize(
    ("loss", "norm", "kind"),
    [
        pytest.param(stairs(100, 100, 98.99), STILL, "falls", id="it lost more than 1%"),
        pytest.param(stairs(100, 100, 99.01), STILL, "drags", id="it lost less than 1%"),
        pytest.param(stairs(98.99, 98.99, 100), STILL, "rises", id="it gained more than 1%"),
        pytest.param(stairs(99.01, 99.01, 100), STILL, "drags", id="it gained less than 1%"),
        pytest.param(noisy(8.7), STILL, "falls", id="more than 3 times the noise"),
        pytest.param(noisy(8.6), STILL, "rattles", id="less than 3 times the noise"),
        pytest.param(noisy(-8.7), STILL, "rises", id="up by more than 3 times the noise"),
        pytest.param(noisy(-8.6), STILL, "rattles", id="up by less than 3 times the noise"),
        pytest.param(stairs(100, 90, 82.9), STILL, "creeps", id="more than 70% of the fall before"),
        pytest.param(stairs(100, 90, 83.1), STILL, "falls", id="less than 70% of the fall before"),
        pytest.param(stairs(100, 90, 82.9, first=165.7), STILL, "creeps", id="more than half of what it was"),
        pytest.param(stairs(100, 90, 82.9, first=165.9), STILL, "falls", id="less than half of what it was"),
        pytest.param(stairs(90, 90, 82.9), STILL, "falls", id="it had not fallen before"),
        pytest.param(np.ones(200), gradient(0.001), "rests", id="a thousandth of the gradient"),
        pytest.param(np.ones(200), gradient(0.00101), "pauses", id="more than a thousandth of the gradient"),
        pytest.param(np.ones(200), gradient(0.299), "pauses", id="less than 30% of the gradient"),
        pytest.param(np.ones(200), gradient(0.3), "drags", id="30% of the gradient"),
        pytest.param(climbs(6), STILL, "drags", id="up in a quarter of the epochs"),
        pytest.param(climbs(7), STILL, "rattles", id="up in more than a quarter of the epochs"),
        pytest.param(climbs(7), gradient(0.001), "rests", id="up and down without a gradient"),
    ],
)
def test_where_a_loss_is_going(loss: np.ndarray, norm: np.ndarray, kind: str) -> None:
    seen = trend(loss, norm[: len(loss)])
    assert seen is not None
    assert (seen.kind, seen.window) == (kind, len(loss) // 8)


@pytest.mark.parametrize(("n_epochs", "window"), [(21, 6), (48, 6), (55, 6), (56, 7), (199, 24), (200, 25)])
def test_a_window_is_an_eighth_of_the_epochs_but_at_least_six(n_epochs: int, window: int) -> None:
    loss = np.arange(float(n_epochs))
    seen = trend(loss, np.ones(n_epochs))
    assert seen is not None
    assert seen.window == window
    assert (seen.first, seen.last) == (loss[-2 * window : -window].mean(), loss[-window:].mean())


def test_a_gradient_that_has_overflowed_is_not_the_largest() -> None:
    norm = np.concatenate([[np.inf], np.full(198, 4.0), [np.inf]])
    norm[100] = 8.0
    seen = trend(np.ones(200), norm)
    assert seen is not None
    assert seen.gradient == 0.5


# Overfitting


def of_history(loss: Sequence[float], val_loss: Sequence[float], model: str = "mlp") -> str:
    """Return what is said of a run by its history alone."""
    run = Run(RunSpec.from_query(f"dataset=linear&loss=mean_squared_error&epochs=200&model={model}"))
    by_name = {"loss": loss, "val_loss": val_loss}
    assert {"loss", "val_loss"} < set(columns(run.spec))
    rows = [np.broadcast_to(by_name.get(name, 1.0), len(loss)) for name in columns(run.spec)]
    run.history.append(np.stack(rows, axis=1).astype(np.float32))
    return " ".join(why(run, None, limit=9))


def validation(n_epochs: int, best: int, rest: float) -> np.ndarray:
    """Return a validation loss that is 1 after one epoch and more after all others."""
    loss = np.full(n_epochs + 1, rest)
    loss[best] = 1.0
    return loss


FALLS = {n: np.linspace(2, 1, n + 1) for n in (19, 20, 25, 100)}


@pytest.mark.parametrize(
    ("loss", "val_loss", "model", "overfits"),
    [
        pytest.param(FALLS[100], validation(100, 50, 1.051), "mlp", True, id="5% above its best"),
        pytest.param(FALLS[100], validation(100, 50, 1.049), "mlp", False, id="not 5% above its best"),
        pytest.param(FALLS[20], validation(20, 5, 2), "mlp", True, id="20 epochs"),
        pytest.param(FALLS[19], validation(19, 5, 2), "mlp", False, id="19 epochs"),
        pytest.param(FALLS[25], validation(25, 22, 2), "mlp", True, id="best before the last tenth"),
        pytest.param(FALLS[25], validation(25, 23, 2), "mlp", False, id="best in the last tenth"),
        pytest.param(FALLS[100][::-1], validation(100, 50, 2), "mlp", False, id="training got worse, too"),
        pytest.param(FALLS[100], validation(100, 50, 2), "linear", False, id="a line"),
    ],
)
def test_when_a_run_overfits(loss: np.ndarray, val_loss: np.ndarray, model: str, overfits: bool) -> None:
    assert ("It overfits" in of_history(loss, val_loss, model)) == overfits


# What a model shows

LINE = "dataset=linear&dataset.weights=1&validation_share=0&model=linear&loss=mean_squared_error&epochs=100"


def numbers(
    errors: Sequence[float], truth: Sequence[float] | float = 0.0, x: Sequence[float] | float = 0.0
) -> Evaluation:
    """Return a model that is off by such errors; the loss is their square."""
    off = np.asarray(errors, float)
    y_true = np.broadcast_to(np.asarray(truth, float), off.shape)
    reach = np.linspace(-1, 1, 241) * max(np.abs(off).max(), 1e-6)
    return evaluation(
        x=np.broadcast_to(np.asarray(x, float), off.shape)[:, None],
        truth=y_true,
        y_pred=y_true + off,
        position=off,
        cost=off**2,
        curve=Curve("error", reach, reach**2, 2 * reach, np.empty(0), 0.0),
    )


def evaluation(**parts: object) -> Evaluation:
    """Return a model without anything else to tell."""
    whole = {"epoch": 100, "n_train": len(parts["y_pred"]), "yardsticks": {}, "dead_units": 0, "hidden_units": 0}  # type: ignore[arg-type]
    rest = {"fit": None, "weights": {}, "feature_names": (), "class_names": ()}
    return Evaluation(**{**whole, **rest, **parts})  # type: ignore[arg-type]


def said(query: str, seen: Evaluation, loss: np.ndarray | None = None) -> str:
    """Return what is said of a model, and of a loss if there is one."""
    run = Run(RunSpec.from_query(query))
    if loss is not None:
        run.history.append(np.stack([loss, loss, np.ones(len(loss))], axis=1).astype(np.float32))
    return " ".join(why(run, seen, limit=9))


def outliers(n: int, size: float, others: int, truth: Sequence[float] | float = 0.0, of: float = 1.0) -> Evaluation:
    """Return a model that is off by `size` for n examples, and by `of` for the others."""
    return numbers([size] * n + [of, -of] * (others // 2) + [of] * (others % 2), truth)


HALF_DECLARED = f"{LINE}&dataset.examples=10&dataset.outlier_share=0.5"


@pytest.mark.parametrize(
    ("query", "seen", "told"),
    [
        pytest.param(LINE, outliers(1, 6.1, 6), True, id="more than 6 times the middle error"),
        pytest.param(LINE, outliers(1, 5.9, 6), False, id="less than 6 times the middle error"),
        pytest.param(LINE, outliers(2, 10, 6), True, id="a quarter of the examples"),
        pytest.param(LINE, outliers(2, 10, 5), False, id="more than a quarter of the examples"),
        pytest.param(LINE, outliers(1, 0.31, 9, [1, -1] * 5, 0.01), True, id="more than 30% of the spread"),
        pytest.param(LINE, outliers(1, 0.29, 9, [1, -1] * 5, 0.01), False, id="less than 30% of the spread"),
        pytest.param(LINE, outliers(1, 9.4, 14), True, id="more than 40% of all pull"),
        pytest.param(LINE, outliers(1, 9.2, 14), False, id="less than 40% of all pull"),
        pytest.param(HALF_DECLARED, outliers(5, 1.55, 5), True, id="more than 1.2 times its share"),
        pytest.param(HALF_DECLARED, outliers(5, 1.45, 5), False, id="less than 1.2 times its share"),
    ],
)
def test_when_outliers_decide(query: str, seen: Evaluation, told: bool) -> None:
    assert ("outliers decide" in said(query, seen)) == told


def spread(of: float) -> Evaluation:
    """Return a model whose predictions go from 1000 down by some."""
    return numbers([0.0, 0.0], [1000.0, 1000.0 - of])


def one_sided(most: float) -> Evaluation:
    """Return a model that is off by a part of the range of its targets at most."""
    return numbers([most * 200, 0.0, 0.0], [-100.0, 0.0, 100.0])


def off_the_origin(mean: float, scatter: float, slope: float = 1.0) -> Evaluation:
    """Return targets on a line, moved up and scattered so that neither a slope nor an intercept takes the scatter."""
    x = np.array([1.0, 1.0, -1.0, -1.0])
    return numbers([0.0] * 4, slope * x + mean + scatter * np.array([1.0, -1.0, 1.0, -1.0]), x)


def telling(wanted: str, query: str) -> Callable[[Evaluation], bool]:
    """Return what says whether a sentence with some words comes for a model."""
    return lambda seen: wanted in said(query, seen)


CONSTANT = telling("the same prediction for every example", LINE)
ASKED = telling("asks for 80%", LINE.replace("mean_squared_error", "quantile&loss.level=0.8"))
INTERCEPT = telling("no intercept", f"{LINE}&model.bias=false")


@pytest.mark.parametrize(
    ("comes", "on", "beyond"),
    [
        pytest.param(CONSTANT, spread(0.99), spread(1.01), id="a thousandth of their size"),
        pytest.param(ASKED, one_sided(0.0201), one_sided(0.0199), id="2% of the range of targets"),
        pytest.param(INTERCEPT, off_the_origin(1.13, 1), off_the_origin(1.11, 1), id="1.5 times as far off"),
        pytest.param(INTERCEPT, off_the_origin(1.01, 0, 1000), off_the_origin(0.99, 0, 1000), id="0.1% of the spread"),
    ],
)
def test_a_sentence_comes_on_one_side_of_its_threshold(
    comes: Callable[[Evaluation], bool], on: Evaluation, beyond: Evaluation
) -> None:
    assert comes(on)
    assert not comes(beyond)


@pytest.mark.parametrize(("error", "exact"), [(0.00099, True), (0.00101, False)])
def test_a_thousandth_of_the_spread_of_targets_is_exact(error: float, exact: bool) -> None:
    seen = numbers([error, -error] * 2, [1.0, -1.0] * 2)
    assert ("It fits the targets" in said(LINE, seen, stairs(1, 1, 1)[:101])) == exact


def classes(right: float = 1.0, surest: float = 1.0) -> Evaluation:
    """Return a model of three classes that answers so many right, and is sure so far; an answer costs least at 0.75."""
    position = np.linspace(0, 1, 401)
    return evaluation(
        x=np.zeros((2, 4)),
        truth=np.array([0, 1]),
        y_pred=np.array([[surest, 1 - surest, 0], [0.4, 0.3, 0.3]]),
        position=np.array([surest, 0.3]),
        cost=np.zeros(2),
        curve=Curve("probability", position, (position - 0.75) ** 2, 2 * (position - 0.75), np.empty(0), 0.0),
        yardsticks={"accuracy": (right, None), "cross_entropy": (1.0, None)},
    )


@pytest.mark.parametrize(("right", "told"), [(0.89, True), (0.91, False)])
def test_a_tenth_of_the_answers_wrong_is_too_many_for_a_run_at_rest(right: float, told: bool) -> None:
    query = "loss=mean_squared_error&validation_share=0&epochs=100"
    words = said(query, classes(right), 1 + 1e-3 * (np.arange(101) % 2))
    assert ("It stands still with 11% of the answers wrong" in words) == told
    assert ("It has levelled off" in words) != told


@pytest.mark.parametrize(("surest", "held"), [(0.71, True), (0.69, False)])
def test_an_answer_is_held_where_it_costs_least_if_it_is_near(surest: float, held: bool) -> None:
    words = said("loss=custom_mse&loss.regularization_factor=1&validation_share=0", classes(surest=surest))
    assert "An answer costs least at 0.75" in words
    assert (f"the surest one is {surest:.2f}" in words) == held
    assert (f"the surest one is not there yet, with {surest:.2f}" in words) != held
