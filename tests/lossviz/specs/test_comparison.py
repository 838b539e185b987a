"""Runs that are compared: in what they differ, and the round trips through a link and a session file."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lossviz.datasets.tables import OwnTables, keep, read_table
from lossviz.specs.choice import KINDS, MAX_QUERY, Choice, fitting_losses
from lossviz.specs.comparison import (
    MAX_COMPARED,
    MAX_FILE,
    MAX_IN_FILE,
    MAX_NAME,
    Comparison,
    NamedSpec,
    read_file,
    told_apart,
)
from lossviz.specs.differences import agreements, differences, text_of
from lossviz.specs.run import MAX_CHANGES, RUN_PARAMS, Change, RunSpec
from tests.strategies import or_sentence, specs
from tests.tables import FLOWERS, HOUSES, spec_on

PRINTABLE = st.text(max_size=MAX_NAME).filter(lambda text: text.isprintable() and text.strip())
AWKWARD = ["Run 1", "~", "a~loss=huber", "%7E", "100%", "a&b=c+d", "?#;,:", "日本語", "pinned=true", "\ufffd"]
NAMES = st.sampled_from(AWKWARD) | PRINTABLE


@st.composite
def comparisons(draw, most: int = 4) -> Comparison:
    """Return runs that share most, as visitors' do, beside runs that share nothing."""
    runs = draw(st.lists(specs(), min_size=1, max_size=2))
    for _ in range(draw(st.integers(0, most - len(runs)))):
        spec = draw(st.sampled_from(runs))
        name = draw(st.sampled_from(["seed", "optimizer.learning_rate"]))
        value = draw(st.integers(0, 99)) if name == "seed" else draw(st.floats(1e-5, 1))
        runs.append(spec.with_value(name, value))
    names = draw(st.lists(NAMES, min_size=len(runs), max_size=len(runs), unique=True))
    pins = draw(st.lists(st.booleans(), min_size=len(runs), max_size=len(runs)))
    return Comparison(tuple(map(NamedSpec, names, runs, pins)))


def eight(name: str, values: list[float], query: str = "") -> Comparison:
    """Return eight runs that differ in one number."""
    spec = RunSpec.from_query(query)
    return Comparison(tuple(NamedSpec(f"Run {i}", spec.with_value(name, v), i < 2) for i, v in enumerate(values, 1)))


def refusal(make, *arguments) -> str:
    """Return the one line with which something is refused."""
    _, sentence = or_sentence(make, *arguments)
    assert sentence is not None
    assert len(sentence.splitlines()) == 1
    return sentence


# The link


@settings(max_examples=25)
@given(comparisons())
def test_any_comparison_survives_the_round_trip_through_a_link(comparison):
    assume(comparison.fits_link)
    query = comparison.to_query()
    assert len(query) <= MAX_QUERY
    assert Comparison.from_query(query) == comparison
    assert Comparison.from_query(f"?{query}") == comparison
    # As Streamlit and browsers write the same pairs.
    assert Comparison.from_query(urlencode(parse_qsl(query))) == comparison
    assert Comparison.from_query(urlencode(parse_qsl(query)).replace("~", "%7E")) == comparison


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_may_hold_the_signs_of_a_link(name):
    comparison = Comparison((NamedSpec(name, RunSpec(), pinned=True), NamedSpec("other", RunSpec(seed=1))))
    assert Comparison.from_query(comparison.to_query()) == comparison


def test_what_runs_share_stands_once_in_a_link():
    query = eight("loss.regularization_factor", [i / 10 for i in range(8)]).to_query()
    assert query.count("dataset=iris") == query.count("epochs=300") == 1
    assert query.endswith("&run=Run+7~loss.regularization_factor=0.6&run=Run+8~loss.regularization_factor=0.7")
    assert "&run=Run+1~loss.regularization_factor=0~pinned=true&" in query


