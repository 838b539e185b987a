"""Hypothesis strategies for everything that a run can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from lossviz.datasets import DATASETS
from lossviz.declare import Param
from lossviz.errors import SpecError
from lossviz.specs.choice import KINDS, Choice, fitting_losses
from lossviz.specs.run import MAX_CHANGES, MAX_RUN_SECONDS, MAX_UPDATES, RUN_PARAMS, Change, RunSpec
from lossviz.specs.sweep import ParamRange, Sweep, sweepable
from tests.tables import FLOWERS, HOUSES, choice_of


def values(param: Param) -> st.SearchStrategy:
    """Return any value that a parameter accepts."""
    numbers = st.floats(param.low, param.high)
    return {
        bool: st.booleans(),
        int: st.integers(*(int(end) for end in (param.low, param.high))) if param.type is int else st.nothing(),
        float: numbers,
        str: st.sampled_from(param.options or [""]),
        tuple: st.lists(numbers, min_size=1, max_size=param.max_length).map(tuple),
    }[param.type]


def choices(kind: str, name: str) -> st.SearchStrategy[Choice]:
    """Return a component with any values of its parameters."""
    params = KINDS[kind][name].params
    items = st.fixed_dictionaries({param.name: values(param) for param in params.values()})
    return items.map(lambda given: Choice(kind, name, tuple(given.items())))


def any_choice(kind: str) -> st.SearchStrategy[Choice]:
    """Return any component of a kind with any values of its parameters; data may be a table of one's own."""
    own = [choice_of(table).name for table in (FLOWERS, HOUSES)] if kind == "dataset" else []
    return st.sampled_from([*KINDS[kind], *own]).flatmap(lambda name: choices(kind, name))


@st.composite
def specs(draw, changes: bool = True) -> RunSpec:
    """Return any run that can be described: every component, every value, parts that fit each other."""
    dataset = draw(any_choice("dataset"))
    loss = draw(st.sampled_from(fitting_losses(dataset)).flatmap(lambda name: choices("loss", name)))
    model = draw(any_choice("model").filter(lambda model: _fit(dataset, loss, model)))
    numbers = {name: draw(values(RUN_PARAMS[name])) for name in ("validation_share", "split_seed", "seed")}
    # Full batches and one epoch fit whatever the dataset is; they tell which others do.
    whole = RunSpec(
        dataset=dataset,
        loss=loss,
        model=model,
        optimizer=draw(any_choice("optimizer")),
        batch_size=int(RUN_PARAMS["batch_size"].high),
        epochs=1,
        **numbers,
    )
    spec = whole.with_value("batch_size", draw(_batch_sizes(whole)))
    most = min(int(RUN_PARAMS["epochs"].high), MAX_UPDATES // spec.n_batches, int(MAX_RUN_SECONDS / spec.epoch_seconds))
    spec = spec.with_value("epochs", draw(st.integers(1, most)))
    if not changes:
        return spec
    change = st.builds(
        lambda epoch, name_and_value: Change(epoch, *name_and_value),
        st.integers(0, spec.epochs - 1),
        st.sampled_from(list(spec.traced)).flatmap(
            lambda name: st.tuples(st.just(name), values(_param(spec, name))),
        ),
    )
    for each in sorted(draw(st.lists(change, max_size=min(6, MAX_CHANGES)))):
        spec = spec.with_change(each.epoch, each.name, each.value)
    return spec


@st.composite
def sweeps(draw) -> Sweep:
    """Return any sweep of one parameter or two that is not refused for its cost."""
    base = draw(specs(changes=False))
    names = draw(st.lists(st.sampled_from(list(sweepable(base))), min_size=1, max_size=2, unique=True))
    n_seeds = 1 if "seed" in names else draw(st.integers(1, 16))
    ranges = tuple(draw(ranges_of(base, name)) for name in names)
    sweep, _ = or_sentence(Sweep, base, ranges, n_seeds)
    assume(sweep is not None)
    return sweep


@st.composite
def ranges_of(draw, spec: RunSpec, name: str) -> ParamRange:
    """Return a parameter of a run over any range of any number of values."""
    param = sweepable(spec)[name]
    low, high = sorted(draw(st.lists(values(param), min_size=2, max_size=2, unique=True)))
    return ParamRange(name, low, high, draw(st.integers(2, 33)), draw(st.booleans()) and low > 0)


def _batch_sizes(spec: RunSpec) -> st.SearchStrategy[int]:
    sizes = values(RUN_PARAMS["batch_size"])
    if not spec.outline.flat:
        return sizes
    return sizes.filter(lambda size: size >= spec.n_train or spec.n_train % size == 0)


def _param(spec: RunSpec, name: str) -> Param:
    kind, _, parameter = name.partition(".")
    return getattr(spec, kind).component.params[parameter]


def _fit(dataset: Choice, loss: Choice, model: Choice) -> bool:
    batch_size = int(RUN_PARAMS["batch_size"].high)
    parts = {"dataset": dataset, "loss": loss, "model": model}
    return or_sentence(RunSpec, **parts, batch_size=batch_size, epochs=1)[1] is None


def choices_of_defaults() -> list[tuple[Choice, Choice, Choice]]:
    """Return every dataset with every loss and every model with every last layer, whether or not they fit."""
    models = [
        Choice("model", name, (("output_activation", option),) if option else ())
        for name, model in KINDS["model"].items()
        for option in (model.params["output_activation"].options if "output_activation" in model.params else ("",))
    ]
    return [
        (Choice("dataset", dataset), Choice("loss", loss), model)
        for dataset in DATASETS
        for loss in KINDS["loss"]
        for model in models
    ]


def or_sentence(make: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[Any, str | None]:
    """Return what is made and None, or None and the sentence with which it is refused; no other error is caught."""
    try:
        return make(*arguments, **named), None
    except SpecError as error:
        return None, str(error)
