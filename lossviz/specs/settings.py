"""What a link gives a value, by the name that it has there: `loss` is a component, `loss.delta` one of its parameters.

Numbers of the run belong to no component: `seed`.
"""

from __future__ import annotations

from lossviz.declare import Mark, Param, Value, label_of
from lossviz.losses import marks_of
from lossviz.specs.choice import KINDS, taken_apart
from lossviz.specs.run import RUN_PARAMS, RunSpec


def param_of(spec: RunSpec, name: str) -> Param:
    """Return the parameter that a link calls `name`, such as `loss.delta`."""
    kind, parameter = taken_apart(name)
    return getattr(spec, kind).component.params[parameter] if kind else RUN_PARAMS[name]


def has_param(spec: RunSpec, name: str) -> bool:
    """Return whether a run has the parameter that a link calls `name`."""
    kind, parameter = taken_apart(name)
    if not kind:
        return name in RUN_PARAMS
    return kind in KINDS and parameter in getattr(spec, kind).component.params


def value_of(spec: RunSpec, name: str) -> Value:
    """Return the value of the parameter that a link calls `name`."""
    kind, parameter = taken_apart(name)
    value: Value = getattr(spec, kind).values[parameter] if kind else getattr(spec, name)
    return value


def marks_at(spec: RunSpec, name: str) -> tuple[Mark, ...]:
    """Return the values that mean something of the parameter that a link calls `name`, the other ones as they are."""
    kind, parameter = taken_apart(name)
    if kind == "loss":
        return marks_of(spec.loss.component, parameter, spec.loss.values)
    return param_of(spec, name).marks


def owner_of(spec: RunSpec, name: str) -> str:
    """Return what the parameter that a link calls `name` belongs to, in the words of error messages."""
    kind, _ = taken_apart(name)
    return str(getattr(spec, kind).component.label) if kind else "a run"


def parse_value(spec: RunSpec, name: str, text: str) -> Value:
    """Return the value that a text gives to what a link calls `name`.

    Raises:
        SpecError: If it gives none.
    """
    return param_of(spec, name).parse(text, owner_of(spec, name))


def words_of(name: str) -> str:
    """Return a name as pages say it where parameters of all kinds stand: `dataset.noise` is noise (dataset)."""
    kind, parameter = taken_apart(name)
    words = label_of(parameter or kind)
    return words if kind in ("", "loss") else f"{words} ({kind})"
