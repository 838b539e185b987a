"""The exported code of any table, whatever stands in it, makes the data that the table makes here, and nothing else."""

from __future__ import annotations

import ast
import csv
import itertools
import textwrap

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.datasets.base import Split
from lossviz.datasets.tables import Table, Understanding, dataset_name, keep, read_table, suggested
from lossviz.export.data_files import kept_tables
from lossviz.specs.choice import Choice
from lossviz.specs.fitting import with_component
from lossviz.specs.run import RunSpec
from tests.strategies import or_sentence
from tests.tables import dialects, frames, table_bytes

ODD = 'q"""\\,\'x,"=1\\"\n"a\\N{",1,2\n"""""""",2,3\n"\'1,5",3,4\n{x},4,6\n"a\\N{",5,9\n'


def made_by_code(table: Table, dataset: Choice) -> tuple[np.ndarray, np.ndarray]:
    """Return what exported code makes of a table without holding anything out."""
    spec, _ = with_component(RunSpec(validation_share=0.0), dataset)
    kept = kept_tables([spec], within=True)[table.fingerprint]
    (constant,) = ast.parse(kept.constant).body
    assert isinstance(constant, ast.Assign)
    assert ast.literal_eval(constant.value) == table.csv.decode()
    n = spec.outline.n_examples
    split = Split(n_train=n, n_validation=0, seed=0, integers=True, table=kept.lines)
    body = "\n".join(dataset.component.code(dataset.values, split))
    names = {"csv": csv, "np": np}
    exec(f"{kept.constant}\ndef made():\n{textwrap.indent(body, '    ')}", names)
    return names["made"]()


@settings(max_examples=60)
@given(frames(), st.booleans())
def test_code_makes_the_same_data_of_any_table(frame, standardise):
    table = keep(read_table(table_bytes(frame, dialects.plain)).table)
    every = range(len(table.columns))
    for target, task in itertools.product(every, ("numbers", "classes")):
        understanding = Understanding(target, tuple(number for number in every if number != target), task)
        name, _ = or_sentence(dataset_name, table, understanding)
        if name is not None:
            assert_same(table, Choice("dataset", name, (("standardise", standardise),)))


def test_code_makes_the_same_data_of_texts_that_look_like_code():
    table = keep(read_table(ODD).table)
    assert_same(table, Choice("dataset", dataset_name(table, suggested(table))))


def assert_same(table: Table, dataset: Choice) -> None:
    x, y = made_by_code(table, dataset)
    made = dataset.component(**dataset.values)
    np.testing.assert_allclose(x, made.x, rtol=1e-6, atol=1e-6)
    assert x.dtype == made.x.dtype
    np.testing.assert_allclose(y.ravel(), made.y.ravel(), rtol=1e-6)
