"""Runs that are compared, each with a name, and their written forms: a link, and a session file.

Both forms hold recipes and no results. A recipe is what `RunSpec.to_query` writes and `RunSpec.from_query` reads; here
its pairs are only counted, compared and shared out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from lossviz.datasets.tables import OwnTables
from lossviz.errors import SpecError
from lossviz.specs.choice import MAX_QUERY, read_pairs
from lossviz.specs.differences import agreements, differences, said_of
from lossviz.specs.run import RunSpec
from lossviz.specs.session_tables import read_tables, saved_tables

MAX_COMPARED = 8
"""Most runs in a link: with more, curves can no longer be told apart."""

MAX_IN_FILE = 32
"""Most runs in a session file."""

MAX_NAME = 40
"""Most characters of the name of a run."""

MAX_FILE = 1024 * 1024
"""Most bytes of a session file that are read: room for as many runs as it may hold, and for all but the longest tables.

It is what can be uploaded.
"""

FORMAT = "lossviz comparison"
VERSION = 1

_PINNED = ("pinned", "true")


@dataclass(frozen=True)
class NamedSpec:
    """A run with a name.

    Attributes:
        name: What the visitor calls it: 1 to `MAX_NAME` printable characters.
        spec: The run.
        pinned: Whether it stays until it is cleared.

    Raises:
        SpecError: If the name is no such name.
    """

    name: str
    spec: RunSpec
    pinned: bool = False

    def __post_init__(self) -> None:
        if not (len(self.name) <= MAX_NAME and self.name.isprintable() and self.name.strip()):
            raise SpecError(
                f"The name of a run must be 1 to {MAX_NAME} printable characters, not all of them spaces. "
                f"Got {self.name[:MAX_NAME]!r} instead."
            )


@dataclass(frozen=True)
class Comparison:
    """Runs beside each other, no two of the same name.

    Raises:
        SpecError: If there are too few or too many of them, or two have one name.
    """

    runs: tuple[NamedSpec, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.runs) <= MAX_IN_FILE:
            raise SpecError(f"A comparison must have 1 to {MAX_IN_FILE} runs. Got {len(self.runs)} instead.")
        names = self.names
        for name in names:
            if names.count(name) > 1:
                raise SpecError(f"The names of runs must differ. Got {name!r} {names.count(name)} times instead.")

    @property
    def names(self) -> list[str]:
        """What the runs are called."""
        return [run.name for run in self.runs]

    @property
    def specs(self) -> list[RunSpec]:
        """The runs without their names."""
        return [run.spec for run in self.runs]

    # The link

    @property
    def fits_link(self) -> bool:
        """Whether there is a link to it; if not, it can be saved as a file."""
        return len(self.runs) <= MAX_COMPARED and self._link_length() <= MAX_QUERY

    def to_query(self) -> str:
        """Return the query string that `from_query` reads back.

        What all runs share stands once. A pair `run` for each of them has its name and what is its own, joined by `~`:
        `dataset=iris&loss=huber&…&run=Run+1~loss.delta=1&run=Run+2~loss.delta=2`.

        Raises:
            SpecError: If it would have too many characters or runs to be read.
        """
        if len(self.runs) > MAX_COMPARED:
            raise SpecError(f"{_few(len(self.runs))} A file holds up to {MAX_IN_FILE}.")
        if not self.fits_link:
            length = f"at most {MAX_QUERY:,} characters. Got {self._link_length():,} instead"
            raise SpecError(f"A link must have {length}: a file holds these runs.")
        return urlencode(self._pairs(), safe=":,=")

    def _link_length(self) -> int:
        # Streamlit and browsers escape signs that `to_query` leaves as they are; what they write has to be read, too.
        return len(urlencode(self._pairs()).replace("~", "%7E"))

    def _pairs(self) -> list[tuple[str, str]]:
        said = [said_of(spec) for spec in self.specs]
        own = differences(self.specs)
        pairs = [(name, text) for name in agreements(self.specs) for text in said[0][name]]
        for run, each in zip(self.runs, said, strict=True):
            parts = [(name, text) for name in own for text in each.get(name, ())] + [_PINNED] * run.pinned
            pairs.append(("run", "~".join([_guarded(run.name), *(f"{name}={_guarded(text)}" for name, text in parts)])))
        return pairs

    @classmethod
    def from_query(cls, query: str) -> Comparison:
        """Return the comparison of a link; what a run says itself counts more than what is said for all.

        Raises:
            SpecError: If the link is too long, or names no runs, too many, two alike, or one that cannot be described.
        """
        pairs = read_pairs(query, several=("change", "run"))
        texts = [text for name, text in pairs if name == "run"]
        if not 1 <= len(texts) <= MAX_COMPARED:
            raise SpecError(_few(len(texts)))
        for_all = [pair for pair in pairs if pair[0] != "run"]
        return cls(tuple(_read_run(text, for_all) for text in texts))

    # The session file

    def to_file(self, *, tables: bool = False) -> str:
        """Return the text of a session file, which `read_file` reads back from UTF-8.

        Args:
            tables: Whether it carries the tables of one's own that its runs are trained on. Without them, it can be
                opened only where these are.

        Raises:
            SpecError: If it should carry one that is not here any more, or more than can be opened again.
        """
        runs = [{"name": run.name, "recipe": run.spec.to_query(), "pinned": run.pinned} for run in self.runs]
        content = {"format": FORMAT, "version": VERSION, "runs": runs}
        if tables and (saved := saved_tables(self.specs)):
            content["tables"] = saved
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        if (size := len(text.encode())) > MAX_FILE:
            most = f"A session file must have at most {MAX_FILE // 1024} KB with its tables."
            raise SpecError(f"{most} Got {size // 1024} KB instead: a script takes such data along, too.")
        return text


def _few(n_runs: int) -> str:
    return f"A link of a comparison must name 1 to {MAX_COMPARED} runs. Got {n_runs} instead."


def _guarded(text: str) -> str:
    """Return a text without the sign between the parts of a run, for `unquote` to restore."""
    return text.replace("%", "%25").replace("~", "%7E")


def _read_run(text: str, for_all: Sequence[tuple[str, str]]) -> NamedSpec:
    """Return a run of a link from its own part, and the pairs that count for all runs."""
    name, *parts = text.split("~")
    own = []
    for part in parts:
        key, sign, value = part.partition("=")
        if not sign:
            raise SpecError(
                "A run in a link must be a name and then name=value pairs, joined by '~'. "
                f"Got {part[:MAX_NAME]!r} instead."
            )
        own.append((key, unquote(value)))
    names = {key for key, _ in own}
    pairs = [pair for pair in for_all if pair[0] not in names] + [pair for pair in own if pair != _PINNED]
    spec = RunSpec.from_query(urlencode(pairs, safe=":,", errors="replace"))
    return NamedSpec(unquote(name), spec, _PINNED in own)


def read_file(data: bytes, own: OwnTables | None = None) -> Comparison:
    """Return the comparison of a session file.

    Args:
        data: What the file holds.
        own: Whose tables its runs may be trained on, and who gets those that it carries; if None, any that are here.

    Raises:
        SpecError: If it is not one that `Comparison.to_file` could have written, or `own` cannot take its tables.
            Nothing is taken then.
    """
    if len(data) > MAX_FILE:
        raise _no_session(f"{len(data):,} bytes")
    try:
        # As floats, since a whole number of 200,000 digits takes long to read; editors on Windows add a mark in front.
        content = json.loads(data.decode("utf-8-sig"), parse_int=float)
    except UnicodeDecodeError:
        raise _no_session("bytes that are not UTF-8") from None
    except (ValueError, RecursionError):
        raise _no_session("text that is not JSON") from None
    match content:
        case {"format": form, "version": version} if form == FORMAT and version != VERSION:
            raise _no_session("another version")
        case {"format": form, "version": _, "runs": list(runs)} if form == FORMAT:
            return _saved(runs, content.get("tables"), own)
    raise _no_session("JSON of something else")


def _saved(runs: list[Any], tables: Any, own: OwnTables | None) -> Comparison:
    if own is None:
        return Comparison(tuple(_saved_run(number, run) for number, run in enumerate(runs, 1)))
    together = own.copy()
    for table in read_tables(tables):
        together.add("From a session", table)
    with together.only():
        comparison = _saved(runs, None, None)
    own.take(together)
    return comparison


def _no_session(got: str) -> SpecError:
    return SpecError(
        f"A session file must be one that lossviz saved: JSON in UTF-8, format {FORMAT!r}, version {VERSION}, at most "
        f"{MAX_FILE // 1024} KB. Got {got} instead."
    )


def _saved_run(number: int, run: Any) -> NamedSpec:
    match run:
        case {"name": str(name), "recipe": str(recipe), "pinned": bool(pinned)}:
            return NamedSpec(name, RunSpec.from_query(recipe), pinned)
    raise SpecError(
        "A run in a session file must have a name and a recipe, both text, and pinned, true or false. "
        f"Got something else as run {number} instead."
    )


def told_apart(names: Sequence[str]) -> list[str]:
    """Return names that a comparison accepts: signs that cannot be printed are left out, and doubles are numbered."""
    given: list[str] = []
    for name in names:
        plain = "".join(filter(str.isprintable, name)).strip()[:MAX_NAME] or "Run"
        free, number = plain, 1
        while free in given:
            number += 1
            ending = f" ({number})"
            free = plain[: MAX_NAME - len(ending)] + ending
        given.append(free)
    return given
