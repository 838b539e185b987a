"""Runs that are trained again, since only their recipes are left of them."""

from __future__ import annotations

from collections.abc import Callable

from lossviz.engine import Engine, Looked, train_and_look
from pages.ui.channel.newest import Answer, Newest
from pages.ui.kit.named_run import NamedRun


class Retraining:
    """Trains runs up to their last epochs and looks at their models, in calls of bounded time, all runs at once."""

    def __init__(self, engine: Engine, view: str, told: Callable[[], None]) -> None:
        """Train nothing yet.

        Args:
            engine: Where runs are trained.
            view: What they are shown in.
            told: Called by any thread when an answer has come.
        """
        self._engine, self._view, self._told = engine, view, told
        self._calls: dict[str, Newest[NamedRun]] = {}

    def begin(self, entry: NamedRun) -> None:
        """Train a run that has no rows yet."""
        self._calls[entry.key] = Newest(self._engine, f"{self._view}:{entry.key}", self._told)
        self._ask(entry)

    def drop(self, key: str) -> None:
        """Train a run no further, since it was let go."""
        self._calls.pop(key, None)

    def _ask(self, entry: NamedRun) -> None:
        run = entry.run
        arguments = [run.spec], [run.state], run.spec.epochs - run.epoch
        self._calls[entry.key].ask(entry, train_and_look, *arguments)

    def take(self) -> bool:
        """Let runs grow by what has been trained; return whether there is news."""
        answers = [answer for call in self._calls.values() if (answer := call.take())]
        for answer in answers:
            self._extend(answer)
        return bool(answers)

    def _extend(self, answer: Answer[NamedRun]) -> None:
        entry = answer.about
        if answer.result is None:
            entry.run.fail(answer.error)
        else:
            looked: Looked = answer.result[0]
            entry.run.extend(looked.state, looked.chunk, looked.seconds)
            entry.evaluation = looked.evaluation or entry.evaluation
        if entry.run.running:
            self._ask(entry)
        else:
            del self._calls[entry.key]

    @property
    def pending(self) -> bool:
        """Whether there is a run that has not reached its last epoch."""
        return bool(self._calls)
