"""What pages share on which a visitor can write a loss of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from lossviz.engine import Engine
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.scene import Scene
from pages.ui.editor.check_ups import CheckUps
from pages.ui.editor.editor import Editor
from pages.ui.editor.own import OwnLosses
from pages.ui.kit.locked import locked
from pages.ui.kit.weakly import weakly

EDITS = ("edit", "take_text")
"""The methods that a browser may ask for by name, with a value."""

MARK = "editor "
"""What a line on the editor begins with, among what the browser keeps."""


class WritingScene(Scene):
    """A page with the editor.

    Attributes:
        own: The losses that the visitor has written, on whatever page.
        editor: The editor of this page.
        use_words: What a button says that uses the loss; empty where that is used while it is written.
    """

    use_words = ""

    def __init__(self, engine: Engine, *sources: WritingScene, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with a closed editor.

        Args:
            engine: Where runs are trained.
            sources: What it takes runs from, and the losses that the visitor has written.
            clock: Gives the time in seconds.
        """
        super().__init__(engine, *sources, clock=clock)
        self.own: OwnLosses = sources[0].own if sources else OwnLosses()
        self.editor = Editor(self.own, self.use_words)
        self._check_ups = CheckUps(engine, self.key, weakly(self.answered))
        self._editor_back = ""  # what the browser has kept of it, until the visitor sees the page

    @property
    def loss_open(self) -> Choice | None:
        """The loss with whose code the editor begins; None where no loss is open."""
        return None

    @property
    def loss_judged(self) -> RunSpec | None:
        """The run by whose data the loss in the editor is judged; None while nothing is."""
        return None

    def check(self) -> None:
        """Ask for the check-up of the loss that is open, while the editor is."""
        if self.editor.shown and self.loss_judged is not None:
            self._check_ups.ask(self.loss_judged)

    @locked
    def edit(self, shown: ControlValue) -> None:
        """Open the editor, or close it."""
        if self.loss_open is not None:
            self.editor.show(bool(shown), self.loss_open)
            self._untold = True
            self.check()

    @locked
    def take_text(self, name: ControlValue) -> None:
        """Begin with another text."""
        text = self.editor.text_of(name)
        if text is not None:
            self.write(text, held=False)

    @locked
    def take_answer(self) -> bool:
        """Show the newest answers; return whether there are any."""
        return self._check_ups.take() | super().take_answer()

    def panel(self) -> dict[str, Any]:
        """Return what the editor and the check-up say, and which losses the visitor has written."""
        if self.loss_open is None:
            return {}
        told = self.editor.panel(self.loss_open)
        if self.editor.shown and self.loss_judged is not None:
            told["check_up"] = self._check_ups.part(self.loss_judged, self.editor.draft)
        return told

    # In the browser

    def keep(self) -> str:
        """Return what the browser keeps: of the page, below a line on the editor if there is something of that."""
        line = self._editor_back or self.editor.to_keep(own=not self._sources)
        return f"{MARK}{line}\n{super().keep()}" if line else super().keep()

    def give_back(self, text: str, *, asked: bool) -> None:
        """Show what the browser has kept, as soon as the visitor sees it; the editor last, of what is open then."""
        line, _, rest = text.partition("\n") if text.startswith(MARK) else ("", "", text)
        with self.lock:
            self._editor_back = line.removeprefix(MARK)
        super().give_back(rest, asked=asked)

    def _take_back(self) -> None:
        super()._take_back()
        line, self._editor_back = self._editor_back, ""
        if line:
            self.editor.restore(line, self.loss_open)
