"""What is refused, with its place and with what to write instead; bounds; and that nothing is ever executed."""

from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.losses import LOSSES
from lossviz.losses.written import EXAMPLES, FUNCTIONS, SourceError, own_loss_name
from lossviz.losses.written.definition import definition
from lossviz.losses.written.graph import MAX_NODES
from lossviz.losses.written.params import MAX_NAME, MAX_PARAMS, MAX_SWITCHES
from lossviz.losses.written.source import MAX_CHARACTERS, MAX_DEPTH, name_of, normalised, text_of
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from tests.strategies import or_sentence

HEAD = "def loss(y_true, y_pred):\n    "

REFUSED = {
    # Statements
    HEAD + "if tf.reduce_sum(y_pred) > 0:\n        return y_pred\n    return y_true": (
        2,
        8,
        "`if` on a tensor needs `tf.where",
    ),
    HEAD + "for i in range(3):\n        pass\n    return y_pred": (2, 5, "Loops are not possible"),
    HEAD + "while True:\n        pass": (2, 5, "Loops are not possible"),
    HEAD + "try:\n        return y_pred\n    except ValueError:\n        pass": (2, 5, "`try` is not possible"),
    HEAD + "with tf.name_scope('a'):\n        return y_pred": (2, 5, "`with` is not possible"),
    HEAD + "raise ValueError('x')": (2, 5, "`raise` is not possible"),
    HEAD + "assert y_pred is not None\n    return y_pred": (2, 5, "`assert` is not possible"),
    HEAD + "del y_pred\n    return y_true": (2, 5, "`del` is not possible"),
    HEAD + "global a\n    return y_pred": (2, 5, "cannot be changed"),
    HEAD + "y_pred[0] = 1.0\n    return y_pred": (2, 5, "use `tf.where`"),
    HEAD + "tf.abs(y_pred)\n    return y_pred": (2, 5, "nothing uses"),
    HEAD + "e = y_pred - y_true": (1, 1, "must end with a `return`"),
    HEAD + "return": (2, 5, "`return` must give the cost"),
    HEAD + "a, b = y_pred\n    return a": (2, 5, "2 values must stand on the right side"),
    "import os\n" + HEAD + "return y_pred": (1, 1, "`os` is none of the functions"),
    "from tensorflow import *\n" + HEAD + "return y_pred": (1, 1, "must name a module"),
    "@property\n" + HEAD + "return y_pred": (1, 2, "`property` is none"),
    HEAD + "return y_pred\n\nmodel.compile(loss=loss)": (4, 1, "Behind the loss nothing may stand"),
    "x = 3": (1, 1, "none of them stands here"),
    # Expressions
    HEAD + "print(y_pred)\n    return y_pred": (2, 5, "`print` shows nothing"),
    HEAD + "return y_pred.numpy()": (2, 12, "`.numpy()` has no value while a loss is compiled"),
    HEAD + "return np.mean(y_pred)": (2, 12, "`np.` makes constants only: use `tf.`"),
    HEAD + "return y_pred / len(y_true)": (2, 21, "use `tf.shape(x)[0]`"),
    HEAD + "return sum(y_pred)": (2, 12, "use `tf.reduce_sum`"),
    HEAD + "return max(y_pred, y_true)": (2, 12, "use `tf.maximum`"),
    HEAD + "return tf.where(y_pred > 0 and y_true > 0, 1.0, y_pred)": (2, 21, "needs `tf.logical_and`"),
    HEAD + "return tf.where(not y_pred > 0, 1.0, y_pred)": (2, 21, "needs `tf.logical_not`"),
    HEAD + "return tf.where(0 < y_pred < 1, 1.0, y_pred)": (2, 21, "A chain of comparisons needs"),
    HEAD + "return y_pred if y_pred > 0 else y_true": (2, 22, "needs `tf.where"),
    HEAD + "return [p for p in y_pred]": (2, 12, "Comprehensions are not possible"),
    HEAD + "return (lambda x: x)(y_pred)": (2, 13, "`lambda` is not possible"),
    HEAD + "return f'{y_pred}'": (2, 12, "Texts with values"),
    HEAD + "return tf.abs(*[y_pred])": (2, 19, "write the values out"),
    HEAD + "return tf.abs(**{})": (2, 21, "Dictionaries are not possible"),
    HEAD + "return (e := y_pred)": (2, 13, "`:=` is not possible"),
    HEAD + "return y_pred.__class__": (2, 12, "call a function of `tf.` instead"),
    HEAD + "return tf.io.read_file('x')": (2, 12, "is none of the functions"),
    HEAD + "return tf.sqare(y_pred)": (2, 12, "Did you mean `tf.square`"),
    HEAD + "return tf.losses.huber(y_true, y_pred)": (2, 12, "`keras.losses.huber`"),
    HEAD + "return open('x')": (2, 12, "`open` is none of the functions"),
    HEAD + "return __import__('os')": (2, 12, "is none of the functions"),
    HEAD + "return y_pred * eps": (2, 21, "`eps` is none"),
    HEAD + "return tf.reduce_mean(y_pred, axes=-1)": (2, 12, "The arguments of `tf.reduce_mean` are"),
    HEAD + "return tf.reduce_mean(y_pred, axis=y_true)": (2, 12, "must be a constant"),
    HEAD + "return tf.reduce_mean()": (2, 12, "needs the argument"),
    HEAD + "return tf.abs(y_pred, y_true)": (2, 12, "takes at most 1 arguments"),
    HEAD + "return tf.abs(tf.square)": (2, 12, "must be called with brackets"),
    HEAD + "return tf.abs('x')": (2, 12, "needs a tensor or a number"),
    HEAD + "return keras.losses.get('mistake')(y_true, y_pred)": (2, 12, "Keras has no loss of the name"),
    HEAD + "return tf.maximum(0, y_pred)": (2, 12, "write 0.0"),
    HEAD + "return y_true[y_true > 0]": (2, 12, "An index must be a number"),
    HEAD + "return y_pred.shape[0] * y_pred": (2, 12, "use `tf.shape(x)[0]`"),
    HEAD + "return tf.zeros(y_pred.shape) + y_pred": (2, 12, "A shape is told by `tf.shape(x)`"),
    HEAD + "return loss(y_true, y_pred)": (2, 12, "must call each other at most"),
    HEAD + "return y_pred ** 1000": (2, 12, "An exponent must be"),
    HEAD + "return y_pred + 10 ** 99": (2, 21, "A number in a loss must be"),
    HEAD + "return y_pred / (1 - 1) * (1 / 0)": (2, 32, "must not be divided by 0"),
    HEAD + "return math.log(y_pred)": (2, 12, "use `tf.math.log`"),
    # Shapes and types
    HEAD + "return tf.gather(y_pred, y_true, batch_dims=1)": (2, 12, "use `tf.cast(y_true, tf.int32)`"),
    HEAD + "return tf.gather(y_pred, tf.cast(y_true, tf.int32))": (2, 12, "add `batch_dims=1`"),
    HEAD + "return (y_pred > 0) * y_true": (2, 12, "types bool and float32"),
    HEAD + "return tf.cast(y_true, tf.int32) - y_pred": (2, 12, "types float32 and int32"),
    HEAD + "return y_pred[5]": (2, 12, "Examples of a batch have no numbers of their own"),
    HEAD + "return tf.reduce_mean(y_pred, axis=3)": (2, 12, "There is no axis 3".lower()),
    HEAD + "return y_pred > y_true": (2, 12, "must return real numbers"),
    HEAD + "return tf.abs([y_pred, y_true[:, 0]])": (2, 12, "must have one shape"),
    HEAD + "return tf.ones_like(y_pred)": (2, 12, "must depend on y_true and y_pred"),
    HEAD + "return 1.0": (1, 1, "must depend on y_true and y_pred"),
    HEAD + "return y_true, y_pred": (1, 1, "must return one tensor"),
    HEAD + "return tf.reshape(y_pred, [7, -1])": (2, 12, "for what is left"),
    HEAD + "return tf.reshape(tf.transpose(tf.concat([y_pred, y_true], 1)), [-1])": (2, 12, "would be mixed"),
    HEAD + "return y_pred[:, None, None] * y_pred[None, :, None] * y_pred[None, None, :, 0]": (2, 12, ""),
    HEAD + "return tf.one_hot(tf.cast(y_true, tf.int32), 100000)": (2, 12, "up to 1000"),
    HEAD + "return tf.zeros([1000, 1000]) + y_pred": (2, 12, "at most"),
    # Functions and classes
    "def loss(y_true, y_pred, weight):\n    return weight * y_pred": (1, 26, "needs a default"),
    "def loss(y_pred):\n    return y_pred": (1, 1, "takes at most 1 arguments"),
    "class L(keras.losses.Loss):\n    pass": (1, 1, "must have a method `call"),
    "class L(keras.Model):\n    def call(self, y_true, y_pred):\n        return y_pred": (
        1,
        9,
        "`keras.Model` is none",
    ),
    "class L(Loss):\n    def call(self, y_true, y_pred):\n        return self.x * y_pred": (
        3,
        16,
        "`self.x` must be assigned",
    ),
    "class L(Loss):\n    for i in x:\n        pass\n    def call(self, y_true, y_pred):\n        return y_pred": (
        2,
        5,
        "methods and constants only",
    ),
    # Python itself
    "def loss(y_true, y_pred)\n    return y_pred": (1, 25, "Python cannot read this line"),
    "def loss(y_true, y_pred):\nreturn y_pred": (2, 1, "Python cannot read this line"),
    "abs(e": (1, 4, "Python cannot read this line"),
    "e +* 2": (1, 4, "Python cannot read this line"),
    "": (1, 1, "an empty text"),
    "e\x00": (1, 2, "U+0000"),
    "e**2 + 9" + "9" * 400: (1, 8, "A number in a loss"),
    "'text'": (1, 1, "must depend"),
}
"""Texts, and where and with which words they are refused."""


