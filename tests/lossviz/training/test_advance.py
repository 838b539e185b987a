"""The compiled training, judged by Keras' own `fit`, and its promise to be a pure function.

The judge gets the same initial weights and the same batches and nothing else of ours, except the loss where Keras has
none; those are checked against other implementations in `test_losses.py`.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz import lazy
from lossviz.analysis.evaluation import evaluate
from lossviz.losses import LOSSES
from lossviz.models import build
from lossviz.optimizers import OPTIMIZERS
from lossviz.specs.choice import Choice, fitting_datasets, outline_of
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import param_of
from lossviz.training import advance as training
from lossviz.training.advance import State, advance, columns, initial_state
from lossviz.training.data import arrays, epoch_order
from lossviz.training.kept_weights import KEPT, ROWS, keeps_weights
from lossviz.training.program import _program, program
from tests import independent
from tests.independent import KERAS
from tests.strategies import values

EPOCHS = 20

LINEAR = (
    "dataset=linear&dataset.examples=40&dataset.noise=1&dataset.outlier_share=0.1&model=mlp&loss=mean_squared_error"
    "&optimizer=adam&optimizer.learning_rate=0.01&batch_size=24&epochs=20&validation_share=0"
)
IRIS = (
    "dataset=iris&model=mlp&loss=custom_mse&optimizer=adam&optimizer.learning_rate=0.01&batch_size=80&epochs=20"
    "&validation_share=0"
)


def changed(query: str, *others: str) -> RunSpec:
    """Return the run of a link with some of its pairs replaced or added."""
    pairs = dict(pair.split("=") for pair in "&".join([query, *others]).split("&"))
    return RunSpec.from_query("&".join(f"{name}={value}" for name, value in pairs.items()))


def grow(spec: RunSpec, *steps: int) -> tuple[State, np.ndarray]:
    """Return the state and the history of a run that is asked for in chunks."""
    state, rows = None, []
    for epochs in steps or (spec.epochs + 1,):
        (state,), (chunk,) = advance([spec], [state], epochs)
        rows.append(chunk.rows)
    return state, np.concatenate(rows)


# The judge


class Judge:
    """The same run by `model.compile` and `model.fit`."""

    def __init__(self, spec: RunSpec) -> None:
        """Compile the model."""
        self.spec, self.data = spec, arrays(spec)
        loss = spec.loss.component
        cost = getattr(lazy.keras.losses, KERAS[loss.name]) if loss.name in KERAS else loss.function
        self._values = {
            name: lazy.tf.Variable(value) if loss.params[name].traced and spec.changes else value
            for name, value in spec.loss.items
        }
        self.model = build(spec.layers, spec.n_features, spec.seed)
        self.model.compile(
            optimizer=independent.OPTIMIZERS[spec.optimizer.name](**spec.optimizer.values),
            loss=lambda y_true, y_pred: cost(y_true, y_pred, **self._values),
            metrics=[self._metric()],
            jit_compile=False,
        )
        # Else the first step would be traced twice, to make the optimizer's variables.
        self.model.optimizer.build(self.model.trainable_variables)

    def _metric(self) -> Any:
        if self.spec.task == "binary":  # Keras would take scores for probabilities
            threshold = 0.0 if self.spec.loss.component.scores else 0.5
            return lazy.keras.metrics.BinaryAccuracy(name="accuracy", threshold=threshold)
        return self.spec.metric

    def history(self) -> dict[str, np.ndarray]:
        """Return what `fit` says of the epochs from 1 on, with parameters changed on the way."""
        x_val, y_val = self.data.x_val, self.data.y_val
        fitted = self.model.fit(
            self._batches(),
            epochs=self.spec.epochs,
            steps_per_epoch=self.spec.n_batches,
            validation_data=(x_val, y_val) if len(x_val) else None,
            callbacks=[lazy.keras.callbacks.LambdaCallback(on_epoch_begin=self._change)] if self.spec.changes else [],
            shuffle=False,
            verbose=0,
        )
        return {name: np.array(column) for name, column in fitted.history.items()}

    def before(self) -> dict[str, float]:
        """Return what `evaluate` says of the model as it is."""
        return self.model.evaluate(self.data.x, self.data.y, batch_size=len(self.data.x), verbose=0, return_dict=True)

    def _batches(self) -> Any:
        def batches():
            for epoch in range(1, self.spec.epochs + 1):
                order = epoch_order(self.spec.seed, epoch, self.spec.n_train)
                for start in range(0, len(order), self.spec.batch_size):
                    examples = order[start : start + self.spec.batch_size]
                    yield self.data.x[examples], self.data.y[examples]

        parts = (self.data.x, self.data.y)
        signature = tuple(lazy.tf.TensorSpec((None, *part.shape[1:]), part.dtype) for part in parts)
        return lazy.tf.data.Dataset.from_generator(batches, output_signature=signature)

    def _change(self, index: int, logs: Any = None) -> None:
        now = self.spec.at(index + 1)
        if now == self.spec.at(index):
            return
        for name, value in now.loss.items:
            self._values[name].assign(value)
        for name, value in now.optimizer.items:
            setattr(self.model.optimizer, name, value)
        # Keras' own step holds its numbers as constants of the graph.
        self.model.train_function = None
        self.model.make_train_function()


def assert_agree(spec: RunSpec, rows: np.ndarray) -> None:
    """Compare every epoch with the judge's: 1e-4 of each number."""
    judge = Judge(spec)
    ours = dict(zip(columns(spec), rows.T))
    judged = judge.history()
    assert set(judged) == set(ours) - {"gradient_norm"}
    for name, column in judged.items():
        assert len(column) == spec.epochs
        # Rounding decides for which class an example counts whose outputs are equal.
        tie = 1.01 / (spec.n_validation if name.startswith("val_") else spec.n_train) if "accuracy" in name else 1e-6
        np.testing.assert_allclose(ours[name][1:], column, rtol=1e-4, atol=tie, err_msg=f"{name} of {spec.title}")
    # Nothing would be compared if nothing were learnt.
    assert abs(ours["loss"][-1] / ours["loss"][0] - 1) > 1e-5


