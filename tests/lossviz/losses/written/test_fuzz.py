"""Any text gives a loss or one sentence, and nothing of it is executed; `python -m tests.fuzz` takes many more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lossviz.losses.written import SourceError, own_loss_name
from tests.fuzz.kind import CANARY, Kind, fuzz
from tests.fuzz.texts import HOSTILE, TEXTS, good_texts, take


def test_texts_of_all_kinds_give_losses_or_sentences_and_nothing_is_executed():
    report = fuzz(TEXTS, 1000, seed=1)
    assert report.findings == []
    assert report.outcomes.total() == 1000
    assert report.outcomes["losses"] > 50
    assert report.outcomes["sentences"] > 500


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts_are_taken_like_all_others(number):
    hostile = Kind("hostile", HOSTILE[number], take)
    assert fuzz(hostile, 15, seed=2).findings == []


def test_the_texts_that_are_changed_are_good_ones():
    assert len(good_texts()) > 60
    assert {take(text) for text in good_texts()} == {"losses"}


def test_the_canary_hears_what_is_executed():
    assert fuzz(Kind("code", lambda random: "1", lambda text: str(eval(text))), 1, seed=0).findings
    assert fuzz(Kind("files", lambda random: os.devnull, lambda path: Path(path).read_text()), 1, seed=0).findings
    assert not CANARY.armed


def test_an_error_that_is_no_sentence_is_a_finding():
    def failing(text: str) -> str:
        raise ValueError(text)

    report = fuzz(Kind("bad", lambda random: "why", failing), 2, seed=0)
    assert [words for _, words in report.findings] == ["ValueError: why"] * 2


def test_memory_stays_where_it_is():
    fuzz(TEXTS, 500, seed=3)
    first, last = fuzz(TEXTS, 500, seed=4).memory
    assert last - first < 20


def test_a_text_that_is_refused_says_so_at_its_place():
    with pytest.raises(SourceError) as caught:
        own_loss_name("def f(y_true, y_pred):\n    return y_pred.__class__\n")
    assert caught.value.line == 2
