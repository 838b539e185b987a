"""Losses that visitors wrote in links, session files and words: whole, bounded, and out of sight."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest

from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.losses.written import own_loss_name
from lossviz.specs.choice import MAX_QUERY, Choice
from lossviz.specs.comparison import MAX_COMPARED, MAX_FILE, MAX_IN_FILE, Comparison, NamedSpec, read_file
from lossviz.specs.differences import agreements, differences, text_of
from lossviz.specs.fitting import with_component
from lossviz.specs.forks import forkable, forked
from lossviz.specs.link import read_link
from lossviz.specs.loss_view import LossView, relatives
from lossviz.specs.run import MAX_CHANGES, MAX_RECIPE, Change, RunSpec
from lossviz.specs.run_words import name_among, run_name, set_up
from lossviz.specs.settings import marks_at, owner_of, param_of
from lossviz.specs.sweep import Sweep
from tests.strategies import or_sentence
from tests.written import TEXTS, name_of

every_text = pytest.mark.parametrize("text", TEXTS)


def run_of(text: str, more: str = "") -> RunSpec:
    """Return a run of a loss of `TEXTS`, on iris with as many classes as it compares."""
    data = "dataset=iris_binary&" if LOSSES[name_of(text)].labels == "zero_one" else ""
    return RunSpec.from_query(f"{data}loss={name_of(text)}{more}")


def text_of_length(n: int, seed: int = 0) -> str:
    """Return a loss of n characters that hardly gets shorter when it is compressed."""
    code = "def longest(y_true, y_pred, a=1.0):\n    return a * tf.square(y_true - y_pred)\n"
    signs = [chr(number) for number in range(33, 127)]
    random = np.random.default_rng(seed)
    rest, lines = n - len(code), []
    while rest > 0:
        length = min(rest, 100) - 3
        lines.append("# " + "".join(random.choice(signs, max(length, 0))) + "\n")
        rest -= len(lines[-1])
    return ("".join(lines)[: n - len(code)] + code).strip()


LONGEST = own_loss_name(text_of_length(3_990))


# Links


@every_text
def test_a_run_survives_the_round_trip_through_a_link(text):
    spec = run_of(text)
    for name in list(spec.loss.values):
        spec = spec.with_value(f"loss.{name}", 0.25).with_change(20, f"loss.{name}", 0.5)
    assert RunSpec.from_query(spec.to_query()) == spec
    assert read_link(f"http://localhost/?{spec.to_query()}&utm_source=chat") == spec


def test_a_text_of_4000_characters_fits_a_link_with_all_that_a_run_can_say():
    spec = RunSpec.from_query(f"loss={LONGEST}")
    changes = tuple(Change(i, "optimizer.learning_rate", 0.0123456789 + i / 100) for i in range(20))
    spec = RunSpec(loss=spec.loss.with_value("a", 0.123456789012345), changes=changes)
    assert len(LOSSES[LONGEST].source) > 3_900
    assert len(spec.to_query()) <= MAX_RECIPE
    assert RunSpec.from_query(spec.to_query()) == spec
    sweep = Sweep.from_query(f"{RunSpec(loss=spec.loss).to_query()}&sweep=loss.a:0.123456:9.12345:129:log&seeds=1")
    assert Sweep.from_query(sweep.to_query()) == sweep
    assert len(sweep.to_query()) <= MAX_QUERY


def test_a_run_that_does_not_fit_a_link_is_refused_in_one_sentence():
    other = own_loss_name(text_of_length(3_990, seed=1))
    spec, sentence = or_sentence(RunSpec.from_query(f"loss={LONGEST}").with_change, 20, "loss", other)
    assert spec is None
    assert sentence.startswith(f"A run must fit into a link of {MAX_RECIPE:,} characters, and so must the losses")


def test_another_loss_may_come_on_the_way():
    spec = run_of("loss_class").with_change(20, "loss", name_of("focal")).with_change(30, "loss.gamma", 1.0)
    assert RunSpec.from_query(spec.to_query()) == spec
    assert spec.at(25).loss.component.label == "make_focal_loss"
    assert "make_focal_loss after epoch 20" in spec.title


def test_runs_of_one_loss_fit_a_link_and_those_of_eight_long_ones_fit_a_file():
    spec = RunSpec.from_query(f"loss={LONGEST}")
    race = Comparison(tuple(NamedSpec(f"{i}", spec.with_value("seed", i)) for i in range(MAX_COMPARED)))
    assert Comparison.from_query(race.to_query()) == race
    losses = [own_loss_name(text_of_length(3_990, seed)) for seed in range(MAX_COMPARED)]
    runs = [NamedSpec(name[-8:], RunSpec.from_query(f"loss={name}")) for name in losses]
    large = Comparison(tuple(runs))
    assert not large.fits_link
    with pytest.raises(SpecError, match="A link must have at most 8,000 characters"):
        large.to_query()
    assert read_file(large.to_file().encode()) == large


def test_the_largest_session_fits_a_file():
    changes = tuple(Change(i, "loss.a", 0.012345678901234567 + i) for i in range(MAX_CHANGES))
    spec = RunSpec(loss=Choice("loss", LONGEST), changes=changes, seed=2**31 - 101)
    assert 6_000 < len(spec.to_query()) <= MAX_RECIPE
    session = Comparison(tuple(NamedSpec("語" * 38 + f"{i:02}", spec) for i in range(MAX_IN_FILE)))
    room = MAX_FILE - len(session.to_file().encode())
    assert room >= MAX_IN_FILE * (MAX_QUERY - len(spec.to_query()))
    assert read_file(session.to_file().encode()) == session


def packed(data: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(data) + packer.flush()).decode().rstrip("=")


BAD_NAMES = {
    "nothing": "own-",
    "no base64": "own-%%%",
    "garbled": name_of("huber_like")[:-5] + "AAAAA",
    "cut": name_of("huber_like")[:-5],
    "longer": name_of("huber_like") + "AAAA",
    "a bomb": f"own-{packed(b' ' * 40_000_000)}",
    "a bomb of nothing": f"own-{packed(bytes(4_000_000))}",
    "no UTF-8": f"own-{packed(b'e * ' + bytes([0xFF, 0xFE]))}",
    "not canonical": f"own-{packed(b'e  ')}",
    "another compression": "own-" + base64.urlsafe_b64encode(b"\x01\x01\x00\xfe\xffe").decode().rstrip("="),
    "no loss": f"own-{packed(b'import os')}",
    "a call of the system": f"own-{packed(b'os.system(1)')}",
    "too long": "own-" + "A" * 7_900,
    "another sign": name_of("huber_like") + "é",
    "another prefix": name_of("huber_like").replace("own-", "owm-"),
}


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES)
def test_a_name_that_is_no_loss_gives_one_sentence(name):
    for query in (f"loss={name}", f"change=20:loss:{name}", f"run=a~loss={name}"):
        _, sentence = or_sentence(read_link, query)
        assert sentence
        assert "\n" not in sentence
        assert len(sentence) < 2_000
    assert or_sentence(LossView.from_query, f"loss={name}")[1]


def test_written_losses_beside_each_other_survive_the_round_trip_through_a_link():
    first, *others = (name_of(text) for text in ("loss_class", "focal", "expression"))
    view = LossView.from_query(f"loss={first}&beside={','.join(others)}&beside.{others[0]}.gamma=1.5")
    assert view.beside is not None
    assert view.beside[0].values == {"gamma": 1.5, "alpha": 0.25}
    assert LossView.from_query(view.to_query()) == view
    assert view.to_query().count(others[0]) == 2


# Words


SHORT_NAMES = 40
"""No name of a loss may be cited at greater length."""


def assert_no_name(words: str, name: str) -> None:
    """Make sure that nobody reads the name of a written loss."""
    assert name[:SHORT_NAMES] not in words, words


@every_text
def test_people_never_read_the_name_of_a_written_loss(text):
    spec = run_of(text)
    name, label = spec.loss.name, spec.loss.component.label
    spec = spec.with_change(20, "loss", "mean_squared_error").with_change(30, "loss", name)
    other = RunSpec(epochs=100)
    words = [
        spec.title,
        spec.loss.title,
        run_name(spec, "loss"),
        run_name(spec, "optimizer.learning_rate"),
        name_among(label, spec, {label: other}),
        *set_up(spec).values(),
        *(text_of(spec, each) for each in (*differences([spec, other]), *agreements([spec, other]))),
        *(change.words for change in spec.changes),
        forked(spec, 10, "loss", name)[1],
        forked(spec, 0, "loss", name)[1],
        *(owner_of(spec, f"loss.{param}") for param in spec.loss.values),
    ]
    for each in words:
        assert_no_name(each, name)
    assert label in spec.title
    assert text_of(spec, "loss") == label


@every_text
def test_sentences_of_refusals_say_its_label(text):
    choice = run_of(text).loss
    _, sentence = or_sentence(choice.with_value, "nothing", 1.0)
    assert choice.component.label in sentence
    assert_no_name(sentence, choice.name)
    for name in choice.values:
        _, sentence = or_sentence(choice.with_value, name, float("nan"))
        assert f"of {choice.component.label} must be" in sentence
    _, words = with_component(RunSpec(), choice, made_for=True)
    assert_no_name(words, choice.name)


@every_text
def test_all_that_is_asked_of_a_loss_is_known_of_a_written_one(text):
    spec = run_of(text)
    loss = spec.loss.component
    assert not any(loss.claims().values())
    assert relatives(loss)
    assert forkable(spec, 10)[0] == forkable(spec, 0)[0] == "loss"
    for name in spec.loss.values:
        assert param_of(spec, f"loss.{name}").label
        assert marks_at(spec, f"loss.{name}") == ()
    view = LossView.from_query(f"loss={loss.name}")
    assert LossView.from_query(view.to_query()) == view


def test_changes_are_bounded_for_written_losses_too():
    names = [name_of("plain_function"), name_of("asymmetric")]
    changes = tuple(Change(i, "loss", names[i % 2]) for i in range(MAX_CHANGES))
    _, sentence = or_sentence(RunSpec, changes=changes)
    assert sentence.startswith("A run must fit into a link")


# Work


def product_of(n: int) -> str:
    """Return the name of a loss that multiplies n matrices, of a number for each two examples."""
    lines = "".join("    a = tf.matmul(a, b) / 1000.0\n" for _ in range(n))
    head = "def products(y_true, y_pred):\n    b = tf.matmul(y_pred, y_pred, transpose_b=True)\n    a = b\n"
    return own_loss_name(f"{head}{lines}    return tf.reduce_mean(tf.square(a - y_true), axis=-1)")


LARGE = "dataset=linear&dataset.examples=1000&batch_size=1000&validation_share=0&model=linear&epochs=1"


def test_a_loss_that_takes_too_long_for_its_batches_is_refused_before_it_is_trained():
    _, sentence = or_sentence(RunSpec.from_query, f"{LARGE}&loss={product_of(90)}")
    assert sentence == (
        "An epoch must be trained in about 0.5 seconds. With these batches the loss products would take 7: choose "
        "smaller ones, or compute less for each two examples."
    )
    _, sentence = or_sentence(RunSpec.from_query(f"{LARGE}").with_change, 0, "loss", product_of(90))
    assert sentence.startswith("An epoch must be trained in about 0.5 seconds.")
    small = RunSpec.from_query(f"dataset=linear&dataset.examples=40&model=linear&loss={product_of(90)}")
    assert small.epoch_seconds < 0.1


def test_most_losses_take_no_time_beside_a_model():
    for text in TEXTS:
        assert run_of(text).epoch_seconds < 1.5 * RunSpec().epoch_seconds
