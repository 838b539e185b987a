"""What a page shows to one visitor: the same role for every page, so that what carries it to the browser knows none."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakSet

from lossviz.datasets.tables import OwnTables, UnknownTableError, fitting_table
from lossviz.engine import Engine
from lossviz.errors import SpecError
from lossviz.specs.run import RunSpec
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.screen import Screen
from pages.ui.kit.address import Address
from pages.ui.kit.own_lock import OwnLock
from pages.ui.kit.wanted import Wanted, tables_named, wanted_in

PATIENCE = 0.3
"""Seconds that a page waits for an answer, which mostly comes in a tenth of that, before it is drawn without it."""

LOADING = "The engine is loading TensorFlow, some seconds after a cold start."
"""How far a scene is that waits for the engine."""


class Scene:
    """What a page shows to one visitor, and how that changes by itself.

    A page's `state.py` says what its visitor can do and see; its `charts.py` draws what moves.

    Attributes:
        link_names: What names in its links begin with, besides those that `lossviz.specs.link_names` knows.
        not_kept: One sentence on what is lost when it is made again from what the browser has kept.
        engine: Where its runs are trained.
        clock: Gives the time in seconds.
        notice: One sentence about input that was refused or adapted.
        came_by: The link by which the visitor came to it, if there was one.
        visited: Whether the visitor has seen it.
        key: By which its files are asked for: who knows it sees what this visitor sees, so it cannot be guessed.
        on_answer: Called, by any thread and without the lock, when an answer has come that could be shown.
        tables: The visitor's own tables, on whatever page.
        wanted: The table that has to come before what the visitor asked for can be shown.
        lock: Held by whoever acts on it, or draws it: the page, or the socket.
    """

    link_names: tuple[str, ...] = ()
    not_kept: str = ""

    def __init__(self, engine: Engine, *sources: Scene, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing to see; the first visit brings something.

        Args:
            engine: Where its runs are trained.
            sources: What it takes runs from: something has to be there before it is seen itself.
            clock: Gives the time in seconds.
        """
        self.engine = engine
        self.clock = clock
        self.notice = ""
        self.came_by = ""
        self._given_back = ""
        self.visited = False
        self._untold = False  # whether the hand has moved something that needs no answer, and the browser not told
        self.on_answer: Callable[[], None] = lambda: None
        self.tables: OwnTables = sources[0].tables if sources else OwnTables()
        self.wanted: Wanted | None = None
        self._scenes: WeakSet[Scene] = sources[0]._scenes if sources else WeakSet()  # all of the visitor
        self._scenes.add(self)
        self.lock = OwnLock(self.tables)
        self._sources = sources
        self._address = Address(clock)
        self.key = uuid.uuid4().hex

    # The link

    def visit(self, query: str, *, arrived: bool) -> None:
        """Show what the address bar asks for, unless that is what is shown, or what was shown a moment ago.

        Args:
            query: What stands behind the question mark.
            arrived: Whether the visitor comes from another page, which leaves all as it was if the link says nothing.
        """
        for source in self._sources:
            source.arrive()
        with self.lock:
            self.visited = True
            self._take_back()
            if arrived and not query:
                self._address.takes(query)  # so that it asks for nothing when it comes again, late
                self.begin()
            elif self._address.takes(query):
                self.came_by = query
                self.wanted = wanted_in(query, self.tables)
                self.open(query) if query else self.open_bare()

    def arrive(self) -> None:
        """Make sure that there is something to see, here and where that comes from."""
        for source in self._sources:
            source.arrive()
        with self.lock:
            self._take_back()
            self.begin()

    def begin(self) -> None:
        """Make sure that there is something to see."""

    def open_bare(self) -> None:
        """Show what the page shows without a link, for a visitor who goes back to that: all stays as it is."""
        self.begin()

    def open(self, query: str) -> None:
        """Show what a link describes; one that cannot be read gives a notice, and something to see."""
        raise NotImplementedError

    def to_query(self) -> str:
        """Return the link to what is shown; empty if there is none."""
        raise NotImplementedError

    def write_link(self) -> str:
        """Take note that the address bar gets the link to what is shown, and return it."""
        return self._address.write(self.to_query())

    def wrote(self, query: str) -> bool:
        """Return whether a link is one that was written for this scene."""
        return self._address.wrote(query)

    def resume(self, later: Scene, *, asked: bool) -> None:
        """Go on for a visitor who has come back.

        Args:
            later: What they got meanwhile.
            asked: Whether its link was asked for; else the browser had it from before.
        """
        if later.visited and not asked:
            self.visited = True
            self.arrive()
        elif later.visited:
            if later.notice:
                self._address.expect_none_late()  # a link that was refused there is refused here, however soon it comes
            self.visit(later.came_by, arrived=True)
        self._address.outdate(later._address)
        later.close()

    # In the browser

    @property
    def name(self) -> str:
        """What the browser calls it by which keeps something of it."""
        return type(self).__name__

    def keep(self) -> str:
        """Return what the browser keeps, from which all can be made again that is worth it."""
        return self._given_back or self.to_keep()

    def to_keep(self) -> str:
        """Return that of what is shown now."""
        return self.to_query()

    def give_back(self, text: str, *, asked: bool) -> None:
        """Show what the browser has kept, as soon as the visitor sees it.

        Args:
            text: What it has kept, or anything.
            asked: Whether the link by which the visitor has come was asked for, which counts more.
        """
        with self.lock:
            self._given_back = text
        if self.visited:
            self.arrive()
            if asked and self.came_by:
                with self.lock:
                    self.open(self.came_by)

    def _take_back(self) -> None:
        text, self._given_back = self._given_back, ""
        if text:
            self.wanted = wanted_in(text, self.tables, kept=True)
            try:
                self.restore(text)
                self.notice = self.notice or self.not_kept
            except SpecError as error:
                self.notice = f"What your browser has kept of this page cannot be used. {error}"

    def restore(self, text: str) -> None:
        """Show what the browser has kept.

        Raises:
            SpecError: If that is not what `to_keep` returns.
        """
        self.open(text)

    # The visitor's own tables

    @property
    def specs(self) -> list[RunSpec]:
        """The runs that it shows, or could show again: the tables that they are trained on have to stay."""
        return []

    def in_use(self, name: str) -> bool:
        """Return whether any page shows a run that is trained on a table of the visitor, by what it is called."""
        table = self.tables.named.get(name)
        specs = [spec for scene in list(self._scenes) for spec in scene.specs]
        return table is not None and any(table.fingerprint in tables_named(spec.dataset.name) for spec in specs)

    def supply(self, data: bytes) -> str:
        """Take the file that is wanted, and show what waits for it.

        Returns:
            What is wrong with the file, in a sentence; empty if it is taken.
        """
        with self.lock:
            wanted = self.wanted
            if wanted is None:
                return ""
            try:
                self.tables.add("From a link", fitting_table(data, wanted.fingerprint))
            except UnknownTableError:
                return "This file holds another table than the one that is asked for. Nothing has changed."
            except SpecError as error:
                return str(error)
            self.wanted, self.notice = wanted_in(wanted.text, self.tables, kept=wanted.kept), ""
            with self.lock:  # in which the new table is in sight
                if self.wanted is None and wanted.kept:
                    self._given_back = wanted.text
                    self._take_back()
                elif self.wanted is None:
                    self.open(wanted.text)
            return ""

    # In the visitor's hand

    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Let a control be turned, or a button pressed.

        Args:
            control: What it sets, as links call it, or what the button does.
            value: What it is set to, as the browser said it: anything.
            held: Whether the hand is still on it. What is held is not yet a change of the page.
        """

    def write(self, text: str, *, held: bool) -> None:
        """Let the text of a loss of the visitor's own be written.

        Args:
            text: All of it: anything.
            held: Whether they are still writing. What is held is not yet a change of the page.
        """

    def take_answer(self) -> bool:
        """Show the newest answer to what was turned; return whether there is news. The next value is asked for."""
        untold, self._untold = self._untold, False
        return untold

    def answered(self) -> None:
        """Tell whoever listens that an answer has come."""
        self.on_answer()

    def panel(self) -> Mapping[str, Any]:
        """Return what the words and controls around the charts say, by the names of the parts of a `Panel`."""
        return {}

    # Moving by itself

    @property
    def stage(self) -> Any:
        """What the whole page shows: as soon as it differs from what was drawn, the page is drawn again."""
        return None

    @property
    def pending(self) -> bool:
        """Whether something is still to come, so that the browser should ask again soon."""
        return False

    @property
    def standing(self) -> str:
        """How far it is, in words."""
        return ""

    @property
    def share(self) -> float | None:
        """Which part of the way it has gone; None while it rests."""
        return None

    def tick(self) -> None:
        """Move to where it should be by now."""

    def draw(self, screen: Screen) -> None:
        """Draw the charts that change by themselves."""

    def close(self) -> None:
        """Stop what is still on its way, when the visitor has gone for good."""

    def leave(self) -> None:
        """Stop what would go on for long while nobody looks, when the visitor has left and may come back."""
