"""The Compare page with a loss of one's own, which is raced against others."""

from __future__ import annotations

from lossviz.errors import SpecError
from lossviz.losses import LOSSES
from lossviz.specs.choice import Choice, fits, fitting_losses
from lossviz.specs.comparison import MAX_NAME
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from pages.ui.compare.state import CompareState


class WritingCompare(CompareState):
    """The Compare page with its editor."""

    @property
    def run_open(self) -> RunSpec:
        """The run that is seen epoch by epoch; without any, the one on the Train page."""
        focused = self.entry(self.focus)
        return self.train.spec if focused is None else focused.run.spec.at(focused.run.spec.epochs)

    def losses_for(self, spec: RunSpec) -> list[str]:
        """Return the names of the losses that a run can be trained with, those that the visitor has written first."""
        own = [name for name in reversed(self.own.names) if fits(LOSSES[name], spec.outline)]
        return [*own, *fitting_losses(spec.dataset)]

    def use(self, loss: Choice) -> None:
        """Add the run in focus with another loss."""
        try:
            spec, self.notice = with_component(self.run_open, loss)
            self.add(spec, loss.component.label[:MAX_NAME])
        except SpecError as error:
            self.notice = str(error)
