"""Losses called with what anyone hands over: the value of the column, Keras' value, or a refusal; never a broadcast."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lossviz import keras_loss, lazy, losses
from lossviz.losses import LOSSES
from lossviz.losses.forms import checked, form_of
from tests.drawn import cost, moderate_predictions, targets

tf = lazy.tf

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
of_a_column = pytest.mark.parametrize(
    "loss",
    [loss for loss in LOSSES.values() if loss.labels in ("numbers", "zero_one") and loss.least_outputs == 1],
    ids=lambda loss: loss.name,
)
of_classes = pytest.mark.parametrize(
    "loss", [loss for loss in LOSSES.values() if loss.task == "multiclass"], ids=lambda loss: loss.name
)
one_of_each_form = pytest.mark.parametrize(
    "loss", {form_of(loss): loss for loss in LOSSES.values()}.values(), ids=lambda loss: loss.name
)


def drawn(loss, n=4, n_outputs=3):
    """Return targets and predictions in float32."""
    random = np.random.default_rng(1)
    y_true = targets(loss, random, n, n_outputs)
    y_pred = moderate_predictions(loss, random, y_true).astype(np.float32)
    return y_true if loss.labels == "integers" else y_true.astype(np.float32), y_pred


def compiled(loss, *, jit_compile):
    """Return the function of a loss for tensors of any shape of their rank, as Keras traces it for batches."""
    traced = tf.function(checked(loss), jit_compile=jit_compile, autograph=False)

    def call(y_true, y_pred):
        specs = [tf.TensorSpec([None, *side.shape[1:]], tf.as_dtype(side.dtype)) for side in (y_true, y_pred)]
        return traced.get_concrete_function(*specs)(tf.constant(y_true), tf.constant(y_pred)).numpy()

    return call


# Shapes


@every_loss
def test_the_function_of_the_package_gives_the_costs_of_the_declared_one(loss):
    y_true, y_pred = drawn(loss)
    np.testing.assert_array_equal(checked(loss)(y_true, y_pred), cost(loss, y_true, y_pred, loss.defaults, np.float32))


@of_a_column
def test_a_column_may_lack_its_last_axis(loss):
    y_true, y_pred = drawn(loss, n_outputs=1)
    expected = cost(loss, y_true, y_pred, loss.defaults, np.float32)
    for truth, prediction in itertools.product((y_true, y_true[:, 0]), (y_pred, y_pred[:, 0])):
        np.testing.assert_array_equal(checked(loss)(truth, prediction), expected)


@of_a_column
def test_what_would_broadcast_is_refused(loss):
    y_true, y_pred = drawn(loss, n_outputs=1)
    wider = np.repeat(y_pred, 2, axis=1)
    for truth, prediction in [
        (y_true[:1], y_pred),
        (y_true, y_pred[:1]),
        (y_true[:3, 0], y_pred),
        (y_true, wider),  # a loss for two classes on two units
        (y_true[:, 0], wider),
        (wider, y_pred),
        (y_true[None], y_pred),
    ]:
        with pytest.raises(ValueError, match=r"must have the shape of the predictions\. Got shapes \(.*\) and \(.*\)"):
            checked(loss)(np.abs(truth), prediction)
    with pytest.raises(ValueError, match="must have a known number of axes, one or more"):
        checked(loss)(1.0, y_pred)


@of_classes
def test_labels_in_another_form_are_refused(loss):
    y_true, y_pred = drawn(loss)
    one_hot, numbers = (np.eye(3)[y_true], y_true) if loss.labels == "integers" else (y_true, y_true.argmax(axis=1))
    if loss.labels == "integers":
        for column in (numbers, numbers[:, None], numbers.astype(np.float32)):
            np.testing.assert_array_equal(checked(loss)(column, y_pred), checked(loss)(numbers, y_pred))
        wrong, sentence = [one_hot, numbers[:3]], r"Integer labels must have shape .* of predictions .*\. Got shape"
    else:
        wrong, sentence = [numbers, numbers[:, None], one_hot[:1]], "One-hot labels must have the shape of the pred"
    for labels in wrong:
        with pytest.raises(ValueError, match=sentence):
            checked(loss)(labels, y_pred)
    with pytest.raises(ValueError, match=r"Predictions must .* 2 classes or more.*\. Got shape \(4, 1\) instead"):
        checked(loss)(np.ones((4, 1), np.float32), y_pred[:, :1])


def test_a_direction_of_one_output_is_refused():
    with pytest.raises(ValueError, match=r"Predictions must have 2 outputs or more\. Got shape \(3, 1\) instead\."):
        losses.cosine_similarity([1.0, 2, 3], [1.0, 2, 3])


@every_loss
def test_sequences_cost_what_their_steps_do(loss):
    y_true, y_pred = drawn(loss, 6)
    steps = [side.reshape(2, 3, *side.shape[1:]) for side in (y_true, y_pred)]
    expected = cost(loss, y_true, y_pred, loss.defaults, np.float32).reshape(2, 3)
    np.testing.assert_allclose(checked(loss)(*steps), expected, rtol=1e-6)


@pytest.mark.parametrize("name", ["sparse_categorical_crossentropy", "cross_entropy_by_hand"])
def test_sequences_of_class_numbers_cost_what_they_cost_in_keras(name):
    loss, y_true, y_pred = LOSSES[name], np.array([[0, 2, 1], [1, 1, 0]]), drawn(LOSSES[name], 6)[1].reshape(2, 3, 3)
    expected = lazy.keras.losses.sparse_categorical_crossentropy(y_true, y_pred)
    for labels in (y_true, y_true[..., None], y_true.astype(np.float32)):
        np.testing.assert_allclose(checked(loss)(labels, y_pred), expected, rtol=1e-5)
        for jit_compile in (False, True):
            np.testing.assert_allclose(compiled(loss, jit_compile=jit_compile)(labels, y_pred), expected, rtol=1e-5)
    weights = np.array([[1.0, 2, 0], [0, 1, 3]], np.float32)
    of_keras = lazy.keras.losses.SparseCategoricalCrossentropy()(y_true, y_pred, sample_weight=weights)
    ours = keras_loss(name)(y_true, y_pred, sample_weight=weights)
    np.testing.assert_allclose(ours, of_keras, rtol=1e-5)
    y_true[1, 0] = 3
    with pytest.raises(ValueError, match=r"Integer labels must be whole numbers from 0 to 2\. Got 3 instead\."):
        checked(loss)(y_true, y_pred)
    with pytest.raises(ValueError, match=r"Got shape \(3, 2\) beside predictions of shape \(2, 3, 3\) instead\."):
        checked(loss)(y_true.T, y_pred)


@of_a_column
@pytest.mark.parametrize("jit_compile", [False, True])
def test_a_batch_of_unknown_size_gives_the_value_of_the_column(loss, jit_compile):
    y_true, y_pred = drawn(loss, n_outputs=1)
    expected = cost(loss, y_true, y_pred, loss.defaults, np.float32)
    np.testing.assert_allclose(compiled(loss, jit_compile=jit_compile)(y_true[:, 0], y_pred), expected, rtol=1e-5)


@one_of_each_form
@pytest.mark.parametrize("jit_compile", [False, True])
def test_batches_of_different_sizes_are_refused_when_they_come(loss, jit_compile):
    y_true, y_pred = drawn(loss)
    with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
        compiled(loss, jit_compile=jit_compile)(y_true[:1], y_pred)


@pytest.mark.parametrize("jit_compile", [False, True])
@pytest.mark.parametrize("name", ["categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"])
def test_costs_still_come_from_the_scores_behind_probabilities(name, jit_compile):
    layer = lazy.keras.activations.sigmoid if name.startswith("binary") else lazy.keras.activations.softmax

    def costs(y_true, scores):
        y_pred = layer(scores)
        if name.startswith("binary"):  # as of a model whose last axis was taken away
            column, y_pred = y_pred, y_pred[:, 0]
            y_pred._keras_logits = column._keras_logits[:, 0]
        return checked(LOSSES[name])(y_true, y_pred)

    y_true = np.eye(2)[[1]] if name.startswith("categorical") else np.array([0 if name.startswith("binary") else 1])
    scores = tf.constant([[60.0]] if name.startswith("binary") else [[60.0, 0.0]])
    assert costs(y_true, scores).numpy() == [60.0]
    assert tf.function(costs, jit_compile=jit_compile, autograph=False)(tf.constant(y_true), scores).numpy() == [60.0]


# Kinds of numbers


@one_of_each_form
def test_targets_may_be_whole_numbers_lists_and_of_another_precision(loss):
    y_true, y_pred = drawn(loss)
    y_true = np.ceil(y_true).astype(np.int64)
    expected = cost(loss, y_true, y_pred, loss.defaults, np.float32)
    kinds = (
        (np.int8, np.uint8, np.float64) if loss.labels == "integers" or y_true.min() >= 0 else (np.int32, np.float64)
    )
    for given in (y_true.tolist(), tf.constant(y_true), *(y_true.astype(kind) for kind in kinds)):
        costs = checked(loss)(given, y_pred)
        assert costs.dtype == tf.float32
        np.testing.assert_allclose(costs, expected, rtol=1e-6)


def test_predictions_may_be_whole_numbers():
    np.testing.assert_array_equal(losses.mean_absolute_error([1, 2], [3, 2]), [2.0, 0.0])


# Labels


@pytest.mark.parametrize("name", ["hinge", "squared_hinge"])
def test_labels_of_minus_one_are_taken_as_keras_does(name):
    y_pred = np.array([[-2.0], [0.3], [0.5], [2.0]], np.float32)
    expected = getattr(lazy.keras.losses, name)(np.array([[-1.0], [-1], [1], [1]]), y_pred)
    for lower in (-1, 0):
        y_true = np.array([lower, lower, 1, 1])
        np.testing.assert_allclose(getattr(losses, name)(y_true, y_pred), expected, rtol=1e-6)


@pytest.mark.parametrize("loss", [loss for loss in LOSSES.values() if loss.labels == "zero_one" and loss.scores])
def test_minus_one_is_the_class_0_of_scores_unless_0_is_there_too(loss):
    y_true, y_pred = np.array([0.0, 0, 1, 1], np.float32)[:, None], drawn(loss)[1]
    np.testing.assert_array_equal(checked(loss)(2 * y_true - 1, y_pred), checked(loss)(y_true, y_pred))
    for wrong in ([0, -1, 1, 1], [0, 2, 1, 1], [0, 0.5, 1, 1]):
        with pytest.raises(ValueError, match=r"Labels must all be 0 and 1, or all -1 and 1\. Got .* instead\."):
            checked(loss)(wrong, y_pred)


WRONG = [
    *((loss, -1.0, "Targets must be 0 or greater. Got -1 instead.") for loss in LOSSES.values() if loss.positive),
    *(
        (loss, wrong, f"Labels must lie between 0 and 1. Got {wrong:g} instead.")
        for loss in LOSSES.values()
        if loss.labels == "zero_one" and not loss.scores
        for wrong in (-1.0, 2.0)
    ),
    *(
        (loss, wrong, f"Labels must all be 0 and 1, or all -1 and 1. Got {wrong:g} instead.")
        for loss in LOSSES.values()
        if loss.labels == "zero_one" and loss.scores
        for wrong in (0.5, 2.0)
    ),
    *(
        (loss, wrong, sentence)
        for loss in LOSSES.values()
        if loss.labels == "one_hot"
        for wrong, sentence in (
            ([1.0, 1.0, 0.0], "Each row of one-hot labels must sum to 1. Got 2 instead."),
            ([2.0, -1.0, 0.0], "One-hot labels must be 0 or greater. Got -1 instead."),
        )
    ),
    *(
        (loss, wrong, f"Integer labels must be whole numbers from 0 to 2. Got {wrong:g} instead.")
        for loss in LOSSES.values()
        if loss.labels == "integers"
        for wrong in (-1.0, 3.0, 0.5)
    ),
]


@pytest.mark.parametrize(("loss", "wrong", "sentence"), WRONG, ids=[f"{loss.name}-{wrong}" for loss, wrong, _ in WRONG])
def test_a_label_that_is_none_of_the_loss_is_refused_and_costs_nan_under_xla(loss, wrong, sentence):
    y_true, y_pred = drawn(loss)
    y_true = np.abs(y_true).astype(np.float32)
    y_true[2] = wrong
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the whole sentence is compared
        checked(loss)(y_true, y_pred)
    assert str(refusal.value) == sentence
    with pytest.raises(tf.errors.InvalidArgumentError, match=sentence.partition(" Got")[0]):
        compiled(loss, jit_compile=False)(y_true, y_pred)
    costs = compiled(loss, jit_compile=True)(y_true, y_pred)
    np.testing.assert_array_equal(np.isnan(costs), [False, False, True, False])


def test_a_label_out_of_range_costs_under_xla_what_it_costs_in_keras():
    y_true, y_pred = np.array([0, 1, 3]), np.full((3, 3), 1 / 3, np.float32)
    of_keras = tf.function(lazy.keras.losses.sparse_categorical_crossentropy, jit_compile=True)
    expected = of_keras(tf.constant(y_true), tf.constant(y_pred)).numpy()
    assert np.isnan(expected).tolist() == [False, False, True]
    for name in ("sparse_categorical_crossentropy", "cross_entropy_by_hand"):
        np.testing.assert_allclose(compiled(LOSSES[name], jit_compile=True)(y_true, y_pred), expected, rtol=1e-6)


def test_shares_of_classes_are_labels_too():
    y_true, y_pred = np.array([[0.7, 0.2, 0.1]]), np.array([[0.5, 0.3, 0.2]])
    expected = -(y_true * np.log(y_pred)).sum(axis=1)
    np.testing.assert_allclose(losses.categorical_crossentropy(y_true, y_pred), expected)
    np.testing.assert_allclose(losses.binary_crossentropy([0.5], [0.25]), [-0.5 * np.log(0.25 * 0.75)])


def test_the_trap_of_the_article_is_sprung_where_it_is_asked_for():
    # Recipe 6 calls the loss as it is declared: (4,) and (4, 1) broadcast to (4, 4).
    y_true, y_pred = tf.constant([1.0, 2.0, 3.0, 4.0]), tf.constant([[1.0], [2.0], [3.0], [4.0]])
    trap, right = LOSSES["mean_squared_error"](y_true, y_pred), losses.mean_squared_error(y_true, y_pred)
    assert trap.numpy().tolist() == [3.5, 1.5, 1.5, 3.5]
    assert right.numpy().tolist() == [0, 0, 0, 0]
