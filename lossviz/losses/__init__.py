"""The losses, one declaration each, in one file a family.

A declared loss is an ordinary TensorFlow function: `lossviz.losses.huber(y_true, y_pred, delta=2.0)`.
"""

from lossviz.losses.base import LOSSES, Loss
from lossviz.losses.classification import (
    categorical_crossentropy,
    cross_entropy_by_hand,
    sparse_categorical_crossentropy,
)
from lossviz.losses.regression import (
    asymmetric_absolute,
    custom_mse,
    huber,
    mean_absolute_error,
    mean_squared_error,
    quantile,
)
