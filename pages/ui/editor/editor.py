"""The editor of a page: whether it is open, what stands in it, and with what else one can begin."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from lossviz.analysis.check_up import KINDS
from lossviz.losses.written import EXAMPLES, WrittenLoss
from lossviz.losses.written.faulty import FAULTY
from lossviz.losses.written.source import MAX_CHARACTERS
from lossviz.specs.choice import Choice
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.panel_records import Option, Panel, SourcePart
from pages.ui.editor.draft import Draft, source_of
from pages.ui.editor.own import OwnLosses

ORIGIN, UNFINISHED = "origin", "unfinished"
"""What a browser asks for by these instead of by the name of an example."""

_EXAMPLES = {example.name: example for example in EXAMPLES}

_FAULTY = {f"faulty-{number}": faulty for number, faulty in enumerate(FAULTY)}


class Editor:
    """What a page has of the editor.

    Attributes:
        own: The losses that the visitor has written, on whatever page.
        draft: The text.
        shown: Whether it is open.
        use: What a button says that uses the loss; empty where that is used while it is written.
    """

    def __init__(self, own: OwnLosses, use: str) -> None:
        """Begin with a closed one."""
        self.own, self.draft, self.shown, self.use = own, Draft(), False, use

    def show(self, shown: bool, opened: Choice) -> None:
        """Open it on the code of the loss that is open, or close it; a text that is no loss yet stays."""
        self.shown = shown
        if shown and self.draft.fault is None:
            self.draft.follow(opened)

    def text_of(self, name: ControlValue) -> str | None:
        """Return a text to begin with; None if there is none of that name."""
        if name == ORIGIN and self.draft.origin is not None:
            return source_of(self.draft.origin)
        if name == UNFINISHED and self.draft.unfinished:
            return self.draft.unfinished
        if name in _FAULTY:
            return _FAULTY[str(name)].source
        return _EXAMPLES[str(name)].text if name in _EXAMPLES else None

    def dataset_of(self, name: ControlValue) -> str:
        """Return the name of the dataset on which a text shows what it is there to show; empty for any."""
        return _FAULTY[str(name)].dataset if name in _FAULTY else ""

    def to_keep(self, *, own: bool) -> str:
        """Return in one line what the browser keeps: what cannot be had from a link; empty if there is nothing.

        Args:
            own: Whether the losses that the visitor has written are kept here.
        """
        draft = self.draft
        kept = {
            "shown": self.shown,
            "text": "" if draft.fault is None else draft.text,
            "unfinished": draft.unfinished,
            "own": self.own.names if own else [],
        }
        return json.dumps(kept) if any(kept.values()) else ""

    def restore(self, line: str, opened: Choice | None) -> None:
        """Take back what the browser has kept; what it cannot have kept is left out.

        Args:
            line: What `to_keep` returned, or anything.
            opened: The loss that is open.
        """
        try:
            kept = json.loads(line)
        except (ValueError, RecursionError):
            return
        match kept:
            case {"shown": bool(shown), "text": str(text), "unfinished": str(unfinished), "own": list(names)}:
                self.own.restore([name for name in names if isinstance(name, str)])
                self.shown, self.draft.unfinished = shown and opened is not None, unfinished
                if text and opened is not None:
                    self.draft.write(text, opened)
        if opened is not None and self.draft.fault is None:
            self.draft.follow(opened)

    def panel(self, opened: Choice) -> dict[str, Any]:
        """Return what the editor and the menu of the visitor's own losses say.

        Args:
            opened: The loss that is open.
        """
        told: Panel = {"own": self.own.offered(opened.name), "editing": self.shown}
        if self.shown:
            told |= {"source": self._source(opened), "texts": self._texts()}
        return dict(told)

    def _source(self, opened: Choice) -> SourcePart:
        draft = self.draft
        return {
            "text": draft.text,
            "fault": draft.fault,
            "about": _about(opened),
            "longest": MAX_CHARACTERS,
            "use": self.use,
        }

    def _texts(self) -> list[Option]:
        begun: list[Option] = []
        if self.draft.origin is not None:
            begun.append(_option(ORIGIN, f"Start from {self.draft.origin.component.label}"))
        if self.draft.unfinished:
            begun.append(_option(UNFINISHED, "What you had not finished"))
        return [*begun, *_offered()]


@cache
def _offered() -> list[Option]:
    """Return the examples, and the losses with a fault, which is their label."""
    good = [_option(name, each.label, "Examples", each.help) for name, each in _EXAMPLES.items()]
    faulty = [_option(name, each.label, "With a fault", KINDS[each.kind]) for name, each in _FAULTY.items()]
    return good + faulty


def _about(opened: Choice) -> str:
    loss = opened.component
    if not isinstance(loss, WrittenLoss):
        return f"The code of {loss.label}. Change it, and it becomes a loss of your own."
    names = ", ".join(param.label for param in loss.params.values())
    return f"{loss.label} · {f'sliders: {names}' if names else 'a default or a free name becomes a slider'}"


def _option(value: str, label: str, group: str = "", hint: str = "") -> Option:
    return {"value": value, "label": label, "group": group, "hint": hint}