def test_changes_that_runs_do_not_share_are_their_own():
    plain = RunSpec()
    changed = plain.with_change(10, "loss.regularization_factor", 0.5).with_change(20, "optimizer.learning_rate", 0.1)
    other = plain.with_change(10, "loss.regularization_factor", 0.5)
    for runs in ([plain, changed, other], [changed, changed], [changed, plain]):
        comparison = Comparison(tuple(NamedSpec(f"Run {i}", spec) for i, spec in enumerate(runs)))
        assert Comparison.from_query(comparison.to_query()) == comparison


def race_of_losses(dataset: str) -> Comparison:
    """Return eight losses on one dataset, those with the most to say of themselves."""
    losses = fitting_losses(Choice("dataset", dataset))
    made = [or_sentence(RunSpec.from_query, f"dataset={dataset}&loss={name}")[0] for name in losses]
    longest = sorted(filter(None, made), key=lambda spec: -len(spec.to_query()))[:MAX_COMPARED]
    return Comparison(tuple(NamedSpec(spec.loss.component.label, spec) for spec in longest))


@pytest.mark.parametrize(
    "comparison",
    [
        eight("loss.regularization_factor", [0.012345678901234567 * i for i in range(8)]),
        eight("optimizer.learning_rate", [0.1 / 3**i for i in range(8)]),
        eight("seed", [2**31 - 200 + i for i in range(8)], "dataset=linear&loss=huber&model=linear"),
        race_of_losses("linear"),
        race_of_losses("iris"),
    ],
    ids=["parameter", "learning rate", "seed", "losses on linear", "losses on iris"],
)
def test_eight_typical_runs_fit_a_link(comparison):
    assert len(comparison.runs) == MAX_COMPARED
    assert comparison.fits_link
    assert len(comparison.to_query()) < MAX_QUERY / 2
    assert Comparison.from_query(comparison.to_query()) == comparison


def changing(n_changes: int) -> Comparison:
    """Return four runs, each with changes of its own."""
    rates = [0.0123456789 + i / 100 for i in range(n_changes)]
    changes = [Change(i, "optimizer.learning_rate", rate) for i, rate in enumerate(rates)]
    runs = (NamedSpec(name, RunSpec(changes=tuple(changes[i:]))) for i, name in enumerate("=~&%"))
    return Comparison(tuple(runs))


def test_the_longest_link_is_read_however_its_signs_are_escaped():
    # The longest spelling decides, in which nothing is left as it is.
    candidates = [changing(n) for n in range(1, MAX_CHANGES + 1)]
    fitting = [comparison for comparison in candidates if comparison.fits_link]
    assert 1 < len(fitting) < len(candidates)
    query = fitting[-1].to_query()
    spelled = urlencode(parse_qsl(query)).replace("~", "%7E")
    assert len(query) < len(spelled) <= MAX_QUERY
    assert Comparison.from_query(query) == Comparison.from_query(spelled) == fitting[-1]


def test_a_comparison_that_is_too_long_for_a_link_says_so_and_fits_a_file():
    comparison = changing(MAX_CHANGES)
    sentence = refusal(comparison.to_query)
    assert re.fullmatch(
        r"A link must have at most 8,000 characters. Got [\d,]+ instead: a file holds these runs.", sentence
    )
    assert read_file(comparison.to_file().encode()) == comparison


def comparison_or_sentence(query: str) -> None:
    comparison, sentence = or_sentence(Comparison.from_query, query)
    if sentence is None:
        assert read_file(comparison.to_file().encode()) == comparison
    else:
        assert len(sentence.splitlines()) == 1


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text("=&%+.:,~run0123loseta", max_size=60).map("run={}".format))
@example("run=")
@example("run=a&run=a")
@example("run=a~loss")
@example("run=a~=")
@example("run=a~loss=huber~loss=huber")
@example("run=a~run=b")
@example("run=a~pinned=maybe")
@example("run=%ff%fe")
@example("run=a~loss=\ud800")
@example("run=\ud800")
@example("&".join("run=a" for _ in range(600)))
def test_any_text_gives_a_comparison_or_one_sentence(text):
    comparison_or_sentence(text)


