"""The charts of the Losses page: what workers say of the loss that is open, drawn when it has come."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossviz.analysis.plane import plane
from lossviz.analysis.pulls import pulls
from lossviz.analysis.shapes import LossShapes, family, loss_shapes
from lossviz.figures.family import family_figure
from lossviz.figures.loss import loss_figure, overlay_figure
from lossviz.figures.plane import plane_figure
from lossviz.figures.pulls import pulls_figure, pulls_words
from lossviz.losses import LOSSES
from lossviz.losses.axes import AXES, axis_of
from lossviz.specs.choice import fitting_losses
from lossviz.specs.run import RunSpec
from pages.ui.channel.screen import Screen
from pages.ui.losses.state import LossesState

CHARTS = ("loss", "beside", "family", "plane", "pulls")
"""All charts of a loss."""

CLASSES = ("first class", "second class", "third class")  # N_CLASSES of them
"""What the three classes are called for which a loss is drawn without data."""


class LossesScene(LossesState):
    """The Losses page with its charts."""

    def draw(self, screen: Screen) -> None:
        """Let no chart show for a moment, when a loss is opened, what it showed of the one before."""
        if self.opened is None:
            screen.wipe(*CHARTS)

    def begin_shapes(self) -> None:
        """Ask for the shapes ahead of time."""
        self.begin_asking(*self._shapes_question)

    @property
    def _shapes_question(self) -> Any:
        others = tuple(self.tuned(name) for name in self.compared)
        return "shapes", loss_shapes, self.choice, self.target, self.position, others

    def shapes(self, screen: Screen) -> LossShapes | None:
        """Draw the shape of the loss, and others beside it; return what is known of them, None while it is not."""
        seen: LossShapes | None = self.ask(*self._shapes_question)
        if seen is None:
            return None
        loss = self.loss
        title = f"Shape | of {loss.label}{_for_target(self)}: cost, slope and curvature"
        alt = f"Cost, slope and curvature of {loss.label} over the {AXES[seen.curve.axis].label}."
        screen.draw("loss", title, alt, loss_figure(seen.curve))
        named = [(loss.label, seen.curve)]
        named += [(LOSSES[name].label, curve) for name, curve in zip(self.compared, seen.others)]
        words = ", ".join(name for name, _ in named)
        scale = "all 1 for the same bad prediction" if self.normalised else "each in its own units"
        figure = overlay_figure(named, self.normalised)
        screen.draw("beside", f"Side by side | {scale}", f"Cost and slope of {words}, {scale}.", figure)
        return seen

    def draw_family(self, screen: Screen, name: str) -> None:
        """Draw the shapes of the loss over the range of a parameter."""
        param = self.loss.params[name]
        seen = self.ask("family", family, self.choice.with_value(name, param.default), name, self.target)
        if seen is not None:
            title = f"Family | of {self.loss.label} over the range of {param.label}"
            alt = f"Cost and slope of {self.loss.label} for {len(seen.values)} values of {param.label}."
            now = float(self.choice.values[name])  # type: ignore[arg-type]
            screen.draw("family", title, alt, family_figure(seen, param.label.capitalize(), now))

    def draw_plane(self, screen: Screen) -> None:
        """Draw the cost of all predictions for one of three classes."""
        number = int(self.target)
        seen = self.ask("plane", plane, self.choice, number)
        if seen is not None:
            what = "scores" if seen.scores else "probabilities"
            title = (
                f"All predictions | of {self.loss.label} when the {CLASSES[number]} is true, and where training pushes"
            )
            alt = f"Contours of the cost of {self.loss.label} over the {what} of three classes, with arrows downhill."
            screen.draw("plane", title, alt, plane_figure(seen, CLASSES))

    def judges(self, spec: RunSpec) -> bool:
        """Return whether the open loss judges what a run predicts."""
        same_axis = axis_of(self.loss, spec.task) is axis_of(spec.loss.component, spec.task)
        return same_axis and self.opened in fitting_losses(spec.dataset)

    def draw_pulls(self, screen: Screen, epoch: int, weights: np.ndarray) -> str:
        """Draw the errors of the run on the Train page on the loss; return who pulls, empty while it is not known.

        Args:
            screen: Where to draw.
            epoch: After which epoch.
            weights: The weights then, shape (W,).
        """
        run, entry = self.train.run, self.train.entry
        about = (self.choice, run, epoch)
        seen = self.ask("pulls", pulls, self.choice, run.spec, epoch, weights, about=about)
        if seen is None:
            return ""
        words = pulls_words(seen, AXES[seen.curve.axis].moves)
        title = f"Errors of {entry.name} | after epoch {epoch}, lying on {self.loss.label}"
        alt = f"The training examples on the curve of {self.loss.label}. {words}"
        screen.draw("pulls", title, alt, pulls_figure(seen, entry.line(0).colour))
        return words


def _for_target(state: LossesState) -> str:
    if state.loss.task != "regression":
        return (
            f" for class {state.target:g}" if state.loss.task == "binary" else f" for the {CLASSES[int(state.target)]}"
        )
    return f" for a target of {state.target:g}" if axis_of(state.loss, state.loss.task).targets else ""
