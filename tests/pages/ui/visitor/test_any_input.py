"""Whatever a browser says by the socket, no page breaks: it is heard, refused by one sentence, or ignored."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossviz.datasets import DATASETS
from lossviz.engine import Engine
from lossviz.losses import LOSSES
from lossviz.models import MODELS
from lossviz.optimizers import OPTIMIZERS
from pages.ui.channel.messages import read_message
from pages.ui.channel.screen import Screen
from pages.ui.visitor.pages import PAGES
from pages.ui.visitor.visitor import Visitor
from tests.lossviz.runs.test_sweep_run import Held

CONTROLS = [
    "epoch",
    "smoothing",
    "play",
    "pause",
    "step",
    "stop",
    "undo",
    "reset",
    "pin",
    "clear",
    "unpin",
    "set_speed",
    "take_recipe",
    "take_demo",
    "take_hand",
    "edit",
    "take_text",
    "dataset",
    "loss",
    "model",
    "optimizer",
    "seed",
    "epochs",
    "batch_size",
    "validation_share",
    "loss.delta",
    "loss.regularization_factor",
    "optimizer.learning_rate",
    "model.units",
    "model.activation",
    "dataset.noise",
    "huber.delta",
    "target",
    "at",
    "over",
    "beside",
    "train",
    "sweep.seeds",
    "sweep.0.loss.regularization_factor.low",
    "sweep.0.loss.regularization_factor.n",
    "sweep.1.seed.high",
    "sweep.",
    "sweep.0.n",
    "changes.x",
    "spec.loss",
    "entries.0",
    "foo.bar",
    "a.b.c.d",
    ".",
    "..",
    "_set",
    "__class__",
    "__init__.x",
    "loss.",
    ".loss",
]

NAMES = [
    *DATASETS,
    *LOSSES,
    *MODELS,
    *OPTIMIZERS,
    "full",
    "20/s",
    "run0",
    "run1",
    "seed",
    "first",
    "outliers",
    "loss_class",
    "origin",
]

VALUES = (
    st.booleans()
    | st.integers(-3, 40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(2**400), 2**400)
    | st.sampled_from([*NAMES, "", "nan", "1e400", "-1", "0.5", "1,2", "x" * 300])
    | st.text(max_size=20)
)

TEXTS = [
    "e**2",
    "a * e**2",
    "where(e > 0, a * abs(e), e**2)",
    "def f(y_true, y_pred):\n    return y_pred",
    "e +",
    "os",
    "",
]

WRITTEN = st.fixed_dictionaries(
    {"written": st.sampled_from(TEXTS) | st.text(max_size=20), "held": st.booleans(), "number": st.just(1)}
)

SAID = st.fixed_dictionaries(
    {
        "control": st.sampled_from(CONTROLS) | st.text(max_size=30),
        "value": VALUES,
        "held": st.booleans(),
        "number": st.just(1),
    }
)


@pytest.mark.parametrize("page", [page.name for page in PAGES])
@given(st.lists(SAID | WRITTEN, max_size=8))
def test_nothing_that_is_said_breaks_a_page(page: str, said: list[dict[str, Any]]) -> None:
    visitor = Visitor(Engine(Held(), n_workers=0))
    scene = visitor.scenes[page]
    scene.visit("loss=huber" if page == "losses" else "", arrived=True)
    for each in said:
        message = read_message(json.dumps(each))
        assert message is not None
        assert "painted" not in message
        if "written" in message:
            scene.write(message["written"], held=message["held"])
        else:
            scene.turn(message["control"], message["value"], held=message["held"])
        scene.take_answer()
    scene.draw(Screen())
    json.dumps(scene.panel(), allow_nan=False)
    assert len(scene.notice.splitlines()) <= 1
    assert scene.share is None or math.isfinite(scene.share)
