"""The control of a parameter, made from its declaration; `static/control.js` draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from lossviz.declare import Mark, Param, Value
from pages.ui.channel.component_records import ControlData, ControlMark, ControlValue

MAX_MARKS = 5
"""More ticks than this below a track would be noise."""


def control_data(
    name: str,
    param: Param,
    value: Value,
    *,
    low: float | None = None,
    high: float | None = None,
    marks: Iterable[Mark] | None = None,
) -> ControlData:
    """Return the control of a parameter.

    Args:
        name: What links call it.
        param: Its declaration.
        value: What it is now; the range of the slider is widened so that the value lies in it.
        low: The left end of the slider instead of the declared one.
        high: The right end of the slider instead of the declared one.
        marks: The values worth a tick instead of the declared ones, the most telling first.
    """
    kind = _kind(param, ranged=low is not None and high is not None)
    left, right = _ends(param, value, low, high) if kind == "slider" else (0.0, 0.0)
    return {
        "name": name,
        "label": param.label,
        "symbol": param.sign,
        "help": param.help,
        "domain": param.domain,
        "kind": kind,
        "low": left,
        "high": right,
        "least": param.low if math.isfinite(param.low) else None,
        "most": param.high if math.isfinite(param.high) else None,
        "log": param.log,
        "whole": param.type is int,
        "options": list(param.options),
        "value": _plain(param, value),
        "default": _plain(param, param.default),
        "marks": _ticks(param, param.marks if marks is None else marks, left, right) if kind == "slider" else [],
    }


def _kind(param: Param, *, ranged: bool) -> Literal["slider", "field", "menu", "switch"]:
    if param.type is bool:
        return "switch"
    if param.type is str:
        return "menu"
    slides = param.soft is not None or (ranged and param.type is not tuple)
    return "slider" if slides else "field"


def _ends(param: Param, value: Value, low: float | None, high: float | None) -> tuple[float, float]:
    declared = param.soft or (param.low, param.high)
    number = float(value)  # type: ignore[arg-type]  # a slider has a number
    left = max(declared[0] if low is None else low, param.low)
    right = min(declared[1] if high is None else high, param.high)
    return min(left, number), max(right, number)


def _plain(param: Param, value: Value) -> ControlValue:
    return param.format(value) if isinstance(value, tuple) else value


def _ticks(param: Param, marks: Iterable[Mark], left: float, right: float) -> list[ControlMark]:
    """Return the default and what is special within the ends."""
    words: dict[float, str] = {}
    for mark in marks:
        words.setdefault(float(mark.value), mark.words)
    start = float(param.default)
    few = [value for value in words if left <= value <= right and value != start][: MAX_MARKS - 1]
    within = [value for value in words if value in few or value == start] + [start] * (start not in words)
    return [{"value": value, "words": words.get(value, "")} for value in within if left <= value <= right]
