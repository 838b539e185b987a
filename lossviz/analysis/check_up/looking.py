"""All checks, one after the other."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lossviz.analysis.check_up.averages import proper, symmetric
from lossviz.analysis.check_up.convexity import convex, smooth
from lossviz.analysis.check_up.direction import direction
from lossviz.analysis.check_up.findings import CheckUp, Finding, in_order
from lossviz.analysis.check_up.finite import finite
from lossviz.analysis.check_up.growth import bounded_and_robust
from lossviz.analysis.check_up.least import least
from lossviz.analysis.check_up.outputs import outputs
from lossviz.analysis.check_up.parameters import parameters
from lossviz.analysis.check_up.relatives import relatives
from lossviz.analysis.check_up.shape import shape
from lossviz.analysis.check_up.slopes import difference, gradient
from lossviz.analysis.check_up.subject import NotComputedError, Subject
from lossviz.lazy import tf
from lossviz.specs.run import RunSpec

Check = Callable[[Subject], Iterator[Finding]]

CLAIMS: tuple[Check, ...] = (convex, smooth, bounded_and_robust, symmetric, proper)

CHECKS: tuple[Check, ...] = (
    shape,
    outputs,
    finite,
    gradient,
    difference,
    direction,
    least,
    *CLAIMS,
    parameters,
    relatives,
)

WAITS: dict[Check, str] = {
    least: "direction",
    difference: "gradient",
    **dict.fromkeys((finite, *CLAIMS), "outputs"),
}
"""Checks that say nothing new once a fault of another kind is found."""

OF_ONE = (*CLAIMS, relatives)
"""Checks that say something of single examples: nothing to the point where examples are judged together."""

FIRST_OF_ALL = ("fails", "shape", "broadcast")
"""Faults that leave nothing else to look at: what an example costs is not known before they are mended."""

SECONDS = 3.0
"""How long a check-up may compute, about: only a loss with thousands of numbers an example needs as long."""

MESSAGE_LENGTH = 160
"""Most characters of what TensorFlow says that are told."""


def check_up(spec: RunSpec) -> CheckUp:
    """Return what is wrong, or right, with the loss of a run. Runs in a worker.

    The loss is looked at with the values of its parameters, for data of the shape that the run has, and with its last
    layer. The same run gives the same findings.
    """
    findings: list[Finding] = []
    tf.constant(0.0)  # TensorFlow is loaded at first use, which is no part of it
    started = time.process_time()
    # What overflows is what is looked for; and what Keras warns of is told here.
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subject = Subject(spec)
        for check in CHECKS:
            if time.process_time() - started > SECONDS:
                findings.append(_out_of_time(CHECKS[CHECKS.index(check) :]))
                break
            faults = {finding.kind for finding in findings if finding.level == "fault"}
            if faults.intersection(FIRST_OF_ALL):
                break
            if WAITS.get(check) in faults or (check in OF_ONE and any(map(_judged_together, findings))):
                continue
            try:
                findings += check(subject)
            except NotComputedError as error:
                findings.append(_failed(error))
    return CheckUp(spec.loss.title, in_order(findings))


def _judged_together(finding: Finding) -> bool:
    return finding.kind == "batch" and "among others" in finding.numbers


def _out_of_time(left: Sequence[Check]) -> Finding:
    """Say what was not looked at."""
    names = ", ".join(check.__name__.replace("_", " ") for check in left)
    return Finding(
        kind="time",
        level="note",
        sentence=f"It takes long to compute: after {SECONDS:.0f} seconds these were not looked at: {names}.",
        numbers={"seconds": SECONDS},
    )


def _failed(error: NotComputedError) -> Finding:
    """Say that a loss cannot be computed, and why."""
    words = str(error) if len(str(error)) <= MESSAGE_LENGTH else f"{str(error)[:MESSAGE_LENGTH]}…"
    return Finding(
        kind="fails",
        level="fault",
        sentence=f"It cannot be computed for a batch of this recipe: {words}",
        line=error.line,
    )
