"""Figures of one kind, one for each place of a slider, put together into a figure that the slider moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossviz.figures.base import Figure, rounded

_MOVING = ("x", "y", "z", "text", "marker")
"""The attributes of a trace that may differ from place to place."""

SAMPLE = 50_000
"""How many of the numbers on an axis tell which are absurd; a large sweep has millions."""


@dataclass(frozen=True, kw_only=True)
class Slider:
    """A slider below a chart, which the browser moves alone.

    Attributes:
        label: What it moves.
        values: The text of each place.
        at: The place that is shown first.
        numbers: The number of each place, increasing, by which charts of a group meet; None counts the places.
        group: Charts of one group move together; an empty one moves alone.
        hidden: Whether the chart only follows its group.
        plays: Seconds that playing through all places takes; 0 for a slider that does not play.
        starts: Whether it plays when it is first shown.
        cut: Whether marked lines are cut at the number, instead of other pictures being shown.
    """

    label: str
    values: Sequence[str]
    at: int
    numbers: Sequence[int] | None = None
    group: str = ""
    hidden: bool = False
    plays: float = 0.0
    starts: bool = False
    cut: bool = False

    def layout(self, pictures: list[list[Any]] | None = None) -> Figure:
        """Return what the layout of a figure says of it, given what the first traces show at each place."""
        told: Figure = {"label": self.label, "values": list(self.values), "at": self.at}
        told |= {"group": self.group, "hidden": self.hidden} if self.group else {}
        plays = self.plays if not self.hidden else 0.0
        rest = {"numbers": self.numbers, "plays": plays, "starts": self.starts, "cut": self.cut, "pictures": pictures}
        return told | {name: value for name, value in rest.items() if value}


def sliding_figure(figures: Sequence[Figure | None], slider: Slider) -> Figure:
    """Return one figure of several that differ in the numbers of their traces only.

    Args:
        figures: One for each place; None where there is nothing to see. Some may lack the last traces of others.
        slider: What moves it.
    """
    some = [figure for figure in figures if figure is not None]
    first = max(some, key=lambda figure: len(figure["data"]))
    moving = [
        [name for name in _MOVING if any(_values(figure, i, name) != trace.get(name) for figure in some)]
        for i, trace in enumerate(first["data"])
    ]
    last = max((i for i, names in enumerate(moving) if names), default=-1)
    pictures = [
        [
            {
                name: _blank(first["data"][i][name]) if (known := _values(figure, i, name)) is None else known
                for name in moving[i] or (["y"] if figure is None and "y" in first["data"][i] else [])
            }
            for i in range(last + 1)
        ]
        for figure in figures
    ]
    shown = (figures[slider.at] or first)["data"]
    whole = [*shown, *first["data"][len(shown) :]]
    data = [trace | (pictures[slider.at][i] if i <= last else {}) for i, trace in enumerate(whole)]
    layout = first["layout"] | _ranges([first, *some]) | {"slider": slider.layout(pictures)}
    return {"data": data, "layout": layout}


def _values(figure: Figure | None, number: int, name: str) -> Any:
    """Return an attribute of a trace; None if the figure has no such trace, or that no such attribute."""
    return None if figure is None or number >= len(figure["data"]) else figure["data"][number].get(name)


def _blank(values: Any) -> Any:
    """Return a gap for each value; what is no list of values, such as a marker, may stay."""
    return (
        [_blank(value) for value in values]
        if isinstance(values, list)
        else values
        if isinstance(values, dict)
        else None
    )


def _ranges(figures: Sequence[Figure]) -> Figure:
    """Return the axes of the first figure with ranges that fit all: they stand still while the slider moves."""
    layout: Figure = {}
    for name, axis in figures[0]["layout"].items():
        if not name.startswith(("xaxis", "yaxis")) or axis.get("type") == "category":
            continue
        given = [figure["layout"][name].get("range") for figure in figures if name in figure["layout"]]
        if all(given):
            ends = np.array(given)
            layout[name] = axis | {"range": [float(ends[:, 0].min()), float(ends[:, 1].max())]}
        elif values := _seen_on(figures, name):
            layout[name] = axis | {"range": seen(np.array(values, float))}
    return layout


def _seen_on(figures: Sequence[Figure], axis: str) -> list[float]:
    """Return all numbers that lines and points have on an axis."""
    letter, own = axis[0], axis.replace("axis", "")
    return [
        value
        for figure in figures
        for trace in figure["data"]
        if trace["type"] == "scatter" and trace.get(f"{letter}axis", letter) == own
        for value in trace[letter]
        if isinstance(value, (int, float))
    ]


def seen(values: np.ndarray, log: bool = False) -> Any:
    """Return the ends of an axis for numbers of which a few may be absurd.

    Args:
        values: Any shape; what is not finite is not seen.
        log: Whether the axis is logarithmic, and its ends are powers.
    """
    flat = values.reshape(-1)
    known = np.isfinite(flat) & (flat > 0 if log else True)
    if not known.any():
        return [0, 1]
    ends = [float(flat.min(where=known, initial=np.inf)), float(flat.max(where=known, initial=-np.inf))]
    picked = np.random.default_rng(0).integers(len(flat), size=SAMPLE)
    if len(flat) > SAMPLE and known[picked].any():
        flat, known = flat[picked], known[picked]
    some = flat[known]
    power = np.log10 if log else np.asarray
    low, high, least, most = (float(end) for end in power([*np.percentile(some, (0.5, 99.5)), *ends]))
    if most - least <= 2 * (high - low):  # nothing is absurd
        low, high = least, most
    margin = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return rounded(np.array([low - margin, high + margin]))