LINEAR_DATA = "dataset=linear&dataset.examples=40&dataset.noise=1&dataset.outlier_share=0.1"
DATA = {
    "iris": IRIS,
    "iris_binary": IRIS.replace("dataset=iris", "dataset=iris_binary"),
    # Around zero, so that no error is beyond the reach of a loss that ignores outliers.
    "linear": LINEAR.replace(LINEAR_DATA, f"{LINEAR_DATA}&dataset.x_mean=0"),
    "linear_positive": LINEAR.replace(LINEAR_DATA, "dataset=linear_positive&dataset.examples=40"),
}


def fitting(loss: str, dataset: str = "") -> str:
    """Return a run on data that a loss was made for, with a model without hidden layers."""
    model = "softmax" if LOSSES[loss].probabilities else "linear"
    query = DATA[dataset or fitting_datasets(LOSSES[loss])[0]].replace("model=mlp", f"model={model}")
    return f"{query}&loss={loss}"


def with_drawn_values(spec: RunSpec, random: np.random.Generator, zero: int = -1) -> RunSpec:
    """Return the run with random numbers for loss and optimizer, from the ranges of their sliders.

    Args:
        spec: The run.
        random: Where they are drawn.
        zero: Which of the numbers that may be 0 is 0, if there are as many: Keras then has another formula.
    """
    for name in spec.traced:
        param = param_of(spec, name)
        # Not every rate of the slider trains every loss without diverging.
        low, high = (1e-3, 1e-2) if name == "optimizer.learning_rate" else param.soft or (param.low, param.high)
        value = np.exp(random.uniform(*np.log([low, high]))) if param.log else random.uniform(low, high)
        spec = spec.with_value(name, float(value))
    may_be_zero = [name for name in spec.traced if param_of(spec, name).low == 0]
    if not 0 <= zero < len(may_be_zero):
        return spec
    if may_be_zero[zero] in ("optimizer.rho", "optimizer.beta_2") and "optimizer.epsilon" in spec.traced:
        # A step g / (|g| + epsilon) jumps where g changes its sign, and rounding with it, unless epsilon is large.
        spec = spec.with_value("optimizer.epsilon", 0.1)
    return spec.with_value(may_be_zero[zero], 0.0)


