"""What judges the formulas of losses must itself be right: every construct against a value made otherwise."""

from __future__ import annotations

import mpmath
import pytest
from mpmath import mp, mpf

from tests.formula import Formula

NUMBERS = {"x": mpf(3), "y": mpf(2), r"\hat y": mpf("0.5"), "e": mpf(-2), "m": mpf("0.25"), r"\alpha": mpf(5)}
LISTS = {
    "y": [mpf(0), mpf(1), mpf(0)],
    r"\hat p": [mpf("0.25"), mpf("0.5"), mpf("0.25")],
    r"\hat s": [mpf(4), mpf(1), mpf(-2)],
    "w": [mpf(2), mpf(3), mpf(5)],
    "<w>": [mpf(1), mpf(2), mpf(4)],
    "k": mpf(3),
    "_y": 1,
}


@pytest.fixture(autouse=True)
def _fifty_digits():
    with mpmath.workdps(50):
        yield


def check(latex, symbols, expected):
    """Compare a formula with its value, or with a function that computes it at the precision of the test."""
    expected = expected() if callable(expected) else mpf(expected)
    value = Formula(latex)(symbols)
    assert isinstance(value, mpf)
    assert mpmath.almosteq(value, expected, rel_eps=mpf(10) ** -46, abs_eps=mpf(10) ** -46), value


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        # numbers and operators
        ("100", 100),
        ("0.1", lambda: mpf(1) / 10),
        ("1 + 2 - 4", -1),
        ("-x^2", -9),
        ("-x + y", -1),
        (r"2 \cdot x", 6),
        (r"2 \times x", 6),
        ("2 x y", 12),
        (r"x\,y", 6),
        ("2e", -4),
        ("x / y", 1.5),
        (r"x / y \cdot 2", 3),
        ("x / y / 2", 0.75),
        ("3 (x - 1) (y + 1)", 18),
        # powers
        ("x^2", 9),
        ("2 x^2 y", 36),
        ("x^{-y}", lambda: mpf(1) / 9),
        ("x^{10}", 59049),
        (r"x^\alpha", 243),
        ("(x + 1)^2", 16),
        ("|e|^x", 8),
        ("{x}^2", 9),
        (r"\cosh^2 x", lambda: mp.cosh(3) ** 2),
        (r"\log^2(x + 1)", lambda: mp.log(4) ** 2),
        (r"\log(x + 1)^2", lambda: mp.log(4) ** 2),
        (r"\log x^2", lambda: 2 * mp.log(3)),
        (r"\max(x, y)^2", 9),
        (r"\mathrm{e}^{-x}", lambda: mp.exp(-3)),
        (r"\text{e}^x", lambda: mp.exp(3)),
        # fractions and roots
        (r"\frac{x + 1}{y}", 2),
        (r"\dfrac{x}{y}", 1.5),
        (r"\frac12", 0.5),
        (r"\tfrac12 x", 1.5),
        (r"\tfrac1x y", lambda: mpf(2) / 3),
        (r"\frac\alpha2", 2.5),
        (r"\sqrt{x + 1}", 2),
        (r"\sqrt2", lambda: mp.sqrt(2)),
        # groups
        ("[x - 1]", 2),
        (r"2 \{x - 1\}", 4),
        (r"\left( x \right)", 3),
        (r"\left[ x \right]", 3),
        (r"\left\{ x \right\}", 3),
        (r"\bigl( \Bigl[ \biggl( \Biggl( \big(x\big) + 1 \Biggr) \biggr) \Bigr] \bigr)", 4),
        (r"\left. x \right.", 3),
        ("|e|", 2),
        ("|e - |e||", 4),
        ("|x||e|", 6),
        ("2 |e| x", 12),
        ("|e (|e| - x)|", 2),
        (r"\left| e \left| e \right| \right|", 4),
        (r"\lvert e \lvert e \rvert \rvert", 4),
        (r"\bigl| e \bigr|", 2),
        (r"|\tfrac{|e|}{e}|", 1),
        ("[x]_+", 3),
        ("[e]_+", 0),
        (r"\left( 1 - m \right)_+", 0.75),
        # functions
        (r"\log x", lambda: mp.log(3)),
        (r"\ln x", lambda: mp.log(3)),
        (r"\log 2 x - 1", lambda: mp.log(6) - 1),
        (r"\log x y + 1", lambda: mp.log(6) + 1),
        (r"\log x \cdot y", lambda: 2 * mp.log(3)),
        (r"\log x / y", lambda: mp.log(3) / 2),
        (r"\log(x) y", lambda: 2 * mp.log(3)),
        (r"\log\left[ 1 + x \right] (y)", lambda: 2 * mp.log(4)),
        (r"y \log x \log 2", lambda: 2 * mp.log(3) * mp.log(2)),
        (r"y \log \frac{x}{y} - x", lambda: 2 * mp.log(mpf(3) / 2) - 3),
        (r"\log |e|", lambda: mp.log(2)),
        (r"\log \cosh e", lambda: mp.log(mp.cosh(2))),
        (r"\log \max(x, y)", lambda: mp.log(3)),
        (r"\exp x", lambda: mp.exp(3)),
        (r"\exp(-x)", lambda: mp.exp(-3)),
        (r"\sinh x", lambda: mp.sinh(3)),
        (r"\tanh x", lambda: mp.tanh(3)),
        (r"\arctan m", lambda: mp.atan(mpf(1) / 4)),
        (r"\sin x \cos y", lambda: mp.sin(3) * mp.cos(2)),
        (r"\max(x, y, \alpha)", 5),
        (r"\min\left\{ x,\; y \right\} + 1", 3),
        (r"\operatorname{sign}(e)", -1),
        (r"\mathrm{sign} x", 1),
        (r"\sigma(x)", lambda: 1 / (1 + mp.exp(-3))),
        (r"2 \sigma(-x)^2", lambda: 2 / (1 + mp.exp(3)) ** 2),
        # spacing
        (r"x\,\;\:\!\ ~ + \displaystyle y", 5),
        (r"(x \quad + \qquad y)", 5),
        # cases
        (r"\begin{cases} 1 & x > y \\ 2 & \text{else} \end{cases}", 1),
        (r"\begin{cases} 1 & x < y \\ 2 & x \lt y \\ 3 & \quad \text{otherwise} \end{cases}", 3),
        (r"\begin{cases} 1 & x \le y \\ 2 & x \geq 3 \end{cases}", 2),
        (r"\begin{cases} 1 & x = y \\ 2 & x \ne y \end{cases}", 2),
        (r"\begin{cases} 1 & 0 \lt x \leq 2 \\ 2 & 0 \lt x \le 3 \end{cases}", 2),
        (r"\begin{cases} 1 & x > 0 \text{ and } y \neq 2 \\ 2 & x > 0, y > 0 \end{cases}", 2),
        (r"\begin{cases} 1 & x < 0 \text{ or } y = 2 \text{ and } x = 3 \end{cases}", 1),
        (r"\begin{cases} \frac{1}{0} & x < 0 \\ 2 & \text{else} \end{cases}", 2),
        (r"2 \begin{cases} 4 & x \ge 3 \end{cases} + 1", 9),
        # definitions
        ("L = x + 1", 4),
        ("H(x, y) = x + y = 7", 7),
        (r"u^2, \quad u = x + 1", 16),
        (r"u + 1 \quad u = x", 4),
        (r"u,\; u = v + 1,\; v = \frac{x}{y}", 2.5),
        (r"e^2 \qquad e = x - 1", 4),
        (r"t_0, \quad t_{0} = x", 3),
        (r"\hat t_y, \quad \hat t_y = x", 3),
        # zero times infinity
        (r"0 \cdot \log 0", 0),
        (r"(y - 2) \log(x - 3)", 0),
        (r"-\log 0", lambda: mp.inf),
    ],
)
def test_one_construct(latex, expected):
    check(latex, NUMBERS, expected)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\sum_j w_j", 10),
        (r"\sum_{j} w_{j}", 10),
        (r"\tfrac1k \sum_j w_j - 1", lambda: mpf(7) / 3),
        (r"\sum_j w_j \cdot \hat s_j / 2", 0.5),
        (r"\sum_j (w_j - 1)^2", 21),
        (r"\sum_{j=1}^{k} w_j", 10),
        (r"\sum_{j=1}^k w_j", 10),
        (r"\sum_{j \ne y} w_j", 7),
        (r"\sum_{j \neq y} j w_j", 17),
        (r"\sum_{i=0}^2 i", 3),
        (r"\sum_i w_i \sum_{j \ne i} w_j", 62),
        (r"\sum_j <w>_j w_j", 28),
        (r"\max_{j \ne y} \hat s_j - 1", 3),
        (r"\max_j \hat s_j", 4),
        (r"\min_j w_j \cdot 2", 4),
        (r"\log \sum_j \exp \hat s_j", lambda: mp.log(mp.exp(4) + mp.e + mp.exp(-2))),
        (r"-\log \hat p_y", lambda: mp.log(2)),
        (r"w_y \hat s_y", 3),
        (r"\sum_j q_j w_j, \quad q_j = 1 + u \hat p_j, \quad u = 4", 23),
        (r"q_y, \quad q_i = w_i^2", 9),
        (
            r"\sum_j w_j = \sum_j q_j \hat p_j, \quad q_j = \begin{cases} 8 & j = 1 \\ 1 & \text{else} \end{cases}",
            2.75,
        ),
        (r"\sum_j y_j \log \hat p_j", lambda: -mp.log(2)),
    ],
)
def test_indices(latex, expected):
    check(latex, LISTS, expected)


