"""All checks, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lossviz.analysis.check_up.averages import proper, symmetric
from lossviz.analysis.check_up.convexity import convex, smooth
from lossviz.analysis.check_up.findings import CheckUp, Finding, in_order
from lossviz.analysis.check_up.finite import finite
from lossviz.analysis.check_up.growth import bounded_and_robust
from lossviz.analysis.check_up.least import least
from lossviz.analysis.check_up.outputs import outputs
from lossviz.analysis.check_up.parameters import parameters
from lossviz.analysis.check_up.relatives import relatives
from lossviz.analysis.check_up.shape import shape
from lossviz.analysis.check_up.slopes import difference, direction, gradient
from lossviz.analysis.check_up.subject import NotComputedError, Subject
from lossviz.specs.run import RunSpec

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    shape,
    outputs,
    finite,
    gradient,
    difference,
    direction,
    least,
    convex,
    smooth,
    bounded_and_robust,
    symmetric,
    proper,
    parameters,
    relatives,
)

WAITS: dict[Check, str] = {finite: "outputs", least: "direction", difference: "gradient"}
"""Checks that say nothing new once a fault of another kind is found."""

FIRST_OF_ALL = ("fails", "shape", "broadcast")
"""Faults that leave nothing else to look at: what an example costs is not known before they are mended."""

MESSAGE_LENGTH = 160
"""Most characters of what TensorFlow says that are told."""


def check_up(spec: RunSpec) -> CheckUp:
    """Return what is wrong, or right, with the loss of a run. Runs in a worker.

    The loss is looked at with the values of its parameters, for data of the shape that the run has, and with its last
    layer. The same run gives the same findings.
    """
    findings: list[Finding] = []
    with np.errstate(all="ignore"):  # what overflows is what is looked for
        subject = Subject(spec)
        for check in CHECKS:
            faults = {finding.kind for finding in findings if finding.level == "fault"}
            if faults.intersection(FIRST_OF_ALL):
                break
            if WAITS.get(check) in faults:
                continue
            try:
                findings += check(subject)
            except NotComputedError as error:
                findings.append(_failed(error))
    return CheckUp(spec.loss.title, in_order(findings))


def _failed(error: NotComputedError) -> Finding:
    """Say that a loss cannot be computed, and why."""
    words = str(error) if len(str(error)) <= MESSAGE_LENGTH else f"{str(error)[:MESSAGE_LENGTH]}…"
    return Finding(
        kind="fails",
        level="fault",
        sentence=f"It cannot be computed for a batch of this recipe: {words}",
        line=error.line,
    )