EVERY_LOSS = [(name, "adam") for name in LOSSES]
EVERY_OPTIMIZER = [("cross_entropy_by_hand", name) for name in OPTIMIZERS]
PAIRS = list(dict.fromkeys([*EVERY_LOSS, *EVERY_OPTIMIZER]))


# pytest runs all tests of a pair one after another, so they share its compiled program.
@pytest.fixture(scope="module", params=PAIRS, ids=["-".join(pair) for pair in PAIRS])
def pair(request) -> RunSpec:
    """A run of each loss with Adam and of each optimizer with one loss, all numbers drawn at random."""
    loss, optimizer = request.param
    spec = changed(fitting(loss), f"optimizer={optimizer}")
    index = PAIRS.index(request.param)
    return with_drawn_values(spec, np.random.default_rng(index), zero=list(LOSSES).index(loss) % 4)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_equals_fit(optimizer):
    # Every loss is compared with `fit` in test_script.py, as the script that visitors take away.
    spec = changed(fitting("cross_entropy_by_hand"), f"optimizer={optimizer}")
    index = list(OPTIMIZERS).index(optimizer)
    spec = with_drawn_values(spec, np.random.default_rng(index), zero=index % 4)
    assert_agree(spec, grow(spec)[1])


BOLD = [
    "loss=categorical_crossentropy&model=softmax&optimizer.learning_rate=3",
    "loss=sparse_categorical_crossentropy&model=softmax&optimizer.learning_rate=3",
    "loss=categorical_focal&model=softmax&optimizer.learning_rate=3",
    "loss=poly_1&model=softmax&optimizer.learning_rate=3",
    "dataset=iris_binary&loss=binary_crossentropy&model=softmax&optimizer=sgd&optimizer.learning_rate=5",
    "dataset=iris_binary&loss=binary_focal&model=softmax&optimizer=sgd&optimizer.learning_rate=10&loss.alpha=0.5&loss.gamma=0.1",
]
"""Runs whose steps are so large that models are sure of what is wrong."""


@pytest.mark.parametrize("query", BOLD)
def test_steps_that_make_a_model_sure_of_what_is_wrong_equal_fit(query):
    # A difference of rounding grows with each of these steps, so there are few.
    spec = changed(IRIS, "epochs=5", "batch_size=32", "validation_share=0.2", *query.split("&"))
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    assert_agree(spec, chunk.rows)
    seen = [evaluate(spec, epoch, weights) for epoch, weights in chunk.kept.items()]
    of_true = np.concatenate([np.take_along_axis(each.y_pred, each.truth[:, None], axis=1) for each in seen])
    assert of_true.min() < 1e-7


def test_cross_entropy_goes_on_learning_beyond_what_probabilities_can_tell():
    rows = grow(
        changed(IRIS, "loss=categorical_crossentropy", "optimizer.learning_rate=1", "epochs=60", "batch_size=32")
    )
    assert rows[1][-1, 0] == pytest.approx(1.11, abs=0.02)
    behind_a_sigmoid = "dataset=iris_binary&optimizer=sgd&optimizer.learning_rate=5&epochs=100&validation_share=0.2"
    of_probabilities, of_scores = (
        grow(RunSpec.from_query(f"{behind_a_sigmoid}&{loss}"))[1]
        for loss in ("loss=binary_crossentropy&model=softmax", "loss=logistic&model=linear")
    )
    np.testing.assert_allclose(of_probabilities, of_scores, rtol=1e-3, atol=1e-5)


