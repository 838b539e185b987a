"""The losses that one visitor has written."""

from __future__ import annotations

import hashlib

from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice
from pages.ui.channel.panel_records import Option

MAX_OWN = 8
"""Most losses of their own that a visitor is offered; the oldest one goes first."""

GROUP = "My own"
"""Under which heading they stand in menus."""


def key_of(name: str) -> str:
    """Return what a page calls a loss: its name, unless that is a whole text, too long for a message."""
    if name in LOSSES:
        return name
    return f"own-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


class OwnLosses:
    """What a visitor has written, newest last: of those with one label the newest.

    Attributes:
        names: Their names.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.names: list[str] = []

    def remember(self, name: str) -> None:
        """Offer a loss from now on, if it is one of their own."""
        if name in LOSSES:
            return
        label = LOSSES[name].label
        others = [other for other in self.names if LOSSES[other].label != label]
        self.names = [*others, name][-MAX_OWN:]

    def named(self, key: str) -> str:
        """Return the name of the loss that a page calls by a key; empty if there is none."""
        if key in LOSSES:
            return key
        return next((name for name in self.names if key_of(name) == key), "")

    def offered(self, shown: str) -> list[Option]:
        """Return them as a menu offers them, the newest first; the one that is shown is among them."""
        names = self.names if shown in LOSSES or shown in self.names else [*self.names, shown]
        return [
            {"value": key_of(loss.name), "label": loss.label, "group": GROUP, "hint": loss.summary}
            for loss in map(LOSSES.__getitem__, reversed(names))
        ]

    def restore(self, names: list[str]) -> None:
        """Offer what the browser has kept, as far as it can be used."""
        for name in names[-MAX_OWN:]:
            try:
                self.remember(Choice("loss", name).name)
            except SpecError:
                continue
