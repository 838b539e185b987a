"""Features on one scale, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lossviz.datasets.scaling import scaling_code, standardised

DECIMALS = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))

TABLES = arrays(float, st.tuples(st.integers(2, 30), st.integers(1, 5)), elements=DECIMALS)


@given(TABLES)
def test_the_way_back_leads_to_the_same_features(x: np.ndarray) -> None:
    scaled, scaling = standardised(x)
    assert scaled.dtype == np.float32
    assert np.isfinite(scaled).all()
    np.testing.assert_allclose(scaling.original(scaled), x, rtol=1e-5, atol=1e-5 * np.abs(x).max())


@given(TABLES)
def test_exported_code_makes_the_same(x: np.ndarray) -> None:
    module = {"np": np, "x": x}
    exec("\n".join(scaling_code(standardise=True, constant=True)), module)
    np.testing.assert_array_equal(module["x"], standardised(x)[0])


def test_a_feature_that_never_varies_is_moved_to_zero() -> None:
    x, scaling = standardised(np.array([[3.0, 1.0], [3.0, 2.0]]))
    np.testing.assert_array_equal(x, [[0, -1], [0, 1]])
    np.testing.assert_array_equal(scaling.spreads, [1, 0.5])


@pytest.mark.parametrize("intercept", [[], [4.0]])
def test_weights_in_original_units_give_the_same_sum(intercept: list[float]) -> None:
    x = np.random.default_rng(0).normal(50, (1, 20, 300), (40, 3))
    scaled, scaling = standardised(x)
    weights = np.array([2.0, -1.0, 0.5, *intercept])
    told = scaling.original_weights(weights)
    np.testing.assert_allclose(x @ told[:-1] + told[-1], scaled @ weights[:3] + sum(intercept), atol=1e-4)
