"""A run with another component: what does not fit it is replaced too."""

from __future__ import annotations

from dataclasses import replace

from lossviz.errors import SpecError
from lossviz.specs.choice import KINDS, Choice, fitting_datasets, fitting_losses
from lossviz.specs.run import RunSpec


def with_component(spec: RunSpec, choice: Choice) -> tuple[RunSpec, str]:
    """Return the same run with another component, and words for what else was replaced; empty if nothing was.

    Changes of parameters during the run are dropped.

    Raises:
        SpecError: If no replacement makes it fit.
    """
    choices = {kind: getattr(spec, kind) for kind in KINDS} | {choice.kind: choice}
    loss, dataset = choices["loss"], choices["dataset"]
    if loss.name not in fitting_losses(dataset):
        if choice.kind == "loss":
            choices["dataset"] = Choice("dataset", fitting_datasets(loss.component)[0])
        else:
            choices["loss"] = Choice("loss", fitting_losses(dataset)[0])
    try:
        fitting = replace(spec, changes=(), **choices)
    except SpecError:
        if choice.kind == "model":
            raise
        choices["model"] = Choice("model", "mlp")
        fitting = replace(spec, changes=(), **choices)
    replaced = [kind for kind in KINDS if kind != choice.kind and choices[kind] != getattr(spec, kind)]
    if not replaced:
        return fitting, ""
    labels = " and ".join(f"the {kind} {choices[kind].component.label}" for kind in replaced)
    return fitting, f"{choice.component.label} needs another {' and '.join(replaced)}: you see {labels}."
