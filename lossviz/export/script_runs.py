"""The lines that make and train the model of a run, and the functions that they call."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping

from lossviz.code_layout import folded
from lossviz.datasets.tables import table_in
from lossviz.export.data_files import KeptTable
from lossviz.export.loss_code import function_parts
from lossviz.export.script_functions import call_of, data_source, draws_weights, model_source
from lossviz.export.written_code import WrittenCode, names_in, written_code
from lossviz.losses.written import WrittenLoss
from lossviz.specs.choice import Choice
from lossviz.specs.run import RunSpec

RUN_NAMES = (
    *("Path", "csv", "keras", "lru_cache", "math", "np", "plt", "tf", "train_test_split"),
    *("batches", "before", "epoch_order", "save", "train", "ORDERS_AT_ONCE", "_orders"),
    *("axes", "axis", "column", "figure", "held_out", "histories", "history", "line", "model", "name", "numbers"),
    *("x", "y"),
    *dir(builtins),
)
"""Names that mean something in a program that trains runs, besides those of its data, models and losses."""

NEARLY_ZERO = 1e-30
"""A momentum of 0 that changes later: with 0 itself Keras' SGD would keep no velocity."""


def stages(spec: RunSpec) -> list[tuple[int, RunSpec]]:
    """Return the specs that are in force one after another, each with its last epoch; the first begins at epoch 0."""
    ends = sorted({change.epoch for change in spec.changes} | {spec.epochs})
    found: list[tuple[int, RunSpec]] = []
    for end in ends:
        stage = spec.at(end)
        if found and found[-1][1] == stage:
            found.pop()
        found.append((end, stage))
    momenta = {stage.optimizer.values.get("momentum") for _, stage in found}
    if len(momenta) == 1:
        return found
    return [
        (end, stage.with_value("optimizer.momentum", stage.optimizer.values["momentum"] or NEARLY_ZERO))
        for end, stage in found
    ]


