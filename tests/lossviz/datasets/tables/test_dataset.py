"""Tables as datasets: a name says everything, whoever may not see a table does not, and data are those of the file."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.datasets import DATASETS
from lossviz.datasets.tables import (
    OwnTables,
    Table,
    TableError,
    Understanding,
    UnknownTableError,
    dataset_name,
    hold,
    keep,
    read_name,
    read_table,
    read_written,
    sentences_of,
    suggested,
    table_of,
    tasks_of,
)
from lossviz.datasets.tables.store import MAX_HELD, MAX_TABLES
from lossviz.errors import SpecError
from lossviz.specs.choice import Choice, fitting_losses, outline_of
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from tests.strategies import or_sentence
from tests.tables import dialects, frames, table_bytes

FLOWERS = (
    "id,length,width,site,flower\n1,5.5,0.2,north,rose\n2,60,0.1,south,tulip\n3,4,,east,rose\n4,7,0.1,north,tulip\n"
    "5,5,0.4,east,rose\n6,5,0.4,south,daisy\n7,4.5,0.3,north,daisy\n8,9,0.3,north,lily\n"
)


had: list[Table] = []


@pytest.fixture(autouse=True)
def _have_tables_during_a_test():
    yield
    had.clear()


def table(text: str = FLOWERS) -> Table:
    """Return a table that somebody has during a test."""
    had.append(keep(read_table(text).table))
    return had[-1]


def choice(of: Table, understanding: Understanding | None = None, **values: object) -> Choice:
    return Choice("dataset", dataset_name(of, understanding or suggested(of)), tuple(values.items()))


def test_a_table_suggests_what_is_learnt_from_what():
    flowers = table()
    assert suggested(flowers) == Understanding(4, (1, 2, 3), "classes")
    assert list(sentences_of(flowers, suggested(flowers))) == [
        "A model learns the class flower, one of daisy, rose, tulip, from length, width, site.",
        "site becomes 3 features, one for each of its values: east, north, south.",
        "Features are brought to one scale (standardised); weights are still told in the units of the table.",
        "1 of 8 rows is left out: a value is missing.",
        "The row of the class lily is left out: a class needs another one.",
        "Not used: id.",
    ]


def test_the_column_that_is_called_target_is_it():
    assert suggested(table("x,Class,z\n1,a,2.5\n2,b,3.5\n3,a,3\n4,b,9\n")).target == 1


@pytest.mark.parametrize(
    ("cells", "tasks"),
    [
        ("a b a b", ("classes",)),
        ("1 1 1 1", ()),
        ("0.5 1 0.5 1", ("numbers", "classes")),
        ("1 2 3 4", ("numbers", "classes")),
        (" ".join("12" * 5), ("classes", "numbers")),
        (" ".join(map(str, range(11))), ("numbers",)),
    ],
)
def test_few_whole_numbers_that_come_often_are_classes(cells, tasks):
    rows = "\n".join(f"{number / 7},{cell}" for number, cell in enumerate(cells.split()))
    assert tasks_of(table(f"x,y\n{rows}").columns[1]) == tasks


def test_the_data_are_those_of_the_file():
    made = choice(table(), standardise=False)
    data = made.component(**made.values)
    assert data.feature_names == ("length", "width", "site: east", "site: north", "site: south")
    np.testing.assert_array_equal(data.x[:2], np.array([[5.5, 0.2, 0, 1, 0], [60, 0.1, 0, 0, 1]], np.float32))
    assert outline_of(made).class_names == ("daisy", "rose", "tulip")
    np.testing.assert_array_equal(data.y, [1, 2, 2, 1, 0, 0])


def test_features_of_different_scales_are_standardised_and_come_back():
    made = choice(table())
    assert made.values["standardise"] is True
    data = made.component(**made.values)
    np.testing.assert_allclose(data.x.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(data.x.std(axis=0), 1, rtol=1e-6)
    np.testing.assert_allclose(data.original(data.x)[:2, :2], [[5.5, 0.2], [60, 0.1]], rtol=1e-5)


def test_features_of_one_scale_are_not_standardised():
    assert choice(table("x,y,z\n1,2,a\n3,1,b\n4,4,a\n5,5,b\n")).values["standardise"] is False


def test_large_targets_are_told_in_a_unit_in_which_they_are_learnt():
    houses = table("area,price\n50,200000\n60,250000\n70,330000\n80,310000\n90,450000\n")
    made = choice(houses, target_unit=1000.0)
    assert choice(houses).values["target_unit"] == 100_000
    np.testing.assert_array_equal(made.component(**made.values).y[:, 0], [200, 250, 330, 310, 450])
    assert outline_of(made).positive


WRONG = {
    "each its own class": (
        Understanding(0, (1,), "classes"),
        "At least 4 rows must have all their values, and a class that others have, too. Got 0 of 6 instead",
    ),
    "texts as numbers": (
        Understanding(4, (1,), "numbers"),
        "A target of texts must be learnt as classes. Got t as numbers",
    ),
    "a constant": (
        Understanding(2, (1,), "numbers"),
        "A target must have 2 different values or more. Got 7, a constant.",
    ),
    "one class": (
        Understanding(3, (1,), "classes"),
        "A target must have 2 different values or more. Got u, the only class.",
    ),
    "the target from itself": (Understanding(0, (0,), "numbers"), "Features must be columns other than the target n."),
    "no feature": (
        Understanding(0, (), "numbers"),
        "Features must be columns other than the target n. Got none instead.",
    ),
    "no such column": (Understanding(0, (9,), "numbers"), "A column must be one of the 6 of the table."),
    "nothing complete": (Understanding(0, (5,), "numbers"), "At least 4 rows must have all their values. Got 2 of 6"),
    "too many classes": (Understanding(6, (0,), "classes"), "A target of classes must have 2 to 10 of them. Got 11"),
    "too many features": (
        Understanding(0, tuple(range(7, 28)), "numbers"),
        "A model must get 1 to 20 features. Got 21",
    ),
}


@pytest.mark.parametrize(("understanding", "sentence"), WRONG.values(), ids=WRONG)
def test_what_nothing_can_learn_is_refused_in_a_sentence(understanding, sentence):
    rows = "1,.5,7,u,a,\n2,.6,7,u,a,\n3,.7,7,u,b,\n4,.8,7,u,b,5\n5,.9,7,u,c,6\n6,.1,7,,b,\n"
    of = table(f"n,x,constant,one,t,rare\n{rows}")
    if max(*understanding.features, understanding.target, 0) > 5 and sentence[:8] != "A column":
        many = "\n".join(",".join(str(number + place / 3) for place in range(30)) for number in range(11))
        of = table(",".join(f"x{place}" for place in range(30)) + f"\n{many}")
    with pytest.raises(TableError, match=re.escape(sentence)):
        dataset_name(of, understanding)


@settings(max_examples=60)
@given(frames(), st.data())
def test_every_understanding_is_data_as_outlined_or_one_sentence_and_its_name_says_it(frame, data):
    of = keep(read_table(table_bytes(frame, dialects.plain)).table)
    columns = st.integers(0, len(of.columns) - 1)
    understanding = data.draw(
        st.builds(
            Understanding, columns, st.lists(columns, max_size=4).map(tuple), st.sampled_from(["numbers", "classes"])
        )
    )
    name, sentence = or_sentence(dataset_name, of, understanding)
    if name is None:
        assert sentence.endswith((".", "?"))
        return
    assert read_name(name) == (of.fingerprint, understanding)
    made = Choice("dataset", name)
    outline, its = outline_of(made), made.component(**made.values)
    assert its.x.shape == (outline.n_examples, outline.n_features) == (len(its.y), len(its.feature_names))
    assert its.x.dtype == np.float32
    assert np.isfinite(its.x).all()
    if outline.task == "regression":
        assert its.y.shape == (outline.n_examples, 1)
        assert np.isfinite(its.y).all()
        assert outline.positive == (its.y > 0).all()
    else:
        assert np.bincount(its.y, minlength=outline.n_classes).min() >= 2
    spec, _ = with_component(RunSpec(), made)
    assert spec.loss.name in fitting_losses(made)
    assert RunSpec.from_query(spec.to_query()) == spec
    assert made.component is DATASETS[name]


@pytest.mark.parametrize(
    "name",
    [
        "table-",
        "table-12",
        f"table-{'0' * 32}",
        f"table-{'0' * 32}-0n-0",
        f"table-{'0' * 32}-00n-1",
        f"table-{'G' * 32}-0n-1",
    ],
)
def test_what_is_no_name_of_a_table_is_refused(name):
    with pytest.raises(SpecError, match=r"The dataset must be table-fingerprint-target-features\. Got 'table-"):
        DATASETS[name]


def test_a_table_that_nobody_has_any_more_is_unknown():
    flowers = table(FLOWERS + "9,4.5,0.3,north,daisy\n")  # no other test has it
    name = dataset_name(flowers, suggested(flowers))
    assert DATASETS[name].label == "Your table (flower)"
    fingerprint = flowers.fingerprint
    had.clear()
    del flowers  # no collection of garbage is needed
    with pytest.raises(UnknownTableError, match=fingerprint[:8]):
        DATASETS[name]


def test_a_worker_lets_go_of_tables_that_came_first():
    written = [f"x,y\n1,{number}.25\n2,5\n".encode() for number in range(MAX_HELD + 1)]
    for each in written:
        hold(each)
    first, second = (read_written(each).fingerprint for each in written[:2])
    with pytest.raises(UnknownTableError):
        table_of(first)
    assert table_of(second).csv == written[1]


def test_tiny_and_huge_numbers_are_data():
    made = choice(table("x,z,y\n1e30,1e-99,1e-99\n-1e30,2e-99,0\n3e29,5,1e30\n1,0,4e-50\n"))
    data = made.component(**made.values)
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.y).all()


def test_a_visitor_sees_their_own_tables_and_no_others():
    mine, theirs = OwnTables(), OwnTables()
    flowers = mine.add("flowers.csv", table())
    houses = theirs.add("houses.csv", table("area,price\n50,2.5\n60,3\n70,3.5\n80,4\n"))
    query, foreign = (
        RunSpec(dataset=choice(of), loss=Choice("loss", "mean_squared_error")).to_query() for of in (flowers, houses)
    )
    unknown = foreign.replace(houses.fingerprint, "0" * 32)
    with mine.only():
        assert RunSpec.from_query(query).task == "multiclass"
        sentences = [or_sentence(RunSpec.from_query, each)[1] for each in (foreign, unknown)]
        bad = or_sentence(RunSpec.from_query, foreign + "&dataset.colour=red")[1]
    # Nothing tells whether somebody else has it.
    assert sentences[0] == sentences[1].replace("00000000", houses.fingerprint[:8]) == bad
    assert RunSpec.from_query(foreign).task == "regression"


def test_a_visitor_has_each_table_once_and_only_some():
    own = OwnTables()
    first = own.add("a.csv", table())
    assert own.add("b.csv", read_table(FLOWERS.replace(",", ";")).table) is first
    assert list(own.named) == ["a.csv"]
    for number in range(MAX_TABLES - 1):
        own.add("a.csv", table(f"x,y\n1,{number}\n2,5\n"))
    assert list(own.named)[:3] == ["a.csv", "a.csv (2)", "a.csv (3)"]
    with pytest.raises(TableError, match=f"You can have {MAX_TABLES} tables of 2 MB together at most"):
        own.add("c.csv", table("x,y\n1,2\n3,4\n"))
    own.remove("a.csv")
    own.add("c.csv", table("x,y\n1,2\n3,4\n"))


def test_words_of_visitors_are_no_code_in_titles():
    odd = table('x,"`$""""""*</script>\\ _a"\n1,2.5\n2,3\n3,3.5\n4,4\n')
    assert DATASETS[dataset_name(odd, suggested(odd))].label == "Your table (script a)"
