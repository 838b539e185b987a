"""The parts of the Compare page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.declare import Param
from lossviz.export.report import SCALES
from lossviz.specs.choice import KINDS
from lossviz.specs.differences import said_of
from lossviz.specs.forks import before_fork, forkable
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.specs.settings import param_of, words_of
from pages.ui.channel.chart import place
from pages.ui.channel.control import control_data
from pages.ui.channel.frame import heading
from pages.ui.channel.param_control import param_control
from pages.ui.compare.charts import RUNS_CHARTS, CompareScene, snapshots_charts
from pages.ui.editor.own import key_of
from pages.ui.editor.views import own_loss
from pages.ui.kit.named_run import NamedRun
from pages.ui.kit.widgets import bound, bound_menu, notices


def compare_bar(compare: CompareScene) -> None:
    """Say what is compared and what of it compares, and draw what brings runs into the comparison."""
    with st.container(key="bar", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            heading(compare.summary)
            st.space("stretch")
            own_loss()
        st.markdown(f":small[{SCALES}]")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _adding(compare)
            st.space("stretch")
            _looking(compare)


def failures(compare: CompareScene) -> None:
    """Say what was refused, and which runs failed."""
    failed = [f"{entry.name}: {entry.run.message}" for entry in compare.entries if entry.run.outcome == "failed"]
    notices(compare.notice, *failed)


def _looking(compare: CompareScene) -> None:
    """Let the yardstick, its target and the scale of losses be chosen."""
    names = compare.yardsticks  # once: they may grow meanwhile
    st.selectbox(
        "Yardstick",
        **bound_menu(
            "compare.yardstick",
            names,
            compare.yardstick if compare.yardstick in names else next(iter(names), None),
            compare.choose_yardstick,
            lambda name: YARDSTICKS[name].label,
        ),
        help="By which the runs are compared, in the chart and in the table.",
        width=250,
    )
    if compare.shown_yardstick:
        control = control_data("target", compare.target_param, compare.target_value)
        param_control(control, compare.aim, f"compare.target.{compare.shown_yardstick}", width=300)
    st.toggle(
        "Log losses", **bound("compare.log_y", compare.log_y, compare.scale), help="A logarithmic axis of losses."
    )


def compare_views(compare: CompareScene) -> None:
    """Draw all runs by the chosen yardstick, which comes first, and by their losses."""
    for column, chart in zip(st.columns(len(RUNS_CHARTS), gap="medium"), RUNS_CHARTS, strict=True):
        with column:
            place(chart, height=320, compact=True, about=compare.summary)


def snapshot_views(compare: CompareScene) -> None:
    """Draw one run epoch by epoch, with the slider of all runs, and let it be forked."""
    entry = compare.entry(compare.focus)
    if entry is None:
        return
    st.header("Time machine", anchor=False)
    st.selectbox(
        "Run to rewind",
        **_runs_menu(compare, "compare.focus", compare.focus, compare.look_at),
        help="The slider of epochs above moves these charts too.",
        width=320,
    )
    charts = snapshots_charts(entry.run.spec.task)
    for column, chart in zip(st.columns(len(charts), gap="medium"), charts, strict=True):
        with column:
            place(chart, height=340, about=entry.run.spec.title)


def _adding(compare: CompareScene) -> None:
    st.button(
        "Add runs from Train",
        on_click=compare.add_from_train,
        help="The pinned runs of the Train page, and the one in focus there.",
        key="compare.from_train",
    )
    if compare.entries:
        with st.popover("Add a variant or a fork", help="A run that differs from another one in one thing."):
            _variant(compare)
    with st.popover("Add a recipe", help="A recipe of the article."):
        st.selectbox(
            "Add a recipe of the article",
            **bound_menu("compare.recipe", [recipe.label for recipe in RECIPES], None, compare.add_recipe),
            placeholder="Choose one",
            help="A recipe learns numbers or classes; a comparison takes either the ones or the others.",
        )
    st.button("Clear all", on_click=compare.clear, key="compare.clear", help="Takes all runs out.", type="tertiary")


def _variant(compare: CompareScene) -> None:
    """Let a run be added that differs from another one in one thing, from the start or from an epoch on."""
    parent = compare.entry(compare.parent) or compare.entries[0]
    like = _runs_menu(compare, "compare.parent", parent.key, compare.vary)
    st.selectbox("Like", **like, help="The run to begin with.")
    epoch = st.number_input(
        "Fork after epoch",
        0,
        max(parent.run.spec.epochs - 1, 0),
        0,
        key=_key("Fork after epoch"),
        help="The runs are the same up to here; with 0 they differ from the start.",
    )
    name = _menu("But with another", forkable(parent.run.spec, int(epoch)), words_of, "What differs.")
    _value(compare, before_fork(parent.run.spec, int(epoch)), name, _field(parent, int(epoch), name))

    def add() -> None:
        # What stands in the fields now: it may be newer than what the page was last drawn with.
        now = compare.entry(st.session_state[like["key"]]) or parent
        after, what = (st.session_state[_key(label)] for label in ("Fork after epoch", "But with another"))
        value = st.session_state.get(_key(_field(now, int(after), what)), "")
        compare.fork(now.key, int(after), str(what), str(value))

    text = "Trains it and adds it to the comparison."
    st.button("Add it", type="primary", icon=":material/add:", on_click=add, help=text, key="compare.add")


def _runs_menu(compare: CompareScene, name: str, shown: str, change: Callable[[str], object]) -> dict[str, Any]:
    names = {entry.key: entry.name for entry in compare.entries}
    return bound_menu(name, list(names), shown, change, lambda key: names.get(key, ""))


def _field(parent: NamedRun, epoch: int, name: str) -> str:
    """Return the field of a new value: what was typed in place of another one is not meant here."""
    now = before_fork(parent.run.spec, epoch)
    return f"{parent.key}.{name}.{key_of(now.loss.name) if name == 'loss' else said_of(now).get(name)}"


def _key(label: str) -> str:
    return f"compare.variant.{label}"


def _menu(label: str, options: list[str], words: Callable[[str], str], text: str, key: str = "") -> str:
    chosen = st.selectbox(label, options, format_func=words, help=text, key=_key(key or label))
    return chosen if chosen is not None and chosen in options else options[0]  # a browser can say anything


def _value(compare: CompareScene, spec: RunSpec, name: str, field: str) -> None:
    """Let a value be chosen or typed."""
    if name in KINDS:
        options = compare.losses_for(spec) if name == "loss" else list(KINDS[name])
        others = [option for option in options if option != getattr(spec, name).name]
        _menu("Namely", others, lambda option: KINDS[name][option].label, "Which one.", key=field)
        return
    param: Param = param_of(spec, name)
    now = said_of(spec)[name][0]
    st.text_input("Namely", now, help=f"{param.help} {param.domain.capitalize()}.", key=_key(field))
