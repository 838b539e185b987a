"""Texts of losses: good ones changed at random, random ones made of what losses consist of, and hostile ones."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from lossviz.declare import Param
from lossviz.export.starting_text import starting_text
from lossviz.losses import LOSSES
from lossviz.losses.formula import formula_mathml
from lossviz.losses.written import EXAMPLES, FUNCTIONS, SourceError, WrittenLoss, own_loss_name
from lossviz.specs.choice import Choice
from tests.fuzz.kind import Kind

MAX_NAME = 8_100
"""Longest name that a text may get."""

MAX_SENTENCE = 500


@cache
def good_texts() -> tuple[str, ...]:
    """Return all examples, and all declared losses as texts."""
    return (*(example.text for example in EXAMPLES), *(starting_text(Choice("loss", name)) for name in LOSSES))


@cache
def _calls() -> tuple[str, ...]:
    return tuple(sorted({spelling for function in FUNCTIONS.values() for spelling in function.spellings}))


TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

WORDS = (
    *(
        "y_true",
        "y_pred",
        "e",
        "p",
        "a",
        "weight",
        "x",
        "self",
        "axis",
        "-1",
        "0",
        "1.0",
        "1e-7",
        "1e308",
        "0.5",
        "None",
    ),
    *(
        "if",
        "else",
        "for",
        "while",
        "in",
        "lambda",
        "return",
        "yield",
        "await",
        "import",
        "from",
        "class",
        "def",
        "del",
    ),
    *("global", "not", "and", "or", "is", "try", "except", "with", "async", "match", "case", "*", "**", "//", "%", "@"),
    *(":=", "->", "...", "(", ")", "[", "]", "{", "}", ",", ":", ";", "\\", "#", '"""', "'", 'f"', "\n", "    ", "\t"),
    *("True", "__class__", "__import__", "eval", "exec", "open", "np.", "tf.", "keras.", "K.", ".numpy()", "print"),
)

