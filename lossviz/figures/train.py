"""The pictures of the Train page: what an error costs, how a run trains, and what its model does.

All of them draw the same runs: the one in hand, always in the same colour; in grey what it was before the hand moved;
and those beside it, in colours and dashes of their own. Axes get their ends from outside, since they stand still while
a hand moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import number_words
from lossviz.figures.base import DASHES, NAME_LENGTH, PALETTE, Figure, Line, plain_text, rounded, tick_names
from lossviz.figures.history import HistoryView, epochs_and_values, growing_columns, marks_of_changes
from lossviz.figures.leaving import leaving_trace
from lossviz.figures.ranges import Ends
from lossviz.losses.axes import AXES

BESIDE_DASHES = DASHES[1:]
"""Dashes of runs beside the one in hand, which is solid."""

BRIEF_POINTS = 101
"""Most points of a line that a hand moves: 300 epochs are drawn at every third one."""

DIAMOND, OPEN = 2, 100
"""Plotly's numbers of symbols: what is added to a circle, 0, for a diamond, and for one that is not filled."""

EDGE = 0.985
"""How far up the axis an example is marked whose cost lies beyond its end."""

OUTPUT_LETTERS = 50
"""Letters that fit side by side below the outputs, for all classes together."""

LEAST_LETTERS = 5
"""So many letters of a name have room even beside those of nine others."""

Dots = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class DrawnRun:
    """A run in the pictures of the Train page.

    Attributes:
        line: Its history, and up to which epoch it is looked at.
        evaluation: What its model does then; None before that is known.
        role: `hand`, `before` the hand moved, or `beside`.
        label: What stands at the ends of its lines.
        brief: Whether its lines have few points, at the same places whatever their shape, since a hand moves them.
    """

    line: Line
    evaluation: Evaluation | None
    role: Literal["hand", "before", "beside"]
    label: str
    brief: bool = False

    @property
    def colour(self) -> str:
        """The word for its colour."""
        return {"hand": PALETTE[0], "before": "faint"}.get(self.role, self.line.colour)

    @property
    def digits(self) -> int:
        """How many digits its numbers have: on a screen nobody sees a thousandth."""
        return 3 if self.brief else 4

    @property
    def style(self) -> Figure:
        """How its lines are drawn."""
        beside = BESIDE_DASHES[self.line.number % len(BESIDE_DASHES)]
        return {
            "color": self.colour,
            "width": 3 if self.role == "hand" else 2.2,
            "dash": beside if self.role == "beside" else "solid",
            "simplify": False,
        }

    def trace(self, x: np.ndarray, y: np.ndarray, *, labelled: bool = True, **more: object) -> Figure:
        """Draw a line of it."""
        if self.brief and len(x) > BRIEF_POINTS:
            picked = np.linspace(0, len(x) - 1, BRIEF_POINTS).astype(int)
            x, y = x[picked], y[picked]
        label = {"label": self.label} if labelled else {}
        return {
            "type": "scatter",
            "mode": "lines",
            "x": rounded(x),
            "y": rounded(y, self.digits),
            "name": self.label,
            "line": self.style,
            "meta": {"run": self.line.key} | label,
            **more,
        }


def evaluated(runs: Sequence[DrawnRun]) -> list[tuple[DrawnRun, Evaluation]]:
    """Return the runs whose models are known, with what they do."""
    return [(run, run.evaluation) for run in runs if run.evaluation is not None]


def on_axis(runs: Sequence[DrawnRun]) -> list[tuple[DrawnRun, Evaluation]]:
    """Return those whose losses lie on the axis of the run in hand, which is the last one."""
    known = evaluated(runs)
    return [(run, seen) for run, seen in known if seen.curve.axis == known[-1][1].curve.axis]


def cost_figure(runs: Sequence[DrawnRun], x: Ends, y: Ends) -> Figure:
    """Draw what an error costs, with the training examples lying on the losses of the runs that are trained.

    Args:
        runs: The one in hand last.
        x: The ends of the axis of errors, or of what else the losses are drawn over.
        y: The ends of the axis of costs; what lies beyond is marked at its end.
    """
    traces = [run.trace(seen.curve.position, seen.curve.cost) for run, seen in on_axis(runs)]
    for run, seen in on_axis(runs):
        if run.role != "before":
            top = y[0] + EDGE * (y[1] - y[0])
            traces.append(_dots(seen.position[: seen.n_train], np.minimum(seen.cost[: seen.n_train], top), run))
    return _figure([*traces, _leaving(runs, traces, y), *_beyond(runs, x, y)], x, y, _position(runs))


def slope_figure(runs: Sequence[DrawnRun], x: Ends, y: Ends) -> Figure:
    """Draw how hard an error pulls: the slope of the cost."""
    traces = [run.trace(seen.curve.position, seen.curve.slope) for run, seen in on_axis(runs)]
    title = AXES[on_axis(runs)[-1][1].curve.axis].label if traces else ""
    return _figure([*traces, _leaving(runs, traces, y)], x, y, _position(runs), title=title)