@pytest.mark.parametrize("text", REFUSED)
def test_a_text_is_refused_with_its_place_and_what_to_write_instead(text):
    line, column, words = REFUSED[text]
    with pytest.raises(SourceError) as caught:
        own_loss_name(text)
    error = caught.value
    assert words in error.message
    assert (error.line, error.column) == (line, column)
    assert error.message.endswith((".", "?"))
    assert str(error) == f"Line {line}: {error.message}"
    assert len(error.message) < 300
    assert pickle.loads(pickle.dumps(error)).message == error.message


# Bounds


def test_texts_are_bounded_at_their_edge():
    body = "e" + " + e" * ((MAX_CHARACTERS - 1) // 4)
    assert len(normalised("#" * MAX_CHARACTERS)) == MAX_CHARACTERS
    for long in ("#" * (MAX_CHARACTERS + 1), body + "+e" * 10, "x" * 10_000_000):
        with pytest.raises(SourceError, match=r"at most|nested"):
            own_loss_name(long)


def test_operations_are_bounded_at_their_edge():
    def text(n: int) -> str:
        lines = "".join("    e = abs(abs(abs(abs(e))))\n" for _ in range(n))
        return f"def f(y_true, y_pred):\n    e = y_pred - y_true\n{lines}    return e"

    assert own_loss_name(text((MAX_NODES - 3) // 4))
    with pytest.raises(SourceError, match="operations"):
        own_loss_name(text(MAX_NODES // 4))


def test_depth_is_bounded_and_python_survives_more():
    assert own_loss_name("-" * 10 + "e")
    for deep in ("(" * 100 + "e" + ")" * 100, "-" * 200 + "e", "[" * 3000, "e" + ".a" * 1900, "not " * 900 + "e"):
        with pytest.raises(SourceError):
            own_loss_name(deep)
    blocks = "\n".join("    " * i + "if True:" for i in range(MAX_DEPTH + 5))
    with pytest.raises(SourceError):
        own_loss_name(blocks)


def test_parameters_are_bounded_at_their_edge():
    def text(names: list[str], default: str) -> str:
        return f"def f(y_true, y_pred, {', '.join(f'{name}={default}' for name in names)}):\n    return y_pred - y_true"

    assert len(LOSSES[own_loss_name(text([f"a{i}" for i in range(MAX_PARAMS)], "1.0"))].params) == MAX_PARAMS
    assert own_loss_name(text([f"a{i}" for i in range(MAX_SWITCHES)], "True"))
    assert own_loss_name(text(["a" * MAX_NAME], "1.0"))
    for names, default in (
        ([f"a{i}" for i in range(MAX_PARAMS + 1)], "1.0"),
        ([f"a{i}" for i in range(MAX_SWITCHES + 1)], "True"),
        (["a" * (MAX_NAME + 1)], "1.0"),
        ([f"a{i}" for i in range(400)], "1"),
    ):
        with pytest.raises(SourceError, match="at most"):
            own_loss_name(text(names, default))


def test_functions_that_call_each_other_again_and_again_end():
    steps = "def f0(x):\n    return x\n\n" + "\n\n".join(
        f"def f{i}(x):\n    return " + " + ".join([f"f{i - 1}(x)"] * 8) for i in range(1, 9)
    )
    started = time.process_time()
    for last in (
        "def loss(y_true, y_pred):\n    return f8(1) * y_pred",
        "def loss(y_true, y_pred):\n    return f8(y_pred)",
    ):
        with pytest.raises(SourceError):
            own_loss_name(f"{steps}\n\n\n{last}")
    assert time.process_time() - started < 5


# Nothing is executed, and nothing breaks


CANARIES = [
    "__import__('pathlib').Path('{}').write_text('x')",
    "open('{}', 'w').write('x')",
    "def loss(y_true, y_pred, a=open('{}', 'w')):\n    return y_pred",
    "@open('{}', 'w')\ndef loss(y_true, y_pred):\n    return y_pred",
    "class L(open('{}', 'w')):\n    def call(self, y_true, y_pred):\n        return y_pred",
    "def loss(y_true: open('{}', 'w'), y_pred):\n    return y_pred",
    "def loss(y_true, y_pred, a: open('{}', 'w') = 1.0):\n    return y_pred * a",
    "import pathlib\npathlib.Path('{}').touch()\ndef loss(y_true, y_pred):\n    return y_pred",
    "tf.io.write_file('{}', 'x')",
    "eval(\"open('{}', 'w')\")",
    "(lambda: open('{}', 'w'))()",
    "y_pred.__class__.__base__.__subclasses__()[0]('{}')",
    "[open('{}', 'w') for x in y_pred]",
    "f\"{{open('{}', 'w')}}\"",
]


@pytest.mark.parametrize("canary", CANARIES)
def test_nothing_that_is_written_is_executed(canary, tmp_path):
    path = tmp_path / "executed"
    text = canary.format(path)
    refused(text)
    assert not path.exists()


def refused(text: str) -> SourceError | None:
    """Return the error with which a text is refused; None for a loss."""
    try:
        assert own_loss_name(text)
    except SourceError as error:
        return error
    return None


FRAGMENTS = [
    *("y_true", "y_pred", "e", "p", "a", "tf", "keras.losses", "self", "1", "0.5", "-", "+", "*", "**", "/", "(", ")"),
    *(
        "[",
        "]",
        ":",
        ",",
        ".",
        "=",
        "<",
        ">",
        "\n",
        "\n    ",
        "def f(",
        "return ",
        "if ",
        "else",
        "class L(Loss):",
        "None",
    ),
    *(
        "lambda x: ",
        "for x in ",
        "axis=-1",
        "...",
        "True",
        "'x'",
        "not ",
        "and ",
        "import ",
        "@",
        "#",
        "shape",
        "[:, 0]",
    ),
    *FUNCTIONS,
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join) | st.text(max_size=60))
def test_any_text_is_a_loss_or_gets_a_sentence(text):
    error = refused(text)
    if error is None:
        assert text_of(own_loss_name(text)) == normalised(text)
        return
    assert 1 <= error.line <= text.count("\n") + 2
    assert error.column >= 1
    assert error.message.endswith((".", "?"))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_change_of_a_loss_is_a_loss_or_gets_a_sentence(data):
    text = data.draw(st.sampled_from([example.text for example in EXAMPLES]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.sampled_from(["", *FRAGMENTS])) + text[end:]
    error = refused(text)
    assert LOSSES[own_loss_name(text)].formula if error is None else error.message.endswith((".", "?"))


@settings(max_examples=300)
@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_any_name_is_a_loss_or_gets_a_sentence(tail):
    loss, sentence = or_sentence(LOSSES.__getitem__, f"own-{tail}")
    assert sentence or loss.source


# Names


def test_a_name_is_its_text_and_survives_links_and_pickles():
    text = "where(e > 0, a * e**2, abs(e))  # 3, 0.1 to 10, log"
    name = own_loss_name(text)
    assert name == own_loss_name(f"\r\n{text}   \r\n\n") == name_of(normalised(text))
    assert LOSSES[name] is LOSSES[name]
    assert LOSSES[name].source == text
    spec = RunSpec(loss=Choice("loss", name, (("a", 0.5),)))
    assert RunSpec.from_query(spec.to_query()) == pickle.loads(pickle.dumps(spec)) == spec
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_text_is_checked_at_once():
    longest = max((example.text for example in EXAMPLES), key=len)
    definition.cache_clear()
    started = time.process_time()
    own_loss_name(longest + "\n# anew")
    assert time.process_time() - started < 0.5
