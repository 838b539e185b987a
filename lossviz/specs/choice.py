"""Components chosen by name, with values for their parameters; which of them fit each other; how links write them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from lossviz.datasets import DATASETS, Outline
from lossviz.declare import Component, Registry, Value, label_of, value_words
from lossviz.errors import SpecError
from lossviz.losses import LOSSES, Loss
from lossviz.models import MODELS
from lossviz.optimizers import OPTIMIZERS

KINDS: Mapping[str, Registry[Any]] = MappingProxyType(
    {registry.kind: registry for registry in (DATASETS, LOSSES, MODELS, OPTIMIZERS)}
)
"""The four registries in the order of the story: data, loss, model, optimizer."""

MAX_QUERY = 8_000
"""Most characters of a link that are read: what servers between a browser and this one take as the line of a request.

A loss that a visitor wrote stands in it as it is, and has room for its 4,000 characters of code.
"""


def taken_apart(name: str) -> tuple[str, str]:
    """Return the kind and the parameter of what a link calls `loss.delta`; no kind for what belongs to no component."""
    kind, _, parameter = name.rpartition(".")
    return kind, parameter


def kind_of(name: str) -> str:
    """Return the kind that what a link calls `loss` or `loss.delta` belongs to; empty for numbers of the run."""
    kind = name.partition(".")[0]
    return kind if kind in KINDS else ""


@dataclass(frozen=True)
class Choice:
    """A component by name, with a value for each of its parameters.

    Attributes:
        kind: `dataset`, `loss`, `model` or `optimizer`.
        name: Key in the registry of that kind.
        items: Name and value of every parameter, in declared order.
    """

    kind: str
    name: str
    items: tuple[tuple[str, Value], ...] = ()

    def __post_init__(self) -> None:
        """Check all values and add the defaults.

        Raises:
            SpecError: If the component, a parameter or a value is not among the declared ones.
        """
        object.__setattr__(self, "items", tuple(self.component.check(dict(self.items)).items()))

    @property
    def component(self) -> Any:
        """The declared component."""
        return KINDS[self.kind][self.name]

    @property
    def values(self) -> dict[str, Value]:
        """The value of every parameter, by name."""
        return dict(self.items)

    @property
    def title(self) -> str:
        """It, with the values of its parameters, in plain words."""
        settings = ", ".join(f"{label_of(name)} {value_words(value)}" for name, value in self.items)
        return f"{self.component.label}{f' ({settings})' if settings else ''}"

    def with_value(self, name: str, value: Any) -> Choice:
        """Return the same choice with another value for one parameter."""
        return Choice(self.kind, self.name, (*((n, v) for n, v in self.items if n != name), (name, value)))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of a link, which `read_choice` reads."""
        params = self.component.params
        return [(self.kind, self.name), *((f"{self.kind}.{n}", params[n].format(v)) for n, v in self.items)]


def outline_of(dataset: Choice) -> Outline:
    """Return what is known of the data of a choice before they are made."""
    return dataset.component.outline(dataset.values)


def fitting_losses(dataset: Choice) -> list[str]:
    """Return the names of the losses that can be trained on a dataset."""
    outline = outline_of(dataset)
    return [name for name, loss in LOSSES.items() if fits(loss, outline)]


def fitting_datasets(loss: Loss) -> list[str]:
    """Return the names of the datasets on which, by default, a loss can be trained; those it was made for first."""
    outlines = {name: dataset.outline(dataset.defaults) for name, dataset in DATASETS.items()}
    names = [name for name, outline in outlines.items() if fits(loss, outline)]
    return sorted(names, key=lambda name: (outlines[name].task != loss.task, outlines[name].positive != loss.positive))


def fits(loss: Loss, data: Outline) -> bool:
    """Return whether a loss can be trained on data."""
    if loss.task not in (data.task, "regression"):
        return False
    enough = data.n_outputs == loss.n_outputs if loss.n_outputs else data.n_outputs >= loss.least_outputs
    return enough and (data.positive or not loss.positive)


def misfit(loss: Loss, dataset: Choice) -> str:
    """Return in words why a loss cannot be trained on a dataset, and on which it can."""
    fitting = " or ".join(DATASETS[name].label for name in fitting_datasets(loss))
    offer = f"{dataset.component.label} {_offer(outline_of(dataset))}"
    return f"The loss {loss.label} {_wish(loss)}, but {offer}. These data fit: {fitting}."


def _wish(loss: Loss) -> str:
    """Return what a loss needs of data, in words."""
    if loss.task != "regression":
        if loss.n_outputs:
            return f"compares {loss.n_outputs} classes"
        return "compares two classes" if loss.task == "binary" else "compares three classes or more"
    return "needs targets greater than 0" if loss.positive else f"needs {loss.least_outputs} outputs or more"


def _offer(data: Outline) -> str:
    if data.task != "regression":
        return f"has {data.n_classes} classes"
    return "has one number a target" + ("" if data.positive else ", of either sign")


def read_pairs(query: str, several: Collection[str] = ("change",)) -> list[tuple[str, str]]:
    """Return the names and values of a link.

    Args:
        query: What stands behind the question mark, with or without it.
        several: The names that may stand more than once.

    Raises:
        SpecError: If it is no link, or too long.
    """
    if len(query) > MAX_QUERY:
        raise SpecError(f"A link must have at most {MAX_QUERY:,} characters. Got {len(query):,} instead.")
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, strict_parsing=bool(query.removeprefix("?")))
    except ValueError:
        raise SpecError(f"A link must be name=value pairs joined by '&'. Got {query[:40]!r} instead.") from None
    names = [name for name, _ in pairs if name not in several]
    for name in names:
        if names.count(name) > 1:
            raise SpecError(f"A link must name {name[:40]!r} once. Got it {names.count(name)} times instead.")
    return pairs


def read_choice(kind: str, given: Mapping[str, str], default: str = "") -> Choice:
    """Return the component of a kind that the pairs of a link describe, or the default one if they name none.

    Raises:
        SpecError: If they name none, or a value that it does not accept.
    """
    name = given.get(kind, default)
    component: Component = KINDS[kind][name]
    texts = {parameter: text for key, text in given.items() for of, parameter in [taken_apart(key)] if of == kind}
    component.check({n: component.params[n].default if n in component.params else None for n in texts})
    return Choice(kind, name, tuple((n, component.params[n].parse(text, component.label)) for n, text in texts.items()))
