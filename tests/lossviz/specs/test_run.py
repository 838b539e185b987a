"""The full description of a run: what fits, what follows from it, and its one written form."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lossviz.datasets import DATASETS
from lossviz.errors import SpecError
from lossviz.models import MODELS
from lossviz.optimizers import OPTIMIZERS
from lossviz.specs.choice import KINDS, MAX_QUERY, Choice, fitting_datasets, fitting_losses
from lossviz.specs.run import MAX_CHANGES, MAX_RUN_SECONDS, MAX_UPDATES, RUN_PARAMS, Change, RunSpec
from lossviz.specs.settings import param_of
from lossviz.training.data import arrays
from tests.strategies import choices_of_defaults, or_sentence, specs

COMBINATIONS = choices_of_defaults()
LINEAR = "dataset=linear&loss=huber&model=linear&optimizer=sgd"


def refusal(query: str) -> str:
    """Return the sentence with which a link is refused."""
    with pytest.raises(SpecError) as caught:
        RunSpec.from_query(query)
    return str(caught.value)


# The link


@given(specs())
def test_any_spec_survives_the_round_trip_through_a_link(spec):
    query = spec.to_query()
    again = RunSpec.from_query(query)
    assert again == spec
    assert hash(again) == hash(spec)
    assert again.to_query() == query
    assert RunSpec.from_query(f"?{query}") == spec
    # Signs that chat programs, shells and browsers keep as they are.
    assert re.fullmatch(r"[\w.,:=&+-]+", query)


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_is_reached_by_a_link(kind):
    reached = {getattr(RunSpec.from_query(_fitting(kind, name).to_query()), kind).name for name in KINDS[kind]}
    assert reached == set(KINDS[kind])


def _fitting(kind: str, name: str) -> RunSpec:
    """Return a run with a component, and whatever fits it."""
    optimizer = Choice("optimizer", name if kind == "optimizer" else "adam")
    for dataset, loss, model in COMBINATIONS:
        chosen = {"dataset": dataset, "loss": loss, "model": model, "optimizer": optimizer}
        spec, sentence = or_sentence(RunSpec, **chosen)
        if chosen[kind].name == name and sentence is None:
            return spec
    raise AssertionError(f"Nothing fits the {kind} {name}.")


def test_the_empty_link_is_the_default_run():
    # Recipe 1 of the article: iris, 4 relu and 3 softmax, Adam, 300 epochs.
    for query in ("", "?"):
        assert RunSpec.from_query(query) == RunSpec()
    assert RunSpec().title == (
        "CustomMSE (regularization factor 0.1) on Iris · 4 → 4 relu → 3 softmax · Adam 0.001 · 300 epochs · batch 32 · "
        "seed 0"
    )


def test_the_title_tells_the_last_changes():
    spec = RunSpec()
    for i in range(5):
        spec = spec.with_change(10 * i, "loss.regularization_factor", i / 10)
    assert spec.title.endswith(
        "seed 0 · regularization factor 0.2 after epoch 20 · regularization factor 0.3 after epoch 30 · regularization "
        "factor 0.4 after epoch 40"
    )


def test_a_link_spells_out_its_defaults():
    # Changing a default must not change what old links mean.
    query = RunSpec().to_query()
    for name, param in RUN_PARAMS.items():
        assert f"{name}={param.format(param.default)}" in query.split("&")
    assert "loss.regularization_factor=0.1" in query.split("&")


def test_the_longest_link_can_be_read():
    most = max(
        (_fitting(kind, name) for kind in ("loss", "optimizer") for name in KINDS[kind]),
        key=lambda spec: max(map(len, spec.traced)),
    )
    long = most.with_value("seed", 2**31 - 101).with_value("split_seed", 2**31 - 1).with_value("epochs", 20_000)
    name = max(long.traced, key=len)
    value = 0.012345678901234567
    changes = tuple(Change(19_900 + i, name, value) for i in range(MAX_CHANGES))
    query = dataclasses.replace(long, changes=changes).to_query()
    assert len(RunSpec.from_query(query).changes) == MAX_CHANGES
    assert len(query) <= MAX_QUERY


def _spec_or_sentence(query: str) -> None:
    spec, sentence = or_sentence(RunSpec.from_query, query)
    if sentence is None:
        assert RunSpec.from_query(spec.to_query()) == spec
    else:
        assert len(sentence.splitlines()) == 1


@settings(max_examples=300)
@given(st.text(max_size=60) | st.text("=&%+.:,?0123456789abcdefghinlorstx", max_size=60))
@example("&")
@example("%")
@example("=")
@example("loss=%ff")
@example("loss=\ud800")
@example("epochs=" + "9" * 400)
@example("change=0:optimizer.learning_rate:nan")
@example("change=" + "9" * 3000 + ":optimizer.learning_rate:0.1")
def test_any_text_gives_a_spec_or_one_sentence(text):
    _spec_or_sentence(text)


NAMES = [*KINDS, *RUN_PARAMS, "change", *(f"{k}.{p}" for k, r in KINDS.items() for c in r.values() for p in c.params)]
VALUES = [
    *(name for registry in KINDS.values() for name in registry),
    "0",
    "1",
    "-1",
    "1e400",
    "nan",
    "inf",
    "true",
    "",
]


@given(st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), st.sampled_from(VALUES) | st.text(max_size=8))))
def test_known_names_with_any_values_give_a_spec_or_one_sentence(pairs):
    _spec_or_sentence("&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in pairs))


@given(specs(), st.data())
def test_a_damaged_link_gives_a_spec_or_one_sentence(spec, data):
    query = spec.to_query()
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, min(len(query), start + 12)))
    _spec_or_sentence(query[:start] + data.draw(st.text(max_size=6)) + query[end:])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "loss=hubert",
            "The loss must be one of 57 names, such as huber, pseudo_huber, modified_huber. Got 'hubert' instead.",
        ),
        ("dataset=mnist", f"The dataset must be one of {', '.join(DATASETS)}. Got 'mnist' instead."),
        ("model=cnn", f"The model must be one of {', '.join(MODELS)}. Got 'cnn' instead."),
        ("optimizer=", f"The optimizer must be one of {', '.join(OPTIMIZERS)}. Got '' instead."),
        ("loss=huber&loss=huber", "A link must name 'loss' once. Got it 2 times instead."),
        ("loss", "A link must be name=value pairs joined by '&'. Got 'loss' instead."),
        (
            "color=red",
            "A name in a link must be one of dataset, loss, model, optimizer, epochs, batch_size, seed, "
            "validation_share, split_seed, change. Got 'color' instead.",
        ),
        ("loss=huber&loss.delta=-1", "The delta of Huber must be a number in [0.001, 1000]. Got -1.0"),
        ("loss=huber&loss.delta=big", "The delta of Huber must be a number in [0.001, 1000]. Got 'big'"),
        ("loss=huber&loss.level=1", "The parameter of Huber must be one of delta. Got 'level' instead."),
        ("loss=hinge&loss.margin=1", "must be one of none: it has no parameters. Got 'margin' instead."),
        ("epochs=0", "The epochs of a run must be a whole number in [1, 20000]. Got 0 instead."),
        ("validation_share=1", "The validation share of a run must be a number in [0, 0.9]. Got 1.0"),
        ("change=5", "A change must be epoch:name:value, as in 120:loss.delta:2.5 or 120:loss:huber. Got '5'"),
        (
            "change=5:loss.delta:2",
            "A change must be of one of loss, loss.regularization_factor, optimizer.learning_rate",
        ),
        ("change=300:optimizer.learning_rate:1", "A change must come after an epoch in [0, 299]. Got 300"),
        ("change=-1:optimizer.learning_rate:1", "A change must come after an epoch in [0, 299]. Got -1"),
        (
            "change=1:optimizer.learning_rate:11",
            "The learning rate of Adam must be a number in [1e-07, 10]",
        ),
        ("change=1:epochs:11", "A change must be of one of loss, loss.regularization_factor"),
        ("a" * 8001, "A link must have at most 8,000 characters. Got 8,001 instead."),
    ],
)
def test_a_bad_link_is_refused_with_a_sentence_that_says_what_is_right(query, sentence):
    assert sentence in refusal(query)


def test_too_many_changes_are_refused():
    changes = "&".join(f"change={i}:optimizer.learning_rate:0.1" for i in range(MAX_CHANGES + 1))
    assert refusal(changes) == f"A run must have at most {MAX_CHANGES} changes. Got {MAX_CHANGES + 1} instead."


# What fits


@pytest.mark.parametrize("dataset", DATASETS)
def test_parts_fit_or_the_sentence_names_what_does(dataset):
    combinations = [parts for parts in COMBINATIONS if parts[0].name == dataset]
    assert len(combinations) > 100
    for parts in combinations:
        _check_fit(*parts)


def _check_fit(dataset: Choice, loss: Choice, model: Choice) -> None:
    _, sentence = or_sentence(RunSpec, dataset=dataset, loss=loss, model=model)
    if sentence is None:
        assert loss.name in fitting_losses(dataset)
        return
    what, remedy = re.fullmatch(r"The loss .*\. These (data )?fit: (.*)\.", sentence).groups()
    if what:
        assert loss.name not in fitting_losses(dataset)
        by_label = {component.label: name for name, component in DATASETS.items()}
        fitting = [by_label[label] for label in remedy.split(" or ")]
        assert fitting == fitting_datasets(loss.component)
        assert all(loss.name in fitting_losses(Choice("dataset", name)) for name in fitting)
        return
    assert loss.name in fitting_losses(dataset)
    # The sentence is right if following it helps.
    for query in remedy.split(", or "):
        (_, name), *values = (pair.split("=") for pair in query.split(" with "))
        items = tuple((key.removeprefix("model."), value) for key, value in values)
        assert RunSpec(dataset=dataset, loss=loss, model=Choice("model", name, items))


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_losses_that_fit_a_dataset_are_those_that_some_model_trains_on_it(dataset):
    made = [
        or_sentence(RunSpec, dataset=data, loss=loss, model=model)[0]
        for data, loss, model in COMBINATIONS
        if data.name == dataset
    ]
    trained = {spec.loss.name for spec in made if spec is not None}
    assert set(fitting_losses(Choice("dataset", dataset))) == trained


def test_a_choice_of_the_wrong_kind_is_refused():
    with pytest.raises(SpecError, match=r"The loss of a run must be a loss\. Got a model instead\."):
        RunSpec(loss=Choice("model", "linear"))


def test_a_run_has_a_bounded_number_of_updates():
    examples = "dataset.examples=1000&validation_share=0&batch_size=1"
    assert RunSpec.from_query(f"{LINEAR}&{examples}&epochs=1000").n_batches * 1000 == MAX_UPDATES
    assert refusal(f"{LINEAR}&{examples}&epochs=1001") == (
        "A run must have at most 1,000,000 updates of the weights. Got 1,001,000 instead (1,001 epochs of 1,000 "
        "batches): choose fewer epochs or larger batches."
    )


def test_a_run_has_a_bounded_amount_of_arithmetic():
    data = "dataset=linear&loss=huber&dataset.examples=1000&validation_share=0&batch_size=1000"
    large = f"{data}&model=mlp&model.units=64&model.layers=3"
    assert RunSpec.from_query(f"{large}&epochs=1000").epochs == 1000
    assert refusal(f"{large}&epochs=20000") == (
        "A run must be trained in about 60 seconds. These settings would take 1,006: choose fewer epochs, examples or "
        "units."
    )


@given(specs())
def test_no_spec_goes_beyond_the_bounds_on_work(spec):
    assert spec.epochs * spec.n_batches <= MAX_UPDATES
    assert spec.epochs * spec.epoch_seconds <= MAX_RUN_SECONDS


@pytest.mark.parametrize("batch_size", [1, 5, 20, 32])
def test_a_flat_target_takes_batches_that_are_all_full(batch_size):
    assert RunSpec.from_query(f"{LINEAR}&dataset.flat_target=true&validation_share=0&batch_size={batch_size}")


def test_a_flat_target_refuses_batches_that_are_not_full():
    # Of 20 examples the third batch of 8 would hold 4, padded to 8: y broadcasts over the padding.
    assert "the batch size must divide 20, or be at least that. Got 8 instead." in refusal(
        f"{LINEAR}&dataset.flat_target=true&validation_share=0&batch_size=8"
    )


# What follows from the choices


@settings(max_examples=60)
@given(specs(changes=False))
def test_the_facts_of_a_spec_are_those_of_its_data(spec):
    data = arrays(spec)
    assert data.x.shape == (spec.n_train, spec.n_features)
    assert data.x_val.shape == (spec.n_validation, spec.n_features)
    assert len(data.y) == len(data.truth) == spec.n_train
    assert len(data.y_val) == len(data.truth_val) == spec.n_validation
    assert spec.n_train >= 1
    assert spec.n_batches == -(-spec.n_train // spec.batch_size)
    assert (spec.validation_share == 0) == (spec.n_validation == 0)
    n_examples = spec.n_train + spec.n_validation
    # A share that leaves a side without an example of each class is moved to the nearest that does not.
    least = max(spec.outline.n_classes, 1)
    rounded = abs(spec.n_validation - spec.validation_share * n_examples) <= 0.5
    assert rounded or spec.n_validation in (least, n_examples - least)


@settings(max_examples=60)
@given(st.floats(1e-6, 0.9), st.integers(0, 2**31 - 1))
def test_classes_keep_their_proportions_on_both_sides(share, split_seed):
    spec = RunSpec(validation_share=share, split_seed=split_seed)
    data = arrays(spec)
    for truth in (data.truth, data.truth_val):
        counts = np.bincount(truth, minlength=3)
        assert counts.min() >= 1
        # Iris has as many of each class: what rounding leaves over is one example at most.
        assert np.ptp(counts) <= 1


def test_the_metric_is_the_tasks_own():
    assert (RunSpec().task, RunSpec().metric) == ("multiclass", "accuracy")
    linear = RunSpec.from_query(LINEAR)
    assert (linear.task, linear.metric) == ("regression", "mae")


@given(specs(changes=False))
def test_what_is_traced_is_every_number_of_loss_and_optimizer(spec):
    expected = {f"{kind}.{name}": v for kind in ("loss", "optimizer") for name, v in getattr(spec, kind).items}
    assert spec.traced == {name: value for name, value in expected.items() if type(value) is float}
    assert "optimizer.learning_rate" in spec.traced


# Changes on the way


def test_a_change_takes_effect_after_its_epoch():
    spec = RunSpec.from_query(LINEAR).with_change(10, "loss.delta", 2.0).with_change(20, "loss.delta", 3.0)
    deltas = {epoch: spec.at(epoch).loss.values["delta"] for epoch in (0, 10, 11, 20, 21, 300)}
    assert deltas == {0: 1.0, 10: 1.0, 11: 2.0, 20: 2.0, 21: 3.0, 300: 3.0}
    assert spec.at(21).changes == ()


def test_a_change_drops_what_had_been_planned_after_it():
    spec = RunSpec.from_query(LINEAR).with_change(10, "loss.delta", 2.0).with_change(20, "loss.delta", 3.0)
    assert spec.with_change(15, "optimizer.learning_rate", 0.5).changes == (
        Change(10, "loss.delta", 2.0),
        Change(15, "optimizer.learning_rate", 0.5),
    )


def test_the_last_of_two_changes_at_one_epoch_counts():
    spec = RunSpec.from_query(LINEAR).with_change(10, "loss.delta", 2.0).with_change(10, "loss.delta", 0.5)
    assert spec.changes == (Change(10, "loss.delta", 0.5),)


def test_a_change_may_come_as_any_number_and_is_written_as_one():
    # A slider gives Python's numbers, an extracted array NumPy's; '1:loss.delta:np.float64(2.0)' would not be read.
    spec = RunSpec.from_query(LINEAR).with_change(np.int64(10), "loss.delta", np.float64(2))
    assert spec.to_query().endswith("change=10:loss.delta:2.0")
    assert RunSpec.from_query(spec.to_query()) == spec


@given(specs(), st.data())
def test_the_spec_in_force_is_a_spec_without_changes(spec, data):
    epoch = data.draw(st.integers(0, spec.epochs))
    now = spec.at(epoch)
    assert now.changes == ()
    expected = spec.traced | {c.name: c.value for c in spec.changes if c.epoch < epoch}
    assert now.traced == expected
    assert dataclasses.replace(now, loss=spec.loss, optimizer=spec.optimizer, changes=spec.changes) == spec


@given(specs())
def test_with_value_changes_one_thing(spec):
    other = spec.with_value("seed", spec.seed // 2 + 1)
    assert other.seed == spec.seed // 2 + 1
    assert dataclasses.replace(other, seed=spec.seed) == spec
    for name in spec.traced:
        param = param_of(spec, name)
        assert dataclasses.replace(spec, changes=()).with_value(name, param.low).traced[name] == param.low


def test_a_spec_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RunSpec().epochs = 3


def test_a_run_can_go_on_with_another_loss():
    spec = RunSpec(epochs=30).with_change(10, "loss", "huber").with_change(20, "loss.delta", 0.5)
    assert RunSpec.from_query(spec.to_query()) == spec
    assert [spec.at(epoch).loss.name for epoch in (10, 11)] == ["custom_mse", "huber"]
    assert [spec.at(epoch).loss.values for epoch in (20, 21)] == [{"delta": 1.0}, {"delta": 0.5}]
    assert spec.title.endswith("Huber after epoch 10 · delta 0.5 after epoch 20")


def test_what_a_run_cannot_go_on_with_is_refused():
    with pytest.raises(SpecError, match=r"A change must be of one of loss, loss.delta, .* Got 'loss.regularization_f"):
        RunSpec().with_change(10, "loss", "huber").with_change(11, "loss.regularization_factor", 0.5)
    with pytest.raises(SpecError, match=r"The loss Hinge compares two classes, but Iris has 3 classes\."):
        RunSpec().with_change(10, "loss", "hinge")
    with pytest.raises(SpecError, match=r"The loss must be one of .* Got 'hubert' instead\."):
        RunSpec.from_query("change=3:loss:hubert")
