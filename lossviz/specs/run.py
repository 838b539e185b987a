"""The full, frozen description of a run, and its one written form: the query string of a link.

The same spec gives the same history in any process, so a link carries no results.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlencode

from lossviz.datasets import Outline
from lossviz.declare import Param, Task, label_of, one_of, params_of, read_number, value_words
from lossviz.errors import SpecError
from lossviz.losses import LOSSES, Loss
from lossviz.models import MODELS, Layer, Model, layers_in_words, weight_shapes
from lossviz.specs.batch_room import BatchRoom
from lossviz.specs.choice import (
    KINDS,
    MAX_QUERY,
    Choice,
    fits,
    kind_of,
    misfit,
    outline_of,
    read_choice,
    read_pairs,
    taken_apart,
)
from lossviz.specs.program_key import ProgramKey

MAX_UPDATES = 1_000_000
"""Most weight updates of a run."""

MAX_RUN_SECONDS = 60
"""Longest training of a run on one core, by estimate."""

MAX_EPOCH_SECONDS = 0.5
"""Longest training of an epoch, by estimate: a call of a worker trains one at least, while others wait.

Only what a visitor wrote comes near.
"""

TOLD_CHANGES = 3
"""How many changes, the last ones, the title of a run tells."""

MAX_CHANGES = 50
"""Most changes of parameters during one run: more are unreadable on a curve."""

MAX_RECIPE = MAX_QUERY - 500
"""Most characters of the link to a run: what is swept of it, and the name that it is given, must fit beside it.

