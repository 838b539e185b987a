"""What a page reads in the address bar."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ({"loss": "huber", "fbclid": "a", "utm_source": "b", "embed": "true", "epochs": "20"}, "loss=huber&epochs=20"),
        ({"fbclid": "a"}, ""),
        ({"demo": "outliers", "utm_campaign": "demo"}, "demo=outliers"),
        ({"run": ["a", "b~seed=1"], "gclid": ["x", "y"]}, "run=a&run=b~seed%3D1"),
        ({"loss.detla": "2", "epocs": "3"}, "loss.detla=2&epocs=3"),
    ],
)
def test_what_others_add_to_an_address_is_not_read(address: dict[str, str | list[str]], read: str) -> None:
    page = AppTest.from_function(_page, default_timeout=60)
    page.query_params.update(address)
    assert page.run().code[0].value == read


def test_an_address_of_many_names_is_read_no_further_than_a_link_can_be() -> None:
    page = AppTest.from_function(_page, default_timeout=60)
    page.query_params.update({f"loss.{n}": "1" for n in range(100_000)})
    assert page.run().code[0].value.count("&") < 100


def _page() -> None:
    import streamlit as st

    from pages.ui.visitor.session import _query

    st.code(_query())
