"""Numbers as people read them in sentences and at the ends of lines."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Sequence

from lossviz.declare.param import Value, value_words

THIN = "\N{NARROW NO-BREAK SPACE}"
"""What stands between a number and its unit."""

MINUS = "\N{MINUS SIGN}"

MAX_LISTED = 10
"""Most names that a sentence lists; of more it names the closest ones."""

_SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_words(value: float) -> str:
    """Return a measured number with the two or three digits that matter: `0.84`, `6.3`, `−12.0`, `240`, `1.2·10⁹`."""
    size = abs(value)
    if size == 0 or not math.isfinite(value):
        return "0" if size == 0 else "no number"
    if not 5e-4 <= size < 99_999.5:
        digits, exponent = f"{value:.1e}".split("e")
        return f"{digits}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}".replace("-", MINUS)
    text = f"{value:.2g}" if size < 0.095 else f"{value:.2f}" if size < 0.995 else f"{value:.1f}"
    return (text if size < 99.95 else f"{value:.0f}").replace("-", MINUS)


def one_of(names: Collection[str], got: str) -> str:
    """Return what a name must be: `one of a, b, c`, or of many those most like what came, else the first ones."""
    if len(names) <= MAX_LISTED:
        return f"one of {', '.join(names)}"
    near = difflib.get_close_matches(got[:40].lower(), names, n=3, cutoff=0.5)
    near += [name for name in names if len(got) > 2 and name.startswith(got[:40].lower()) and name not in near]
    return f"one of {len(names)} names, such as {', '.join((near or list(names))[:3])}"


def percent(share: float) -> str:
    """Return a share in percent; what is not all is never told as `100 %`, and what is something not as `0 %`."""
    rounded = round(100 * share)
    whole = rounded not in (0, 100) or share in (0, 1)
    return f"{rounded if whole else f'{100 * share:.1f}'}{THIN}%".replace("-", MINUS)


def count_words(n: int) -> str:
    """Return a count: small ones in words."""
    return _SMALL_NUMBERS[n] if 0 <= n < len(_SMALL_NUMBERS) else str(n)


def distinct_words(values: Sequence[Value]) -> tuple[str, ...]:
    """Return values in words, as `value_words`, with as many digits as it takes to tell those apart that differ."""
    for digits in range(4, 18):
        words = tuple(f"{value:.{digits}g}" if isinstance(value, float) else value_words(value) for value in values)
        if len(set(words)) == len(set(values)):
            break
    return words


def value_name(value: Value) -> str:
    """Return a chosen value as the name of a run: `0.90`, `6.3`, `0.015`, `relu`."""
    if not isinstance(value, float):
        return value_words(value).replace("-", MINUS) if isinstance(value, int) else value_words(value)
    text = f"{value:.3g}"
    if re.fullmatch(r"-?0\.\d", text):
        text += "0"  # as wide as its neighbours on a slider
    return text.replace("-", MINUS)
