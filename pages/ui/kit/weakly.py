"""Calls back to objects that only their owner keeps alive: a visitor who has gone must leave no circle behind."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakMethod


def weakly(method: Callable[[], object]) -> Callable[[], None]:
    """Return a function that calls a bound method for as long as its object is alive, and then does nothing."""
    known = WeakMethod(method)

    def call() -> None:
        alive = known()
        if alive is not None:
            alive()

    return call
