"""What a visitor feels on the Train page, measured in Chromium on the machine that serves and trains as well."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Browser, Page, expect

from lossviz.losses import LOSSES
from pages.ui.train.player import SPEEDS
from tests.benchmarks.hand import drag
from tests.benchmarks.measure import Row, interleaved, loaded, ratio
from tests.benchmarks.watch import ALL, THREE, Frame, Visitor, Watched, launched, to_and_fro
from tests.serving import free_port, served

EMPTY_APP = Path(__file__).parent / "empty_app.py"

DRAGS, DRAGGED = 3, 4.0
"""How often a slider is dragged, and for how many seconds."""

EVENTS, APART = 66, 0.15
"""Single events of the hand, and the seconds from one to the next."""

WARM = 6
"""Events before those that count."""

RELEASES, RESTED = 8, 600
"""How often the hand lets go, and the milliseconds for which it rested before."""

CHOSEN = ("mean_squared_error", "huber", "log_cosh", "categorical_crossentropy", "categorical_focal")
"""Losses that are chosen from the menu, once before they are compiled and once after."""

STOPS, PLAYED, PACE = 3, 4000, 20.0
"""Runs that are played for some milliseconds at some epochs a second, and stopped."""

FACTOR = "loss.regularization_factor"


def train_page() -> list[Row]:
    """Measure what a visitor of the Train page feels, by a mouse whose button is held or let go."""
    port = free_port()
    with launched(port) as browser, served() as server, served(EMPTY_APP) as empty:
        visitor = Visitor(browser, server.url, port).trained()
        rows = loaded(dragging(visitor))
        rows += loaded(one_event(visitor, browser, empty.url))
        rows += loaded(release(visitor))
        rows += loaded(two_visitors(visitor, Visitor(browser, server.url, port).trained()))
        rows += loaded(menu(visitor))
        rows += loaded(live(visitor))  # from here on a change would be one of the run that was stopped
        visitor.close()
        rows += loaded(outliers(Visitor(browser, f"{server.url}/?demo=outliers", port).trained(THREE)))
    return rows


def dragging(visitor: Visitor) -> list[Row]:
    """Measure pictures a second while the mouse is held and moved over the regularization factor.

    A picture counts if all charts are drawn for another value than in the last one, all labels have one and the same
    value, and the sentence changed in no other. Of messages all that the page gets by its own socket counts.
    """
    told = [_dragged(visitor) for _ in range(DRAGS)]
    whole = [[frame for frame in watched.whole(ALL) if len(frame.labelled) == 1] for watched, _ in told]
    ahead = mean({float(frame.seen["formula"])} != frame.labelled for frames in whole for frame in frames)
    return [
        *_pictures("drag", ALL, told, [len(frames) for frames in whole], at_least=20),
        Row("drag", "pictures whose formula has another value than their lines", 100 * ahead, "%", at_most=0),
        *_messages([message for _, messages in told for message in messages]),
    ]


def outliers(visitor: Visitor) -> list[Row]:
    """Measure the same in the demonstration with three losses in one picture, all of which are trained anew."""
    told = [_dragged(visitor) for _ in range(DRAGS)]
    numbers = [len(watched.whole(THREE)) for watched, _ in told]
    rows = _pictures("drag of three", THREE, told, numbers, at_least=15)
    messages = [message for _, messages in told for message in messages]
    visitor.close()
    return [*rows, *_messages(messages, "drag of three")]


def _dragged(visitor: Visitor, seconds: float = DRAGGED) -> tuple[Watched, list[str]]:
    """Return what was seen while the slider on top was dragged, and the messages that came for it.

    The hand is on the slider before, so that what is drawn at its first move is not counted.
    """
    assert visitor.hand
    visitor.hand.press(visitor.place(0.1))
    drag([(visitor.hand, to_and_fro(visitor))], 1.0)
    visitor.begin()
    drag([(visitor.hand, to_and_fro(visitor))], seconds)
    watched, messages = visitor.end(), list(visitor.messages)
    visitor.hand.release()
    visitor.page.wait_for_timeout(1000)
    return watched, messages


def _pictures(
    name: str,
    charts: Collection[str],
    told: Sequence[tuple[Watched, Any]],
    numbers: Sequence[int],
    at_least: float | None,
) -> list[Row]:
    """Return the pictures a second, and how many showed some charts anew and others not."""
    rates = [number / watched.seconds for number, (watched, _) in zip(numbers, told, strict=True)]
    events = sum(len(watched.inputs) for watched, _ in told) / sum(watched.seconds for watched, _ in told)
    frames = sum(len(watched.frames) for watched, _ in told) / sum(watched.seconds for watched, _ in told)
    note = f"{min(rates):.0f} to {max(rates):.0f}; {events:.0f} events heard, {frames:.0f} frames a second"
    torn = sum(watched.torn(charts) for watched, _ in told) / max(1, sum(numbers))
    return [
        Row(name, "freshly trained pictures a second", median(rates), "1/s", at_least=at_least, note=note),
        Row(name, "pictures in which some charts are old", 100 * torn, "%", at_most=0),
    ]


def _messages(messages: Sequence[str], name: str = "drag") -> list[Row]:
    """Return how long messages are, and how often one has a chart that is what it was."""
    lengths = [len(message.encode()) / 1000 for message in messages]
    news = [chart for message in messages for chart in json.loads(message)["charts"].values()]
    again = sum(not any(chart["parts"]) for chart in news)
    return [
        Row(name, "a message, mean", mean(lengths), "kB", at_most=12),
        Row(name, "a message, longest", max(lengths), "kB", at_most=12),
        Row(name, "news of charts that did not change", again, "", at_most=0, note=f"in {len(messages)} messages"),
    ]


def one_event(visitor: Visitor, browser: Browser, empty: str) -> list[Row]:
    """Measure one event of a held mouse to all pictures painted, in turns with the rerun of an empty Streamlit app.

    From the event's own time to the beginning of the browser's next picture after the one with the new value.
    """
    other = Visitor(browser, empty)
    expect(other.page.get_by_text("value 50")).to_be_visible()
    other.page.evaluate("watch.what = 'text'")
    assert visitor.hand
    visitor.hand.press(visitor.place(0.3))
    seconds = interleaved(
        WARM + EVENTS, {"ours": lambda: input_to_picture(visitor), "empty": lambda: _empty_rerun(other)}
    )
    visitor.hand.release()
    other.close()
    mine, rival = (values[WARM:] for values in (seconds["ours"], seconds["empty"]))
    return [
        *percentiles("one event", "event to all pictures painted", mine, (50, 100)),
        *percentiles("one event", "rerun of an empty app", rival),
        Row("one event", "event to all pictures / rerun of an empty app", ratio(mine, rival), "x", at_most=1),
    ]


_steps: dict[Visitor, int] = {}


def input_to_picture(visitor: Visitor) -> float:
    """Move the held mouse once, and return the seconds until all charts were painted for the new value."""
    step = _steps[visitor] = _steps.get(visitor, 0) + 1
    assert visitor.hand
    return answered(
        visitor, lambda: visitor.hand.move(visitor.place(0.3 + 0.02 * (step % 2) + 0.0013 * step)), _painted
    )


def _painted(watched: Watched) -> float | None:
    whole = watched.whole(ALL)
    return watched.since("pointermove", lambda frame: bool(whole) and frame.at >= whole[0].at)


def _empty_rerun(visitor: Visitor) -> float:
    step = _steps[visitor] = _steps.get(visitor, 0) + 1
    slider = visitor.page.get_by_role("slider", name="Value")
    slider.focus()

    def rerun(watched: Watched) -> float | None:
        before = watched.frames[0].seen["text"]
        return watched.since("keydown", lambda frame: frame.seen["text"] != before)

    return answered(visitor, lambda: slider.press("ArrowRight" if step % 2 else "ArrowLeft"), rerun)


def answered(visitor: Visitor, act: Callable[[], None], answer: Callable[[Watched], float | None]) -> float:
    """Watch, do something, and return what is made of what is seen, once it is not None."""
    visitor.begin()
    act()
    for _ in range(200):
        visitor.page.wait_for_timeout(1000 * APART)
        found = answer(visitor.watched()) if visitor.page.evaluate("watch.inputs.length") else None
        if found is not None:
            visitor.end()
            return found
    raise TimeoutError("What a hand does must be answered within 30 seconds. It was not.")


def percentiles(
    benchmark: str, name: str, seconds: Sequence[float], goals: tuple[float | None, float | None] = (None, None)
) -> list[Row]:
    """Return the median and the 95th percentile in milliseconds."""
    values = (median(seconds), quantiles(seconds, n=20)[-1])
    return [
        Row(benchmark, f"{name}, {words}", 1000 * value, "ms", at_most=goal, note=f"of {len(seconds)}")
        for words, value, goal in zip(("p50", "p95"), values, goals, strict=True)
    ]


def release(visitor: Visitor) -> list[Row]:
    """Measure the mouse let go to a right link and right tables, and what happens to the charts meanwhile.

    A table is right if its cross-entropy is the one below the charts. No chart may be empty, tell other numbers, or be
    drawn otherwise more than once: then with all points that a moving line has not.
    """
    seconds, empty, other, anew = [], 0, 0, []
    for n in range(RELEASES):
        assert visitor.hand
        visitor.hand.press(visitor.place(0.3))
        drag([(visitor.hand, lambda s, n=n: visitor.place(0.3 + 0.2 * s + 0.04 * n))], 1.0)
        visitor.page.wait_for_timeout(RESTED)
        visitor.begin()
        visitor.page.evaluate("watch.touches()")
        visitor.hand.release()
        visitor.page.wait_for_timeout(1500)
        watched = visitor.end()
        seconds.append(watched.since("pointerup", _settled) or float("inf"))
        first, *later = watched.frames
        empty += sum(0 in frame.drawn(ALL) for frame in later)
        other += sum(frame.seen[f"alt {chart}"] != first.seen[f"alt {chart}"] for frame in later for chart in ALL)
        anew.append(sum(a.drawn(ALL) != b.drawn(ALL) for a, b in zip(watched.frames, later, strict=False)))
    return [
        *percentiles("release", "let go to right link and tables", seconds, (300, None)),
        Row("release", "pictures with an empty chart meanwhile", empty, "", at_most=0),
        Row("release", "charts that tell other numbers meanwhile", other, "", at_most=0),
        Row("release", "pictures in which charts are drawn otherwise", mean(anew), "", at_most=1),
    ]


def _settled(frame: Frame) -> bool:
    link = parse_qs(frame.seen["link"].removeprefix("?")).get(FACTOR, [""])[0]
    below = re.search(r"Cross-entropy\s*([\d.]+)", frame.seen["measures"])
    table = re.search(r"Cross-entropy\s*([\d.]+)", frame.seen["table"])
    return bool(below and table and frame.labelled == {float(link or "nan")} and below[1] == f"{float(table[1]):.3g}")


def menu(visitor: Visitor) -> list[Row]:
    """Measure a loss chosen from the menu to its run painted, first before its program is compiled, then after."""
    times = [[_chosen(visitor, name) for name in CHOSEN] for _ in range(2)]
    return [
        Row("menu", "loss chosen to its run painted, compiled before", 1000 * median(times[1]), "ms", at_most=150),
        Row("menu", "loss chosen to its run painted, not compiled before", median(times[0]), "s", at_most=1.5),
    ]


def _chosen(visitor: Visitor, name: str) -> float:
    select = visitor.page.get_by_role("combobox", name="Loss", exact=True)

    def painted(watched: Watched) -> float | None:
        before = watched.frames[0].seen["drawn loss"]

        def its_run(frame: Frame) -> bool:
            return (
                frame.seen["alt cost"].startswith(f"Cost of {LOSSES[name].label};")
                and frame.seen["drawn loss"] != before
            )

        return watched.since("change", its_run)

    seconds = answered(visitor, lambda: select.select_option(name) and None, painted)
    visitor.page.wait_for_timeout(1000)
    return seconds


def two_visitors(first: Visitor, second: Visitor) -> list[Row]:
    """Measure pictures a second of two visitors, each with a window of their own, who drag at the same time."""
    both = (first, second)
    for visitor in both:
        assert visitor.hand
        visitor.hand.press(visitor.place(0.1))
    hands = [(visitor.hand, to_and_fro(visitor, period=4 + n)) for n, visitor in enumerate(both) if visitor.hand]
    drag(hands, 1.0)
    for visitor in both:
        visitor.begin()
    drag(hands, 2 * DRAGGED)
    told = [visitor.end() for visitor in both]
    for hand, _ in hands:
        hand.release()
    rates = sorted(len(watched.whole(ALL)) / watched.seconds for watched in told)
    first.page.wait_for_timeout(1000)
    second.close()
    note = f"the other {rates[1]:.0f}"
    return [Row("two visitors", "pictures a second, the slower one", rates[0], "1/s", at_least=10, note=note)]


def live(visitor: Visitor) -> list[Row]:
    """Measure what a playing run sends and how often it is drawn, and how long Stop takes."""
    page = visitor.page
    speed = next(words for words, rate in SPEEDS.items() if rate == PACE)
    page.get_by_role("combobox", name="Speed", exact=True).select_option(speed)
    rates, sizes, stops = [], [], []
    for _ in range(STOPS):
        press(page, "Begin again, paused before the first epoch")
        expect(page.locator(".transport output")).to_contain_text("paused")
        press(page, "Play")
        page.wait_for_timeout(1000)
        visitor.begin()
        page.wait_for_timeout(PLAYED)
        watched, n_bytes = visitor.watched(), sum(len(message.encode()) for message in visitor.messages)
        drawn = len(watched.whole(["loss"]))
        rates.append(drawn / watched.seconds)
        sizes.append(n_bytes / max(drawn, 1) / 1000)
        stops.append(answered(visitor, lambda: press(page, "Stop"), _stopped))
    return [
        Row("live", f"pictures a second at {PACE:g} epochs/s", median(rates), "1/s", at_least=4),
        Row("live", "bytes a picture, all charts and words", median(sizes), "kB", at_most=3),
        Row("live", "Stop clicked to stopped on the screen", median(stops), "s", at_most=0.2),
    ]


def _stopped(watched: Watched) -> float | None:
    return watched.since("click", lambda frame: frame.seen["transport"].startswith("stopped"))


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).click()