def test_training_brings_the_mean_of_a_loss_down(pair):
    least = 0.05 if pair.optimizer.name == "adam" else 0  # some optimizers ask for other rates than this
    for dataset in filter(DATA.__contains__, fitting_datasets(pair.loss.component)):
        if outline_of(Choice("dataset", dataset)).task != pair.loss.component.task:
            continue  # losses for numbers on classes are compared with `fit`
        changes = (f"optimizer={pair.optimizer.name}", "optimizer.learning_rate=0.03", "epochs=150")
        column = grow(changed(fitting(pair.loss.name, dataset), *changes))[1][:, 0]
        assert np.isfinite(column).all()
        assert column[-1] < column[0] - least * abs(column[0]), dataset


ONE_OF_A_KIND = {(loss.labels, loss.scores, loss.positive): (name, "adam") for name, loss in LOSSES.items()}.values()


@pytest.mark.parametrize(("loss", "optimizer"), dict.fromkeys([*ONE_OF_A_KIND, *EVERY_OPTIMIZER]))
def test_moving_a_slider_neither_traces_nor_builds_again(loss, optimizer):
    pair = changed(fitting(loss), f"optimizer={optimizer}")
    advance([pair], [None], 1)
    built = _program.cache_info().misses
    moved = [
        *(pair.with_value(name, param_of(pair, name).default) for name in pair.traced),
        *(pair.with_change(1, name, param_of(pair, name).default) for name in pair.traced),
        pair.with_value("seed", 7),
        pair.with_value("batch_size", pair.batch_size + 1),
        pair.with_value("epochs", 33),
    ]
    for other in moved:
        advance([other], [None], 3)
        assert other.program_key == pair.program_key
    assert _program.cache_info().misses == built
    assert program(pair.program_key, 1, True).n_traces == 1


def test_dragging_the_batch_size_builds_a_program_for_each_octave():
    spec = changed(IRIS, "loss=pseudo_huber", "optimizer=sgd", "validation_share=0.2")
    moved = [spec.with_value("batch_size", size) for size in range(1, 201)]
    keys = dict.fromkeys(spec.program_key for spec in moved)
    assert len(keys) == 9
    built = _program.cache_info().misses
    for size in (33, 50, 64, 65, 100, 119, 120, 200):
        advance([spec.with_value("batch_size", size)], [None], 2)
    assert _program.cache_info().misses == built + 3
    for key in list(keys)[-3:]:
        assert program(key, 1, True).n_traces == 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_whose_parameters_change_on_the_way_equals_fit(optimizer):
    # From all defaults: the loss changes after epoch 5, all numbers of the optimizer after epoch 10.
    spec = changed(fitting("huber"), f"optimizer={optimizer}", "optimizer.learning_rate=0.01")
    for name, value in with_drawn_values(spec, np.random.default_rng(2)).traced.items():
        spec = spec.with_change(10 if name.startswith("optimizer") else 5, name, value)
    assert_agree(spec, grow(spec)[1])


@pytest.mark.parametrize("loss", ["mean_squared_error", "custom_mse", "huber", "cosine_similarity"])
def test_losses_of_numbers_equal_fit_on_one_hot_labels_too(loss):
    # That every loss takes several outputs is tested with the losses themselves. Recipe 1 of the article trains
    # probabilities with a loss for numbers. Here some examples are held out.
    spec = changed(IRIS, f"loss={loss}", "validation_share=0.2")
    assert_agree(spec, grow(spec)[1])


@pytest.mark.parametrize(
    "model",
    [
        "model=mlp&model.layers=3&model.units=8&model.activation=tanh",
        "model=mlp&model.activation=gelu&model.output_activation=sigmoid",
        "model=mlp&model.activation=elu&model.output_activation=linear&loss=mean_squared_error",
        "dataset=linear&model=linear&model.bias=false&model.initializer=standard_normal&validation_share=0.3",
        "dataset=linear&model=linear&model.initializer=zeros&batch_size=1&epochs=5",
    ],
)
def test_models_equal_fit(model):
    spec = changed(IRIS, "seed=3", model)
    assert_agree(spec, grow(spec)[1])


