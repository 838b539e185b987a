"""Losses that visitors write as Python code, which is read, checked and translated, never executed.

In the order in which a text goes through them:

- `source`: a text, its bounds and its name; `ast.parse`, the last that Python does with it.
- `reading`: the form of the loss in it, and its parameters (`params`).
- `translation`, `expressions`, `calls`: statements, expressions and calls become the nodes of a `graph`. What has no
  method there is refused. `modules` says what full names mean, and `functions` what may be called.
- `outlines`, `rules`: the shape and type of each node, and whether it depends on one example or on several.
- `evaluation`, `batches`: a node is an operation of TensorFlow; what only fills a batch up does not count.
- `labels`, `latex`, `work`: what a graph tells of the loss.
- `declaration`: all of it as a `Loss`, under a name that is its text.
"""

from lossviz.losses.written.declaration import WrittenLoss, own_loss_name
from lossviz.losses.written.examples import EXAMPLES, Example
from lossviz.losses.written.functions import FUNCTIONS, Function
from lossviz.losses.written.source import SourceError

__all__ = ["EXAMPLES", "FUNCTIONS", "Example", "Function", "SourceError", "WrittenLoss", "own_loss_name"]
