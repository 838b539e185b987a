"""Several runs side by side, and one of them as a film. A slider moves all of these charts together, by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lossviz.analysis.curves import AXES
from lossviz.analysis.snapshots import Film, Frame
from lossviz.figures.base import Figure, Line, curve_trace, literal, numbers
from lossviz.figures.history import COLUMN_WORDS, View, series
from lossviz.figures.model import matrices_figure, matrix
from lossviz.specs.run import RunSpec

GROUP = "race"

RACE_SECONDS = 6
"""How long a race plays at normal speed."""

CLASS_COLOURS = ("blue", "orange", "green")
"""Of examples and decision regions, by class."""


def film_slider(epochs: np.ndarray, *, label: str = "", **more: Any) -> Figure:
    """Return the slider of a chart that shows several epochs; without a label it moves with the others only."""
    slider = {"group": GROUP, "numbers": epochs.tolist(), "values": [str(epoch) for epoch in epochs]}
    return slider | {"label": label, "at": len(epochs) - 1, "hidden": not label} | more


def yardstick_figure(lines: Sequence[Line], films: Mapping[str, Film], name: str) -> Figure:
    """Draw a yardstick of each run by epoch, on held-out examples if a run has any, and the slider that moves all.

    Args:
        lines: The runs.
        films: Their films, by `Line.key`; a run that has none yet is left out.
        name: Which yardstick.
    """
    seen = [(line, films[line.key]) for line in lines if line.key in films and name in films[line.key].yardsticks]
    curves = [(line, film.epochs, of_interest(film.yardsticks[name])) for line, film in seen]
    figure = _race(curves, name)
    if curves:
        every = np.unique(np.concatenate([epochs for _, epochs, _ in curves]))
        figure["layout"]["slider"] = film_slider(every, label="Epoch", cut=True, plays=RACE_SECONDS, starts=True)
    return figure


def of_interest(values: np.ndarray) -> np.ndarray:
    """Return the values on held-out examples, or on those trained on if there are no others: one of two columns."""
    return values[:, 0] if np.isnan(values[:, 1]).all() else values[:, 1]


def losses_figure(lines: Sequence[Line], log_y: bool) -> Figure:
    """Draw the training loss of each run by epoch, each on the scale of its own loss."""
    curves = []
    for line in (line for line in lines if line.until >= 0):
        points = series(line, "loss", View())
        curves.append((line, np.array(points.x), np.array(points.y, float)))
    figure = _race(curves, COLUMN_WORDS["loss"])
    figure["layout"]["yaxis"]["type"] = "log" if log_y else "linear"
    if curves:
        figure["layout"]["slider"] = film_slider(
            np.unique(np.concatenate([epochs for _, epochs, _ in curves])), cut=True
        )
    return figure


def _race(curves: Sequence[tuple[Line, np.ndarray, np.ndarray]], y_title: str) -> Figure:
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


def film_shape_figure(film: Film, colour: str) -> Figure:
    """Draw the shape of the loss with the training examples lying on it, epoch by epoch."""
    x_title = AXES[film.curve.axis]
    pictures = [[{"x": numbers(frame.position), "y": numbers(frame.cost)}] for frame in film.frames]
    examples = {
        "type": "scatter",
        "mode": "markers",
        **pictures[-1][0],
        "name": "training examples",
        "marker": {"color": colour, "size": 7, "opacity": 0.45, "line": {"color": "background", "width": 1}},
        "hovertemplate": f"{x_title} %{{x:.4g}}<br>cost %{{y:.4g}}<extra></extra>",
    }
    curve = curve_trace(film.curve.x, film.curve.cost, {"color": colour, "width": 2}, "cost")
    axes = {"xaxis": {"title": {"text": x_title}}, "yaxis": {"title": {"text": "cost"}}}
    return _filmed(film.frames, [examples, curve], axes, pictures)


def _filmed(frames: Sequence[Frame], traces: list[Figure], layout: Figure, pictures: list[Any]) -> Figure:
    epochs = np.array([frame.epoch for frame in frames])
    return {
        "data": traces,
        "layout": {"hovermode": "closest", **layout, "slider": film_slider(epochs, pictures=pictures)},
    }


def film_model_figure(film: Film, colour: str) -> Figure:
    """Draw what the model does, epoch by epoch: decision regions, a fitted line, or predictions against targets."""
    if film.class_names:
        return _regions_figure(film)
    return (_line_figure if len(film.axes) == 1 else _agreement_figure)(film, colour)


def _regions_figure(film: Film) -> Figure:
    (first, x), (second, y) = film.axes.items()
    colours = CLASS_COLOURS[: len(film.class_names)]
    steps = np.linspace(0, 1, len(colours) + 1)
    # Two points of one colour for each class, so that colours do not blend.
    scale = [[float(at), colour] for i, colour in enumerate(colours) for at in steps[i : i + 2]]
    pictures = [[{"z": frame.surface.T.tolist()}] for frame in film.frames]
    regions = {
        "type": "heatmap",
        "x": numbers(x),
        "y": numbers(y),
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
            "x": numbers(film.x[film.truth == number, first]),
            "y": numbers(film.x[film.truth == number, second]),
            "name": name,
            "marker": {"color": colours[number], "size": 8, "symbol": ("circle", "square", "diamond")[number]},
            "hovertemplate": f"{name}<extra></extra>",
        }
        for number, name in enumerate(film.class_names)
    ]
    titles = [{"title": {"text": film.feature_names[number]}} for number in (first, second)]
    return _filmed(film.frames, [regions, *examples], dict(zip(("xaxis", "yaxis"), titles)), pictures)


def _line_figure(film: Film, colour: str) -> Figure:
    ((number, x),) = film.axes.items()
    pictures = [[numbers(frame.surface)] for frame in film.frames]
    fitted = curve_trace(x, film.frames[-1].surface, {"color": colour, "width": 2.5}, "fitted")
    true = curve_trace(x, film.true, {"color": "text", "width": 1.5, "dash": "dash"}, "true line")
    marker = {"color": colour, "size": 7, "opacity": 0.5}
    points = {"x": numbers(film.x[:, number]), "y": numbers(film.truth), "marker": marker, "name": "examples"}
    titles = {"xaxis": {"title": {"text": film.feature_names[number]}}, "yaxis": {"title": {"text": "y"}}}
    examples = {"type": "scatter", "mode": "markers", **points}
    return _filmed(film.frames, [fitted, true, examples], titles, pictures)


def _agreement_figure(film: Film, colour: str) -> Figure:
    pictures = [[{"x": numbers(film.truth), "y": numbers(frame.y_pred)}] for frame in film.frames]
    marker = {"color": colour, "size": 7, "opacity": 0.5}
    examples = {"type": "scatter", "mode": "markers", **pictures[-1][0], "marker": marker, "name": "examples"}
    ends = np.array([film.truth.min(), film.truth.max()])
    true = curve_trace(ends, ends, {"color": "text", "width": 1.5, "dash": "dash"}, "prediction equals target")
    titles = {"xaxis": {"title": {"text": "target"}}, "yaxis": {"title": {"text": "prediction"}}}
    return _filmed(film.frames, [examples, true], titles, pictures)


def film_confusion_figure(film: Film, colour: str) -> Figure:
    """Draw the confusion matrix of the training examples and of those held out, epoch by epoch."""
    parts = ("training", "validation")[: 1 + bool(film.frames[-1].counts[1].any())]
    pictures = [[matrix(frame.counts[i]) for i in range(len(parts))] for frame in film.frames]
    figure = matrices_figure(dict(zip(parts, film.frames[-1].counts)), film.class_names, colour)
    return _filmed(film.frames, figure["data"], figure["layout"], pictures)
