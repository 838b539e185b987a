"""A run in few words: its name at the end of a line, and what is set up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lossviz.declare import label_of, percent, value_name, value_words
from lossviz.models import layers_in_words
from lossviz.specs.choice import KINDS, kind_of, taken_apart
from lossviz.specs.comparison import told_apart
from lossviz.specs.differences import differences
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import has_param, param_of, value_of

_SHORT = MappingProxyType(
    {
        "learning_rate": "rate",
        "batch_size": "batch",
        "outlier_size": "outliers",
        "outlier_share": "outliers",
        "label_noise": "wrong labels",
        "validation_share": "held out",
    }
)
"""Shorter words for parameters whose label is long for the end of a line."""

_SHARES = frozenset({"outlier_share", "label_noise", "validation_share"})
"""Parameters that are told in percent."""

_SPOILT: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "pair": str,
        "noise": lambda value: f"noise {value_words(value)}",
        "outlier_share": lambda value: f"{percent(value)} outliers",
        "imbalance": lambda value: f"imbalance {value_words(value)}",
        "label_noise": lambda value: f"{percent(value)} wrong labels",
        "flat_target": lambda value: "flat target",
    }
)
"""What of the data is told beside their name and number, where it is not as it is by default."""


def run_name(spec: RunSpec, hand: str) -> str:
    """Return what a run is called by its value of the parameter in hand: `λ 0.90`, `rate 0.01`.

    A parameter of the loss has the symbol that stands in its formula. A run without that parameter has the name of its
    loss.

    Args:
        spec: The run.
        hand: The parameter, or a kind of component, as a link calls it; empty if nothing is in hand.
    """
    if hand in KINDS:
        return str(getattr(spec, hand).component.label)
    if not hand or not has_param(spec, hand):
        return str(spec.loss.component.label)
    name, value = taken_apart(hand)[1], value_of(spec, hand)
    sign = param_of(spec, hand).sign if kind_of(hand) == "loss" else ""
    words = sign or _SHORT.get(name, label_of(name))
    return f"{words} {percent(value) if name in _SHARES else value_name(value)}"  # type: ignore[arg-type]


def name_among(name: str, spec: RunSpec, others: Mapping[str, RunSpec]) -> str:
    """Return what a run is called among others by their names: if one has its name, by what differs from that one."""
    if name in others:
        differing = [each for each in differences([others[name], spec]) if each != "change"]
        own = [words for each in differing if (words := run_name(spec, each)) not in others]
        name = own[0] if own else name
    return told_apart([*others, name])[-1]


def set_up(spec: RunSpec) -> Mapping[str, str]:
    """Return what is set, a line each, for `dataset`, `model`, `optimizer` and `run`."""
    return {"dataset": _data(spec), "model": _model(spec), "optimizer": _optimizer(spec), "run": _run(spec)}


def _data(spec: RunSpec) -> str:
    component, values = spec.dataset.component, spec.dataset.values
    held_out = [f"{percent(spec.validation_share)} held out"] if spec.n_validation else []
    spoilt = [
        words(values[name])
        for name, words in _SPOILT.items()
        if name in values and values[name] != component.defaults[name]
    ]
    return " · ".join([component.label, str(spec.outline.n_examples), *held_out, *spoilt])


def _model(spec: RunSpec) -> str:
    without_bias = [] if all(layer.use_bias for layer in spec.layers) else ["no bias"]
    return " · ".join([layers_in_words(spec.layers, spec.n_features), *without_bias])


def _optimizer(spec: RunSpec) -> str:
    component, values = spec.optimizer.component, spec.optimizer.values
    rate = values.pop("learning_rate")
    others = [f"{label_of(name)} {value_words(v)}" for name, v in values.items() if v != component.defaults[name]]
    return " · ".join([f"{component.label} {value_words(rate)}", *others])


def _run(spec: RunSpec) -> str:
    n_changes = len(spec.changes)
    changes = [f"{n_changes} change{'s' if n_changes > 1 else ''}"] if n_changes else []
    epochs = f"{spec.epochs} epoch{'s' if spec.epochs > 1 else ''}"
    return " · ".join([epochs, f"batch {spec.largest_batch}", f"seed {spec.seed}", *changes])
