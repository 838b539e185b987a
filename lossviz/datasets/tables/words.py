"""What is understood of a table, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator

from lossviz.datasets.tables.dataset import examples_of, scales_differ, unit_of
from lossviz.datasets.tables.table import Column, Table
from lossviz.datasets.tables.understanding import Understanding, class_names, known, names_of, used


def sentences_of(table: Table, understanding: Understanding) -> Iterator[str]:
    """Give what is learnt from what, what columns become, and what is left out.

    Args:
        table: A table.
        understanding: How it is understood, which `check` lets pass.
    """
    target, features = table.columns[understanding.target], [table.columns[n] for n in understanding.features]
    x, y = examples_of(table, understanding)
    what = f"number {target.name}"
    if understanding.task == "classes":
        what = f"class {target.name}, one of {', '.join(class_names(target, y))},"
    yield f"A model learns the {what} from {', '.join(column.name for column in features)}."
    yield from (_made_of(column) for column in features if column.kind == "texts")
    if scales_differ(x):
        yield "Features are brought to one scale (standardised); weights are still told in the units of the table."
    if understanding.task == "numbers" and unit_of(y) != 1:
        yield f"Targets are told in units of {unit_of(y):,.10g}."
    yield from _left_out(table, understanding)
    unused = [c.name for n, c in enumerate(table.columns) if n not in (understanding.target, *understanding.features)]
    if unused:
        yield f"Not used: {', '.join(unused)}."


def _made_of(column: Column) -> str:
    """Return what becomes of a column of texts."""
    if len(names_of(column)) == 1:
        *others, last = column.values
        rest = f", 0 where it is {others[0]}" if others else ""
        return f"{column.name} becomes one feature: 1 where it is {last}{rest}."
    return (
        f"{column.name} becomes {len(column.values)} features, one for each of its values: {', '.join(column.values)}."
    )


def _left_out(table: Table, understanding: Understanding) -> Iterator[str]:
    complete, learnt = known(table, understanding), used(table, understanding)
    if n_missing := table.n_rows - int(complete.sum()):
        is_or_are = "is" if n_missing == 1 else "are"
        yield f"{n_missing:,} of {table.n_rows:,} rows {is_or_are} left out: a value is missing."
    target = table.columns[understanding.target]
    for name in class_names(target, target.cells[complete & ~learnt]):
        yield f"The row of the class {name} is left out: a class needs another one."
