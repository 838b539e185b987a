"""What is wrong with a table, or that one is not here."""

from __future__ import annotations

from lossviz.errors import SpecError


class TableError(SpecError):
    """A file from which no table can be read, or a table that nothing can learn from.

    Attributes:
        row: The row that is wrong, counted from 1 as spreadsheets do; None if it is no single one.
    """

    def __init__(self, sentence: str, row: int | None = None) -> None:
        """Say what is wrong in a sentence that names the row if there is one."""
        super().__init__(sentence, row)
        self.row = row

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownTableError(SpecError):
    """A dataset made of a table that is not here.

    Attributes:
        fingerprint: The table's.
    """

    def __init__(self, fingerprint: str) -> None:
        """Ask for the table of that fingerprint."""
        super().__init__(fingerprint)
        self.fingerprint = fingerprint

    def __str__(self) -> str:
        return (
            "This needs a table of your own that is not here: open the file it was made from, whose fingerprint begins "
            f"with {self.fingerprint[:8]}."
        )
