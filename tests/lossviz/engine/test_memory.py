"""Runs that are remembered between starts, and everything that may be wrong with their files."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossviz.engine import Engine, Looked, remembered, train_and_look
from lossviz.engine.memory import MAX_REMEMBERED, cache_folder, remember
from lossviz.specs.run import RunSpec
from tests.equal import assert_equal
from tests.inline import Inline

SPECS = [
    RunSpec.from_query("epochs=20"),
    RunSpec.from_query("dataset=linear&loss=huber&model=linear&epochs=30&change=10:loss.delta:2"),
]


@pytest.fixture(scope="module")
def runs() -> dict[RunSpec, Looked]:
    """Some runs, trained to their ends."""
    return {spec: train_and_look([spec], [None], spec.epochs + 1, seconds=1000)[0] for spec in SPECS}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder in which runs are kept."""
    monkeypatch.setenv("LOSSVIZ_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.mark.parametrize("spec", SPECS)
def test_a_run_is_remembered_to_the_last_bit(folder, runs, spec):
    assert remembered(spec) is None
    remember(spec, runs[spec])
    assert_equal(remembered(spec), runs[spec])
    assert [remembered(other) for other in (spec.with_value("seed", 1), spec.with_value("epochs", 19))] == [None] * 2


@pytest.mark.parametrize("remembers", [True, False])
def test_an_engine_keeps_the_default_run_if_it_is_told_to(folder, remembers):
    Engine(Inline(), remembers=remembers)
    looked = remembered(RunSpec())
    assert (looked is not None) == remembers
    if looked is not None:
        (again,) = train_and_look([RunSpec()], [None], RunSpec().epochs + 1, seconds=1000)
        assert_equal((looked.state, looked.chunk), (again.state, again.chunk))


def test_a_default_run_that_fails_is_not_kept_and_breaks_nothing(folder):
    class Failing(Inline):
        def submit(self, function, /, *args, **kwargs):
            return super().submit(int, "no number")

    Engine(Failing(), remembers=True)
    assert remembered(RunSpec()) is None


def test_another_process_remembers_it_without_tensorflow(folder, runs):
    remember(SPECS[0], runs[SPECS[0]])
    code = (
        "import sys; from lossviz.engine import remembered; from lossviz.specs.run import RunSpec;"
        "print(remembered(RunSpec.from_query('epochs=20')).chunk.rows.sum(), 'tensorflow' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)
    assert said.stdout.split() == [str(runs[SPECS[0]].chunk.rows.sum()), "False"]


def test_another_version_remembers_nothing(folder, runs, monkeypatch):
    remember(SPECS[0], runs[SPECS[0]])
    (file,) = folder.iterdir()
    monkeypatch.setattr("lossviz.engine.memory.version_key", lambda: "another")
    assert remembered(SPECS[0]) is None
    remember(SPECS[0], runs[SPECS[0]])
    (other,) = set(folder.iterdir()) - {file}
    other.write_bytes(file.read_bytes())  # a file under the name that this version would give it
    assert remembered(SPECS[0]) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_file_that_was_changed_anywhere_is_not_trusted(folder, runs, data):
    remember(SPECS[0], runs[SPECS[0]])
    (file,) = folder.iterdir()
    content = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[place] ^= data.draw(st.integers(1, 255))
    else:
        del content[place:]
    file.write_bytes(bytes(content))
    assert remembered(SPECS[0]) is None


@pytest.mark.parametrize("content", [b"", b"garbage", b"\0" * 5_000_000])
def test_a_file_that_is_no_run_is_not_trusted(folder, runs, content):
    remember(SPECS[0], runs[SPECS[0]])
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert remembered(SPECS[0]) is None
    remember(SPECS[0], runs[SPECS[0]])
    assert remembered(SPECS[0]) is not None


def test_a_folder_that_cannot_be_used_is_done_without(tmp_path, runs, monkeypatch):
    (tmp_path / "file").touch()
    for place in (str(tmp_path / "file"), str(tmp_path / "file" / "below"), "", "/proc/nothing"):
        monkeypatch.setenv("LOSSVIZ_CACHE", place)
        remember(SPECS[0], runs[SPECS[0]])
        assert remembered(SPECS[0]) is None


def test_a_disk_that_is_full_keeps_no_half_of_a_file(folder, runs, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("lossviz.engine.memory.os.replace", full)
    remember(SPECS[0], runs[SPECS[0]])
    assert list(folder.iterdir()) == []


def test_the_largest_file_is_kept_and_read_and_one_beyond_is_neither(folder, runs, monkeypatch):
    spec = SPECS[0]
    remember(spec, runs[spec])
    (file,) = folder.iterdir()
    size = file.stat().st_size
    monkeypatch.setattr("lossviz.engine.memory.MAX_BYTES", size - 1)
    assert remembered(spec) is None
    file.unlink()
    remember(spec, runs[spec])
    assert list(folder.iterdir()) == []
    monkeypatch.setattr("lossviz.engine.memory.MAX_BYTES", size)
    remember(spec, runs[spec])
    assert_equal(remembered(spec), runs[spec])


def test_only_whole_and_sound_runs_are_kept(folder, runs):
    spec, run = SPECS[0], runs[SPECS[0]]
    (half,) = train_and_look([spec], [None], 10)
    rows = np.where(run.chunk.rows > 0, np.nan, run.chunk.rows)
    diverged = dataclasses.replace(run, chunk=dataclasses.replace(run.chunk, rows=rows))
    for other in (half, diverged, dataclasses.replace(run, evaluation=None), runs[SPECS[1]]):
        remember(spec, other)
        assert remembered(spec) is None


def test_the_number_of_files_is_bounded(folder, runs):
    for seed in range(MAX_REMEMBERED + 3):
        remember(SPECS[0].with_value("seed", seed), runs[SPECS[0]])
    assert len(list(folder.iterdir())) == MAX_REMEMBERED
    assert remembered(SPECS[0].with_value("seed", MAX_REMEMBERED + 2)) is not None


def test_files_are_kept_where_the_user_has_such_files(monkeypatch, tmp_path):
    monkeypatch.delenv("LOSSVIZ_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "lossviz"
