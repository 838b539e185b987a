"""Take the pictures in README: `make docs`."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser import LAUNCH_ARGS, find_chromium
from tests.e2e.app_page import AppPage
from tests.serving import served

PICTURES = Path(__file__).parent


def main() -> None:
    """Let the default run draw over two others, open a loss, compare three runs, sweep, and take a picture of each."""
    with sync_playwright() as playwright, served() as server:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1080})
        page.goto(server.url)
        app = AppPage(page).finished()
        for value in ("0.5", "1"):
            n_lines = len(app.traces())
            app.enter("Regularization factor", value)
            app.until(lambda n_lines=n_lines: len(app.traces()) > n_lines, "the new run is drawn")
        page.wait_for_timeout(1000)  # until the charts below have followed
        page.screenshot(path=PICTURES / "train.png")
        page.goto(f"{server.url}/losses?loss=barron&loss.alpha=-1&beside=mean_squared_error,pseudo_huber,cauchy,welsch")
        app.chart("Cost and slope of Barron's general robust for")
        page.wait_for_timeout(2000)  # until the charts below have followed
        page.screenshot(path=PICTURES / "losses.png")
        page.goto(f"{server.url}/compare")
        app.chart("Confusion matrix of")
        page.wait_for_timeout(9000)  # until the comparison has been played
        page.screenshot(path=PICTURES / "compare.png")
        page.goto(f"{server.url}/sweep?sweep=loss.regularization_factor:0:2:33:linear")
        expect(page.get_by_text(re.compile("^finished · "))).to_be_visible(timeout=60_000)
        page.wait_for_timeout(2000)  # until the charts have followed
        page.screenshot(path=PICTURES / "sweep.png")
        browser.close()


if __name__ == "__main__":
    main()
