"""The data of a run as the source of a function that makes it, with NumPy and scikit-learn alone.

What a run does not need is not written: no outliers without outliers, no mistakes without label noise. So the source of
the declared datasets cannot be cut out as it is; tests compare what these functions return with `batches.arrays`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lossviz.code_layout import folded
from lossviz.datasets import LEAST_TARGET, SPECIES, class_sizes, pair_sizes
from lossviz.specs.run import RunSpec

Lines = Iterator[str]


def data_source(spec: RunSpec, name: str) -> str:
    """Return the source of a function of that name: it returns `x` and `y` to train on, and what is held out."""
    values = spec.dataset.values
    held_out = f", and {spec.n_validation} that are held out" if spec.n_validation else ""
    lines = [
        f"def {name}():",
        f'    """Return {spec.n_train} examples to train on{held_out}."""',
        *(f"    {line}" for line in _MADE[spec.dataset.name](spec, values)),
    ]
    return "\n".join(lines) + "\n"


def _iris(spec: RunSpec, values: dict[str, Any]) -> Lines:
    yield from _flowers()
    yield from _classes(spec, (50, 50, 50), values)


def _iris_binary(spec: RunSpec, values: dict[str, Any]) -> Lines:
    yield from _flowers()
    zero, one = values["pair"].split(" or ")
    number = SPECIES.index(one)
    if zero in SPECIES:
        yield f"chosen = np.isin(y, ({SPECIES.index(zero)}, {number}))"
        yield f"x, y = x[chosen], (y[chosen] == {number}).astype(int)  # {values['pair']}"
    else:
        yield f"y = (y == {number}).astype(int)  # {values['pair']}"
    yield from _classes(spec, pair_sizes(values["pair"]), values)


def _flowers() -> Lines:
    yield "x, y = load_iris(return_X_y=True)"
    yield "x = x.astype(np.float32)"


def _classes(spec: RunSpec, available: tuple[int, ...], values: dict[str, Any]) -> Lines:
    """Give what follows when `x` and `y` are all flowers: imbalance, mistakes, the split, the form of labels."""
    sizes = tuple(class_sizes(available, values["imbalance"]))
    n_wrong = round(values["label_noise"] * spec.n_train)
    if sizes != available or n_wrong:
        yield f"random = np.random.default_rng({values['seed']})"
        yield f"sizes = {sizes}  # how many examples of each class stay"
        yield "kept = [random.permutation(np.flatnonzero(y == number))[:size] for number, size in enumerate(sizes)]"
        yield "kept = np.sort(np.concatenate(kept))"
        yield "x, y = x[kept], y[kept]"
    if n_wrong:
        yield f"wrong = (y + random.integers(1, {len(sizes)}, len(y))) % {len(sizes)}"
        yield "mistakes = random.permutation(len(y))"
    yield from _split(spec, ", stratify=y")
    if n_wrong:
        if spec.n_validation:
            yield "mistakes = mistakes[np.isin(mistakes, train)]  # what is wrong must not judge the model"
        yield f"mistakes = mistakes[:{n_wrong}]"
        yield "y[mistakes] = wrong[mistakes]"
    if len(sizes) == 2:
        yield "y = y[:, None].astype(np.float32)"
    elif spec.loss.component.labels != "integers":
        yield f"y = np.eye({len(sizes)}, dtype=np.float32)[y]"
    yield _returned(spec)


def _linear(spec: RunSpec, values: dict[str, Any]) -> Lines:
    n, weights = values["examples"], list(values["weights"])
    n_shifted = round(values["outlier_share"] * n)
    yield f"random = np.random.default_rng({values['seed']})"
    yield f"x = random.normal({values['x_mean']}, {values['x_spread']}, ({n}, {len(weights)}))"
    yield from folded("y = x @ [", map(repr, weights), f"]{_plus(values['intercept'])}", indent=4)
    if values["noise"] or n_shifted:  # the draws come before those of the outliers, even if they count for nothing
        yield f"y += {values['noise']} * random.standard_normal({n})  # noise"
    if n_shifted:
        yield f"y[random.permutation({n})[:{n_shifted}]] += {values['outlier_size']}  # outliers"
    yield from _numbers(spec, "y" if values["flat_target"] else "y[:, None]")


def _linear_positive(spec: RunSpec, values: dict[str, Any]) -> Lines:
    n, weights, noise = values["examples"], list(values["weights"]), values["noise"]
    yield f"random = np.random.default_rng({values['seed']})"
    yield f"x = random.uniform(0, {values['x_high']}, ({n}, {len(weights)}))"
    yield from folded("y = x @ [", map(repr, weights), f"]{_plus(values['intercept'])}", indent=4)
    if noise > 0.01:
        yield f"y *= random.gamma({noise}**-2, {noise}**2, {n})  # of mean 1 and deviation {noise}"
        yield f"y = np.maximum(y, {LEAST_TARGET})"
    elif noise:
        yield f"y *= 1 + {noise} * random.normal(size={n})"
    yield from _numbers(spec, "y[:, None]")


def _plus(number: float) -> str:
    return f" + {number}" if number > 0 else f" - {-number}" if number else ""


def _numbers(spec: RunSpec, y: str) -> Lines:
    yield f"x, y = x.astype(np.float32), {y}.astype(np.float32)"
    yield from _split(spec)
    yield _returned(spec)


def _split(spec: RunSpec, stratify: str = "") -> Lines:
    if spec.n_validation:
        seed = f"random_state={spec.split_seed}"
        yield f"train, held_out = train_test_split(range(len(x)), test_size={spec.n_validation}, {seed}{stratify})"
        yield "train, held_out = np.sort(train), np.sort(held_out)"


def _returned(spec: RunSpec) -> str:
    return "return x[train], y[train], (x[held_out], y[held_out])" if spec.n_validation else "return x, y"


_MADE: dict[str, Callable[[RunSpec, dict[str, Any]], Lines]] = {
    "iris": _iris,
    "iris_binary": _iris_binary,
    "linear": _linear,
    "linear_positive": _linear_positive,
}
"""What writes the lines of each dataset's function; a test asks for all of them."""