@pytest.mark.parametrize("batch_size", [3, 7, 20, 33, 50, 119, 128])
@pytest.mark.parametrize("validation_share", [0, 0.2])
@pytest.mark.parametrize("query", [IRIS, LINEAR], ids=["iris", "linear"])
def test_every_batch_size_equals_fit(query, validation_share, batch_size):
    # Of 120 or 150 examples, so that batches of one size are all full, others not, and some hold all examples.
    spec = changed(query, f"batch_size={batch_size}", f"validation_share={validation_share}", "epochs=4")
    spec = spec.with_value("dataset.examples", 150) if query == LINEAR else spec
    assert_agree(spec, grow(spec)[1])


def test_runs_beside_each_other_equal_fit():
    random = np.random.default_rng(3)
    specs = [with_drawn_values(changed(IRIS, f"seed={seed}"), random) for seed in (0, 0, 1)]
    _, chunks = advance(specs, [None] * 3, EPOCHS + 1)
    for spec, chunk in zip(specs, chunks):
        assert_agree(spec, chunk.rows)


@pytest.mark.parametrize("query", [LINEAR, IRIS])
def test_epoch_0_equals_evaluate_before_training(query):
    spec = changed(query, "validation_share=0.2")
    judge = Judge(spec)
    (row,) = grow(spec, 1)[1]
    ours = dict(zip(columns(spec), row))
    for prefix, x, y in (("", judge.data.x, judge.data.y), ("val_", judge.data.x_val, judge.data.y_val)):
        judged = judge.model.evaluate(x, y, batch_size=len(x), verbose=0, return_dict=True)
        for name, value in judged.items():
            assert ours[f"{prefix}{name}"] == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
@settings(max_examples=25)
@given(data=st.data())
def test_keras_accepts_every_value_that_an_optimizer_accepts(name, data):
    optimizer = OPTIMIZERS[name]
    given_values = optimizer.check({p: data.draw(values(param)) for p, param in optimizer.params.items()})
    made = optimizer(**given_values)
    for parameter, value in given_values.items():
        # A compiled program replaces the attribute of this name; the learning rate is a variable of float32.
        assert float(getattr(made, parameter)) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("batch_size", [5, 20])
