"""A visitor's own tables, and the one in the dialog."""

from __future__ import annotations

import pytest

from lossviz.datasets.tables import OwnTables, read_table
from lossviz.specs.choice import outline_of
from pages.ui.tables.own_data import Draft, OwnData

PRICES = "size;colour;price\n" + "\n".join(f"{i},5;{'red' if i % 3 else 'blue'};{i * 3},25" for i in range(12))


@pytest.fixture
def data() -> OwnData:
    return OwnData(OwnTables())


def test_a_table_is_understood_and_can_be_trained_on(data: OwnData) -> None:
    data.show(shown=True)
    data.read("prices", PRICES)
    assert (data.notice, data.draft.understanding.target, data.draft.understanding.task) == ("", 2, "numbers")
    chosen = data.take()
    assert outline_of(chosen).n_features == 2
    assert (data.shown, data.draft, list(data.tables.named)) == (False, None, ["prices"])
    assert data.options("iris") == {chosen.name: "prices"}


def test_what_was_understood_can_be_corrected(data: OwnData) -> None:
    data.read("prices", PRICES)
    data.correct(lambda draft: draft.with_target(1))
    assert (data.draft.understanding.task, data.draft.understanding.features) == ("classes", (0, 2))
    assert outline_of(data.tried()[0]).class_names == ("blue", "red")
    data.correct(lambda draft: draft.with_features([0]))
    data.set_standardise(False)
    chosen, refused = data.tried()
    assert (outline_of(chosen).n_features, chosen.values["standardise"], refused) == (1, False, "")
    data.correct(lambda draft: draft.with_features([]))
    chosen, refused = data.tried()
    assert chosen is None
    assert refused.startswith("Features must be columns other than the target colour.")
    assert data.take() is None
    assert (data.notice, dict(data.tables.named)) == (refused, {})


def test_a_bad_file_leaves_what_was_there(data: OwnData) -> None:
    data.read("prices", PRICES)
    before = data.draft
    data.read("picture", b"\x89PNG\r\n\x1a\n...")
    assert data.notice == "A file must be a table as text: CSV or TSV. Got a PNG picture."
    assert data.draft is before
    data.read("prices", PRICES)
    assert data.notice == ""


def test_a_menu_offers_a_table_as_it_was_understood_last(data: OwnData) -> None:
    data.read("prices", PRICES)
    first = data.take().name
    data.read("prices", PRICES)
    data.correct(lambda draft: draft.with_target(1))
    second = data.take().name
    assert first != second
    assert data.options("iris") == {second: "prices"}
    assert data.options(first) == {first: "prices"}, "what is in hand is what the menu shows"


def test_too_many_tables_are_refused_in_words(data: OwnData) -> None:
    for number in range(9):
        data.read("table", f"a,b\n{number},2\n3,4\n5,6\n7,9\n")
        taken = data.take()
        assert (taken is None) == (number == 8)
    assert data.notice.startswith("You can have 8 tables")
    assert len(data.tables.named) == 8


def test_the_first_row_can_be_values() -> None:
    text = "a,b\n1,2\n3,4\n5,6\n7,9\n"
    assert read_table(text).header
    assert Draft.of("table", "1,2\n3,4\n5,6\n7,9\n", True).table.n_rows == 3
