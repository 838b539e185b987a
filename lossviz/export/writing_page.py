"""The page on writing losses, generated from what the language declares of itself; a test fails when it is stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType

from lossviz.analysis.check_up import KINDS, LEVELS
from lossviz.engine.deadline import WRITTEN_BYTES, WRITTEN_SECONDS
from lossviz.losses.written import (
    EXAMPLES,
    Function,
    calls,
    constants,
    expressions,
    outlines,
    params,
    source,
    translation,
)
from lossviz.losses.written.examples import Example
from lossviz.losses.written.faulty import FAULTY
from lossviz.losses.written.functions import arithmetic, classes, conditions, keras_losses, making, reductions, shapes
from lossviz.losses.written.graph import MAX_NODES
from lossviz.losses.written.modules import MODULES
from lossviz.losses.written.reading import NOTES

_FAMILIES = (arithmetic, conditions, reductions, classes, shapes, making, keras_losses)

_FORMS = (
    (
        "An expression",
        "expression",
        "Of the error `e`, which is `y_pred − y_true`, of both, and of `p`, the probability "
        "of the true class. Functions need no `tf.` in front. Names that are free are parameters.",
    ),
    (
        "A function",
        "huber_like",
        "Of targets and predictions, in this order, whatever they are called. What has a "
        "number as its default is a parameter. Other functions and constants may stand above it.",
    ),
    ("A function that makes one", "focal", "Its arguments are the parameters."),
    (
        "A class",
        "loss_class",
        "A subclass of `keras.losses.Loss` with `call`; the arguments of `__init__` are the "
        "parameters. Any of the usual ways to call `super().__init__` will do.",
    ),
)
"""The forms of a loss: what it is called, an example by its name, and what is to be known."""


def writing_page() -> str:
    """Return the page as Markdown."""
    return (
        "\n\n".join([*_introduction(), *_forms(), *_parameters(), *_allowed(), *_refused(), *_safety(), *_checks()])
        + "\n"
    )


def _introduction() -> Iterator[str]:
    yield "# Writing a loss"
    yield (
        "Generated from the language by `make docs`. **My own loss** stands first in the menu of losses. Write or "
        "paste it as for Keras; it is checked while you type, and trained, drawn, raced, swept, linked and exported as "
        'any other. In a terminal, `python -m lossviz "dataset=iris&loss.weight=2" --loss-file my_loss.py` trains it; '
        "in Python, `lossviz.keras_loss(text, weight=2.0)` makes a loss of Keras of it. Every declared loss can be "
        "opened as a text to begin with."
    )


def _forms() -> Iterator[str]:
    yield "## Forms"
    by_name = {example.name: example for example in EXAMPLES}
    for label, name, words in _FORMS:
        yield f"**{label}.** {words}"
        yield _code(by_name[name].text)
    yield (
        "A loss returns a cost for each example, for each output, of which the mean is taken, or one number for the "
        "batch, as Keras accepts. One number that is no mean of costs, such as the root of a mean, judges a batch as a "
        "whole: its curves show what each example costs as a batch of its own."
    )
    yield (
        "Targets come as Keras hands them over: numbers, one-hot rows, 0 and 1, or numbers of classes as floats. Which "
        "of them, and whether predictions are probabilities or scores, is read off the functions that are called. "
        f"Where these do not tell, a comment does: {_notes()}, or both with a semicolon between."
    )
    yield _code("softplus(-(2 * y_true - 1) * y_pred)  # two classes; scores")
    yield f"Examples, all in the editor's menu: {', '.join(_named(EXAMPLES))}."


def _notes() -> str:
    return " or ".join(f"`# {note}`" for note in NOTES)


def _parameters() -> Iterator[str]:
    yield "## Parameters"
    yield (
        f"At most {params.MAX_PARAMS}, each with a slider. Its range follows from the default, unless a comment beside "
        "it says another: `delta=1.0,  # 0.01 to 10, log`. A comment anywhere can name its parameter, give the default "
        "of one in an expression, and say it of several: `# a: 3, 0.1 to 10, log; b: 0 to 1`. An annotation does, too: "
        "`Annotated[float, Param(soft=(0.1, 10), log=True)]`. True and false become switches, at most "
        f"{params.MAX_SWITCHES}. Moving a slider compiles nothing."
    )


def _allowed() -> Iterator[str]:
    yield "## What is allowed"
    yield (
        "Assignments, also to several names; `if` and `and`, `or`, `not` on constants; functions that call each other; "
        "arithmetic, comparisons, indexing; docstrings, comments, type hints, decorators of Keras and TensorFlow; "
        f"imports of what is used, which may be left out for {_listed(f'`{name}`' for name in MODULES)}. "
        "And these functions, under any of their names:"
    )
    for family in _FAMILIES:
        yield f"### {_heading(family)}"
        yield _table(("function", "also", "is"), (_function_row(function) for function in family.FUNCTIONS))


def _refused() -> Iterator[str]:
    yield "## What is refused, and what to write instead"
    yield "Every refusal stands beside its line."
    sentences = dict.fromkeys([*translation.REFUSED.values(), *expressions.REFUSED.values(), *calls.INSTEAD.values()])
    yield "\n".join(f"- {sentence}" for sentence in sentences)
    yield "Bounds:"
    yield _table(
        ("of", "at most"),
        (
            ("characters", f"{source.MAX_CHARACTERS:,}"),
            ("operations", f"{MAX_NODES}, each call of a function of your own counted"),
            ("nesting", f"{source.MAX_DEPTH}"),
            ("parameters", f"{params.MAX_PARAMS}"),
            ("a constant", f"{constants.LARGEST:g}"),
            ("an exponent", f"{constants.MAX_EXPONENT}"),
            ("numbers for each example in a tensor", f"{outlines.MAX_ROW:,}"),
            ("numbers for each two examples in a tensor", f"{outlines.MAX_PAIR}"),
            ("seconds of computing in one call, compiling included", f"{WRITTEN_SECONDS:.0f}"),
            ("memory by which a worker grows in one call", f"{WRITTEN_BYTES / 1e9:.0f} GB"),
        ),
    )


def _safety() -> Iterator[str]:
    yield "## What the guarantees rest on"
    yield GUARANTEES


GUARANTEES = """\
Nothing that a visitor writes is executed by Python. A text is

