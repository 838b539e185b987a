"""Losses as code for other projects: what is exported is run."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest

import lossviz
from lossviz import lazy
from lossviz.errors import SpecError
from lossviz.export.loss_code import attachments, loss_source
from lossviz.losses import LOSSES, Loss
from lossviz.specs.choice import Choice
from tests.drawn import cost, draws, moderate_predictions, targets

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)

KINDS = {(loss.labels, loss.scores, loss.positive, loss.least_outputs): loss.name for loss in LOSSES.values()}
"""One loss of each kind: of those that want the same labels and predictions."""


def drawn(loss: Loss) -> Choice:
    """Return a loss with random values."""
    (values,) = draws(loss, np.random.default_rng(0), 1) or [{}]
    return Choice("loss", loss.name, tuple(values.items()))


def examples(loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and predictions in float32."""
    random = np.random.default_rng(1)
    y_true = targets(loss, random, 40)
    y_pred = moderate_predictions(loss, random, y_true).astype(np.float32)
    return y_true if loss.labels == "integers" else y_true.astype(np.float32), y_pred


@every_loss
def test_the_exported_function_alone_gives_the_same_costs(loss):
    choice, module = drawn(loss), {}
    source = loss_source(choice)
    assert "lossviz" not in source
    exec(compile(source, "exported", "exec"), module)
    y_true, y_pred = examples(loss)
    exported = module[loss.name](lazy.tf.constant(y_true), lazy.tf.constant(y_pred)).numpy()
    np.testing.assert_array_equal(exported, cost(loss, y_true, y_pred, choice.values, np.float32))


@pytest.mark.parametrize("way", list(attachments(Choice("loss", "huber"))))
@pytest.mark.parametrize("name", KINDS.values())
def test_each_way_to_attach_a_loss_runs(name, way, capsys):
    script = attachments(drawn(LOSSES[name]))[way]
    exec(compile(script, way, "exec"), {"__name__": "__main__"})
    assert np.isfinite(float(capsys.readouterr().out))


def test_there_are_four_ways():
    assert len(attachments(Choice("loss", "huber"))) == 4


# lossviz.keras_loss


@every_loss
def test_a_keras_loss_is_the_mean_of_the_costs(loss):
    choice = drawn(loss)
    y_true, y_pred = examples(loss)
    made = lossviz.keras_loss(loss.name, **choice.values)
    assert float(made(y_true, y_pred)) == pytest.approx(cost(loss, y_true, y_pred, choice.values).mean(), rel=1e-3)


@pytest.mark.parametrize("name", ["huber", "sparse_categorical_crossentropy", "hinge"])
def test_labels_with_another_axis_do_not_broadcast(name):
    # Keras hands on targets of shape (n,) or (n, 1) as they were given.
    y_true, y_pred = examples(LOSSES[name])
    if LOSSES[name].labels != "integers":
        y_true, y_pred = y_true[:, :1], y_pred[:, :1]
    made = lossviz.keras_loss(name)
    assert float(made(y_true.reshape(-1), y_pred)) == pytest.approx(float(made(y_true.reshape(-1, 1), y_pred)))


def test_a_loss_that_is_not_declared_is_refused():
    with pytest.raises(SpecError, match=r"The loss must be one of .*\. Got 'hubert' instead\."):
        lossviz.keras_loss("hubert")
    with pytest.raises(SpecError, match=r"must be a number in \[0.001, 1000\]"):
        lossviz.keras_loss("huber", delta=0.0)


LOAD = """
import sys
import keras, numpy as np
import lossviz.keras_losses
model = keras.models.load_model(sys.argv[1])
x = np.linspace(0, 1, 20, dtype=np.float32).reshape(10, 2)
print(model.loss.values, model.evaluate(x, x[:, :1], verbose=0))
model.fit(x, x[:, :1], verbose=0)
"""


@pytest.mark.alone
def test_a_compiled_model_is_saved_and_loaded_in_another_process(tmp_path):
    keras, path = lazy.keras, tmp_path / "model.keras"
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss=lossviz.keras_loss("huber", delta=0.25))
    x = np.linspace(0, 1, 20, dtype=np.float32).reshape(10, 2)
    model.fit(x, x[:, :1], verbose=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Keras' own way of saving is behind NumPy
        model.save(path)
    loaded = subprocess.run([sys.executable, "-c", LOAD, str(path)], capture_output=True, text=True, check=True).stdout
    values, evaluated = loaded.rsplit(" ", 1)
    assert values == "{'delta': 0.25}"
    assert float(evaluated) == pytest.approx(float(model.evaluate(x, x[:, :1], verbose=0)), rel=1e-5)


def test_a_keras_loss_is_made_again_from_its_configuration():
    made = lossviz.keras_loss("barron", alpha=-1.5)
    again = type(made).from_config(made.get_config())
    assert again.values == made.values == {"alpha": -1.5, "scale": 1.0}
    assert again.name == "barron"
