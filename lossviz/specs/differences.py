"""In what runs differ, by the names that a link gives to things: `loss`, `loss.delta`, `seed`, `change`.

All is read off what `RunSpec.to_query` writes, so a parameter or a change may look like anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from lossviz.specs.choice import KINDS, kind_of, read_pairs
from lossviz.specs.run import RunSpec

NOTHING = "–"
"""What a table shows for a parameter that a run does not have."""

Said = Mapping[str, tuple[str, ...]]
"""What a link says of one run: texts by name. Only a change has more than one."""


@lru_cache(maxsize=256)  # A table asks once for every cell of it.
def said_of(spec: RunSpec) -> Said:
    """Return what the link of a run says."""
    said: dict[str, tuple[str, ...]] = {}
    for name, text in read_pairs(spec.to_query()):
        said[name] = (*said.get(name, ()), text)
    return MappingProxyType(said)


def differences(specs: Sequence[RunSpec]) -> list[str]:
    """Return the names of all in which runs differ, in declared order."""
    said = [said_of(spec) for spec in specs]
    return [name for name in _names(said) if not _agree(said, name)]


def agreements(specs: Sequence[RunSpec]) -> list[str]:
    """Return the names of all in which runs do not differ, in declared order."""
    said = [said_of(spec) for spec in specs]
    return [name for name in _names(said) if _agree(said, name)]


def text_of(spec: RunSpec, name: str) -> str:
    """Return what a table shows for a name: the label of a component, else the value as in a link."""
    texts = said_of(spec).get(name)
    if texts is None:
        return NOTHING
    if name == "change":
        return ", ".join(f"{c.epoch}:{c.name}:{c.words if c.name in KINDS else c.value}" for c in spec.changes)
    return getattr(spec, name).component.label if name in KINDS else ", ".join(texts)


def _names(said: Sequence[Said]) -> list[str]:
    """Return all names in declared order: every run has all kinds in that order, but not the same parameters."""
    names = dict.fromkeys(name for each in said for name in each)
    kinds = list(dict.fromkeys(kind_of(name) or name for name in names))
    return sorted(names, key=lambda name: kinds.index(kind_of(name) or name))


def _agree(said: Sequence[Said], name: str) -> bool:
    return len({each.get(name) for each in said}) == 1
