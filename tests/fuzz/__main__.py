"""Takes many inputs of each kind and says what came of them: `python -m tests.fuzz --texts 100000`."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.evaluations import EVALUATIONS
from tests.fuzz.kind import Kind, Report, fuzz
from tests.fuzz.tables import TABLES
from tests.fuzz.texts import TEXTS

KINDS: tuple[Kind, ...] = (TEXTS, EVALUATIONS, TABLES)


def main() -> int:
    """Fuzz, print, and return 1 if something went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    for kind in KINDS:
        parser.add_argument(f"--{kind.name}", type=int, default=0, metavar="N", help=f"how many {kind.name}")
    options = vars(parser.parse_args())
    n_findings = 0
    for kind in KINDS:
        if options[kind.name]:
            report = fuzz(kind, options[kind.name], options["seed"])
            print(told(kind, options[kind.name], report))
            n_findings += len(report.findings)
    return 1 if n_findings else 0


def told(kind: Kind, n: int, report: Report) -> str:
    """Return a report in words."""
    outcomes = ", ".join(f"{count:,} {word}" for word, count in sorted(report.outcomes.items()))
    first, last = report.memory
    slowest, which = report.slowest
    lines = [
        f"{n:,} {kind.name}: {outcomes}; {len(report.findings)} findings.",
        f"{n / max(report.seconds, 1e-9):,.0f} a second; memory {first:.0f} MB after a tenth, {last:.0f} at the end.",
        f"Slowest: {1000 * slowest:.1f} ms, of {str(which)[:300]!r}",
        *(f"FINDING {words}\n{given!r}" for given, words in report.findings[:20]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
