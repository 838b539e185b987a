"""Histories as event files for TensorBoard, laid out and named as Keras' `TensorBoard` callback does it.

A run has a directory, in it `train` and `validation`, and there each metric is `epoch_` and its name. The step is the
epoch of the history, whose epoch 0 is before training; the callback counts the first trained epoch as step 0.
"""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lossviz.export.tables import measured
from lossviz.lazy import tf
from lossviz.runs.history import History

DIRECTORIES = {"training": "train", "validation": "validation"}
"""What the callback calls the directories."""

FILE_NAME = "events.out.tfevents.0.lossviz.v2"
"""TensorFlow's own name would tell visitors the name of the server; TensorBoard asks for `tfevents` in it."""

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d) *(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def event_files(runs: Mapping[str, History]) -> bytes:
    """Return a zip with the log directories of runs, by name. Runs in a worker.

    A run without rows has no directory, one without validation no `validation`.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, history in zip(path_parts(runs), runs.values(), strict=True):
            for split, directory in DIRECTORIES.items():
                columns = [column for column in history.columns if measured(column)[0] == split]
                if columns and len(history):
                    archive.writestr(f"{part}/{directory}/{FILE_NAME}", _event_file(history, columns))
    return packed.getvalue()


def path_parts(names: Iterable[str]) -> list[str]:
    """Return names that are safe as one part of a path on any system, no two alike where case does not count."""
    parts: list[str] = []
    for name in names:
        plain = re.sub(r"[^\w. -]", "_", unicodedata.normalize("NFKC", name)).strip(". ") or "run"
        plain = f"_{plain}" if RESERVED.match(plain) else plain
        free, number = plain, 1
        while free.casefold() in map(str.casefold, parts):
            number += 1
            free = f"{plain} ({number})"
        parts.append(free)
    return parts


def _event_file(history: History, columns: list[str]) -> bytes:
    """Return what TensorFlow writes of some columns of a history."""
    summary = _summary([f"epoch_{measured(column)[1]}" for column in columns])
    rows = np.stack([history[column] for column in columns], axis=1)
    # The writer of TensorFlow 1, which takes a row at once: `tf.summary` takes 0.5 ms for each number.
    with tempfile.TemporaryDirectory() as directory, tf.Graph().as_default():
        with tf.compat.v1.summary.FileWriter(directory) as writer:
            for epoch, row in enumerate(rows.tolist()):
                for value, number in zip(summary.value, row, strict=True):
                    value.tensor.float_val[:] = [number]
                writer.add_summary(summary, epoch)
        (file,) = Path(directory).iterdir()
        return file.read_bytes()


def _summary(tags: Sequence[str]) -> Any:
    """Return a summary of scalars as `tf.summary.scalar` writes it, which asks for TensorBoard to be installed."""
    metadata = tf.compat.v1.SummaryMetadata(data_class="DATA_CLASS_SCALAR")
    metadata.plugin_data.plugin_name = "scalars"
    tensor = tf.make_tensor_proto(0.0, tf.float32)
    values = [tf.compat.v1.Summary.Value(tag=tag, metadata=metadata, tensor=tensor) for tag in tags]
    return tf.compat.v1.Summary(value=values)
