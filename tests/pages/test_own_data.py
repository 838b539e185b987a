"""The dialog on tables of the visitor's own, as Streamlit draws it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_train import by_label, connection_to, opened, settled

pytestmark = pytest.mark.usefixtures("warm_engine")

PRICES = "size;colour;price\n" + "\n".join(f"{i},5;{'red' if i % 3 else 'blue'};{i * 3 + i % 4},25" for i in range(24))


def dialog_of(query: str = "epochs=20&loss=mean_squared_error") -> AppTest:
    """Return the page with the dialog open."""
    page = opened(query)
    connection_to(page).turn("show_own_data", value=True, held=False)
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception[0].message
    return page


def captions(page: AppTest) -> str:
    return " ".join(caption.value for caption in page.caption).replace("\\", "")


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].upload(name, content, "text/csv")
    return run(page)


def press(page: AppTest, label: str) -> None:
    by_label(page.button, label).click()


def spec_of(page: AppTest) -> Any:
    return connection_to(page).scene.spec


def test_a_file_is_understood_corrected_and_trained_on() -> None:
    page = upload(dialog_of(), "prices.csv", PRICES.encode())
    assert "A model learns the number price from size, colour" in captions(page)
    by_label(page.selectbox, "Target").select(1)
    run(page)
    assert "A model learns the class colour, one of blue, red, from size, price" in captions(page)
    assert "examples with 2 numbers each." in captions(page)
    by_label(page.multiselect, "Features").set_value([0])
    run(page)
    assert "examples with 1 number each." in captions(page)
    by_label(page.toggle, "Standardise").set_value(False)
    run(page)
    press(page, "Train on it")
    settled(run(page))
    spec = spec_of(page)
    assert (spec.outline.class_names, spec.n_features) == (("blue", "red"), 1)
    assert spec.dataset.values["standardise"] is False
    assert not page.file_uploader


def test_a_pasted_text_is_read_and_a_bad_one_refused() -> None:
    page = dialog_of()
    page.text_area[0].set_value("a,b\n1,2\n3\n")
    run(page)
    assert "row 3" in page.warning[0].value
    page.text_area[0].set_value(PRICES)
    run(page)
    assert "the number price" in captions(page)
    by_label(page.multiselect, "Features").set_value([])
    run(page)
    assert any("Features must be columns" in warning.value for warning in page.warning)
    assert by_label(page.button, "Train on it").disabled
    assert spec_of(page).dataset.name == "iris"
