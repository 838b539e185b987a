"""What the tests of the pages share."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from lossviz.engine import close_shared_engine, shared_engine


@pytest.fixture(scope="module")
def warm_engine() -> Iterator[None]:
    """The engine of the pages, warm, in workers of its own."""
    deadline = time.monotonic() + 120
    while not shared_engine().ready and time.monotonic() < deadline:
        time.sleep(0.05)
    yield
    close_shared_engine()