LINKS = [
    eight("loss.regularization_factor", [i / 10 for i in range(8)]).to_query(),
    race_of_losses("linear").to_query(),
    changing(3).to_query(),
]


@settings(max_examples=100)
@given(st.sampled_from(LINKS), st.data())
def test_a_damaged_link_gives_a_comparison_or_one_sentence(query, data):
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, min(len(query), start + 12)))
    comparison_or_sentence(query[:start] + data.draw(st.text(max_size=6)) + query[end:])


NINE = "&".join(f"run={i}" for i in range(MAX_COMPARED + 1))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "A link of a comparison must name 1 to 8 runs. Got 0 instead."),
        ("loss=huber", "A link of a comparison must name 1 to 8 runs. Got 0 instead."),
        (NINE, "A link of a comparison must name 1 to 8 runs. Got 9 instead."),
        ("run=a&run=b&run=a", "The names of runs must differ. Got 'a' 2 times instead."),
        ("run=", "The name of a run must be 1 to 40 printable characters, not all of them spaces. Got '' instead."),
        ("run=+", "The name of a run must be 1 to 40 printable characters, not all of them spaces. Got ' ' instead."),
        ("run=a%0Ab", "must be 1 to 40 printable characters, not all of them spaces. Got 'a\\nb' instead."),
        ("run=" + "x" * 41, "must be 1 to 40 printable characters"),
        ("run=a~loss", "must be a name and then name=value pairs, joined by '~'. Got 'loss' instead."),
        ("run=a~colour=red", "A name in a link must be one of dataset, loss, model, optimizer, epochs"),
        ("run=a~seed=1~seed=2", "A link must name 'seed' once. Got it 2 times instead."),
        ("seed=1&seed=2&run=a", "A link must name 'seed' once. Got it 2 times instead."),
        ("run=a~loss.regularization_factor=-1", "The regularization factor of CustomMSE must be"),
        (
            "run=" + "a" * MAX_QUERY,
            f"A link must have at most {MAX_QUERY:,} characters. Got {MAX_QUERY + 4:,} instead.",
        ),
    ],
)
def test_a_bad_link_is_refused_with_a_sentence_that_says_what_is_right(query, sentence):
    assert sentence in refusal(Comparison.from_query, query)


def test_what_a_run_says_itself_counts_more_than_what_is_said_for_all():
    comparison = Comparison.from_query("epochs=50&seed=1&run=a&run=b~seed=2~pinned=true")
    assert comparison.runs == (
        NamedSpec("a", RunSpec(epochs=50, seed=1)),
        NamedSpec("b", RunSpec(epochs=50, seed=2), True),
    )


# The session file


@settings(max_examples=20)
@given(comparisons())
def test_any_comparison_survives_the_round_trip_through_a_file(comparison):
    assert read_file(comparison.to_file().encode()) == comparison
    assert read_file(b"\xef\xbb\xbf" + comparison.to_file().encode()) == comparison


def test_the_largest_comparison_fits_a_file():
    spec = RunSpec()
    changes = tuple(Change(200 + i, "loss.regularization_factor", 0.012345678901234567) for i in range(MAX_CHANGES))
    spec = RunSpec(changes=changes, seed=2**31 - 101)
    runs = tuple(NamedSpec("語" * 38 + f"{i:02}", spec) for i in range(MAX_IN_FILE))
    comparison = Comparison(runs)
    assert len(comparison.to_file().encode()) + MAX_IN_FILE * (MAX_QUERY - len(spec.to_query())) <= MAX_FILE
    assert read_file(comparison.to_file().encode()) == comparison
    assert "A link of a comparison must name 1 to 8 runs. Got 32 instead." in refusal(comparison.to_query)


def file_or_sentence(data: bytes) -> None:
    comparison, sentence = or_sentence(read_file, data)
    if sentence is None:
        assert read_file(comparison.to_file().encode()) == comparison
    else:
        assert len(sentence.splitlines()) == 1


