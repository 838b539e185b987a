r"""The LaTeX formulas of losses as functions, so that a test can compute what is shown.

Text that people could read in two ways is refused, or read as mathematicians do:

- `\cdot`, `/` and juxtaposition bind equally, from left to right. But nothing may be juxtaposed behind `a / b`, and no
  number behind a factor: `x^10` would be shown as x¹0.
- The argument of a function is what follows in brackets or else one juxtaposed chain, which ends before `\cdot`, `/`
  and the next function: `\log 2 x \cdot y` is `\log(2 x) \cdot y`. A bracket behind such a chain is refused.
- `\log^2(x)` and `\log(x)^2` are the square of the logarithm, `\log x^2` is the logarithm of the square.
- The body of `\sum_j` and of `\max_j` is all of the product that follows.
- A bar closes an absolute value where it can. `\left|` and `\lvert` always open one.
- A parameter needs braces as an exponent: `x^<a>` would be shown as x⁰.5. Other braces group a factor at most.
- `\quad` is space within a group; outside it begins a definition.

Indices count from 1, as they are read: in `\sum_j`, `j` is also a number. The index `y` is the true class. `0 \log 0`
is 0: the logarithm is -inf, and 0 times an infinity is 0.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from mpmath import mp, mpc, mpf

from tests.latex import LETTER, NUMBER, SYMBOL, Symbol, tokens

RELATIONS = {"=": operator.eq, "<": operator.lt, ">": operator.gt}
RELATIONS |= {rf"\{name}": getattr(operator, name) for name in ("lt", "le", "gt", "ge", "ne")}
RELATIONS |= {r"\leq": operator.le, r"\geq": operator.ge, r"\neq": operator.ne}
FUNCTIONS = {rf"\{name}": getattr(mp, name) for name in ("log", "ln", "exp", "sin", "cos", "sinh", "cosh", "tanh")}
FUNCTIONS |= {r"\arctan": mp.atan, r"\text{sign}": mp.sign}
FUNCTIONS |= {r"\sigma": lambda x: 1 / (1 + mp.exp(-x))}  # only before a parenthesis, elsewhere it is a symbol
FOLDS = {r"\sum": partial(sum, start=mpf(0)), r"\max": max, r"\min": min}
FRACTIONS = (r"\frac", r"\tfrac", r"\dfrac")
BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
BARS = {"|": "|", r"\lvert": r"\rvert"}
OPENERS = {*FUNCTIONS, *FOLDS, *FRACTIONS, *BRACKETS, r"\lvert", "{", r"\sqrt", r"\text{e}", r"\begin{cases}"}


@dataclass(frozen=True)
class Scope:
    """What symbols mean while a formula is evaluated.

    Attributes:
        symbols: The values that the caller gives.
        definitions: What the formula itself defines, by name or, where the index runs, by base.
        indices: The numbers that the indices of the sums around stand for.
    """

    symbols: Mapping[str, Any]
    definitions: Mapping[str, tuple[str, Node]]
    indices: Mapping[str, int] = field(default_factory=dict)

    def value(self, symbol: Symbol) -> mpf:
        """Return the value of a symbol: by its whole name or else by its index."""
        if symbol.name in self.indices:
            return mpf(self.indices[symbol.name])
        spellings = {symbol.name: ""} | ({symbol.base: symbol.index} if symbol.index else {})
        for key, index in spellings.items():
            parameter, node = self.definitions.get(key, ("", None))
            if node and bool(parameter) == bool(index):
                return node(replace(self, indices={parameter: self.index(index)} if index else {}))
            value = self.symbols.get(key)
            if value is not None and isinstance(value, (list, tuple)) == bool(index):
                return mpf(dict(enumerate(value, 1))[self.index(index)] if index else value)
        raise KeyError(f"{symbol.name} has no value")

    def index(self, name: str) -> int:
        """Return the number an index stands for; the caller counts classes from 0 and formulas count them from 1."""
        if name in self.indices:
            return self.indices[name]
        if name == "y" and "_y" in self.symbols:
            return self.symbols["_y"] + 1
        raise KeyError(f"the index {name} has no value")

    def entries(self) -> range:
        """Return the numbers of the entries of the lists."""
        lengths = {len(value) for value in self.symbols.values() if isinstance(value, (list, tuple))}
        if len(lengths) != 1:
            raise ValueError(f"an index runs over lists of one length, not of the lengths {sorted(lengths)}")
        return range(1, lengths.pop() + 1)


Node = Callable[[Scope], mpf]


def apply(function: Callable[..., Any], *nodes: Node) -> Node:
    """Return what applies a function to values."""

    def value(scope: Scope) -> mpf:
        result = function(*(node(scope) for node in nodes))
        if isinstance(result, mpc):
            raise ValueError("a logarithm, a root or a power is not a real number")
        return result

    return value


def times(a: mpf, b: mpf) -> mpf:
    """Multiply; an infinity is not stronger than 0."""
    return mpf(0) if 0 in (a, b) else a * b


class Parser:
    """A recursive descent: each method parses what it is named after and returns what evaluates it."""

    def __init__(self, latex: str):
        self.latex = latex
        self.tokens = list(tokens(latex))
        self.at = 0
        self.closing = ""  # what closes the innermost group: within a pair of bars a bar opens no other
        self.definitions: dict[str, tuple[str, Node]] = {}

    @property
    def next(self) -> str:
        # Whether a \quad separates is known only now: within a group it is skipped as space.
        while self.closing and self.tokens[self.at][0] in (r"\quad", r"\qquad"):
            self.at += 1
        return self.tokens[self.at][0]

    def take(self) -> str:
        text = self.next
        self.at += 1
        return text

    def accept(self, *texts: str) -> str:
        return self.take() if self.next in texts else ""

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.error(text)

    def error(self, expected: str) -> ValueError:
        place = self.tokens[self.at][1]
        return ValueError(f"expected {expected} at {place}: {self.latex[place:]}")

    def group(self, closing: str, content: Callable[[], Any]) -> Any:
        outer, self.closing = self.closing, closing
        value = content()
        self.expect(closing)
        self.closing = outer
        return value

    def formula(self) -> Node:
        value = self.sides()
        while self.accept(",", r"\quad", r"\qquad"):
            self.accept(r"\quad", r"\qquad")
            symbol = self.symbol()
            self.expect("=")
            running = "" if symbol.index == "y" else symbol.index  # what is said of the true class is said of no other
            self.definitions[symbol.base if running else symbol.name] = running, self.sides()
        if self.next:
            raise self.error("an operator or the end")
        return value

    def sides(self) -> Node:
        value = self.expression()
        while self.accept("="):
            value = self.expression()
        return value

    def expression(self) -> Node:
        value = apply(operator.neg, self.term()) if self.accept("-") else self.term()
        while sign := self.accept("+", "-"):
            value = apply(operator.add if sign == "+" else operator.sub, value, self.term())
        return value

    def term(self) -> Node:
        value = self.factor()
        while True:
            if self.accept("/"):
                value = apply(operator.truediv, value, self.factor())
                if self.opens_factor():
                    raise self.error("an operator, because `a / b c` can be read in two ways,")
            elif self.accept(r"\cdot", r"\times") or self.opens_factor():
                value = apply(times, value, self.factor())
            else:
                return value

    def opens_factor(self) -> bool:
        """Return whether a factor that is no number comes next."""
        opens_bar = self.next == "|" != self.closing
        return opens_bar or self.next in OPENERS or bool(re.fullmatch(SYMBOL, self.next))

    def opens_operator(self) -> bool:
        """Return whether a function, a sum or the like comes next."""
        if self.next == r"\sigma":
            return self.tokens[self.at + 1][0] == "("
        return self.next in FUNCTIONS or self.next in FOLDS

    def factor(self) -> Node:
        if not self.opens_operator():
            return self.power(self.atom())
        return self.fold() if self.next in FOLDS else self.function()

    def power(self, base: Node) -> Node:
        return apply(mp.power, base, self.argument()) if self.accept("^") else base

    def atom(self) -> Node:
        if self.next in BRACKETS:
            return self.bracketed()
        if self.next in BARS:
            return apply(abs, self.group(BARS[self.take()], self.expression))
        if self.accept("{"):
            return self.group("}", self.factor)
        if self.accept(*FRACTIONS):
            return apply(operator.truediv, self.argument(), self.argument())
        if self.accept(r"\sqrt"):
            return apply(mp.sqrt, self.argument())
        if self.accept(r"\text{e}"):
            return lambda scope: +mp.e
        if self.accept(r"\begin{cases}"):
            return self.group(r"\end{cases}", self.cases)
        if number := NUMBER.match(self.latex, self.tokens[self.at][1]):
            while self.tokens[self.at][1] < number.end():
                self.at += 1
            return lambda scope: mpf(number[0])
        symbol = self.symbol()
        return lambda scope: scope.value(symbol)

    def symbol(self) -> Symbol:
        match = re.fullmatch(SYMBOL, self.next)
        if not match:
            raise self.error("a number, a symbol, a function or a bracket")
        self.take()
        return Symbol.read(match)

    def argument(self) -> Node:
        """Parse what LaTeX takes as an argument: braces, one digit or one letter."""
        if self.accept("{"):
            return self.group("}", self.expression)
        if self.next.isdigit():
            digit = self.take()
            return lambda scope: mpf(digit)
        if not re.fullmatch(LETTER, self.next):
            raise self.error("braces, a digit or a letter")
        return self.atom()

    def bracketed(self) -> Node:
        value = self.group(BRACKETS[self.take()], self.expression)
        if self.accept("_"):
            self.expect("+")
            return apply(lambda x: max(mpf(0), x), value)
        return value

    def function(self) -> Node:
        function = FUNCTIONS[self.take()]
        exponent = self.argument() if self.accept("^") else None
        if self.next in BRACKETS:
            value = self.power(apply(function, self.bracketed()))
        else:
            value = apply(function, self.chain())
        return apply(mp.power, value, exponent) if exponent else value

    def chain(self) -> Node:
        if self.opens_operator():
            return self.factor()
        value = self.factor()
        while self.opens_factor() and not self.opens_operator():
            if self.next in BRACKETS:
                raise self.error(r"an operator, because `\log x (y)` can be read in two ways,")
            value = apply(times, value, self.factor())
        return value

    def fold(self) -> Node:
        """Parse a sum, a maximum or a minimum over an index, or one of the latter in brackets."""
        fold = FOLDS[self.take()]
        if fold in (max, min) and self.next in BRACKETS:
            values = self.group(BRACKETS[self.take()], self.listed)
            return self.power(lambda scope: fold([value(scope) for value in values]))
        index, numbers = self.domain()
        body = self.term()
        return lambda scope: fold(
            [body(replace(scope, indices={**scope.indices, index: number})) for number in numbers(scope)]
        )

    def listed(self) -> list[Node]:
        values = [self.expression()]
        while self.accept(","):
            values.append(self.expression())
        return values

    def domain(self) -> tuple[str, Callable[[Scope], Iterable[int]]]:
        r"""Parse `_j`, `_{j \ne y}` or `_{j=1}^{k}`: an index and the numbers it runs over."""
        self.expect("_")
        braced = self.accept("{")
        index = self.symbol().name
        if braced and self.accept("="):
            first = self.expression()
            self.expect("}")
            self.expect("^")
            last = self.argument()
            return index, lambda scope: range(whole(first(scope)), whole(last(scope)) + 1)
        omitted = self.symbol().name if braced and self.accept(r"\ne", r"\neq") else ""
        if braced:
            self.expect("}")
        return index, lambda scope: [n for n in scope.entries() if not omitted or n != scope.index(omitted)]

    def cases(self) -> Node:
        rows = []
        while not rows or self.accept(r"\\"):
            value = self.expression()
            self.expect("&")
            rows.append((value, self.condition()))

        def chosen(scope: Scope) -> mpf:
            for value, holds in rows:
                if holds(scope):
                    return value(scope)
            raise ValueError("no row of the cases holds")

        return chosen

    def condition(self) -> Callable[[Scope], bool]:
        if self.accept(r"\text{else}", r"\text{otherwise}"):
            return lambda scope: True
        choices = [[self.comparison()]]
        while word := self.accept(",", r"\text{and}", r"\text{or}"):
            if word == r"\text{or}":
                choices.append([])
            choices[-1].append(self.comparison())
        return lambda scope: any(all(holds(scope) for holds in choice) for choice in choices)

    def comparison(self) -> Callable[[Scope], bool]:
        sides, relations = [self.expression()], []
        while relation := RELATIONS.get(self.accept(*RELATIONS)):
            relations.append(relation)
            sides.append(self.expression())
        if not relations:
            raise self.error("a relation")

        def holds(scope: Scope) -> bool:
            values = [side(scope) for side in sides]
            return all(relation(a, b) for relation, a, b in zip(relations, values, values[1:]))

        return holds


def whole(bound: mpf) -> int:
    """Return a bound of a sum as an integer."""
    if bound != int(bound):
        raise ValueError(f"a sum runs to a whole number, not to {bound}")
    return int(bound)


class Formula:
    """A formula that can be evaluated; a ValueError tells where it leaves the LaTeX that this module understands."""

    def __init__(self, latex: str):
        parser = Parser(latex)
        self._value, self._definitions = parser.formula(), parser.definitions

    def __call__(self, symbols: Mapping[str, Any]) -> mpf:
        r"""Return the value of the formula, at the precision of mpmath's context.

        Args:
            symbols: The values of symbols by their LaTeX: `e`, `\hat y`, `t_1`, `<delta>`. For a symbol with an index
                (`\hat p_j`) a list, by the LaTeX without it. `_y` is the number of the true class, counted from 0.

        Raises:
            KeyError: A symbol has no value.
            ValueError: The value is not a real number, no row of the cases holds, or an index has nothing to run over.
        """
        return self._value(Scope(symbols, self._definitions))
