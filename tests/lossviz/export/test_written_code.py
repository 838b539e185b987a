"""Losses that visitors wrote, as code for other projects: it is run where lossviz cannot be imported."""

from __future__ import annotations

import ast
import inspect
import math

import nbformat
import numpy as np
import pytest

from lossviz import lazy
from lossviz.datasets import DATASETS
from lossviz.errors import SpecError
from lossviz.export.edits import GONE, Edit, edited
from lossviz.export.loss_code import attachments, loss_source
from lossviz.export.running_names import running_names
from lossviz.export.script import comparison_script, run_notebook, run_script
from lossviz.export.script_runs import RUN_NAMES
from lossviz.export.written_code import names_in, written_code
from lossviz.losses import LOSSES
from lossviz.losses.written import own_loss_name
from lossviz.losses.written.functions import SPELLINGS
from lossviz.specs.choice import Choice, fitting_datasets
from lossviz.specs.run import RunSpec
from tests.exported import assert_same, assert_told, run_all
from tests.written import TEXTS, name_of

IRIS = "dataset=iris&optimizer=sgd&optimizer.learning_rate=0.05"
LINEAR = "dataset=linear&dataset.examples=40&dataset.noise=1&dataset.x_mean=0&optimizer=sgd"


def run_of(text: str) -> RunSpec:
    """Return a run of a written loss in several batches, with examples held out, whose first parameter changes."""
    loss = LOSSES[name_of(text)]
    of_classes = loss.labels != "numbers" or "classes" in text
    data, model = (IRIS, "softmax" if not loss.scores else "linear") if of_classes else (LINEAR, "linear")
    if loss.labels == "zero_one":
        data = data.replace("iris", "iris_binary")
    spec = RunSpec.from_query(f"{data}&loss={loss.name}&model={model}&epochs=6&batch_size=24")
    for number, name in enumerate(loss.params):
        spec = spec.with_value(f"loss.{name}", 0.3 + number / 8)
    return spec.with_change(3, f"loss.{next(iter(loss.params))}", 0.9) if loss.params else spec


RUNS = {text: run_of(text) for text in TEXTS}

TRAP = "dataset=linear&dataset.examples=40&dataset.noise=1&dataset.flat_target=true&batch_size=40&validation_share=0"

OTHER_RUNS = {
    "the trap with a class": RunSpec.from_query(f"{TRAP}&loss={name_of('loss_class')}&model=linear&epochs=6"),
    "the trap with a function": RunSpec.from_query(f"{TRAP}&loss={name_of('huber_like')}&model=linear&epochs=6"),
    "another loss on the way": RunSpec.from_query(f"{IRIS}&loss={name_of('loss_class')}&epochs=8")
    .with_change(2, "loss", name_of("wrapped"))
    .with_change(4, "loss", name_of("focal"))
    .with_change(5, "loss.gamma", 1.0)
    .with_change(6, "loss", "categorical_focal"),
}

ALL_RUNS = RUNS | OTHER_RUNS

COMPARED = [(text, RUNS[text]) for text in ("names_of_the_script", "expression", "probability_of_the_true_class")] + [
    ("a declared one", RunSpec.from_query(f"{LINEAR}&loss=huber&model=linear&epochs=6"))
]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """All scripts; they run while lossviz trains the same here."""
    sources = {name: run_script(spec) for name, spec in ALL_RUNS.items()}
    sources["comparison"] = comparison_script(COMPARED)
    with run_all(tmp_path_factory.mktemp("scripts"), sources, dict.fromkeys(ALL_RUNS, 6)) as started:
        yield started


@pytest.mark.alone
@pytest.mark.parametrize("name", ALL_RUNS)
def test_a_script_gives_the_same_history_where_lossviz_is_not(scripts, name):
    table = scripts.ran(name) / "history.csv"
    assert_same(ALL_RUNS[name], table)
    assert_told(table.with_name("printed.txt").read_text(), table)


