"""The words of the LaTeX that formulas of losses are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LETTER = (
    r"(?:[A-Za-z]|\\(?:ell|alpha|beta|gamma|delta|(?:var)?epsilon|zeta|eta|(?:var)?theta|iota|kappa|lambda|mu|nu|xi|pi"
    r"|rho|sigma|tau|upsilon|(?:var)?phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega)"
    r"(?![A-Za-z]))"
)
SYMBOL = (
    rf"(?:(?P<accent>\\(?:hat|bar|tilde|mathcal))(?![A-Za-z])\s*(?P<brace>\{{\s*)?)?(?P<letter>{LETTER}|<\w+>)(?(brace)\s*\}})"
    r"(?:\s*_\s*(?:(?P<subscript>\w)|\{(?P<subscripts>(?:[^{}]|\{[^{}]*\})*)\}))?"
)
HEADING = re.compile(rf"(?:\s*{LETTER}\s*\([^()=]*\)\s*=)?")  # `H(p, q) =` says nothing of the value
SPACE = re.compile(r"(?:[\s~]|\\[,;:! ]|\\displaystyle(?![A-Za-z])|\\(?:left|right)\s*\.)*")
# Digits are single, as they are for LaTeX: \frac12 is a half.
TOKEN = re.compile(
    r"(?:\\(?P<size>left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*)?(?P<text>\\(?:text|mathrm|operatorname)\{(?P<word>[^{}]*)\}"
    rf"|{SYMBOL}|\\(?:begin|end)\{{\w+\}}|\\[A-Za-z]+|\\[\\{{}}]|[\d.,+\-/^_=<>|&(){{}}\[\]])",
    re.ASCII,
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def tokens(latex: str) -> Iterator[tuple[str, int]]:
    """Cut a formula into tokens, with the places where they begin; the last token is empty."""
    place = SPACE.match(latex, HEADING.match(latex).end()).end()
    while place < len(latex):
        match = TOKEN.match(latex, place)
        if not match:
            raise ValueError(f"expected something else at {place}: {latex[place:]}")
        text, size = match["text"], match["size"]
        if match["word"] is not None:
            text = rf"\text{{{match['word'].strip()}}}"
        elif text == "|" and size:
            text = r"\lvert" if size == "left" or size[-1] == "l" else r"\rvert"
        yield text, place
        place = SPACE.match(latex, match.end()).end()
    yield "", place


@dataclass(frozen=True)
class Symbol:
    r"""A symbol: `\hat p_j` has the base `\hat p` and the index `j`; the subscript of `\lambda_0` is no index."""

    name: str
    base: str
    index: str

    @classmethod
    def read(cls, match: re.Match[str]) -> Symbol:
        """Return the symbol that `SYMBOL` has matched, in its normal spelling."""
        base = f"{match['accent']} {match['letter']}" if match["accent"] else match["letter"]
        subscript = (match["subscript"] or match["subscripts"] or "").strip()
        name = base + (f"_{subscript}" if len(subscript) == 1 else f"_{{{subscript}}}" if subscript else "")
        return cls(name, base, subscript if len(subscript) == 1 and subscript.isalpha() else "")
