"""The charts of the Losses page: what workers say of the loss that is open, drawn when it has come."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve
from lossviz.analysis.plane import plane
from lossviz.analysis.pulls import pulls
from lossviz.analysis.shapes import Family, LossShapes, family, loss_shapes
from lossviz.declare import value_words
from lossviz.errors import SpecError
from lossviz.figures.family import family_figure
from lossviz.figures.leaving import leaving_words
from lossviz.figures.loss import loss_figure, overlay_figure
from lossviz.figures.plane import plane_figure
from lossviz.figures.pulls import pulls_figure, pulls_words
from lossviz.figures.ranges import Ends, HeldRanges, Hold, with_margin
from lossviz.losses import LOSSES
from lossviz.losses.axes import AXES, axis_of
from lossviz.specs.choice import Choice, fits
from lossviz.specs.run import RunSpec
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.newest import Newest
from pages.ui.channel.screen import Screen
from pages.ui.editor.scene import EDITS
from pages.ui.kit.locked import locked
from pages.ui.kit.weakly import weakly
from pages.ui.losses.panel import panel, value_label
from pages.ui.losses.readings import CLASSES, classes_of, position_param, target_param
from pages.ui.losses.state import LossesState
from pages.ui.train.state import TrainState

CHARTS = ("loss", "beside", "family", "plane", "pulls")
"""All charts of a loss."""


class LossesScene(LossesState):
    """The Losses page with its charts."""

    def __init__(self, train: TrainState) -> None:
        """Begin with the gallery."""
        super().__init__(train)
        self._turned: Newest[Any] = Newest(self.engine, f"{self.key}:turned", weakly(self.answered))
        self._seen: tuple[Any, LossShapes] | None = None  # the newest shapes, and of what they are
        self._before: tuple[Choice, float, Curve] | None = (
            None  # what the hand found when it came, and for which target
        )
        self._held = ""  # the control in the hand
        self._ranges = HeldRanges()
        self._n_settled = 0  # how often a hand has let go

    @locked
    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Let another loss be opened, or all (`loss`), or something of the open one be turned; the shapes follow.

        Args:
            control: `loss`, `target`, `at`, `over`, or a parameter such as `huber.delta`.
            value: What it is set to; for `loss` nothing for the gallery.
            held: Whether the hand is still on it.
        """
        owner, _, name = control.partition(".")
        if control in EDITS:
            getattr(self, control)(value)
            return
        if control == "loss":
            opened = self.own.named(str(value))
            if value and not opened:
                return
            self._before = None
            self.show(opened or None)
        elif self.opened is None:
            return
        elif control == "over" and value in self.loss.params:
            self.show_family(str(value))
        elif control in ("target", "at"):
            self._place(control, value)
        elif owner == self.opened_key and name in self.loss.params:
            self._take_note(control)
            self.family_param = name
            self.change(owner, name, value)
        else:
            return
        self._follow(control, held=held)

    @locked
    def write(self, text: str, *, held: bool) -> None:
        """Open what the visitor has written; the shapes follow."""
        if self.opened is None:
            return
        self._untold = True
        found = self.loss.task, self.target
        self._take_note("write")
        if self.rewrite(text) and (self.loss.task, self.target) != found:
            self._before = None
        self._follow("write", held=held)

    def _follow(self, control: str, *, held: bool) -> None:
        """Take note whether a hand stays on a control, and ask for what that shows."""
        self._held = control if held else ""
        self._n_settled += not held
        if self.opened is not None:
            self._turned.ask(self._shapes_arguments, loss_shapes, *self._shapes_arguments)
            if self.family_param:
                self.begin_asking("family", family, *self._family_arguments(self.choice, self.target))

    def _take_note(self, control: str) -> None:
        """Keep what is seen when a hand comes."""
        if self._held != control and self._seen is not None:
            (choice, target, *_), seen = self._seen
            self._before = choice, target, seen.curve

    def _place(self, control: str, value: ControlValue) -> None:
        """Draw the loss for another target, or read it at another place."""
        param = target_param(self.loss) if control == "target" else position_param(self.loss, self.target)
        if param is None:
            return
        self.notice = ""
        try:
            checked = param.check(value, self.loss.label)
        except SpecError as error:
            self.notice = str(error)
            return
        if control == "at":
            self.read(float(checked))  # type: ignore[arg-type]  # a number
        else:
            classes = classes_of(self.loss)
            self.aim(float(classes.index(str(checked)) if classes else checked))  # type: ignore[arg-type]

    @property
    def stage(self) -> Any:
        """What the whole page shows, which a hand changes when it lets go."""
        return super().stage, self._n_settled

    @property
    def second(self) -> str:
        """The chart beside the shape."""
        if self.family_param:
            return "family"
        return "plane" if self.loss.task == "multiclass" else "beside"

    @property
    def before(self) -> tuple[Choice, Curve] | None:
        """The open loss as the hand found it, and its shape; None if nothing else is seen now."""
        if self._before is None or self._before[1] != self.target:
            return None
        choice, _, curve = self._before
        same = choice.name == self.opened
        name = self.family_param
        return None if same and choice.values.get(name) == self.choice.values.get(name) else (choice, curve)

    @property
    def value_before(self) -> ControlValue | None:
        """The value that the hand found."""
        return None if self.before is None else self.before[0].values.get(self.family_param)  # type: ignore[return-value]

    def panel(self) -> dict[str, Any]:
        """Return the words and controls of the open loss, and what predictions cost by the shapes that are seen."""
        if self.opened is None:
            return {}
        shown = self._shown
        return (panel(self, self.choice, None) if shown is None else panel(self, *shown)) | super().panel()

    @locked
    def take_answer(self) -> bool:
        """Take note of the newest shapes; return whether there are any."""
        answer, untold = self._turned.take(), super().take_answer()
        if answer is None:
            return untold
        if answer.result is None:
            if answer.about[0] == self.choice:
                self.editor.draft.refuse(answer.error)
            return untold
        self._seen = answer.about, answer.result
        self.remember("shapes", loss_shapes, answer.about, answer.result)
        if not self._held or self._held == "write":
            self.check()
        return True

    def draw(self, screen: Screen) -> None:
        """Draw the shapes as they were turned; let no chart show for a moment what it showed of another loss."""
        if self.opened is None:
            screen.wipe(*CHARTS)
        elif shown := self._shown:
            self._draw_shapes(screen, *shown)

    @property
    def _shown(self) -> tuple[Choice, LossShapes] | None:
        """The loss as it can be shown, and its shapes: where a hand moves it, that of its newest picture."""
        if self._seen is None:
            return None
        ((turned, *drawn), seen), (now, *others) = self._seen, self._shapes_arguments
        moving = turned.name == now.name and self._turned.about is not None
        return (turned, seen) if (turned == now or moving) and drawn == others else None

    def begin_shapes(self) -> None:
        """Ask for the shapes ahead of time."""
        self.begin_asking("shapes", loss_shapes, *self._shapes_arguments)

    @property
    def _shapes_arguments(self) -> tuple[Choice, float, float, tuple[Choice, ...]]:
        return self.choice, self.target, self.position, tuple(self.tuned(name) for name in self.compared)

    def shapes(self, screen: Screen) -> LossShapes | None:
        """Draw the shape of the loss, and others beside it; return what is known of them, None while it is not."""
        seen = self.ask("shapes", loss_shapes, *self._shapes_arguments)
        if seen is not None:
            self._seen = self._shapes_arguments, seen
            self._draw_shapes(screen, self.choice, seen)
        return seen

    def _draw_shapes(self, screen: Screen, shown: Choice, seen: LossShapes) -> None:
        loss, before = self.loss, self.before
        title = f"Cost | over slope and curvature{_for_target(self)}"
        label = _before_label(before[0], self.choice, self.family_param) if before else ""
        figure = loss_figure(seen.curve, before and before[1], label, self._hold("shape"))
        alt = f"Cost, slope and curvature of {loss.label} over the {AXES[seen.curve.axis].label}."
        screen.draw("loss", title, alt + leaving_words(figure), figure)
        named = [(loss.label, seen.curve)]
        named += [(LOSSES[name].label, curve) for name, curve in zip(self.compared, seen.others)]
        words = ", ".join(name for name, _ in named)
        scale = "all 1 for the same bad prediction" if self.normalised else "each in its own units"
        figure = overlay_figure(named, self.normalised, self._hold(f"beside.{self.normalised}"))
        alt = f"Cost and slope of {words}, {scale}."
        screen.draw("beside", f"Side by side | {scale}", alt + leaving_words(figure), figure)
        if self.family_param:
            curves = self.known("family", family, *self._family_arguments(shown, self.target))
            if curves is not None:
                self._draw_family(screen, shown, curves, seen.curve)

    def _hold(self, chart: str) -> Hold:
        """Return what lets the axes of a chart only go outwards while a hand moves."""

        def ends(axis: str, seen: Ends) -> Ends:
            name = f"{chart}.{self.opened}.{self.target}.{axis}"
            return self._ranges.ends(name, *with_margin(seen), held=bool(self._held))

        return ends

    def draw_family(self, screen: Screen) -> None:
        """Draw the shapes of the loss over the range of the parameter in hand."""
        curves = self.ask("family", family, *self._family_arguments(self.choice, self.target))
        shown = self._shown
        if curves is not None and shown is not None:
            self._draw_family(screen, shown[0], curves, shown[1].curve)

    def _family_arguments(self, choice: Choice, target: float) -> tuple[Choice, str, float]:
        name = self.family_param
        return choice.with_value(name, self.loss.params[name].default), name, target

    def _draw_family(self, screen: Screen, shown: Choice, curves: Family, now: Curve) -> None:
        name, loss = self.family_param, self.loss
        title = f"Cost | over slope, for the range of {loss.params[name].label}"
        alt = f"Cost and slope of {loss.label} for {len(curves.values)} values of {loss.params[name].label}."
        figure = family_figure(curves, now, value_label(shown, name))
        screen.draw("family", title, alt + leaving_words(figure), figure)

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
        return same_axis and fits(self.loss, spec.outline)

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
        figure = pulls_figure(seen, entry.line(0).colour)
        alt = f"The training examples on the curve of {self.loss.label}. {words}{leaving_words(figure)}"
        screen.draw("pulls", title, alt, figure)
        return words


def _before_label(before: Choice, now: Choice, name: str) -> str:
    """Return what the loss that the hand found is told by: its value, if that is what has changed."""
    return f"before {value_words(before.values[name])}" if before.name == now.name else "before"


def _for_target(state: LossesState) -> str:
    if state.loss.task != "regression":
        return (
            f" for class {state.target:g}" if state.loss.task == "binary" else f" for the {CLASSES[int(state.target)]}"
        )
    return f" for a target of {state.target:g}" if axis_of(state.loss, state.loss.task).targets else ""