Only losses that a visitor wrote come near.
"""


@dataclass(frozen=True, order=True)
class Change:
    """A parameter that takes another value after an epoch, or another loss, while the run goes on.

    Attributes:
        epoch: The last epoch with the old value.
        name: Kind and parameter, as in a link: `loss.delta`; or `loss`.
        value: The new value, or the name of the new loss, which comes with its default values.
    """

    epoch: int
    name: str
    value: float | str

    @property
    def of_loss(self) -> bool:
        """Whether it changes the loss, or one of its parameters."""
        return kind_of(self.name) == "loss"

    @property
    def words(self) -> str:
        """What it is, in plain words."""
        if isinstance(self.value, str):
            return str(KINDS[self.name][self.value].label)
        return f"{label_of(taken_apart(self.name)[1])} {value_words(self.value)}"


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """Everything that decides the history of a run.

    Raises:
        SpecError: If a value is out of bounds or the parts do not fit each other.
    """

    dataset: Choice = Choice("dataset", "iris")
    loss: Choice = Choice("loss", "custom_mse")
    model: Choice = Choice("model", "mlp")
    optimizer: Choice = Choice("optimizer", "adam")
    epochs: Annotated[
        int, Param(low=1, high=20_000, soft=(10, 2000), log=True, help="How often every example is seen.")
    ] = 300
    batch_size: Annotated[
        int, Param(low=1, high=1000, soft=(1, 256), log=True, help="How many examples make one update of the weights.")
    ] = 32
    seed: Annotated[
        int, Param(low=0, high=2**31 - 100, help="Decides the initial weights and the order of examples.")
    ] = 0
    validation_share: Annotated[
        float,
        Param(low=0, high=0.9, soft=(0, 0.5), help="The share of examples held out; classes keep their proportions."),
    ] = 0.2
    split_seed: Annotated[int, Param(low=0, high=2**31 - 1, help="Which examples are held out.")] = 0
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for name, param in RUN_PARAMS.items():
            object.__setattr__(self, name, param.check(getattr(self, name), "a run"))
        self._check_fit()
        self._check_size()
        object.__setattr__(self, "changes", self._checked_changes())
        self._check_length()

    # Facts that follow from the choices

    @cached_property
    def outline(self) -> Outline:
        """What is known of the data before they are made."""
        return outline_of(self.dataset)

    @property
    def task(self) -> Task:
        """`regression`, `binary` or `multiclass`."""
        return self.outline.task

    @property
    def metric(self) -> str:
        """The task's own measure beside the loss, by its Keras name."""
        return "mae" if self.task == "regression" else "accuracy"

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of the model, from the first hidden one to the output."""
        model: Model = self.model.component
        return model.layers(self.model.values, self.outline.n_outputs, self.task, self._outputs[0])

    @property
    def _outputs(self) -> tuple[str, ...]:
        """The activations of the last layer with which the loss can be trained, the most suitable first."""
        loss: Loss = self.loss.component
        return loss.outputs_for(self.task)

    @property
    def y_rank(self) -> int:
        """How many axes the targets have that the loss gets: class numbers and flat targets have one."""
        classes = self.outline.n_classes > 2 and self.loss.component.labels == "integers"
        return 1 if classes or self.outline.flat else 2

    @property
    def n_features(self) -> int:
        """Number of features of an example."""
        return self.outline.n_features

    @cached_property
    def n_validation(self) -> int:
        """Number of examples held out."""
        n_examples = self.outline.n_examples
        if self.validation_share == 0:
            return 0
        # A stratified split needs every class on both sides.
        least = max(self.outline.n_classes, 1)
        return min(max(round(self.validation_share * n_examples), least), n_examples - least)

    @property
    def n_train(self) -> int:
        """Number of examples trained on."""
        return self.outline.n_examples - self.n_validation

    @property
    def largest_batch(self) -> int:
        """Number of examples of a full batch: all of them if they are fewer than the batch size."""
        return min(self.batch_size, self.n_train)

    @property
    def n_batches(self) -> int:
        """Updates of the weights an epoch."""
        return math.ceil(self.n_train / self.batch_size)

    @property
    def batch_room(self) -> BatchRoom:
        """The room that its program has for batches; a flat target would broadcast over what fills them up."""
        return BatchRoom.of(self.batch_size, self.n_train, full=self.outline.flat)

    @cached_property
    def program_key(self) -> ProgramKey:
        """What the program that trains it is compiled for."""
        return ProgramKey.of(self)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The losses that it is trained with, each once, in their order: a change can bring another one."""
        brought = (str(change.value) for change in self.changes if change.name == "loss")
        return tuple(LOSSES[name] for name in dict.fromkeys([self.loss.name, *brought]))

    @cached_property
    def traced(self) -> dict[str, float]:
        """The values that enter the compiled program as tensors, by their name in a link."""
        return {
            f"{choice.kind}.{name}": value
            for choice in (self.loss, self.optimizer)
            for name, value in choice.items
            if choice.component.params[name].traced and isinstance(value, float)
        }

    @property
    def title(self) -> str:
        """The run in one line of plain words."""
        optimizer = self.optimizer.component
        rate = value_words(self.optimizer.values["learning_rate"])
        return " · ".join(
            [
                f"{self.loss.title} on {self.dataset.component.label}",
                layers_in_words(self.layers, self.n_features),
                f"{optimizer.label} {rate}",
                f"{self.epochs} epochs",
                f"batch {self.largest_batch}",
                f"seed {self.seed}",
                *(f"{change.words} after epoch {change.epoch}" for change in self.changes[-TOLD_CHANGES:]),
            ]
        )

    # Changes

    def at(self, epoch: int) -> RunSpec:
        """Return the spec in force while `epoch` is trained, itself without changes."""
        if not self.changes:
            return self
        spec = replace(self, changes=())
        for change in self.changes:
            if change.epoch < epoch:
                spec = spec.with_value(change.name, change.value)
        return spec

    def with_value(self, name: str, value: Any) -> RunSpec:
        """Return the same spec with another value for what a link calls `name`, such as `loss.delta` or `loss`."""
        kind, parameter = taken_apart(name)
        if kind:
            return replace(self, **{kind: getattr(self, kind).with_value(parameter, value)})
        chosen = Choice(name, value) if name in KINDS and not isinstance(value, Choice) else value
        return replace(self, **{name: chosen})  # type: ignore[arg-type]

    def with_change(self, epoch: int, name: str, value: float | str) -> RunSpec:
        """Return the spec whose parameter `name` takes another value after `epoch`, or that has another `loss` then."""
        kept = tuple(c for c in self.changes if (c.epoch, c.name) != (epoch, name) and c.epoch <= epoch)
        return replace(self, changes=(*kept, Change(epoch, name, value)))

    # The link

    def to_query(self) -> str:
        """Return the query string that `from_query` reads back; defaults are written too, since they may change."""
        pairs = [pair for kind in KINDS for pair in getattr(self, kind).pairs]
        pairs += [(name, param.format(getattr(self, name))) for name, param in RUN_PARAMS.items()]
        pairs += [("change", f"{c.epoch}:{c.name}:{c.value}") for c in self.changes]
        return urlencode(pairs, safe=":,")

    @classmethod
    def from_query(cls, query: str) -> RunSpec:
        """Return the spec of a link; whatever the link leaves out keeps its default.

        Raises:
            SpecError: If the query names something unknown, out of bounds, twice, or is too long.
        """
        pairs = read_pairs(query)
        changes = tuple(_read_change(text) for name, text in pairs if name == "change")
        given = {name: text for name, text in pairs if name != "change"}
        choices = {kind: read_choice(kind, given, getattr(cls, kind).name) for kind in KINDS}
        for name in given:
            if name not in RUN_PARAMS and not kind_of(name):
                allowed = ", ".join([*KINDS, *RUN_PARAMS, "change"])
                raise SpecError(f"A name in a link must be one of {allowed}. Got {name[:40]!r} instead.")
        numbers = {name: param.parse(given[name], "a run") for name, param in RUN_PARAMS.items() if name in given}
        return cls(**choices, **numbers, changes=changes)  # type: ignore[arg-type]

    @cached_property
    def epoch_seconds(self) -> float:
        """Roughly what an epoch costs: a fixed part for each batch, and the arithmetic on all it has room for."""
        kernels = [shape for shape in weight_shapes(self.layers, self.n_features) if len(shape) == 2]
        model = 15e-6 + self.batch_room.examples * sum(map(math.prod, kernels)) * 6e-9
        return self.n_batches * (model + self._loss_seconds(self.batch_room.examples)) + self._loss_seconds(
            self.n_validation
        )

    def _loss_seconds(self, n_examples: int) -> float:
        loss: Loss = self.loss.component
        return loss.batch_seconds(n_examples, self.outline.n_outputs)

    # Checks

    def _check_fit(self) -> None:
        for kind in KINDS:
            if getattr(self, kind).kind != kind:
                raise SpecError(f"The {kind} of a run must be a {kind}. Got a {getattr(self, kind).kind} instead.")
        loss, dataset = self.loss.component, self.dataset.component.label
        if not fits(loss, self.outline):
            raise SpecError(misfit(loss, self.dataset))
        misshaped = loss.misshaped(self.outline.n_outputs, flat=self.outline.flat)
        if misshaped:
            raise SpecError(f"The loss {loss.label} does not fit the shapes of {dataset}. {misshaped}")
        output, accepted = self.layers[-1].activation, self._outputs
        if output not in accepted:
            fixed = [
                name for name, model in MODELS.items() if model.output != "any" and self._output_of(model) in accepted
            ]
            raise SpecError(
                f"The loss {loss.label} on {dataset} needs a last layer that is {' or '.join(accepted)}. Got {output} "
                f"instead. These fit: {''.join(f'model={name}, or ' for name in fixed)}model=mlp with "
                "model.output_activation=auto."
            )

    def _output_of(self, model: Model) -> str:
        return model.output_activation({}, self.task, self._outputs[0])

    def _check_size(self) -> None:
        updates = self.epochs * self.n_batches
        if updates > MAX_UPDATES:
            raise SpecError(
                f"A run must have at most {MAX_UPDATES:,} updates of the weights. Got {updates:,} instead "
                f"({self.epochs:,} epochs of {self.n_batches:,} batches): choose fewer epochs or larger batches."
            )
        if self.epoch_seconds > MAX_EPOCH_SECONDS:
            raise SpecError(
                f"An epoch must be trained in about {MAX_EPOCH_SECONDS:g} seconds. With these batches the loss "
                f"{self.loss.component.label} would take {self.epoch_seconds:.1g}: choose smaller ones, or compute "
                "less for each two examples."
            )
        seconds = self.epochs * self.epoch_seconds
        if seconds > MAX_RUN_SECONDS:
            raise SpecError(
                f"A run must be trained in about {MAX_RUN_SECONDS} seconds. These settings would take {seconds:,.0f}: "
                "choose fewer epochs, examples or units."
            )
        if self.outline.flat and self.n_train % self.largest_batch:
            raise SpecError(
                f"With a flat target every batch must be full: the batch size must divide {self.n_train}, or be at "
                f"least that. Got {self.batch_size} instead."
            )

    def _check_length(self) -> None:
        if all(loss.name in LOSSES for loss in self.losses):  # declared ones have short names
            return
        length = len(self.to_query())
        if length > MAX_RECIPE:
            raise SpecError(
                f"A run must fit into a link of {MAX_RECIPE:,} characters, and so must the losses written for it. "
                f"Got {length:,} instead: shorten their comments, or change the loss less often."
            )

    def _checked_changes(self) -> tuple[Change, ...]:
        if len(self.changes) > MAX_CHANGES:
            raise SpecError(f"A run must have at most {MAX_CHANGES} changes. Got {len(self.changes)} instead.")
        if not self.changes:
            return ()
        checked = []
        now = replace(self, changes=())
        # In their order, since the parameters that may change are those of the loss in force.
        for change in sorted(self.changes, key=lambda change: (change.epoch, change.name)):
            if change.name != "loss" and change.name not in now.traced:
                allowed = one_of(["loss", *now.traced], change.name)
                raise SpecError(f"A change must be of {allowed}. Got {change.name[:40]!r} instead.")
            if not 0 <= change.epoch < self.epochs:
                raise SpecError(f"A change must come after an epoch in [0, {self.epochs - 1}]. Got {change.epoch}.")
            now = now.with_value(change.name, change.value)
            value = now.loss.name if change.name == "loss" else now.traced[change.name]
            checked.append(Change(int(change.epoch), change.name, value))
        return tuple(checked)


_HINTS = get_type_hints(RunSpec, include_extras=True)
RUN_PARAMS: Mapping[str, Param] = params_of(
    _HINTS, {f.name: f.default for f in fields(RunSpec) if hasattr(_HINTS[f.name], "__metadata__")}
)
"""The parameters of a run that belong to no component."""


def _read_change(text: str) -> Change:
    try:
        epoch, name, value = text.split(":")
        return Change(int(epoch), name, value if name in KINDS else read_number(value))
    except ValueError:
        raise SpecError(
            f"A change must be epoch:name:value, as in 120:loss.delta:2.5 or 120:loss:huber. Got {text[:40]!r} instead."
        ) from None
