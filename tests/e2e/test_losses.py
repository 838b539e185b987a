"""The Losses page, as visitors use it in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import expect

from lossviz.declare import MINUS
from lossviz.losses import LOSSES
from tests.e2e.app_page import AppPage

pytestmark = pytest.mark.e2e
Visit = Callable[..., AppPage]

_WATCH_LABELS = """() => {
  window.labels = new Set();
  const look = (changes) => changes.forEach(({ target }) => window.labels.add(target.getAttribute("aria-label")));
  const attributeFilter = ["aria-label"];
  new MutationObserver(look).observe(document.body, { subtree: true, attributes: true, attributeFilter });
}"""


def test_the_gallery_shows_every_loss_and_opens_one_by_a_click(visit: Visit) -> None:
    app = visit(path="losses")
    cards = app.page.locator(".lossviz-gallery svg")
    expect(cards).to_have_count(len(LOSSES))
    for name, zero in (("huber", True), ("binary_crossentropy", False)):
        lines = app.page.locator(f'[data-name="{name}"] .lossviz-axis').get_attribute("d")
        assert ("M50 " in (lines or "")) == zero, "zero is drawn where it is in the middle"
    app.press("Huber")
    expect(app.page.get_by_role("combobox", name="Loss")).to_have_value("huber")
    app.until(lambda: "loss=huber" in app.page.url, "the link follows")
    cost, slope, curvature = app.traces("Cost, slope and curvature of Huber")
    assert np.interp([0.5, 3], cost["x"], cost["y"]) == pytest.approx([0.125, 2.5], abs=1e-3)
    assert np.interp([0.5, 3], slope["x"], slope["y"]) == pytest.approx([0.5, 1], abs=1e-3)
    assert np.interp([0.5, 3], curvature["x"], curvature["y"]) == pytest.approx([1, 0], abs=1e-3)
    app.press("All losses")
    expect(cards).to_have_count(len(LOSSES))
    app.page.evaluate(_WATCH_LABELS)
    app.press("Quantile (pinball)")
    app.chart("Cost, slope and curvature of Quantile")
    shown = app.page.evaluate("[...window.labels]")
    assert not any("of Huber over" in label for label in shown), "the chart of the loss before was drawn once more"


def test_the_gallery_is_searched_and_filtered_without_the_server(visit: Visit) -> None:
    app = visit(path="losses")
    seen = app.page.locator(".lossviz-gallery button:visible:has(svg)")
    expect(seen).to_have_count(len(LOSSES))
    app.page.get_by_role("searchbox", name="Search").fill("koenker")
    expect(seen).to_have_count(1)
    app.page.get_by_role("searchbox", name="Search").fill("")
    for claim in ("convex", "bounded"):
        app.page.get_by_role("button", name=claim, exact=True).click()
    both = [loss for loss in LOSSES.values() if loss.claims()["convex"] and loss.claims()["bounded"]]
    expect(seen).to_have_count(len(both))
    expect(app.page.get_by_role("status").filter(has_text=f"{len(both)} of {len(LOSSES)}")).to_be_visible()


def height(app: AppPage, chart: str, name: str, at: float) -> float:
    """Return how high a line of a chart is."""
    line = next(trace for trace in app.traces(chart) if trace["name"] == name)
    return float(np.interp(at, line["x"], line["y"]))


def test_a_slider_moves_formula_shape_claims_and_link_together(visit: Visit) -> None:
    app = visit("loss=barron&loss.alpha=2", path="losses")
    expect(app.page.locator(".claims .holds").get_by_text("convex", exact=True)).to_be_visible()
    app.enter("alpha", "-2")
    expect(app.page.locator(".claims .fails").get_by_text("not convex")).to_be_visible()
    shape = "Cost, slope and curvature of Barron"
    # Geman-McClure: 2 e² / (e² + 4), at its default scale of 1.
    app.until(lambda: abs(height(app, shape, "cost", 2) - 1) < 1e-3, "the shape follows")
    app.until(lambda: parse_qs(urlparse(app.page.url).query).get("loss.alpha") == ["-2"], "the link follows")


def test_shapes_follow_the_hand_before_it_lets_go(visit: Visit) -> None:
    app = visit("loss=huber", path="losses")
    shape = "Cost, slope and curvature of Huber"

    def cost_at_3() -> float:
        return height(app, shape, "cost", 3)

    app.until(lambda: abs(cost_at_3() - 2.5) < 1e-2, "the shape of delta 1 is drawn")
    slider = app.page.locator('[data-name="huber.delta"]').get_by_role("slider")  # the family has one, too
    address, box = app.page.url, slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    app.page.mouse.move(box["x"] + box["width"] * 2 / 3, middle)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 1, middle, steps=10)
    app.until(lambda: abs(cost_at_3() - 0.01 * (3 - 0.005)) < 1e-3, "the shape of delta 0.01 is drawn")
    expect(app.page.locator(".lossviz-formula .in-hand").first).to_have_text("0.01")
    assert height(app, shape, "cost before", 3) == pytest.approx(2.5, abs=1e-2)
    in_hand = next(line for line in app.traces("Cost and slope of Huber for") if line["name"] == "cost")
    assert float(np.interp(3, in_hand["x"], in_hand["y"])) == pytest.approx(cost_at_3(), abs=1e-3)
    expect(app.page.get_by_role("row", name="bad, too high")).to_contain_text("0.00995")
    assert app.page.url == address
    app.page.mouse.up()
    app.until(lambda: parse_qs(urlparse(app.page.url).query).get("loss.delta") == ["0.01"], "the link follows")
    assert cost_at_3() < 0.1


def test_exact_values_are_read_anywhere(visit: Visit) -> None:
    app = visit("loss=mean_squared_error", path="losses")
    app.enter("read at this error", "7")
    expect(app.page.get_by_text("cost 49 · slope 14 · curvature 2")).to_be_visible()


def test_losses_are_laid_over_each_other_and_normalised(visit: Visit) -> None:
    app = visit("loss=huber&beside=cauchy,fair", path="losses")
    chart = "Cost and slope of Huber, Cauchy"
    assert [trace["name"] for trace in app.traces(chart)[::2]] == [
        "Huber, cost",
        "Cauchy (Lorentzian), cost",
        "Fair, cost",
    ]
    app.page.get_by_text("Normalise").click()

    def at_one() -> list[float]:
        return [float(np.interp(1, trace["x"], trace["y"])) for trace in app.traces(chart)[::2]]

    app.until(lambda: np.allclose(at_one(), 1, atol=1e-3), "all meet at an error of 1")


def test_training_keeps_the_loss_and_its_values_and_its_errors_rain_on_it(visit: Visit) -> None:
    app = visit("loss=ramp&loss.floor=-2", path="losses")
    expect(app.page.get_by_text("predicts something else than this loss judges")).to_be_visible()
    app.press("Train with this")
    app.finished()
    expect(app.page.get_by_role("combobox", name="Loss")).to_have_value("ramp")
    expect(app.field("floor")).to_have_value(f"{MINUS}2.00")
    expect(app.sentence).to_have_text("Ramp needs another dataset: you see the dataset Iris, two classes.")
    app.page.get_by_role("link", name="Losses").click()
    expect(app.page.get_by_role("combobox", name="Loss")).to_have_value("ramp")
    expect(app.page.get_by_text(re.compile("training examples do half of all the pulling"))).to_be_visible()
    curve, examples, _ = app.traces("The training examples on the curve of Ramp")
    assert len(examples["x"]) == 80
    np.testing.assert_allclose(np.interp(examples["x"], curve["x"], curve["y"]), examples["y"], atol=0.03)


def test_three_classes_have_a_plane_of_all_predictions(visit: Visit) -> None:
    app = visit("loss=categorical_crossentropy", path="losses")
    arrows = app.chart("Contours of the cost").evaluate(
        "plot => plot.layout.annotations.filter((note) => note.showarrow).length"
    )
    assert arrows > 20


def test_the_code_of_a_loss_has_its_values(visit: Visit) -> None:
    app = visit("loss=huber&loss.delta=2.5", path="losses")
    expect(app.page.get_by_text('lossviz.keras_loss("huber", delta=2.5)')).to_be_visible()
    app.chart("Cost and slope of Huber for")  # all that the page waits for is there
    app.page.get_by_text("The function, and four ways to train with it").click()
    expect(app.page.get_by_role("tab")).to_have_count(5)
    expect(app.page.get_by_text("def huber(y_true, y_pred, delta=2.5):").first).to_be_visible()


@pytest.mark.parametrize(
    ("query", "width", "height", "theme"),
    [
        ("", 390, 844, "dark"),
        *(("loss=bi_tempered_logistic", *size) for size in ((390, 844, "dark"), (1440, 900, "light"))),
    ],
)
def test_nothing_scrolls_sideways(visit: Visit, query: str, width: int, height: int, theme: str) -> None:
    app = visit(query, path="losses", width=width, height=height, theme=theme)
    if query:
        app.chart("Cost, slope and curvature of Bi-tempered")
        app.chart("Contours of the cost")
    else:
        expect(app.page.locator(".lossviz-gallery svg")).to_have_count(len(LOSSES))
    widths = app.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
