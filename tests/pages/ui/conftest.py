"""What the tests of what a visitor does share."""

from __future__ import annotations

import pytest

from lossviz.engine import Engine
from tests.clock import Clock
from tests.inline import Inline


@pytest.fixture(scope="module")
def engine() -> Engine:
    """An engine that trains in this process, at once."""
    return Engine(Inline())


@pytest.fixture
def clock() -> Clock:
    """The time of a visitor."""
    return Clock()
