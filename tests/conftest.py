"""What several test files share."""

from __future__ import annotations

import pytest

from tests.browser import find_chromium


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; without one the tests that need it fail, they are never skipped."""
    return find_chromium()
