"""What descriptions of losses say of training, held over eight seeds of data, weights and batches.

What they say of a cost or a slope alone is in `test_claims.py`; what demonstrations show as well is in
`specs/test_demo_claims.py`: outliers and absolute errors, quantiles and expectiles, errors in percent, wrong labels.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from lossviz.losses import LOSSES
from lossviz.specs.run import RunSpec
from tests.trained import SEEDS, Trained, seeded, trained

LINE = "dataset=linear&dataset.weights=2&model=linear&batch_size=256&validation_share=0"
ADAM = "optimizer=adam&optimizer.learning_rate=0.05"
FLOWERS = f"dataset=iris&model=softmax&{ADAM}&batch_size=256&epochs=500&validation_share=0"
PAIR = f"dataset=iris_binary&{ADAM}&batch_size=256"
WRONG_LABELS = f"dataset=iris&dataset.label_noise=0.2&{ADAM}&batch_size=256&epochs=300&validation_share=0.4"


def runs(query: str) -> list[Trained]:
    """Return the runs of a link, one a seed."""
    return trained([seeded(RunSpec.from_query(query), seed) for seed in SEEDS])


def says(loss: str, words: str) -> None:
    """Fail if a description no longer says what is held here."""
    told = LOSSES[loss]
    assert words in f"{told.summary} {told.description}".replace("\n", " ")


@lru_cache
def off(query: str) -> np.ndarray:
    """Return how far lines are from the true one."""
    return np.array([run.off for run in runs(query)])


def rises(loss: str) -> list[int]:
    """Return at how many of the last 99 steps of plain gradient descent the loss went up."""
    found = runs(f"{LINE}&loss={loss}&optimizer=sgd&optimizer.learning_rate=0.05&epochs=400")
    return [np.count_nonzero(np.diff(run.rows[-100:, 0].astype(float)) > 0) for run in found]


def test_plain_descent_of_the_absolute_error_steps_back_and_forth() -> None:
    says("mean_absolute_error", "plain gradient descent steps back and forth there")
    assert min(rises("mean_absolute_error")) > 30
    assert max(rises("mean_squared_error")) < 10


def with_outliers(loss: str, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return how far lines are off without outliers, and with six among sixty examples."""
    query = f"{LINE}&dataset.intercept=1&dataset.noise=1&dataset.examples=60&{ADAM}&epochs=1500&loss={loss}"
    without, outliers = (f"{query}&dataset.outlier_share={share}&dataset.outlier_size={size}" for share in (0, 0.1))
    return off(without), off(outliers)


@pytest.mark.parametrize(
    ("loss", "words", "size"),
    [
        ("mean_squared_error", "Avoid it with outliers", 20),
        ("squared_epsilon_insensitive", "Avoid it with outliers", 20),
        ("expectile", "Avoid it with outliers", 20),
        ("asymmetric_squared", "above all on the expensive side", -20),
        ("linex", "Avoid it with outliers on the steep side", -20),
    ],
)
def test_outliers_move_what_is_said_to_follow_them(loss: str, words: str, size: float) -> None:
    says(loss, words)
    without, outliers = with_outliers(loss, size)
    assert (outliers > 4 * without).all()
    assert (outliers > 1).all()


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("huber", "outliers pull, but not harder and harder"),
        ("fair", "with a slope that approaches a limit"),
        ("cauchy", "pulls less and less"),
        ("geman_mcclure", "outliers are gross mistakes that should be ignored"),
        ("welsch", "ignore outliers more firmly"),
        ("tukey_biweight", "outliers must have no say"),
        ("truncated_squared", "ignoring outliers"),
        ("barron&loss.alpha=-2", "how robust a loss should be"),
    ],
)
def test_outliers_hardly_move_what_is_said_to_withstand_them(loss: str, words: str) -> None:
    says(loss.partition("&")[0], words)
    without, outliers = with_outliers(loss, 20)
    assert np.abs(outliers - without).max() < 0.3


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("cauchy", "Avoid it when the start of training is far from the target"),
        ("geman_mcclure", "Avoid it when you start far from the target"),
        ("welsch", "Avoid it far from the target"),
        ("tukey_biweight", "then nothing is learnt"),
        ("truncated_squared", "Avoid it for training from far away"),
        ("barron&loss.alpha=-2", "Avoid low shapes at the start of training"),
    ],
)
def test_from_far_away_they_hardly_come_nearer(loss: str, words: str) -> None:
    says(loss.partition("&")[0], words)
    query = f"{LINE}&dataset.intercept=100&optimizer=sgd&optimizer.learning_rate=0.02&epochs=400"
    far, squared = off(f"{query}&loss={loss}"), off(f"{query}&loss=mean_squared_error")
    assert (far > 95).all()
    assert (squared < 10).all()


