"""What the check-up says of losses: of known-bad ones their fault, of sound ones none."""

from __future__ import annotations

import pickle

import pytest

from lossviz.analysis.check_up import KINDS, CheckUp
from lossviz.losses import LOSSES, own_loss_name
from lossviz.losses.written.examples import EXAMPLES
from lossviz.losses.written.faulty import FAULTY, Faulty
from lossviz.specs.choice import fitting_datasets
from tests.lossviz.analysis.check_up.toys import look_at


def wrong(found: CheckUp) -> list[str]:
    """Return the kinds of what is wrong."""
    return [finding.kind for finding in found.findings if finding.level in ("fault", "warning")]


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.label)
def test_a_loss_with_a_fault_gets_that_fault_and_no_other(faulty: Faulty):
    found = look_at(own_loss_name(faulty.source), faulty.dataset)
    assert faulty.kind in KINDS
    assert set(wrong(found)) == {faulty.kind}, [finding.sentence for finding in found.findings]
    assert found.worst == found.findings[0].level


MENDED = {
    "Each target meets each prediction": ("tf.square(y_true - y_pred)", "tf.square(y_true[:, 0] - y_pred)[:, None]"),
    "The mean over the wrong axis": ("axis=0", "axis=-1"),
    "A sum over the batch": ("tf.reduce_sum", "tf.reduce_mean"),
    "Divided by the largest error of the batch": ("error / (tf.reduce_max(error) + 1e-7)", "error / 2.0"),
    "The root of a square": ("tf.sqrt(squared)", "tf.sqrt(squared + 1e-12)"),
    "The logarithm of zero": ("tf.math.log(y_pred)", "tf.math.log(tf.maximum(y_pred, 1e-7))"),
    "A division by zero behind `tf.where`": ("tf.abs(y_true))", "tf.where(y_true == 0.0, 1.0, tf.abs(y_true)))"),
    "An exponential without end": ("tf.exp(a * error)", "tf.exp(tf.minimum(a * error, 50.0))"),
    "The logarithm of any number": ("tf.math.log(y_pred)", "tf.math.log(tf.maximum(y_pred, 1e-7))"),
    "A softmax behind a softmax": ("tf.math.log(shares)", "tf.math.log(tf.maximum(y_pred, 1e-7))"),
    "The share of wrong answers": (
        "tf.equal(tf.argmax(y_true, axis=-1), tf.argmax(y_pred, axis=-1))",
        "tf.reduce_sum(y_true * y_pred, axis=-1)",
    ),
    "Rounded predictions": ("tf.round(y_pred)", "y_pred"),
    "How many are too far off": (
        "tf.abs(y_pred - y_true) > tolerance",
        "tf.maximum(tf.abs(y_pred - y_true) - tolerance, 0)",
    ),
    "One output of three": ("y_true[:, 0] - y_pred[:, 0]", "y_true - y_pred"),
    "A slope that is only half of it": ("tf.stop_gradient(error)", "error"),
    "A minus that is missing": ("return tf.reduce_sum", "return -tf.reduce_sum"),
    "Errors that cancel": ("y_pred - y_true", "tf.abs(y_pred - y_true)"),
    "One side rewards errors": ("factor * error, error", "factor * error, -error"),
    "A parameter that is left out": (
        "error < 1.0, 0.5 * tf.square(error), error - 0.5",
        "error < delta, 0.5 * error**2, limit",
    ),
}
"""What mends each loss with a fault: what stands there, and what to write instead."""


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.label)
def test_the_line_that_is_told_is_the_one_to_mend_and_mended_there_is_no_fault(faulty: Faulty):
    wrong_text, right = MENDED[faulty.label]
    assert faulty.source.count(wrong_text) == 1
    (first, *_) = look_at(own_loss_name(faulty.source), faulty.dataset).of(faulty.kind)
    line = faulty.source[: faulty.source.index(wrong_text)].count("\n") + 1
    assert first.line in ((0, line) if faulty.kind != "parameter" else (1,))
    found = look_at(own_loss_name(faulty.source.replace(wrong_text, right)), faulty.dataset)
    assert wrong(found) == [], [finding.sentence for finding in found.findings]


MADE_FOR = {"focal": ("iris",)}
"""Where an example makes sense, if that is not wherever it can be trained: focal loss is for labels of 0 and 1."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_good_example_gets_no_fault(example):
    name = own_loss_name(example.text)
    for dataset in MADE_FOR.get(example.name, fitting_datasets(LOSSES[name])[:3]):
        assert wrong(look_at(name, dataset)) == [], dataset


def test_a_check_up_travels_between_processes():
    found = look_at("custom_mse")
    assert pickle.loads(pickle.dumps(found)) == found
