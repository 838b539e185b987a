"""Losses as code for other projects: what is exported is run."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz import lazy
from lossviz.export.loss_code import attachments, class_name, loss_source
from lossviz.losses import LOSSES, Loss
from lossviz.specs.choice import Choice
from tests.drawn import cost, draws, moderate_examples

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)

WAYS = tuple(attachments(Choice("loss", "huber")))

KINDS = {(loss.labels, loss.scores, loss.positive, loss.least_outputs): loss for loss in reversed([*LOSSES.values()])}
"""One loss of each kind: of those that want the same labels and predictions."""


def drawn(loss: Loss) -> Choice:
    """Return a loss with random values."""
    (values,) = draws(loss, np.random.default_rng(0), 1) or [{}]
    return Choice("loss", loss.name, tuple(values.items()))


@every_loss
def test_the_exported_function_alone_gives_the_same_costs(loss):
    choice, module = drawn(loss), {}
    source = loss_source(choice)
    assert "lossviz" not in source
    exec(compile(source, "exported", "exec"), module)
    y_true, y_pred = moderate_examples(loss)
    exported = module[loss.name](lazy.tf.constant(y_true), lazy.tf.constant(y_pred)).numpy()
    np.testing.assert_array_equal(exported, cost(loss, y_true, y_pred, choice.values, np.float32))


def run(script: str, capsys) -> tuple[dict, float]:
    """Run a script, and return what it has made and printed."""
    lazy.keras.utils.set_random_seed(0)
    made = {"__name__": "__main__"}
    exec(compile(script, "exported", "exec"), made)
    return made, float(capsys.readouterr().out)


def assert_told(choice: Choice, made: dict, printed: float) -> None:
    """Compare what a script has printed with what the model that it has trained costs."""
    y, y_pred = made["y"], made["model"](made["x"]).numpy()
    truth = y.reshape(-1) if choice.component.labels == "integers" else y.reshape(y_pred.shape)
    costs = cost(choice.component, truth, y_pred, choice.values, np.float32)
    assert printed == pytest.approx(costs.mean(), rel=1e-5)
    assert np.ptp(costs) > 0, "A loss that broadcasts would look right."


COMPILED = [(loss.name, "As a Loss class") for loss in KINDS.values()] + [("huber", way) for way in WAYS[::2]]
"""Where scripts are run as they stand: each kind of loss, and each way. Tracing takes most of their time."""


@pytest.mark.parametrize(("name", "way"), COMPILED)
def test_what_a_script_prints_is_what_it_computes(name, way, capsys):
    choice = drawn(LOSSES[name])
    assert_told(choice, *run(attachments(choice)[way], capsys))


@pytest.fixture
def eagerly():
    """Trace nothing."""
    lazy.tf.config.run_functions_eagerly(True)
    yield
    lazy.tf.config.run_functions_eagerly(False)


def shortened(script: str) -> str:
    """Return a script that trains on two batches only."""
    shorter = script.replace("size=(200, 4)", "size=(40, 4)").replace("epochs=3", "epochs=1").replace("(3):", "(1):")
    assert len(shorter) == len(script) - 1
    return shorter


def with_labels(script: str, line: str) -> str:
    """Return a script with a line behind the one that makes `y`."""
    head, end, rest = script.partition(next(line for line in script.splitlines(True) if line.startswith("y = ")))
    return f"{head}{end}{line}\n{rest}"


in_eager_mode = pytest.mark.filterwarnings("ignore:Even though the `tf.config.experimental_run_functions_eagerly`")


@in_eager_mode
@every_loss
def test_that_holds_for_every_loss_and_way(loss, capsys, eagerly):
    choice = drawn(loss)
    for script in attachments(choice).values():
        made, printed = run(shortened(script), capsys)
        assert_told(choice, made, printed)
    model = made["model"]  # that of the last way, whose own code tells the loss while it trains, too
    model.optimizer.learning_rate = 0.0
    told = model.fit(made["x"], made["y"], batch_size=40, epochs=2, verbose=0).history["loss"]
    assert told == pytest.approx([printed] * 2, rel=1e-5)


@in_eager_mode
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("loss", KINDS.values(), ids=lambda loss: loss.name)
def test_a_target_of_another_rank_trains_alike_or_is_refused(loss, way, capsys, eagerly):
    choice = drawn(loss)
    script = shortened(attachments(choice)[way])
    if loss.labels == "one_hot" or loss.least_outputs > 1:
        with pytest.raises(ValueError, match=r"must have the shape of the predictions\. Got shapes \(32,\) and"):
            run(with_labels(script, "y = y.argmax(axis=1)"), capsys)
        return
    made, printed = run(with_labels(script, f"y = y{'[:, None]' if loss.labels == 'integers' else '[:, 0]'}"), capsys)
    assert made["y"].ndim == (2 if loss.labels == "integers" else 1)
    assert_told(choice, made, printed)


WRONG = {
    "zero_one": ("y = y + 5", "Labels must"),
    "one_hot": ("y = y + 5", r"Each row of one-hot labels must sum to 1\. Got 16 instead"),
    "integers": ("y = y + 5", r"Integer labels must be whole numbers from 0 to 2\. Got \d instead"),
    "numbers": ("y = -y", r"Targets must be 0 or greater\. Got -"),
}


@in_eager_mode
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "loss", [loss for loss in KINDS.values() if loss.positive or loss.labels != "numbers"], ids=lambda loss: loss.name
)
def test_labels_that_are_not_those_of_the_loss_are_refused(loss, way, capsys, eagerly):
    line, sentence = WRONG[loss.labels]
    with pytest.raises(ValueError, match=sentence):
        run(with_labels(shortened(attachments(drawn(loss))[way]), line), capsys)


def test_there_are_four_ways():
    assert len(WAYS) == 4


@every_loss
def test_the_class_of_a_loss_has_no_name_that_keras_knows(loss):
    # A process that loads a model and does not know the class would silently take the loss of Keras.
    known = lazy.keras.losses.get
    name = class_name(loss.name)
    for each in (name, f"{loss.name}_loss"):
        with pytest.raises(ValueError, match="Could not interpret loss identifier"):
            known(each)
