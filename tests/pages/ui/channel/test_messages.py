"""What server and JavaScript tell each other is declared once, and read by both."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, TypedDict, get_type_hints, is_typeddict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs import typescript
from docs.generate import message_types
from lossviz.losses.written.source import MAX_CHARACTERS
from pages.ui.channel import component_records, messages, panel_records
from pages.ui.channel.assets import STATIC
from pages.ui.channel.component_records import Card, GalleryFile, TaskGroup
from pages.ui.channel.messages import LONGEST_KEPT, LONGEST_WRITTEN, read_kept, read_message

MODULES = (component_records, panel_records, messages)
RECORDS = [
    value
    for module in MODULES
    for value in vars(module).values()
    if is_typeddict(value) and value.__module__ == module.__name__
]


def test_the_declarations_for_the_javascript_are_not_stale() -> None:
    assert (STATIC / "messages.d.ts").read_text("utf-8") == message_types(), "Run `make docs`."


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_is_read_or_written_by_the_javascript(record: Any) -> None:
    program = "\n".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    unknown = [name for name in get_type_hints(record) if not re.search(rf"\b{name}\b", program)]
    assert unknown == []


def test_the_gallery_holds_what_is_declared() -> None:
    content = json.loads((STATIC / "gallery.json").read_text("utf-8"))
    assert set(content) == set(get_type_hints(GalleryFile))
    for kind, entries in ((TaskGroup, content["tasks"]), (Card, content["losses"])):
        assert all(set(entry) == set(get_type_hints(kind)) for entry in entries)


class Inner(TypedDict):
    """An inner record."""

    texts: list[str | None]


class Outer(TypedDict):
    """A record.

    Attributes:
        inner: Many of them; None
            if there are none.
        kind: Which.
    """

    inner: dict[str, Inner] | None
    kind: Literal["a", 2, True]


def test_a_record_becomes_an_interface() -> None:
    assert typescript._interface(Inner, {}) == (
        "/** An inner record. */\nexport interface Inner {\n  texts: (string | null)[];\n}"
    )
    assert typescript._interface(Outer, {}) == (
        "/** A record. */\nexport interface Outer {\n  /** Many of them; null if there are none. */\n"
        "  inner: Record<string, Inner> | null;\n"
        '  /** Which. */\n  kind: "a" | 2 | true;\n}'
    )


def test_what_json_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="must be made of plain types"):
        typescript._type(set[int], {})


@given(st.integers(0, 10**80))
def test_a_number_is_read_as_it_was_sent(number: int) -> None:
    assert read_message(json.dumps({"painted": number})) == {"painted": number}


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**1000), 2**1000)


@given(st.text(max_size=50), st.booleans() | NUMBERS | st.text(max_size=50), st.booleans(), st.integers(1, 2**60))
def test_what_is_turned_is_read_as_it_was_sent(control: str, value: Any, held: bool, number: int) -> None:
    text = json.dumps({"control": control, "value": value, "held": held, "number": number})
    read = read_message(text)
    assert read == json.loads(text)
    assert set(read or ()) == {"control", "value", "held", "number"}


@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["painted", "control", "value"]), inner),
    ).map(json.dumps)
)
def test_what_else_is_sent_is_nothing_or_a_record(text: str) -> None:
    read = read_message(text)
    assert read is None or (type(read.get("painted")) is int and read == json.loads(text))


def test_halves_of_characters_are_read_nowhere() -> None:
    """JSON can spell them, but no text in UTF-8 can hold them: they would fail wherever they are written."""
    turned = {"control": "seed", "value": "1", "held": False, "number": 1}
    assert read_message(json.dumps(turned)) == turned
    assert read_kept(json.dumps({"kept": {"TrainScene": "😀"}})) == {"TrainScene": "😀"}
    for half in ("\ud83d", "a\ude00"):
        assert read_message(json.dumps(turned | {"value": half})) is None
        assert read_message(json.dumps(turned | {"control": half})) is None
        assert read_kept(json.dumps({"kept": {"TrainScene": half}})) == {}


def test_the_longest_message_is_read_and_a_longer_one_is_not() -> None:
    frame = len(json.dumps({"control": "", "value": 1, "held": True, "number": 1}))
    read = [
        read_message(json.dumps({"control": "s" * (n - frame), "value": 1, "held": True, "number": 1}))
        for n in (1000, 1001)
    ]
    assert read == [{"control": "s" * (1000 - frame), "value": 1, "held": True, "number": 1}, None]


@given(st.text(max_size=200), st.booleans(), st.integers(1, 2**60))
def test_what_is_written_is_read_as_it_was_sent(source: str, held: bool, number: int) -> None:
    written = {"written": source, "held": held, "number": number}
    assert read_message(json.dumps(written)) == written


def test_a_text_may_be_longer_than_other_messages_however_its_signs_are_spelled() -> None:
    for sign in ("s", "\n", "\x01"):
        written = {"written": sign * MAX_CHARACTERS, "held": True, "number": 1}
        assert read_message(json.dumps(written)) == written
    assert read_message(json.dumps({"written": "s" * LONGEST_WRITTEN, "held": True, "number": 1})) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"painted": true}',
        '{"painted": -1}',
        '{"painted": 1, "more": 2}',
        "[" * 99,
        "[" * 999,
        '{"painted": ' + "9" * 5000,
        '{"control": 1, "value": 1, "held": true, "number": 1}',
        '{"control": "seed", "value": [1], "held": true, "number": 1}',
        '{"control": "seed", "value": null, "held": true, "number": 1}',
        '{"control": "seed", "value": 1, "held": 1, "number": 1}',
        '{"control": "seed", "value": 1e400, "held": true, "number": 1}',
        '{"control": "seed", "value": NaN, "held": true, "number": 1}',
        '{"control": "seed", "value": ' + "9" * 400 + ', "held": true, "number": 1}',
        '{"control": "seed", "value": 1}',
        '{"written": 1, "held": true, "number": 1}',
        '{"written": "e", "held": true}',
        '{"written": "e", "held": true, "number": true}',
        '{"written": "e", "held": true, "number": 1, "more": 1}',
        '{"control": "seed", "value": 1, "held": true}',
        '{"control": "seed", "value": 1, "held": true, "number": true}',
        '{"control": "seed", "value": 1, "held": true, "number": 1, "more": 1}',
        '{"control": "' + "s" * 1000 + '", "value": 1, "held": true, "number": 1}',
    ],
)
def test_what_a_browser_of_ours_would_not_send_is_nothing(text: str) -> None:
    assert read_message(text) is None


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=100), max_size=4))
def test_what_was_kept_is_read_as_it_was_sent(kept: dict[str, str]) -> None:
    assert read_kept(json.dumps({"kept": kept})) == kept


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "{}", '{"kept": 1}', '{"kept": {"a": 1}}', '{"kept": {"a": "b"}, "more": 1}', "[" * 999),
        json.dumps({"kept": {"a": "b" * LONGEST_KEPT}}),
    ],
    ids=lambda text: text[:20],
)
def test_what_a_browser_of_ours_would_not_have_kept_is_nothing(text: str) -> None:
    assert read_kept(text) == {}
