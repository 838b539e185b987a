"""The snapshots of runs that have ended, which a worker takes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from lossviz.analysis.snapshots import Snapshots, take_snapshots
from lossviz.engine import Engine
from pages.ui.kit.named_run import NamedRun


class TakenSnapshots:
    """The snapshots of some runs by their keys. To look at them asks for nothing."""

    def __init__(self, engine: Engine, view: str) -> None:
        """Have taken none yet.

        Args:
            engine: Where they are taken.
            view: What they are shown in.
        """
        self._engine, self._view = engine, view
        self._calls: dict[str, Future[Snapshots]] = {}

    @property
    def known(self) -> dict[str, Snapshots]:
        """Those that have been taken."""
        return {key: call.result() for key, call in self._answered().items() if not call.exception()}

    def pending(self, entries: Sequence[NamedRun]) -> bool:
        """Return whether some are being taken, or will be."""
        return any(map(self._lacks, entries)) or any(not call.done() for call in list(self._calls.values()))

    def take(self, entries: Sequence[NamedRun]) -> str:
        """Ask for those of runs that have ended, and return why some could not be taken; empty if all could."""
        for entry in filter(self._lacks, entries):
            call, weights = f"{self._view}:snapshots:{entry.key}", entry.run.known_weights()
            self._calls[entry.key] = self._engine.latest(call, take_snapshots, entry.run.spec, weights)
        answered = self._answered()
        for entry in entries:
            if entry.key in answered and not answered[entry.key].exception():
                entry.run.forget_weights()  # the snapshots show all that they were kept for
        return next((str(error) for call in answered.values() if (error := call.exception())), "")

    def drop(self, key: str) -> None:
        """Forget those of a run."""
        self._calls.pop(key, None)

    def _lacks(self, entry: NamedRun) -> bool:
        """Return whether snapshots of a run can be taken, and nobody has asked for them."""
        asked = self._calls.get(entry.key)
        return not entry.run.running and (asked is None or asked.cancelled()) and bool(entry.run.known_weights())

    def _answered(self) -> dict[str, Future[Snapshots]]:
        return {key: call for key, call in dict(self._calls).items() if call.done() and not call.cancelled()}
