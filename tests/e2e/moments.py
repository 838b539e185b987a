"""All that the Train page shows at one moment, and whether that is of one value.

A moment is taken in one go, by a function that the browser calls before it paints, so no part of it is of another time.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.e2e.app_page import AppPage

_RECORD = """() => {
  const text = (selector) => document.querySelector(`.lossviz-train ${selector}`)?.textContent ?? "";
  const painted = (plot, i) => {
    const path = [...plot.querySelectorAll(".scatterlayer .trace")]
      .find((each) => each.__data__[0].trace.index === i)?.querySelector(".js-line")?.getAttribute("d");
    const numbers = path?.match(/-?[\\d.]+(?:e-?\\d+)?/g)?.map(Number);
    return numbers ? plot._fullLayout.yaxis.p2l(numbers.at(-1)) : null;
  };
  const chart = (plot) => ({
    alt: plot.getAttribute("aria-label"),
    labels: [...plot.querySelectorAll(".lossviz-labels span:not([hidden])")].map((each) => each.textContent),
    lines: plot.data.map(({ name, meta, mode, y }, i) => ({
      name, run: meta?.run, lines: mode === "lines", y: y.at(-1), painted: painted(plot, i),
    })),
  });
  window.moment = () => ({
    formula: text(".formula .in-hand"),
    field: document.querySelector(".lossviz-large .lossviz-field").value,
    sentence: text(".sentence"),
    status: text("[role=status]:not(.editor *)"),
    held: window.pressed,
    measures: Object.fromEntries([...document.querySelectorAll(".measures div")].map((each) =>
      [each.querySelector("dt").textContent, parseFloat(each.querySelector("dd").textContent)])),
    confusion: [...document.querySelectorAll(".confusion tbody tr")].map((row) =>
      [...row.querySelectorAll("td")].map((cell) => parseInt(cell.firstChild.textContent))),
    charts: Object.fromEntries([...document.querySelectorAll(".lossviz-train .lossviz-chart.js-plotly-plot")]
      .map((plot) => [plot.dataset.key, chart(plot)])),
  });
  window.moments = [];
  window.pressed = false;
  addEventListener("pointerdown", () => (window.pressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (window.pressed = false), true);
  let last = "";
  const look = () => {
    const now = JSON.stringify(window.moment());
    if (now !== last) window.moments.push(now);
    last = now;
    requestAnimationFrame(look);
  };
  look();
}"""

Moment = dict[str, Any]


def record(app: AppPage) -> AppPage:
    """Take a moment whenever anything has changed, from now on."""
    app.page.evaluate(_RECORD)
    return app


def taken(app: AppPage) -> list[Moment]:
    """Return the moments since the last time."""
    return app.page.evaluate("window.moments.splice(0).map(JSON.parse)")


def now(app: AppPage) -> Moment:
    """Return what the page shows."""
    return app.page.evaluate("window.moment()")


def factor_of(moment: Moment) -> float:
    """Return the regularization factor of all that a page with iris and CustomMSE shows, which must be one.

    A certain and right answer costs λ/4, and there the slope is 2λ/3. What the model does is told by its accuracy and
    its mean cost, in the curves and in all that looks at its outputs.
    """
    value = float(moment["formula"])
    charts = moment["charts"]
    for name, of_loss in (("cost", 0.25 * value), ("slope", 2 / 3 * value)):
        line = _in_hand(charts[name])[0]
        assert line["y"] == pytest.approx(of_loss, abs=2e-3), name
        assert line["painted"] == pytest.approx(of_loss, abs=2e-3), name
    labels = [label for chart in charts.values() for label in chart["labels"] if label.startswith("λ")]
    assert [float(label.removeprefix("λ")) for label in labels] == [pytest.approx(value)] * 4
    loss, accuracy = (_in_hand(charts[name])[0] for name in ("loss", "metric"))
    for line, name in ((loss, "loss"), (accuracy, "metric")):
        told = float(re.findall(r": \w+ [\d.e-]+ to ([\d.e-]+\d)", charts[name]["alt"])[0])
        assert line["y"] == pytest.approx(told, rel=1e-2), name
        assert line["painted"] == pytest.approx(told, rel=1e-2, abs=2e-3), name
    cost = float(re.findall(r"([\d.e-]+)\.$", charts["cost"]["alt"])[0])
    assert loss["y"] == pytest.approx(cost, rel=1e-2)
    counts = moment["confusion"]
    right = sum(row[i] for i, row in enumerate(counts)) / sum(map(sum, counts))
    # The history's last row is of the batches of an epoch: within it one more example may be taken for another class.
    assert accuracy["y"] == pytest.approx(right, abs=1.5 / sum(map(sum, counts)))
    assert moment["measures"]["Accuracy"] == pytest.approx(right, abs=2e-3)
    assert f"; {right:.1%} of the training examples" in charts["outputs"]["alt"]
    told = re.search(r"accuracy (?:\D*→ )?(\d+)\s?%", moment["sentence"])
    assert told is None or float(told[1]) == pytest.approx(100 * right, abs=0.51)
    return value


def _in_hand(chart: Any) -> list[Any]:
    return [line for line in chart["lines"] if line.get("run") == "run0" and line["lines"]]
