"""The text of a loss: its bounds, its names, and what is said of a text that is refused.

A name of a loss is its text: compressed, in letters that a link leaves as they are.
"""

from __future__ import annotations

import ast
import base64
import binascii
import io
import re
import tokenize
import warnings
import zlib

from lossviz.errors import SpecError

PREFIX = "own"
"""What names of written losses begin with, before the first hyphen."""

MAX_CHARACTERS = 4_000
"""Longest text: some 100 lines. Longer ones do not fit into a link."""

MAX_SYNTAX_NODES = 2_000
"""Most parts of a text as Python reads it; 4,000 characters of a sensible loss have about 1,200."""

MAX_DEPTH = 40
"""Deepest nesting."""


class SourceError(SpecError):
    """A text that is no loss.

    Attributes:
        line: Where, from 1.
        column: Where in the line, from 1.
        message: What is wrong there, and what to write instead.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        """Take the sentence and the place."""
        self.message, self.line, self.column = message, line, column
        super().__init__(f"Line {line}: {message}")

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, int, int]]:
        return type(self), (self.message, self.line, self.column)


def refusal(message: str, node: ast.AST) -> SourceError:
    """Return the error that says something of a part of the text."""
    return SourceError(message, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)


def normalised(source: str) -> str:
    """Return a text with line ends of one kind, without empty lines around it and spaces at the ends of lines.

    Raises:
        SourceError: If it is empty, too long, or has characters that no text has.
    """
    if len(source) > 2 * MAX_CHARACTERS:
        raise _too_long(len(source))
    lines = [
        line.rstrip() for line in source.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").split("\n")
    ]
    text = "\n".join(lines).strip("\n").expandtabs(4)
    if not text.strip():
        raise SourceError("A loss must be an expression, a function or a class. Got an empty text instead.")
    if len(text) > MAX_CHARACTERS:
        raise _too_long(len(text))
    for number, line in enumerate(text.split("\n"), 1):
        odd = next((sign for sign in line if not sign.isprintable() and sign not in "\u00a0\u2009\u202f"), None)
        if odd is not None:
            raise SourceError(f"The sign U+{ord(odd):04X} must not stand in a loss.", number, line.index(odd) + 1)
    return text


def _too_long(length: int) -> SourceError:
    return SourceError(f"A loss must have at most {MAX_CHARACTERS:,} characters. Got {length:,} instead.")


def name_of(text: str) -> str:
    """Return the name of a normalised text."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(text.encode()) + packer.flush()
    return f"{PREFIX}-{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def text_of(name: str) -> str:
    """Return the text that a name has in it.

    Raises:
        SpecError: If it has none.
    """
    packed = name.removeprefix(f"{PREFIX}-")
    wrong = SpecError(f"The loss must be one of the declared ones or own- and a text. Got {name[:40]!r} instead.")
    if len(packed) > 2 * MAX_CHARACTERS or not re.fullmatch(r"[A-Za-z0-9_-]+", packed):
        raise wrong
    try:
        opener = zlib.decompressobj(-15)
        data = opener.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), 4 * MAX_CHARACTERS + 1)
        text = data.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise wrong from None
    if not opener.eof or name_of(text) != name or normalised(text) != text:
        raise wrong
    return text


def parsed(text: str) -> ast.Module:
    """Return a normalised text as Python reads it; nothing of it is executed.

    Raises:
        SourceError: If Python cannot read it, or it is too large.
    """
    _check_brackets(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            module = ast.parse(text, "<loss>")
    except SyntaxError as error:  # an IndentationError, too
        line, column = error.lineno or 1, max(error.offset or 1, 1)
        raise SourceError(f"Python cannot read this line: {_plain(error.msg)}.", line, column) from None
    except (ValueError, MemoryError, RecursionError, OverflowError):
        raise SourceError("Python cannot read this text: it is nested too deeply or has a number too long.") from None
    _check_size(module)
    return module


def _check_brackets(text: str) -> None:
    """Refuse what is nested so deeply that Python's reader might not survive it."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) - len(line.lstrip(" ")) > 4 * MAX_DEPTH:
            raise SourceError(f"A loss must be nested at most {MAX_DEPTH} deep.", number)
        for column, sign in enumerate(line, 1):
            depth += (sign in "([{") - (sign in ")]}")
            if depth > MAX_DEPTH:
                raise SourceError(f"A loss must be nested at most {MAX_DEPTH} deep.", number, column)


def _check_size(module: ast.Module) -> None:
    """Refuse a tree that is too large or too deep, without a recursion."""
    level: list[ast.AST] = [module]
    n_nodes, depth = 0, 0
    while level:
        n_nodes, depth = n_nodes + len(level), depth + 1
        if n_nodes > MAX_SYNTAX_NODES:
            raise refusal("A loss must be shorter: this text has too many parts.", level[0])
        if depth > MAX_DEPTH:
            raise refusal(f"A loss must be nested at most {MAX_DEPTH} deep: use a variable.", level[0])
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")


def comments(text: str) -> dict[int, str]:
    """Return the comments of a text that Python can read, by their lines."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string.lstrip("# ").strip() for token in tokens if token.type == tokenize.COMMENT}
