"""A table of one's own as a dataset, which its name describes: nothing else of the program knows that it is one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from lossviz.datasets.base import DATASETS, Data, Dataset, Outline, Split
from lossviz.datasets.classes import LabelNoise, NoiseSeed, with_mistakes
from lossviz.datasets.scaling import SCALES_DIFFER, Scaling, Standardise, standardised
from lossviz.datasets.tables.code import table_code
from lossviz.datasets.tables.store import table_of
from lossviz.datasets.tables.table import Column, Table
from lossviz.datasets.tables.understanding import (
    PREFIX,
    Understanding,
    check,
    class_names,
    names_of,
    read_name,
    used,
)
from lossviz.declare import Param, params_of

MAX_KEPT = 8
"""Most datasets of one table that are kept, one for each way in which it is understood."""

MAX_UNITS = 1e6
"""How many times larger or smaller than the largest target its unit may be."""

_UNIT = Param(log=True, help="Targets are told in this unit: 1000 makes thousands of them.")

_NEAR, _FAR = 30, 300
"""How far from 0 targets are, in their unit, that a rate of 0.1 reaches in some hundred steps, or one of 1."""


def dataset_of(name: str) -> Dataset:
    """Return the dataset that a name describes.

    Raises:
        SpecError: If it describes none, or its table is not here.
    """
    fingerprint, understanding = read_name(name)
    table = table_of(fingerprint)
    dataset = table.datasets.get(name)
    if dataset is None:
        check(table, understanding)
        if len(table.datasets) >= MAX_KEPT:
            table.datasets.pop(next(iter(table.datasets)), None)
        dataset = table.datasets.setdefault(name, _dataset(name, table, understanding))
    return dataset


DATASETS.describe(PREFIX, dataset_of)


def table_in(name: str) -> Table | None:
    """Return the table that the dataset of a name is made of; None if it is no table of one's own.

    Raises:
        UnknownTableError: If the table is not here.
    """
    return table_of(read_name(name)[0]) if name.startswith(f"{PREFIX}-") else None


def _dataset(name: str, table: Table, understanding: Understanding) -> Dataset:
    fingerprint, target = table.fingerprint, table.columns[understanding.target]
    x, y = examples_of(table, understanding)
    columns = [table.columns[number] for number in understanding.features]
    names = tuple(feature for column in columns for feature in names_of(column))
    facts = _classes(x, y, names, class_names(target, y)) if understanding.task == "classes" else _numbers(x, y, names)

    def code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
        # By its fingerprint: a table that its own datasets kept would not go with the last who has it.
        return table_code(table_of(fingerprint), understanding, values, split)

    return Dataset(name=name, label=_label(target), code=code, **facts)


def examples_of(table: Table, understanding: Understanding) -> tuple[np.ndarray, np.ndarray]:
    """Return what is learnt from what: features in original units, shape (n, n_features), and targets, shape (n,)."""
    rows = used(table, understanding)
    columns = [table.columns[number] for number in understanding.features]
    target = table.columns[understanding.target]
    return np.column_stack([_features(column)[rows] for column in columns]), target.cells[rows].astype(float)


def _label(target: Column) -> str:
    """Return the words for a table in titles, with no sign that code, Markdown or HTML could take for its own."""
    words = " ".join(re.sub(r"[^\w ]|_", " ", target.name).split())
    return f"Your table ({words})" if words else "Your table"


def _features(column: Column) -> np.ndarray:
    """Return the features that a column makes, shape (n, features): its numbers, or 1 where it has a value."""
    if column.kind == "numbers":
        return column.cells[:, None]
    values = np.arange(len(column.values))
    ones: np.ndarray = column.cells[:, None] == (values[-1:] if len(values) == 2 else values)
    return ones.astype(float)


def _scaled(x: np.ndarray, standardise: bool) -> tuple[np.ndarray, Scaling | None]:
    return standardised(x) if standardise else (x.astype(np.float32), None)


def _numbers(x: np.ndarray, y: np.ndarray, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts of a dataset whose target tells numbers."""
    largest = float(np.abs(y).max())

    def function(*, standardise: bool, target_unit: float) -> Data:
        """A table of your own, whose target tells numbers."""
        scaled, scaling = _scaled(x, standardise)
        return Data(scaled, (y / target_unit)[:, None].astype(np.float32), names, scaling=scaling)

    def outline(values: Mapping[str, Any]) -> Outline:
        positive = bool(((y / values["target_unit"]).astype(np.float32) > 0).all())
        return Outline(n_examples=len(x), n_features=len(names), positive=positive)

    unit = unit_of(y)
    low, high = largest / MAX_UNITS, largest * MAX_UNITS
    units = replace(_UNIT, low=low, high=high, soft=(max(unit / 100, low), min(unit * 100, high)))
    params = params_of(
        {"standardise": Standardise, "target_unit": Annotated[float, units]},
        {"standardise": scales_differ(x), "target_unit": unit},
    )
    reach = largest / unit
    rate = 0.1 if reach < _NEAR else 1.0 if reach < _FAR else 10.0
    start = {"model": "linear", "optimizer": "adam", "optimizer.learning_rate": rate}
    return {"function": function, "outline": outline, "params": params, "start": start}


def _classes(x: np.ndarray, y: np.ndarray, names: tuple[str, ...], classes: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts of a dataset whose target tells classes."""
    numbers = np.unique(y, return_inverse=True)[1].astype(np.int32)
    outline = Outline(n_examples=len(x), n_features=len(names), class_names=classes)

    def function(*, standardise: bool, label_noise: float, seed: int) -> Data:
        """A table of your own, whose target tells classes."""
        scaled, scaling = _scaled(x, standardise)
        random = np.random.default_rng(seed)
        return with_mistakes(scaled, numbers, names, label_noise=label_noise, random=random, scaling=scaling)

    params = params_of(
        {"standardise": Standardise, "label_noise": LabelNoise, "seed": NoiseSeed},
        {"standardise": scales_differ(x), "label_noise": 0.0, "seed": 0},
    )
    start = {"model": "mlp", "optimizer": "adam", "optimizer.learning_rate": 0.01}
    return {"function": function, "outline": lambda values: outline, "params": params, "start": start}


def scales_differ(x: np.ndarray) -> bool:
    """Return whether features are standardised unless somebody says otherwise: their scales differ, or from 1."""
    spreads = x.std(axis=0)
    spreads = spreads[spreads > 0]
    return bool(len(spreads)) and bool(spreads.max() > SCALES_DIFFER * spreads.min() or np.abs(x).max() > SCALES_DIFFER)


def unit_of(y: np.ndarray) -> float:
    """Return the power of ten in which targets spread by about 1, or 1 if that is near enough."""
    exponent = round(math.log10(y.std()))
    return 1.0 if exponent in (0, 1) else float(10.0**exponent)