@pytest.mark.alone
def test_a_comparison_gives_the_same_histories(scripts):
    folder = scripts.ran("comparison")
    files = [folder / f"history_{number}.csv" for number in range(1, len(COMPARED) + 1)]
    for (_, spec), file in zip(COMPARED, files, strict=True):
        assert_same(spec, file)


# What is written


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stands_in_all_that_is_exported(text):
    spec = RUNS[text]
    told = [line.strip() for line in TEXTS[text].split("\n") if "#" in line or '"""' in line or "'''" in line]
    notebook = nbformat.reads(run_notebook([("", spec)]), 4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for exported in (run_script(spec), code, loss_source(spec.loss), *attachments(spec.loss).values()):
        ast.parse(exported)
        assert "lossviz." not in exported
        assert spec.loss.name not in exported
        for line in told:
            comment = line.partition("#")[2] or line
            assert comment in exported


def test_a_text_without_parameters_is_exported_as_it_is():
    text = "def plain(y_true, y_pred):\n    # Why.\n    return  tf.square(y_true-y_pred)   # odd spaces\n"
    assert TEXTS["huber_like"].partition("\n\n\n")[2] in loss_source(Choice("loss", name_of("huber_like")))
    assert written_code(Choice("loss", own_loss_name(text))).source == text


@pytest.mark.parametrize("text", TEXTS)
def test_values_of_sliders_are_the_defaults(text):
    choice = RUNS[text].loss
    module = {"tf": lazy.tf, "keras": lazy.keras, "np": np, "math": math}
    code = written_code(choice)
    exec(compile(code.source, "exported", "exec"), module)
    function = module[code.name]
    told = inspect.signature(function).parameters
    assert {name: told[name].default for name in choice.values} == choice.values


def test_names_of_a_text_are_none_of_the_script():
    code = comparison_script([("a", RUNS["names_of_the_script"]), ("b", RUNS["names_of_the_script"])])
    names = [node.name for node in ast.parse(code).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert len(names) == len(set(names))
    assert {"train", "train_2", "save", "save_2"} <= set(names)


def test_two_losses_of_one_name_are_told_apart():
    losses = [own_loss_name(f"def mine(y_true, y_pred):\n    return {n} * tf.square(y_true - y_pred)") for n in (1, 2)]
    runs = [(name, RunSpec.from_query(f"{IRIS}&loss={name}")) for name in losses]
    code = comparison_script(runs)
    assert "loss=mine," in code
    assert "loss=mine_2," in code


def test_all_names_of_a_script_are_known():
    # Those that a text must not take: what has no name of its own in the program, its losses, data and models have.
    runs = [
        ("a", RunSpec.from_query(f"{LINEAR}&loss=huber")),
        ("b", RunSpec.from_query("dataset=iris_binary&loss=hinge")),
    ]
    notebook = nbformat.reads(run_notebook(runs), 4)
    for code in (comparison_script(runs), "\n".join(c.source for c in notebook.cells if c.cell_type == "code")):
        body = ast.parse(code).body
        defined = {statement.name for statement in body if isinstance(statement, ast.FunctionDef)}
        rest = ast.Module([statement for statement in body if not isinstance(statement, ast.FunctionDef)], [])
        imported = {alias.asname or alias.name for node in rest.body if hasattr(node, "names") for alias in node.names}
        others = {name for name in defined if "_data" in name or "_model" in name} | {"huber", "hinge", "_margin"}
        others |= {line.split()[-1] for dataset in DATASETS.values() for line in dataset.imports} | {"__file__"}
        assert (names_in(ast.unparse(rest)) | defined | imported) - others <= set(RUN_NAMES)


# Names


def test_every_spelling_runs_in_the_keras_that_is_installed():
    roots = {"tf": lazy.tf, "keras": lazy.keras}
    for spelling in SPELLINGS:
        if not spelling.startswith(("tf.", "keras.")):
            continue
        (node,) = [n for n in ast.walk(ast.parse(spelling)) if isinstance(n, ast.Expr)]
        running = edited(spelling, running_names(ast.Module([node], [])))
        root, *path = running.split(".")
        found = roots[root]
        for part in path:
            found = getattr(found, part)
        assert callable(found), running


@pytest.mark.parametrize(
    ("written", "running"),
    [
        ("import tensorflow as T\nT.square(e)", "tf.square(e)"),
        ("from tensorflow import math as m\nm.log(e)", "tf.math.log(e)"),
        ("from keras.losses import Huber as H\nH()(y_true, y_pred)", "keras.losses.Huber()(y_true, y_pred)"),
        ("K.mean(e)", "tf.keras.backend.mean(e)"),
        ("tf.keras.losses.mse(y_true, y_pred)", "tf.keras.losses.mse(y_true, y_pred)"),
        ("from tensorflow import keras\nkeras.losses.mse(y, p)", "tf.keras.losses.mse(y, p)"),
        ("from tensorflow import keras\nkeras.losses.huber(y, p)", "keras.losses.huber(y, p)"),
        ("keras.losses.Huber(reduction=keras.losses.Reduction.NONE)", 'keras.losses.Huber(reduction="none")'),
        ("keras.losses.Huber(reduction='auto')", 'keras.losses.Huber(reduction="sum_over_batch_size")'),
        ("square = 2\nsquare * e", "square = 2\nsquare * e"),
        ("abs(e) + square(e)", "abs(e) + tf.square(e)"),
    ],
)
def test_names_are_those_of_one_head_of_imports(written, running):
    assert edited(written, running_names(ast.parse(written))) == running


# Edits


def test_edits_change_their_places_alone():
    source = "é = f(a, b)  # é\nimport x  # gone\ny = 'ü', c"
    names = {node.id: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    gone = ast.parse(source).body[1]
    edits = [Edit.of(names["b"], "längst"), Edit.of(gone, GONE), Edit.of(names["c"], "d")]
    assert edited(source, edits) == "é = f(a, längst)  # é\ny = 'ü', d"


def test_an_edit_within_another_one_is_left_out():
    (call,) = [node for node in ast.walk(ast.parse("f(a)")) if isinstance(node, ast.Call)]
    assert edited("f(a)", [Edit.of(call, "g"), Edit.of(call.args[0], "b")]) == "g"


# Scripts that attach it

ONE_OF_EACH_FORM = ("expression", "by_hand", "focal", "loss_class")


@pytest.mark.filterwarnings("ignore:Even though the `tf.config.experimental_run_functions_eagerly`")
@pytest.mark.parametrize("text", TEXTS)
def test_what_a_script_prints_is_what_the_loss_of_its_model_is(text, capsys):
    lazy.tf.config.run_functions_eagerly(True)
    try:
        choice = RUNS[text].loss
        scripts = list(attachments(choice).values())
        for script in scripts if text in ONE_OF_EACH_FORM else scripts[:1]:
            made = {"__name__": "__main__"}
            lazy.keras.utils.set_random_seed(0)
            shorter = script.replace("size=(200, 4)", "size=(32, 4)").replace("epochs=3", "epochs=1")
            exec(compile(shorter.replace("(3):", "(1):"), "exported", "exec"), made)
            y, y_pred = made["y"], made["model"](made["x"])
            whole = choice.component.batch_costs(
                lazy.tf.constant(y), y_pred, np.ones(len(y), np.float32), **choice.values
            )
            assert float(capsys.readouterr().out) == pytest.approx(float(np.mean(whole)), rel=1e-4)
    finally:
        lazy.tf.config.run_functions_eagerly(False)


def test_a_dataset_that_fits_is_known_for_each():
    assert all(fitting_datasets(LOSSES[name_of(text)]) for text in TEXTS)
    with pytest.raises(SpecError):
        Choice("loss", name_of("loss_class")).with_value("no", 1.0)
