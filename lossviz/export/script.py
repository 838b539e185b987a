"""Runs as code for anyone's project: a file or a notebook that trains with Keras' own `fit` to the same curves.

Tests run what is exported where lossviz cannot be imported, and compare every epoch.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from lossviz.code_layout import WIDTH
from lossviz.export.data_files import data_files
from lossviz.export.markdown import escaped
from lossviz.export.script_sections import Section, plain, sections
from lossviz.specs.run import RunSpec

_ABOUT = "It trains with Keras' own fit what lossviz trained, from the same weights on the same batches."
_NEEDS = "It needs tensorflow (which brings keras and numpy) and scikit-learn{more}."


def run_script(spec: RunSpec) -> str:
    """Return a Python file that trains a run anew and writes `history.csv` beside itself.

    The table has the columns of `History` but for `gradient_norm`, and the same numbers to rounding. A loss with a kink
    amplifies that: sums in the order of another program can give an example near it the other slope.
    """
    return comparison_script([("", spec)])


def comparison_script(runs: Sequence[tuple[str, RunSpec]]) -> str:
    """Return a Python file that trains several named runs one after another.

    It writes `history_1.csv`, `history_2.csv`, … beside itself; `history.csv` if there is one run.
    """
    head, *story = sections(runs)
    # A formatter wants one blank line behind the imports, and two before every other section.
    return "\n".join([_docstring(runs), head.code, "\n".join(map(_written, story)).removeprefix("\n")])


def run_notebook(runs: Sequence[tuple[str, RunSpec]]) -> str:
    """Return a Jupyter notebook, as JSON, that trains one or several named runs and draws their curves."""
    import nbformat
    from nbformat import v4

    cells = [("markdown", _introduction(runs))]
    for section in sections(runs, notebook=True):
        cells += [("markdown", f"## {escaped(section.heading)}")] if section.heading else []
        cells += [("code", section.code.rstrip("\n"))]
    make = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    notebook = v4.new_notebook(
        # Names of cells are drawn at random unless given, and the same runs should give the same file.
        cells=[make[kind](text, id=f"cell-{number}") for number, (kind, text) in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def _written(section: Section) -> str:
    return (
        f"\n# {section.heading}\n\n{chr(10) if section.code.startswith(('def ', 'class ', '@')) else ''}{section.code}"
    )


def _docstring(runs: Sequence[tuple[str, RunSpec]]) -> str:
    tables = f"history_1.csv to history_{len(runs)}.csv" if len(runs) > 1 else "history.csv"
    written = f"{_ABOUT} It writes {tables} beside itself: one row an epoch, epoch 0 is before training."
    files = data_files(spec for _, spec in runs)
    read = [f"It reads {' and '.join(files)} beside itself."] if files else []
    paragraphs = [_title(runs), *_told(runs, str), written, *read, _NEEDS.format(more="")]
    filled = [textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False) for text in paragraphs[1:]]
    title = textwrap.fill(f'"""{paragraphs[0]}.', WIDTH)
    return "\n\n".join([title, *filled]) + '\n"""\n'


def _introduction(runs: Sequence[tuple[str, RunSpec]]) -> str:
    return "\n\n".join(
        [f"# {_title(runs)}", *_told(runs, escaped), f"{_ABOUT} {_NEEDS.format(more=' and matplotlib')}"]
    )


def _title(runs: Sequence[tuple[str, RunSpec]]) -> str:
    if len(runs) == 1:
        return runs[0][1].title
    return f"{len(runs)} runs"


def _told(runs: Sequence[tuple[str, RunSpec]], quoted: Callable[[str], str]) -> list[str]:
    """Return what each of several runs is; `quoted` writes what people have called it."""
    if len(runs) == 1:
        return []
    return [f"{number}. {quoted(plain(name))}: {spec.title}" for number, (name, spec) in enumerate(runs, 1)]
