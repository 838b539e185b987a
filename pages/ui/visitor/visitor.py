"""All that one visitor has, and how it comes back to them when they load the page again."""

from __future__ import annotations

import threading
import time
from collections import deque
from weakref import WeakValueDictionary

from lossviz.engine import Engine
from pages.ui.channel.connection import Live
from pages.ui.compare.state import Race
from pages.ui.losses.state import Shelf
from pages.ui.sweep.charts import SweepScene
from pages.ui.train.state import Lab

LEFT_SECONDS = 600
"""How long a desk is kept for a visitor who has left: they may only be loading the page again."""

MAX_LEFT = 20
"""Most desks kept for visitors who have left."""

_desks: WeakValueDictionary[str, Desk] = WeakValueDictionary()
_left: deque[tuple[float, Desk]] = deque()
_left_lock = threading.Lock()


class Desk:
    """What one visitor has on all pages.

    Attributes:
        live: Their bench, and what they see of it.
        shelf: The losses that they look at.
        race: The runs that they compare.
        sweep: The parameters that they sweep.
    """

    def __init__(self, engine: Engine) -> None:
        """Make an empty desk."""
        self.live = Live(Lab(engine))
        self.shelf = Shelf(engine)
        self.race = Race(self.live.lab)
        self.sweep = SweepScene(self.live.lab)
        self._given_away = False
        _desks[self.live.token] = self

    def take_over(self, earlier: Desk) -> None:
        """Go on with what another desk holds; what a link has asked for here meanwhile is added to it."""
        asked, compared = self.live.lab, self.race
        self.live, self.shelf, self.race = earlier.live, earlier.shelf, earlier.race
        self.sweep = earlier.sweep.joined(self.sweep)
        earlier._given_away = True
        _desks[self.live.token] = self
        lab = self.live.lab
        with lab.lock:
            if asked.link and asked.run.spec != lab.run.spec:
                lab.start(asked.run.spec)
        if compared.linked and (not self.race.entries or compared.comparison.specs != self.race.comparison.specs):
            self.race.take(compared.comparison)
        elif compared.entries and not self.race.entries:
            self.race.open("")  # they came to compare for the first time
        asked.close()
        compared.close()

    def leave(self) -> None:
        """Keep everything for a while: the visitor has left, and may come back."""
        if self._given_away:
            return
        self.sweep.stop()  # the only work that could go on for a minute; what is done is kept
        now = time.monotonic()
        with _left_lock:
            _left.append((now + LEFT_SECONDS, self))
            gone = [_left.popleft()[1] for _ in range(len(_left) - MAX_LEFT)]
            while _left and _left[0][0] < now:
                gone.append(_left.popleft()[1])
        for desk in gone:
            desk.close()

    def close(self) -> None:
        """Stop what is still on its way."""
        if not self._given_away:
            self.live.lab.close()
            self.race.close()
            self.sweep.stop()


def desk_of(token: str) -> Desk | None:
    """Return the desk at which a browser with a token sits; None once its visitor has gone."""
    return _desks.get(token)


def come_back(token: str, before: str) -> bool:
    """Give a visitor who has loaded the page again what they had before; return whether there was something.

    A browser that still sits there keeps it: the visitor has copied the tab.

    Args:
        token: Of the desk that they got now.
        before: Of the desk that they had.
    """
    mine, earlier = desk_of(token), desk_of(before)
    if mine is None or earlier is None or mine is earlier or earlier.live.connected:
        return False
    mine.take_over(earlier)
    with _left_lock:
        for kept in [kept for kept in _left if kept[1] is earlier]:
            _left.remove(kept)
    return True
