"""Names that others add to a link are told from ours, and from ours misspelt."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.specs.choice import KINDS
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.demos import DEMOS
from lossviz.specs.link_names import LOSS_VIEW_NAMES, NAMES, is_ours
from lossviz.specs.loss_view import LossView
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep
from tests.strategies import specs, sweeps

FOREIGN = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "utm_source_platform",
    "utm_creative_format",
    "embed",
    "embed_options",
    "ref",
    "ref_src",
    "source",
    "si",
    "s",
    "t",
    "v",
    "feature",
    "share",
    "cmpid",
    "cid",
    "trk",
    "trkInfo",
    "hsCtaTracking",
    "_hsenc",
    "_hsmi",
    "vero_id",
    "oly_enc_id",
    "__s",
    "spm",
    "scm",
    "wickedid",
    "wt_mc",
    "pk_campaign",
    "pk_kwd",
    "mtm_source",
    "at_medium",
    "at_campaign",
    "s_kwcid",
    "cachebust",
    "nocache",
    "theme",
    "lang",
    "hl",
    "page",
    "q",
]


@pytest.mark.parametrize("name", FOREIGN)
def test_what_others_add_is_not_ours(name: str) -> None:
    assert not is_ours(name)


PARAMS = [
    f"{kind}.{param}"
    for kind, registry in KINDS.items()
    for component in registry.values()
    for param in component.params
]


@pytest.mark.parametrize("name", [*NAMES, *dict.fromkeys(PARAMS), "beside.huber.delta"])
def test_what_links_say_is_ours(name: str) -> None:
    assert is_ours(name)


@pytest.mark.parametrize(
    "name",
    [
        "loss.detla",
        "los.delta",
        "Loss",
        "LOSS.delta",
        "optimiser",
        "optimizer.learningrate",
        "learning_rate",
        "delta",
        "epoch",
        "epcohs",
        "batchsize",
        "batch-size",
        "sed",
        "modell",
        "data_set",
        "chnage",
        "taget",
    ],
)
def test_what_is_ours_misspelt_is_ours_so_that_it_is_refused(name: str) -> None:
    assert is_ours(name)


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) > 4])
def test_a_letter_that_is_missing_doubled_or_swapped_is_forgiven_in_telling_a_name(name: str) -> None:
    for i in range(len(name)):
        assert is_ours(name[:i] + name[i + 1 :])
        assert is_ours(name[:i] + name[i] + name[i:])
    for i in range(len(name) - 1):
        assert is_ours(name[:i] + name[i + 1] + name[i] + name[i + 2 :])


def all_ours(query: str) -> bool:
    return all(is_ours(name) for name, _ in parse_qsl(query, keep_blank_values=True))


@given(specs(), sweeps())
def test_every_name_that_we_write_is_ours(spec: RunSpec, sweep: Sweep) -> None:
    assert all_ours(spec.to_query())
    assert all_ours(sweep.to_query())


def test_every_name_that_a_page_writes_is_ours() -> None:
    comparison = Comparison((NamedSpec("a", RunSpec()), NamedSpec("b", RunSpec(seed=1))))
    assert all_ours(comparison.to_query())
    query = "loss=huber&target=1&at=2&beside=mean_squared_error&normalised=true&over=delta"
    view = LossView.from_query(query)
    assert view is not None
    assert all_ours(view.to_query())
    assert {name for name in LOSS_VIEW_NAMES if f"{name}=" in view.to_query()} == set(LOSS_VIEW_NAMES)
    assert all(all_ours(f"demo={demo.name}") for demo in DEMOS)


@given(st.text(max_size=300))
def test_any_name_is_told(name: str) -> None:
    assert is_ours(name) in (True, False)


def test_a_page_can_have_names_of_its_own() -> None:
    assert not is_ours("number")
    assert is_ours("number", ("number",))
    assert is_ours("nubmer", ("number",))
    assert not is_ours("fbclid", ("number",))
