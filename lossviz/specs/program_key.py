"""What a program is compiled for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from lossviz.models import Layer, weight_shapes
from lossviz.specs.batch_room import BatchRoom
from lossviz.specs.choice import Choice

if TYPE_CHECKING:
    from lossviz.specs.run import RunSpec


class ProgramKey(NamedTuple):
    """What a program is compiled for; everything else about a run is a tensor."""

    layers: tuple[Layer, ...]
    loss: str
    loss_constants: tuple[tuple[str, Any], ...]
    optimizer: str
    optimizer_constants: tuple[tuple[str, Any], ...]
    n_features: int
    n_train: int
    n_validation: int
    room: BatchRoom
    y_rank: int
    metric: str
    validation_batch: int

    @classmethod
    def of(cls, spec: RunSpec) -> ProgramKey:
        """Return the key of a run, which keeps it as its `program_key`."""
        return cls(
            layers=spec.layers,
            loss=spec.loss.component.program_name,
            loss_constants=_constants(spec.loss),
            optimizer=spec.optimizer.name,
            optimizer_constants=_constants(spec.optimizer),
            n_features=spec.n_features,
            n_train=spec.n_train,
            n_validation=spec.n_validation,
            room=spec.batch_room,
            y_rank=spec.y_rank,
            metric=spec.metric,
            # Keras validates in batches, too, which matters only if examples are judged together.
            validation_batch=min(spec.batch_size, spec.n_validation) if spec.loss.component.couples else 0,
        )

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of the model's weights: kernel, then bias, layer by layer."""
        return weight_shapes(self.layers, self.n_features)

    @property
    def sizes(self) -> list[int]:
        """The number of weights of each shape."""
        return [math.prod(shape) for shape in self.shapes]

    @property
    def n_weights(self) -> int:
        """The number of all weights, W."""
        return sum(self.sizes)


def _constants(choice: Choice) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in choice.items if not choice.component.params[name].traced)
