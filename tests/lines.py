"""A trained run as charts draw it."""

from __future__ import annotations

from lossviz.figures.base import Line
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance, columns

SPEC = RunSpec.from_query("epochs=40&change=10:loss.regularization_factor:1")


def line_of(spec: RunSpec = SPEC, number: int = 0, until: int | None = None) -> Line:
    """Return the line of a run that is trained to its end."""
    _, (chunk,) = advance([spec], [None], spec.epochs + 1)
    history = History(columns(spec))
    history.append(chunk.rows)
    return Line("Run 1", number, history, spec, spec.epochs if until is None else until)
