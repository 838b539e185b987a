"""Losses that visitors write as Python code, which is read, checked and translated, never executed."""

from lossviz.losses.written.declaration import WrittenLoss, own_loss_name
from lossviz.losses.written.examples import EXAMPLES, Example
from lossviz.losses.written.functions import FUNCTIONS, Function
from lossviz.losses.written.source import SourceError

__all__ = ["EXAMPLES", "FUNCTIONS", "Example", "Function", "SourceError", "WrittenLoss", "own_loss_name"]
