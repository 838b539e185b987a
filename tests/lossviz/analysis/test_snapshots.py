"""Snapshots of a run: each is what an evaluation at that epoch alone shows."""

from __future__ import annotations

import numpy as np
import pytest

from lossviz.analysis.evaluation import evaluate
from lossviz.analysis.snapshots import MAX_SNAPSHOTS, Snapshots, take_snapshots
from lossviz.runs.run import Run
from lossviz.specs.run import RunSpec
from lossviz.training.advance import advance

RUNS = [
    "epochs=100",
    "epochs=20&dataset=iris_binary&loss=hinge&validation_share=0",
    "epochs=20&dataset=iris_binary&loss=logistic",
    "epochs=20&dataset=linear&dataset.weights=2&model=linear&loss=huber&validation_share=0.3",
    "epochs=20&dataset=linear&model=mlp&loss=quantile&validation_share=0",
    "epochs=20&dataset=linear&dataset.weights=1,2,3&model=mlp&loss=huber",
    "epochs=40&loss=categorical_crossentropy&change=20:loss:mean_squared_error&change=30:optimizer.learning_rate:0.1",
]


def trained(query: str) -> tuple[RunSpec, dict[int, np.ndarray]]:
    spec = RunSpec.from_query(query)
    (state,), (chunk,) = advance([spec], [None], spec.epochs + 1)
    run = Run(spec)
    run.extend(state, chunk, 1.0)
    return spec, run.known_weights()


@pytest.fixture(scope="module", params=RUNS)
def seen(request) -> tuple[RunSpec, dict[int, np.ndarray], Snapshots]:
    spec, kept = trained(request.param)
    return spec, kept, take_snapshots(spec, kept)


def test_its_yardsticks_are_those_of_every_kept_epoch(seen):
    spec, kept, made = seen
    assert made.epochs.tolist() == sorted(kept)
    for i in (0, len(made.epochs) // 2, -1):
        epoch = int(made.epochs[i])
        alone = evaluate(spec, epoch, kept[epoch]).yardsticks
        assert list(made.yardsticks) == list(alone)
        for name, values in alone.items():
            expected = [np.nan if value is None else value for value in values]
            np.testing.assert_allclose(made.yardsticks[name][i], expected, rtol=1e-4, atol=1e-6, err_msg=name)


def test_a_snapshot_shows_what_an_evaluation_at_its_epoch_shows(seen):
    spec, kept, made = seen
    for snapshot in (made.shown[0], made.shown[-1]):
        alone = evaluate(spec, snapshot.epoch, kept[snapshot.epoch])
        n = alone.n_train
        if len(snapshot.position):
            np.testing.assert_allclose(snapshot.position, alone.position[:n], rtol=1e-4, atol=1e-5)
            np.testing.assert_allclose(snapshot.cost, alone.cost[:n], rtol=1e-3, atol=1e-5)
        if spec.task == "regression":
            np.testing.assert_allclose(snapshot.y_pred, alone.y_pred[:n], rtol=1e-4, atol=1e-5)
        else:
            for part, held_out in zip(snapshot.counts, (False, True)):
                np.testing.assert_array_equal(part, alone.confusion(held_out=held_out))
        if alone.fit is not None:
            np.testing.assert_allclose(snapshot.surface, alone.fit.predicted, rtol=1e-4, atol=1e-4)
            np.testing.assert_allclose(made.true, alone.fit.true, rtol=1e-4, atol=1e-4)


def test_all_positions_lie_on_the_curve(seen):
    made = seen[2]
    positions = np.concatenate([snapshot.position for snapshot in made.shown])
    assert made.curve.position[0] <= positions.min() <= positions.max() <= made.curve.position[-1]


def test_the_number_of_frames_is_bounded_and_the_ends_are_among_them():
    made = take_snapshots(*trained("epochs=300"))
    assert len(made.shown) == MAX_SNAPSHOTS
    assert (made.shown[0].epoch, made.shown[-1].epoch) == (0, 300)


def test_examples_lie_on_the_curve_of_the_loss_in_force_only():
    made = take_snapshots(*trained(RUNS[-1]))
    assert all((len(snapshot.position) > 0) == (snapshot.epoch > 20) for snapshot in made.shown)


def test_regions_are_drawn_over_the_last_two_features_through_the_mean_of_the_others():
    spec, kept = trained("epochs=60&loss=categorical_crossentropy&optimizer.learning_rate=0.05")
    made = take_snapshots(spec, kept)
    assert list(made.axes) == [2, 3]
    # With regions that separate the species, an example mostly lies in the region of its class.
    x, y = made.axes.values()
    row = np.abs(x - made.x[:, [2]]).argmin(axis=1)
    column = np.abs(y - made.x[:, [3]]).argmin(axis=1)
    assert np.mean(made.shown[-1].surface[row, column] == made.truth) > 0.9