@pytest.mark.parametrize(
    ("latex", "symbols", "expected"),
    [
        (r"\hat{y} + \hat y", {r"\hat y": 1}, 2),
        (r"\lambda_0 + t_1 t_2 + w_1", {r"\lambda_0": 1, "t_1": 2, "t_2": 3, "w_1": 4}, 11),
        (r"\hat p_{\text{max}}", {r"\hat p_{\text{max}}": 2}, 2),
        ("y_j", {"y_j": 7, "y": [1, 2]}, 7),
        ("y_i + e", {"y_i": 7, "e": 1}, 8),
        (r"<scale>^2 + <a_b> \sigma", {"<scale>": 3, "<a_b>": 2, r"\sigma": 5}, 19),
        (r"\sum_j i y_j", {"y": [1, 2], "i": 2}, 6),
        (r"\mathcal{L}", {r"\mathcal L": 1}, 1),
    ],
)
def test_names(latex, symbols, expected):
    check(latex, symbols, expected)


def reals(**values):
    """Return symbols by names: letters, hats (`hat_y`) and parameters (`_delta`)."""
    return {
        f"<{name[1:]}>" if name[0] == "_" else rf"\hat {name[4:]}" if name.startswith("hat_") else name: mpf(value)
        for name, value in values.items()
    }


