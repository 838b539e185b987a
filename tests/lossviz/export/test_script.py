"""Runs as code for other projects: it is run where lossviz cannot be imported, and every epoch is compared."""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossviz.datasets import DATASETS
from lossviz.export.markdown import escaped
from lossviz.export.script import comparison_script, run_notebook, run_script
from lossviz.export.script_functions import data_source
from lossviz.export.script_runs import stages
from lossviz.export.script_sections import imports
from lossviz.losses import LOSSES
from lossviz.optimizers import OPTIMIZERS
from lossviz.specs.choice import KINDS, Choice, fitting_datasets, fitting_losses
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.training.data import arrays
from tests.drawn import draws
from tests.exported import alone, assert_near, assert_same, assert_told, run_all
from tests.markdown import shown
from tests.strategies import choices

# What is trained

IRIS = "dataset=iris&epochs=6&batch_size=80&optimizer=sgd&optimizer.learning_rate=0.05&validation_share=0"
LINEAR = (
    "dataset=linear&dataset.examples=40&dataset.noise=1&model=linear&loss=huber&optimizer=sgd&epochs=6&batch_size=24"
    "&validation_share=0"
)
DATA = {
    # Around zero, so that no error is beyond the reach of a loss that ignores outliers.
    "linear": (("examples", 40), ("noise", 1.0), ("x_mean", 0.0)),
    "linear_positive": (("examples", 40),),
}


def changed(query: str, *others: str) -> RunSpec:
    """Return the run of a link with some of its pairs replaced or added."""
    pairs = dict(pair.split("=") for pair in "&".join([query, *others]).split("&"))
    return RunSpec.from_query("&".join(f"{name}={value}" for name, value in pairs.items()))


def of_loss(name: str) -> RunSpec:
    """Return a short run of a loss, with random values, on the data it was made for."""
    loss = LOSSES[name]
    (values,) = draws(loss, np.random.default_rng(list(LOSSES).index(name)), 1) or [{}]
    dataset = fitting_datasets(loss)[0]
    return RunSpec(
        dataset=Choice("dataset", dataset, DATA.get(dataset, ())),
        loss=Choice("loss", name, tuple(values.items())),
        model=Choice("model", "softmax" if loss.probabilities else "linear"),
        optimizer=Choice("optimizer", "rmsprop", (("learning_rate", 0.01),)),
        epochs=5,
        batch_size=1000,  # full batches are traced fastest; all other runs have several
        validation_share=0.0,
    )


LOSS_RUNS = {name: of_loss(name) for name in LOSSES}

# Recipe 6 has 5,000 epochs, of which a fifth says as much in a fifth of a minute.
PRESET_RUNS = {recipe.label: recipe.spec.with_value("epochs", min(recipe.spec.epochs, 1000)) for recipe in RECIPES}

# Trained besides losses and recipes: data and models in settings that ask for other code, with one optimizer each.
ODD = {
    "rare classes and wrong labels": (
        f"{IRIS}&dataset.imbalance=4&dataset.label_noise=0.3&dataset.seed=5&validation_share=0.3"
    ),
    "wrong labels in all examples": (
        f"{IRIS}&dataset=iris_binary&dataset.label_noise=0.2&dataset.pair=the rest or setosa&loss=hinge"
    ),
    "probability of one class": (
        f"{IRIS}&dataset=iris_binary&loss=binary_focal&validation_share=0.2&split_seed=4&seed=9"
    ),
    "numbers on two classes": f"{IRIS}&dataset=iris_binary&loss=mean_absolute_error",
    "integer labels": f"{IRIS}&loss=sparse_categorical_crossentropy&dataset.imbalance=2",
    "three hidden layers": f"{IRIS}&model.layers=3&model.units=8&model.activation=tanh&seed=3",
    "sigmoid outputs": f"{IRIS}&model.activation=gelu&model.output_activation=sigmoid",
    "outliers and an intercept": (
        f"{LINEAR}&dataset.outlier_share=0.2&dataset.noise=0&dataset.intercept=-1.5&validation_share=0.3"
    ),
    "positive targets": f"{LINEAR}&dataset=linear_positive&loss=gamma_deviance&validation_share=0.25",
    "zeros": f"{LINEAR}&model.initializer=zeros",
    "normal weights, no bias": f"{LINEAR}&model.initializer=standard_normal&model.bias=false&seed=8",
    "the trap": f"{LINEAR}&dataset.flat_target=true&batch_size=40",
    "the trap in several batches": f"{LINEAR}&dataset.flat_target=true&batch_size=8&validation_share=0.2",
    "wines": f"{IRIS}&dataset=wine&loss=sparse_categorical_crossentropy&validation_share=0.2",
    "tumours with wrong labels": f"{IRIS}&dataset=breast_cancer&dataset.label_noise=0.2&loss=binary_crossentropy",
    "patients": f"{IRIS}&dataset=diabetes&model=linear&loss=huber&loss.delta=50&optimizer.learning_rate=0.5",
}

