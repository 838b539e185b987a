"""Data that others measured: wines, tumours, and how far diabetes went on.

The files are copies of those that scikit-learn has, the target in the last column; loading scikit-learn would take
longer than a first run. Exported scripts load them from there, and tests compare both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lossviz.datasets.base import DATASETS, Data, Outline, Split
from lossviz.datasets.classes import LabelNoise, NoiseSeed, mistakes_code, n_mistakes, with_mistakes
from lossviz.datasets.code import numbers_code
from lossviz.datasets.scaling import Scaling, Standardise, scaling_code, standardised

WINE_FEATURES = (
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "OD280/OD315",
    "proline",
)

CULTIVARS = ("cultivar 1", "cultivar 2", "cultivar 3")

CELL_FEATURES = tuple(
    f"{statistic} {name}" if statistic != "error" else f"{name} error"
    for statistic in ("mean", "error", "worst")
    for name in (
        "radius",
        "texture",
        "perimeter",
        "area",
        "smoothness",
        "compactness",
        "concavity",
        "concave points",
        "symmetry",
        "fractal dimension",
    )
)

TUMOURS = ("malignant", "benign")

PATIENT_FEATURES = (
    "age (years)",
    "sex (1 or 2)",
    "body mass index (kg/m²)",
    "blood pressure (mm Hg)",
    "total cholesterol (mg/dl)",
    "LDL (mg/dl)",
    "HDL (mg/dl)",
    "total cholesterol / HDL",
    "log triglycerides",
    "blood sugar (mg/dl)",
)


def _measured(file: str) -> tuple[np.ndarray, np.ndarray]:
    """Return features in original units, shape (n, n_features), and targets, shape (n,)."""
    table = np.loadtxt(Path(__file__).with_name(file), delimiter=",")
    return table[:, :-1], table[:, -1]


def _scaled(x: np.ndarray, standardise: bool) -> tuple[np.ndarray, Scaling | None]:
    return standardised(x) if standardise else (x, None)


def _classes(file: str, feature_names: tuple[str, ...], *, standardise: bool, label_noise: float, seed: int) -> Data:
    x, y = _measured(file)
    x, scaling = _scaled(x, standardise)
    random = np.random.default_rng(seed)
    return with_mistakes(x, y, feature_names, label_noise=label_noise, random=random, scaling=scaling)


def _classes_code(load: str, n_classes: int, values: Mapping[str, Any], split: Split) -> Iterator[str]:
    yield f"x, y = {load}(return_X_y=True)"
    yield from scaling_code(standardise=values["standardise"])
    if n_mistakes(values, split):
        yield f"random = np.random.default_rng({values['seed']})"
    yield from mistakes_code(values, split, n_classes)


@DATASETS.declare(
    "Wine",
    outline=lambda values: Outline(n_examples=178, n_features=len(WINE_FEATURES), class_names=CULTIVARS),
    code=lambda values, split: _classes_code("load_wine", len(CULTIVARS), values, split),
    imports=("from sklearn.datasets import load_wine",),
    start={"model": "mlp", "optimizer": "adam", "optimizer.learning_rate": 0.01},
    reference="M. Forina et al., PARVUS, 1988; S. Aeberhard and M. Forina, Wine, 1991, doi:10.24432/C5PC7J",
)
def wine(*, standardise: Standardise = True, label_noise: LabelNoise = 0.0, seed: NoiseSeed = 0):
    """178 wines of three cultivars from one region of Italy, thirteen measurements each: a few tell them apart.

    Proline goes up to 1680 while hue stays near 1, so features are standardised. The source tells no units.
    """
    return _classes("wine.csv", WINE_FEATURES, standardise=standardise, label_noise=label_noise, seed=seed)


@DATASETS.declare(
    "Breast cancer",
    outline=lambda values: Outline(n_examples=569, n_features=len(CELL_FEATURES), class_names=TUMOURS),
    code=lambda values, split: _classes_code("load_breast_cancer", len(TUMOURS), values, split),
    imports=("from sklearn.datasets import load_breast_cancer",),
    start={"model": "softmax", "optimizer": "adam", "optimizer.learning_rate": 0.01},
    reference=(
        "W. N. Street, W. H. Wolberg and O. L. Mangasarian, Nuclear Feature Extraction for Breast Tumor Diagnosis, "
        "1993, doi:10.1117/12.148698"
    ),
)
def breast_cancer(*, standardise: Standardise = True, label_noise: LabelNoise = 0.0, seed: NoiseSeed = 0):
    """569 tumours, 212 malignant and 357 benign, by thirty measurements of their cells' nuclei in a picture.

    Ten properties of nuclei, each as its mean, its standard error and the mean of the three worst ones. Areas go into
    the thousands while fractal dimensions differ by hundredths, so features are standardised. The source tells no
    units. Class 1 is benign.
    """
    return _classes("breast_cancer.csv", CELL_FEATURES, standardise=standardise, label_noise=label_noise, seed=seed)


def _diabetes_code(values: Mapping[str, Any], split: Split) -> Iterator[str]:
    yield "x, y = load_diabetes(return_X_y=True, scaled=False)"
    yield from scaling_code(standardise=values["standardise"])
    yield from numbers_code(split, "y[:, None]")


@DATASETS.declare(
    "Diabetes",
    outline=lambda values: Outline(n_examples=442, n_features=len(PATIENT_FEATURES), positive=True),
    code=_diabetes_code,
    imports=("from sklearn.datasets import load_diabetes",),
    start={"model": "linear", "optimizer": "adam", "optimizer.learning_rate": 1.0},
    reference="B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression, 2004, "
    "doi:10.1214/009053604000000067",
)
def diabetes(*, standardise: Standardise = True):
    """442 patients, ten measurements each: how far their diabetes had gone a year later, from 25 to 346.

    A sum of the features explains half of it, whatever the model: the rest is nowhere in the table. They differ in
    scale (a logarithm beside cholesterol), so they are standardised; the target stays as it is.
    """
    x, y = _measured("diabetes.csv")
    x, scaling = _scaled(x, standardise)
    return Data(x.astype(np.float32), y[:, None].astype(np.float32), PATIENT_FEATURES, scaling=scaling)
