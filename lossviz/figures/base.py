"""What all figures share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from lossviz.runs.history import History
from lossviz.specs.comparison import told_apart
from lossviz.specs.run import RunSpec

Figure = dict[str, Any]

PALETTE = ("blue", "orange", "green", "violet", "red", "yellow")
"""Colours of runs, in the order in which they are given out."""

CLASS_COLOURS = (*PALETTE, "#5544ff", "#556677", "#cc00dd", "#668822")
"""Colours of classes, of which there may be more than the theme has words for; those hold in both themes."""

Dash = Literal["solid", "dash", "dashdot", "longdash", "longdashdot"]

DASHES: tuple[Dash, ...] = get_args(Dash)
"""Dashes of training lines, in the order in which they are given out: they say again what colours say to most people.

Dots are for validation.
"""

NAME_LENGTH = 12
"""Most letters of a label at the end of a line."""


def short_name(name: str, length: int = NAME_LENGTH) -> str:
    """Return a name as it stands at the end of a line: of a long one both ends, since names often begin alike.

    Args:
        name: The name.
        length: Most letters, at least four.
    """
    half = length // 2
    return name if len(name) <= length else f"{name[:half]}…{name[1 - half :]}"


def tick_names(names: Sequence[str], length: int) -> list[str]:
    """Return names of at most some letters as they stand along an axis, for Plotly to show."""
    return [plain_text(name) for name in told_apart([short_name(name, length) for name in names])]


def short_names(names: Sequence[str]) -> list[str]:
    """Return names as they stand at the ends of lines of one chart.

    Of long ones that end alike the words count in which they differ: squared and absolute, not Mean s…error twice.
    """
    words = [name.split() for name in names]
    told = list(words)
    for last in {each[-1] for each, name in zip(words, names, strict=True) if len(name) > NAME_LENGTH and each}:
        alike = [i for i, each in enumerate(words) if each and each[-1] == last and len(names[i]) > NAME_LENGTH]
        for i, own in zip(alike, _without_common([words[i] for i in alike]), strict=True):
            told[i] = own
    return told_apart([short_name(" ".join(each)) for each in told])


def _without_common(names: Sequence[list[str]]) -> list[list[str]]:
    """Return the words of names without those that all end with, and then without those that all begin with."""
    names = list(names)
    for end in (-1, 0):
        while len(names) > 1 and min(map(len, names)) > 1 and len({name[end] for name in names}) == 1:
            names = [name[:-1] if end else name[1:] for name in names]
    return names


class Chart(NamedTuple):
    """A figure with its words, as a page or a report shows it.

    Attributes:
        title: What stands above it; the words before the last ` | ` stand out.
        alt: What it shows, for those who cannot see it; in a report it stands below.
        figure: The figure; its slider works without a server.
        height: In pixels.
    """

    title: str
    alt: str
    figure: Figure
    height: int = 340


@dataclass(frozen=True)
class Line:
    """A run as it is drawn in the charts of its history.

    Attributes:
        name: What the run is called.
        number: Which run of the visitor it is; decides colour and dash.
        history: Its rows.
        spec: What it trains; its changes are marked.
        until: The epoch that is looked at; -1 if there is none.
    """

    name: str
    number: int
    history: History
    spec: RunSpec
    until: int

    @property
    def key(self) -> str:
        """What it is called in widgets and charts."""
        return f"run{self.number}"

    @property
    def colour(self) -> str:
        """The word for its colour."""
        return PALETTE[self.number % len(PALETTE)]

    @property
    def dash(self) -> Dash:
        """The dash of its training line."""
        return DASHES[self.number % len(DASHES)]


def plain_text(text: str) -> str:
    """Return a text for Plotly to show as it stands, for it reads tags, entities and templates in all texts."""
    return escape(text, quote=False).replace("%{", "%&#123;")


def marker(x: float, colour: str, dash: str) -> Figure:
    """Draw a thin line across the chart, from bottom to top."""
    line = {"color": colour, "width": 1, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def curve_trace(x: np.ndarray, y: np.ndarray, line: Figure, name: str) -> Figure:
    """Draw a line that tells its values."""
    hover = f"{name} %{{y:.5g}} at %{{x:.4g}}<extra></extra>"
    trace = {"type": "scatter", "mode": "lines", "line": line, "name": name, "hovertemplate": hover}
    return trace | {"x": rounded(x), "y": rounded(y)}


def rounded(values: np.ndarray, digits: int = 4) -> Any:
    """Return an array as nested lists of numbers of some digits, short to send; what is not finite becomes a gap.

    Whole numbers stay as they are.
    """
    values = np.asarray(values)
    if values.dtype.kind in "iu":
        return values.tolist()
    values = values.astype(float, copy=False)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        power = digits - 1 - np.floor(np.log10(np.abs(values)))
        scale = 10.0 ** np.abs(power)  # A whole number, so that the division gives the float nearest to the decimal.
        decimals = np.where(power > 0, np.round(values * scale) / scale, np.round(values / scale) * scale)
    exact = np.where(np.isfinite(decimals), decimals, values)  # zero has no power
    finite = np.isfinite(values)
    if finite.all():
        return exact.tolist()
    gaps = exact.astype(object)
    gaps[~finite] = None
    return gaps.tolist()