HUBER = r"\begin{cases} \tfrac12 e^2 & |e| \le <delta> \\ <delta>\,(|e| - \tfrac12 <delta>) & \text{else} \end{cases}"
BARRON = (
    r"\frac{|<alpha> - 2|}{<alpha>} \left( \left( \frac{(e / <scale>)^2}{|<alpha> - 2|} + 1 \right)^{<alpha> / 2} - 1"
    r" \right)"
)
COSINE = r"1 - \frac{\sum_j y_j \hat y_j}{\sqrt{\sum_j y_j^2}\,\sqrt{\sum_j \hat y_j^2}}"
JENSEN_SHANNON = (
    r"\tfrac12 \sum_j \left( y_j \log \frac{y_j}{m_j} + \hat p_j \log \frac{\hat p_j}{m_j} \right),"
    r" \quad m_j = \tfrac12 (y_j + \hat p_j)"
)
SMOOTHED = r"-\sum_j q_j \log \hat p_j, \quad q_j = (1 - <label_smoothing>)\, y_j + \frac{<label_smoothing>}{k}"
WEIGHTED = r"-w_y \log \hat p_y, \quad w_j = \begin{cases} <first> & j = 1 \\ 1 & \text{else} \end{cases}"
TRUNCATED = r"\begin{cases} [1 - m]_+^2 & m \ge -1 \\ -4 m & \text{else} \end{cases}"


@pytest.mark.parametrize(
    ("latex", "symbols", "expected"),
    [
        (HUBER, reals(e=-2, _delta=3), 2),
        (HUBER, reals(e=-4, _delta=3), 7.5),
        (BARRON, reals(e=3, _alpha=1, _scale=1), lambda: mp.sqrt(10) - 1),
        (BARRON, reals(e=2, _alpha=-2, _scale=1), 1),
        (r"(1 - \hat p_y)^{<gamma>} \cdot (-\log \hat p_y)", LISTS | {"<gamma>": mpf(2)}, lambda: mp.log(2) / 4),
        (r"\sum_{i=1}^{<order>} \frac{(1 - \hat p_y)^i}{i}", LISTS | {"<order>": mpf(3)}, lambda: mpf(2) / 3),
        (r"\max\left(0,\; 1 + \max_{j \ne y} \hat s_j - \hat s_y\right)", LISTS, 4),
        (COSINE, {"y": [mpf(3), mpf(4)], r"\hat y": [mpf(4), mpf(3)]}, lambda: mpf(1) / 25),
        (JENSEN_SHANNON, LISTS, lambda: (mp.log(mpf(4) / 3) + mp.log(mpf(2) / 3) / 2 + mp.log(2) / 2) / 2),
        (SMOOTHED, LISTS | {"<label_smoothing>": mpf("0.5")}, lambda: 4 * mp.log(2) / 3),
        (r"2 \left( y \log \frac{y}{\hat y} - y + \hat y \right)", reals(y=1, hat_y=2), lambda: 2 - 2 * mp.log(2)),
        (
            r"\frac{2}{<asymmetry>^2} \left( \exp(<asymmetry>\, e) - <asymmetry>\, e - 1 \right)",
            reals(e=3, _asymmetry=2),
            lambda: (mp.exp(6) - 7) / 2,
        ),
        (r"-y \log \hat p - (1 - y) \log(1 - \hat p)", reals(y=1, hat_p=0.25), lambda: mp.log(4)),
        (r"-y \log \hat p - (1 - y) \log(1 - \hat p)", reals(y=1, hat_p=1), 0),
        ("[1 - m]_+^2", reals(m=-2), 9),
        (TRUNCATED, reals(m=-1), 4),
        (TRUNCATED, reals(m=-3), 12),
        (r"(2 \arctan m - 1)^2", reals(m=1), lambda: (mp.pi / 2 - 1) ** 2),
        (r"\log\left(1 + \mathrm{e}^{-m}\right)", reals(m=0), lambda: mp.log(2)),
        (r"\left( \tfrac{1}{1 + \mathrm{e}^m} \right)^2", reals(m=0), 0.25),
        (r"H(p, q) = -\sum_j p_j \log q_j = -\log \hat p_y", LISTS, lambda: mp.log(2)),
        (WEIGHTED, LISTS | {"<first>": mpf(3), "_y": 0}, lambda: 3 * mp.log(4)),
        (WEIGHTED, LISTS | {"<first>": mpf(3)}, lambda: mp.log(2)),
    ],
)
def test_losses(latex, symbols, expected):
    check(latex, symbols, expected)


