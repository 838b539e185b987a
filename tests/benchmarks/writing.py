"""What a visitor feels who writes a loss: from a key to the picture of the run that is trained with it, in Chromium."""

from __future__ import annotations

import time
from functools import partial
from statistics import median

from playwright.sync_api import Locator

from lossviz.analysis.check_up import check_up
from lossviz.engine import Workers
from lossviz.losses.written import EXAMPLES, own_loss_name
from lossviz.losses.written.faulty import FAULTY
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from tests.benchmarks.app import answered, percentiles
from tests.benchmarks.measure import Row, loaded
from tests.benchmarks.watch import Frame, Visitor, Watched, launched
from tests.serving import served

TEXT = """class CustomMSE(keras.losses.Loss):
    def __init__(self, factor=0.1, name="custom_mse"):
        super().__init__(name=name)
        self.factor = factor

    def call(self, y_true, y_pred):
        error = tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
        return error + self.factor * tf.reduce_mean(tf.square(0.5 - y_pred), axis=-1)
"""
"""The class of the article; in its two numbers a digit is typed behind the point."""

KEYS = 8
"""How many digits are typed into each of them."""

REST = 2500
"""Milliseconds from a picture to the next key: as long as a change lasts, and the page is drawn for it."""


def writing() -> list[Row]:
    """Measure a key to the run painted, with a default changed, and with the formula changed, which compiles anew."""
    with launched() as browser, served() as server:
        visitor = Visitor(browser, server.url).trained()
        area = visitor.page.get_by_role("textbox", name="The code of your loss")
        visitor.page.get_by_role("combobox", name="Loss", exact=True).select_option("edit")
        area.fill(TEXT)
        visitor.page.wait_for_timeout(4 * REST)

        by_default, by_formula = (
            [_typed(visitor, area, words, str(n % 9 + 1)) for n in range(KEYS)] for words in ("factor=0.", "(0.")
        )
        rows = loaded(percentiles("writing", "key in a default to its run painted", by_default, (500, None)))
        rows += loaded(percentiles("writing", "key in a formula to its run painted", by_formula, (2500, None)))
        visitor.close()
    return [*rows, *checking(), *checking_up()]


def _typed(visitor: Visitor, area: Locator, words: str, key: str) -> float:
    """Press a key behind some words of the text, and return the seconds until the run was painted."""
    behind = "(node, words) => node.selectionStart = node.selectionEnd = node.value.indexOf(words) + words.length"
    area.evaluate(behind, words)
    seconds = answered(visitor, partial(visitor.page.keyboard.press, key), _painted)
    visitor.page.wait_for_timeout(REST)
    return seconds


def _painted(watched: Watched) -> float | None:
    first = watched.frames[0]

    def its_run(frame: Frame) -> bool:
        """Return whether the charts tell other numbers, and not only what was before in grey."""
        told = ("alt cost", "alt loss", "drawn cost", "drawn loss")
        return all(frame.seen[name] != first.seen[name] for name in told)

    return watched.since("keydown", its_run)


def checking() -> list[Row]:
    """Measure how long the server takes to check a text that it has not seen before."""
    seconds = []
    for number, example in enumerate(EXAMPLES):
        text = f"{example.text.rstrip()}  # {number}"
        started = time.perf_counter()
        own_loss_name(text)
        seconds.append(time.perf_counter() - started)
    longest = 1000 * max(seconds)
    note = f"of {len(seconds)}, the longest {longest:.1f}"
    return [Row("writing", "a new text checked", 1000 * median(seconds), "ms", at_most=50, note=note)]


def checking_up() -> list[Row]:
    """Measure a whole check-up in a worker that has made one before, for the examples and the losses with a fault."""
    texts = [example.text for example in EXAMPLES] + [faulty.source for faulty in FAULTY]
    specs = [with_component(RunSpec(), Choice("loss", own_loss_name(text)))[0] for text in texts]
    workers = Workers(1)
    try:
        workers.submit(check_up, RunSpec()).result()
        seconds = []
        for spec in specs:
            started = time.perf_counter()
            workers.submit(check_up, spec).result()
            seconds.append(time.perf_counter() - started)
    finally:
        workers.shutdown()
    longest = 1000 * max(seconds)
    note = f"of {len(seconds)} losses, the longest {longest:.0f}"
    return [Row("writing", "a check-up, on a warm engine", 1000 * median(seconds), "ms", at_most=300, note=note)]
