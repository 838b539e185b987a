"""The first line of the page: what is on the screen, in one sentence for a human that follows the hand."""

from __future__ import annotations

from collections.abc import Sequence

from lossviz.runs.spans import SeenRun, Sentence, Span


def sentence(looked: Sequence[SeenRun], before: Sequence[SeenRun] = (), hand: str = "") -> Sentence:
    """Return what some runs show.

    Args:
        looked: The runs on the screen, the one in hand first.
        before: The same runs as they were when the hand began to move, or the one in hand alone; empty if it rests.
        hand: The parameter that the slider moves, as a link calls it.

    Returns:
        One sentence, or two short ones, whose numbers have roles.
    """
    run = looked[0]
    if not len(run.history):
        return (Span("No epoch is trained yet."),)
    return (Span("The loss is "), Span(f"{run.history['loss'][-1]:.3g}", "now"), Span("."))
