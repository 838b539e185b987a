"""The page of all demonstrations, generated from what is declared of them; a test fails when it is stale."""

from __future__ import annotations

from lossviz.declare import value_name
from lossviz.specs.demo import Demo
from lossviz.specs.demos import DEMOS
from lossviz.specs.settings import words_of


def demo_page() -> str:
    """Return all demonstrations as Markdown."""
    parts = [
        "# Demos",
        "Generated from `lossviz/specs/demos.py` by `make docs`. Each opens on the Train page by its link, as in "
        "`?demo=pull`, with its slider in hand. Tests hold what is said to be seen, over eight seeds.",
    ]
    return "\n\n".join([*parts, *(_entry(demo) for demo in DEMOS)]) + "\n"


def picture_of(demo: Demo) -> str:
    """Return where the picture of a demonstration lies, beside the page."""
    return f"demos/{demo.name}.png"


def gallery(columns: int = 3) -> str:
    """Return the pictures of all demonstrations as a table in Markdown, for a page one folder above."""
    cells = [f"[![{demo.label}](docs/{picture_of(demo)})](docs/demos.md#{demo.name})<br>{demo.label}" for demo in DEMOS]
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    lines = [f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * columns}", *lines[1:]])


def _entry(demo: Demo) -> str:
    ends = f"{value_name(demo.low)} to {value_name(demo.high)}"
    drawn = [f"{demo.spec.loss.component.label} on {demo.spec.dataset.component.label}"]
    drawn += [f"{companion.name or 'its mirror'}" for companion in demo.companions]
    return "\n\n".join(
        [
            f"## `{demo.name}`",
            f"![{demo.label}]({picture_of(demo)})",
            f"**{demo.label}** · {demo.question} {demo.answer}",
            f"**Slider**: {words_of(demo.hand)}, {ends}. **Runs**: {', beside it '.join(drawn[:2])}"
            f"{''.join(f' and {name}' for name in drawn[2:])}.",
        ]
    )
