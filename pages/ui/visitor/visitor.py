"""All that one visitor has, and how it comes back to them when they load the page again."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakValueDictionary

from lossviz.engine import Engine
from pages.ui.channel.connection import Connection
from pages.ui.channel.scene import Scene
from pages.ui.train.charts import TrainScene
from pages.ui.visitor.pages import PAGES

LEFT_SECONDS = 600
"""How long all is kept for a visitor who has left: they may only be loading the page again."""

MAX_LEFT = 20
"""Most visitors who have left and for whom all is kept."""

_visitors: WeakValueDictionary[str, Visitor] = WeakValueDictionary()
_coming_back = threading.Lock()

S = TypeVar("S", bound=Scene)


class Absent:
    """Visitors who have left, the longest gone first: all is kept for them, but not for ever."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Wait for nobody.

        Args:
            clock: Gives the time in seconds.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._left: deque[tuple[float, Visitor]] = deque()  # and until when each is waited for

    def __len__(self) -> int:
        return len(self._left)

    def add(self, visitor: Visitor) -> list[Visitor]:
        """Wait for a visitor, and return those who are no longer waited for."""
        now = self._clock()
        with self._lock:
            self._left.append((now + LEFT_SECONDS, visitor))
            gone = [self._left.popleft()[1] for _ in range(len(self._left) - MAX_LEFT)]
            while self._left and self._left[0][0] < now:
                gone.append(self._left.popleft()[1])
        return gone

    def remove(self, visitor: Visitor) -> None:
        """Wait no longer for a visitor, who has come back."""
        with self._lock:
            for kept in [kept for kept in self._left if kept[1] is visitor]:
                self._left.remove(kept)


_absent = Absent()


class Visitor:
    """One browser tab, and all that it has on all pages."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic, absent: Absent = _absent) -> None:
        """Make a visitor who has seen nothing yet.

        Args:
            engine: Where runs are trained.
            clock: Gives the time in seconds.
            absent: Where they are kept when they have left.
        """
        self.absent = absent
        train = TrainScene(engine, clock)
        self._held = ({page.name: page.scene(train) for page in PAGES}, Connection(train))  # replaced together
        self._given_away = False
        _visitors[self.connection.token] = self

    @property
    def scenes(self) -> dict[str, Scene]:
        """What each page shows, by its name in `PAGES`."""
        return self._held[0]

    @property
    def connection(self) -> Connection:
        """The way to the browser."""
        return self._held[1]

    def seen(self, kind: type[S]) -> tuple[Connection, S]:
        """Return the way to the browser, and what the page of a kind of scene shows there."""
        scenes, connection = self._held
        return connection, next(scene for scene in scenes.values() if isinstance(scene, kind))

    def scene(self, kind: type[S]) -> S:
        """Return what the page of a kind of scene shows."""
        return self.seen(kind)[1]

    def asked(self, scene: Scene, query: str) -> bool:
        """Return whether the visitor asks a page for what a link says, and the browser has not mixed pages up.

        When pages are switched fast, Streamlit's browser writes the link of the new one behind the path of the old one,
        and goes back to that.
        """
        others = (other for other in self.scenes.values() if other is not scene)
        return not query or scene.wrote(query) or not any(other.wrote(query) for other in others)

    def take_over(self, earlier: Visitor) -> None:
        """Go on with what the visitor had earlier; what a link has asked for here meanwhile is added to it."""
        for name, scene in earlier.scenes.items():
            scene.resume(self.scenes[name])
        earlier._given_away = True
        self._held = earlier._held
        _visitors[self.connection.token] = self

    def leave(self) -> None:
        """Keep everything for a while: the visitor has left, and may come back."""
        if self._given_away:
            return
        for scene in self.scenes.values():
            scene.leave()
        for visitor in self.absent.add(self):
            visitor.close()

    def close(self) -> None:
        """Stop what is still on its way."""
        if not self._given_away:
            for scene in self.scenes.values():
                scene.close()


def visitor_of(token: str) -> Visitor | None:
    """Return the visitor whose browser has a token; None once they have gone."""
    return _visitors.get(token)


def come_back(token: str, before: str) -> bool:
    """Give a visitor who has loaded the page again what they had before; return whether there was something.

    A browser that is still connected keeps it: the visitor has copied the tab.

    Args:
        token: Of the visitor as they came now.
        before: Of the visitor as they came before.
    """
    with _coming_back:
        mine, earlier = visitor_of(token), visitor_of(before)
        if mine is None or earlier is None or mine is earlier or earlier.connection.connected:
            return False
        mine.take_over(earlier)
    earlier.absent.remove(earlier)
    return True
