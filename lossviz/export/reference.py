"""What is generated from the registry of losses: the reference page and the shapes of the gallery.

`make docs` writes both; a test fails when one of them is stale.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

import numpy as np

from lossviz.analysis.curves import Curve, loss_curve
from lossviz.declare import Param
from lossviz.figures.ranges import curve_ends
from lossviz.losses import CLAIMS, LOSSES, TASKS, Loss, claim_words, special_words
from lossviz.losses.axes import axis_of, ranges_of
from lossviz.specs.choice import Choice, fitting_datasets

THUMBNAIL_POINTS = 61

BEYOND = 2.0
"""Height above which nothing is drawn: where a curve leaves the picture it goes on for one more point."""


def default_curve(loss: Loss, n: int) -> Curve:
    """Return the shape of a loss with its default parameters, at n points."""
    target = loss.default_target
    return loss_curve(Choice("loss", loss.name), loss.task, *ranges_of(loss, target).shown, target, n)


def gallery_file() -> str:
    """Return what the gallery shows, as JSON: every loss with its shape, its claims and the words to find it by."""
    content = {
        "tasks": [{"name": name, "label": label} for name, label in TASKS.items()],
        "claims": {name: " ".join(dict.fromkeys(words.values())) for name, words in CLAIMS.items()},
        "losses": [_card(loss) for task in TASKS for loss in LOSSES.values() if loss.task == task],
    }
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"


def _card(loss: Loss) -> dict[str, Any]:
    low, high = ranges_of(loss, loss.default_target).shown
    words = [loss.name, loss.label, loss.reference, loss.summary, loss.description, *loss.params, *_held(loss)]
    return {
        "name": loss.name,
        "label": loss.label,
        "task": loss.task,
        "centred": low == -high,  # zero is in the middle of its axis
        "summary": loss.summary,
        "claims": _held(loss),
        "words": " ".join(" ".join(words).lower().split()),
        "y": _thumbnail(default_curve(loss, THUMBNAIL_POINTS).cost),
    }


def _held(loss: Loss) -> list[str]:
    return [name for name, holds in loss.claims().items() if holds]


def _thumbnail(cost: np.ndarray) -> list[float]:
    """Return heights; 1 is the top of the picture, which is one of its own, since costs of losses do not compare."""
    low, high = curve_ends([cost])
    return [round(float(height), 3) for height in np.clip((cost - low) / (high - low), 0, BEYOND)]


def reference() -> str:
    """Return the reference page of all losses, as Markdown."""
    parts = [
        "# Losses",
        "Generated from the declarations by `make docs`; a test fails when this page is stale. Each formula is "
        "evaluated with 50 digits and compared with the function in float32 and float64, and each claim is searched "
        "for counter-examples, in `make test`. Predictions in float16 or bfloat16 are taken as float32.",
        _claim_table(),
        "Claims are about the number that a loss is given, a prediction, a probability or a score, whatever the model "
        "makes it of. `savage` is `binary_brier` behind a sigmoid: convex by the probability, not by the score.",
    ]
    for task, label in TASKS.items():
        losses = [loss for loss in LOSSES.values() if loss.task == task]
        parts += [f"## {label}", *(_entry(loss) for loss in losses)]
    return "\n\n".join(parts) + "\n"


def _claim_table() -> str:
    words = {name: {task: claim_words(name, task) for task in TASKS} for name in CLAIMS}
    rows = []
    for name, by_task in words.items():
        for text in dict.fromkeys(filter(None, by_task.values())):
            tasks = [label.lower() for task, label in TASKS.items() if by_task[task] == text]
            rows.append(f"| {name} | {'all' if len(tasks) == len(TASKS) else ', '.join(tasks)} | {text} |")
    return "\n".join(["| claim | for | means |", "|---|---|---|", *rows])


def _entry(loss: Loss) -> str:
    lines = [
        f"### `{loss.name}`",
        f"**{loss.label}** · {loss.summary}",
        f"$$\n{loss.latex()}\n$$",
        f"{loss.notation[0].upper() + loss.notation[1:]}.",
        loss.description,
        f"**Claims** by the {loss.claims_about}, with the default parameters: {', '.join(_held(loss)) or 'none'}. "
        f"**Axis**: {axis_of(loss, loss.task).label}. "
        f"**Trains on**: {', '.join(f'`{name}`' for name in fitting_datasets(loss))}.",
    ]
    if loss.params:
        table = ["| parameter | default | accepted | meaning |", "|---|---|---|---|"]
        lines.append("\n".join([*table, *(_param_row(param) for param in loss.params.values())]))
    lines += [special_words(loss, special) for special in loss.special]
    if loss.reference:
        lines.append(f"Source: {loss.reference}")
    return "\n\n".join(textwrap.dedent(line) for line in lines)


def _param_row(param: Param) -> str:
    default = param.format(param.default)
    return f"| `{param.name}` ${param.symbol}$ | {default} | {param.domain} | {param.help} |"