class _Functions:
    """Sources of functions, each once; those of one stem are told apart by a number."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self._names: dict[tuple[str, str], str] = {}

    def name(self, stem: str, source: Callable[[str], str]) -> str:
        """Return the name of the function that `source(name)` gives."""
        key = (stem, source("_"))
        if key not in self._names:
            n_alike = sum(known == stem for known, _ in self._names)
            self._names[key] = f"{stem}_{n_alike + 1}" if n_alike else stem
            self.sources.append(source(self._names[key]))
        return self._names[key]


class Writer:
    """What runs need: each function once, and the lines of each run.

    Attributes:
        data: The functions that make data.
        models: The functions that make models.
        losses: The functions of all losses and what they use.
        holds_out: Whether any run holds examples out.
    """

    def __init__(self, specs: Iterable[RunSpec], tables: Mapping[str, KeptTable]) -> None:
        """Write what some runs need.

        Args:
            specs: The runs.
            tables: Where the code has tables of one's own, by their fingerprints.
        """
        specs, self._tables = list(specs), tables
        self.data, self.models = _Functions(), _Functions()
        self.holds_out = any(spec.n_validation for spec in specs)
        self._choices = {spec.loss.name: spec.loss for spec in reversed(specs)}
        for spec in specs:
            self._data(spec)
            self._model(spec)
        self._written: dict[str, WrittenCode] = {}
        self.losses = self._sources(dict.fromkeys(self._choices[spec.loss.name] for spec in specs))

    def _sources(self, choices: Iterable[Choice]) -> list[str]:
        """Return the sources of all losses: of declared ones as here, of written ones as written, under free names."""
        written = [choice for choice in choices if isinstance(choice.component, WrittenLoss)]
        parts = dict.fromkeys(part for choice in choices if choice not in written for part in function_parts(choice))
        taken = {*RUN_NAMES, *names_in("\n".join([*parts, *self.data.sources, *self.models.sources]))}
        for choice in written:
            code = self._written[choice.name] = written_code(choice, taken)
            parts[code.source] = None
            taken |= names_in(code.source)
        return list(parts)

    def run(self, spec: RunSpec) -> Iterator[str]:
        """Give the lines that train a run and leave its history in `history`."""
        now = None
        for end, stage in stages(spec):
            held_out = ("held_out" if stage.n_validation else "None",) if self.holds_out else ()
            examples = ", ".join(("model", "x", "y", *held_out))
            examples += f", batch_size={stage.largest_batch}, seed={stage.seed}"
            if now is None:
                yield self._data_line(stage)
                yield f"model = {self._model(stage)}"
                yield from self._compile(stage, call_of(stage.optimizer))
                yield f"history = before({examples})"
            else:
                yield from self._change(now, stage)
            if end:
                yield f"train({examples}, history=history, last={end})"
            now = stage

    def _change(self, before: RunSpec, now: RunSpec) -> Iterator[str]:
        """Give the lines by which another spec is in force: weights and the optimizer's slots stay."""
        yield ""
        if self._data(now) != self._data(before):
            yield self._data_line(now)
        changed = [(name, value) for name, value in now.optimizer.items if value != before.optimizer.values[name]]
        for name, value in changed:
            yield f"model.optimizer.{name} = {value!r}"
        if now.layers != before.layers:  # only the last activation can differ
            yield f"model.layers[-1].activation = keras.activations.{now.layers[-1].activation}"
        # A learning rate is a variable; all else is a constant in what compile makes.
        if self._loss(now) != self._loss(before) or {name for name, _ in changed} - {"learning_rate"}:
            yield from self._compile(now, ("model.optimizer", None))

    def _compile(self, spec: RunSpec, optimizer: tuple[str, list[str] | None]) -> Iterator[str]:
        if spec.outline.flat:
            yield "# The trap: Keras would give a target of shape (n,) its last axis back. Without it the difference to"
            yield "# predictions of shape (n, 1) broadcasts to (n, n)."
        if spec.optimizer.values.get("momentum") == NEARLY_ZERO:
            yield f"# A momentum of {NEARLY_ZERO} is none; with 0 Keras would keep no velocity for later."
        yield "model.compile("
        yield from _argument("optimizer", *optimizer)
        yield from _argument("loss", *self._loss(spec))
        yield f"    metrics=[{_metric(spec)}],"
        if spec.n_batches > 1:
            yield f"    steps_per_execution={spec.n_batches},  # an epoch in one call of TensorFlow"
        yield ")"

    def _loss(self, spec: RunSpec) -> tuple[str, list[str] | None]:
        """Return what is passed as the loss: the head of a call and its arguments, or a name and None."""
        name, known = spec.loss.name, self._choices[spec.loss.name].values
        differing = [f"{param}={value!r}" for param, value in spec.loss.items if value != known[param]]
        flat, written = spec.outline.flat, self._written.get(name)
        if not flat and written and (written.is_called or not differing):
            return written.name, differing if written.is_called else None
        if not differing and not flat:
            return name, None
        function, left = written.function(differing) if written else (name, differing)
        return f"lambda y_true, y_pred: {function}", ["tf.reshape(y_true, [-1])" if flat else "y_true", "y_pred", *left]

    def _data_line(self, spec: RunSpec) -> str:
        return f"x, y{', held_out' if spec.n_validation else ''} = {self._data(spec)}()"

    def _data(self, spec: RunSpec) -> str:
        kind = spec.dataset.name.partition("-")[0]  # what follows describes a table of one's own
        table = table_in(spec.dataset.name)
        lines = self._tables[table.fingerprint].lines if table else ""
        return self.data.name(f"{kind}_data", lambda name: data_source(spec, name, lines))

    def _model(self, spec: RunSpec) -> str:
        """Return the call that makes the model."""
        name = self.models.name(f"{spec.model.name}_model", lambda name: model_source(spec, name))
        return f"{name}(seed={spec.seed})" if draws_weights(spec) else f"{name}()"


def _argument(name: str, head: str, arguments: list[str] | None) -> Iterator[str]:
    if arguments is None:
        yield f"    {name}={head},"
    else:
        yield from (f"    {line}" for line in folded(f"{name}={head}(", arguments, "),", indent=4))


def _metric(spec: RunSpec) -> str:
    threshold = spec.loss.component.threshold
    if spec.task == "binary" and threshold == 0:  # Keras would take scores for probabilities
        return f'keras.metrics.BinaryAccuracy(name="{spec.metric}", threshold={threshold})'
    return f'"{spec.metric}"'
