"""Losses that are made for a test, under names that a run can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lossviz.analysis.check_up import CheckUp, check_up
from lossviz.declare import Registry
from lossviz.losses import LOSSES, Loss
from lossviz.specs.choice import Choice, fitting_datasets
from lossviz.specs.run import RunSpec

_toys: dict[str, Loss] = {}

LOSSES.describe("toy", _toys.__getitem__)


def toy(function: Callable[..., Any], **facts: Any) -> str:
    """Return the name of a loss that is declared by a function and facts, for this test alone."""
    registry: Registry[Loss] = Registry("loss", Loss)
    name = f"toy-{len(_toys)}"
    function.__name__ = name
    registry.declare("Toy", formula="", **facts)(function)
    _toys[name] = registry[name]
    return name


def look_at(name: str, dataset: str = "", **values: Any) -> CheckUp:
    """Return the check-up of a loss by its name, on a dataset or on the first that it was made for."""
    chosen = Choice("dataset", dataset or fitting_datasets(LOSSES[name])[0])
    return check_up(RunSpec(dataset=chosen, loss=Choice("loss", name, tuple(values.items()))))


def said(found: CheckUp, kind: str) -> str:
    """Return what is said of a kind; there must be one finding of it."""
    (finding,) = found.of(kind)
    return finding.sentence
