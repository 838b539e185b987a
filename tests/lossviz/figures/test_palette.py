"""Colours of runs are told apart by people who see other colours, and read on the background of their theme."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from lossviz.export.theme import theme_variables
from lossviz.figures.base import CLASS_COLOURS, DASHES, PALETTE
from pages.ui.channel.assets import STATIC

SEEN = {
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""What becomes of linear RGB. G. M. Machado et al., 2009, doi:10.1109/TVCG.2009.113, of full severity."""

TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""From linear sRGB, of which the second row is the luminance."""

PAGE_CSS = (STATIC / "page.css").read_text("utf-8")

WHITE = np.array([0.95047, 1, 1.08883])


def linear(colour: str) -> np.ndarray:
    """Return the linear RGB of a colour such as #ff8800, each from 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return the colour in CIELAB, where distances are differences that people see."""
    x, y, z = np.cbrt(TO_XYZ @ np.clip(rgb, 1e-3, 1) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def colours(theme: str) -> dict[str, np.ndarray]:
    variables = theme_variables(theme)
    return {word: linear(variables[f"--st-{word}-text-color"]) for word in PALETTE}


def colours_of_classes(theme: str) -> dict[str, np.ndarray]:
    return colours(theme) | {code: linear(code) for code in CLASS_COLOURS if code.startswith("#")}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SEEN)
def test_no_two_colours_of_runs_or_of_ten_classes_look_alike(theme: str, sight: str) -> None:
    assert len(colours_of_classes(theme)) == len(CLASS_COLOURS) == 10
    seen = {word: lab(np.array(SEEN[sight]) @ rgb) for word, rgb in colours_of_classes(theme).items()}
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= 10, (one, other)


def luminance(rgb: np.ndarray) -> float:
    """Return the relative luminance of linear RGB."""
    return float(TO_XYZ[1] @ rgb)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Return how many times as light one colour is as another, as W3C's guidelines for accessibility define it."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> np.ndarray:
    """Return what CSS makes of a share of one colour in another: it mixes what screens are told, not light."""
    parts = [share * int(one[i : i + 2], 16) + (1 - share) * int(other[i : i + 2], 16) for i in (1, 3, 5)]
    return linear("#" + "".join(f"{round(part):02x}" for part in parts))


TEXT = 4.5
"""Least contrast of text."""

PARTS = 3.0
"""Least contrast of large text, and of what must be seen of a picture."""

WORDS = ("text", "primary", "gray-text", "red-text", "blue-text")
"""Colours of words that stand on the page and on what is raised from it."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_read_on_all_that_they_stand_on(theme: str) -> None:
    variables = theme_variables(theme)
    colour = {name: variables[f"--st-{name}-color"] for name in (*WORDS, "background", "secondary-background")}
    ink, ground, now = colour["text"], colour["background"], colour["primary"]
    soft = mixed(ink, ground, mix_of("soft", "ink"))
    wash = mixed(now, ground, mix_of("wash", "now"))
    grounds = {"page": linear(ground), "raised": linear(colour["secondary-background"]), "wash": wash}
    words = {**{name: linear(colour[name]) for name in WORDS}, "soft": soft}
    pairs = {(word, on): contrast(words[word], grounds[on]) for word in words for on in ("page", "raised")}
    pairs |= {(word, "wash"): contrast(words[word], wash) for word in ("text", "soft", "primary")}
    pairs["page", "button"] = contrast(linear(ground), linear(now))
    assert {pair: found for pair, found in pairs.items() if found < TEXT} == {}


def mix_of(name: str, of: str) -> float:
    """Return which share of a colour `page.css` mixes into the page's background."""
    found = re.search(rf"--{name}: color-mix\(in srgb, var\(--{of}\) (\d+)%, var\(--ground\)\)", PAGE_CSS)
    assert found, name
    return int(found[1]) / 100


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_of_runs_are_read_as_text(theme: str) -> None:
    background = linear(theme_variables(theme)["--st-background-color"])
    for word, rgb in colours(theme).items():
        assert contrast(background, rgb) >= TEXT, word
    for word, rgb in colours_of_classes(theme).items():
        assert contrast(background, rgb) >= PARTS, word


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_before_is_seen_and_does_not_look_like_a_run(theme: str) -> None:
    variables = theme_variables(theme)
    faint = linear(variables["--st-gray-text-color"])
    assert contrast(linear(variables["--st-background-color"]), faint) >= PARTS
    for word, rgb in colours(theme).items():
        assert np.linalg.norm(lab(faint) - lab(rgb)) >= 10, word


def test_neighbouring_runs_differ_by_their_dashes_too() -> None:
    styles = [(PALETTE[n % len(PALETTE)], DASHES[n % len(DASHES)]) for n in range(len(PALETTE) * len(DASHES))]
    assert len(set(styles)) == len(styles)
    assert all(one[1] != other[1] for one, other in pairwise(styles))
