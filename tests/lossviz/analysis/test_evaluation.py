"""What a model does at one epoch, against numbers taken by other means."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, mean_absolute_error, root_mean_squared_error

from lossviz.analysis.curves import loss_curve
from lossviz.analysis.evaluation import Evaluation, evaluate
from lossviz.datasets import DATASETS
from lossviz.losses import LOSSES
from lossviz.losses.axes import axis_of
from lossviz.models import build
from lossviz.specs.choice import Choice
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.training.advance import State, advance, columns
from lossviz.training.data import arrays, split

LINEAR = "dataset=linear&dataset.noise=1&validation_share=0.3&model=linear&epochs=50&optimizer.learning_rate=0.05"


def trained(query: str) -> tuple[RunSpec, State, float]:
    spec = RunSpec.from_query(query)
    (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
    return spec, state, chunk.rows[-1, 2]


def evaluated(query: str) -> Evaluation:
    spec, state, _ = trained(query)
    return evaluate(spec, state.epoch, state.weights)


def test_costs_of_held_out_examples_average_to_the_validation_loss() -> None:
    for query in (LINEAR, "epochs=20", "epochs=20&loss=sparse_categorical_crossentropy"):
        spec, state, val_loss = trained(query)
        evaluation = evaluate(spec, state.epoch, state.weights)
        assert evaluation.cost[evaluation.n_train :].mean() == pytest.approx(val_loss, rel=1e-5)


def test_predictions_are_those_of_the_keras_model_with_the_same_weights() -> None:
    spec, state, _ = trained("epochs=20")
    model = build(spec.layers, spec.n_features, seed=99)
    assert isinstance(model, keras.Sequential)
    data = arrays(spec)
    parts = np.split(state.weights, [16, 20, 32])
    model.set_weights([part.reshape(shape) for part, shape in zip(parts, [(4, 4), (4,), (4, 3), (3,)])])
    x = np.concatenate([data.x, data.x_val])
    assert np.allclose(evaluate(spec, 20, state.weights).y_pred, model.predict(x, verbose=0), atol=1e-6)


def test_classification_yardsticks_equal_those_of_scikit_learn() -> None:
    evaluation = evaluated("epochs=60&optimizer.learning_rate=0.01")
    for part, i in ((slice(evaluation.n_train), 0), (slice(evaluation.n_train, None), 1)):
        truth, y_pred = evaluation.truth[part], evaluation.y_pred[part].astype(float)
        values = {name: both[i] for name, both in evaluation.yardsticks.items()}
        assert values["accuracy"] == pytest.approx(accuracy_score(truth, y_pred.argmax(axis=1)))
        y_pred /= y_pred.sum(axis=1, keepdims=True)
        assert values["cross_entropy"] == pytest.approx(log_loss(truth, y_pred, labels=[0, 1, 2]), rel=1e-4)
        brier = np.mean([sum((p[c] - (c == t)) ** 2 for c in range(3)) for t, p in zip(truth, y_pred)])
        assert values["brier_score"] == pytest.approx(brier, rel=1e-4)
        assert (evaluation.confusion(held_out=bool(i)) == confusion_matrix(truth, y_pred.argmax(axis=1))).all()


def test_regression_yardsticks_equal_those_of_scikit_learn() -> None:
    evaluation = evaluated(LINEAR)
    truth, y_pred = evaluation.truth[:14], evaluation.y_pred[:14]
    values = {name: both[0] for name, both in evaluation.yardsticks.items()}
    assert values["mae"] == pytest.approx(mean_absolute_error(truth, y_pred), rel=1e-5)
    assert values["rmse"] == pytest.approx(root_mean_squared_error(truth, y_pred), rel=1e-5)
    assert values["bias"] == pytest.approx(np.mean(y_pred - truth), abs=1e-5)
    assert values["over_predicted"] == np.mean(y_pred > truth)


def test_scores_that_are_no_probabilities_have_no_probabilistic_yardsticks() -> None:
    evaluation = evaluated("loss=mean_squared_error&model=linear&epochs=5")
    assert evaluation.yardsticks["accuracy"][0] is not None
    assert evaluation.yardsticks["brier_score"] == (None, None)


def test_the_closed_form_is_least_squares() -> None:
    spec, state, _ = trained(LINEAR)
    data = arrays(spec)
    x = np.column_stack([data.x, np.ones(len(data.x))])
    expected = np.linalg.solve(x.T @ x, x.T @ data.truth)[:, 0]
    table = evaluate(spec, state.epoch, state.weights).weights
    assert [row[1] for row in table.values()] == pytest.approx(expected, rel=1e-3)
    assert [row[0] for row in table.values()] == [1.0, 2.0, 0.0]
    assert [row[2] for row in table.values()] == pytest.approx(list(state.weights))


@pytest.mark.parametrize("bias", ["true", "false"])
def test_weights_of_standardised_features_are_told_in_original_units(bias: str) -> None:
    query = f"dataset=diabetes&model=linear&model.bias={bias}&loss=mean_squared_error&epochs=30"
    spec, state, _ = trained(f"{query}&optimizer.learning_rate=1")
    seen = evaluate(spec, state.epoch, state.weights)
    original = DATASETS["diabetes"](standardise=False)
    assert list(seen.weights) == [*original.feature_names, "intercept"]
    true, closed, found = np.array(list(seen.weights.values())).T
    assert np.isnan(true).all()
    np.testing.assert_allclose(original.x @ found[:-1] + found[-1], _in_order(spec, seen.y_pred), rtol=1e-3)
    if bias == "true":  # else the sum is one of features that are 0 at their mean
        plain = arrays(spec.with_value("dataset.standardise", False))
        x = np.column_stack([plain.x, np.ones(len(plain.x))]).astype(float)
        np.testing.assert_allclose(closed, np.linalg.lstsq(x, plain.truth[:, 0], rcond=None)[0], rtol=1e-3)


def _in_order(spec: RunSpec, y_pred: np.ndarray) -> np.ndarray:
    """Return predictions in the order of the data, where those held out are not last."""
    _, train, held_out = split(spec.dataset, spec.n_validation, spec.split_seed)
    return y_pred[np.argsort(np.concatenate([train, held_out]))]


@pytest.mark.parametrize("n_features", [1, 2])
def test_the_drawn_plane_goes_through_what_the_model_predicts(n_features: int) -> None:
    weights = ",".join(["1.5", "-2"][:n_features])
    spec, state, _ = trained(f"dataset=linear&dataset.weights={weights}&model=linear&epochs=30&validation_share=0.2")
    fit = evaluate(spec, state.epoch, state.weights).fit
    assert fit is not None
    corner = np.array([axis[3] for axis in fit.axes])
    at = (3,) * n_features
    assert fit.predicted[at] == pytest.approx(corner @ state.weights[:-1] + state.weights[-1], rel=1e-4)
    assert fit.true[at] == pytest.approx(corner @ np.array([1.5, -2][:n_features]), rel=1e-4)


def test_dead_units_are_counted() -> None:
    """A model made by hand: its units answer to the length of petals alone."""
    spec = RunSpec.from_query("model.layers=2&model.units=3&split_seed=5")
    data = arrays(spec)
    assert data.x[:, 2].max() == np.float32(6.7)
    assert data.x_val[:, 2].max() == np.float32(6.9)
    # One flower trained on lifts the first unit, one held out the second, all of them the third.
    first, biases = np.zeros((4, 3)), [-6.65, -6.8, 0]
    first[2] = 1
    # Behind the dead second unit lies another one; behind the third one that its bias keeps down.
    second, others = np.eye(3), [0, 0, -100]
    layers = [first, biases, second, others, np.ones((3, 3)), np.zeros(3)]
    evaluation = evaluate(spec, 1, np.concatenate([np.ravel(part) for part in layers]).astype(np.float32))
    assert (evaluation.dead_units, evaluation.hidden_units) == (3, 6)


RANGES = {
    "error": (-3.05, 2.95),
    "angle": (-170.0, 170.0),
    "margin": (-3.05, 2.95),
    "probability": (0.05, 0.95),
    "lead": (-3.0, 3.0),
}


@pytest.mark.parametrize("name", LOSSES)
def test_the_slope_of_a_curve_is_the_difference_of_its_costs(name: str) -> None:
    loss = LOSSES[name]
    low, high = RANGES[axis_of(loss, loss.task).name]
    curve = loss_curve(Choice("loss", name), loss.task, low, high, target=4.0 if loss.positive else 1.0)
    central = (curve.cost[2:] - curve.cost[:-2]) / (curve.position[2:] - curve.position[:-2])
    # Between the two points a kink may lie, where the difference is an average of both slopes.
    smooth = np.abs(np.diff(curve.slope, 2)) < 0.2
    assert smooth.mean() > 0.9
    assert np.allclose(central[smooth], curve.slope[1:-1][smooth], atol=0.05, rtol=0.02)


def test_every_training_example_of_a_cross_entropy_lies_on_the_curve() -> None:
    evaluation = evaluated("loss=categorical_crossentropy&epochs=40")
    n = evaluation.n_train
    assert np.allclose(evaluation.cost[:n], -np.log(evaluation.position[:n]), atol=1e-5)


MODELS_OF_DATA = {
    f"{dataset} {loss} {model}": f"dataset={dataset}&loss={loss}&{model}"
    for dataset, losses, models in [
        (
            "iris",
            ("categorical_crossentropy", "sparse_categorical_crossentropy", "custom_mse"),
            ("model=softmax", "model=mlp&model.units=5&model.layers=2&model.activation=gelu"),
        ),
        (
            "iris_binary",
            ("binary_crossentropy", "hinge", "huber"),
            ("model=mlp&model.activation=tanh", "model=mlp&model.units=2&model.layers=3&model.activation=sigmoid"),
        ),
        ("linear", ("huber", "mean_squared_error"), ("model=linear", "model=mlp&model.activation=elu")),
        ("linear_positive", ("mean_absolute_percentage_error", "mean_absolute_error"), ("model=linear", "model=mlp")),
    ]
    for loss in losses
    for model in models
}


@pytest.mark.parametrize("query", MODELS_OF_DATA.values(), ids=MODELS_OF_DATA)
def test_predictions_and_costs_are_those_of_keras_and_of_the_loss_called_by_itself(query: str) -> None:
    spec, state, _ = trained(f"{query}&epochs=5&validation_share=0.3")
    data = arrays(spec)
    model = build(spec.layers, spec.n_features, seed=99)
    key = spec.program_key
    parts = np.split(state.weights, np.cumsum(key.sizes)[:-1])
    model.set_weights([part.reshape(shape) for part, shape in zip(parts, key.shapes)])
    for _ in range(2):  # without and with a trace
        evaluation = evaluate(spec, 5, state.weights)
        for x, y, part in [
            (data.x, data.y, slice(evaluation.n_train)),
            (data.x_val, data.y_val, slice(evaluation.n_train, None)),
        ]:
            y_pred = model(x)
            np.testing.assert_allclose(
                evaluation.y_pred[part].reshape(len(x), -1)[:, -1:], _said(spec, y_pred)[:, -1:], rtol=1e-4, atol=1e-6
            )
            cost = spec.loss.component(keras.ops.convert_to_tensor(y), y_pred, **spec.loss.values)
            np.testing.assert_allclose(evaluation.cost[part], cost.numpy(), rtol=1e-4, atol=1e-6)


def _said(spec: RunSpec, y_pred) -> np.ndarray:
    probability = spec.loss.component.probability if spec.loss.component.scores else None
    return np.asarray(y_pred if probability is None else probability(y_pred, **spec.loss.values))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "query", [RECIPES[5].query, "dataset=linear&loss=huber&model=mlp&batch_size=1000&validation_share=0.2"]
)
def test_a_full_batch_is_measured_before_its_update_and_yardsticks_after_it(query: str, seed: int) -> None:
    """Why recipe 6 shows two mean absolute errors, and why rows 0 and 1 are equal, as the page says."""
    spec = RunSpec.from_query(query).with_value("epochs", 12).with_value("seed", seed)
    assert spec.n_batches == 1
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    rows = dict(zip(columns(spec), chunk.rows.T, strict=True))
    assert rows["loss"][0] == pytest.approx(rows["loss"][1], rel=1e-5)
    assert rows["mae"][0] == pytest.approx(rows["mae"][1], rel=1e-5)
    assert rows["loss"][1] != pytest.approx(rows["loss"][2], rel=1e-5)
    for epoch in range(1, 11):
        train, held_out = evaluate(spec, epoch, chunk.kept[epoch]).yardsticks["mae"]
        assert train == pytest.approx(rows["mae"][epoch + 1], rel=1e-4)
        if spec.n_validation:
            assert held_out == pytest.approx(rows["val_mae"][epoch], rel=1e-4)
