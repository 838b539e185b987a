"""The formulas of written losses, evaluated, are what the losses compute."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import mpf

from lossviz.lazy import tf
from lossviz.losses import LOSSES
from lossviz.losses.formula import formula_mathml
from lossviz.losses.written import EXAMPLES, own_loss_name
from tests.formula import Formula

FORMULAS = {
    "e**2": "e^2",
    "abs(y_true - y_pred)": "|e|",
    "where(e > 0, a * e**2, abs(e))": r"\begin{cases} <a> \cdot e^2 & e > 0 \\ |e| & \text{else} \end{cases}",
    "where(y_pred < y_true, 1, where(e < 2.0, 2, 3.0)) * e": r"\left( \begin{cases} 1 & -e > 0 \\ 2 & 2 > e \\ 3 & "
    r"\text{else} \end{cases} \right) \cdot e",
    "-e * -e / (1 + e**2)": r"\frac{e \cdot e}{1 + e^2}",
    "-(a - 1) * e**2": r"-\left( <a> - 1 \right) \cdot e^2",
    "sqrt(e**2 + delta**2) - delta": r"\sqrt{e^2 + <delta>^2} - <delta>",
    "log(cosh(y_true - y_pred))": r"\log(\cosh e)",
    "maximum(abs(e) - epsilon, 0)": r"\max(|e| - <epsilon>,\; 0)",
    "exp(a * e) - a * e - 1": r"\exp(<a> \cdot e) - <a> \cdot e - 1",
    "abs(e) ** a / a": r"\frac{|e|^{<a>}}{<a>}",
    "2.5e-6 * e**2 + 0.5 * tanh(e) ** 2": r"2.5 \cdot 10^{-6}",
    "reduce_mean(square(e)) + a * mean(abs(y_pred))": r"e^2 + <a> \cdot |\hat y|",
    "log1p(e**2) + softplus(e) + relu(-e)": r"\log(1 + e^2) + \log(1 + \exp(e)) + \max(0,\; -e)",
    "-log(p)": r"-\log \hat p_y",
    "-log(maximum(p, 1e-7)) * (1 - p) ** gamma": r"-\log \hat p_y \cdot \left( 1 - \hat p_y \right)^{<gamma>}",
    "p * 0 + reduce_sum(square(y_true - y_pred), axis=-1)": r"\sum_j \left( y_j - \hat p_j \right)^2",
    "1 - p / reduce_sum(y_pred**2, axis=-1)": r"1 - \frac{\hat p_y}{\sum_j \hat p_j^2}",
    "(p - reduce_max(y_pred, axis=-1)) ** 2": "",
}
"""Expressions, and a part of their formulas."""


def symbols(y_true: np.ndarray, y_pred: np.ndarray, loss) -> dict:
    """Return what the symbols of a formula stand for, of one example."""
    known = {f"<{name}>": mpf(value) for name, value in loss.defaults.items()}
    truth, prediction = ([mpf(float(number)) for number in row] for row in (y_true, y_pred))
    if loss.labels == "numbers":
        return known | {"y": truth[0], r"\hat y": prediction[0], "e": prediction[0] - truth[0]}
    return known | {"_y": int(y_true.argmax()), "y": truth, r"\hat p": prediction, "k": mpf(3)}


@pytest.mark.parametrize(("text", "part"), FORMULAS.items())
def test_a_formula_says_what_the_loss_computes(text, part):
    loss = LOSSES[own_loss_name(text)]
    assert part in loss.formula
    random = np.random.default_rng(0)
    k = 1 if loss.labels == "numbers" else 3
    y_true = random.normal(size=(8, 1)) if k == 1 else np.eye(3)[random.integers(0, 3, 8)]
    y_pred = random.normal(size=(8, 1)) if k == 1 else random.dirichlet([1, 1, 1], 8)
    costs = loss(tf.constant(y_true, tf.float32), tf.constant(y_pred, tf.float32), **loss.defaults).numpy()
    shown = [float(Formula(loss.formula)(symbols(*pair, loss))) for pair in zip(y_true, y_pred, strict=True)]
    np.testing.assert_allclose(costs, shown, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_formulas_of_examples_can_be_drawn(example):
    loss = LOSSES[own_loss_name(example.text)]
    assert formula_mathml(loss, loss.defaults).startswith("<math")


def test_what_is_too_long_shows_how_it_is_called():
    text = f"def my_own(y_true, y_pred):\n    return tf.abs({' + '.join(['tf.sin(y_pred - y_true)'] * 20)})"
    assert LOSSES[own_loss_name(text)].formula == r"\text{my own}(y, \hat y)"
    assert LOSSES[own_loss_name("cumsum(e, axis=-1)")].formula == r"\text{my loss}(y, \hat y)"


def test_a_name_of_a_greek_letter_is_its_symbol():
    loss = LOSSES[own_loss_name("alpha * abs(e) + beta_1 * e**2 + weight * e + w2 * e")]
    assert [param.symbol for param in loss.params.values()] == [r"\alpha", r"\beta_{1}", r"\text{weight}", "w_{2}"]
