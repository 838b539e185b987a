"""Lines of exported code that datasets share: how the function ends that made `x` and `y`."""

from __future__ import annotations

from collections.abc import Iterator

from lossviz.datasets.base import Split


def split_code(split: Split, *, stratified: bool) -> Iterator[str]:
    """Give the lines that choose what is trained on and what is held out; classes keep their shares if stratified."""
    if split.n_validation:
        options = f"test_size={split.n_validation}, random_state={split.seed}{', stratify=y' if stratified else ''}"
        yield f"train, held_out = train_test_split(range(len(x)), {options})"
        yield "train, held_out = np.sort(train), np.sort(held_out)"


def labels_code(split: Split, n_classes: int) -> Iterator[str]:
    """Give the line that brings class numbers, shape (n,), into the form that the loss wants."""
    if n_classes == 2:
        yield "y = y[:, None].astype(np.float32)"
    elif not split.integers:
        yield f"y = np.eye({n_classes}, dtype=np.float32)[y]"


def return_code(split: Split) -> str:
    """Return the last line."""
    return "return x[train], y[train], (x[held_out], y[held_out])" if split.n_validation else "return x, y"


def classes_code(split: Split, n_classes: int) -> Iterator[str]:
    """Give the lines that follow when `x` is float32 and `y` has class numbers, shape (n,)."""
    yield from split_code(split, stratified=True)
    yield from labels_code(split, n_classes)
    yield return_code(split)


def numbers_code(split: Split, y: str) -> Iterator[str]:
    """Give the lines that follow when `x` and the expression `y` are the examples of a regression."""
    yield f"x, y = x.astype(np.float32), {y}.astype(np.float32)"
    yield from split_code(split, stratified=False)
    yield return_code(split)
