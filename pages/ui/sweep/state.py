"""What the Sweep page shows to one visitor: a sweep that is trained, and how it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import Value
from lossviz.errors import LossvizError, SpecError
from lossviz.figures.grid import best_cell
from lossviz.runs.sweep_calls import evaluate_ends
from lossviz.runs.sweep_run import SweepRun, Tally
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import value_of
from lossviz.specs.sweep import MAX_SIDE, Sweep, slider_range
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.scene import Scene
from pages.ui.editor.using import UsingScene
from pages.ui.kit.locked import locked
from pages.ui.train.state import TrainState

SIDE = 17
"""How many values each of two parameters has at first."""

NO_PARAMETER = ""
"""Stands where no second parameter is swept."""

_START = SweepRun(Sweep(RunSpec(), (slider_range(RunSpec()),)))
"""Stands where a sweep will stand, until the first one begins."""


class SweepState(UsingScene):
    """What the Sweep page shows to one visitor.

    Attributes:
        train: What the Train page shows to them: its run is the recipe that is swept at first.
        run: The sweep.
        yardstick: The name of the yardstick that is shown.
        opened: The cell of two parameters whose curves are shown; None for the best one.
        log_y: Whether histories have a logarithmic axis.
        planned: What would be swept if the hand let go now; None while no hand is on a control.
    """

    use_words = "Sweep its slider"
    not_kept = "This sweep is trained again from what your browser kept."

    def __init__(self, train: TrainState) -> None:
        """Begin without a sweep."""
        super().__init__(train.engine, train, clock=train.clock)
        self.train = train
        self.run = _START
        self.yardstick = ""
        self.opened: int | None = None
        self.log_y = False
        self.planned: Sweep | None = None
        self._asked: tuple[SweepRun, int, Future[list[Evaluation]]] | None = None
        self._heard: Future[list[Evaluation]] | None = None
        self._left = False  # whether it was stopped since the visitor had left

    @property
    def sweep(self) -> Sweep:
        """What is swept."""
        return self.run.sweep

    @property
    def specs(self) -> list[RunSpec]:
        """The run that is swept."""
        return [self.sweep.base, *([self.planned.base] if self.planned else [])]

    @property
    def begun(self) -> bool:
        """Whether there is a sweep."""
        return self.run is not _START

    # The link

    def begin(self) -> None:
        """Sweep the run on the Train page, if there is no sweep yet."""
        if not self.begun:
            self.start(self._offered())

    def open(self, query: str) -> None:
        """Sweep what a link describes; one that cannot be read gives a notice, and a sweep if there is none."""
        try:
            sweep = Sweep.from_query(query)
            if not self.begun or sweep != self.sweep:
                self.start(sweep)
        except SpecError as error:
            if not self.begun:
                self.start(_START.sweep)
            self.notice = f"This link cannot be used, so you see another sweep. {error}"

    def to_query(self) -> str:
        """Return the link to what is swept."""
        return self.sweep.to_query()

    def _offered(self) -> Sweep:
        """Return a sweep of the run on the Train page."""
        try:
            return Sweep(self.train.spec, (slider_range(self.train.spec),))
        except SpecError:  # It would take too long.
            return _START.sweep

    # Choosing

    def take_run(self) -> None:
        """Sweep the run on the Train page: the same parameters if it has them."""
        base = self.train.spec

        def make() -> Sweep:
            try:
                return Sweep(base, self.sweep.ranges, self.sweep.n_seeds)
            except SpecError:
                return Sweep(base, (slider_range(base),), self.sweep.n_seeds)

        self._try(make)

    @property
    def run_open(self) -> RunSpec:
        """The run that is swept."""
        return self.sweep.base

    def use(self, loss: Choice) -> None:
        """Sweep the first slider of a loss."""

        def make() -> Sweep:
            base, _ = with_component(self.sweep.base, loss)
            return Sweep(base, (slider_range(base),), self.sweep.n_seeds)

        self._try(make)

    def choose(self, number: int, name: str) -> None:
        """Sweep another parameter over the range of its slider, as the first one or the second; or no second one."""
        ranges = list(self.sweep.ranges)

        def make() -> Sweep:
            if name == NO_PARAMETER:
                chosen = ranges[:1]
            elif len(ranges) > 1 - number and ranges[1 - number].name == name:
                chosen = ranges[::-1]
            else:
                chosen = [*ranges[:number], slider_range(self.sweep.base, name), *ranges[number + 1 :]]
            if len(chosen) != len(ranges):
                chosen = [replace(swept, n=min(swept.n, SIDE) if len(chosen) > 1 else MAX_SIDE) for swept in chosen]
            several = all(swept.name != "seed" for swept in chosen)
            return Sweep(self.sweep.base, tuple(chosen), self.sweep.n_seeds if several else 1)

        self._try(make)

    def stretch(self, number: int, attribute: str, value: Any) -> None:
        """Change the range of a parameter, the number of its values, or their steps."""
        self._try(lambda: self._stretched(number, attribute, value))

    def _stretched(self, number: int, attribute: str, value: Any) -> Sweep:
        ranges = list(self.sweep.ranges)
        if number >= len(ranges):
            return self.sweep  # The control has left the page since it was moved.
        ranges[number] = replace(ranges[number], **{attribute: _read(attribute, value)})
        return replace(self.sweep, ranges=tuple(ranges))

    def seed(self, n_seeds: Any) -> None:
        """Train each value with another number of seeds."""
        self._try(lambda: replace(self.sweep, n_seeds=_read("n_seeds", n_seeds)))

    @locked
    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Say what would be swept: an end, the number of values or that of seeds is in the hand.

        Args:
            control: Such as `sweep.0.loss.regularization_factor.low`, or `sweep.seeds`.
            value: What it is set to.
            held: Whether the hand is still on it; what it leaves is told to the page.
        """
        _, number, *name, attribute = control.split(".") if control.count(".") > 1 else ("", "", control)
        try:
            if control == "sweep.seeds":
                self.planned = replace(self.sweep, n_seeds=_read("n_seeds", value))
            elif number in ("0", "1") and attribute in ("low", "high", "n"):
                ranges = self.sweep.ranges
                if int(number) < len(ranges) and ranges[int(number)].name == ".".join(name):
                    self.planned = self._stretched(int(number), attribute, value)
        except SpecError:
            return  # On release it is said what is wrong.
        self._untold = True
        super().turn(control, value, held=held)

    def panel(self) -> dict[str, Any]:
        """Return how much is swept, or would be."""
        sweep = self.planned or self.sweep
        words = f"{sweep.n_runs:,} runs, about {max(sweep.seconds, 1):,.0f} s"
        return {"sentence": [{"text": words, "role": "now" if self.planned else ""}], **super().panel()}

    def _try(self, make: Callable[[], Sweep]) -> None:
        self.notice, self.planned = "", None
        try:
            sweep = make()
            if sweep != self.sweep:
                self.start(sweep)
        except SpecError as error:
            self.notice = str(error)

    # Going on

    def start(self, sweep: Sweep) -> None:
        """Train a sweep in place of the one that is under way."""
        with self.lock:
            self.stop()
            if sweep.base.task != self.sweep.base.task or not self.yardstick:
                self.yardstick = ""
            self.run, self.opened, self.notice, self._asked = SweepRun(sweep), None, "", None
            self.yardstick = self.yardstick or self.run.yardsticks[0]
        self._train(self.run.start)

    def _train(self, go: Callable[[Executor], None]) -> None:
        try:
            go(self.engine.background)
        except LossvizError as error:
            self.run.fail(error)

    def again(self) -> None:
        """Train the sweep from its beginning."""
        self.start(self.sweep)

    def go_on(self) -> None:
        """Train what is left of a sweep that has failed, or was stopped."""
        self._train(self.run.go_on)

    def stop(self) -> None:
        """End the sweep where it is."""
        if self.begun:
            self.run.stop()

    def leave(self) -> None:
        """Stop the only work that could go on for a minute; what is done is kept, and goes on for who comes back."""
        self._left = self.run.running
        self.stop()

    def resume(self, later: Scene, *, asked: bool) -> None:
        """Go on with a sweep that was only stopped since the visitor had left."""
        run = self.run
        super().resume(later, asked=asked)
        if self._left and self.run is run:
            self.go_on()
        self._left = False

    def close(self) -> None:
        """End the sweep."""
        self.stop()

    # Looking

    def show(self, attribute: str, value: Any) -> None:
        """Look at the sweep in another way; a yardstick of another task has left the page since it was chosen."""
        if attribute != "yardstick" or value in self.run.yardsticks:
            setattr(self, attribute, value)

    @property
    def at(self) -> int:
        """The place of the slider at first: the value nearest to that of the recipe."""
        own = float(value_of(self.sweep.base, self.sweep.ranges[0].name))  # type: ignore[arg-type]
        values = self.sweep.values[0]
        return min(range(len(values)), key=lambda i: abs(float(values[i]) - own))  # type: ignore[arg-type]

    @property
    def cell(self) -> int | None:
        """The cell whose curves are shown; None while none is done."""
        return self.opened if self.opened is not None else best_cell(self.run, self.yardstick)

    def pick(self, number: int, value: Value) -> None:
        """Show the curves of the cell with another value of one of the parameters."""
        if number >= len(self.sweep.values) or value not in self.sweep.values[number]:
            return  # The range was changed, or let go, since the control was moved.
        places = list(self.places)
        places[number] = self.sweep.values[number].index(value)
        self.open_cell(places)

    def click(self, x: Any, y: Any) -> None:
        """Show the curves of the cell with these words on the axes of the map."""
        labels = self.sweep.words
        if len(labels) == 2 and x in labels[0] and y in labels[1]:
            self.open_cell([labels[0].index(x), labels[1].index(y)])

    def open_cell(self, places: list[int]) -> None:
        """Show the curves of a cell by the places of its values."""
        cell = 0
        for place, n in zip(places, self.sweep.shape, strict=True):
            cell = cell * n + place
        self.opened = cell

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the values of the cell that is shown."""
        cell = self.cell or 0
        return (cell,) if len(self.sweep.ranges) == 1 else divmod(cell, self.sweep.shape[1])

    def evaluation(self) -> Evaluation | None:
        """Return what the model of the cell that is shown does; None while that is not known."""
        cell, run = self.cell, self.run
        if cell is None or cell not in run.weights:
            return None
        if self._asked is None or self._asked[:2] != (run, cell):
            arguments = (self.sweep, (cell * self.sweep.n_seeds,), [run.weights[cell]])
            future = self.engine.latest(f"{self.key}:cell", evaluate_ends, *arguments)
            self._asked = (run, cell, future)
        future = self._asked[2]
        if not future.done():
            return None
        self._heard = future
        return None if future.cancelled() or future.exception() else future.result()[0]

    # As a scene

    @property
    def stage(self) -> tuple[Any, ...]:
        """What the whole page shows."""
        return self.run, self.run.outcome, self.notice, self.yardstick, self.log_y, self.opened

    @property
    def pending(self) -> bool:
        """Whether something is still to come."""
        return self.run.running or (self._asked is not None and self._asked[2] is not self._heard)

    @property
    def share(self) -> float | None:
        """How much is trained, while it is."""
        return self.run.share if self.run.running else None

    @property
    def standing(self) -> str:
        """How far it is, in words."""
        run = self.run
        if not run.running:
            return f"{run.outcome} · {Tally.of(run).words}"
        if not run.share:
            return "Getting ready: compiling takes a second, and the first sweep loads TensorFlow before that."
        left = run.seconds_left
        rate = f" · {run.rate:,.0f} runs/s" if run.rate else ""
        return f"{run.n_done:,} of {run.sweep.n_runs:,} runs{rate}{f' · {left:.0f} s left' if left else ''}"


def _read(attribute: str, value: Any) -> Any:
    """Return a number from what a visitor typed."""
    if attribute in ("n", "n_seeds"):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not float(value).is_integer():
            raise SpecError(f"The values and seeds of a sweep must be whole numbers. Got {str(value)[:40]!r} instead.")
        return int(value)
    if attribute not in ("low", "high"):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise SpecError(f"The ends of a sweep must be numbers. Got {str(value)[:40]!r} instead.") from None
