"""Any link of the app that trains something, whatever page it is of."""

from __future__ import annotations

from urllib.parse import unquote_plus

from lossviz.datasets import DATASETS
from lossviz.errors import SpecError
from lossviz.specs.choice import read_pairs
from lossviz.specs.comparison import Comparison, NamedSpec
from lossviz.specs.demos import Demo, demo_in
from lossviz.specs.link_names import is_ours
from lossviz.specs.run import RunSpec
from lossviz.specs.sweep import Sweep


def read_link(link: str, loss: str = "", dataset: str = "") -> RunSpec | Comparison | Sweep:
    """Return what a link asks to be trained; a demonstration is a comparison if it has companions.

    Args:
        link: A whole address, or what stands behind its question mark. A bare query is one of the page whose names
            stand in it.
        loss: The name of a loss that takes the place of the one in the link. A run of a comparison that names a loss
            of its own keeps that.
        dataset: The name of data for a link that names none, with what they bring as their start.

    Raises:
        SpecError: If the link cannot be read.
    """
    page, query = _taken_apart(link)
    query = _with_loss(_ours(query), loss) if loss else _ours(query)
    query = _with_data(query, dataset) if dataset else query
    if page == "losses":
        raise SpecError("A link must be of a page that trains: Train, Compare or Sweep. Got one of Losses instead.")
    names = {name for name, _ in read_pairs(query, several=("change", "run", "sweep"))}
    if page == "compare" or (not page and "run" in names):
        return Comparison.from_query(query)
    if page == "sweep" or (not page and names & {"sweep", "seeds"}):
        return Sweep.from_query(query)
    demo = demo_in(query)
    return _demonstration(demo) if demo else RunSpec.from_query(query)


def _taken_apart(link: str) -> tuple[str, str]:
    """Return the name of the page, empty for a bare query or the front page, and the query."""
    address, mark, query = link.partition("#")[0].partition("?")
    if "=" in address:
        return "", link.partition("#")[0]
    if not mark and "/" not in address:
        return "", address
    return address.rpartition("/")[2], query


def _ours(query: str) -> str:
    """Return a query without what others have added to it; what holds no pair at all is no link."""
    if "=" not in query:
        return query
    parts = query.removeprefix("?").split("&")
    return "&".join(part for part in parts if is_ours(unquote_plus(part.partition("=")[0])))


def _with_loss(query: str, loss: str) -> str:
    """Return a query with another loss."""
    if demo_in(query):
        raise SpecError("A link to a demo must keep its loss. Got another loss instead: name the data, too.")
    others = [part for part in query.removeprefix("?").split("&") if part and not part.startswith("loss=")]
    return "&".join([*others, f"loss={loss}"])


def _with_data(query: str, dataset: str) -> str:
    """Return a query with data, unless it names some; what the data bring gives way to what is named."""
    parts = [part for part in query.removeprefix("?").split("&") if part]
    named = {part.partition("=")[0].partition(".")[0] for part in parts}
    if named & {"dataset", "demo"}:
        return query
    start = {name: value for name, value in DATASETS[dataset].start.items() if name.partition(".")[0] not in named}
    return "&".join([*parts, f"dataset={dataset}", *(f"{name}={value}" for name, value in start.items())])


def _demonstration(demo: Demo) -> RunSpec | Comparison:
    specs = demo.beside(demo.spec)
    if len(specs) == 1:
        return demo.spec
    return Comparison(tuple(NamedSpec(name, spec) for name, spec in zip(demo.names(specs), specs, strict=True)))
