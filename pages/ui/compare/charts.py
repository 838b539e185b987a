"""The charts of the Compare page: a yardstick and the losses of all runs, and one run as a film."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossviz.analysis.snapshots import Film
from lossviz.figures import Figure, Line
from lossviz.figures.comparison import (
    film_confusion_figure,
    film_model_figure,
    film_shape_figure,
    losses_figure,
    yardstick_figure,
)
from pages.ui.channel.screen import Screen

RACE_CHARTS = ("race.yardstick", "race.losses")
"""The charts of all runs, in their order."""


def film_charts(task: str) -> tuple[str, ...]:
    """Return the charts of a film, in their order."""
    return ("film.shape", "film.model", *(() if task == "regression" else ("film.confusion",)))


@dataclass(frozen=True)
class _Same:
    """A film that equals itself only: what is in it cannot be compared."""

    film: Film

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.film is self.film

    def __hash__(self) -> int:
        return id(self.film)


@dataclass
class RaceCharts:
    """Draws charts again only if what they show has changed: a film has sixty pictures."""

    _drawn: dict[str, Any] = field(default_factory=dict)

    def draw_runs(
        self, screen: Screen, lines: Sequence[Line], films: Mapping[str, Film], yardstick: str, log_y: bool
    ) -> None:
        """Draw all runs side by side."""
        told = [(line.key, line.name, line.until) for line in lines]
        ended = [key for key, _, until in told if key in films]
        names = ", ".join(line.name for line in lines)
        seen = [films[key] for key in ended]
        self._draw(
            screen,
            "race.yardstick",
            (told, [_Same(film) for film in seen], yardstick),
            f"{yardstick or 'Yardstick'} | by epoch{_where(lines, films, yardstick)}",
            f"{yardstick} by epoch of {names}.",
            lambda: yardstick_figure(lines, films, yardstick),
        )
        self._draw(
            screen,
            "race.losses",
            (told, log_y),
            "Loss | by epoch, each on its own scale",
            f"Training loss by epoch of {names}.",
            lambda: losses_figure(lines, log_y),
        )

    def draw_film(self, screen: Screen, line: Line, film: Film) -> None:
        """Draw one run as a film."""
        inputs = (line.key, line.name, _Same(film))
        loss = line.spec.at(int(film.epochs[-1])).loss.component.label
        self._draw(
            screen,
            "film.shape",
            inputs,
            f"Shape of {loss} | and the training examples",
            f"The training examples of {line.name} on the curve of {loss}, by epoch.",
            lambda: film_shape_figure(film, line.colour),
        )
        words = "Decision regions" if film.class_names else "Fit"
        rest = "other features at their mean" if film.class_names else "after this epoch"
        self._draw(
            screen,
            "film.model",
            inputs,
            f"{words} | {rest}",
            f"{words} of {line.name}, by epoch.",
            lambda: film_model_figure(film, line.colour),
        )
        if film.class_names:
            self._draw(
                screen,
                "film.confusion",
                inputs,
                "Confusion | true class by row",
                f"Confusion matrix of {line.name}, by epoch.",
                lambda: film_confusion_figure(film, line.colour),
            )

    def _draw(self, screen: Screen, key: str, inputs: Any, title: str, alt: str, figure: Callable[[], Figure]) -> None:
        if self._drawn.get(key) != inputs:
            self._drawn[key] = inputs
            screen.draw(key, title, alt, figure())


def _where(lines: Sequence[Line], films: Mapping[str, Film], yardstick: str) -> str:
    """Say on which examples a yardstick is measured, which runs may differ in."""
    seen = {line.name: films[line.key].yardsticks.get(yardstick) for line in lines if line.key in films}
    known = {name: values for name, values in seen.items() if values is not None}
    without = [name for name, values in known.items() if np.isnan(values[:, 1]).all()]
    if not known or len(without) == len(known):
        return " on the training examples" if known else ""
    return " on held-out examples" + (f", for {', '.join(without)} on those of training" if without else "")
