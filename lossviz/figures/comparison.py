"""Several runs side by side. A slider moves these charts and those of snapshots together, by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lossviz.analysis.snapshots import Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.base import Chart, Figure, Line, curve_trace, plain_text, short_names
from lossviz.figures.history import COLUMN_WORDS, HistoryView, series
from lossviz.figures.snapshots import epoch_slider
from lossviz.specs.run import RunSpec

PLAY_SECONDS = 6
"""How long all epochs play at normal speed."""


def yardstick_chart(
    lines: Sequence[Line], by_run: Mapping[str, Snapshots], name: str, target: float | None = None
) -> Chart:
    """Return the chart of a yardstick of all runs; see `yardstick_figure`."""
    label = YARDSTICKS[name].label if name else "Yardstick"
    title = f"{label} | by epoch{_where(lines, by_run, name)}"
    return Chart(title, f"{label} by epoch of {_names(lines)}.", yardstick_figure(lines, by_run, name, target), 360)


def losses_chart(lines: Sequence[Line], *, log_y: bool) -> Chart:
    """Return the chart of the training losses of all runs."""
    title = "Loss | by epoch, each on its own scale"
    return Chart(title, f"Training loss by epoch of {_names(lines)}.", losses_figure(lines, log_y=log_y), 360)


def _names(lines: Sequence[Line]) -> str:
    return ", ".join(line.name for line in lines)


def _where(lines: Sequence[Line], by_run: Mapping[str, Snapshots], yardstick: str) -> str:
    """Say on which examples a yardstick is measured, which runs may differ in."""
    seen = {line.name: by_run[line.key].yardsticks.get(yardstick) for line in lines if line.key in by_run}
    known = {name: values for name, values in seen.items() if values is not None}
    without = [name for name, values in known.items() if np.isnan(values[:, 1]).all()]
    if not known or len(without) == len(known):
        return " on the training examples" if known else ""
    return " on held-out examples" + (f", for {', '.join(without)} on those of training" if without else "")


def yardstick_figure(
    lines: Sequence[Line], by_run: Mapping[str, Snapshots], name: str, target: float | None = None
) -> Figure:
    """Draw a yardstick of each run by epoch, on held-out examples if a run has any, and the slider that moves all.

    Args:
        lines: The runs.
        by_run: Their snapshots, by `Line.key`; a run that has none yet is left out.
        name: The name of the yardstick; empty while none is known.
        target: The value that is asked for, drawn as a line; None draws none.
    """
    seen = [(line, by_run[line.key]) for line in lines if line.key in by_run and name in by_run[line.key].yardsticks]
    curves = [(line, snapshots.epochs, of_interest(snapshots.yardsticks[name])) for line, snapshots in seen]
    figure = _cut_figure(curves, YARDSTICKS[name].label if name else "")
    if curves:
        slider = epoch_slider(_all_epochs(curves), label="Epoch", cut=True, plays=PLAY_SECONDS, starts=True)
        figure["layout"]["slider"] = slider.layout()
        if target is not None:
            figure["data"].append(_target_trace(figure["layout"]["xaxis"]["range"], target))
    return figure


def _target_trace(ends: Sequence[float], target: float) -> Figure:
    style = {"color": "faint", "width": 1.5, "dash": "dot", "simplify": False}
    trace = curve_trace(np.array(ends), np.array([target, target]), style, "target")
    return trace | {"hoverinfo": "skip", "meta": {"label": "target"}}


def of_interest(values: np.ndarray) -> np.ndarray:
    """Return the values on held-out examples, or on those trained on if there are no others: one of two columns."""
    return values[:, 0] if np.isnan(values[:, 1]).all() else values[:, 1]


def losses_figure(lines: Sequence[Line], *, log_y: bool) -> Figure:
    """Draw the training loss of each run by epoch, each on the scale of its own loss."""
    curves = []
    for line in (line for line in lines if line.until >= 0):
        points = series(line, "loss", HistoryView())
        curves.append((line, np.array(points.x), np.array(points.y, float)))
    figure = _cut_figure(curves, COLUMN_WORDS["loss"])
    figure["layout"]["yaxis"]["type"] = "log" if log_y else "linear"
    if curves:
        figure["layout"]["slider"] = epoch_slider(_all_epochs(curves), cut=True).layout()
    return figure


def _all_epochs(curves: Sequence[tuple[Line, np.ndarray, np.ndarray]]) -> list[int]:
    return np.unique(np.concatenate([epochs for _, epochs, _ in curves])).tolist()


def _cut_figure(curves: Sequence[tuple[Line, np.ndarray, np.ndarray]], y_title: str) -> Figure:
    """Draw lines that are faint as a whole and strong up to the epoch that is looked at, with a dot at its end."""
    faint, strong = [], []
    specs = [line.spec for line, *_ in curves]
    labels = short_names([line.name for line, *_ in curves])
    for (line, epochs, values), label in zip(curves, labels, strict=True):
        # From where it leaves its parent; before that it would only cover it.
        first = max(int(np.searchsorted(epochs, forked_after(line.spec, specs), side="right")) - 1, 0)
        epochs, values = epochs[first:], values[first:]
        stroke = {"color": line.colour, "width": 2.5, "dash": line.dash}
        exact = {"x": epochs.tolist(), "name": line.name}
        trace = curve_trace(epochs, values, stroke, plain_text(line.name)) | exact
        faint.append(trace | {"opacity": 0.25, "hoverinfo": "skip", "meta": {"run": line.key}})
        strong.append(trace | {"meta": {"run": line.key, "label": label, "cut": True}})
    tips = {
        "type": "scatter",
        "mode": "markers",
        "x": [trace["x"][-1] for trace in strong],
        "y": [trace["y"][-1] for trace in strong],
        "marker": {"size": 9, "color": [line.colour for line, *_ in curves]},
        "hoverinfo": "skip",
        "meta": {"tips": [len(faint) + i for i in range(len(strong))]},
    }
    last = max((int(epochs[-1]) for _, epochs, _ in curves), default=1)
    return {
        "data": [*faint, *strong, tips],
        "layout": {
            "xaxis": {"title": {"text": "epoch"}, "range": [0, last]},
            "yaxis": {"title": {"text": y_title}},
            "hovermode": "closest",
        },
    }


def forked_after(spec: RunSpec, others: Sequence[RunSpec]) -> int:
    """Return the epoch up to which a run is the same as one of the others, of which it is a fork; 0 if it is none."""
    last = spec.changes[-1].epoch if spec.changes else 0
    parent = replace(spec, changes=tuple(change for change in spec.changes if change.epoch < last))
    return last if last and parent in others else 0
