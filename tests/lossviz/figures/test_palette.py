"""Colours of runs are told apart by people who see other colours, and read on the background of their theme."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from lossviz.export.theme import theme_variables
from lossviz.figures.base import DASHES, PALETTE

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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SEEN)
def test_no_two_colours_of_runs_look_alike(theme: str, sight: str) -> None:
    seen = {word: lab(np.array(SEEN[sight]) @ rgb) for word, rgb in colours(theme).items()}
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= 10, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_of_runs_are_read_as_text(theme: str) -> None:
    background = TO_XYZ[1] @ linear(theme_variables(theme)["--st-background-color"])
    for word, rgb in colours(theme).items():
        low, high = sorted([background, TO_XYZ[1] @ rgb])
        assert (high + 0.05) / (low + 0.05) >= 4.5, word


def test_neighbouring_runs_differ_by_their_dashes_too() -> None:
    styles = [(PALETTE[n % len(PALETTE)], DASHES[n % len(DASHES)]) for n in range(len(PALETTE) * len(DASHES))]
    assert len(set(styles)) == len(styles)
    assert all(one[1] != other[1] for one, other in pairwise(styles))
