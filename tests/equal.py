"""Equality of results that hold arrays, to the last bit."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def assert_equal(actual: Any, expected: Any) -> None:
    """Fail unless both are equal, arrays in all their elements, dataclasses and containers in all their parts."""
    if is_dataclass(expected):
        assert type(actual) is type(expected)
        for field in fields(expected):
            assert_equal(getattr(actual, field.name), getattr(expected, field.name))
    elif isinstance(expected, dict):
        assert list(actual) == list(expected)
        assert_equal(tuple(actual.values()), tuple(expected.values()))
    elif isinstance(expected, tuple):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            assert_equal(one, other)
    else:
        np.testing.assert_array_equal(actual, expected)
