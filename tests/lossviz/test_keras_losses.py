"""Declared losses as losses of Keras."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import lossviz
from lossviz import lazy
from lossviz.errors import SpecError
from lossviz.export.written_code import written_code
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice
from tests.drawn import cost, draws, moderate_examples
from tests.written import TEXTS, name_of

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


@every_loss
def test_a_keras_loss_is_the_mean_of_the_costs(loss):
    (values,) = draws(loss, np.random.default_rng(0), 1) or [{}]
    y_true, y_pred = moderate_examples(loss)
    made = lossviz.keras_loss(loss.name, **values)
    assert float(made(y_true, y_pred)) == pytest.approx(cost(loss, y_true, y_pred, values).mean(), rel=1e-3)


@pytest.mark.parametrize("name", ["mean_squared_error", "poisson_deviance", "binary_brier", "hinge"])
@pytest.mark.parametrize("flat", [(True, False), (False, True), (True, True)])
def test_columns_may_lack_their_last_axis(name, flat):
    made = lossviz.keras_loss(name)
    column = [side[:, :1] for side in moderate_examples(LOSSES[name])]
    given = [side.reshape(-1) if lacks else side for side, lacks in zip(column, flat, strict=True)]
    assert float(made(*given)) == pytest.approx(float(made(*column)), rel=1e-6)
    weights = np.arange(len(column[0]), dtype=np.float32)
    assert float(made(*given, sample_weight=weights)) == pytest.approx(float(made(*column, sample_weight=weights)))


def test_a_confident_mistake_is_judged_by_the_scores_behind_a_softmax():
    y_pred = lazy.keras.activations.softmax(lazy.tf.constant([[60.0, 0.0]]))
    assert float(lossviz.keras_loss("categorical_crossentropy")([[0.0, 1.0]], y_pred)) == 60.0


def test_what_the_issue_gives_as_an_example():
    assert float(lossviz.keras_loss("mean_squared_error")([[1.0], [2.0], [4.0]], [1.0, 2.0, 4.0])) == 0.0


def test_a_loss_that_is_not_declared_is_refused():
    with pytest.raises(SpecError, match=r"The loss must be one of .*\. Got 'hubert' instead\."):
        lossviz.keras_loss("hubert")
    with pytest.raises(SpecError, match=r"must be a number in \[0.001, 1000\]"):
        lossviz.keras_loss("huber", delta=0.0)


LOAD = """
import sys
import keras, numpy as np

x = np.linspace(0, 1, 20, dtype=np.float32).reshape(10, 2)

def told(file):
    model = keras.models.load_model(file)
    return model.loss.values, model.evaluate(x, x[:, :1], verbose=0)

file, old = sys.argv[1:]
try:
    print(told(old))
except ValueError as error:
    print(error)
