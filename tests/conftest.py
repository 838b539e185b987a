"""What several test files share."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from lossviz.training.program import XLA_OPTIONS
from tests.browser import find_chromium
from tests.node import find_node

# Most of the time of these tests is compiling, which takes half as long if nothing is made faster by it. Benchmarks
# and exported scripts compile as always.
os.environ["XLA_FLAGS"] = f"{XLA_OPTIONS} --xla_backend_optimization_level=0"

# What an earlier run of the tests has left behind must not decide how this one goes.
os.environ["LOSSVIZ_CACHE"] = ""

# A busy machine is no fault of the code: TensorFlow and scikit-learn alone take seconds to load.
settings.register_profile("lossviz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lossviz")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; without one the tests that need it fail, they are never skipped."""
    return find_chromium()


@pytest.fixture(scope="session")
def node_path() -> str:
    """The path of a Node.js; without one the tests that need it fail, they are never skipped."""
    return find_node()
