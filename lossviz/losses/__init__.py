"""The losses, one declaration each, in one file a family.

A declared loss is an ordinary TensorFlow function: `lossviz.losses.huber(y_true, y_pred, delta=2.0)` gives the cost of
each example. Targets and predictions may each have shape (n,) or (n, 1), and sequences more axes; what broadcasts
otherwise, and labels that are not of the loss, are refused by a `ValueError`. Only under `jit_compile=True` no numbers
can be refused: a label out of range costs NaN there. `forms` says which loss takes what.

Losses are made for float32 and float64, and tested in float32 over the whole range of their parameters. Predictions in
float16 or bfloat16 are taken as float32, in which their costs come: a squared error of 300 is too large for float16.
"""

from collections.abc import Callable
from typing import Any

# The order of the families is that of menus and of the gallery.
# isort: off
from lossviz.losses import regression
from lossviz.losses import asymmetric
from lossviz.losses import robust
from lossviz.losses import positive
from lossviz.losses import binary
from lossviz.losses import multiclass
from lossviz.losses import noise_tolerant

# isort: on
from lossviz.losses.base import CLAIMS, LOSSES, TASKS, Loss, Special, claim_words, special_words
from lossviz.losses.forms import checked
from lossviz.losses.marks import marks_of
from lossviz.losses.written import SourceError, WrittenLoss, own_loss_name


def __getattr__(name: str) -> Callable[..., Any]:
    if name in LOSSES:
        return checked(LOSSES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
