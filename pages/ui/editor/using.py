"""Pages whose runs take long: what is written there is used by a click, and not while it is typed."""

from __future__ import annotations

from lossviz.errors import SpecError
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from pages.ui.channel.component_records import ControlValue
from pages.ui.editor.scene import EDITS, WritingScene
from pages.ui.kit.locked import locked


class UsingScene(WritingScene):
    """A page on which a loss that was written is used by a click."""

    _written: Choice | None = None  # since the editor was opened

    @property
    def run_open(self) -> RunSpec:
        """The run that the loss is for."""
        raise NotImplementedError

    def use(self, loss: Choice) -> None:
        """Do with a loss what the page is for."""
        raise NotImplementedError

    @property
    def loss_open(self) -> Choice:
        """What was written last, here or elsewhere; else the loss of the run."""
        newest = self.own.names[-1:]
        return self._written or (Choice("loss", newest[0]) if newest else self.run_open.loss)

    @property
    def loss_judged(self) -> RunSpec | None:
        """The run with that loss; None if nothing makes it fit."""
        try:
            return with_component(self.run_open, self.loss_open)[0]
        except SpecError:
            return None

    @locked
    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Let something be done with the editor."""
        if control in (*EDITS, "use_text"):
            getattr(self, control)(value)

    @locked
    def edit(self, shown: ControlValue) -> None:
        """Open the editor, or close it."""
        self._written = None
        super().edit(shown)

    @locked
    def write(self, text: str, *, held: bool) -> None:
        """Take note of what the visitor has written, and have it looked at."""
        self._untold = True
        loss = self.editor.draft.write(text, self.loss_open)
        if loss is not None:
            self._written = loss
            self.check()
            if not held:
                self.own.remember(loss.name)

    @locked
    def use_text(self, asked: ControlValue) -> None:
        """Use the loss in the editor, and close that."""
        if asked and self.editor.draft.fault is None:
            self.own.remember(self.loss_open.name)
            self.use(self.loss_open)
            self.edit(False)