OTHER_RUNS = {
    **{
        f"{name}, {optimizer}": changed(query, f"optimizer={optimizer}")
        for (name, query), optimizer in zip(ODD.items(), itertools.cycle(OPTIMIZERS))
    },
    "one example a batch": changed(LINEAR, "batch_size=1"),
    "more epochs than a block of orders": changed(LINEAR, "epochs=130"),
    "another rate": changed(IRIS).with_change(3, "optimizer.learning_rate", 0.05),
    "from the beginning": changed(IRIS).with_change(0, "loss.regularization_factor", 1.5),
    "changes of everything": changed(LINEAR, "epochs=12&validation_share=0.2&optimizer=adamw&optimizer.beta_1=0")
    .with_change(4, "loss.delta", 0.3)
    .with_change(8, "optimizer.beta_1", 0.8)
    .with_change(8, "optimizer.weight_decay", 0.1)
    .with_change(10, "optimizer.learning_rate", 0.01),
    # Labels in another form, too.
    "another loss": changed(IRIS, "loss=categorical_focal&model=softmax")
    .with_change(3, "loss", "sparse_categorical_crossentropy")
    .with_change(4, "loss.label_smoothing", 0.1),
    "another loss that wants scores": changed(IRIS, "loss=categorical_crossentropy&model.units=6").with_change(
        3, "loss", "categorical_hinge"
    ),
    "momentum after none": changed(LINEAR, "optimizer=momentum&optimizer.momentum=0&epochs=10")
    .with_change(4, "optimizer.momentum", 0.9)
    .with_change(7, "optimizer.momentum", 0),
}

# Rounding decides which slope an example has that lies near the kink: with noise some do, without it in the end all.
KINK = "dataset=linear&model=linear&loss=mean_absolute_error&optimizer.learning_rate=0.05&epochs=200"
KINK_RUNS = {
    "a kink": RunSpec.from_query(f"{KINK}&dataset.noise=1"),
    "a kink where all errors are small": RunSpec.from_query(KINK),
}

RUNS = {**PRESET_RUNS, **OTHER_RUNS, **KINK_RUNS, **{f"loss {name}": spec for name, spec in LOSS_RUNS.items()}}

COMPARED = {
    "factor $0.1$": changed(IRIS),
    'a \\ "name"': changed(IRIS, "loss.regularization_factor=0.7&model.units=5"),
    "other data": changed(LINEAR, "loss.delta=2&dataset.seed=3"),
    "other data, another delta": changed(LINEAR, "loss.delta=0.5&seed=1"),
}


# Where it is run

NOTEBOOK = """
import nbformat, nbclient
notebook = nbformat.read("notebook.ipynb", 4)
alone = "import importlib.util; assert importlib.util.find_spec('lossviz') is None"
notebook.cells.insert(0, nbformat.v4.new_code_cell(alone))
nbclient.NotebookClient(notebook, timeout=600, iopub_timeout=120, resources={"metadata": {"path": "."}}).execute()
nbformat.write(notebook, "executed.ipynb")
"""


