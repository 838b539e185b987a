"""Write what is generated from the registry of losses, the reference page and the gallery: `make docs`."""

from __future__ import annotations

from pathlib import Path

from lossviz.export.reference import gallery, reference

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    for path, text in (("docs/losses.md", reference()), ("pages/ui/static/gallery.json", gallery())):
        (ROOT / path).write_text(text, encoding="utf-8")
        print(path)