1. **parsed**, by Python's own reader (`ast.parse`), once its length, its signs and its brackets have been counted;
2. **translated**, statement by statement, into a graph of operations, by methods of which there is one for each kind of
   statement that is allowed, and none for any other; names mean what the list of functions declares, and nothing else:
   there are no attributes of objects, no builtins, no imports that load anything;
3. **bounded**: characters, operations, depth, constants, exponents and the sizes of tensors, all before TensorFlow sees
   any of it;
4. **evaluated as tensors**, in a worker process, where each node of the graph is one call of TensorFlow or Keras;
5. **given up** if a call takes too long or too much memory: the worker ends, is replaced, and others go on.

A link, a session file or a saved model holds the text itself, compressed, and goes the same way: decompressing is
bounded, and what comes out is checked as if it had been typed. A fuzzer changes, makes up and hands over texts by the
hundred thousand (`python -m tests.fuzz --texts 100000`), and listens to Python's audit events: none tells of anything
executed, loaded or opened."""
"""Why a visitor's text can do no harm, as Markdown."""


def _checks() -> Iterator[str]:
    yield "## The check-up"
    yield (
        "It looks at a loss as training does, from outside: what predictions cost, and how steep that is; of a written "
        "loss it follows the steps, too, to tell the line. Each finding has its evidence, and is a "
        f"{_listed(LEVELS, 'or')}: a fault is wrong for whoever trains with it, a warning is wrong where it matters "
        "and may be meant. What is said of all predictions has been tried on some. It looks at this:"
    )
    yield _table(("finding", "what is tried"), KINDS.items())
    yield "Losses with one fault each are in the editor's menu:"
    yield _table(("loss", "what is found"), ((faulty.label, faulty.kind) for faulty in FAULTY))


def _code(text: str) -> str:
    return f"```python\n{text.strip()}\n```"


def _named(examples: Iterable[Example]) -> Iterator[str]:
    for example in examples:
        yield f"{example.label[0].lower()}{example.label[1:]}"


def _heading(family: ModuleType) -> str:
    """Return what the functions of a module are, which its docstring begins with."""
    return (family.__doc__ or "").split("\n")[0].rstrip(".")


def _function_row(function: Function) -> tuple[str, str, str]:
    first, *others = [f"`{spelling}`" for spelling in function.spellings]
    return first, " ".join(others), function.help


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _listed(words: Iterable[str], last: str = "and") -> str:
    *first, end = words
    return f"{', '.join(first)} {last} {end}"
