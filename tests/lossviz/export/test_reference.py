"""What is generated from the registry of losses is as new as the registry."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from lossviz.export import reference
from lossviz.losses import CLAIMS, LOSSES

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "losses.md"
GALLERY = ROOT / "pages" / "ui" / "static" / "gallery.json"


def test_the_reference_page_is_not_stale():
    assert PAGE.read_text(encoding="utf-8") == reference.reference(), "Run `make docs`."


def test_the_gallery_is_not_stale():
    stored, made = (json.loads(text) for text in (GALLERY.read_text(encoding="utf-8"), reference.gallery_file()))
    heights = [np.array([card.pop("y") for card in content["losses"]]) for content in (stored, made)]
    assert stored == made, "Run `make docs`."
    # Machines round differently.
    np.testing.assert_allclose(*heights, atol=0.002, err_msg="Run `make docs`.")


def test_the_reference_page_tells_all_of_every_loss():
    page = reference.reference()
    for loss in LOSSES.values():
        entry = page.partition(f"### `{loss.name}`\n")[2].partition("\n### ")[0]
        assert loss.summary in entry
        assert loss.description in entry
        assert loss.latex() in entry
        assert loss.reference in entry
        assert all(f"`{name}`" in entry for name in loss.params)
    assert all(f"| {name} |" in page for name in CLAIMS)


def test_the_gallery_shows_every_loss_once_and_most_of_it_within_its_frame():
    cards = json.loads(reference.gallery_file())["losses"]
    assert sorted(card["name"] for card in cards) == sorted(LOSSES)
    for card in cards:
        assert len(card["y"]) == reference.THUMBNAIL_POINTS
        assert 0 <= min(card["y"]) < 1 <= max(card["y"]) <= reference.BEYOND
        assert np.mean(np.array(card["y"]) <= 1) > 0.5


def test_the_gallery_is_small():
    # The goal is 1.5 MB for all that is sent for it.
    assert GALLERY.stat().st_size < 100_000
