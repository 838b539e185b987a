"""All that one visitor has, and how it comes back to them when they load the page again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar
from weakref import WeakValueDictionary

from lossviz.engine import Engine
from pages.ui.channel.connection import Connection
from pages.ui.channel.scene import Scene
from pages.ui.train.charts import TrainScene
from pages.ui.visitor.pages import PAGES
from pages.ui.visitor.waiting import Waiting

LEFT_SECONDS = 600
"""How long all is kept for a visitor who has left: they may only be loading the page again."""

MAX_LEFT = 20
"""Most visitors who have left and for whom all is kept."""

EXPECTED_SECONDS = 5.0
"""How long the browser of a visitor who has come back may take to ask for what they had."""

_visitors: WeakValueDictionary[str, Visitor] = WeakValueDictionary()
_coming_back = threading.Lock()

S = TypeVar("S", bound=Scene)


_left: Waiting[Visitor] = Waiting(LEFT_SECONDS, MAX_LEFT, lambda visitor: visitor.close())


class Visitor:
    """One browser tab, and all that it has on all pages."""

    def __init__(
        self, engine: Engine, clock: Callable[[], float] = time.monotonic, left: Waiting[Visitor] = _left
    ) -> None:
        """Make a visitor who has seen nothing yet.

        Args:
            engine: Where runs are trained.
            clock: Gives the time in seconds.
            left: Where they are kept when they have left.
        """
        self.left, self._clock = left, clock
        train = TrainScene(engine, clock)
        self._held = ({page.name: page.scene(train) for page in PAGES}, Connection(train))  # replaced together
        self._given_away = self._restored = False
        self._expected = (0, 0.0)  # how many sockets it has until the browser has come, and until when it may
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

    @property
    def there(self) -> bool:
        """Whether a browser has what this visitor has, or is about to: no other one gets it."""
        n_sockets, until = self._expected
        awaited = self.connection.n_sockets == n_sockets and self._clock() < until
        return self.connection.connected or awaited or self._given_away

    def give_away(self) -> None:
        """Take note that another visitor goes on with all this."""
        self._given_away = True

    def take_over(self, earlier: Visitor, *, asked: bool = True) -> None:
        """Go on with what the visitor had earlier.

        Args:
            earlier: The visitor as they were then.
            asked: Whether what a link has asked for here meanwhile is added to it.
        """
        for name, scene in earlier.scenes.items():
            scene.resume(self.scenes[name], asked=asked)
        self._expected = (earlier.connection.n_sockets, self._clock() + EXPECTED_SECONDS)
        self._held = earlier._held
        _visitors[self.connection.token] = self

    def restore(self, kept: Mapping[str, str], *, asked: bool) -> None:
        """Begin again, once, with what the browser has kept.

        Args:
            kept: Texts by the names of scenes, or anything.
            asked: Whether the link by which the visitor has come counts more.
        """
        if not self._restored:
            self._restored = True
            for scene in self.scenes.values():
                scene.give_back(kept.get(scene.name, ""), asked=asked)

    def leave(self) -> None:
        """Keep everything for a while: the visitor has left, and may come back."""
        if self._given_away:
            return
        for scene in self.scenes.values():
            scene.leave()
        self.left.put(self)

    def close(self) -> None:
        """Stop what is still on its way, unless a browser looks at it: Streamlit's session may have ended before."""
        if not (self._given_away or self.connection.connected):
            for scene in self.scenes.values():
                scene.close()


def visitor_of(token: str) -> Visitor | None:
    """Return the visitor whose browser has a token; None once they have gone."""
    return _visitors.get(token)


def come_back(token: str, before: str, *, same: bool = False) -> bool:
    """Give a visitor who has come back what they had before; return whether there was something.

    A browser that is still connected keeps it, unless it is the same: the visitor has copied the tab.

    Args:
        token: Of the visitor as they came now.
        before: Of the visitor as they came before.
        same: Whether the page has not been loaded since: it has lost the server for a while. Only then the server may
            believe that it is still connected, and its address is none that was asked for.
    """
    with _coming_back:
        mine, earlier = visitor_of(token), visitor_of(before)
        if mine is earlier:
            return mine is not None and token != before  # they have it already, but do not know yet
        if mine is None or earlier is None or (earlier.there and not same):
            return False
        earlier.give_away()
    mine.take_over(earlier, asked=not same)
    earlier.left.take(earlier)
    return True
