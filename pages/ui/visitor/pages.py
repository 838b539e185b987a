"""The table of pages: navigation, what is imported ahead, and what a visitor has all derive from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pages.ui.channel.scene import Scene
from pages.ui.compare.charts import CompareScene
from pages.ui.losses.charts import LossesScene
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.charts import TrainScene


class Page(NamedTuple):
    """A page: its file `pages/<name>.py`, and the package `pages/ui/<name>` with its three rooms.

    Attributes:
        name: Of the file, of the package, and in the address.
        scene: Makes what it shows to a visitor, given what the Train page shows, from which other pages take runs.
    """

    name: str
    scene: Callable[[TrainScene], Scene]

    @property
    def title(self) -> str:
        """What stands in the navigation."""
        return self.name.capitalize()

    @property
    def views(self) -> str:
        """The module that draws it, with all that this imports."""
        return f"pages.ui.{self.name}.views"


PAGES = (
    Page("train", lambda train: train),
    Page("losses", LossesScene),
    Page("compare", CompareScene),
    Page("sweep", SweepScene),
)
"""All pages in the order of the navigation; the first one is the front page."""
