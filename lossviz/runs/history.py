"""The history of a run: one row an epoch, epoch 0 before training, Keras' column names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


class History:
    """Rows that only ever grow at the end.

    Attributes:
        columns: Names of the numbers in a row.
    """

    def __init__(self, columns: tuple[str, ...]) -> None:
        """Make a history without rows."""
        self.columns = columns
        self._rows = np.empty((0, len(columns)), np.float32)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def last_epoch(self) -> int:
        """The epoch of the last row; -1 without rows."""
        return len(self._rows) - 1

    def append(self, rows: np.ndarray) -> None:
        """Add rows of shape (epochs, columns)."""
        self._rows = np.concatenate([self._rows, rows])

    def __getitem__(self, column: str) -> np.ndarray:
        """Return a column, shape (epochs + 1,)."""
        return self._rows[:, self.columns.index(column)]

    def __contains__(self, column: object) -> bool:
        return column in self.columns

    def to_frame(self) -> pd.DataFrame:
        """Return a table with the epoch as its index."""
        import pandas as pd

        return pd.DataFrame(self._rows, columns=list(self.columns)).rename_axis("epoch")

    def to_csv(self) -> str:
        """Return the table as CSV text, all of it ASCII.

        Numbers have nine digits, so they read back as the same float32.
        """
        return self.to_frame().to_csv(float_format="%.9g", lineterminator="\n")


def smoothed(values: np.ndarray, span: float) -> np.ndarray:
    """Return the exponentially weighted mean of a column, unbiased at its start.

    Args:
        values: Shape (n,).
        span: Over how many epochs values count, so that smoothing does not depend on how many points are drawn.
    """
    import pandas as pd

    return pd.Series(values).ewm(span=max(span, 1.0)).mean().to_numpy()


def thinned(values: np.ndarray, points: int) -> np.ndarray:
    """Return which values to draw, so that at most `points` are drawn and no spike is lost.

    Every bucket of neighbours gives its least and its greatest value; the first and the last value always stay.

    Args:
        values: Shape (n,).
        points: At least 4.

    Returns:
        Increasing indices.
    """
    n = len(values)
    if n <= points:
        return np.arange(n)
    n_buckets = (points - 2) // 2
    width = -(-n // n_buckets)
    padded = np.pad(np.nan_to_num(values), (0, n_buckets * width - n), mode="edge").reshape(n_buckets, width)
    starts = width * np.arange(n_buckets)
    picked = np.concatenate([starts + padded.argmin(axis=1), starts + padded.argmax(axis=1), [0, n - 1]])
    return np.unique(np.minimum(picked, n - 1))