@pytest.mark.parametrize(
    ("loss", "words", "growth"),
    [("logistic", "they grow for ever", 1.3), ("unhinged", "they grow for ever", 3), ("hinge", "Free once", None)],
)
def test_scores_that_grow_for_ever(loss: str, words: str, growth: float | None) -> None:
    says(loss, words)
    query = f"{PAIR}&dataset.pair=setosa or versicolor&validation_share=0&model=linear&loss={loss}"
    early, late = (
        np.array([np.abs(run.model.position).mean() for run in runs(f"{query}&epochs={epochs}")])
        for epochs in (500, 2000)
    )
    assert (late > growth * early).all() if growth else np.allclose(late, early, rtol=1e-3)


@pytest.mark.parametrize(
    ("focal", "entropy", "query"),
    [
        ("categorical_focal", "categorical_crossentropy", FLOWERS),
        ("binary_focal", "binary_crossentropy", f"{PAIR}&validation_share=0&model=softmax&epochs=500"),
    ],
)
def test_focal_losses_come_out_too_cautious(focal: str, entropy: str, query: str) -> None:
    says(focal, "they come out too cautious")
    cautious, honest = (runs(f"{query}&loss={loss}") for loss in (focal, entropy))
    for run, other in zip(cautious, honest, strict=True):
        assert _confidence(run) < min(_confidence(other), run.measured("accuracy")) - 0.08


def test_poly_1_makes_answers_surer_than_cross_entropy() -> None:
    says("poly_1", "answers should come out surer than with cross-entropy")
    sure, honest = (runs(f"{FLOWERS}&loss={loss}") for loss in ("poly_1", "categorical_crossentropy"))
    for run, other in zip(sure, honest, strict=True):
        assert _confidence(run) > _confidence(other) + 0.005


def _confidence(run: Trained) -> float:
    y_pred = run.model.y_pred
    sure = np.maximum(y_pred, 1 - y_pred) if y_pred.ndim == 1 or y_pred.shape[1] == 1 else y_pred.max(axis=1)
    return float(sure.mean())


def test_what_weighs_more_is_predicted_more_often_than_it_happens() -> None:
    says("weighted_crossentropy", "what weighs more is predicted more often than it happens")
    says("logit_adjusted", "Cross-entropy that asks rare classes for more")
    for query in ("loss=weighted_crossentropy&loss.third=10", "loss=logit_adjusted&dataset.imbalance=10"):
        for run in runs(f"{FLOWERS}&{query}"):
            happens = np.mean(run.model.truth == 2)
            assert run.model.y_pred[:, 2].mean() > 1.1 * happens


def ignoring(loss: str) -> int:
    """Return for how many seeds a class is never predicted."""
    return sum(len(set(run.model.y_pred.argmax(axis=1))) < 3 for run in runs(f"{FLOWERS}&loss={loss}"))


def test_losses_that_ignore_a_class_altogether() -> None:
    says("categorical_absolute", "and ignores a class altogether")
    says("taylor_crossentropy", "it may ignore a class altogether")
    assert ignoring("categorical_absolute") >= 3
    assert ignoring("taylor_crossentropy") >= 2
    assert ignoring("categorical_crossentropy") == ignoring("categorical_brier") == 0


@lru_cache
def held_out(query: str) -> np.ndarray:
    """Return the accuracy on held-out examples, whose labels are true."""
    return np.array([run.measured("accuracy", held_out=True) for run in runs(query)])


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("generalized_crossentropy", "Reach for it when some labels are wrong"),
        ("symmetric_crossentropy", "Reach for it when labels are noisy"),
        ("bi_tempered_logistic", "Reach for it when labels are wrong"),
        ("taylor_crossentropy&loss.order=6", "Reach for it with noisy labels"),
        ("categorical_brier", "a few wrong labels should not spoil"),
    ],
)
def test_wrong_labels_spoil_less_than_with_cross_entropy(loss: str, words: str) -> None:
    name = loss.partition("&")[0]
    says(name, words)
    says("categorical_crossentropy", "Avoid it with many wrong labels")
    model = "linear" if LOSSES[name].scores else "softmax"
    withstands = held_out(f"{WRONG_LABELS}&model={model}&loss={loss}")
    believes = held_out(f"{WRONG_LABELS}&model=softmax&loss=categorical_crossentropy")
    assert np.median(withstands - believes) > 0.05
    assert np.count_nonzero(withstands > believes) > len(SEEDS) / 2


def test_scores_with_wrong_labels() -> None:
    says("exponential", "Avoid it with any noise in the labels")
    says("savage", "Reach for it when labels are wrong here and there")
    says("ramp", "Avoid it at the start of training")
    says("squared_hinge", "Avoid it with wrong labels")
    query = f"{PAIR}&dataset.label_noise=0.2&validation_share=0.3&model=linear&epochs=1000"
    logistic, exponential, savage, ramp, hinge, squared_hinge = (
        held_out(f"{query}&loss={loss}")
        for loss in ("logistic", "exponential", "savage", "ramp", "hinge", "squared_hinge")
    )
    assert exponential.mean() < logistic.mean() - 0.05
    assert savage.mean() >= logistic.mean()
    assert np.count_nonzero(squared_hinge < hinge) >= 2 + np.count_nonzero(squared_hinge > hinge)
    assert squared_hinge.mean() < hinge.mean()
    assert np.count_nonzero(ramp < 0.7) >= 3, "what is beyond the floor is never corrected"
