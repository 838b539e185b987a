"""The data that runs are trained on, one declaration each, in one file a family."""

# The order of the families is that of menus.
# isort: off
from lossviz.datasets import iris
from lossviz.datasets import linear
from lossviz.datasets import measured

# isort: on
from lossviz.datasets import tables
from lossviz.datasets.base import DATASETS, Data, Dataset, Outline, Split
