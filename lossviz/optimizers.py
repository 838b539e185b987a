"""The optimizers, all Keras' own.

A parameter of a declaration is the attribute of the same name on the Keras optimizer: that is how a compiled program
replaces it by a tensor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from lossviz.declare import Component, Param, Registry
from lossviz.lazy import keras


@dataclass(frozen=True, kw_only=True)
class Optimizer(Component):
    """A declared optimizer: `function(*, …)` gives a Keras optimizer.

    Attributes:
        squares: Whether it squares gradients, so that one whose square overflows float32 leaves it without a step.
    """

    squares: bool = False

    def __call__(self, **values: Any) -> Any:
        """Return a Keras optimizer that is not built yet."""
        return self.function(**values)


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer", Optimizer)


def _decay(what: str, symbol: str) -> Param:
    return Param(low=0, high=0.99999, soft=(0, 0.999), symbol=symbol, help=f"How long {what} is remembered.")


Rate = Annotated[
    float,
    Param(
        low=1e-7,
        high=10.0,
        soft=(1e-4, 1.0),
        log=True,
        symbol=r"\eta",
        help="The size of a step along the gradient.",
    ),
]
Momentum = Annotated[float, _decay("the direction of earlier steps", r"\mu")]
Beta1 = Annotated[float, _decay("the mean of earlier gradients", r"\beta_1")]
Beta2 = Annotated[float, _decay("the size of earlier gradients", r"\beta_2")]
# Keras refuses 0: without a memory Lion is another optimizer, signSGD.
LionBeta1 = Annotated[
    float, replace(_decay("the mean of earlier gradients", r"\beta_1"), low=0.001, soft=(0.001, 0.999))
]
Epsilon = Annotated[
    float,
    Param(
        low=1e-10,
        high=1.0,
        soft=(1e-8, 1e-2),
        log=True,
        symbol=r"\epsilon",
        help="A small number that keeps the division finite.",
    ),
]
WeightDecay = Annotated[
    float, Param(low=0, high=1, soft=(0, 0.1), help="The share of every weight that is taken away, times the rate.")
]


@OPTIMIZERS.declare("SGD", reference="H. Robbins and S. Monro, 1951, doi:10.1214/aoms/1177729586")
def sgd(*, learning_rate: Rate = 0.01):
    """A step against the gradient, nothing else."""
    return keras.optimizers.SGD(learning_rate)


@OPTIMIZERS.declare("Momentum", reference="B. T. Polyak, 1964, doi:10.1016/0041-5553(64)90137-5")
def momentum(*, learning_rate: Rate = 0.01, momentum: Momentum = 0.9):
    """Steps that keep part of their earlier direction, like a heavy ball."""
    return keras.optimizers.SGD(learning_rate, momentum=momentum)


@OPTIMIZERS.declare("Nesterov", reference="Y. Nesterov, 1983, Soviet Mathematics Doklady 27")
def nesterov(*, learning_rate: Rate = 0.01, momentum: Momentum = 0.9):
    """Momentum that looks at the slope where it is about to be."""
    return keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True)


@OPTIMIZERS.declare("RMSprop", squares=True, reference="T. Tieleman and G. Hinton, Lecture 6.5, 2012")
def rmsprop(*, learning_rate: Rate = 0.001, rho: Beta2 = 0.9, epsilon: Epsilon = 1e-7):
    """Steps divided by the recent size of the gradient, weight by weight."""
    return keras.optimizers.RMSprop(learning_rate, rho=rho, epsilon=epsilon)


@OPTIMIZERS.declare("Adam", squares=True, reference="D. P. Kingma and J. Ba, 2015, arXiv:1412.6980")
def adam(*, learning_rate: Rate = 0.001, beta_1: Beta1 = 0.9, beta_2: Beta2 = 0.999, epsilon: Epsilon = 1e-7):
    """Momentum and RMSprop together: the usual first choice."""
    return keras.optimizers.Adam(learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)


@OPTIMIZERS.declare("AdamW", squares=True, reference="I. Loshchilov and F. Hutter, 2019, arXiv:1711.05101")
def adamw(
    *,
    learning_rate: Rate = 0.001,
    weight_decay: WeightDecay = 0.004,
    beta_1: Beta1 = 0.9,
    beta_2: Beta2 = 0.999,
    epsilon: Epsilon = 1e-7,
):
    """Adam that also shrinks every weight a little at each step."""
    return keras.optimizers.AdamW(
        learning_rate, weight_decay=weight_decay, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon
    )


@OPTIMIZERS.declare("Nadam", squares=True, reference="T. Dozat, Incorporating Nesterov Momentum into Adam, 2016")
def nadam(*, learning_rate: Rate = 0.001, beta_1: Beta1 = 0.9, beta_2: Beta2 = 0.999, epsilon: Epsilon = 1e-7):
    """Adam with Nesterov's look ahead."""
    return keras.optimizers.Nadam(learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)


@OPTIMIZERS.declare("Adagrad", squares=True, reference="J. Duchi, E. Hazan and Y. Singer, 2011, JMLR 12")
def adagrad(*, learning_rate: Rate = 0.001, epsilon: Epsilon = 1e-7):
    """Steps that shrink with the sum of all squared gradients so far."""
    return keras.optimizers.Adagrad(learning_rate, epsilon=epsilon)


@OPTIMIZERS.declare("Lion", reference="X. Chen et al., 2023, arXiv:2302.06675")
def lion(*, learning_rate: Rate = 0.001, beta_1: LionBeta1 = 0.9, beta_2: Beta2 = 0.99):
    """Every weight moves by the same amount; only the sign of the averaged gradient counts."""
    return keras.optimizers.Lion(learning_rate, beta_1=beta_1, beta_2=beta_2)
