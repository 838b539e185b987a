"""Several runs side by side, and snapshots of one of them. A slider moves all of these charts together, by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lossviz.analysis.snapshots import Snapshot, Snapshots
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.figures.base import Figure, Line, curve_trace, literal, rounded
from lossviz.figures.history import COLUMN_WORDS, HistoryView, series
from lossviz.figures.model import matrices_figure, matrix
from lossviz.figures.slider import Slider
from lossviz.losses.axes import AXES
from lossviz.specs.run import RunSpec

GROUP = "compare"

PLAY_SECONDS = 6
"""How long all epochs play at normal speed."""

CLASS_COLOURS = ("blue", "orange", "green")
"""Of examples and decision regions, by class."""


def epoch_slider(epochs: Sequence[int], *, label: str = "", **more: Any) -> Slider:
    """Return the slider of a chart that shows several epochs; without a label it moves with the others only."""
    values, last = [str(epoch) for epoch in epochs], len(epochs) - 1
    return Slider(label=label, values=values, at=last, numbers=epochs, group=GROUP, hidden=not label, **more)


def yardstick_figure(lines: Sequence[Line], by_run: Mapping[str, Snapshots], name: str) -> Figure:
    """Draw a yardstick of each run by epoch, on held-out examples if a run has any, and the slider that moves all.

    Args:
        lines: The runs.
        by_run: Their snapshots, by `Line.key`; a run that has none yet is left out.
        name: The name of the yardstick; empty while none is known.
    """
    seen = [(line, by_run[line.key]) for line in lines if line.key in by_run and name in by_run[line.key].yardsticks]
    curves = [(line, snapshots.epochs, of_interest(snapshots.yardsticks[name])) for line, snapshots in seen]
    figure = _cut_figure(curves, YARDSTICKS[name].label if name else "")
    if curves:
        slider = epoch_slider(_all_epochs(curves), label="Epoch", cut=True, plays=PLAY_SECONDS, starts=True)
        figure["layout"]["slider"] = slider.layout()
    return figure


def of_interest(values: np.ndarray) -> np.ndarray:
    """Return the values on held-out examples, or on those trained on if there are no others: one of two columns."""
    return values[:, 0] if np.isnan(values[:, 1]).all() else values[:, 1]


def losses_figure(lines: Sequence[Line], log_y: bool) -> Figure:
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
    for line, epochs, values in curves:
        # From where it leaves its parent; before that it would only cover it.
        first = max(int(np.searchsorted(epochs, forked_after(line.spec, specs), side="right")) - 1, 0)
        epochs, values = epochs[first:], values[first:]
        stroke = {"color": line.colour, "width": 2.5, "dash": line.dash}
        exact = {"x": epochs.tolist(), "name": line.name}
        trace = curve_trace(epochs, values, stroke, literal(line.name)) | exact
        faint.append(trace | {"opacity": 0.25, "hoverinfo": "skip", "meta": {"run": line.key}})
        strong.append(trace | {"meta": {"run": line.key, "label": line.label, "cut": True}})
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


def snapshots_shape_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw the shape of the loss with the training examples lying on it, epoch by epoch."""
    x_title = AXES[snapshots.curve.axis].label
    pictures = [[{"x": rounded(snapshot.position), "y": rounded(snapshot.cost)}] for snapshot in snapshots.shown]
    examples = {
        "type": "scatter",
        "mode": "markers",
        **pictures[-1][0],
        "name": "training examples",
        "marker": {"color": colour, "size": 7, "opacity": 0.45, "line": {"color": "background", "width": 1}},
        "hovertemplate": f"{x_title} %{{x:.4g}}<br>cost %{{y:.4g}}<extra></extra>",
    }
    curve = curve_trace(snapshots.curve.position, snapshots.curve.cost, {"color": colour, "width": 2}, "cost")
    axes = {"xaxis": {"title": {"text": x_title}}, "yaxis": {"title": {"text": "cost"}}}
    return _by_epoch(snapshots.shown, [examples, curve], axes, pictures)


def _by_epoch(shown: Sequence[Snapshot], traces: list[Figure], layout: Figure, pictures: list[Any]) -> Figure:
    slider = epoch_slider([snapshot.epoch for snapshot in shown])
    return {"data": traces, "layout": {"hovermode": "closest", **layout, "slider": slider.layout(pictures)}}


