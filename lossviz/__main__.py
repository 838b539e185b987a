"""A run in a terminal: `python -m lossviz "dataset=iris&loss=huber&epochs=300" --csv history.csv`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from lossviz.engine import TENSORFLOW, train_chunk
from lossviz.errors import SpecError
from lossviz.runs.diagnosis import why
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec


def main(arguments: list[str] | None = None) -> int:
    """Train the run of a query string and print how it ended; return the exit code, 2 for a query that is refused."""
    parser = argparse.ArgumentParser(prog="python -m lossviz", description="Train a run described by a lossviz link.")
    parser.add_argument("query", help="what stands behind the ? of a link; quote it")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the history here")
    options = parser.parse_args(arguments)
    try:
        run = Run(RunSpec.from_query(options.query.rpartition("?")[2]))
        if options.csv:
            options.csv.touch()
    except (SpecError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    os.environ.update(TENSORFLOW)
    print(run.spec.title)
    _train(run)
    numbers = ", ".join(f"{name} {run.history[name][-1]:.4g}" for name in run.history.columns if len(run.history))
    print(f"{run.outcome} at epoch {run.epoch}: {numbers}" if numbers else f"{run.outcome} before training")
    print(*why(run, None), sep="\n")
    if options.csv:
        options.csv.write_text(run.history.to_csv())
    return 0


def _train(run: Run) -> None:
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("epochs", total=run.spec.epochs)
        while run.running:
            run.extend(*train_chunk(run.spec, run.state, run.chunk_epochs))
            progress.update(task, completed=max(run.epoch, 0))


if __name__ == "__main__":
    sys.exit(main())
