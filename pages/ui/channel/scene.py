"""What a page shows that changes by itself."""

from __future__ import annotations

from typing import Any, Protocol

from pages.ui.channel.screen import Screen


class Scene(Protocol):
    """What a page shows that changes by itself.

    Attributes:
        lock: Held by whoever acts on it, or draws it.
    """

    lock: Any

    @property
    def stage(self) -> Any:
        """What the whole page shows: as soon as it differs from what was drawn, the page is drawn again."""

    @property
    def pending(self) -> bool:
        """Whether something is still to come, so that the browser should ask again soon."""

    @property
    def due_for_a_look(self) -> bool:
        """Whether the part of the page called `views` should be drawn again."""

    @property
    def standing(self) -> str:
        """How far it is, in words."""

    @property
    def share(self) -> float | None:
        """Which part of the way it has gone; None while it rests."""

    def tick(self) -> None:
        """Move to where it should be by now."""

    def draw(self, screen: Screen) -> None:
        """Draw the charts that change by themselves."""
