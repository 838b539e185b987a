"""Take the pictures in README: `make docs`."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from lossviz.specs.demo import Demo
from lossviz.specs.demos import DEMOS
from tests.browser import LAUNCH_ARGS, find_chromium
from tests.e2e.app_page import AppPage
from tests.serving import served

PICTURES = Path(__file__).parent

WRITTEN = """\
def asymmetric(y_true, y_pred, weight=3.0):  # 0.1 to 10, log
    error = y_pred - y_true
    size = tf.sqrt(error**2)
    return tf.where(error > 0, weight * size, size)
"""
"""A loss of one's own whose slope is NaN where an error is zero."""


def main() -> None:
    """Take a picture of every page, and of every demonstration with its slider moved to an end."""
    with sync_playwright() as playwright, served() as server:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        _train(page, server.url)
        _others(page, server.url)
        _writing(browser.new_page(viewport={"width": 1440, "height": 900}), server.url)
        page.set_viewport_size({"width": 1280, "height": 720})
        for demo in DEMOS:
            _demo(page, server.url, demo)
        browser.close()


def _train(page: Page, url: str) -> None:
    """Hold the slider of the default run elsewhere."""
    page.goto(url)
    AppPage(page).finished()
    slider = page.get_by_role("slider", name="regularization factor")
    box = slider.bounding_box() or {}
    page.mouse.move(box["x"] + 0.05 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + box["height"] / 2, steps=10)
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / "train.png")
    page.mouse.up()


def _writing(page: Page, url: str) -> None:
    """Write a loss that has a fault."""
    page.goto(url)
    app = AppPage(page).finished()
    app.pick("Loss", "My own loss …")
    page.get_by_role("textbox", name="The code of your loss").fill(WRITTEN)
    page.wait_for_timeout(6000)  # until it is compiled, trained and checked up
    page.screenshot(path=PICTURES / "writing.png")


def _others(page: Page, url: str) -> None:
    """Open a loss, compare three runs, and sweep."""
    page.goto(f"{url}/losses?loss=barron&loss.alpha=-1&beside=mean_squared_error,pseudo_huber,cauchy,welsch")
    page.wait_for_timeout(4000)  # until all charts have followed
    page.screenshot(path=PICTURES / "losses.png")
    page.goto(f"{url}/compare")
    page.wait_for_timeout(14_000)  # until the comparison has been played
    page.screenshot(path=PICTURES / "compare.png")
    page.goto(f"{url}/sweep?sweep=loss.regularization_factor:0:2:33:linear")
    expect(page.get_by_text(re.compile("^finished · "))).to_be_visible(timeout=60_000)
    page.wait_for_timeout(2000)  # until the charts have followed
    page.screenshot(path=PICTURES / "sweep.png")


def _demo(page: Page, url: str, demo: Demo) -> None:
    """Move the slider of a demonstration to the end that is farther away."""
    page.goto(f"{url}/?demo={demo.name}")
    AppPage(page).finished()
    slider = page.locator(".lossviz-large input[type=range]").first
    slider.press("End" if float(slider.input_value()) < 0.5 else "Home")
    page.mouse.move(640, 10)
    page.wait_for_timeout(3000)  # until the change has settled and the page has followed
    path = PICTURES / "demos" / f"{demo.name}.png"
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