def execute(notebook: str, folder: Path) -> nbformat.NotebookNode:
    """Execute a notebook in a folder and return it with its outputs."""
    (folder / "notebook.ipynb").write_text(notebook, encoding="utf-8")
    assert alone("-c", NOTEBOOK, cwd=folder).wait() == 0
    return nbformat.read(folder / "executed.ipynb", 4)


def test_every_component_is_exported_and_run():
    for kind, registry in KINDS.items():
        assert {getattr(spec, kind).name for spec in RUNS.values()} == set(registry)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """All scripts; they run while lossviz trains the same here."""
    sources = {name: run_script(spec) for name, spec in RUNS.items()}
    sources["comparison"] = comparison_script(list(COMPARED.items()))
    epochs = {name: spec.epochs for name, spec in RUNS.items()}
    # Five steps are made sooner than they are traced.
    eager = [name for name in sources if name.startswith("loss ")]
    with run_all(tmp_path_factory.mktemp("scripts"), sources, epochs, eager) as started:
        yield started


@pytest.mark.alone
@pytest.mark.parametrize("name", sorted(RUNS, key=lambda name: -RUNS[name].epochs))
def test_a_script_gives_the_same_history_where_lossviz_is_not(scripts, name):
    table = scripts.ran(name) / "history.csv"
    if name in KINK_RUNS:
        assert_near(RUNS[name], table, epochs=10)
    else:
        assert_same(RUNS[name], table)
    assert_told(table.with_name("printed.txt").read_text(), table)


@pytest.mark.alone
def test_a_comparison_gives_the_same_histories(scripts):
    folder = scripts.ran("comparison")
    files = [folder / f"history_{number}.csv" for number in range(1, len(COMPARED) + 1)]
    for spec, file in zip(COMPARED.values(), files, strict=True):
        assert_same(spec, file)
    assert_told((folder / "printed.txt").read_text(), *files)


@pytest.mark.alone
def test_a_script_runs_by_its_name_in_an_empty_folder(tmp_path):
    spec = OTHER_RUNS["another rate"]
    (tmp_path / "script.py").write_text(run_script(spec), encoding="utf-8")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.csv", "script.py"]
    assert_same(spec, tmp_path / "history.csv")
    assert_told(done.stdout, tmp_path / "history.csv")


@pytest.mark.alone
def test_a_notebook_of_several_runs_trains_them_and_draws_their_curves(tmp_path):
    # At full length the recipes are compared as scripts; here they are cut to what takes a few seconds each.
    runs = [(recipe.label, recipe.spec.with_value("epochs", 3)) for recipe in RECIPES]
    notebook = execute(run_notebook(runs), tmp_path)
    for number, (_, spec) in enumerate(runs, 1):
        assert_same(spec, tmp_path / f"history_{number}.csv")
    assert_picture(notebook)


