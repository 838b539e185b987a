"""Why a run diverged: errors, its gradient or its steps are too large for float32."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lossviz.optimizers import Optimizer
from lossviz.runs.history import History
from lossviz.specs.run import RunSpec

Cause = Literal["errors", "gradient", "steps"]
"""What was too large: errors, where the loss is not finite even before training; the first gradient, where its square
overflows and the optimizer takes that; else the steps."""


def cause_of(spec: RunSpec, history: History) -> Cause:
    """Return why a run diverged, given its sound rows."""
    if not len(history):
        return "errors"
    optimizer: Optimizer = spec.optimizer.component
    return "gradient" if optimizer.squares and not np.isfinite(history["gradient_norm"][0]) else "steps"
