"""Runs that differ from another one in one thing: from the start, which are variants, or from an epoch on."""

from __future__ import annotations

from dataclasses import replace

from lossviz.errors import SpecError
from lossviz.specs.choice import KINDS, kind_of
from lossviz.specs.differences import said_of
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import parse_value, words_of


def before_fork(spec: RunSpec, epoch: int) -> RunSpec:
    """Return what is in force when a fork leaves a run after an epoch; a variant, from epoch 0, forgets all changes."""
    return spec.at(epoch + 1) if epoch else replace(spec, changes=())


def forkable(spec: RunSpec, epoch: int) -> list[str]:
    """Return the names of all in which a fork after an epoch can differ, the loss and its parameters first."""
    now = before_fork(spec, epoch)
    if epoch:
        return ["loss", *now.traced]
    return sorted(said_of(now), key=lambda name: kind_of(name) != "loss")


def forked(spec: RunSpec, epoch: int, name: str, text: str) -> tuple[RunSpec, str]:
    """Return a run that goes on from an epoch of another one with one thing changed, and words for what that is.

    Args:
        spec: The other run.
        epoch: The last epoch that both have in common; from epoch 0 it is all new.
        name: What is changed, as a link calls it.
        text: Its new value.

    Raises:
        SpecError: If there is nothing of that name to change, or it cannot have that value.
    """
    now = before_fork(spec, epoch)
    if name not in said_of(now):
        raise SpecError(f"A variant must differ in one of {', '.join(said_of(now))}. Got {name[:40]!r} instead.")
    value = KINDS[name][text].name if name in KINDS else parse_value(now, name, text.strip())
    if not epoch:
        words = KINDS[name][text].label if name in KINDS else f"{words_of(name)} {text.strip()}"
        return now.with_value(name, value), words
    # Another loss comes with its default values: earlier changes at this epoch were of those of the last.
    lost = [c for c in spec.changes if name == "loss" and c.epoch == epoch and c.of_loss]
    kept = replace(spec, changes=tuple(c for c in spec.changes if c not in lost))
    fork = kept.with_change(epoch, name, value)  # type: ignore[arg-type]
    return fork, next(c.words for c in fork.changes if (c.epoch, c.name) == (epoch, name))
