"""Tables of several runs: their histories, in tidy form or as those of a sweep, and the table that compares them.

CSV has one form, here and in the browser (`download.js`): UTF-8, commas, decimal points. A table with names begins with
the mark by which spreadsheets know UTF-8, and a text that they would take for a formula has an apostrophe in front.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.runs.history import History
from lossviz.runs.sweep_run import SweepRun
from lossviz.specs.comparison import Comparison
from lossviz.specs.differences import NOTHING, differences, text_of
from lossviz.spreadsheet import UTF8_MARK, spreadsheet_text

if TYPE_CHECKING:
    import pandas as pd

Table = tuple[list[str], list[list[str]]]
"""What stands in the head of a table, and in its rows."""

Yardsticks = Mapping[str, tuple[float | None, float | None]]
"""The measures of `Evaluation.yardsticks`: by the names of yardsticks, on the training and on the held-out examples."""


def measured(column: str) -> tuple[str, str]:
    """Return on which examples a column of a history is measured, and what: `val_loss` is `validation`, `loss`."""
    metric = column.removeprefix("val_")
    return ("training" if metric == column else "validation"), metric


def tidy(histories: Mapping[str, History]) -> pd.DataFrame:
    """Return the histories of runs, by name, as one table with a row for each number.

    Columns: `run`, `epoch` (0 is before training), `split` (`training` or `validation`), `metric` (Keras' name without
    `val_`) and `value` (float32). Runs, and the columns of each, keep their order.
    """
    import pandas as pd

    blocks = [
        (run, *measured(column), history[column]) for run, history in histories.items() for column in history.columns
    ]
    lengths = [len(values) for *_, values in blocks]

    def spread(number: int) -> np.ndarray:
        return np.repeat(np.array([block[number] for block in blocks], object), lengths)

    epochs = [np.arange(length) for length in lengths]
    values = [np.empty(0, np.float32), *(values for *_, values in blocks)]  # one that is there without any run
    columns = {"run": spread(0), "epoch": np.concatenate([np.empty(0, int), *epochs]), "split": spread(1)}
    return pd.DataFrame(columns | {"metric": spread(2), "value": np.concatenate(values)})


def tidy_csv(histories: Mapping[str, History]) -> str:
    """Return the tidy table as CSV text; numbers have nine digits, so they read back as the same float32."""
    table = tidy({spreadsheet_text(name): history for name, history in histories.items()})
    return UTF8_MARK + table.to_csv(index=False, float_format="%.9g", lineterminator="\n")


def sweep_csv(run: SweepRun) -> str:
    """Return the histories of a sweep as CSV text, all of it ASCII: a row for each run and each epoch that is kept.

    Columns: the swept parameters as a link calls them, `seed`, `epoch`, and those of a history; empty where a run has
    diverged.
    """
    import pandas as pd

    sweep, n_epochs = run.sweep, len(run.epochs)
    cells = [sweep.cell_values(cell) for cell in range(sweep.n_cells)]
    swept = {name: np.repeat([cell[name] for cell in cells], sweep.n_seeds * n_epochs) for name in cells[0]}
    seeds = np.tile(np.repeat(sweep.base.seed + np.arange(sweep.n_seeds), n_epochs), sweep.n_cells)
    columns = swept | ({} if "seed" in swept else {"seed": seeds}) | {"epoch": np.tile(run.epochs, sweep.n_runs)}
    measures = dict(zip(run.columns, run.rows.reshape(-1, len(run.columns)).T, strict=True))
    return pd.DataFrame(columns | measures).to_csv(index=False, float_format="%.9g", lineterminator="\n")


def tidy_json(histories: Mapping[str, History]) -> str:
    """Return the tidy table as a JSON object of columns, each a list of as many values, as `pandas.DataFrame` takes it.

    Numbers have nine digits, so they read back as the same float32; what is not finite is null, for JSON has no other.
    """
    frame = tidy(histories)
    columns = {name: frame[name].tolist() for name in frame.columns}
    columns["value"] = [float(f"{value:.9g}") if np.isfinite(value) else None for value in columns["value"]]
    return json.dumps(columns, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def runs_table(comparison: Comparison, yardsticks: Mapping[str, Yardsticks]) -> Table:
    """Return the table of compared runs: in what they differ, and how each does by the yardsticks common to all.

    Args:
        comparison: The runs.
        yardsticks: `Evaluation.yardsticks` of each run by its name; a run that has none yet is left out.
    """
    differing = differences(comparison.specs)
    names = dict.fromkeys(name for each in yardsticks.values() for name in each)
    splits = ("training", "validation")
    measures = [(name, i, f"{YARDSTICKS[name].label}, {split}") for name in names for i, split in enumerate(splits)]
    rows = []
    for run in comparison.runs:
        values = [yardsticks.get(run.name, {}).get(name, (None, None))[i] for name, i, _ in measures]
        numbers = [NOTHING if value is None else f"{value:.4g}" for value in values]
        rows.append([run.name, *(text_of(run.spec, name) for name in differing), *numbers])
    headers = ["run", *differing, *(title for *_, title in measures)]
    told = [i for i in range(len(headers)) if i == 0 or any(row[i] != NOTHING for row in rows)]
    return [headers[i] for i in told], [[row[i] for i in told] for row in rows]
