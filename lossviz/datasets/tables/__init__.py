"""Tables of one's own: files of visitors are read as tables, and names of datasets describe what is made of them."""

from lossviz.datasets.tables.dataset import dataset_of, table_in
from lossviz.datasets.tables.errors import TableError, UnknownTableError
from lossviz.datasets.tables.reading import Reading, fitting_table, read_table, read_written
from lossviz.datasets.tables.store import MAX_TABLES, MAX_TOTAL, OwnTables, hold, keep, table_of
from lossviz.datasets.tables.table import Column, Table
from lossviz.datasets.tables.text import MAX_BYTES
from lossviz.datasets.tables.understanding import (
    Understanding,
    dataset_name,
    read_name,
    suggested,
    tasks_of,
)
from lossviz.datasets.tables.words import sentences_of

__all__ = [
    "MAX_BYTES",
    "MAX_TABLES",
    "MAX_TOTAL",
    "Column",
    "OwnTables",
    "Reading",
    "Table",
    "TableError",
    "Understanding",
    "UnknownTableError",
    "dataset_name",
    "dataset_of",
    "fitting_table",
    "hold",
    "keep",
    "read_name",
    "read_table",
    "read_written",
    "sentences_of",
    "suggested",
    "table_in",
    "table_of",
    "tasks_of",
]