HOSTILE: tuple[Callable[[Random], str], ...] = (
    lambda r: "(" * r.randint(1, 3_900) + "e",
    lambda r: "-" * r.randint(1, 3_900) + "e",
    lambda r: "not " * r.randint(1, 900) + "e",
    lambda r: "[" * r.randint(1, 200) + "e" + "]" * r.randint(0, 200),
    lambda r: "e" + ".a" * r.randint(1, 1_900),
    lambda r: "e" + "[0]" * r.randint(1, 1_300),
    lambda r: "e" + "**2" * r.randint(1, 1_300),
    lambda r: "+".join(["e"] * r.randint(1, 1_990)),
    lambda r: "e if e else " * r.randint(1, 300) + "e",
    lambda r: "lambda: " * r.randint(1, 400) + "e",
    lambda r: f"{'9' * r.randint(1, 3_900)} * e",
    lambda r: f"e * 1{'0' * r.randint(1, 60)}.5e{r.randint(-999, 999)}",
    lambda r: f"e * 10**10**{r.randint(1, 20)}",
    lambda r: f"e * {'9' * 30}**{'9' * r.randint(1, 30)}",
    lambda r: f"e * 2**-{10 ** r.randint(1, 20)}",
    lambda r: f"e << {10 ** r.randint(1, 20)}",
    lambda r: f"e * ({' * '.join(['1e29'] * r.randint(1, 50))})",
    lambda r: f"'a' * {10 ** r.randint(1, 15)} + e",
    lambda r: f"[0] * {10 ** r.randint(1, 15)}",
    lambda r: f"tf.zeros([{10 ** r.randint(1, 12)}]) + e",
    lambda r: f"tf.one_hot(y_true, {10 ** r.randint(1, 12)})",
    lambda r: f"tf.tile(e, [{10 ** r.randint(1, 12)}, 1])",
    lambda r: f"tf.range({10 ** r.randint(1, 12)}) * e",
    lambda r: "tf.matmul(" * r.randint(1, 30) + "e" + ", e, transpose_b=True)" * r.randint(1, 30),
    lambda r: r.choice(["__import__('os').system('touch /tmp/canary')", "open('/tmp/canary', 'w')", "exec('1')"]),
    lambda r: r.choice(["().__class__.__bases__[0].__subclasses__()", "e.__class__", "tf.__dict__", "y_pred.numpy()"]),
    lambda r: r.choice(["(lambda: 1)()", "[x for x in e]", "(yield e)", "(x := e)", "f'{e}'", "b'a'", "1j * e", "..."]),
    lambda r: f"import os\n{r.choice(['from os import *', 'import os.path as p', 'from . import a'])}\ne",
    lambda r: "@print\ndef f(y_true, y_pred, a=open('/tmp/canary', 'w')):\n    return a",
    lambda r: "class A(object, metaclass=print):\n    def call(self, y_true, y_pred):\n        return e",
    lambda r: (
        "def f(y_true, y_pred):\n"
        + "    y_pred = y_pred + f(y_true, y_pred)\n" * r.randint(1, 80)
        + "    return y_pred"
    ),
    lambda r: _doubling(r.randint(2, 60), r.randint(2, 20)),
    lambda r: (
        "def f(y_true, y_pred):\n" + "".join(f"{' ' * i}if 1:\n" for i in range(1, r.randint(2, 99))) + "return e"
    ),
    lambda r: "e" + r.choice("\0\x07\x1b\x7f\x85\u2028\u202e\u200b\ufeff\ud800\U000e0001") + "*e",
    lambda r: "ｅ * ℯ + 𝐞 + е",  # letters that look like one
    lambda r: "e  # " + r.choice(["</script><script>alert(1)</script>", "\x1b[31m", '"""', "'''", "\\", "${x}", "$$"]),
    lambda r: "e # " + "".join(chr(r.randint(32, 0x10FFFF)) for _ in range(r.randint(1, 3_900))),
    lambda r: "".join(chr(r.choice((r.randint(0, 127), r.randint(0, 0xFFFF)))) for _ in range(r.randint(0, 300))),
    lambda r: "".join(r.choice(string.printable) for _ in range(r.randint(0, 4_100))),
    lambda r: "e * " + "a" * r.randint(1, 3_990),
    lambda r: " + ".join(f"a{i} * e" for i in range(r.randint(1, 400))),
    lambda r: "\n" * r.randint(0, 9_000) + "e",
    lambda r: "e" + " " * r.randint(0, 9_000) + "* e",
    lambda r: f"def f(y_true, y_pred, {', '.join(f'a{i}={i}' for i in range(r.randint(1, 300)))}):\n    return y_pred",
)


def _doubling(n: int, width: int) -> str:
    """Return functions each of which calls the last one several times, for constants alone."""
    lines = ["def f0(x):\n    return x + 1"]
    lines += [f"def f{i}(x):\n    return {' + '.join([f'f{i - 1}(x)'] * width)}" for i in range(1, n)]
    return "\n".join([*lines, f"def f(y_true, y_pred):\n    return y_pred * f{n - 1}(1)"])


def made(random: Random) -> str:
    """Return a text of any kind."""
    way = random.random()
    if way < 0.1:
        return random.choice(HOSTILE)(random)
    if way < 0.35:
        return _composed(random)
    return _mutated(random, random.choice(good_texts()))


def _mutated(random: Random, text: str) -> str:
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        tokens = TOKEN.findall(text) or [""]
        place, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        match random.randrange(9):
            case 0:
                del tokens[place]
            case 1:
                tokens[place] = random.choice(WORDS)
            case 2:
                tokens.insert(place, random.choice(WORDS))
            case 3:
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 4:
                tokens[place] = random.choice(_calls())
            case 5:
                tokens.insert(place, f"({_expression(random, 2)})")
            case 6:
                tokens = tokens[: max(place, 1)]
            case 7:
                tokens[place:place] = TOKEN.findall(random.choice(good_texts()))[: random.randrange(60)]
            case 8:
                tokens[place] = "".join(random.sample(tokens[place], len(tokens[place])))
        text = "".join(tokens)
    return text


