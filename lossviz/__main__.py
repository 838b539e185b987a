"""What a link of the app trains, in a terminal: `python -m lossviz "dataset=iris&loss=huber&epochs=300" --csv FILE`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress

from lossviz.datasets.tables import (
    MAX_BYTES,
    Table,
    TableError,
    dataset_name,
    keep,
    read_table,
    sentences_of,
    suggested,
)
from lossviz.declare import value_words
from lossviz.engine import TENSORFLOW, train_chunk
from lossviz.errors import EngineError, SpecError
from lossviz.export.tables import sweep_csv, tidy_csv
from lossviz.losses.written import SourceError, own_loss_name
from lossviz.runs.diagnosis import why
from lossviz.runs.run import Run
from lossviz.runs.sweep_run import SweepRun, Tally
from lossviz.specs.comparison import Comparison
from lossviz.specs.link import read_link
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import words_of
from lossviz.specs.sweep import Sweep

MAX_LOSS_FILE = 100_000
"""Bytes of the file of a loss that are read: more than any that is accepted."""


def main(arguments: list[str] | None = None) -> int:
    """Train what a link describes and print how it ended.

    Returns:
        The exit code: 2 for a link or a file that is refused before training, 1 for what fails later.
    """
    _print_whatever_the_encoding()
    parser = argparse.ArgumentParser(prog="python -m lossviz", description="Train what a lossviz link describes.")
    parser.add_argument("link", help="a link of Train, Compare or Sweep, or what stands behind its ?; quote it")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the history here")
    parser.add_argument(
        "--loss-file",
        type=Path,
        metavar="FILE",
        help="train with the loss that is written here; its parameters stand in the link: loss.weight=2",
    )
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="the CSV file of a table of your own that the link names; a link that names no data is trained on it",
    )
    options = parser.parse_args(arguments)
    try:
        tables = [_own_table(path) for path in options.data]  # as long as they are here, their names are known
        asked = read_link(
            options.link,
            _written_loss(options.loss_file) if options.loss_file else "",
            dataset_name(tables[0], suggested(tables[0])) if tables and "dataset=" not in options.link else "",
        )
        if options.csv:
            _refuse_unwritable(options.csv)
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    os.environ.update(TENSORFLOW)
    try:
        table = _sweep(asked) if isinstance(asked, Sweep) else _runs(asked)
        if options.csv:
            options.csv.write_bytes(table.encode())
    except (EngineError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _print_whatever_the_encoding() -> None:
    """Print a question mark for what the encoding of a terminal or a pipe does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _own_table(path: Path) -> Table:
    """Return the table that a file has, and print how it was understood.

    Raises:
        SpecError: If the file cannot be read, or is no table.
    """
    try:
        with path.open("rb") as file:
            reading = read_table(file.read(MAX_BYTES + 1))
        print(*reading.sentences, *sentences_of(reading.table, suggested(reading.table)), sep="\n")
        return keep(reading.table)
    except OSError as error:
        raise SpecError(f"The file of --data must be one that can be read. Got {path}: {error.strerror}.") from None
    except TableError as error:
        raise SpecError(f"{path}: {error}") from None


def _written_loss(path: Path) -> str:
    """Return the name of the loss whose source a file has; what is wrong is said as compilers say it, with its place.

    Raises:
        SpecError: If the file cannot be read, or is no loss.
    """
    try:
        with path.open("rb") as file:
            source = file.read(MAX_LOSS_FILE).decode("utf-8-sig")
        return own_loss_name(source)
    except OSError as error:
        raise SpecError(
            f"The file of --loss-file must be one that can be read. Got {path}: {error.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise SpecError(f"The file of --loss-file must be text in UTF-8. Got {path}.") from None
    except SourceError as error:
        raise SpecError(f"{path}:{error.line}:{error.column}: {error.message}") from None


def _refuse_unwritable(path: Path) -> None:
    """Refuse a file that cannot be written, and leave none that was not there."""
    new = not path.exists()
    try:
        path.open("ab").close()
        if new:
            path.unlink()
    except OSError as error:
        raise SpecError(f"The file of --csv must be one that can be written. Got {path}: {error.strerror}.") from None


def _runs(asked: RunSpec | Comparison) -> str:
    """Train one run, or several by name, tell how each ended, and return their history as CSV."""
    specs = {"": asked} if isinstance(asked, RunSpec) else {run.name: run.spec for run in asked.runs}
    runs = {name: Run(spec) for name, spec in specs.items()}
    for name, run in runs.items():
        print(f"{name}: {run.spec.title}" if name else run.spec.title)
        _train(run)
        print(_ending(run), *why(run, None), sep="\n")
    histories = {name: run.history for name, run in runs.items()}
    return histories[""].to_csv() if isinstance(asked, RunSpec) else tidy_csv(histories)


def _ending(run: Run) -> str:
    if not len(run.history):
        return f"{run.outcome} before training"
    numbers = ", ".join(f"{name} {run.history[name][-1]:.4g}" for name in run.history.columns)
    return f"{run.outcome} at epoch {run.epoch}: {numbers}"


def _train(run: Run) -> None:
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("epochs", total=run.spec.epochs)
        while run.running:
            run.extend(*train_chunk(run.spec, run.state, run.chunk_epochs))
            progress.update(task, completed=max(run.epoch, 0))


def _sweep(asked: Sweep) -> str:
    """Train all runs of a sweep, tell how those of each cell ended, and return their histories as CSV."""
    run = SweepRun(asked)
    print(asked.base.title, *(swept.text for swept in asked.ranges), sep="\n")
    with ThreadPoolExecutor(1) as executor, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("runs", total=asked.n_runs)
        run.start(executor)
        while run.running:
            run.wait(0.2)
            progress.update(task, completed=run.n_done)
    if run.outcome == "failed":
        raise EngineError(run.message)
    if asked.n_seeds > 1:
        print(f"Medians of {asked.n_seeds} seeds:")
    last = run.rows[:, -1].reshape(asked.n_cells, asked.n_seeds, -1)
    for cell in range(asked.n_cells):
        values = ", ".join(f"{words_of(name)} {value_words(v)}" for name, v in asked.cell_values(cell).items())
        numbers = zip(run.columns, np.median(last[cell], axis=0), strict=True)
        print(f"{values}: {', '.join(f'{name} {number:.4g}' for name, number in numbers)}")
    print(Tally.of(run).words)
    return sweep_csv(run)


if __name__ == "__main__":
    sys.exit(main())