import lossviz.keras_losses
print(*told(old))
print(*told(file))
"""


@pytest.mark.alone
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Keras' own way of saving is behind NumPy
def test_a_model_is_loaded_in_another_process_as_soon_as_that_knows_the_class(tmp_path):
    keras, files = lazy.keras, [str(tmp_path / f"model.{kind}") for kind in ("keras", "h5")]
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    # Keras has a loss of that name, and would take it with its own delta.
    model.compile(optimizer="adam", loss=lossviz.keras_loss("huber", delta=0.25, name="huber"))
    x = np.linspace(0, 1, 20, dtype=np.float32).reshape(10, 2)
    model.fit(x, x[:, :1], verbose=0)
    for file in files:
        model.save(file)
    command = [sys.executable, "-c", LOAD, *files]
    refusal, *loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert refusal == "Could not interpret loss identifier: lossviz>huber"
    expected = float(model.evaluate(x, x[:, :1], verbose=0))
    for values, evaluated in (line.rsplit(" ", 1) for line in loaded):
        assert values == "{'delta': 0.25}"
        assert float(evaluated) == pytest.approx(expected, rel=1e-5)
    assert len(loaded) == 2


def test_a_keras_loss_is_made_again_from_its_configuration():
    made = lossviz.keras_loss("barron", alpha=-1.5)
    again = type(made).from_config(made.get_config())
    assert again.values == made.values == {"alpha": -1.5, "scale": 1.0}
    assert again.name == "barron"


def test_name_reduction_and_precision_are_those_of_keras():
    made = lossviz.keras_loss("huber", delta=2.0, name="mine", reduction="sum", dtype="float64")
    again = type(made).from_config(made.get_config())
    for each in (made, again):
        assert (each.name, each.reduction, each.dtype, each.values) == ("mine", "sum", "float64", {"delta": 2.0})
    y_true, y_pred = moderate_examples(LOSSES["huber"])
    keras_own = lazy.keras.losses.Huber(delta=2.0, reduction="sum", dtype="float64")
    assert float(again(y_true, y_pred)) == pytest.approx(float(keras_own(y_true, y_pred)), rel=1e-9)
    assert lossviz.keras_loss("huber", reduction=None)(y_true, y_pred).shape == (len(y_true),)


def test_no_parameter_is_called_as_an_argument_of_keras():
    assert {"name", "reduction", "dtype"}.isdisjoint(name for loss in LOSSES.values() for name in loss.params)


def test_labels_that_are_not_those_of_the_loss_are_refused_when_a_model_is_trained():
    keras = lazy.keras
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="softmax")])
    x, labels = np.ones((8, 2), np.float32), np.arange(8) % 3
    model.compile(loss=lossviz.keras_loss("categorical_crossentropy"))
    with pytest.raises(ValueError, match=r"One-hot labels must have the shape of the predictions\."):
        model.fit(x, labels, verbose=0)
    model.compile(loss=lossviz.keras_loss("sparse_categorical_crossentropy"), jit_compile=False)
    with pytest.raises(lazy.tf.errors.InvalidArgumentError, match=r"whole numbers from 0 to 2\."):
        model.fit(x, labels + 1, verbose=0)
    model.compile(loss=lossviz.keras_loss("cross_entropy_by_hand"), jit_compile=True)
    assert np.isnan(model.fit(x, labels + 1, verbose=0).history["loss"]).all()


# Written losses


def as_keras(text: str, y_true, y_pred) -> float:
    """Return what Keras makes of a text that is written for it, with its defaults."""
    code = written_code(Choice("loss", name_of(text)))
    module = {"tf": lazy.tf, "keras": lazy.keras, "np": np}
    exec(compile(code.source, "exported", "exec"), module)
    made = module[code.name]() if code.is_called else module[code.name]
    model = lazy.keras.Sequential([lazy.keras.layers.Identity()])
    model.compile(loss=made)
    return float(model.compute_loss(y=lazy.tf.constant(y_true), y_pred=lazy.tf.constant(y_pred)))


@pytest.mark.parametrize("text", TEXTS)
def test_a_written_loss_is_what_keras_makes_of_it(text):
    loss = LOSSES[name_of(text)]
    y_true, y_pred = moderate_examples(loss)
    made = lossviz.keras_loss(TEXTS[text])
    assert float(made(y_true, y_pred)) == pytest.approx(as_keras(text, y_true, y_pred), rel=1e-4)
    assert float(lossviz.keras_loss(loss.name)(y_true, y_pred)) == float(made(y_true, y_pred))


def test_a_written_loss_has_its_parameters_and_a_short_name():
    made = lossviz.keras_loss("where(e > 0, weight * e, -e)", weight=2.0)
    assert float(made([[0.0], [0.0]], [[1.0], [-1.0]])) == 1.5
    assert (made.name, made.values) == ("written_loss", {"weight": 2.0})
    assert lossviz.keras_loss(TEXTS["loss_class"], regularization_factor=0.5).name == "CustomMSE"
    again = type(made).from_config(made.get_config())
    assert (again.name, again.values) == (made.name, made.values)
    assert float(again([[0.0], [0.0]], [[1.0], [-1.0]])) == 1.5


def test_a_text_that_is_no_loss_is_refused():
    with pytest.raises(SpecError, match=r"Line 1: "):
        lossviz.keras_loss("__import__('os').system('true')")
    with pytest.raises(SpecError, match=r"The parameter of My own loss must be"):
        lossviz.keras_loss("a * e**2", b=1.0)


@pytest.mark.alone
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_with_a_written_loss_is_saved_and_loaded(tmp_path):
    keras, files = lazy.keras, [str(tmp_path / f"model.{kind}") for kind in ("keras", "h5")]
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss=lossviz.keras_loss(TEXTS["root_mean_squared_error"]))
    x = np.linspace(0, 1, 20, dtype=np.float32).reshape(10, 2)
    model.fit(x, x[:, :1], verbose=0)
    expected = float(model.evaluate(x, x[:, :1], verbose=0))
    for file in files:
        model.save(file)
        loaded = keras.models.load_model(file)
        assert float(loaded.evaluate(x, x[:, :1], verbose=0)) == pytest.approx(expected, rel=1e-5)
