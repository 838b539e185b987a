"""What the broadcasting trap does to a run, once a worker has tried it."""

from __future__ import annotations

from concurrent.futures import Future

from lossviz.engine import Engine
from lossviz.specs.run import RunSpec
from lossviz.training.trap import Trap, spring_trap


class TrapView:
    """The trap, tried for one run at a time."""

    def __init__(self, engine: Engine, view: str) -> None:
        """Try nothing yet."""
        self._engine, self._view = engine, f"{view}:trap"
        self._tried: tuple[RunSpec, Future[Trap]] | None = None

    def of(self, spec: RunSpec) -> Trap | None:
        """Return what the trap does to a run; None while it is being tried."""
        spec = spec.with_value("dataset.flat_target", False)
        if self._tried is None or self._tried[0] != spec:
            self._tried = (spec, self._engine.latest(self._view, spring_trap, spec))
        return self._tried[1].result() if self.done and not self._tried[1].exception() else None

    @property
    def done(self) -> bool:
        """Whether nothing is being tried any more."""
        return self._tried is None or self._tried[1].done()
