"""A run with another component: what does not fit it is replaced too."""

from __future__ import annotations

from dataclasses import replace

from lossviz.errors import SpecError
from lossviz.specs.choice import KINDS, Choice, fits, fitting_datasets, fitting_losses, outline_of, taken_apart
from lossviz.specs.run import RunSpec


def with_component(spec: RunSpec, choice: Choice, *, made_for: bool = False) -> tuple[RunSpec, str]:
    """Return the same run with another component, and words for what else was replaced; empty if nothing was.

    Another dataset brings what is declared as its start. Changes of parameters during the run are dropped.

    Args:
        spec: The run.
        choice: The component.
        made_for: Whether a loss is to be trained on data that it was made for, rather than on any that it fits.

    Raises:
        SpecError: If no replacement makes it fit.
    """
    choices = {kind: getattr(spec, kind) for kind in KINDS} | {choice.kind: choice}
    loss, dataset = choices["loss"], choices["dataset"]
    foreign = made_for and outline_of(dataset).task != loss.component.task
    if not fits(loss.component, outline_of(dataset)) or foreign:
        if choice.kind == "loss":
            choices["dataset"] = Choice("dataset", fitting_datasets(loss.component)[0])
        else:
            choices["loss"] = Choice("loss", fitting_losses(dataset)[0])
    brought = {}
    if choices["dataset"].name != spec.dataset.name:
        brought = _start(choices["dataset"])
        choices |= brought
    try:
        fitting = replace(spec, changes=(), **choices)
    except SpecError:
        if choice.kind == "model":
            raise
        choices["model"] = Choice("model", "mlp")
        fitting = replace(spec, changes=(), **choices)
    own = {choice.kind, *brought} - ({"dataset"} if choice.kind != "dataset" else set())
    replaced = [kind for kind in KINDS if kind not in own and choices[kind] != getattr(spec, kind)]
    if not replaced:
        return fitting, ""
    labels = " and ".join(f"the {kind} {choices[kind].component.label}" for kind in replaced)
    if replaced == ["dataset"] and spec.dataset.name in fitting_datasets(loss.component):
        return fitting, f"{loss.component.label} is a loss for numbers: you see {labels}."
    return fitting, f"{choice.component.label} needs another {' and '.join(replaced)}: you see {labels}."


def _start(dataset: Choice) -> dict[str, Choice]:
    """Return the components with which a dataset begins, by kind; values of its own that are not defaults stay."""
    begun = {"dataset": dataset}
    own = dataset.values != dataset.component.defaults
    for name, value in dataset.component.start.items():
        kind, parameter = taken_apart(name)
        if not kind:
            begun[name] = Choice(name, value)
        elif kind != "dataset" or not own:
            begun[kind] = begun[kind].with_value(parameter, value)
    return begun
