"""Snapshots of a run: its errors on the loss, what its model does and its confusions, moved by a slider of epochs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lossviz.analysis.snapshots import Snapshot, Snapshots
from lossviz.figures.base import CLASS_COLOURS, Chart, Figure, Line, curve_trace, plain_text, rounded, short_names
from lossviz.figures.confusion import matrices_figure, matrix
from lossviz.figures.leaving import leaving_trace, leaving_words
from lossviz.figures.model import (
    agreement_traces,
    examples_trace,
    line_traces,
    lying_at,
    lying_trace,
    titled_axes,
)
from lossviz.figures.ranges import at_rest, common, curve_ends
from lossviz.figures.slider import Slider
from lossviz.losses.axes import AXES

GROUP = "compare"
"""Charts of compared runs move together under this name."""

CLASS_SYMBOLS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "cross": "✚",
    "x": "✖",
    "star": "★",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "pentagon": "⬟",
    "hexagon": "⬢",
}
"""Of examples, by class, and the letter that looks like it; their colours are `CLASS_COLOURS`."""


def epoch_slider(epochs: Sequence[int], *, label: str = "", **more: Any) -> Slider:
    """Return the slider of a chart that shows several epochs; without a label it moves with the others only."""
    values, last = [str(epoch) for epoch in epochs], len(epochs) - 1
    return Slider(label=label, values=values, at=last, numbers=epochs, group=GROUP, hidden=not label, **more)


def snapshot_charts(line: Line, snapshots: Snapshots, *, named: bool = False) -> list[Chart]:
    """Return the charts of a run epoch by epoch: the shape of its loss, what its model does, and its confusions.

    Args:
        line: The run.
        snapshots: What its model does.
        named: Whether titles begin with the name of the run, for charts of several runs below each other.
    """

    def chart(title: str, after_name: str, alt: str, figure: Figure) -> Chart:
        return Chart(f"{line.name} | {after_name}" if named else title, alt, figure)

    n_others = line.spec.n_features - len(snapshots.axes)
    matter = "the two features that matter most, others at their mean" if n_others else "by feature"
    loss, classes = line.spec.at(int(snapshots.epochs[-1])).loss.component.label, bool(snapshots.class_names)
    model = "Decision regions" if classes else "Fit"
    shape = snapshots_shape_figure(snapshots, line.colour)
    charts = [
        chart(
            f"Shape of {loss} | and the training examples",
            f"shape of {loss}",
            f"The training examples of {line.name} on the curve of {loss}, by epoch.{leaving_words(shape)}",
            shape,
        ),
        chart(
            f"{model} | {matter if classes else 'after this epoch'}",
            f"{model.lower()}, {matter}" if classes else model.lower(),
            f"{model} of {line.name}, by epoch.{_features_words(snapshots) if classes else ''}",
            snapshots_model_figure(snapshots, line.colour),
        ),
    ]
    if classes:
        title, alt = "Confusion | true class by row", f"Confusion matrix of {line.name}, by epoch."
        figure = snapshots_confusion_figure(snapshots, line.colour)
        charts.append(chart(title, "confusion, true class by row", alt, figure))
    return charts


def _features_words(snapshots: Snapshots) -> str:
    """Return over which features decision regions are drawn, and why over these."""
    drawn = " and ".join(snapshots.feature_names[number] for number in snapshots.axes)
    if len(snapshots.axes) == len(snapshots.feature_names):
        return f" They are drawn over {drawn}."
    return (
        f" They are drawn over {drawn}, the two features whose shuffling changes what the model says most; all others "
        "are at their mean."
    )


def snapshots_shape_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw the shape of the loss with the training examples lying on it, epoch by epoch."""
    x_title = AXES[snapshots.curve.axis].label
    lying = [snapshot.cost for snapshot in snapshots.shown if snapshot.cost.size] or [np.empty(0)]
    ends = at_rest("cost", common([curve_ends([snapshots.curve.cost], [cost]) for cost in lying]))
    pictures = [[lying_at(snapshot.position, snapshot.cost, ends)] for snapshot in snapshots.shown]
    last = snapshots.shown[-1]
    examples = lying_trace(last.position, last.cost, x_title, colour, ends)
    curve = curve_trace(snapshots.curve.position, snapshots.curve.cost, {"color": colour, "width": 2}, "cost")
    layout = titled_axes(x_title, "cost")
    layout["yaxis"] |= {"range": list(ends)}
    return _by_epoch(snapshots.shown, [examples, curve, leaving_trace([curve], ends)], layout, pictures)


def _by_epoch(shown: Sequence[Snapshot], traces: list[Figure], layout: Figure, pictures: list[Any]) -> Figure:
    slider = epoch_slider([snapshot.epoch for snapshot in shown])
    return {"data": traces, "layout": layout | {"slider": slider.layout(pictures)}}