def _leaving(runs: Sequence[DrawnRun], traces: Sequence[Figure], y: Ends) -> Figure:
    """Mark where the curves of the runs leave the picture; of what was before only its line is seen."""
    roles = [run.role for run, _ in on_axis(runs)]
    return leaving_trace([trace for trace, role in zip(traces, roles, strict=False) if role != "before"], y)


def _position(runs: Sequence[DrawnRun]) -> Figure:
    """Let both charts of the loss be read at one place of their axis."""
    axis = on_axis(runs)[-1][1].curve.axis
    return {"group": "position", "label": AXES[axis].label.partition(" (")[0]}


def curves_figure(runs: Sequence[DrawnRun], column: str, view: HistoryView, y: Ends, *, title: str = "") -> Figure:
    """Draw a column of the histories; validation of the run in hand, and of what it was before, is dotted.

    Where lines are smoothed, those of the run in hand as they are stay visible behind. Changes on its way are marked.

    Args:
        runs: The one in hand last.
        column: `loss`, or the metric of the task.
        view: Scales and smoothing.
        y: The ends of the vertical axis; the exponents of ten on a logarithmic one.
        title: What stands below the axis of epochs; without one that has no numbers.
    """
    hand = runs[-1].line
    traces = [trace for run in runs for trace in _curves(run, column, view)]
    if view.smoothing > 1:
        raw = _curves(runs[-1], column, replace(view, smoothing=1))
        faint = {"name": "", "opacity": 0.3, "meta": {"run": hand.key}}
        traces = [trace | faint for trace in raw] + traces
    last = _last_epoch(runs)
    x = (0.0, float(np.log10(max(last, 2)))) if view.log_x else (0.0, float(last))
    if not (view.log_x or view.log_y):
        traces += _starts(runs, column, x, y)
    figure = _figure(traces, x, y, {"group": "epoch", "label": "epoch", "whole": True}, title=title)
    figure["layout"]["xaxis"]["type"] = "log" if view.log_x else "linear"
    figure["layout"]["yaxis"]["type"] = "log" if view.log_y else "linear"
    if hand.spec.changes:
        figure["layout"] |= marks_of_changes(hand.spec.changes, column, view)
    figure["layout"]["playhead"] = {"at": hand.until, "last": hand.spec.epochs, "name": "Epoch looked at"}
    return figure


def _last_epoch(runs: Sequence[DrawnRun]) -> int:
    """Return the last epoch that is seen: the axis is not that of what was before, but stands still under a hand."""
    seen = [run for run in runs if run.role != "before" or runs[-1].brief]
    return max(run.line.spec.epochs for run in seen)


def columns_of(run: DrawnRun, column: str) -> list[str]:
    """Return the columns that a chart of curves draws of a run, in the order of its lines."""
    columns = growing_columns(column, run.line.history)
    return columns[:1] if run.role == "beside" else columns


def _curves(run: DrawnRun, column: str, view: HistoryView) -> list[Figure]:
    traces = []
    for name in columns_of(run, column):
        validation = name.startswith("val_")
        trace = run.trace(*epochs_and_values(run.line, name, view), labelled=not validation)
        if validation:
            trace["name"] = f"{run.label}, validation"
            trace["line"] = trace["line"] | {"dash": "dot", "width": 2}
        traces.append(trace)
    return traces


def fit_figure(runs: Sequence[DrawnRun], x: Ends, y: Ends) -> Figure:
    """Draw what regressions of the same data predict: lines over one feature, else predictions against targets."""
    known = evaluated(runs)
    seen = known[-1][1]
    feature = seen.feature_names[0]
    same = [(run, other) for run, other in known if (other.fit is None) == (seen.fit is None)]
    if seen.fit is None or len(seen.fit.axes) > 1:
        traces = [_predictions(run, other) for run, other in same if other.truth.size]
        traces.insert(0, _truth(np.array(y), np.array(y), "exact"))
        return _figure(traces, x, y, title="target")
    examples = _examples(seen)
    lines = [run.trace(other.fit.axes[0], other.fit.predicted) for run, other in same if other.fit is not None]
    true = [_truth(seen.fit.axes[0], seen.fit.true, "true")] if seen.fit.true.size else []
    return _figure([examples, *true, *lines], x, y, {"group": "feature", "label": feature}, title=feature)


