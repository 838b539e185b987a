"""The Sweep page's controls, and the places of its charts."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from lossviz.analysis.seeds import BAND_WORDS
from lossviz.analysis.yardsticks import YARDSTICKS
from lossviz.declare import Param, value_words
from lossviz.specs.settings import words_of
from lossviz.specs.sweep import MAX_SEEDS, MAX_SIDE, MAX_VALUES, ParamRange, sweepable
from pages.ui.channel.chart import place
from pages.ui.kit.widgets import bound, bound_menu
from pages.ui.sweep.charts import SweepScene
from pages.ui.sweep.state import NO_PARAMETER, end_text

_STEPS = (2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129)


def base_run(scene: SweepScene) -> None:
    """Say which run is swept, and offer another one."""
    st.markdown(f"**{scene.sweep.base.title}**")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if scene.run.running:
            _button("Stop", ":material/stop:", scene.stop, "End the sweep where it is; what is done stays.")
        else:
            _button("Start", ":material/play_arrow:", scene.again, "Train all values again.")
        if scene.train.spec != scene.sweep.base:
            _button("Sweep the run in focus", ":material/sync:", scene.take_run, "Take the recipe of the Train page.")
        st.page_link("train.py", label="Change it on Train", icon=":material/tune:", help="Where the recipe is tuned.")


def _button(label: str, icon: str, action: Any, text: str) -> None:
    st.button(label, icon=icon, key=f"sweep.{label}", help=text, on_click=action)


def sweep_controls(scene: SweepScene) -> None:
    """Draw what is swept: one parameter or two, their ranges, and the seeds."""
    st.title("Sweep", anchor=False, help="Train a whole range of values at once, and drag through it.")
    params = sweepable(scene.sweep.base)
    _range_controls(scene, 0, params)
    _range_controls(scene, 1, params)
    if all(swept.name != "seed" for swept in scene.sweep.ranges):
        st.select_slider(
            "Seeds",
            range(1, MAX_SEEDS + 1),
            **bound("sweep.seeds", scene.sweep.n_seeds, scene.seed),
            help="How often each value is trained, from other weights and with another order of examples.",
        )
    st.caption(f"{scene.sweep.n_runs:,} runs, about {max(scene.sweep.seconds, 1):,.0f} s.")


def _range_controls(scene: SweepScene, number: int, params: dict[str, Param]) -> None:
    """Let a parameter be chosen, the first one or the second, and then its range."""
    ranges = scene.sweep.ranges
    shown = ranges[number] if number < len(ranges) else None
    options = [name for name in params if number == 0 or name != ranges[0].name]
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
    )
    if shown is not None:
        _range(scene, number, shown, params[shown.name])


def _range(scene: SweepScene, number: int, shown: ParamRange, param: Param) -> None:
    """Let the ends, the number of values and their steps be set."""
    prefix, second = f"sweep.{number}.{shown.name}", " (second)" * number
    for column, attribute, label in zip(st.columns(2), ("low", "high"), ("From", "To"), strict=True):
        text = end_text(scene.sweep, shown, getattr(shown, attribute))
        column.text_input(
            f"{label}{second}",
            **bound(f"{prefix}.{attribute}", text, partial(scene.stretch, number, attribute)),
            help=f"{param.help} {param.domain.capitalize()}.",
        )
    most = MAX_VALUES if len(scene.sweep.ranges) == 1 else MAX_SIDE
    st.select_slider(
        f"Values{second}",
        sorted({*(n for n in _STEPS if n <= most), shown.n}),
        **bound(f"{prefix}.n", shown.n, partial(scene.stretch, number, "n")),
        help="How many values are trained, ends included.",
    )
    st.toggle(
        f"Equal ratios{second}",
        **bound(f"{prefix}.log", shown.log, partial(scene.stretch, number, "log")),
        disabled=shown.low <= 0,
        help="Logarithmic steps, for a range that begins above 0.",
    )


def sweep_charts(scene: SweepScene) -> None:
    """Make room for all charts, in the order in which they are read."""
    _ways(scene)
    n_seeds = scene.sweep.n_seeds
    if n_seeds > 1:
        st.caption(
            f"Lines are medians of {n_seeds} seeds; {BAND_WORDS}. Single runs are faint; diverged ones are left out."
        )
    two = len(scene.sweep.ranges) == 2
    if two:
        place("sweep.map", height=460, on_click=lambda x, y: scene.click(x, y, value_words))
        _cell(scene)
    _pair(("sweep.loss", 340), ("sweep.metric", 340))
    if not two:
        _pair(("sweep.end", 340), ("sweep.multiples", 400))
    _pair(("sweep.shape", 380), (scene.model_key, 380 if scene.sweep.base.task == "regression" else 260))


def _pair(*charts: tuple[str, int]) -> None:
    for column, (key, height) in zip(st.columns(2, gap="medium"), charts, strict=True):
        with column:
            place(key, height=height)


def _ways(scene: SweepScene) -> None:
    """Draw the switches that hold for all charts of the sweep."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
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
            width=220,
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
            format_func=value_words,
            **bound(f"sweep.cell.{swept.name}", values[scene.places[number]], partial(scene.pick, number)),
            help="Which cell of the map is opened.",
        )
