"""Whatever is written with functions that a loss may call gets a check-up: sentences and numbers, no exception."""

from __future__ import annotations

import math
import pickle

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossviz.analysis.check_up import KINDS, LEVELS, check_up
from lossviz.datasets import DATASETS
from lossviz.errors import SpecError
from lossviz.losses import own_loss_name
from lossviz.losses.written import FUNCTIONS, Function
from lossviz.losses.written.functions.base import REQUIRED, SEVERAL
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec
from tests.strategies import or_sentence

CALLED = [
    function
    for function in FUNCTIONS.values()
    if not function.makes_loss and all(each.default is not REQUIRED or not each.constant for each in function.arguments)
]
"""The functions whose arguments are tensors, or may be left out."""

LEAVES = st.sampled_from(["y_true", "y_pred", "(y_pred - y_true)", "abs(y_pred)", "a", "0.5", "-2.0"])


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return calls of functions and operators with what `inner` gives."""
    operators = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", ">"]), inner)
    return st.one_of(
        operators.map(lambda parts: f"({' '.join(parts)})"),
        st.sampled_from(CALLED).flatmap(lambda function: call(function, inner)),
    )


def call(function: Function, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return calls of a function, along the last axis where it has one."""
    given_ = [
        inner.map("[{}]".format) if each.name in SEVERAL else inner
        for each in function.arguments
        if each.default is REQUIRED
    ]
    along = [st.just("axis=-1")] if any(each.name == "axis" for each in function.arguments) else []
    return st.tuples(*given_, *along).map(lambda parts: f"{function.name}({', '.join(parts)})")


EXPRESSIONS = st.recursive(LEAVES, calls, max_leaves=6)


@settings(max_examples=40)
@given(EXPRESSIONS, st.sampled_from(["", "-", "tf.reduce_mean"]), st.sampled_from(list(DATASETS)))
def test_any_loss_gets_a_check_up(expression, before, dataset):
    name, _ = or_sentence(own_loss_name, f"def f(y_true, y_pred, a=1.0):\n    return {before}({expression})")
    assume(name is not None)
    try:
        spec = RunSpec(dataset=Choice("dataset", dataset), loss=Choice("loss", name), batch_size=1000)
    except SpecError:
        assume(False)
    found = check_up(spec)
    assert found.findings
    assert pickle.loads(pickle.dumps(found)).title == found.title
    for finding in found.findings:
        assert finding.kind in KINDS
        assert finding.level in LEVELS
        assert finding.sentence.endswith((".", "…")), finding.sentence
        assert 0 <= finding.line <= 2
        assert all(math.isfinite(number) for number in finding.numbers.values()), finding
        assert finding.picture is None or len(finding.picture.position) == len(finding.picture.cost) > 1