def _composed(random: Random) -> str:
    """Return a text by a grammar."""
    lines = [f"v{i} = {_expression(random, 3, [f'v{j}' for j in range(i)])}" for i in range(random.randrange(5))]
    last = _expression(random, 3, [f"v{j}" for j in range(len(lines))])
    match random.randrange(4):
        case 0:
            return last
        case 1:
            params = "".join(f", {name}={_number(random)}" for name in random.sample("abc", random.randrange(4)))
            body = [*lines, f"return {last}"]
            return f"def f(y_true, y_pred{params}):\n    " + "\n    ".join(body)
        case 2:
            params = "".join(f", {name}={_number(random)}" for name in random.sample("abc", random.randrange(4)))
            head = f"class L(keras.losses.Loss):\n    def __init__(self{params}):\n        super().__init__()\n"
            return f"{head}    def call(self, y_true, y_pred):\n        " + "\n        ".join(
                [*lines, f"return {last}"]
            )
        case _:
            inner = _expression(random, 2)
            return f"def w(a=1.0):\n    def f(y_true, y_pred):\n        return {inner}\n    return f\n"


def _expression(random: Random, depth: int, names: Sequence[str] = ()) -> str:
    if depth == 0 or random.random() < 0.15:
        return random.choice(("y_true", "y_pred", "e", "a", "b", "p", _number(random), *names))
    inner = [_expression(random, depth - 1, names) for _ in range(3)]
    match random.randrange(8):
        case 0 | 1:
            return (
                f"({inner[0]} {random.choice(('+', '-', '*', '/', '**', '%', '//', '@', '<', '==', '&'))} {inner[1]})"
            )
        case 2 | 3:
            options = random.choice(("", "", ", axis=-1", ", axis=0", ", keepdims=True", ", axis=1, keepdims=True"))
            return f"{random.choice(_calls())}({', '.join(inner[: random.randint(1, 3)])}{options})"
        case 4:
            return f"tf.where({inner[0]} > 0, {inner[1]}, {inner[2]})"
        case 5:
            return f"tf.reduce_{random.choice(('mean', 'sum', 'max'))}({inner[0]}, axis={random.choice((-1, 0, 1, 5))})"
        case 6:
            return f"{inner[0]}[{random.choice((':', '..., 0', '0', ':, None', '..., tf.newaxis', '99', '::-1'))}]"
        case _:
            return f"-{inner[0]}"


def _number(random: Random) -> str:
    return random.choice(("0", "1", "2.5", "-3", "1e-7", "1e29", "1e400", "0.1", str(random.uniform(-1e3, 1e3))))


def take(text: str) -> str:
    """Take a text as a visitor's, and use what comes of it; the outcome is `losses` or `sentences`."""
    try:
        name = own_loss_name(text)
    except SourceError as error:
        _assert_sentence(error)
        return "sentences"
    assert len(name) <= MAX_NAME, f"a name of {len(name)} characters"
    assert re.fullmatch(r"own-[A-Za-z0-9_-]+", name)
    loss = LOSSES[name]
    assert isinstance(loss, WrittenLoss)
    assert own_loss_name(loss.source) == name
    choice = Choice("loss", name)
    assert all(isinstance(param, Param) for param in loss.params.values())
    assert 0 < len(choice.title) < 1000
    formula_mathml(loss, choice.values)
    assert isinstance(f"{loss.summary} {loss.description} {loss.notation} {loss.wants(loss.task)}", str)
    return "losses"


def _assert_sentence(error: SourceError) -> None:
    assert error.line >= 1, error.line
    assert error.column >= 1, error.column
    assert error.message.endswith((".", "?")), error.message
    assert len(error.message) <= MAX_SENTENCE, error.message
    assert error.message.isprintable(), error.message


TEXTS = Kind("texts", made, take)
"""Texts of losses."""
