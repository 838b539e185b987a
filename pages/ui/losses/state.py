"""The losses that one visitor looks at: the one that is open, its parameters, and those it is compared with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from lossviz.engine import Engine
from lossviz.errors import LossvizError, SpecError
from lossviz.figures.loss import MAX_OVERLAID
from lossviz.losses import LOSSES, Loss
from lossviz.losses.axes import axis_of, ranges_of
from lossviz.specs.choice import Choice, read_choice, read_pairs
from pages.ui.kit.address import Address

PATIENCE = 0.3
"""Seconds that the page waits for an answer before it is drawn without it."""

MAX_TARGET = 1000.0
"""Targets may be as far from zero as losses are tested for."""

Answer = TypeVar("Answer")


@dataclass(eq=False)
class Shelf:
    """What the Losses page shows to one visitor.

    Attributes:
        engine: Where losses are computed.
        opened: The name of the loss that is open; None shows the gallery.
        target: The y_true for which it is drawn.
        place: Where on its axis it is read.
        compared: The names of the losses beside it.
        normalised: Whether these are drawn to the same scale.
        swept: The parameter whose range is shown.
        notice: One sentence about input that was refused.
        missing: Answers that are still to come.
    """

    engine: Engine
    opened: str | None = None
    target: float = 0.0
    place: float = 0.5
    compared: list[str] = field(default_factory=list)
    normalised: bool = False
    swept: str | None = None
    notice: str = ""
    missing: list[Future[Any]] = field(default_factory=list)
    _tuned: dict[str, Choice] = field(default_factory=dict)
    _address: Address = field(default_factory=Address)
    _answers: dict[str, tuple[Any, Future[Any]]] = field(default_factory=dict)
    _key: str = field(default_factory=lambda: uuid.uuid4().hex)

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

    def tuned(self, name: str) -> Choice:
        """Return a loss with the values that the visitor gave it last."""
        return self._tuned.get(name, Choice("loss", name))

    def show(self, name: str | None) -> None:
        """Open a loss, or the gallery."""
        self.notice, self.opened = "", name
        if name is None:
            return
        self.target, self.place = self.loss.default_target, 0.5
        kept = [other for other in self.compared if other in self.comparable and other != name]
        self.compared = kept or self._relatives()
        self.swept = next(iter(self.loss.params), None)

    def take(self, choice: Choice) -> None:
        """Open a loss with certain values."""
        self._tuned[choice.name] = choice
        self.show(choice.name)

    def change(self, name: str, value: Any) -> None:
        """Give a parameter of the open loss another value.

        Args:
            name: The parameter as its control calls it: `shelf.huber.loss.delta`.
            value: A value, or the text of one.
        """
        self.notice = ""
        _, loss, _, parameter = name.split(".")
        if loss != self.opened:
            return  # The control has left the page since it was moved.
        try:
            if isinstance(value, str):
                value = self.loss.params[parameter].parse(value.strip(), self.loss.name)
            self._tuned[self.loss.name] = self.choice.with_value(parameter, value)
        except SpecError as error:
            self.notice = str(error)

    def aim(self, target: float) -> None:
        """Draw the loss for another y_true: a number, or one of the classes."""
        self.target = target if self.loss.task == "regression" else float(round(target))
        low, high = ranges_of(self.loss, self.target).limits
        self.place = min(max(self.place, low), high)

    def read(self, place: float) -> None:
        """Read the loss at another place on its axis."""
        self.place = place

    @property
    def comparable(self) -> list[str]:
        """The names of all losses on the same axis."""
        axis, task = axis_of(self.loss, self.loss.task), self.loss.task
        return [name for name, loss in LOSSES.items() if loss.task == task and axis_of(loss, task) == axis]

    def _relatives(self) -> list[str]:
        """Return two losses to begin a comparison with: those that this one can become, or the first of its kind."""
        special = [special.loss for special in self.loss.special]
        nearest = dict.fromkeys([*special, *self.comparable])
        return [name for name in nearest if name in self.comparable and name != self.opened][:2]

    def compare(self, names: list[str]) -> None:
        """Lay other losses beside the open one."""
        others = [name for name in dict.fromkeys(names) if name in self.comparable and name != self.opened]
        self.compared = others[: MAX_OVERLAID - 1]

    def normalise(self, normalised: bool) -> None:
        """Draw all compared losses to the same scale, or each to its own."""
        self.normalised = normalised

    def sweep(self, name: str) -> None:
        """Show the range of another parameter."""
        self.swept = name

    # The link

    def open(self, query: str, arrived: bool = False) -> None:
        """Show what a link describes, unless it is the one that was written last; a bad one gives a notice.

        Args:
            query: What stands behind the question mark.
            arrived: Whether the visitor comes from another page, which leaves all as it was if the link says nothing.
        """
        if arrived and not query:
            return
        if not self._address.takes(query):
            return
        try:
            given = dict(read_pairs(query))
            if "loss" not in given:
                self.show(None)
                return
            choice = read_choice("loss", given)
            self.take(choice)
            self.aim(_number(given, "target", self.target, self.targets))
            self.place = _number(given, "at", self.place, ranges_of(self.loss, self.target).limits)
            if "beside" in given:
                names = [LOSSES[name].name for name in given["beside"].split(",") if name]
                self.compare(names)
                if len(self.compared) < len({*names} - {self.opened}):
                    self.notice = (
                        f"At most {MAX_OVERLAID} losses, all on one axis, are laid over each other: "
                        "not all of those in the link are drawn."
                    )
                for name in self.compared:
                    own = {"loss": name, **_without(given, f"beside.{name}.", "loss.")}
                    self._tuned[name] = read_choice("loss", own)
            self.normalised = given.get("normalised") == "true"
            if given.get("over") in self.loss.params:
                self.swept = given["over"]
        except SpecError as error:
            self.show(None)
            self.notice = f"This link cannot be used, so you see all losses. {error}"

    def to_query(self) -> str:
        """Return the link to what is shown."""
        pairs: list[tuple[str, str]] = []
        if self.opened is not None:
            pairs += self.choice.pairs
            pairs += [("target", f"{self.target:g}"), ("at", f"{self.place:g}")]
            pairs.append(("beside", ",".join(self.compared)))
            for name in self.compared:
                own = self.tuned(name).pairs[1:]
                pairs += [(f"beside.{name}.{key.removeprefix('loss.')}", text) for key, text in own]
            pairs += [("normalised", "true")] * self.normalised
            pairs += [("over", self.swept)] if self.swept else []
        return self._address.write(urlencode(pairs, safe=","))

    @property
    def targets(self) -> tuple[float, float]:
        """The least and the greatest y_true of the open loss."""
        if self.loss.task != "regression":
            return 0.0, 1.0 if self.loss.task == "binary" else 2.0
        return (0.1 if self.loss.positive else -MAX_TARGET), MAX_TARGET

    # Asking

    def begin(self, view: str, function: Callable[..., Answer], *arguments: Any, about: Any = None) -> Future[Answer]:
        """Ask a function of the workers without waiting for the answer; see `ask`."""
        question = (function, about or arguments)
        known = self._answers.get(view)
        if known is None or known[0] != question:
            known = (question, self.engine.latest(f"{self._key}:{view}", function, *arguments))
            self._answers[view] = known
        return known[1]

    def ask(self, view: str, function: Callable[..., Answer], *arguments: Any, about: Any = None) -> Answer | None:
        """Return what a function of the workers says, or None if that takes long; `missing` then holds the call.

        Args:
            view: What asks; only its last question is remembered.
            function: What is asked.
            *arguments: Its arguments.
            about: What tells the question from others, if the arguments cannot be compared.
        """
        future: Future[Answer] = self.begin(view, function, *arguments, about=about)
        try:
            return future.result(PATIENCE if self.engine.ready else 0)
        except NotYet:
            self.missing.append(future)
        except LossvizError as error:
            self.notice = str(error)
            del self._answers[view]  # with the next look it is asked again
        return None


def _without(given: dict[str, str], prefix: str, instead: str) -> dict[str, str]:
    """Return the pairs whose names begin with a prefix, with another one in its place."""
    return {f"{instead}{key.removeprefix(prefix)}": text for key, text in given.items() if key.startswith(prefix)}


def _number(given: dict[str, str], name: str, default: float, limits: tuple[float, float]) -> float:
    low, high = limits
    try:
        number = float(given.get(name, default))
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise SpecError(f"The {name} in a link must be a number in [{low:g}, {high:g}]. Got {given[name][:40]!r}.")
    return number