def snapshots_model_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw what the model does, epoch by epoch: decision regions, a fitted line, or predictions against targets."""
    if snapshots.class_names:
        return _regions_figure(snapshots) if len(snapshots.axes) == 2 else _steps_figure(snapshots, colour)
    return (_line_figure if len(snapshots.axes) == 1 else _agreement_figure)(snapshots, colour)


def _regions_figure(snapshots: Snapshots) -> Figure:
    (first, x), (second, y) = snapshots.axes.items()
    colours = [_class_look(number)[0] for number in range(len(snapshots.class_names))]
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
        _class_trace(snapshots, number, first, snapshots.x[snapshots.truth == number, second])
        for number in range(len(colours))
    ]
    layout = titled_axes(*(snapshots.feature_names[number] for number in (first, second)))
    margin = 0.03 * (x[-1] - x[0])
    ends = x[[0, -1]] + np.array([-margin, margin])  # no example is cut
    layout["xaxis"]["range"] = rounded(ends)
    labels = _class_labels(snapshots, second, ends[1])
    return _by_epoch(snapshots.shown, [regions, *examples, *labels], layout, pictures)


def _class_labels(snapshots: Snapshots, second: int, right: float) -> Iterator[Figure]:
    """Name each class at the right end of the chart, where its examples lie on average."""
    names = short_names(snapshots.class_names)
    for number, name in enumerate(names):
        colour, symbol = _class_look(number)
        own = snapshots.x[snapshots.truth == number, second]
        yield {
            "type": "scatter",
            "mode": "lines",
            "x": rounded(np.array([right])),
            "y": rounded(np.array([own.mean()])),
            "line": {"color": colour},
            "meta": {"label": f"{CLASS_SYMBOLS[symbol]} {name}"},
            "hoverinfo": "skip",
        }


def _class_look(number: int) -> tuple[str, str]:
    """Return the colour and the symbol of a class."""
    return CLASS_COLOURS[number % len(CLASS_COLOURS)], list(CLASS_SYMBOLS)[number % len(CLASS_SYMBOLS)]


def _class_trace(snapshots: Snapshots, number: int, feature: int, y: np.ndarray) -> Figure:
    """Draw the examples of a class over a feature."""
    colour, symbol = _class_look(number)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rounded(snapshots.x[snapshots.truth == number, feature]),
        "y": rounded(y),
        "name": plain_text(snapshots.class_names[number]),
        "marker": {"color": colour, "size": 8, "symbol": symbol},
        "hovertemplate": f"{plain_text(snapshots.class_names[number])}<extra></extra>",
    }


def _steps_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw which class is taken along the only feature, and every example at its own class."""
    ((feature, x),) = snapshots.axes.items()
    pictures = [[{"y": snapshot.surface.tolist()}] for snapshot in snapshots.shown]
    line = {"color": colour, "width": 2.5, "shape": "hvh"}
    taken = curve_trace(x, snapshots.shown[-1].surface, line, "taken for")
    numbers = range(len(snapshots.class_names))
    at_class = (np.full(int((snapshots.truth == number).sum()), float(number)) for number in numbers)
    examples = [_class_trace(snapshots, number, feature, y) for number, y in zip(numbers, at_class, strict=True)]
    layout = titled_axes(snapshots.feature_names[feature], "class")
    layout["yaxis"] |= {"tickvals": list(numbers), "ticktext": [*map(plain_text, short_names(snapshots.class_names))]}
    return _by_epoch(snapshots.shown, [taken, *examples], layout, pictures)


def _line_figure(snapshots: Snapshots, colour: str) -> Figure:
    ((number, x),) = snapshots.axes.items()
    pictures = [[rounded(snapshot.surface)] for snapshot in snapshots.shown]
    lines = line_traces(x, snapshots.shown[-1].surface, snapshots.true, colour)
    examples = examples_trace(snapshots.x[:, number], snapshots.truth, colour)
    layout = titled_axes(snapshots.feature_names[number], "y")
    return _by_epoch(snapshots.shown, [*lines, examples], layout, pictures)


def _agreement_figure(snapshots: Snapshots, colour: str) -> Figure:
    pictures = [[{"x": rounded(snapshots.truth), "y": rounded(snapshot.y_pred)}] for snapshot in snapshots.shown]
    traces = agreement_traces(snapshots.truth, snapshots.shown[-1].y_pred, colour)
    return _by_epoch(snapshots.shown, list(traces), titled_axes("target", "prediction"), pictures)


def snapshots_confusion_figure(snapshots: Snapshots, colour: str) -> Figure:
    """Draw the confusion matrix of the training examples and of those held out, epoch by epoch."""
    parts = ("training", "validation")[: 1 + bool(snapshots.shown[-1].counts[1].any())]
    pictures = [[matrix(snapshot.counts[i]) for i in range(len(parts))] for snapshot in snapshots.shown]
    figure = matrices_figure(dict(zip(parts, snapshots.shown[-1].counts)), snapshots.class_names, colour)
    return _by_epoch(snapshots.shown, figure["data"], figure["layout"], pictures)
