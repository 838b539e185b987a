"""Tables of visitors in workers: each is sent once to a process that asks for it, and to no other."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence

import pytest

from lossviz.datasets import Outline
from lossviz.datasets.tables import Table, UnknownTableError, dataset_name, keep, read_table, suggested
from lossviz.engine import Workers, process
from lossviz.specs.choice import Choice, outline_of
from tests.lossviz.engine.test_engine import PATIENCE


@pytest.fixture
def small() -> Table:
    """A table of four rows; fixtures, since a worker that imports this module must not have it already."""
    return keep(read_table("x,y\n1,2.5\n2,3\n3,5\n4,6\n").table)


@pytest.fixture
def large() -> Table:
    """A table of five rows."""
    return keep(read_table("x,y\n1,2\n2,3\n3,5\n4,6\n5,8.5\n").table)


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(1) as workers:
        yield workers


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """All that is sent to processes from now on."""
    messages: list[bytes] = []
    converse = process._converse

    def listen(popen, message):
        messages.append(message)
        return converse(popen, message)

    monkeypatch.setattr(process, "_converse", listen)
    return messages


def choice(of: Table) -> Choice:
    return Choice("dataset", dataset_name(of, suggested(of)))


def outlines(choices: Sequence[Choice]) -> list[Outline]:
    """Return what is known of some data; runs in a worker."""
    return [outline_of(each) for each in choices]


def asked(workers: Workers, *tables: Table) -> list[int]:
    """Return how many examples a worker finds in some tables."""
    found = workers.submit(outlines, [choice(table) for table in tables]).result(PATIENCE)
    return [outline.n_examples for outline in found]


def times_sent(sent: list[bytes], table: Table) -> int:
    return sum(table.csv in message for message in sent)


def test_a_worker_gets_each_table_once(workers: Workers, small: Table, large: Table, sent: list[bytes]) -> None:
    assert asked(workers, small, large) == [4, 5]
    assert asked(workers, large, small) == [5, 4]
    assert (times_sent(sent, small), times_sent(sent, large)) == (1, 1)


def test_a_process_that_takes_the_place_of_another_gets_tables_anew(
    workers: Workers, small: Table, sent: list[bytes]
) -> None:
    assert asked(workers, small) == [4]
    os.kill(workers.processes[0].pid, signal.SIGKILL)
    workers.processes[0].wait()
    assert asked(workers, small) == [4]
    assert times_sent(sent, small) == 2


def test_a_table_that_nobody_has_is_unknown_and_the_worker_lives(workers: Workers, small: Table) -> None:
    gone = choice(keep(read_table("x,y\n1,2.5\n2,3\n3,5\n4,7.5\n").table))
    pid = workers.processes[0].pid
    with pytest.raises(UnknownTableError, match="open the file it was made from"):
        workers.submit(outlines, [gone]).result(PATIENCE)
    assert asked(workers, small) == [4]
    assert workers.processes[0].pid == pid


def test_a_call_without_tables_is_sent_as_it_is(workers: Workers, sent: list[bytes]) -> None:
    asked(workers)
    n_before = len(sent)
    assert workers.submit(outlines, [Choice("dataset", "iris")]).result(PATIENCE)[0].n_examples == 150
    assert len(sent) == n_before + 1
