"""What a text computes, without what only people read or sliders set; texts that differ in that share programs."""

from __future__ import annotations

import ast

from lossviz.losses.written.definition import Definition


def canonical_text(text: str, told: Definition) -> str:
    """Return a text without comments, docstrings and spaces, in which all numbers that are defaults are the same.

    Args:
        text: A text of a loss.
        told: What it defines.
    """
    numbers = {
        (node.lineno, node.col_offset)
        for name, node in told.defaults.items()
        if node is not None and told.params[name].type is float
    }
    return ast.unparse(ast.fix_missing_locations(_Plain(numbers).visit(ast.parse(text))))


class _Plain(ast.NodeTransformer):
    """Takes docstrings out, and puts one number in the place of all others that begin at some places."""

    def __init__(self, numbers: set[tuple[int, int]]) -> None:
        self._numbers = numbers

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and (node.lineno, node.col_offset) in self._numbers:
            return ast.Constant(1.0)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and len(node.body) > 1:
            node.body = [each for each in node.body if not _is_text(each)] or node.body
        return super().visit(node)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
