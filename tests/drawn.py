"""Parameters, targets and predictions drawn for a loss, whatever it is for, and what it says of them."""

from __future__ import annotations

import itertools

import numpy as np

from lossviz import lazy
from lossviz.losses import Loss

N_CLASSES = 3
SMALLEST_PROBABILITY = 1e-6

Values = dict[str, float]


def corners(loss: Loss) -> list[Values]:
    """Return parameters at their defaults and at all combinations of the ends of their hard and soft ranges.

    Of three and more parameters the combinations of the ends of their hard ranges.
    """
    several = len(loss.params) > 2
    ends = {name: (p.low, p.high, *(() if several else p.soft or ())) for name, p in loss.params.items()}
    kinds = {name: p.type for name, p in loss.params.items()}
    combinations = itertools.product(*ends.values())
    return [loss.defaults, *({name: kinds[name](end) for name, end in zip(ends, each)} for each in combinations)]


def draws(loss: Loss, random: np.random.Generator, n: int) -> list[Values]:
    """Return random parameters, in equal ratios where their slider is in ratios."""
    drawn = []
    for _ in range(n if loss.params else 0):
        values = loss.defaults
        for name, param in loss.params.items():
            low, high = param.soft or (param.low, param.high)
            value = np.exp(random.uniform(*np.log([low, high]))) if param.log else random.uniform(low, high)
            values[name] = param.type(value)
        drawn.append(values)
    return drawn


def special_points(loss: Loss) -> list[Values]:
    """Return the parameters at which a loss says that it is another one."""
    return [loss.defaults | dict(special.at) for special in loss.special]


def numbers(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Return numbers of both signs and of all sizes between 0.001 and 1000."""
    return random.choice([-1, 1], shape) * 10 ** random.uniform(-3, 3, shape)


def simplex(random: np.random.Generator, n: int) -> np.ndarray:
    """Return rows of probabilities, from nearly equal to nearly certain, none below `SMALLEST_PROBABILITY`."""
    rows = np.exp(random.normal(size=(n, N_CLASSES)) * random.choice([0.5, 2, 6], (n, 1)))
    rows /= rows.sum(axis=1, keepdims=True)
    return SMALLEST_PROBABILITY + (1 - N_CLASSES * SMALLEST_PROBABILITY) * rows


def targets(loss: Loss, random: np.random.Generator, n: int, n_outputs: int = N_CLASSES) -> np.ndarray:
    """Return random targets in the form that a loss wants."""
    if loss.labels == "numbers":
        shape = (n, max(n_outputs, loss.least_outputs))
        return np.abs(numbers(random, shape)) if loss.positive else numbers(random, shape)
    if loss.labels == "zero_one":
        return random.integers(2, size=(n, 1)).astype(float)
    labels = random.integers(N_CLASSES, size=n).astype(np.int32)
    return labels if loss.labels == "integers" else np.eye(N_CLASSES)[labels]


def predictions(loss: Loss, random: np.random.Generator, y_true: np.ndarray) -> np.ndarray:
    """Return random predictions, of all sizes, that may be far from the targets."""
    if loss.labels == "numbers":
        return np.abs(numbers(random, y_true.shape)) if loss.positive else y_true + numbers(random, y_true.shape)
    if loss.scores:
        return numbers(random, y_true.shape)
    return simplex(random, len(y_true))[:, :1] if loss.labels == "zero_one" else simplex(random, len(y_true))


def moderate_predictions(loss: Loss, random: np.random.Generator, y_true: np.ndarray) -> np.ndarray:
    """Return random predictions at which costs are neither tiny nor huge."""
    if loss.positive:
        return y_true * np.exp(random.normal(size=y_true.shape))
    if loss.labels == "numbers":
        return y_true + random.normal(size=y_true.shape) * random.choice([0.1, 1, 5], y_true.shape)
    if loss.scores:
        return random.normal(size=y_true.shape) * random.choice([0.1, 1, 5], y_true.shape)
    return 1e-3 + (1 - N_CLASSES * 1e-3) * predictions(loss, random, y_true)


def examples(loss: Loss, random: np.random.Generator, n: int, n_outputs: int = N_CLASSES) -> tuple[np.ndarray, ...]:
    """Return random targets, and predictions of all sizes."""
    y_true = targets(loss, random, n, n_outputs)
    return y_true, predictions(loss, random, y_true)


def moderate_examples(loss: Loss, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and moderate predictions in float32, the same ones each time."""
    random = np.random.default_rng(1)
    y_true = targets(loss, random, n)
    y_pred = moderate_predictions(loss, random, y_true).astype(np.float32)
    return y_true if loss.labels == "integers" else y_true.astype(np.float32), y_pred


def every_class(loss: Loss, y_pred: np.ndarray) -> list[np.ndarray]:
    """Return the targets that name each class for all predictions, class by class."""
    n = len(y_pred)
    if loss.labels == "zero_one":
        return [np.full((n, 1), float(number)) for number in (0, 1)]
    labels = [np.full(n, number, np.int32) for number in range(N_CLASSES)]
    return labels if loss.labels == "integers" else [np.eye(N_CLASSES)[each] for each in labels]


def perfect(loss: Loss, y_true: np.ndarray) -> np.ndarray:
    """Return the prediction that is the truth; there is none for losses on scores."""
    return np.eye(N_CLASSES)[y_true] if loss.labels == "integers" else y_true.copy()


def cost(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: Values, dtype=np.float64) -> np.ndarray:
    """Return the cost of each example, computed in a precision."""
    y_true = y_true if loss.labels == "integers" else y_true.astype(dtype)
    return loss(lazy.tf.constant(y_true), lazy.tf.constant(y_pred.astype(dtype)), **values).numpy()


def slope(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, values: Values, dtype=np.float64) -> np.ndarray:
    """Return the derivative of the cost by each number of the prediction, by automatic differentiation."""
    y_true = y_true if loss.labels == "integers" else y_true.astype(dtype)
    y_pred = lazy.tf.constant(y_pred.astype(dtype))
    with lazy.tf.GradientTape() as tape:
        tape.watch(y_pred)
        costs = loss(lazy.tf.constant(y_true), y_pred, **values)
    return tape.gradient(costs, y_pred, unconnected_gradients="zero").numpy()
