"""The data that runs are trained on."""

from lossviz.datasets.base import DATASETS, FEATURES, LEAST_TARGET, SPECIES, Data, Dataset, class_sizes, pair_sizes

__all__ = ["DATASETS", "FEATURES", "LEAST_TARGET", "SPECIES", "Data", "Dataset", "class_sizes", "pair_sizes"]
