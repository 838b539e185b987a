"""Tables of visitors in the browser: opened, understood, corrected, trained on; and asked for by links."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.app_page import AppPage

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

PRICES = "Größe;Farbe;Preis\n" + "\n".join(
    f"{i},5;{'rot' if i % 3 else 'blau'};{100 + 3 * i + i * i % 7},25" for i in range(40)
)
"""With a decimal comma."""

KINDS = "length,width,kind\n" + "\n".join(f"{i},{i * i % 7},{'rose' if i < 10 else 'tulip'}" for i in range(20))


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    file = tmp_path / "prices.csv"
    file.write_text(PRICES, encoding="latin-1")
    return file


def opened(app: AppPage) -> Locator:
    """Open the dialog."""
    app.unfold("Data")
    app.press("Your own data…")
    dialog = app.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Or paste rows")
    return dialog


def give(dialog: Locator, file: Path) -> None:
    dialog.locator("input[type=file]").set_input_files(file)


def train(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Train on it").click()
    expect(dialog).to_be_hidden()


def shows_data(app: AppPage, words: str) -> None:
    expect(app.page.locator(".unfolds").filter(has_text="Data")).to_contain_text(words)


def test_a_file_with_a_decimal_comma_is_understood_and_trained_on(visit: Visit, prices: Path) -> None:
    app = visit("epochs=50&loss=mean_squared_error").finished(50)
    dialog = opened(app)
    give(dialog, prices)
    expect(dialog).to_contain_text("40 rows and 3 columns: Latin-1, separated by semicolon, decimal comma.")
    expect(dialog).to_contain_text("A model learns the number Preis from Größe, Farbe.")
    train(dialog)
    shows_data(app, "Your table (Preis) · 40")
    app.finished(50)
    app.until(lambda: app.sentence.inner_text().startswith("On average answers are"), "its errors are told")
    assert "dataset=table-" in app.page.url
    sheet = app.unfold("Data")
    expect(sheet.locator("optgroup[label='Your own'] option")).to_have_text(["prices"])


def test_another_target_makes_it_a_table_of_classes(visit: Visit, prices: Path) -> None:
    app = visit("epochs=50&loss=mean_squared_error").finished(50)
    dialog = opened(app)
    give(dialog, prices)
    expect(dialog).to_contain_text("the number Preis")
    dialog.get_by_role("combobox", name="Target").click()
    app.page.get_by_role("option", name="Farbe (texts)").click()
    expect(dialog).to_contain_text("A model learns the class Farbe, one of blau, rot,")
    train(dialog)
    shows_data(app, "Your table (Farbe) · 40")
    expect(app.page.locator(".confusion tbody th")).to_have_text(["blau", "rot"])


def test_a_bad_file_gives_a_sentence_and_leaves_the_run(visit: Visit, prices: Path, tmp_path: Path) -> None:
    app = visit("epochs=50").finished(50)
    url = app.page.url
    dialog = opened(app)
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n3\n")
    give(dialog, bad)
    expect(dialog.get_by_role("alert")).to_contain_text("row 3")
    give(dialog, prices)  # the next one is taken
    expect(dialog).to_contain_text("the number Preis")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    shows_data(app, "Iris · 150")
    assert app.page.url == url


def test_a_link_asks_another_visitor_for_the_file_and_takes_no_other(
    visit: Visit, prices: Path, tmp_path: Path
) -> None:
    app = visit("epochs=50&loss=mean_squared_error").finished(50)
    dialog = opened(app)
    give(dialog, prices)
    expect(dialog).to_contain_text("the number Preis")
    train(dialog)
    app.finished(50)
    app.until(lambda: "dataset=table-" in app.page.url, "the link names the table")
    mine = app.page.locator(".foot").inner_text()

    other = visit(app.page.url.partition("?")[2])
    asked = other.page.get_by_role("dialog")
    expect(asked).to_contain_text("A table of your own is missing")
    shows_data(other, "Iris · 150")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(KINDS)
    give(asked, wrong)
    expect(asked).to_contain_text("This file holds another table than the one that is asked for.")
    give(asked, prices)
    expect(asked).to_be_hidden()
    shows_data(other, "Your table (Preis) · 40")
    other.finished(50)
    expect(other.page.locator(".foot")).to_have_text(mine, use_inner_text=True)


def test_two_visitors_do_not_see_each_others_tables(visit: Visit, prices: Path, tmp_path: Path) -> None:
    kinds = tmp_path / "kinds.csv"
    kinds.write_text(KINDS)
    for file, name in ((prices, "prices"), (kinds, "kinds")):
        app = visit("epochs=20&loss=mean_squared_error").finished(20)
        dialog = opened(app)
        give(dialog, file)
        expect(dialog).to_contain_text("A model learns")
        train(dialog)
        app.finished(20)
        options = app.unfold("Data").locator("optgroup[label='Your own'] option")
        expect(options).to_have_text([name])


def test_a_reload_keeps_the_table(visit: Visit, prices: Path) -> None:
    app = visit("epochs=20&loss=mean_squared_error").finished(20)
    dialog = opened(app)
    give(dialog, prices)
    expect(dialog).to_contain_text("the number Preis")
    train(dialog)
    app.finished(20)
    app.until(lambda: "dataset=table-" in app.page.url, "the link names the table")
    app.page.reload()
    shows_data(app, "Your table (Preis) · 40")
    app.finished(20)
    expect(app.page.get_by_role("dialog")).to_be_hidden()


KIND_NAMES = [f"kind {number}" if number != 4 else "a much longer name of a kind" for number in range(10)]

TEN = "width,height,depth,kind\n" + "\n".join(
    f"{i % 10 + i % 3 / 4},{i % 10 % 4 - i % 7 / 9},{i % 5},{KIND_NAMES[i % 10]}" for i in range(200)
)

SIZES = ((1280, 720), (1440, 900), (1920, 1080), (390, 844))


def test_ten_classes_stand_in_their_place_on_every_screen(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "ten.csv"
    file.write_text(TEN)
    app = visit("epochs=50&loss=categorical_crossentropy").finished(50)
    dialog = opened(app)
    give(dialog, file)
    expect(dialog).to_contain_text("A model learns the class kind")
    train(dialog)
    app.finished(50)
    rows = app.page.locator(".confusion tbody tr")
    expect(rows).to_have_count(10)
    for theme in ("light", "dark"):
        app.page.emulate_media(color_scheme=theme)
        for width, height in SIZES:
            app.page.set_viewport_size({"width": width, "height": height})
            place = app.page.locator(".confusion")
            place.scroll_into_view_if_needed()
            app.until(lambda place=place: inside(rows, place), f"all rows are in their place at {width} × {height}", 10)
            assert app.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def inside(rows: Locator, place: Locator) -> bool:
    """Return whether rows lie in their place, below each other, each high enough to be read."""
    box, boxes = place.bounding_box(), [row.bounding_box() for row in rows.all()]
    if box is None or None in boxes:
        return False
    ends = [(each["y"], each["y"] + each["height"]) for each in boxes if each]
    apart = all(one[1] <= other[0] + 2 for one, other in pairwise(ends))
    return apart and ends[-1][1] <= box["y"] + box["height"] + 1 and all(end - top >= 11 for top, end in ends)
