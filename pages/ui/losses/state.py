"""The losses that one visitor looks at: the one that is open, its parameters, and those it is compared with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import Any, TypeVar

from lossviz.errors import LossvizError, SpecError
from lossviz.figures.loss import MAX_OVERLAID
from lossviz.losses import LOSSES, Loss
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.loss_view import POSITION, LossView, comparable, readable, relatives
from lossviz.specs.run import RunSpec
from pages.ui.channel.scene import PATIENCE
from pages.ui.editor.own import key_of
from pages.ui.editor.scene import WritingScene
from pages.ui.train.state import TrainState

Answer = TypeVar("Answer")


class LossesState(WritingScene):
    """What the Losses page shows to one visitor.

    Attributes:
        train: What the Train page shows to them, whose errors lie on the loss that is open.
        opened: The name of the loss that is open; None shows the gallery.
        target: The y_true for which it is drawn.
        position: Where on its axis it is read.
        compared: The names of the losses beside it.
        normalised: Whether these are drawn to the same scale.
        family_param: The parameter in hand, whose range is shown; empty for a loss without one.
    """

    def __init__(self, train: TrainState) -> None:
        """Begin with the gallery."""
        super().__init__(train.engine, train, clock=train.clock)
        self.train = train
        self.opened: str | None = None
        self.target = 0.0
        self.position = POSITION
        self.compared: list[str] = []
        self.normalised = False
        self.family_param = ""
        self._tuned: dict[str, Choice] = {}
        self._answers: dict[str, tuple[Any, Future[Any]]] = {}
        self._awaited: set[Future[Any]] = set()  # answers for which the page could not wait
        self._n_late = 0  # how many of those have come
        self._late_lock = threading.Lock()  # of the two: answers come in threads of their own

    # Choosing

    @property
    def choice(self) -> Choice:
        """The loss that is open, with the values of its parameters."""
        assert self.opened is not None
        return self.tuned(self.opened)

    @property
    def loss(self) -> Loss:
        """The loss that is open."""
        return self.choice.component

    @property
    def loss_open(self) -> Choice | None:
        """The loss that is open; None in the gallery."""
        return None if self.opened is None else self.choice

    @property
    def opened_key(self) -> str:
        """What controls and widgets call the loss that is open."""
        return "" if self.opened is None else key_of(self.opened)

    @property
    def loss_judged(self) -> RunSpec | None:
        """The run on the Train page with the loss that is open; None if nothing makes that fit."""
        try:
            return None if self.opened is None else with_component(self.train.spec, self.choice, made_for=True)[0]
        except SpecError:
            return None

    def write_own(self) -> None:
        """Open the loss that the visitor has written last, or the one on the Train page, in the editor."""
        name = self.own.names[-1] if self.own.names else self.train.spec.loss.name
        self.show(name)
        self.edit(True)

    def tuned(self, name: str) -> Choice:
        """Return a loss with the values that the visitor gave it last."""
        return self._tuned.get(name, Choice("loss", name))

    def show(self, name: str | None) -> None:
        """Open a loss, or the gallery."""
        self.notice, self.opened = "", name
        if name is None:
            return
        self.target = self.loss.default_target
        self.position = readable(self.loss, self.target)
        self.editor.draft.follow(self.choice)
        self.own.remember(name)
        kept = [other for other in self.compared if other in comparable(self.loss) and other != name]
        self.compared = kept or relatives(self.loss)
        self.family_param = next(iter(self.loss.params), "")

    def take(self, choice: Choice) -> None:
        """Open a loss with certain values."""
        self._tuned[choice.name] = choice
        self.show(choice.name)

    def rewrite(self, text: str) -> bool:
        """Open what the visitor has written, seen as the one before it; return whether that is another loss.

        A text that is no loss changes nothing but what is said of it.
        """
        before, loss = self.choice, self.editor.draft.write(text, self.choice)
        if loss is None or loss == before:
            return False
        target, position, over, beside = self.target, self.position, self.family_param, self.compared
        if before.name not in LOSSES:
            self._tuned.pop(before.name, None)
        self.take(loss)
        if loss.component.task == before.component.task:
            self.aim(target)
            self.position = readable(self.loss, self.target, position)
            self.compare(beside)
        self.family_param = over if over in self.loss.params else self.family_param
        return True

    def change(self, loss: str, name: str, value: Any) -> None:
        """Give a parameter of the open loss another value.

        Args:
            loss: The key of the loss for which the control was made.
            name: The parameter.
            value: A value, or the text of one.
        """
        self.notice = ""
        if loss != self.opened_key:
            return  # The control has left the page since it was moved.
        try:
            if isinstance(value, str):
                value = self.loss.params[name].parse(value.strip(), self.loss.label)
            self._tuned[self.loss.name] = self.choice.with_value(name, value)
        except SpecError as error:
            self.notice = str(error)

    def aim(self, target: float) -> None:
        """Draw the loss for another y_true: a number, or one of the classes."""
        self.target = target if self.loss.task == "regression" else float(round(target))
        self.position = readable(self.loss, self.target, self.position)

    def read(self, position: float) -> None:
        """Read the loss at another place on its axis."""
        self.position = position

    def compare(self, names: list[str]) -> None:
        """Lay other losses beside the open one."""
        others = [name for name in dict.fromkeys(names) if name in comparable(self.loss) and name != self.opened]
        self.compared = others[: MAX_OVERLAID - 1]

    def normalise(self, normalised: bool) -> None:
        """Draw all compared losses to the same scale, or each to its own."""
        self.normalised = normalised

    def show_family(self, name: str) -> None:
        """Show the range of another parameter."""
        self.family_param = name

    # The link

    def open(self, query: str) -> None:
        """Show what a link describes; one that cannot be read gives a notice and the gallery."""
        try:
            view = LossView.from_query(query)
        except SpecError as error:
            self.show(None)
            self.notice = f"This link cannot be used, so you see all losses. {error}"
            return
        if view is None:
            self.open_bare()
            return
        self.take(view.loss)
        self.target, self.position = view.target, view.position
        self.normalised, self.family_param = view.normalised, view.over
        if view.beside is not None:
            self._tuned |= {choice.name: choice for choice in view.beside if choice.name != self.opened}
            names = {choice.name for choice in view.beside}
            self.compare([choice.name for choice in view.beside])
            if len(self.compared) < len(names - {self.opened}):
                self.notice = (
                    f"At most {MAX_OVERLAID} losses, all on one axis, are laid over each other: "
                    "not all of those in the link are drawn."
                )

    def open_bare(self) -> None:
        """Show the gallery."""
        self.show(None)

    def to_query(self) -> str:
        """Return the link to what is shown; empty for the gallery."""
        if self.opened is None:
            return ""
        return LossView(
            loss=self.choice,
            target=self.target,
            position=self.position,
            beside=tuple(map(self.tuned, self.compared)),
            normalised=self.normalised,
            over=self.family_param,
        ).to_query()

    # Asking

    def begin_asking(self, view: str, function: Callable[..., Answer], *arguments: Any, about: Any = None) -> None:
        """Ask a function of the workers without waiting for the answer.

        Args:
            view: What asks; only its last question is remembered.
            function: What is asked.
            *arguments: Its arguments.
            about: What tells the question from others, if the arguments cannot be compared.
        """
        question = (function, about or arguments)
        if view not in self._answers or self._answers[view][0] != question:
            self._answers[view] = (question, self.engine.latest(f"{self.key}:{view}", function, *arguments))

    def remember(self, view: str, function: Callable[..., Answer], arguments: tuple[Any, ...], answer: Answer) -> None:
        """Take note of an answer that was asked for elsewhere: the same question is not asked again."""
        known: Future[Answer] = Future()
        known.set_result(answer)
        self._answers[view] = ((function, arguments), known)

    def known(self, view: str, function: Callable[..., Answer], *arguments: Any) -> Answer | None:
        """Return the answer to a question if it was the last one of its view, and has been answered."""
        question, future = self._answers.get(view, (None, None))
        if future is None or question != (function, arguments) or not future.done():
            return None
        return None if future.cancelled() or future.exception() else future.result()

    def ask(self, view: str, function: Callable[..., Answer], *arguments: Any, about: Any = None) -> Answer | None:
        """Ask the same, and return the answer; None if that takes long, and then the page is drawn again for it."""
        self.begin_asking(view, function, *arguments, about=about)
        future: Future[Answer] = self._answers[view][1]
        try:
            return future.result(PATIENCE if self.engine.ready else 0)
        except NotYet:
            self._await(future)
            return None
        except LossvizError as error:
            self.notice = str(error)
            del self._answers[view]  # with the next look it is asked again
            return None

    def _await(self, future: Future[Any]) -> None:
        with self._late_lock:
            if future in self._awaited:
                return
            self._awaited.add(future)
        future.add_done_callback(self._take_late)

    def _take_late(self, future: Future[Any]) -> None:
        with self._late_lock:
            self._awaited.discard(future)
            self._n_late += not future.cancelled()

    # As a scene

    @property
    def stage(self) -> Any:
        """What the whole page shows: a loss, the answers that came late, and the run whose errors lie on it."""
        train = self.train
        if not train.entries:
            return self.opened, self._n_late
        looked_at = None if train.player.playing else train.player.shown
        return self.opened, self._n_late, train.run, train.run.outcome, train.run.epoch >= 0, looked_at

    @property
    def pending(self) -> bool:
        """Whether an answer is still to come, or the run is on its way."""
        return bool(self._awaited) or self.train.pending

    def tick(self) -> None:
        """Let the run on the Train page go on."""
        self.train.take_answer()
        self.train.tick()
