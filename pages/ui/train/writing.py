"""The Train page while a loss of one's own is written: the run in hand is that of the last good text."""

from __future__ import annotations

from lossviz.errors import SpecError
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.newest import Answer
from pages.ui.kit.locked import locked
from pages.ui.train.state import TrainState
from pages.ui.train.trials import Specs


class WritingTrain(TrainState):
    """The Train page with its editor."""

    @property
    def loss_open(self) -> Choice:
        """The loss that the controls show."""
        return self.spec.loss

    @property
    def loss_judged(self) -> RunSpec:
        """What the controls show."""
        return self.spec

    @locked
    def write(self, text: str, *, held: bool) -> None:
        """Train with what the visitor has written; a text that is no loss changes nothing but what is said of it."""
        self._write(text, self.spec, held=held)

    def _write(self, text: str, spec: RunSpec, *, held: bool) -> None:
        """Train a run with what the visitor has written."""
        self._untold = True
        loss = self.editor.draft.write(text, spec.loss)
        try:
            if loss is not None and loss != spec.loss:
                spec, self.notice = with_component(spec, loss)
        except SpecError as error:
            self.editor.draft.refuse(str(error))
        if spec != self.spec or self.held:
            self._try(spec, held=held)
        if not held:
            self.own.remember(self.spec.loss.name)

    @locked
    def take_text(self, name: ControlValue) -> None:
        """Begin with another text, on the data on which it shows what it is there to show."""
        text, dataset = self.editor.text_of(name), self.editor.dataset_of(name)
        spec = self.spec
        if dataset and dataset != spec.dataset.name:
            spec, _ = with_component(spec, Choice("dataset", dataset))
        if text is not None:
            self._write(text, spec, held=False)

    @locked
    def choose(self, kind: str, name: str) -> None:
        """Take another component, which may be a loss of the visitor's own."""
        own = self.own.named(name) if kind == "loss" else ""
        if own:
            self.take(Choice(kind, own))
        else:
            super().choose(kind, name)

    @locked
    def start(self, spec: RunSpec, *, compared: bool = True) -> None:
        """Train another run; the editor shows its loss."""
        if spec.loss.name != self.spec.loss.name:
            self.editor.draft.follow(spec.loss)
            self.own.remember(spec.loss.name)
        super().start(spec, compared=compared)

    def _arrive(self, answer: Answer[Specs]) -> None:
        asked = answer.about[0].loss
        written, another = asked == self.spec.loss, asked.name != self.run.spec.loss.name
        super()._arrive(answer)
        if answer.result is None:
            if written:
                self.editor.draft.refuse(answer.error)
        elif another or not self.held:
            self.check()  # at last: who waits for a picture waits no longer for it
