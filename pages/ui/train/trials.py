"""What is asked of the engine while a hand moves: to train runs and look at their models, and to look again."""

from __future__ import annotations

from collections.abc import Callable

from lossviz.engine import Engine, look, train_and_look
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from pages.ui.channel.newest import Answer, Newest
from pages.ui.train.player import Player
from pages.ui.train.trained import Trained

Specs = tuple[RunSpec, ...]


class Trials:
    """Questions on the runs in hand, of which the newest counts."""

    def __init__(self, engine: Engine, view: str, told: Callable[[], None]) -> None:
        """Ask nothing yet.

        Args:
            engine: Where runs are trained.
            view: What they are shown in.
            told: Called by any thread when an answer has come.
        """
        self._engine = engine
        self._trials: Newest[Specs] = Newest(engine, f"{view}:trial", told)
        self._looks: Newest[tuple[Run, int]] = Newest(engine, f"{view}:look", told)

    @property
    def asked(self) -> RunSpec | None:
        """The run in hand that is being trained, or waits for that; None if nothing is."""
        return self._trials.about[0] if self._trials.about else None

    @property
    def waits_for(self) -> str:
        """What an answer waits for, in a word; empty if it will come at once."""
        specs = self._trials.about
        if specs is None:
            return ""
        if not self._engine.ready:
            return "starting"
        return "" if self._engine.compiled.issuperset(spec.program_key for spec in specs) else "compiling"

    def train(self, specs: Specs, head: float | None) -> None:
        """Ask for runs, and for their models at the epoch that is looked at; at their end if that is None."""
        looked_at = None if head is None else int(head)
        self._trials.ask(specs, train_and_look, specs, [None] * len(specs), specs[0].epochs + 1, looked_at)

    def look(self, trained: Trained, player: Player) -> None:
        """Ask what the models do at the epoch that is looked at, unless that is known."""
        weights = [run.weights_at(player.shown) for run in trained.runs]
        known = [each for each in weights if each is not None]
        if len(known) < len(weights) or self._looks.about:
            return
        epoch, seen = known[0][0], trained.entry.evaluation
        if seen is None or seen.epoch != epoch:
            self._looks.ask((player.run, epoch), look, [run.spec for run in trained.runs], known)

    def trained(self) -> Answer[Specs] | None:
        """Return trained runs that have come."""
        answer = self._trials.take()
        if answer and answer.result is not None:
            self._engine.compiled.update(spec.program_key for spec in answer.about)
        return answer

    def looked(self) -> Answer[tuple[Run, int]] | None:
        """Return models that have been looked at."""
        return self._looks.take()

    def wait(self, seconds: float) -> None:
        """Wait for the runs on their way, but no longer than some seconds."""
        self._trials.wait(seconds)

    def drop(self) -> None:
        """Want no runs any more."""
        self._trials.drop()
