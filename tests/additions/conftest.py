"""What is added for a test only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lossviz.declare import Registry


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> Callable[[Registry], Registry]:
    """A function that returns a registry in which something may be declared that is forgotten after the test."""

    def grow(registry: Registry) -> Registry:
        monkeypatch.setattr(registry, "_components", dict(registry))
        return registry

    return grow
