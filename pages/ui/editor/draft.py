"""What stands in the editor: the code of the loss that is open, or what the visitor makes of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lossviz.errors import SpecError
from lossviz.export.starting_text import starting_text
from lossviz.losses import LOSSES
from lossviz.losses.written import SourceError, WrittenLoss, own_loss_name
from lossviz.specs.choice import Choice
from pages.ui.channel.panel_records import Fault


@lru_cache(maxsize=64)
def source_of(choice: Choice) -> str:
    """Return the code of a loss: as it was written, or as it is declared, with its values as defaults."""
    loss = choice.component
    return str(loss.source) if isinstance(loss, WrittenLoss) else starting_text(choice)


class Draft:
    """A text that becomes a loss as soon as it is one.

    Attributes:
        text: The text.
        fault: Why it is no loss; None if it is one.
        origin: The declared loss with whose code it began; None if it began with none.
        unfinished: A text that was no loss when another one came in its place; empty if there is none.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.text, self.unfinished = "", ""
        self.fault: Fault | None = None
        self.origin: Choice | None = None
        self._name = ""  # of the last loss that it was
        self._defaults: dict[str, Any] = {}  # of the parameters of that

    def follow(self, choice: Choice) -> None:
        """Show the code of a loss that was chosen elsewhere; of the one that the text is, the text stays as it is."""
        if self.fault is not None:
            self.unfinished = self.text
        elif choice.name == self._name:
            return
        self.text, self.fault, self._name = source_of(choice), None, choice.name
        own = isinstance(choice.component, WrittenLoss)
        self.origin = self.origin if own else choice
        self._defaults = choice.component.defaults if own else choice.values

    def write(self, text: str, before: Choice) -> Choice | None:
        """Take what the visitor has written, and return the loss that it is; None if it is none.

        A parameter keeps its value, unless the text gives it another default than before.

        Args:
            text: The text.
            before: The loss that is open.
        """
        self.text, self.fault = text, None
        try:
            loss = LOSSES[own_loss_name(text)]
        except SourceError as error:
            self.fault = {"line": error.line + self.n_above, "column": error.column, "words": error.message}
            return None
        kept = {
            name: value
            for name, value in before.items
            if name in loss.params and self._defaults.get(name) == loss.defaults[name]
        }
        self._name, self._defaults = loss.name, loss.defaults
        return _with_values(loss.name, kept)

    @property
    def n_above(self) -> int:
        """How many empty lines stand above what counts of the text."""
        lines = self.text.split("\n")
        return next((number for number, line in enumerate(lines) if line.strip()), 0)

    def refuse(self, sentence: str) -> None:
        """Take note that the text is a loss, but none that can be used."""
        self.fault = {"line": 1 + self.n_above, "column": 1, "words": sentence}


def _with_values(name: str, values: dict[str, Any]) -> Choice:
    """Return a loss with those of some values that it accepts."""
    choice = Choice("loss", name)
    for parameter, value in values.items():
        try:
            choice = choice.with_value(parameter, value)
        except SpecError:  # its range has changed
            continue
    return choice