def outputs_figure(runs: Sequence[DrawnRun], places: np.ndarray, y: Ends) -> Figure:
    """Draw what models say of the true class of every example, the examples of each class side by side.

    Args:
        runs: The one in hand last.
        places: Where each example stands, shape (n,).
        y: The ends of the vertical axis.
    """
    known = on_axis(runs)
    names = known[-1][1].class_names
    traces = [_outputs(run, seen, places) for run, seen in known if len(seen.position) == len(places)]
    truth = known[-1][1].truth
    middles = [float(places[truth == number].mean()) for number in range(len(names))]
    figure = _figure(traces, (-3.0, float(places.max()) + 3), y)
    length = min(NAME_LENGTH, max(LEAST_LETTERS, OUTPUT_LETTERS // len(names)))
    named = {"tickvals": middles, "ticktext": tick_names(names, length), "showticklabels": True}
    figure["layout"]["xaxis"] |= named | {"tickangle": 0, "showgrid": False}
    return figure


def standing_places(evaluation: Evaluation) -> np.ndarray:
    """Return where each example stands beside the others, shape (n,): by its class, the surest first."""
    order = np.lexsort((-evaluation.position, evaluation.truth))
    gaps = 6 * evaluation.truth[order]
    places = np.empty(len(order))
    places[order] = np.arange(len(order)) + gaps
    return places


def _figure(traces: list[Figure], x: Ends, y: Ends, reading: Figure | None = None, *, title: str = "") -> Figure:
    return {
        "data": traces,
        "layout": {
            "xaxis": {
                "range": list(x),
                "title": {"text": plain_text(title)},
                "showticklabels": bool(title),
                "nticks": 7,
            },
            "yaxis": {"range": list(y), "nticks": 6},
            **({"reading": reading} if reading else {}),
        },
    }


def _dots(x: np.ndarray, y: np.ndarray, run: DrawnRun) -> Figure:
    before = run.role == "before"
    marker = {"color": run.colour, "size": 6 if before else 7, "opacity": 0.55}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rounded(x, run.digits),
        "y": rounded(y, run.digits),
        "name": f"{run.label}, examples",
        "marker": marker,
        "meta": {"run": run.line.key},
    }


def _predictions(run: DrawnRun, seen: Evaluation) -> Figure:
    """Draw predictions over targets, of the run in hand those held out as rings."""
    trace = _dots(seen.truth, seen.y_pred, run)
    if run.role == "hand":
        held_out = np.arange(len(seen.truth)) >= seen.n_train
        trace["marker"] |= {"symbol": (OPEN * held_out).tolist()}
    return trace


def _outputs(run: DrawnRun, seen: Evaluation, places: np.ndarray) -> Figure:
    trace = _dots(places, seen.position, run)
    if run.role != "hand":
        return trace
    wrong = seen.truth != seen.y_pred.argmax(axis=1)
    held_out = np.arange(len(wrong)) >= seen.n_train
    trace["marker"] = {
        "size": 8,
        "opacity": 0.9,
        "color": np.where(wrong, PALETTE[1], run.colour).tolist(),
        "symbol": (DIAMOND * wrong + OPEN * held_out).tolist(),
    }
    return trace


def _examples(seen: Evaluation) -> Figure:
    held_out = np.arange(len(seen.truth)) >= seen.n_train
    marker = {
        "size": 8,
        "opacity": 0.65,
        "color": np.where(held_out, "background", "faint").tolist(),
        "line": {"width": 1.4, "color": "faint"},
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rounded(seen.x[:, 0]),
        "y": rounded(seen.truth),
        "name": "examples",
        "marker": marker,
    }


def _truth(x: np.ndarray, y: np.ndarray, name: str) -> Figure:
    line = {"color": "text", "width": 1.4, "dash": "dash", "simplify": False}
    named = {"name": name, "meta": {"label": name}, "line": line, "opacity": 0.75}
    return {"type": "scatter", "mode": "lines", "x": rounded(x), "y": rounded(y), **named}


def _beyond(runs: Sequence[DrawnRun], x: Ends, y: Ends) -> list[Figure]:
    """Say at the upper end how many examples of each run cost more than the axis shows, and how much."""
    words = []
    for run, seen in on_axis(runs):
        cost = seen.cost[: seen.n_train]
        above = cost[cost > y[1]]
        if run.role != "before" and len(above):
            words.append((run, f"{len(above)} above, up to {number_words(float(above.max()))}"))
    return _edge_marks(words, x[0], x, y)


def _starts(runs: Sequence[DrawnRun], column: str, x: Ends, y: Ends) -> list[Figure]:
    """Say at the upper end where lines begin that begin above it."""
    words = []
    for run in runs:
        values = run.line.history[column]
        if run.role != "before" and len(values) and values[0] > y[1]:
            words.append((run, f"starts at {number_words(float(values[0]))}"))
    return _edge_marks(words, x[0] + 0.25 * (x[1] - x[0]), x, y)


def _edge_marks(words: Sequence[tuple[DrawnRun, str]], left: float, x: Ends, y: Ends) -> list[Figure]:
    """Draw words at the upper end of the axis, one below the other."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [left + 0.01 * (x[1] - x[0])],
            "y": [y[1] - number * 0.07 * (y[1] - y[0])],
            "line": {"color": run.colour},
            "meta": {"label": text, "run": run.line.key},
            "hoverinfo": "skip",
        }
        for number, (run, text) in enumerate(words, 1)
    ]