def assert_picture(notebook: nbformat.NotebookNode) -> None:
    pictures = [output.data for output in notebook.cells[-1].outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 1, notebook.cells[-1].outputs
    assert len(pictures[0]["image/png"]) > 10_000


# What is written


@pytest.mark.parametrize("name", DATASETS)
@settings(max_examples=40)
@given(data=st.data())
def test_the_function_of_the_data_makes_the_same_arrays(name, data):
    spec = RunSpec(
        dataset=data.draw(choices("dataset", name)),
        loss=Choice("loss", data.draw(st.sampled_from(fitting_losses(Choice("dataset", name))))),
        batch_size=1000,
        epochs=1,
        validation_share=data.draw(st.sampled_from([0.0, 0.2, 0.9])),
        split_seed=data.draw(st.integers(0, 9)),
    )
    source, module = data_source(spec, "made"), {}
    exec(compile(f"{imports(source)}\n{source}", "exported", "exec"), module)
    x, y, *held_out = module["made"]()
    made = [x, y, *held_out[0]] if held_out else [x, y]
    ours = arrays(spec)
    expected = [ours.x, ours.y, ours.x_val, ours.y_val] if spec.n_validation else [ours.x, ours.y]
    assert len(made) == len(expected)
    for theirs, array in zip(made, expected):
        np.testing.assert_array_equal(theirs, array)
        assert theirs.dtype == array.dtype or array.dtype == np.int32


WORDS = {"validation": ("held_out", "val_"), "outliers": ("# outliers",), "changes": ("model.optimizer",)}


def test_only_what_a_run_needs_is_written():
    plain = run_script(changed(LINEAR, "dataset.noise=0"))
    assert not [
        word
        for words in (*WORDS.values(), ("standard_normal", "sklearn", "math.log"))
        for word in words
        if word in plain
    ]
    rich = run_script(OTHER_RUNS["changes of everything"].with_value("dataset.outlier_share", 0.1))
    assert all(word in rich for words in WORDS.values() for word in words)
    assert "import pandas" not in rich


def functions_of(code: str) -> list[str]:
    return [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]


def test_functions_that_runs_share_are_written_once():
    names = functions_of(comparison_script([*COMPARED.items(), *COMPARED.items()]))
    assert [name for name in names if "_data" in name] == ["iris_data", "linear_data", "linear_data_2"]
    assert [name for name in names if "_model" in name] == ["mlp_model", "mlp_model_2", "linear_model"]
    assert len(names) == len(set(names))


def test_losses_bring_no_two_functions_of_one_name():
    names = functions_of(comparison_script(list(LOSS_RUNS.items())))
    assert set(LOSSES) <= set(names)
    assert sorted(names) == sorted(set(names))


def test_specs_in_force_follow_the_changes():
    spec = changed(LINEAR).with_change(0, "loss.delta", 2.0).with_change(3, "loss.delta", 2.0)
    spec = spec.with_change(4, "optimizer.learning_rate", 0.5)
    assert stages(spec) == [(0, spec.at(0)), (4, spec.at(1)), (6, spec.at(6))]
    assert stages(changed(LINEAR)) == [(6, changed(LINEAR))]


@pytest.mark.parametrize("name", ["a\nimport os", '"""\nimport os\n"""', "\\", "\\N{", '"', "\x00\u2028$_$", ""])
def test_the_name_of_a_run_is_never_code(name):
    runs = [(name, spec) for spec in list(COMPARED.values())[:2]]
    expected = [("a name", spec) for spec in list(COMPARED.values())[:2]]
    for story in (comparison_script, _cells):
        made, harmless = (ast.parse(story(each)) for each in (runs, expected))
        kinds = [[type(node) for node in ast.walk(tree)] for tree in (made, harmless)]
        assert kinds[0] == kinds[1]


def _cells(runs):
    return "\n".join(cell.source for cell in nbformat.reads(run_notebook(runs), 4).cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    "name", ["![x](https://evil.example/a.png)", "<img src=x>", "www.evil.example", "$x$", "[a](b)"]
)
def test_the_name_of_a_run_is_text_in_the_cells_of_a_notebook(name):
    runs = [(name, spec) for spec in list(COMPARED.values())[:2]]
    cells = [cell.source for cell in nbformat.reads(run_notebook(runs), 4).cells if cell.cell_type == "markdown"]
    told = [text for text in cells if name in shown(text)]
    assert len(told) == 3, "all runs in the first cell, and one each above those that train them"
    assert sum(text.count(escaped(name)) for text in told) == 4
    assert not any(name in text for text in told)


def test_the_same_runs_give_the_same_notebook():
    runs = list(COMPARED.items())
    assert run_notebook(runs) == run_notebook(runs)
    assert nbformat.reads(run_notebook(runs), 4).cells[0].source.startswith("# 4 runs")


def test_what_is_written_looks_as_if_a_person_had_formatted_it(tmp_path):
    for number, spec in enumerate(RUNS.values()):
        (tmp_path / f"{number}.py").write_text(run_script(spec), encoding="utf-8")
    (tmp_path / "comparison.py").write_text(comparison_script(list(COMPARED.items())), encoding="utf-8")
    (tmp_path / "notebook.ipynb").write_text(run_notebook(list(COMPARED.items())), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--select", "F,E,W,I,UP"], ["format", "--diff"]):
        told = subprocess.run(
            [*ruff, *command, "--isolated", "--line-length=120", tmp_path], capture_output=True, text=True
        )
        assert told.returncode == 0, told.stdout + told.stderr
