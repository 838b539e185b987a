"""Event files, read back with TensorFlow's own reader and compared with what Keras' callback writes."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path, PureWindowsPath

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import example, given
from hypothesis import strategies as st

from lossviz.export.tensorboard import event_files, path_parts
from lossviz.runs.history import History
from tests.lossviz.export.test_tables import COLUMNS, history_of

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}

Series = dict[str, list[tuple[int, float]]]


def series_in(directory: Path) -> dict[str, Series]:
    """Return step and value of all scalars in the event files below a directory, by folder and tag."""
    found: dict[str, Series] = {}
    for path in directory.rglob("*tfevents*"):
        folder = found.setdefault(path.parent.relative_to(directory).as_posix(), {})
        versions = 0
        for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            event = tf.compat.v1.Event.FromString(record)
            versions += event.file_version == "brain.Event:2"
            for value in event.summary.value:
                number = tf.make_ndarray(value.tensor)
                assert (number.dtype, number.shape) == (np.float32, ())
                folder.setdefault(value.tag, []).append((event.step, number.item()))
        assert versions == 1
    return found


def unpacked(data: bytes, directory: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(directory)
    return directory


def random_history(n: int, columns: tuple[str, ...] = COLUMNS) -> History:
    return history_of(np.random.default_rng(n).normal(size=(n, len(columns))), columns)


def test_every_number_is_found_in_the_event_files(tmp_path):
    runs = {"Run 1": random_history(40), "no validation": random_history(7, ("loss", "mae", "gradient_norm"))}
    found = series_in(unpacked(event_files(runs), tmp_path))
    assert set(found) == {"Run 1/train", "Run 1/validation", "no validation/train"}
    for name, history in runs.items():
        for column in history.columns:
            split, metric = ("validation", column[4:]) if column.startswith("val_") else ("train", column)
            expected = list(enumerate(history[column].tolist()))
            assert found[f"{name}/{split}"].pop(f"epoch_{metric}") == expected
    assert not any(found.values())


def test_numbers_that_are_not_finite_are_written_too(tmp_path):
    rows = [[np.inf], [-np.inf], [np.nan], [3e38], [1e-45]]
    found = series_in(unpacked(event_files({"a": history_of(rows, ("loss",))}), tmp_path))
    values = [value for _, value in found["a/train"]["epoch_loss"]]
    np.testing.assert_array_equal(np.array(values, np.float32), np.array(rows, np.float32)[:, 0])


# Keras itself is not ready for NumPy 2 where it reads the learning rate.
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning")
def test_folders_and_tags_are_those_of_the_callback_of_keras(tmp_path, monkeypatch):
    # TensorBoard is not installed, and TensorFlow's function for scalars is TensorBoard's; below it is this one.
    def scalar(name: str, data: float, step: int) -> None:
        tf.summary.write(name, tf.cast(data, tf.float32), step)

    callback = keras.callbacks.TensorBoard(tmp_path / "keras" / "a", write_graph=False)
    monkeypatch.setattr(callback.summary, "scalar", scalar)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    x = np.ones((4, 1), np.float32)
    model.fit(x, x, validation_data=(x, x), epochs=2, verbose=0, callbacks=[callback])
    keras_found = series_in(tmp_path / "keras")
    ours = random_history(3, ("loss", "mae", "val_loss", "val_mae"))
    found = series_in(unpacked(event_files({"a": ours}), tmp_path / "ours"))
    assert set(keras_found) == set(found)
    for folder, tags in found.items():
        # It has the learning rate and the loss of each batch, too, which are in no history.
        of_epochs = {tag for tag in keras_found[folder] if tag.startswith("epoch_")}
        assert set(tags) == of_epochs - {"epoch_learning_rate"}
        # Its first epoch, counted from 0, is our epoch 1: ours begin before training.
        assert [step for step, _ in keras_found[folder]["epoch_loss"]] == [0, 1]
        assert [step for step, _ in tags["epoch_loss"]] == [0, 1, 2]


def test_tensorboard_is_told_that_these_are_scalars(tmp_path):
    unpacked(event_files({"a": random_history(1)}), tmp_path)
    (path,) = (tmp_path / "a" / "train").iterdir()
    records = tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    values = [value for record in records for value in tf.compat.v1.Event.FromString(record).summary.value]
    assert {(value.metadata.plugin_data.plugin_name, value.metadata.data_class) for value in values} == {("scalars", 1)}


def test_a_file_does_not_tell_on_which_machine_it_was_made():
    with zipfile.ZipFile(io.BytesIO(event_files({"a": random_history(2)}))) as archive:
        assert archive.namelist() == [
            "a/train/events.out.tfevents.0.lossviz.v2",
            "a/validation/events.out.tfevents.0.lossviz.v2",
        ]


def test_a_run_that_has_not_begun_has_no_directory():
    with zipfile.ZipFile(io.BytesIO(event_files({"a": History(COLUMNS), "b": random_history(1)}))) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"b"}
    assert zipfile.ZipFile(io.BytesIO(event_files({}))).namelist() == []


def test_histories_reach_a_worker_as_they_are():
    runs = {"Run 1": random_history(3)}
    function, (again,) = pickle.loads(pickle.dumps((event_files, (runs,)), protocol=pickle.HIGHEST_PROTOCOL))
    assert function is event_files
    assert again["Run 1"].columns == COLUMNS
    for column in COLUMNS:
        np.testing.assert_array_equal(again["Run 1"][column], runs["Run 1"][column])


@given(
    st.lists(st.text(max_size=40) | st.sampled_from(["a", "A", "ａ", "..", "con", "NUL.txt", "é", "e\u0301", "a (2)"]))
)
@example(
    ["../../etc/passwd", "/etc", "C:\\x", "con .x", "a/b", "a\\b", "", ".", "..", "CON", "lpt1.x", "a ", "a.", "a", "A"]
)
def test_any_names_become_parts_of_paths_that_are_safe_and_differ(names):
    parts = path_parts(names)
    assert len(parts) == len(names) == len({part.casefold() for part in parts})
    for part in parts:
        assert part == PureWindowsPath(part).name == Path(part).name
        assert part not in ("", ".", "..")
        assert part == part.strip(". ")
        assert not set(part) & set('<>:"/\\|?*\0')
        assert part.isprintable()
        assert part.partition(".")[0].rstrip().casefold() not in DEVICES


@pytest.mark.parametrize(
    ("name", "part"),
    [("Run 1", "Run 1"), ("δ = 2", "δ _ 2"), ("../x", "_x"), ("日本", "日本"), ("aux", "_aux"), ("???", "___")],
)
def test_names_stay_readable(name, part):
    assert path_parts([name]) == [part]
