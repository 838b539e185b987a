"""How the server is set up for visitors."""

from __future__ import annotations

from streamlit import config


def test_a_visitor_is_not_told_where_in_our_files_something_failed() -> None:
    assert config.get_option("client.showErrorDetails") == "none"