def test_the_precision_is_the_callers():
    third = Formula(r"\frac{0.1}{0.3}")
    with mpmath.workdps(100):
        assert abs(third({}) - mpf(1) / 3) < mpf(10) ** -99


@pytest.mark.parametrize(
    ("latex", "place"),
    [
        ("", 0),
        ("x +", 3),
        ("x ? y", 2),
        (r"2 \lgo x", 2),
        ("(x", 2),
        ("(x]", 2),
        ("x)", 1),
        ("|x", 2),
        (r"\left| x |", 10),
        ("[x]_2", 4),
        (r"\frac{x} + 1", 9),
        (r"\log + 1", 5),
        (r"\log x (y)", 7),
        (r"x / y z", 6),
        ("x^10", 3),
        (r"2\,3", 3),
        ("1.", 1),
        ("x^<a>", 2),
        ("x^2^3", 3),
        (r"\log x^2^3", 8),
        ("{x + 1}", 3),
        (r"\hatx", 0),
        (r"\sum y", 5),
        (r"\sum(1, 2)", 4),
        (r"\sum_{j > 1} y_j", 8),
        (r"\max x", 5),
        (r"\log(x, y)", 6),
        (r"\begin{cases} 1 \end{cases}", 16),
        (r"\begin{cases} 1 & x \end{cases}", 20),
        (r"x \quad y", 9),
        (r"x, 2 = y", 3),
        ("x > y", 2),
    ],
)
def test_text_outside_the_grammar_is_refused_with_its_place(latex, place):
    with pytest.raises(ValueError, match=rf"^expected .* at {place}: ") as caught:
        Formula(latex)
    assert str(caught.value).endswith(f": {latex[place:]}")


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        (r"z", "z"),
        (r"2 \hat q", r"\\hat q"),
        (r"\lambda_0", r"\\lambda_0"),
        ("w", "w"),  # a list without an index
        ("w_j", "j"),  # an index without a sum
        ("k_y", "k_y"),  # no list
        ("k_0", "k_0"),  # another name than k
        ("w_1", "w_1"),  # a number is no index
        (r"\sum_{i=0}^1 w_i", "0"),
        (r"\sum_{i=1}^4 w_i", "4"),
        (r"\sum_j u, \quad u = w_j", "j"),
    ],
)
def test_what_has_no_value_is_named(latex, name):
    with pytest.raises(KeyError) as caught:
        Formula(latex)(LISTS)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("latex", "symbols", "message"),
    [
        (r"\log x", {"x": -1}, "real"),
        (r"\sqrt{x}^2", {"x": -1}, "real"),
        (r"x^{0.5}", {"x": -1}, "real"),
        (r"\begin{cases} 1 & x > 0 \end{cases}", {"x": -1}, "no row"),
        (r"\sum_j 1", {"x": 1}, "lengths"),
        (r"\sum_j 1", {"x": [1], "y": [1, 2]}, "lengths"),
        (r"\sum_{i=1}^{x} 1", {"x": 2.5}, "whole"),
    ],
)
def test_what_has_no_real_value_is_refused(latex, symbols, message):
    with pytest.raises(ValueError, match=message):
        Formula(latex)(symbols)
