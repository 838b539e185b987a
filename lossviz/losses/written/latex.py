"""The formula of a written loss as LaTeX, from what it computes; where that is too much, how it is called.

It says what declared formulas say: of numbers, the cost of one output, whose mean is taken; of classes, the cost of an
example, with an index where a number is one of many. Tiny numbers that keep a logarithm finite are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lossviz.losses.written.graph import Graph, Node
from lossviz.losses.written.latex_parts import (
    ATOM,
    NAMED,
    OF_KERAS,
    POWER,
    PRODUCT,
    REDUCTIONS,
    RELATIONS,
    SAME,
    SUM,
    TINY,
    NoFormulaError,
    Part,
    is_number,
    negated,
    number,
    quotient,
)
from lossviz.losses.written.outlines import ONE, Level
from lossviz.losses.written.rules import OF_ONE_NUMBER

MAX_SIGNS = 90
"""The longest formula that is shown, in signs that are seen."""

MAX_PARTS = 80
"""Most parts that a formula is made of."""


def formula(graph: Graph, labels: str, scores: bool, name: str) -> str:
    """Return the formula of a loss.

    Args:
        graph: What it computes.
        labels: See `Loss.labels`.
        scores: Whether predictions are scores.
        name: What it is called.
    """
    try:
        latex = _Writer(labels, scores).part(graph.result, "", linear=True).latex
    except NoFormulaError:
        latex = ""
    seen = re.sub(
        r"\\(?:left|right|text|hat|frac|begin\{cases\}|end\{cases\}) ?|[{}&]", "", re.sub(r"<\w+>", "x", latex)
    )
    if not latex or len(seen) > MAX_SIGNS:
        return rf"\text{{{name.replace('_', ' ')}}}(y, \hat y)"
    return latex


@dataclass
class _Writer:
    """Writes parts of a formula."""

    labels: str
    scores: bool
    n_parts: int = 0

    def part(self, value: Any, index: str, *, linear: bool = False) -> Part:
        """Return what stands for a value.

        Args:
            value: A node or a constant.
            index: The index of the one number that is meant, where there are many; empty for an example as a whole.
            linear: Whether the formula is a sum of multiples of it, of which the mean is taken anyway.
        """
        self.n_parts += 1
        if self.n_parts > MAX_PARTS:
            raise NoFormulaError
        if not isinstance(value, Node):
            return number(value)
        if value.kind == "parameter":
            return Part(f"<{value.name}>")
        if value.kind == "input":
            return self._input(value, index)
        if value.kind == "index":
            return self._index(value, index)
        arguments = list(value.arguments.values())
        operation = value.operation
        if len(value.outline.batch_axes) > 1:
            raise NoFormulaError  # each example with each other one
        if operation in SAME:
            return self.part(arguments[0], index, linear=linear)
        for writes in (self._arithmetic, self._choice, self._over_axis, self._of_keras, self._function):
            part = writes(value, operation, arguments, index, linear)
            if part is not None:
                return part
        raise NoFormulaError

    # Symbols

    def _input(self, node: Node, index: str) -> Part:
        letter = "y" if node.name == "y_true" else rf"\hat {self._letter}"
        many = self.labels in ("one_hot", "integers") and len(node.outline.shape) > 1
        if many and not index:
            raise NoFormulaError
        return Part(f"{letter}_{index}" if many else letter)

    @property
    def _letter(self) -> str:
        return "y" if self.labels == "numbers" else "s" if self.scores else "p"

    def _index(self, node: Node, index: str) -> Part:
        x, at = node.arguments["x"], node.arguments["index"]
        if all(part in (None, Ellipsis, slice(None)) for part in at):
            return self.part(x, index)
        if self.labels == "numbers" and x.outline.shape[-1] == ONE:
            return self.part(x, index)
        if len(at) == 2 and at[0] in (slice(None), Ellipsis) and type(at[1]) is int and at[1] >= 0:
            return self.part(x, str(at[1] + 1))
        raise NoFormulaError

    # Operations

    def _arithmetic(self, node: Node, operation: str, arguments: list[Any], index: str, linear: bool) -> Part | None:
        if operation in ("operator.add", "operator.sub"):
            return self._sum(operation, arguments, index, linear)
        if operation == "operator.mul":
            return self._product(arguments, index, linear)
        if operation in ("operator.truediv", "tf.math.divide_no_nan"):
            over, under = self.part(arguments[0], index, linear=linear), self.part(arguments[1], index)
            return quotient(over, under)
        if operation == "operator.neg":
            return negated(self.part(arguments[0], index, linear=linear))
        if operation == "operator.pow":
            even = isinstance(arguments[1], int) and arguments[1] % 2 == 0
            base = self._even(arguments[0], index) if even else self.part(arguments[0], index)
            exponent = self.part(arguments[1], index).latex
            return Part(f"{base.within(ATOM)}^{exponent if len(exponent) == 1 else f'{{{exponent}}}'}", POWER)
        if operation == "tf.square":
            return Part(f"{self._even(arguments[0], index).within(ATOM)}^2", POWER)
        if operation == "tf.math.squared_difference":
            return Part(f"{self._difference(arguments, index).positive.within(ATOM)}^2", POWER)
        return None

    def _sum(self, operation: str, arguments: list[Any], index: str, linear: bool) -> Part:
        if operation == "operator.sub":
            return self._difference(arguments, index, linear=linear)
        kept = [side for side in arguments if not (isinstance(side, float) and abs(side) <= TINY)]
        parts = [self.part(side, index, linear=linear).latex for side in kept]
        if len(parts) == 1:
            return self.part(kept[0], index, linear=linear)
        return Part(f"{parts[0]} + {parts[1]}".replace(" + -", " - "), SUM)

    def _difference(self, sides: list[Any], index: str, *, linear: bool = False) -> Part:
        left, right = sides
        names = [side.name if isinstance(side, Node) and side.kind == "input" else "" for side in sides]
        if self.labels == "numbers" and sorted(names) == ["y_pred", "y_true"]:
            return Part("e") if names[0] == "y_pred" else negated(Part("e"))
        if isinstance(right, float) and abs(right) <= TINY:
            return self.part(left, index, linear=linear)
        parts = self.part(left, index, linear=linear), self.part(right, index, linear=linear)
        return Part(f"{parts[0].latex} - {parts[1].within(PRODUCT)}", SUM)

    def _even(self, value: Any, index: str) -> Part:
        """Return what stands for a value whose sign does not matter."""
        part = self.part(value, index).positive
        return Part("e") if part.latex == "|e|" else part

    def _product(self, arguments: list[Any], index: str, linear: bool) -> Part:
        fixed = [_is_fixed(side) for side in arguments]
        sides = [
            self.part(side, index, linear=linear and other) for side, other in zip(arguments, fixed[::-1], strict=True)
        ]
        if fixed[1] and not fixed[0]:
            sides.reverse()
        negative = sides[0].negative != sides[1].negative
        first, second = (side.positive for side in sides)
        if first.latex == "1":
            return negated(second) if negative else second
        product = Part(rf"{first.within(PRODUCT)} \cdot {second.within(PRODUCT)}", PRODUCT)
        return negated(product) if negative else product

    def _function(self, node: Node, operation: str, arguments: list[Any], index: str, linear: bool) -> Part | None:
        if operation in NAMED:
            part = self._even(arguments[0], index) if operation == "tf.cosh" else self.part(arguments[0], index)
            return Part(f"{NAMED[operation]}{part.argument}", PRODUCT if part.argument.startswith(" ") else ATOM)
        if operation == "operator.abs":
            return Part(f"|{self._even(arguments[0], index).latex}|")
        if operation in ("tf.maximum", "tf.minimum"):
            return self._extreme(operation, arguments, index)
        x = self.part(arguments[0], index)
        if operation == "tf.sqrt":
            return Part(rf"\sqrt{{{x.latex}}}")
        if operation == "tf.math.log1p":
            return Part(rf"\log(1 + {x.latex})".replace("+ -", "- "))
        if operation == "tf.math.expm1":
            return Part(rf"\exp{x.argument} - 1", SUM)
        if operation == "tf.math.softplus":
            return Part(rf"\log(1 + \exp({x.latex}))")
        if operation == "tf.nn.relu":
            return Part(rf"\max(0,\; {x.latex})")
        if operation == "tf.clip_by_value":
            low, high = arguments[1:]
            if is_number(low) and is_number(high) and abs(low) <= TINY and abs(high - 1) <= TINY:
                return x
            low, high = (self.part(end, index).latex for end in (low, high))
            return Part(rf"\min({high},\; \max({low},\; {x.latex}))")
        return None

    def _extreme(self, operation: str, arguments: list[Any], index: str) -> Part:
        kept = [side for side in arguments if not (is_number(side) and 0 < abs(side) <= TINY)]
        parts = [self.part(side, index) for side in kept]
        if len(parts) == 1:
            return parts[0]
        word = "max" if operation == "tf.maximum" else "min"
        return Part(rf"\{word}({parts[0].latex},\; {parts[1].latex})")

    def _choice(self, node: Node, operation: str, arguments: list[Any], index: str, linear: bool) -> Part | None:
        if operation != "tf.where":
            return None
        rows = []
        chosen: Any = node
        while isinstance(chosen, Node) and chosen.operation == "tf.where":
            condition, this, chosen = chosen.arguments.values()
            rows.append(f"{self.part(this, index).latex} & {self._condition(condition, index)}")
        rows.append(rf"{self.part(chosen, index).latex} & \text{{else}}")
        lines = r" \\ ".join(rows)
        return Part(rf"\begin{{cases}} {lines} \end{{cases}}", SUM)

    def _condition(self, node: Any, index: str) -> str:
        if not isinstance(node, Node):
            raise NoFormulaError
        sides = list(node.arguments.values())
        if node.operation in ("tf.logical_and", "tf.logical_or"):
            word = node.operation.removeprefix("tf.logical_")
            return rf" \text{{{word}}} ".join(self._condition(side, index) for side in sides)
        if node.operation == "operator.lt":
            sides, sign = sides[::-1], ">"
        elif node.operation in RELATIONS:
            sign = RELATIONS[node.operation]
        else:
            raise NoFormulaError
        names = [side.name if isinstance(side, Node) and side.kind == "input" else "" for side in sides]
        if self.labels == "numbers" and sorted(names) == ["y_pred", "y_true"]:
            return f"{self._difference(sides, index).latex} {sign} 0"
        left, right = (self.part(side, index).latex for side in sides)
        return f"{left} {sign} {right}"

    # Many numbers

    def _over_axis(self, node: Node, operation: str, arguments: list[Any], index: str, linear: bool) -> Part | None:
        if operation in ("tf.gather", "keras.ops.take_along_axis"):
            return self.part(arguments[0], "y")
        if operation not in REDUCTIONS:
            return None
        x = arguments[0]
        over_rows = node.outline.level == Level.EXAMPLES
        if operation == "tf.reduce_mean" and linear and self.labels == "numbers":
            return self.part(x, index, linear=True)
        if operation == "tf.reduce_mean" and linear and node.outline.level == Level.MEAN and len(x.outline.shape) == 1:
            return self.part(x, index, linear=True)
        if over_rows and x.outline.shape[-1] == ONE and operation in OF_ONE_NUMBER:
            return self.part(x, index, linear=linear)
        if not over_rows or self.labels == "numbers":
            return Part(rf"{REDUCTIONS[operation]}({self.part(x, index).latex})")
        of_true = _of_true_class(x) if operation == "tf.reduce_sum" else None
        if of_true is not None:
            return self.part(of_true, "y")
        letter = "i" if index == "j" else "j"
        body = self.part(x, letter)
        if operation == "tf.reduce_sum":
            return Part(rf"\sum_{letter} {body.within(PRODUCT)}", PRODUCT)
        if operation == "tf.reduce_mean":
            return Part(rf"\frac{{1}}{{k}} \sum_{letter} {body.within(PRODUCT)}", PRODUCT)
        return Part(rf"{REDUCTIONS[operation]}_{letter} {body.within(ATOM)}", PRODUCT)

    def _of_keras(self, node: Node, operation: str, arguments: list[Any], index: str, linear: bool) -> Part | None:
        name = operation.removeprefix("keras.losses.")
        settings = {} if node.function is None else {a.name: a.default for a in node.function.arguments[2:]}
        settings["from_logits"] = self.scores
        given = list(node.arguments.values())[:2]
        plain = all(isinstance(each, Node) and each.kind == "input" for each in given)
        if name not in OF_KERAS or not plain or any(node.arguments.get(s, d) != d for s, d in settings.items()):
            return None
        latex = OF_KERAS[name]
        if self.scores:
            chance = r" \sigma(\hat s)" if self.labels == "zero_one" else r" \text{softmax}(\hat s)_y"
            latex = re.sub(r" \\hat p(_y)?", lambda _: chance, latex)
        if not latex.startswith("-"):
            return Part(latex, POWER)
        return Part(latex, SUM, negative=" - " not in latex)


def _of_true_class(product: Any) -> Node | None:
    """Return what is multiplied by one-hot labels before a sum."""
    if not isinstance(product, Node) or product.operation != "operator.mul":
        return None
    for labels, other in (list(product.arguments.values()), list(product.arguments.values())[::-1]):
        one_hot = isinstance(labels, Node) and (labels.name == "y_true" or labels.operation.endswith("one_hot"))
        if one_hot and isinstance(other, Node) and len(other.outline.shape) > 1:
            return other
    return None


def _is_fixed(value: Any) -> bool:
    return not isinstance(value, Node) or value.outline.level == Level.FIXED
