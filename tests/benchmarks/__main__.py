"""Run all benchmarks, print what they found and write it to `build/bench.json`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks import app, looking, losses, sweep, training
from tests.benchmarks.measure import machine, report, table

BENCHMARKS = (
    training.iris,
    training.iris_without_validation,
    training.article,
    looking.looking,
    looking.new_losses,
    app.cold_start,
    app.slider_to_curve,
    app.live,
    losses.losses_page,
    sweep.sweep_times,
    sweep.sweep_beside_others,
)
"""Functions that each return a list of `Row`."""

RESULT = Path(__file__).parents[2] / "build" / "bench.json"


def main() -> None:
    """Run every benchmark; a goal that is missed is told, not raised."""
    before = machine()
    rows = [row for benchmark in BENCHMARKS for row in benchmark()]
    facts = before | {"load_after": machine()["load"]}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(report(rows, facts), indent=2) + "\n")
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    print(table(rows))
    print(f"\nWritten to {RESULT}")


if __name__ == "__main__":
    main()