@pytest.mark.parametrize("flat_target", [False, True], ids=["column", "trap"])
def test_recipe_6_equals_the_articles_own_loop(flat_target, batch_size):
    # Plain gradient descent on mean(where(y_hat > y, 3 (y_hat - y), y - y_hat)), written here in NumPy. With a target
    # of shape (20,) the difference broadcasts to (20, 20), and the mean runs over all of it. The article has one batch.
    spec = RunSpec.from_query(
        "dataset=linear&loss=asymmetric_absolute&model=linear&model.bias=false&model.initializer=standard_normal"
        "&optimizer=sgd&optimizer.learning_rate=0.002&validation_share=0&epochs=5000"
        f"&batch_size={batch_size}&dataset.flat_target={str(flat_target).lower()}"
    )
    data = arrays(spec)
    weights = initial_state(spec).weights.astype(float)[:, None]
    losses = []
    for epoch in range(1, 51):
        for batch in np.split(epoch_order(spec.seed, epoch, 20), 20 // batch_size):
            error = data.x[batch] @ weights - data.y[batch]
            assert error.shape == (batch_size, batch_size if flat_target else 1)
            losses.append(np.where(error > 0, 3 * error, -error).mean())
            slope = np.where(error > 0, 3.0, -1.0).mean(axis=1, keepdims=True)
            weights -= 0.002 * data.x[batch].T @ slope / batch_size
    state, rows = grow(spec)
    np.testing.assert_allclose(rows[1:51, 0], np.reshape(losses, (50, -1)).mean(axis=1), rtol=1e-4)
    # The design's figures: without the trap [1, 2] is found, with it w rests far from that.
    assert (np.abs(state.weights - [1, 2]).max() < 0.05) == (not flat_target)


# What a row says


def test_a_row_holds_loss_metric_validation_and_gradient():
    assert columns(RunSpec()) == ("loss", "accuracy", "val_loss", "val_accuracy", "gradient_norm")
    assert columns(changed(LINEAR)) == ("loss", "mae", "gradient_norm")


def test_the_gradient_norm_is_that_of_the_loss_by_all_weights():
    spec = changed(LINEAR, "batch_size=40", "epochs=3")
    _, rows = grow(spec)
    model, data = build(spec.layers, spec.n_features, spec.seed), arrays(spec)
    with lazy.tf.GradientTape() as tape:
        loss = lazy.tf.reduce_mean(lazy.tf.square(model(data.x) - data.y))
    gradients = tape.gradient(loss, model.trainable_variables)
    norm = np.sqrt(sum(np.sum(np.square(gradient)) for gradient in gradients))
    # Epoch 0 only looks, so epoch 1 with one full batch meets the same weights.
    np.testing.assert_allclose(rows[:2, 2], norm, rtol=1e-5)


def test_epoch_0_changes_nothing():
    spec = changed(IRIS)
    (state,), (chunk,) = advance([spec], [None], 1)
    start = initial_state(spec)
    assert (start.epoch, state.epoch, chunk.first) == (-1, 0, 0)
    np.testing.assert_array_equal(state.weights, start.weights)
    for before, after in zip(start.slots, state.slots):
        np.testing.assert_array_equal(before, after)


def test_no_run_goes_past_its_last_epoch():
    short, long = changed(IRIS, "epochs=3"), changed(IRIS, "epochs=7")
    states, chunks = advance([short, long], [None, None], 100)
    assert [state.epoch for state in states] == [3, 7]
    assert [len(chunk.rows) for chunk in chunks] == [4, 8]
    again, nothing = advance([short], states[:1], 5)
    assert (again[0], len(nothing[0].rows), nothing[0].first) == (states[0], 0, 4)


# A pure function


@settings(max_examples=15)
@given(data=st.data())
def test_chunks_of_any_size_and_pauses_give_the_same_bits(data):
    # One program for all examples: what is drawn are numbers that enter it as tensors.
    numbers = {name: data.draw(st.floats(1e-3, 0.1)) for name in ("loss.delta", "optimizer.learning_rate")}
    numbers["batch_size"] = data.draw(st.integers(17, 32))
    spec = changed(LINEAR, "loss=huber", "optimizer=momentum", f"seed={data.draw(st.integers(0, 99))}", "epochs=60")
    for name, value in numbers.items():
        spec = spec.with_value(name, value)
    if data.draw(st.booleans()):
        spec = spec.with_change(data.draw(st.integers(0, 59)), "loss.delta", 0.7)
    (state,), (whole,) = advance([spec], [None], 61)
    parts, paused = [], None
    while paused is None or paused.epoch < 60:
        (paused,), (part,) = advance([spec], [paused], data.draw(st.integers(1, 40)))
        # A state that waits for its visitor is pickled and sent to another worker.
        paused = pickle.loads(pickle.dumps(paused))
        parts.append(part)
    np.testing.assert_array_equal(np.concatenate([part.rows for part in parts]), whole.rows)
    np.testing.assert_array_equal(paused.weights, state.weights)
    assert [part.first for part in parts] == list(np.cumsum([0, *(len(part.rows) for part in parts[:-1])]))
    kept = {epoch: weights for part in parts for epoch, weights in part.kept.items()}
    assert kept.keys() == whole.kept.keys()
    for epoch, weights in whole.kept.items():
        np.testing.assert_array_equal(kept[epoch], weights)


def test_a_run_longer_than_a_call_of_the_program_goes_on_where_it_was():
    spec = changed(LINEAR, f"epochs={ROWS + 40}")
    state, rows = grow(spec)
    parts_state, parts = grow(spec, ROWS - 1, 30, 12)
    assert len(rows) == ROWS + 41
    np.testing.assert_array_equal(parts, rows)
    np.testing.assert_array_equal(parts_state.weights, state.weights)


def test_advance_leaves_its_arguments_alone():
    spec = changed(IRIS)
    (state,), _ = advance([spec], [None], 5)
    copy = pickle.loads(pickle.dumps(state))
    advance([spec], [state], 5)
    np.testing.assert_array_equal(state.weights, copy.weights)
    for slot, before in zip(state.slots, copy.slots):
        np.testing.assert_array_equal(slot, before)


NEIGHBOURS = [changed(IRIS, f"seed={seed}", f"loss.regularization_factor={f}") for seed, f in enumerate((0, 0.3, 1, 2))]


@pytest.mark.parametrize("shared", [True, False], ids=["the same batches", "batches of their own"])
def test_runs_of_one_call_do_not_see_each_other(shared):
    # In a call of as many runs, which others there are, and in which place, changes no bit.
    seeds = [0] * 4 if shared else [0, 1, 2, 3]
    first, *others = [spec.with_value("seed", seed) for spec, seed in zip(NEIGHBOURS, seeds)]
    diverging = first.with_value("optimizer.learning_rate", 10.0)
    calls = [[first, *others], [*others, first], [first, diverging, first, others[0]]]
    results = [advance(call, [None] * 4, EPOCHS + 1)[1][call.index(first)].rows for call in calls]
    for rows in results[1:]:
        np.testing.assert_array_equal(rows, results[0])


@pytest.mark.parametrize("shared", [True, False], ids=["the same batches", "batches of their own"])
def test_runs_beside_each_other_equal_runs_alone_to_rounding(shared):
    # XLA may add up in another order in a program for another number of runs, so not every bit is the same.
    specs = [spec.with_value("seed", 0) for spec in NEIGHBOURS] if shared else NEIGHBOURS
    for n_runs in (2, 3):
        _, chunks = advance(specs[:n_runs], [None] * n_runs, EPOCHS + 1)
        for spec, chunk in zip(specs, chunks):
            np.testing.assert_allclose(chunk.rows, grow(spec)[1], rtol=1e-5, atol=1e-7)


def test_runs_of_one_call_may_have_batches_of_different_sizes():
    # The one with the largest batches is done with an epoch first, and must not learn from what fills it up. Adam would
    # move on without a gradient.
    specs = [NEIGHBOURS[0].with_value("batch_size", size) for size in (40, 33, 64)]
    assert len({spec.program_key for spec in specs}) == 1
    assert len({spec.n_batches for spec in specs}) == 3
    states, chunks = advance(specs, [None] * 3, EPOCHS + 1)
    for spec, state, chunk in zip(specs, states, chunks):
        alone, rows = grow(spec)
        np.testing.assert_allclose(chunk.rows, rows, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(state.weights, alone.weights, rtol=1e-4, atol=1e-6)


def test_many_runs_are_spread_over_the_cores_and_equal_runs_alone(monkeypatch):
    monkeypatch.setattr(training, "N_CORES", 3)
    monkeypatch.setattr(training, "ENOUGH", 2)
    monkeypatch.setattr(training, "WORTH_THREADS", 0.0)
    specs = [spec.with_value("seed", seed) for seed in (0, 1) for spec in NEIGHBOURS][:7]
    parts = training._split_over_calls(specs[0].program_key, list(range(7)))
    assert [len(part) for part in parts] == [2, 2, 3]
    assert [run for part in parts for run in part] == list(range(7))
    for spec, chunk in zip(specs, advance(specs, [None] * 7, EPOCHS + 1)[1]):
        np.testing.assert_allclose(chunk.rows, grow(spec)[1], rtol=1e-5, atol=1e-7)


def test_runs_that_differ_in_everything_are_trained_in_one_call():
    specs = [
        changed(IRIS, "seed=5", "epochs=9"),
        changed(LINEAR, "seed=6", "dataset.seed=1"),
        changed(LINEAR, "seed=6", "dataset.seed=2"),
        changed(LINEAR, "optimizer=sgd").with_change(7, "optimizer.learning_rate", 0.002),
        changed(IRIS, "split_seed=4", "validation_share=0.2"),
    ]
    states, chunks = advance(specs, [None] * len(specs), EPOCHS + 1)
    for spec, state, chunk in zip(specs, states, chunks):
        alone, rows = grow(spec)
        np.testing.assert_allclose(chunk.rows, rows, rtol=1e-5)
        np.testing.assert_allclose(state.weights, alone.weights, rtol=1e-4, atol=1e-6)


def test_runs_at_different_epochs_go_on_in_one_call():
    specs = NEIGHBOURS[:2]
    (ahead,), (begun,) = advance(specs[:1], [None], 8)
    states, chunks = advance(specs, [ahead, None], 6)
    assert [state.epoch for state in states] == [13, 5]
    # At different epochs they are calls of their own, of the program for one run.
    np.testing.assert_array_equal(np.concatenate([begun.rows, chunks[0].rows]), grow(specs[0])[1][:14])
    np.testing.assert_array_equal(chunks[1].rows, grow(specs[1])[1][:6])


def test_a_fork_is_the_same_state_with_another_spec():
    # Changing a parameter on the way, or forking the paused run with another one, is the same training.
    spec = changed(LINEAR, "loss=huber")
    (state,), (before,) = advance([spec], [None], 11)
    _, (after,) = advance([spec.with_value("loss.delta", 0.2)], [state], 10)
    _, rows = grow(spec.with_change(10, "loss.delta", 0.2))
    np.testing.assert_array_equal(np.concatenate([before.rows, after.rows]), rows)


# Kept weights


def test_a_run_that_goes_on_with_another_loss_is_that_fork():
    # The other loss wants scores, so its model has another last layer on the same weights.
    spec = (
        changed(IRIS.replace("iris&", "iris_binary&")).with_change(8, "loss", "hinge").with_change(12, "loss", "ramp")
    )
    (state,), _ = advance([spec.at(0)], [None], 9)
    (_,), (with_hinge,) = advance([spec.at(9)], [state], 4)
    rows = grow(spec)[1]
    np.testing.assert_array_equal(rows[9:13], with_hinge.rows)
    assert spec.at(9).layers[-1].activation != spec.at(1).layers[-1].activation


def test_kept_weights_are_the_weights_at_their_epochs():
    spec = changed(LINEAR, "epochs=80")
    _, (chunk,) = advance([spec], [None], 81)
    assert list(chunk.kept) == [epoch for epoch in range(81) if keeps_weights(epoch)]
    for epoch in (0, 1, 2, 63, 64, 66, 80):
        (state,), _ = advance([spec], [None], epoch + 1)
        np.testing.assert_array_equal(chunk.kept[epoch], state.weights)


def test_the_number_of_kept_weights_is_bounded_and_the_first_epochs_are_all_kept():
    assert all(map(keeps_weights, range(65)))
    assert sum(map(keeps_weights, range(20_001))) < 350
    # No call has more to keep than it has places for, wherever it begins.
    kept = np.array([keeps_weights(epoch) for epoch in range(20_001 + ROWS)])
    assert max(kept[first : first + ROWS].sum() for first in range(20_001)) <= KEPT - 1


def test_what_is_compiled_for_makes_a_program_of_its_own():
    spec = changed(IRIS)
    other = ("loss=huber", "optimizer=sgd", "model.units=5", "model.activation=tanh", "batch_size=31")
    keys = {changed(IRIS, pair).program_key for pair in (*other, "validation_share=0.2")}
    assert spec.program_key not in keys
    assert len(keys) == len(other) + 1
