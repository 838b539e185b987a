"""The words and controls around the charts of the Train page, all of one run at one epoch."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lossviz.analysis.evaluation import Evaluation
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.declare import MINUS, Mark, Param, number_words
from lossviz.losses import LOSSES, TASKS, Loss, marks_of
from lossviz.losses.formula import formula_mathml
from lossviz.runs.note import loss_note
from lossviz.runs.sentence import sentence
from lossviz.runs.spans import SeenRun, Sentence
from lossviz.specs.choice import KINDS
from lossviz.specs.demos import DEMOS
from lossviz.specs.recipes import RECIPES, recipe_of
from lossviz.specs.run import RUN_PARAMS, RunSpec
from lossviz.specs.run_words import set_up
from lossviz.specs.settings import has_param, param_of, value_of
from pages.ui.channel.component_records import ControlData
from pages.ui.channel.control import control_data
from pages.ui.channel.panel_records import (
    ConfusionPart,
    EpochPart,
    KeyMark,
    LossPart,
    Measure,
    Option,
    Panel,
    SetUpPart,
    Span,
)
from pages.ui.editor.own import key_of
from pages.ui.kit.named_run import NamedRun
from pages.ui.train.player import SPEEDS

if TYPE_CHECKING:
    from pages.ui.train.state import TrainState

LABELS = {"dataset": "Data", "model": "Model", "optimizer": "Optimizer", "run": "Run"}
"""The lines that say what is set besides the loss, in the order of the story."""

OF_DATA = ("validation_share", "split_seed")
"""What of a run is set with its data, since it says which of them are held out."""

MOST_IN_BAR = 3
"""Most controls beside the loss: as many as one has."""


def panel(train: TrainState) -> dict[str, Any]:
    """Return what the words and controls say."""
    spec = train.spec
    names = _names(spec)
    told: Panel = {
        "loss": _loss(pictured(train), train.hand),
        "losses": offered_losses(tuple(LOSSES)),
        "demos": _demos(),
        "recipes": _recipes(),
        "opened": _opened(train),
        "controls": {name: _control(train, name) for name in names},
        "values": {name: _value(spec, name) for name in names},
        "bar": _bar(train),
        "ring": _ring(train),
        "sentence": _sentence(train),
        "question": train.demo.question if train.demo else "",
        "set_up": _set_up(train),
        "epoch": _epoch(train),
        "waits": train.trials.waits_for,
        "shows": len(train.run.history) > 0,
        "measures": _measures(train.entry.evaluation, train.trained.before),
        "reason": _spans(loss_note(train.run.spec, train.entry.evaluation)) if train.entry.evaluation else [],
        "confusion": _confusion(train.entry.evaluation, train.trained.before),
        "key": _key(train.run.spec, train.entry.evaluation),
    }
    return dict(told)


def _names(spec: RunSpec) -> list[str]:
    """Return what all parameters of a run are called, the loss first."""
    kinds = ("loss", *(kind for kind in KINDS if kind != "loss"))
    return [f"{kind}.{name}" for kind in kinds for name in getattr(spec, kind).component.params] + list(RUN_PARAMS)


def _control(train: TrainState, name: str) -> Any:
    """Return a control as it is for its default, so that it stays the same while it is moved."""
    param = param_of(train.spec, name)
    low, high = (train.demo.low, train.demo.high) if train.demo and name == train.demo.hand else (None, None)
    kind, _, own = name.partition(".")
    marks = marks_of(train.spec.loss.component, own, train.spec.loss.values) if kind == "loss" else None
    return _control_of(name, param, low, high, None if marks is None else tuple(marks))


@lru_cache(maxsize=1024)
def _control_of(
    name: str, param: Param, low: float | None, high: float | None, marks: tuple[Mark, ...] | None
) -> ControlData:
    return control_data(name, param, param.default, low=low, high=high, marks=marks)


def _value(spec: RunSpec, name: str) -> Any:
    value = value_of(spec, name)
    return param_of(spec, name).format(value) if isinstance(value, tuple) else value


def _bar(train: TrainState) -> list[str]:
    """Return the controls in the bar: the one in hand, then those of the loss."""
    of_loss = [f"loss.{name}" for name in train.spec.loss.component.params]
    return [train.hand, *(name for name in of_loss if name != train.hand)][:MOST_IN_BAR]


def _ring(train: TrainState) -> Any:
    before, name = train.trained.before, train.hand
    if before is None or not has_param(before.run.spec, name):
        return None
    value = _value(before.run.spec, name)
    return None if value == _value(train.spec, name) else value


def pictured(train: TrainState) -> RunSpec:
    """Return what words around the pictures are about: the run that they show, or one that is about to be compiled."""
    run = train.run.spec
    late = train.trials.asked is not None and not train.trials.waits_for
    return run if late and run.loss.component is train.spec.loss.component else train.spec


def _loss(spec: RunSpec, hand: str) -> LossPart:
    loss: Loss = spec.loss.component
    return {
        "name": key_of(loss.name),
        "label": loss.label,
        "summary": loss.summary,
        "formula": formula_mathml(loss, spec.loss.values, hand.removeprefix("loss.")),
        "notation": loss.notation,
    }


def _option(value: str, label: str, group: str = "", hint: str = "") -> Option:
    return {"value": value, "label": label, "group": group, "hint": hint}


# What is the same for all visitors is made once.


@cache
def offered_losses(names: tuple[str, ...]) -> list[Option]:
    """Return some losses as a menu offers them, by their tasks."""
    return [_option(loss.name, loss.label, TASKS[loss.task], loss.summary) for loss in map(LOSSES.get, names) if loss]


@cache
def _demos() -> list[Option]:
    return [_option(demo.name, demo.label, hint=demo.question) for demo in DEMOS]


@cache
def _recipes() -> list[Option]:
    return [_option(recipe.label, recipe.label, hint=recipe.claim) for recipe in RECIPES]


@cache
def _components(kind: str, names: tuple[str, ...]) -> list[Option]:
    declared = (KINDS[kind][name] for name in names)
    return [_option(one.name, one.label, hint=one.summary) for one in declared]


def _opened(train: TrainState) -> str:
    recipe = recipe_of(train.run.spec)
    return train.demo.name if train.demo else recipe.label if recipe else ""


def _set_up(train: TrainState) -> list[SetUpPart]:
    spec, words = train.spec, set_up(pictured(train))
    return [
        {
            "kind": kind,
            "label": label,
            "words": words[kind],
            "chosen": "" if kind == "run" else getattr(spec, kind).name,
            "options": [] if kind == "run" else [*_components(kind, tuple(KINDS[kind])), *_own(train, kind)],
            "controls": _controls_of(spec, kind),
        }
        for kind, label in LABELS.items()
    ]


def _own(train: TrainState, kind: str) -> list[Option]:
    """Return what the visitor has of a kind themselves: tables."""
    if kind != "dataset":
        return []
    options = train.own_data.options(train.spec.dataset.name)
    return [_option(dataset, name, "Your own") for dataset, name in options.items()]


def _controls_of(spec: RunSpec, kind: str) -> list[str]:
    """Return the controls below a line of what is set."""
    if kind == "run":
        return [name for name in RUN_PARAMS if name not in OF_DATA]
    own = [f"{kind}.{name}" for name in getattr(spec, kind).component.params]
    return [*own, *OF_DATA] if kind == "dataset" else own


def _epoch(train: TrainState) -> EpochPart:
    run, player = train.run, train.player
    left = (run.spec.epochs - run.epoch) / run.rate if run.rate and train.player.playing and run.running else 0.0
    return {
        "at": max(train.player.shown, 0),
        "last": run.spec.epochs,
        "playing": train.player.playing,
        "runs": run.running,
        "speed": player.speed,
        "speeds": list(SPEEDS),
        "words": f"{left:.0f} s left" if left > 1 else "" if run.outcome == "finished" else player.status,
    }


def _seen(named: NamedRun) -> SeenRun:
    return SeenRun(named.run.spec, named.run.history, named.run.outcome, named.evaluation, named.name)


def _sentence(train: TrainState) -> list[Span]:
    """Return what is on the screen; what was refused comes first."""
    if train.notice:
        return [{"text": train.notice, "role": "wrong"}]
    waits = train.trials.waits_for
    awaited = not len(train.run.history) and (train.run.running or waits)
    if awaited or waits == "starting":
        seen = _REMEMBERED if len(train.run.history) else ""
        return [{"text": f"{_WAITS[waits]}{seen}", "role": ""}]
    pinned = [entry for entry in train.pins.entries if not entry.hidden and _same_data(entry, train.entry)]
    before = [_seen(train.trained.before)] if train.trained.before else []
    return _spans(sentence([_seen(named) for named in [*train.trained.all, *pinned]], before, train.hand))


_REMEMBERED = " You see the run of last time."

_WAITS = {
    "starting": "TensorFlow is being loaded, some seconds after a start; what you set is trained then.",
    "compiling": "The training of these settings is being compiled, about a second.",
    "": "The first curve is on its way.",
}


def _same_data(one: NamedRun, other: NamedRun) -> bool:
    return one.run.spec.dataset == other.run.spec.dataset


def _spans(words: Sentence) -> list[Span]:
    return [{"text": span.text, "role": span.role} for span in words]


def _measures(seen: Evaluation | None, before: NamedRun | None) -> list[Measure]:
    if seen is None:
        return []
    old = before.evaluation.yardsticks if before and before.evaluation else {}
    measures: list[Measure] = []
    for name, (train, held_out) in seen.yardsticks.items():
        earlier = _number(old[name][0]) if name in old else ""
        measures.append(
            {
                "label": YARDSTICKS[name].label,
                "train": _number(train) or "–",
                "held_out": _number(held_out),
                "before": "" if earlier == _number(train) else earlier,
            }
        )
    return measures


def _number(value: float | None) -> str:
    if value is None:
        return ""
    text = f"{value:.3g}"
    return number_words(value) if "e" in text else text.replace("-", MINUS)


def _confusion(seen: Evaluation | None, before: NamedRun | None) -> ConfusionPart | None:
    if seen is None or not seen.class_names:
        return None
    old = before.evaluation if before else None
    comparable = old is not None and old.class_names == seen.class_names
    nothing = np.empty((0, 0), int)
    return {
        "names": list(seen.class_names),
        "train": seen.confusion(held_out=False).tolist(),
        "held_out": (seen.confusion(held_out=True) if len(seen.truth) > seen.n_train else nothing).tolist(),
        "before": (old.confusion(held_out=False) if comparable and old else nothing).tolist(),
    }


def _key(spec: RunSpec, seen: Evaluation | None) -> list[KeyMark]:
    held_out: list[KeyMark] = [{"mark": "ring", "colour": "text", "words": "held out"}] if spec.n_validation else []
    if spec.task == "regression":
        return held_out
    return [
        {"mark": "dot", "colour": "blue", "words": "right"},
        {"mark": "diamond", "colour": "orange", "words": "wrong"},
        *held_out,
    ]