@settings(max_examples=300)
@given(st.binary(max_size=80))
@example(b"")
@example(b"\xff\xfe{\x00}\x00")
@example(b"[" * MAX_FILE)
@example(b'{"a":' * (MAX_FILE // 5))
@example(b"9" * MAX_FILE)
@example(b'{"format": "lossviz comparison", "version": 1, "runs": ' + b"[" * 900 + b"]" * 900 + b"}")
def test_any_bytes_give_a_comparison_or_one_sentence(data):
    file_or_sentence(data)


FILE = Comparison((NamedSpec("Run 1", RunSpec()), NamedSpec("Run 2", RunSpec(seed=1), True))).to_file()

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_gives_a_comparison_or_one_sentence(data):
    text = FILE.encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    file_or_sentence(text[:start] + data.draw(st.binary(max_size=6)) + text[end:])


@settings(max_examples=200)
@given(st.sampled_from(["format", "version", "runs", 0, 1, "name", "recipe", "pinned"]), JSON)
def test_a_file_with_any_other_value_gives_a_comparison_or_one_sentence(place, value):
    content = json.loads(FILE)
    owner = content if place in content else content["runs"]
    owner = owner if place in content or isinstance(place, int) else owner[1]
    owner[place] = value
    file_or_sentence(json.dumps(content).encode())


def changed_file(**changes) -> bytes:
    return json.dumps(json.loads(FILE) | changes).encode()


RUN = {"name": "a", "recipe": "", "pinned": False}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b" " * (MAX_FILE + 1), "at most 1024 KB. Got 1,048,577 bytes instead."),
        (
            "é".encode("latin-1"),
            "JSON in UTF-8, format 'lossviz comparison', version 1, at most 1024 KB. Got bytes that",
        ),
        (b"{", "Got text that is not JSON instead."),
        (b"[" * 100_000, "Got text that is not JSON instead."),
        (b"{}", "Got JSON of something else instead."),
        (b"NaN", "Got JSON of something else instead."),
        (b"1e999", "Got JSON of something else instead."),
        (changed_file(format="wandb"), "Got JSON of something else instead."),
        (changed_file(version=2), "Got another version instead."),
        (changed_file(version="1"), "Got another version instead."),
        (changed_file(runs={}), "Got JSON of something else instead."),
        (changed_file(runs=[]), "A comparison must have 1 to 32 runs. Got 0 instead."),
        (changed_file(runs=[RUN | {"name": str(i)} for i in range(33)]), "must have 1 to 32 runs. Got 33 instead."),
        (changed_file(runs=[RUN, RUN]), "The names of runs must differ. Got 'a' 2 times instead."),
        (changed_file(runs=[RUN, 5]), "Got something else as run 2 instead."),
        (changed_file(runs=[RUN | {"pinned": 1}]), "and pinned, true or false. Got something else as run 1 instead."),
        (changed_file(runs=[RUN | {"recipe": None}]), "must have a name and a recipe, both text, and pinned"),
        (changed_file(runs=[RUN | {"recipe": "loss=x"}]), "The loss must be one of "),
        (changed_file(runs=[RUN | {"name": "\ud800"}]), "must be 1 to 40 printable characters"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_that_says_what_is_right(data, sentence):
    assert sentence in refusal(read_file, data)


# Tables of one's own


TABLES = Comparison(
    (NamedSpec("flowers", spec_on(FLOWERS)), NamedSpec("houses", spec_on(HOUSES)), NamedSpec("c", RunSpec()))
)


def test_a_session_file_carries_tables_to_who_opens_it():
    own = OwnTables()
    assert read_file(TABLES.to_file(tables=True).encode(), own) == TABLES
    assert {table.csv for table in own.named.values()} == {FLOWERS.csv, HOUSES.csv}


def test_a_session_file_without_its_tables_is_opened_where_these_are():
    file, own = TABLES.to_file().encode(), OwnTables()
    assert "open the file it was made from" in refusal(read_file, file, own)
    own.add("a", FLOWERS)
    own.add("b", HOUSES)
    assert read_file(file, own) == TABLES


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"runs": [RUN | {"recipe": "loss=x"}]}, "The loss must be one of "),
        ({"tables": ["a,b\n1,2\n"]}, "A table must have at least 2 rows"),
        ({"tables": [5]}, "A session file must have at most 8 tables, each a text."),
        ({"tables": ["x,y\n1,2\n3,4\n"] * 9}, "A session file must have at most 8 tables, each a text."),
        ({"tables": [f"x,y\n1,{i}\n3,4\n" for i in range(8)]}, "You can have 8 tables of 2 MB together at most"),
        ({"tables": []}, "open the file it was made from"),
    ],
)
def test_a_session_file_that_is_refused_brings_no_table(changes, sentence):
    own = OwnTables()
    mine = own.add("mine", read_table("x,y\n1,9\n3,4\n").table)
    content = json.loads(TABLES.to_file(tables=True)) | changes
    assert sentence in refusal(read_file, json.dumps(content).encode(), own)
    assert list(own.named.values()) == [mine]


