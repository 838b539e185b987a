"""Calls of which only the newest counts: one is under way, and one waits, however fast a hand moves."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, Generic, NamedTuple, TypeVar

from lossviz.engine import Engine

About = TypeVar("About")


class Answer(NamedTuple, Generic[About]):
    """An answer that has come.

    Attributes:
        about: What was asked about.
        result: The answer; None if there is none.
        error: Why there is none, in a sentence.
    """

    about: About
    result: Any
    error: str = ""


class _Call(NamedTuple, Generic[About]):
    about: About
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Newest(Generic[About]):
    """Calls of one kind for one visitor; whoever uses it holds a lock."""

    def __init__(self, engine: Engine, view: str, told: Callable[[], None]) -> None:
        """Ask nothing yet.

        Args:
            engine: Where calls are made.
            view: Which calls give way to each other in the engine.
            told: Called without a lock, by any thread, when an answer has come.
        """
        self._engine, self._view, self._told = engine, view, told
        self._under_way: tuple[About, Future[Any]] | None = None
        self._waiting: _Call[About] | None = None

    @property
    def about(self) -> About | None:
        """What the newest question is about; None if all are answered, and their answers taken."""
        if self._waiting is not None:
            return self._waiting.about
        return None if self._under_way is None else self._under_way[0]

    def ask(self, about: About, function: Callable[..., Any], *arguments: Any) -> None:
        """Make a call, as soon as the answer to the last one is taken; what waits for that gives way."""
        call = _Call(about, function, arguments)
        if self._under_way is None:
            self._begin(call)
        else:
            self._waiting = call

    def _begin(self, call: _Call[About]) -> None:
        future = self._engine.latest(self._view, call.function, *call.arguments)
        self._under_way = call.about, future
        future.add_done_callback(lambda _: self._told())

    def take(self) -> Answer[About] | None:
        """Return the answer that has come, once, and make the call that waits."""
        if self._under_way is None or not self._under_way[1].done():
            return None
        about, future = self._under_way
        self._under_way = None
        if future.cancelled():
            self._waiting = None  # only an engine that ends cancels a call, and it makes none any more
        if self._waiting is not None:
            call, self._waiting = self._waiting, None
            self._begin(call)
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or error is not None:
            return Answer(about, None, str(error or "The call was cancelled."))
        return Answer(about, future.result())

    def wait(self, seconds: float) -> None:
        """Wait for the answer to the call under way, but no longer than some seconds."""
        if self._under_way is not None:
            wait([self._under_way[1]], seconds)

    def drop(self) -> None:
        """Want no answer any more."""
        self._under_way = self._waiting = None
