"""Links of every page that trains, as a terminal takes them."""

from __future__ import annotations

import pytest

from lossviz.errors import SpecError
from lossviz.specs.comparison import Comparison
from lossviz.specs.demos import DEMOS
from lossviz.specs.link import read_link
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep, slider_range

RUN = RunSpec.from_query("loss=huber&loss.delta=2")
COMPARISON = Comparison.from_query("run=a?~seed=1&run=b~seed=2")
SWEEP = Sweep(RUN, (slider_range(RUN),), n_seeds=2)


@pytest.mark.parametrize(
    "before", ["", "?", "/{page}?", "http://localhost:8501/{page}?", "https://example.org/lab/{page}?"]
)
@pytest.mark.parametrize("behind", ["", "#", "#what/is=here?"])
@pytest.mark.parametrize(("page", "asked"), [("", RUN), ("train", RUN), ("compare", COMPARISON), ("sweep", SWEEP)])
def test_a_link_asks_for_what_its_page_trains(page, asked, before, behind):
    assert read_link(f"{before.format(page=page)}{asked.to_query()}{behind}") == asked


@pytest.mark.parametrize("asked", [RUN, COMPARISON, SWEEP])
@pytest.mark.parametrize(
    "added", ["fbclid=a~b", "embed=true", "embed_options=a&embed_options=b", "utm_source", "x=%zz"]
)
def test_what_others_add_to_a_link_is_ignored(asked, added):
    assert read_link(f"{asked.to_query()}&{added}") == asked
    assert read_link(f"?{added}&{asked.to_query()}#top") == asked
    assert read_link(f"/?{added}&demo=pull") == read_link("demo=pull")


def test_what_browsers_leave_as_it_is_is_read():
    assert read_link("run=a?~seed=1&run=b~seed=2") == COMPARISON
    assert read_link("/compare?run=a?~seed=1&run=b~seed=2") == COMPARISON


@pytest.mark.parametrize("link", ["", "http://localhost:8501", "http://localhost:8501/", "?"])
def test_a_link_that_says_nothing_asks_for_the_default_run(link):
    assert read_link(link) == RunSpec()


def test_the_page_counts_where_the_names_do_not_tell():
    assert read_link("/sweep?loss=huber") == Sweep.from_query("loss=huber")
    assert read_link("loss=huber&seeds=2") == Sweep.from_query("loss=huber&seeds=2")
    with pytest.raises(SpecError, match="1 to 8 runs"):
        read_link("/compare?loss=huber")


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_a_demonstration_is_its_runs(demo):
    asked = read_link(f"http://localhost:8501/?demo={demo.name}")
    specs = [asked] if isinstance(asked, RunSpec) else asked.specs
    assert specs == list(demo.beside(demo.spec))


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("demo=nothing", "The demo must be one of"),
        ("/losses?loss=huber", "A link must be of a page that trains"),
        ("nonsense", "name=value pairs"),
        ("epocs=3", "A name in a link must be"),
        ("/compare?run=a~b", "joined by '~'"),
    ],
)
def test_what_is_no_link_is_refused(link, sentence):
    with pytest.raises(SpecError, match=sentence):
        read_link(link)
