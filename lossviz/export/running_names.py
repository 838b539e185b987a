"""The names in a written loss under which exported code finds what they stand for.

A visitor may write `K.mean`, `mse` or, in an expression, `where`, and import it or not. Exported code has one head of
imports, with `tf`, `keras`, `np` and `math`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lossviz.export.edits import GONE, Edit
from lossviz.losses.written.functions import BARE, SPELLINGS
from lossviz.losses.written.modules import MODULES, full_name

_PYTHON = ("abs", "pow")
"""Functions of Python that work on tensors, too."""

_IN_TF = ("tf.keras.losses.", "tf.keras.metrics.", "tf.keras.backend.", "tf.keras.utils.", "tf.keras.activations.")
"""What of Keras TensorFlow has, too: it stays as it was written."""


def running_names(tree: ast.Module) -> Iterator[Edit]:
    """Give the edits after which a text needs no imports but those of `tf`, `keras`, `np` and `math`."""
    imported = dict(_imported(tree))
    yield from (Edit.of(n, GONE) for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)))
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    for node, written in _chains(tree):
        root, dot, rest = written.partition(".")
        if root in bound:
            continue
        if root in imported or root in MODULES:
            path = full_name(imported.get(root, MODULES.get(root, "")) + dot + rest)
        elif written == "Loss":
            path = "keras.losses.Loss"
        elif written in BARE and written not in _PYTHON:
            path = _full(written)
        else:
            continue
        running = written if written.startswith(_IN_TF) and imported.get("tf", "tf") == "tf" else _running(path)
        if running != written:
            yield Edit.of(node, running)
    yield from _settings(tree)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give the names that a text imports, with their full names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or whole, full_name(whole)
        elif isinstance(node, ast.ImportFrom) and node.module not in ("__future__", "typing", "lossviz.declare"):
            for alias in node.names:
                yield alias.asname or alias.name, full_name(f"{node.module}.{alias.name}")


def _chains(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Give the names in a tree, each with all that is asked of it: `tf.math.log`."""
    names, inner = [], node
    while isinstance(inner, ast.Attribute):
        names.append(inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        yield node, ".".join([inner.id, *reversed(names)])
        return
    for child in ast.iter_child_nodes(node):
        yield from _chains(child)


def _full(bare: str) -> str:
    """Return the first of the full names of a function that end as it is called in an expression."""
    return next(
        spelling for spelling in BARE[bare].spellings if spelling.rpartition(".")[2] == bare and "bare" not in spelling
    )


def _running(path: str) -> str:
    """Return under which name the installed TensorFlow and Keras have what a full name stands for."""
    home, _, last = path.removeprefix("tf.").rpartition(".")
    if home == "keras.losses.Reduction":
        return {"AUTO": '"sum_over_batch_size"'}.get(last, f'"{last.lower()}"')
    if home == "keras.backend" or path in SPELLINGS:
        return path
    return path.removeprefix("tf.") if home.startswith("keras") else path


def _settings(tree: ast.Module) -> Iterator[Edit]:
    """Give the settings that only older versions of Keras have."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="reduction", value=ast.Constant("auto") as value):
                yield Edit.of(value, '"sum_over_batch_size"')
