"""Tables of visitors on the pages: each has their own, links ask for them, runs keep them."""

from __future__ import annotations

import pytest

from lossviz.datasets.tables import UnknownTableError, read_table, table_of
from lossviz.engine import Engine
from lossviz.specs.run import RunSpec
from pages.ui.channel.scene import Scene
from pages.ui.compare.charts import CompareScene
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.charts import TrainScene
from pages.ui.train.runs import DATA
from tests.inline import Inline

FLOWERS = "length,width,kind\n" + "\n".join(f"{i},{i * i % 7},{'rose' if i < 6 else 'tulip'}" for i in range(12))

OTHER = "a,b\n1,2\n3,4\n5,6\n7,9\n"


@pytest.fixture
def engine() -> Engine:
    return Engine(Inline())


def visitor(engine: Engine, text: str = "", query: str = "epochs=5") -> TrainScene:
    """Return the Train page of a visitor, who trains on a table of theirs if there is one."""
    train = TrainScene(engine)
    train.visit(query, arrived=True)
    if text:
        train.turn("show_own_data", value=True, held=False)
        train.own_data.read("flowers", text)
        train.take_own_data()
        train.take_answer()
    return train


def options_of(train: TrainScene) -> list[str]:
    return [option["value"] for option in train.panel()["set_up"][0]["options"] if option["group"] == "Your own"]


def test_a_table_is_trained_on_and_offered(engine: Engine) -> None:
    train = visitor(engine, FLOWERS)
    assert (train.run.spec.outline.class_names, train.run.outcome) == (("rose", "tulip"), "finished")
    assert options_of(train) == [train.spec.dataset.name]
    own = train.spec.dataset.name
    train.turn("dataset", "iris", held=False)
    assert train.spec.dataset.name == "iris"
    train.turn("dataset", own, held=False)
    assert train.spec.dataset.name == own
    assert RunSpec.from_query(train.to_query()).dataset.name == own


def test_the_table_that_is_trained_on_can_be_taken_away_and_read_again(engine: Engine) -> None:
    train = visitor(engine, FLOWERS)
    (own,) = train.tables.named.values()
    assert read_table(DATA.make(train)).table.fingerprint == own.fingerprint
    train.turn("dataset", "iris", held=False)
    assert DATA.make(train) == b""


def test_nobody_sees_the_table_of_another_one(engine: Engine) -> None:
    mine, other = visitor(engine, FLOWERS), visitor(engine)
    name = mine.spec.dataset.name
    assert options_of(other) == []
    other.turn("dataset", name, held=False)
    assert other.spec.dataset.name == "iris"
    other.visit(mine.to_query(), arrived=False)
    assert other.spec.dataset.name == "iris"
    assert "This needs a table of your own that is not here" in other.notice
    fingerprint = next(iter(mine.tables.named.values())).fingerprint
    with other.lock, pytest.raises(UnknownTableError):
        table_of(fingerprint)
    with mine.lock, other.lock, mine.lock:
        assert table_of(fingerprint).n_rows == 12


def test_a_link_asks_for_its_table_and_takes_no_other(engine: Engine) -> None:
    mine, other = visitor(engine, FLOWERS), visitor(engine)
    other.visit(mine.to_query(), arrived=False)
    assert other.wanted is not None
    assert other.supply(OTHER.encode()).startswith("This file holds another table")
    assert other.supply(b"PK\x03\x04zip") != ""
    assert (other.spec.dataset.name, dict(other.tables.named)) == ("iris", {})
    assert other.supply(FLOWERS.encode("utf-16")) == ""
    assert (other.wanted, other.notice) == (None, "")
    other.take_answer()
    assert other.run.spec == mine.run.spec
    assert other.run.history["loss"].tolist() == mine.run.history["loss"].tolist()
    other.visit("epochs=7", arrived=False)
    assert other.wanted is None


def test_what_a_browser_has_kept_asks_for_its_table_and_comes_back_with_its_pins(engine: Engine) -> None:
    mine = visitor(engine, FLOWERS)
    mine.pin()
    kept = mine.to_keep()
    later = TrainScene(engine)
    later.give_back(kept, asked=False)
    later.visit("", arrived=True)
    assert later.wanted is not None
    assert later.wanted.kept
    assert later.notice
    assert later.supply(FLOWERS.encode()) == ""
    later.take_answer()
    assert later.spec.dataset.name == mine.spec.dataset.name
    assert [entry.run.spec for entry in later.pins.entries] == [mine.run.spec]


def test_a_session_file_brings_its_table(engine: Engine) -> None:
    compare = CompareScene(visitor(engine, FLOWERS))
    compare.visit("", arrived=True)
    file = compare.comparison.to_file(tables=True).encode()
    other = CompareScene(visitor(engine))
    other.open_file(file)
    assert other.notice == ""
    assert other.comparison == compare.comparison
    assert len(other.tables.named) == 1
    assert options_of(other.train) != []


def test_a_table_stays_as_long_as_a_run_of_it_is_seen(engine: Engine) -> None:
    train = visitor(engine, FLOWERS)
    compare = CompareScene(train)
    compare.visit("", arrived=True)
    train.remove_table("flowers")
    assert list(train.tables.named) == ["flowers"]
    train.visit("epochs=3", arrived=False)
    train.visit("epochs=4", arrived=False)  # what was before is no run of the table either
    assert train.in_use("flowers"), "Compare shows one"
    compare.clear()
    assert not train.in_use("flowers")
    train.remove_table("flowers")
    assert dict(train.tables.named) == {}
    train.undo()
    assert train.spec.dataset.name == "iris"


@pytest.mark.parametrize(
    ("kind", "more"),
    [(CompareScene, "&run=one&run=two~seed=1"), (SweepScene, "&sweep=optimizer.learning_rate:0.01:0.1:2:log")],
)
def test_links_to_other_pages_ask_for_their_table_too(engine: Engine, kind: type[Scene], more: str) -> None:
    link = visitor(engine, FLOWERS).to_query() + more
    scene = kind(visitor(engine))
    scene.visit(link, arrived=True)
    assert scene.wanted is not None
    assert "This needs a table of your own that is not here" in scene.notice
    assert scene.supply(FLOWERS.encode()) == ""
    assert (scene.wanted, scene.notice) == (None, "")
    assert {spec.dataset.name.partition("-")[0] for spec in scene.specs} == {"table"}
