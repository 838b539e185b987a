"""Formulas as MathML."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from lossviz.losses import LOSSES
from lossviz.losses.formula import formula_mathml

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def text(formula: str) -> str:
    return "".join(ElementTree.fromstring(formula).itertext())


@every_loss
def test_a_formula_holds_each_value_where_its_parameter_stands(loss):
    values = {name: 0.1357 + number for number, name in enumerate(loss.params)}
    words = text(formula_mathml(loss, values))
    for name, value in values.items():
        assert words.count(f"{value:.4g}") == loss.formula.count(f"<{name}>") > 0
    assert not re.search(r"[\\{}<&^\ue000-\uf8ff]", words)


@every_loss
def test_the_value_in_hand_is_told_from_the_others(loss):
    for name in loss.params:
        root = ElementTree.fromstring(formula_mathml(loss, loss.defaults, name))
        assert len(root.findall(".//*[@class='in-hand']")) == loss.formula_at(loss.defaults).count(f"<{name}>")
    assert "in-hand" not in formula_mathml(loss, loss.defaults)


@every_loss
def test_nothing_is_left_that_needs_a_font_for_mathematics(loss):
    root = ElementTree.fromstring(formula_mathml(loss, loss.defaults))
    assert root.get("class") == "lossviz-formula"
    assert root.find(".//mover") is None
    assert len(root.findall(".//*[@class='lossviz-cases']")) == loss.formula.count(r"\begin{cases}")


def test_a_formula_reads_as_it_is_written():
    assert text(formula_mathml(LOSSES["custom_mse"], {"regularization_factor": 0.9})) == "e2+0.9·(12−ŷ)2"
    assert text(formula_mathml(LOSSES["hinge"], {})) == "max(0,1−m)"
    assert text(formula_mathml(LOSSES["binary_brier"], {})) == "(y−p\u0302)2"


def test_negative_numbers_are_in_brackets_and_small_ones_have_a_power_of_ten():
    barron = LOSSES["barron"]
    assert text(formula_mathml(barron, {"alpha": -2.0, "scale": 1.0})).startswith("|(−2)−2|")
    epsilon = formula_mathml(LOSSES["poly_1"], {"epsilon": -1.5e-5})
    assert "(−1.5×10−5)" in text(epsilon)
    assert "<msup><mn>10</mn><mn>−5</mn></msup>" in epsilon


def test_functions_and_signs_are_spaced_as_mathematicians_do():
    log = formula_mathml(LOSSES["log_cosh"], {})
    space = '<mspace width="0.167em" />'
    assert f"log</mi>{space}<mi" in log
    assert f"cosh</mi>{space}<mi" in log
    assert space not in formula_mathml(LOSSES["logistic"], {})  # a bracket needs none
    assert '<mo form="prefix">−</mo><mi>m</mi>' in formula_mathml(LOSSES["exponential"], {})
    assert 'form="prefix">−' not in formula_mathml(LOSSES["unhinged"], {})
