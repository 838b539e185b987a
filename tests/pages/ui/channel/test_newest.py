"""Calls of which only the newest counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from lossviz.engine import Engine
from lossviz.errors import EngineError
from pages.ui.channel.newest import Answer, Newest


class Waiting(Executor):
    """An executor that answers when the test says so."""

    def __init__(self) -> None:
        self.calls: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        self.calls.append((future, function, args))
        return future

    def answer(self) -> None:
        future, function, args = self.calls.pop(0)
        future.set_result(function(*args))


@pytest.fixture
def executor() -> Waiting:
    return Waiting()


@pytest.fixture
def told() -> list[bool]:
    """Whether an answer had come, at each time it was told of one."""
    return []


@pytest.fixture
def newest(executor: Waiting, told: list[bool]) -> Newest[str]:
    engine = Engine(executor)
    executor.calls.pop()[0].set_result(None)  # the engine's own, for a warm start
    return Newest(engine, "view", lambda: told.append(True))


def double(number: int) -> int:
    return 2 * number


def test_a_call_is_made_at_once_and_its_answer_taken_once(
    newest: Newest[str], executor: Waiting, told: list[bool]
) -> None:
    assert (newest.about, newest.take()) == (None, None)
    newest.ask("two", double, 1)
    assert (newest.about, newest.take(), told) == ("two", None, [])
    executor.answer()
    assert told == [True]
    assert newest.about == "two", "until it is taken"
    assert newest.take() == Answer("two", 2)
    assert (newest.about, newest.take()) == (None, None)


def test_one_call_waits_and_gives_way_to_a_newer_one(newest: Newest[str], executor: Waiting) -> None:
    for number in (1, 2, 3, 4):
        newest.ask(str(number), double, number)
    assert len(executor.calls) == 1
    assert newest.about == "4"
    executor.answer()
    assert len(executor.calls) == 0, "what waits is asked once the answer is taken: who is busy asks for nothing"
    assert newest.take() == Answer("1", 2)
    assert newest.about == "4"
    executor.answer()
    assert newest.take() == Answer("4", 8)
    assert not executor.calls


def test_what_fails_says_why_and_the_next_call_is_made(newest: Newest[str], executor: Waiting) -> None:
    newest.ask("first", double, 1)
    newest.ask("second", double, 2)
    future, *_ = executor.calls.pop()
    future.set_exception(EngineError("A call must leave its worker alive."))
    assert newest.take() == Answer("first", None, "A call must leave its worker alive.")
    executor.answer()
    assert newest.take() == Answer("second", 4)


def test_what_is_dropped_is_not_heard_of(newest: Newest[str], executor: Waiting) -> None:
    newest.ask("first", double, 1)
    newest.ask("second", double, 2)
    newest.drop()
    executor.answer()
    assert (newest.about, newest.take(), executor.calls) == (None, None, [])
    newest.ask("third", double, 3)
    executor.answer()
    assert newest.take() == Answer("third", 6)


def test_waiting_ends_with_the_answer_or_when_time_is_over(newest: Newest[str], executor: Waiting) -> None:
    newest.wait(60)  # for nothing
    newest.ask("first", double, 1)
    newest.wait(0)
    assert newest.take() is None
    executor.answer()
    newest.wait(60)
    assert newest.take() == Answer("first", 2)
