"""Write what is generated from the registry of losses, the demos and the messages of the page: `make docs`."""

from __future__ import annotations

from pathlib import Path

from docs.typescript import declarations
from lossviz.export.demo_page import demo_page
from lossviz.export.reference import gallery_file, reference
from lossviz.export.writing_page import writing_page
from pages.ui.channel import component_records, messages, panel_records

ROOT = Path(__file__).parent.parent


def message_types() -> str:
    """Return what the JavaScript is told of the messages."""
    return declarations(component_records, panel_records, messages)


if __name__ == "__main__":
    for path, text in (
        ("docs/losses.md", reference()),
        ("docs/demos.md", demo_page()),
        ("docs/writing_losses.md", writing_page()),
        ("pages/ui/static/gallery.json", gallery_file()),
        ("pages/ui/static/messages.d.ts", message_types()),
    ):
        (ROOT / path).write_text(text, encoding="utf-8")
        print(path)
