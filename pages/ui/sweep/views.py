"""The Sweep page's controls, and the places of its charts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from lossviz.analysis.seeds import BAND_WORDS
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.declare import Param
from lossviz.specs.settings import words_of
from lossviz.specs.sweep import MAX_SEEDS, MAX_SIDE, MAX_VALUES, ParamRange, sweepable
from pages.ui.channel.chart import place
from pages.ui.channel.connection import Connection
from pages.ui.channel.control import control_data
from pages.ui.channel.frame import heading, speech
from pages.ui.channel.param_control import param_control
from pages.ui.editor.views import own_loss
from pages.ui.kit.widgets import bound, bound_menu
from pages.ui.sweep.charts import SweepScene
from pages.ui.sweep.state import NO_PARAMETER

_CONTROL, _MENU = 178, 290
"""How wide a control and a menu are, in pixels."""


def sweep_bar(scene: SweepScene) -> None:
    """Say which run is swept and how much that is, what of it and over which ranges; let it begin and end."""
    with st.container(key="bar", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            heading(scene.sweep.base.title)
            speech()
            if scene.run.running:
                _button("Stop", scene.stop, "End the sweep where it is; what is done stays.")
            else:
                if scene.run.can_go_on:
                    _button("Go on", scene.go_on, "Train what is left; what is done stays.")
                _button("Start", scene.again, "Train all values again.")
            if scene.train.spec != scene.sweep.base:
                _button("Sweep the run in focus", scene.take_run, "Take the recipe of the Train page.")
            own_loss()
            st.page_link("train.py", label="Change it on Train", help="Where the recipe is tuned.", width="content")
        params = sweepable(scene.sweep.base)
        _range_controls(scene, 0, params)
        _range_controls(scene, 1, params)


def _button(label: str, action: Any, text: str) -> None:
    st.button(label, key=f"sweep.{label}", help=text, on_click=action)


def _range_controls(scene: SweepScene, number: int, params: dict[str, Param]) -> None:
    """Let a parameter be chosen, the first one or the second, and its range; beside the first one the seeds."""
    ranges = scene.sweep.ranges
    shown = ranges[number] if number < len(ranges) else None
    options = [name for name in params if number == 0 or name != ranges[0].name]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox(
            ("Parameter", "Second parameter")[number],
            **bound_menu(
                f"sweep.{number}.name",
                [*([NO_PARAMETER] if number else []), *options],
                shown.name if shown else NO_PARAMETER,
                partial(scene.choose, number),
                lambda name: words_of(name).capitalize() if name != NO_PARAMETER else "None",
            ),
            help="What takes another value in each run." if number == 0 else "Two parameters give a map.",
            width=_MENU,
        )
        if shown is not None:
            _range(scene, number, shown, params[shown.name])
        if number == 0 and all(swept.name != "seed" for swept in ranges):
            seeds = control_data("sweep.seeds", _SEEDS, scene.sweep.n_seeds)
            param_control(seeds, scene.seed, "sweep.seeds", width=_CONTROL)


def _range(scene: SweepScene, number: int, shown: ParamRange, param: Param) -> None:
    """Let the ends, the number of values and their steps be set."""
    prefix, second = f"sweep.{number}.{shown.name}", " (second)" * number
    for attribute, label, first in zip(
        ("low", "high"), ("from", "to"), param.soft or (param.low, param.high), strict=True
    ):
        end = replace(param, name=f"{label}{second}", symbol="", marks=(), default=param.type(first))
        _control(scene, number, f"{prefix}.{attribute}", end, param.type(getattr(shown, attribute)))
    most = MAX_VALUES if len(scene.sweep.ranges) == 1 else MAX_SIDE
    values = replace(_VALUES, name=f"values{second}", high=most, soft=(2, most), default=min(33, most))
    _control(scene, number, f"{prefix}.n", values, shown.n)
    st.toggle(
        f"Equal ratios{second}",
        **bound(f"{prefix}.log", shown.log, partial(scene.stretch, number, "log")),
        disabled=shown.low <= 0,
        help="Logarithmic steps, for a range that begins above 0.",
    )


_VALUES = Param(type=int, low=2, log=True, help="How many values are trained, ends included.")
_SEEDS = Param(
    name="seeds",
    type=int,
    low=1,
    high=MAX_SEEDS,
    soft=(1, MAX_SEEDS),
    default=1,
    help="How often each value is trained, from other weights and with another order of examples.",
)


def _control(scene: SweepScene, number: int, name: str, param: Param, value: Any) -> None:
    change = partial(scene.stretch, number, name.rpartition(".")[2])
    param_control(control_data(name, param, value), change, name, width=_CONTROL)


def sweep_charts(scene: SweepScene) -> None:
    """Make room for all charts, in the order in which they are read."""
    n_seeds = scene.sweep.n_seeds
    if n_seeds > 1:
        st.caption(
            f"Lines are medians of {n_seeds} seeds; {BAND_WORDS}. Single runs are faint; diverged ones are left out."
        )
    two = len(scene.sweep.ranges) == 2
    if two:
        with st.container(horizontal=True, gap="medium", key="grid_map"):
            place("sweep.map", 400, scene.click, compact=True, about=scene.sweep.base.title)
        _cell(scene)
    _row(scene, ("sweep.loss", 270), ("sweep.metric", 270), *([] if two else [("sweep.end", 270)]))
    models = (("sweep.shape", 340), (scene.model_key, 340 if scene.sweep.base.task == "regression" else 260))
    _row(scene, *models, *([] if two else [("sweep.multiples", 340)]), compact=False)


def _row(scene: SweepScene, *charts: tuple[str, int], compact: bool = True) -> None:
    for column, (key, height) in zip(st.columns(len(charts), gap="medium"), charts, strict=True):
        with column:
            place(key, height=height, compact=compact, about=scene.sweep.base.title)


def sweep_head(connection: Connection, scene: SweepScene) -> None:
    """Say how far it is, and draw the switches that hold for all charts."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="head"):
        connection.place()
        st.selectbox(
            "Yardstick",
            **bound_menu(
                f"sweep.yardstick.{scene.sweep.base.task}",
                scene.run.yardsticks,
                scene.yardstick,
                partial(scene.show, "yardstick"),
                lambda name: YARDSTICKS[name].label,
            ),
            help="What is measured after the last epoch, the same for every loss.",
            width=_MENU,
        )
        st.toggle(
            "Log values",
            **bound("sweep.log_y", scene.log_y, partial(scene.show, "log_y")),
            help="A logarithmic axis of the curves.",
        )


def _cell(scene: SweepScene) -> None:
    """Let the cell whose curves are shown be chosen by keyboard too."""
    st.markdown("**Curves of one cell** · click on the map, or choose here; at first it is the best one")
    for number, column in enumerate(st.columns(2, gap="medium")):
        swept, values = scene.sweep.ranges[number], scene.sweep.values[number]
        column.select_slider(
            swept.label.capitalize(),
            values,
            format_func=dict(zip(values, scene.sweep.words[number], strict=True)).__getitem__,
            **bound(f"sweep.cell.{swept.name}", values[scene.places[number]], partial(scene.pick, number)),
            help="Which cell of the map is opened.",
        )
