"""What a page showed when a hand took hold of a control: until it lets go that is what the page still says."""

from __future__ import annotations

from typing import Any, NamedTuple

from lossviz.specs.run import RunSpec

MAX_UNDO = 100
"""How many changes can be undone."""


class Pressed(NamedTuple):
    """What a page showed.

    Attributes:
        stage: All of it.
        link: Its link.
    """

    stage: Any = None
    link: str = ""


class Hold:
    """A hand on the controls of a page.

    Attributes:
        held: Whether it is on one.
        before: What the page showed when it was put there.
    """

    def __init__(self) -> None:
        """Begin without a hand."""
        self.held = False
        self.before = Pressed()
        self._changed: list[RunSpec] = []

    def turn(self, before: Pressed, *, held: bool) -> bool:
        """Take note that a control is turned; return whether that begins a change.

        Args:
            before: What the page shows now.
            held: Whether the hand stays on it.
        """
        begins, self.held = not self.held, held
        if begins:
            self.before = before
        return begins

    def remember(self, spec: RunSpec) -> None:
        """Keep what is about to be changed."""
        self._changed = [*self._changed[1 - MAX_UNDO :], spec]

    def undone(self) -> RunSpec | None:
        """Return what there was before the last change, once; None if nothing was changed."""
        return self._changed.pop() if self._changed else None

    def forget(self) -> None:
        """Let nothing be undone that was changed until now."""
        self._changed = []
