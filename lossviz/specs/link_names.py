"""The names that stand in links, of which those that others add to an address are told.

Whoever passes a link on may add to it: `fbclid`, `utm_source`, `embed`. One rule decides for all pages: a name that is
one of ours, or looks like one, is read, and so refused if it is misspelt; any other one is ignored.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from lossviz.specs.choice import KINDS
from lossviz.specs.run import RUN_PARAMS

LOSS_VIEW_NAMES = ("target", "at", "beside", "normalised", "over")
"""What a link to a loss that is looked at by itself says besides the loss."""

NAMES = (*KINDS, *RUN_PARAMS, "change", "demo", "run", "sweep", "seeds", *LOSS_VIEW_NAMES)
"""What names in links begin with, up to the first dot."""

CLOSE = 0.75
"""How alike two names are, from 0 to 1, if one is taken for the other misspelt: a letter missing, added or swapped."""

_PARAMS = frozenset(
    name
    for registry in KINDS.values()
    for component in registry.values()
    for name in component.params
    if len(name) > 1  # one letter is anybody's
)


@lru_cache(maxsize=1024)
def is_ours(name: str, more: tuple[str, ...] = ()) -> bool:
    """Return whether a name in a link is one of ours, or looks like one.

    It is if what stands before its first dot is one of `NAMES`, or nearly, or if all of it is the name of a parameter,
    without what it is a parameter of.

    Args:
        name: The name.
        more: Names that links to some page begin with, besides `NAMES`.
    """
    first = name.partition(".")[0].lower()
    return name in _PARAMS or bool(get_close_matches(first[:40], (*NAMES, *more), 1, CLOSE))