def test_a_session_file_that_could_not_be_opened_is_not_written():
    numbers = np.random.default_rng(0).normal(size=(2, 1000, 30))
    long = [keep(read_table("\n".join(",".join(map(str, row)) for row in rows)).table) for rows in numbers]
    comparison = Comparison(tuple(NamedSpec(f"{number}", spec_on(table)) for number, table in enumerate(long)))
    assert "at most 1024 KB with its tables. Got" in refusal(lambda: comparison.to_file(tables=True))
    assert len(comparison.to_file()) < 5000


# In what runs differ


def test_differences_are_named_in_declared_order():
    first = RunSpec.from_query("dataset=linear&loss=mean_absolute_error&model=linear&seed=3")
    second = RunSpec.from_query("dataset=linear&loss=huber&model=linear&optimizer=sgd&change=5:loss.delta:2")
    assert differences([first, second])[:3] == ["loss", "loss.delta", "optimizer"]
    assert differences([first, second])[-2:] == ["seed", "change"]
    assert differences([first, first]) == differences([first]) == []


@settings(max_examples=25)
@given(st.lists(specs(), min_size=1, max_size=3))
def test_what_differs_and_what_does_not_is_all_there_is(made):
    differing, alike = differences(made), agreements(made)
    said = [name for spec in made for name, _ in parse_qsl(spec.to_query())]
    assert sorted([*differing, *alike]) == sorted(set(said))
    for name in alike:
        assert len({text_of(spec, name) for spec in made}) == 1
    order = [*KINDS, *RUN_PARAMS, "change"]
    for names in (differing, alike):
        places = [order.index(name.partition(".")[0]) for name in names]
        assert places == sorted(places)
    # Text tells apart what differs, but for components of one label.
    for name in differing:
        assert len({text_of(spec, name) for spec in made}) > 1 or name in KINDS


def test_values_are_told_in_the_words_of_a_table():
    huber = RunSpec.from_query("dataset=linear&loss=huber&loss.delta=2.5&model=linear&change=5:loss.delta:2")
    told = {name: text_of(huber, name) for name in ("loss", "loss.delta", "loss.scale", "model.bias", "change")}
    assert told == {
        "loss": "Huber",
        "loss.delta": "2.5",
        "loss.scale": "–",
        "model.bias": "true",
        "change": "5:loss.delta:2.0",
    }


# Names


@given(st.lists(st.text(max_size=50) | st.sampled_from(["Run", "Run (2)", "x" * 50])))
@example(["x" * 40] * 12)
def test_any_names_become_names_of_a_comparison(names):
    made = told_apart(names)
    assert len(set(made)) == len(made) == len(names)
    for name in made:
        assert NamedSpec(name, RunSpec()).name == name


def test_names_that_differ_stay_as_they_are():
    assert told_apart(["a", "b", "a", "a", "\n"]) == ["a", "b", "a (2)", "a (3)", "Run"]
