"""What a process loads together with TensorFlow and Keras."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from lossviz.engine import TENSORFLOW
from lossviz.lazy import OPTIONAL

LOADED = """
import sys
from lossviz import lazy
{before}
lazy.{name}.{attribute}
assert {{"tensorflow", "keras"}} <= set(sys.modules)
print(*(name for name in lazy.OPTIONAL if name in sys.modules))
"""


def loaded(before: str, name: str, attribute: str) -> set[str]:
    """Return the optional packages that a fresh process has loaded."""
    code = LOADED.format(before=before, name=name, attribute=attribute)
    environment = os.environ | TENSORFLOW
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(("name", "attribute"), [("tf", "constant"), ("keras", "layers")])
def test_a_worker_loads_nothing_optional_and_hides_nothing_afterwards(name, attribute):
    assert loaded("lazy.load_without_optional()", name, attribute) == set()


def test_what_was_loaded_before_stays_and_can_be_used():
    assert loaded("import pandas; lazy.load_without_optional()", "keras", "layers") == {"pandas"}


def test_a_process_that_is_not_ours_gets_what_keras_offers():
    assert {"pandas", "sklearn"} <= loaded("", "keras", "layers") <= set(OPTIONAL)