def snapshots_model_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw what the model does, epoch by epoch: decision regions, a fitted line, or predictions against targets."""
    if snapshots.class_names:
        return _regions_figure(snapshots)
    return (_line_figure if len(snapshots.axes) == 1 else _agreement_figure)(snapshots, colour)


def _regions_figure(snapshots: Snapshots) -> Figure:
    (first, x), (second, y) = snapshots.axes.items()
    colours = CLASS_COLOURS[: len(snapshots.class_names)]
    steps = np.linspace(0, 1, len(colours) + 1)
    # Two points of one colour for each class, so that colours do not blend.
    scale = [[float(at), colour] for i, colour in enumerate(colours) for at in steps[i : i + 2]]
    pictures = [[{"z": snapshot.surface.T.tolist()}] for snapshot in snapshots.shown]
    regions = {
        "type": "heatmap",
        "x": rounded(x),
        "y": rounded(y),
        **pictures[-1][0],
        "zmin": 0,
        "zmax": len(colours) - 1,
        "colorscale": scale,
        "showscale": False,
        "opacity": 0.3,
        "hoverinfo": "skip",
    }
    examples = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": rounded(snapshots.x[snapshots.truth == number, first]),
            "y": rounded(snapshots.x[snapshots.truth == number, second]),
            "name": name,
            "marker": {"color": colours[number], "size": 8, "symbol": ("circle", "square", "diamond")[number]},
            "hovertemplate": f"{name}<extra></extra>",
        }
        for number, name in enumerate(snapshots.class_names)
    ]
    titles = [{"title": {"text": snapshots.feature_names[number]}} for number in (first, second)]
    return _by_epoch(snapshots.shown, [regions, *examples], dict(zip(("xaxis", "yaxis"), titles)), pictures)


def _line_figure(snapshots: Snapshots, colour: str) -> Figure:
    ((number, x),) = snapshots.axes.items()
    pictures = [[rounded(snapshot.surface)] for snapshot in snapshots.shown]
    fitted = curve_trace(x, snapshots.shown[-1].surface, {"color": colour, "width": 2.5}, "fitted")
    true = curve_trace(x, snapshots.true, {"color": "text", "width": 1.5, "dash": "dash"}, "true line")
    marker = {"color": colour, "size": 7, "opacity": 0.5}
    points = {"x": rounded(snapshots.x[:, number]), "y": rounded(snapshots.truth), "marker": marker, "name": "examples"}
    titles = {"xaxis": {"title": {"text": snapshots.feature_names[number]}}, "yaxis": {"title": {"text": "y"}}}
    examples = {"type": "scatter", "mode": "markers", **points}
    return _by_epoch(snapshots.shown, [fitted, true, examples], titles, pictures)


def _agreement_figure(snapshots: Snapshots, colour: str) -> Figure:
    pictures = [[{"x": rounded(snapshots.truth), "y": rounded(snapshot.y_pred)}] for snapshot in snapshots.shown]
    marker = {"color": colour, "size": 7, "opacity": 0.5}
    examples = {"type": "scatter", "mode": "markers", **pictures[-1][0], "marker": marker, "name": "examples"}
    ends = np.array([snapshots.truth.min(), snapshots.truth.max()])
    true = curve_trace(ends, ends, {"color": "text", "width": 1.5, "dash": "dash"}, "prediction equals target")
    titles = {"xaxis": {"title": {"text": "target"}}, "yaxis": {"title": {"text": "prediction"}}}
    return _by_epoch(snapshots.shown, [examples, true], titles, pictures)


def snapshots_confusion_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw the confusion matrix of the training examples and of those held out, epoch by epoch."""
    parts = ("training", "validation")[: 1 + bool(snapshots.shown[-1].counts[1].any())]
    pictures = [[matrix(snapshot.counts[i]) for i in range(len(parts))] for snapshot in snapshots.shown]
    figure = matrices_figure(dict(zip(parts, snapshots.shown[-1].counts)), snapshots.class_names, colour)
    return _by_epoch(snapshots.shown, figure["data"], figure["layout"], pictures)
