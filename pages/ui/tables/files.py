"""Tables that are too long to stand in a script, as files to be saved beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from lossviz.export.data_files import data_files
from lossviz.specs.run import RunSpec
from pages.ui.channel.downloads import File
from pages.ui.channel.scene import Scene

S = TypeVar("S", bound=Scene)


def table_files(scene: S, specs: Callable[[S], Iterable[RunSpec]]) -> list[File]:
    """Return the files that a script reads.

    Args:
        scene: The page that offers the script.
        specs: Returns the runs that it trains, as they are when a file is asked for.
    """

    def file(name: str) -> File:
        help_text = "The data that the script reads: save it in the same folder."
        return File(name, name, "text/csv", lambda scene: data_files(specs(scene)).get(name, b""), help_text)

    return [file(name) for name in data_files(specs(scene))]
