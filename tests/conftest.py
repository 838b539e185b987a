"""What several test files share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import find_chromium

# A busy machine is no fault of the code: TensorFlow and scikit-learn alone take seconds to load.
settings.register_profile("lossviz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lossviz")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; without one the tests that need it fail, they are never skipped."""
    return find_chromium()
