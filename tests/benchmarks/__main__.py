"""Run all benchmarks, or those of the modules that are named, and write what they found to `build/bench.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.benchmarks import app, looking, losses, start, sweep, training, writing
from tests.benchmarks.measure import loaded, machine, report, table

BENCHMARKS = (
    training.iris,
    training.iris_without_validation,
    training.article,
    looking.looking,
    looking.new_losses,
    start.cold_start,
    app.train_page,
    writing.writing,
    losses.losses_page,
    sweep.sweep_times,
    sweep.sweep_beside_others,
)
"""Functions that each return a list of `Row`."""

RESULT = Path(__file__).parents[2] / "build" / "bench.json"


def main() -> None:
    """Run every benchmark; a goal that is missed is told, not raised."""
    before = machine()
    names = sys.argv[1:]
    chosen = [each for each in BENCHMARKS if not names or each.__module__.rpartition(".")[2] in names]
    rows = [row for benchmark in chosen for row in loaded(benchmark())]
    facts = before | {"load_after": machine()["load"]}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(report(rows, facts), indent=2) + "\n")
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    print(table(rows))
    print(f"\nWritten to {RESULT}")


if __name__ == "__main__":
    main()
