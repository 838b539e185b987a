"""The Train page while a table of the visitor's own is chosen."""

from __future__ import annotations

from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from pages.ui.channel.component_records import ControlValue
from pages.ui.kit.locked import locked
from pages.ui.train.writing import WritingTrain


class OwnTablesTrain(WritingTrain):
    """The Train page with the dialog on the visitor's own tables."""

    @locked
    def show_own_data(self, shown: ControlValue) -> None:
        """Open the dialog, or close it."""
        self.own_data.show(shown=bool(shown))

    @locked
    def take_own_data(self) -> None:
        """Train on the table in the dialog, unless nothing can be learnt from it."""
        chosen = self.own_data.take()
        if chosen is not None:
            self.take(chosen)

    @locked
    def remove_table(self, name: str) -> None:
        """Forget a table that no page shows a run of; what was changed until now cannot be undone any more."""
        if not self.in_use(name):
            self.tables.remove(name)
            self.hold.forget()

    @locked
    def choose(self, kind: str, name: str) -> None:
        """Take another component, which may be a table of the visitor's own."""
        if kind == "dataset" and name in self.own_data.options(self.spec.dataset.name):
            self.take(Choice(kind, name))
        else:
            super().choose(kind, name)

    @property
    def specs(self) -> list[RunSpec]:
        """The runs that the page shows, and what the one in hand was before or becomes."""
        before = [self.trained.before] if self.trained.before else []
        shown = [named.run.spec for named in [*self.trained.all, *before, *self.pins.entries]]
        return [self.spec, *([self.trials.asked] if self.trials.asked else []), *shown]
