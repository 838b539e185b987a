"""Runs as sections of a program, in the order of the story: imports, data, loss, model, training, then each run."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lossviz.datasets import DATASETS
from lossviz.export import keras_fit
from lossviz.export.data_files import kept_tables
from lossviz.export.script_runs import Writer, stages
from lossviz.specs.run import RunSpec
from lossviz.training.data import ORDERS_AT_ONCE, _orders, epoch_order


@dataclass(frozen=True)
class Section:
    """A piece of the program.

    Attributes:
        heading: What it is, in one line.
        code: Its source.
    """

    heading: str
    code: str


def sections(runs: Sequence[tuple[str, RunSpec]], *, notebook: bool = False) -> list[Section]:
    """Return all sections of the program that trains some named runs.

    Args:
        runs: Names and specs.
        notebook: Whether histories are kept to be drawn, and written where the program is started instead of where it
            is stored; a notebook has all tables within it.
    """
    in_stages = [stage for _, spec in runs for _, stage in stages(spec)]
    tables = kept_tables(in_stages, within=notebook)
    writer = Writer(in_stages, tables)
    trained = []
    for number, (name, spec) in enumerate(runs, 1):
        file = f"history_{number}.csv" if len(runs) > 1 else "history.csv"
        heading = f"{number} · {plain(name)}" if len(runs) > 1 else "The run"
        lines = [*writer.run(spec), *_results(heading, file, notebook)]
        trained.append(Section(heading, "\n".join(lines) + "\n"))
    if notebook:
        trained[0] = Section(trained[0].heading, f"histories = {{}}\n\n{trained[0].code}")
        trained.append(Section("The curves", _curves([spec for _, spec in runs])))
    story = [
        Section("The data", "\n\n".join([*(t.constant for t in tables.values() if t.constant), *writer.data.sources])),
        Section("The loss", "\n\n".join(writer.losses)),
        Section("The model", "\n\n".join(writer.models.sources)),
        Section("The training", _training(writer.holds_out)),
        *trained,
    ]
    return [Section("", imports("\n".join(section.code for section in story))), *story]


def plain(text: str) -> str:
    """Return a text that people wrote as one line that ends neither a comment nor a docstring."""
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line.replace("\\", "/").replace('"', "'")


def _training(holds_out: bool) -> str:
    """Return the functions of the training, without the lines for held-out examples where there are none."""
    of_fit = (keras_fit.batches, keras_fit.before, keras_fit.train, keras_fit.save)
    sources = [inspect.getsource(function) for function in (epoch_order, _orders, *of_fit)]
    source = "\n\n".join([f"ORDERS_AT_ONCE = {ORDERS_AT_ONCE}  # epochs whose orders are drawn together\n", *sources])
    if holds_out:
        return source
    return "".join(
        line for line in source.replace("held_out, ", "").splitlines(keepends=True) if "held_out" not in line
    )


def _results(name: str, file: str, notebook: bool) -> Iterator[str]:
    """Give the lines that tell and keep the history of a run."""
    if notebook:
        yield f'histories["{name}"] = history'
        yield f'save(history, "{file}")'
    else:
        yield f'save(history, Path(__file__).with_name("{file}"))'
    yield f'print("{file}", *(f"{{column}} {{numbers[-1]:.4g}}" for column, numbers in history.items()))'


def _curves(specs: list[RunSpec]) -> str:
    """Return the cell that draws the curves of all runs."""
    columns = list(dict.fromkeys(["loss", *(spec.metric for spec in specs)]))
    n_validated = sum(spec.n_validation > 0 for spec in specs)
    column = "history[column]" if len(columns) == 2 else "history.get(column, [])"
    validation = 'history[f"val_{column}"]' if 0 < n_validated == len(specs) else 'history.get(f"val_{column}", [])'
    lines = [
        'plt.rcParams["text.parse_math"] = False  # a $ in a name is a $',
        f'figure, axes = plt.subplots(1, {len(columns)}, figsize=({6 * len(columns)}, 4), layout="constrained")',
        f"for axis, column in zip(axes, {columns}):".replace("'", '"'),
        "    for name, history in histories.items():",
        f"        (line,) = axis.plot({column}, label=name)",
    ]
    if n_validated:
        lines.append(f'        axis.plot({validation}, "--", color=line.get_color())  # dashed: held out')
    lines += ['    axis.set(title=column, xlabel="epoch")']
    if len(specs) > 1:
        lines.append("axes[0].legend()")
    return "\n".join([*lines, "plt.show()"]) + "\n"


IMPORTS = (
    "import csv",
    "import math",
    "from functools import lru_cache",
    "from pathlib import Path",
    "import keras",
    "import matplotlib.pyplot as plt",
    "import numpy as np",
    "import tensorflow as tf",
    "from sklearn.model_selection import train_test_split",
)
"""What brings the names that exported code may use, one each, besides the imports that datasets declare."""


def imports(code: str) -> str:
    """Return the imports of what a program uses, in the order of a sorted head of a file."""
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    of_datasets = (line for dataset in DATASETS.values() for line in dataset.imports)
    names: dict[tuple[bool, bool, str], list[str]] = {}
    for line in dict.fromkeys((*IMPORTS, *of_datasets)):
        first, module, *_ = words = line.split()
        if words[-1] in used:
            installed = module.partition(".")[0] not in sys.stdlib_module_names
            names.setdefault((installed, first == "from", module), []).append(words[-1])
    lines: dict[bool, list[str]] = {False: [], True: []}  # Python's own, and those of what is installed
    for (installed, some, module), brought in sorted(names.items()):
        renamed = "" if brought == [module] else f" as {brought[0]}"
        line = f"from {module} import {', '.join(sorted(brought))}" if some else f"import {module}{renamed}"
        lines[installed].append(line)
    return "\n\n".join("\n".join(of_kind) for of_kind in lines.values() if of_kind) + "\n"
