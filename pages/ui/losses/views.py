"""One loss taken apart: its formula and claims, its shape, what predictions cost, who pulls, and its code."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lossviz.analysis.plane import plane
from lossviz.analysis.pulls import pulls
from lossviz.analysis.shapes import LossShapes, family, loss_shapes
from lossviz.datasets import DATASETS
from lossviz.export.loss_code import attachments, loss_source
from lossviz.figures.family import family_figure
from lossviz.figures.loss import MAX_OVERLAID, loss_figure, overlay_figure
from lossviz.figures.plane import plane_figure
from lossviz.figures.pulls import pulls_figure, pulls_words
from lossviz.losses import LOSSES, TASKS, claim_words, special_words
from lossviz.losses.axes import AXES, axis_of, ranges_of
from lossviz.specs.choice import fitting_datasets, fitting_losses
from pages.ui.channel.chart import place
from pages.ui.channel.connection import Live
from pages.ui.kit.widgets import bound, bound_menu, bound_several, unfolded, warn
from pages.ui.losses.state import Shelf
from pages.ui.train.controls import Item, param_control

CHARTS = ("loss", "beside", "family", "plane", "pulls")
"""All charts of a loss."""

_HEIGHT = 560

_CLASSES = ("first class", "second class", "third class")


def loss_views(live: Live, shelf: Shelf) -> None:
    """Draw all that is known of the loss that is open."""
    shelf.missing.clear()
    told = st.container()
    others = tuple(shelf.tuned(name) for name in shelf.compared)
    question = ("shapes", loss_shapes, shelf.choice, shelf.target, shelf.place, others)
    shelf.begin(*question)
    _heading(shelf)
    left, right = st.columns([0.56, 0.44], gap="large")
    with left:
        place("loss", height=_HEIGHT)
    # The browser makes room for the shape while it is computed, and draws it before it gets the rest of the page.
    seen = shelf.ask(*question)
    if seen is None:
        left.caption("TensorFlow is being loaded; the shape follows in a few seconds.")
    else:
        _draw_shapes(live, shelf, seen)
        live.send_ahead("loss")
    with st.sidebar:
        _controls(live, shelf)
    with right:
        if seen is not None:
            _costs(shelf, seen)
        _advice(shelf)
    _beside(live, shelf)
    _pulls(live, shelf)
    _code(shelf)
    if shelf.notice:
        with told:
            warn(shelf.notice)
    for answer in shelf.missing:
        live.expect(answer)
    live.send()


def _draw_shapes(live: Live, shelf: Shelf, seen: LossShapes) -> None:
    loss = shelf.loss
    title = f"Shape | of {loss.label}{_for_target(shelf)}: cost, slope and curvature"
    alt = f"Cost, slope and curvature of {loss.label} over the {AXES[seen.curve.axis].label}."
    live.screen.draw("loss", title, alt, loss_figure(seen.curve))
    named = [(loss.label, seen.curve)]
    named += [(LOSSES[name].label, curve) for name, curve in zip(shelf.compared, seen.others)]
    words = ", ".join(name for name, _ in named)
    scale = "all 1 for the same bad prediction" if shelf.normalised else "each in its own units"
    figure = overlay_figure(named, shelf.normalised)
    live.screen.draw("beside", f"Side by side | {scale}", f"Cost and slope of {words}, {scale}.", figure)


def _for_target(shelf: Shelf) -> str:
    if shelf.loss.task != "regression":
        return (
            f" for class {shelf.target:g}" if shelf.loss.task == "binary" else f" for the {_CLASSES[int(shelf.target)]}"
        )
    return f" for a target of {shelf.target:g}" if axis_of(shelf.loss, shelf.loss.task).targets else ""


def _controls(live: Live, shelf: Shelf) -> None:
    """Draw what can be set, in the order in which it is read."""
    st.button("All losses", icon=":material/apps:", on_click=shelf.show, args=(None,), key="all_losses")
    st.selectbox(
        "Loss",
        **bound_menu("shelf.opened", list(LOSSES), shelf.opened, shelf.show, _full_name),
        help="Another loss; each keeps the values you gave it.",
    )
    for name, value in shelf.choice.items:
        param_control(shelf, Item(f"shelf.{shelf.opened}.loss.{name}", shelf.loss.params[name], value))
    _target(shelf)
    if st.button(
        "Train with this",
        type="primary",
        icon=":material/play_arrow:",
        key="train_with_this",
        help="Opens the Train page with this loss and these values; data and model follow if they do not fit.",
    ):
        live.lab.take(shelf.choice)
        st.switch_page("train.py")


def _full_name(name: str) -> str:
    return f"{LOSSES[name].label} · {TASKS[LOSSES[name].task].lower()}"


def _target(shelf: Shelf) -> None:
    """Let the y_true be chosen where the shape depends on it."""
    if shelf.loss.task != "regression":
        binary = shelf.loss.task == "binary"
        st.radio(
            "True class",
            horizontal=True,
            **bound_menu(
                f"shelf.target.{shelf.opened}",
                [1.0, 0.0] if binary else [0.0, 1.0, 2.0],
                shelf.target,
                shelf.aim,
                lambda number: f"{number:g}" if binary else _CLASSES[int(number)].removesuffix(" class"),
            ),
            help="For which class the cost is drawn; some losses weigh classes differently.",
        )
    elif axis_of(shelf.loss, shelf.loss.task).targets:
        st.number_input(
            "Target",
            min_value=shelf.targets[0],
            max_value=shelf.targets[1],
            step=0.5,
            **bound(f"shelf.target.{shelf.opened}", shelf.target, shelf.aim),
            help="The true value for which the cost is drawn. Most losses look the same for all of them.",
        )


def _heading(shelf: Shelf) -> None:
    loss = shelf.loss
    st.title(loss.label, anchor=False)
    formula = f"$\\displaystyle {loss.latex(shelf.choice.values)}$"
    st.markdown(f"{loss.summary} {loss.wants(loss.task)}\n\n{formula}\n\n:small[{loss.notation}]")
    with st.container(horizontal=True, gap="small"):
        for name, holds in loss.claims(shelf.choice.values).items():
            st.badge(
                name if holds else f"not {name}",
                icon=":material/check:" if holds else ":material/close:",
                color="green" if holds else "gray",
                help=claim_words(name, loss.task),
            )


def _costs(shelf: Shelf, seen: LossShapes) -> None:
    """Show what predictions cost, and the exact values at one place."""
    axis = AXES[seen.curve.axis]
    rows = [(e.words, *(f"{number + 0.0:.4g}" for number in (e.position, e.cost, e.slope))) for e in seen.examples]
    st.markdown("**What predictions cost**")
    st.table(pd.DataFrame(rows, columns=["prediction", axis.name, "cost", "slope"]).set_index("prediction"))
    low, high = ranges_of(shelf.loss, shelf.target).limits
    st.number_input(
        f"Read at this {axis.name}",
        min_value=low,
        max_value=high,
        step=0.1,
        **bound(f"shelf.place.{shelf.opened}", shelf.place, shelf.read),
        help=f"Exact values at any {axis.label}.",
    )
    cost, slope, curvature = (float(part[0]) for part in (seen.read.cost, seen.read.slope, seen.read.curvature))
    st.markdown(f"cost **{cost:.6g}** · slope **{slope:.6g}** · curvature **{curvature:.6g}**")


def _advice(shelf: Shelf) -> None:
    loss = shelf.loss
    st.markdown(loss.description)
    for special in loss.special:
        st.markdown(f":small[{special_words(loss, special)}]")
    data = ", ".join(DATASETS[name].label for name in fitting_datasets(loss))
    st.markdown(f":small[Trains on: {data}. {f'Source: {loss.reference}.' if loss.reference else ''}]")


def _beside(live: Live, shelf: Shelf) -> None:
    """Draw other losses over this one, and this one over the range of a parameter."""
    left, right = st.columns(2, gap="large")
    with left:
        others = [name for name in shelf.comparable if name != shelf.opened]
        st.multiselect(
            "Compare with",
            max_selections=MAX_OVERLAID - 1,
            format_func=lambda name: LOSSES[name].label,
            **bound_several(f"shelf.beside.{shelf.opened}", others, shelf.compared, shelf.compare),
            placeholder="Other losses",
            help=f"Up to {MAX_OVERLAID - 1} losses on the same axis, with the values you gave them.",
        )
        st.toggle(
            "Normalise",
            **bound("shelf.normalised", shelf.normalised, shelf.normalise),
            help="Divide each by what the same bad prediction costs: heights of different losses do not compare.",
        )
        place("beside", height=360)
    with right:
        if shelf.swept is not None:
            _family(live, shelf, shelf.swept)
        elif shelf.loss.task == "multiclass":
            _plane(live, shelf)
    if shelf.loss.task == "multiclass" and shelf.swept is not None:
        _plane(live, shelf)


def _family(live: Live, shelf: Shelf, name: str) -> None:
    params = shelf.loss.params
    st.selectbox(
        "Parameter",
        **bound_menu(
            f"shelf.swept.{shelf.opened}", list(params), name, shelf.sweep, lambda name: shelf.loss.params[name].label
        ),
        help="Drag the slider below the chart through the range of this parameter.",
    )
    default = params[name].default
    seen = shelf.ask("family", family, shelf.choice.with_value(name, default), name, shelf.target)
    if seen is not None:
        words = params[name].label
        title = f"Fan | of {shelf.loss.label} over the range of {words}"
        alt = f"Cost and slope of {shelf.loss.label} for {len(seen.values)} values of {words}."
        now = float(shelf.choice.values[name])  # type: ignore[arg-type]
        live.screen.draw("family", title, alt, family_figure(seen, words.capitalize(), now))
    place("family", height=360)


def _plane(live: Live, shelf: Shelf) -> None:
    number = int(shelf.target)
    seen = shelf.ask("plane", plane, shelf.choice, number)
    if seen is not None:
        what = "scores" if seen.scores else "probabilities"
        title = (
            f"All predictions | of {shelf.loss.label} when the {_CLASSES[number]} is true, and where training pushes"
        )
        alt = f"Contours of the cost of {shelf.loss.label} over the {what} of three classes, with arrows downhill."
        live.screen.draw("plane", title, alt, plane_figure(seen, _CLASSES))
    place("plane", height=420)


def _pulls(live: Live, shelf: Shelf) -> None:
    """Let the errors of the run on the Train page pull on this loss."""
    st.subheader("Who pulls how hard", anchor=False)
    run = live.lab.run
    known = run.weights_at(live.lab.shown)
    if known is None:
        st.markdown("The run on the Train page is not trained yet; its errors will lie here.")
        return
    epoch, weights = known
    spec = run.spec.at(epoch)
    axis = axis_of(shelf.loss, spec.task)
    fits = shelf.opened in fitting_losses(spec.dataset.name) and axis == axis_of(spec.loss.component, spec.task)
    if not fits:
        st.markdown(
            f"The run on the Train page ({spec.loss.component.label} on {spec.dataset.component.label}) predicts "
            f"something else than this loss judges. *Train with this* makes a run for it."
        )
        return
    seen = shelf.ask("pulls", pulls, shelf.choice, run.spec, epoch, weights, about=(shelf.choice, run, epoch))
    if seen is not None:
        words = pulls_words(seen, axis.moves)
        title = f"Errors of {live.lab.entry.name} | after epoch {epoch}, lying on {shelf.loss.label}"
        alt = f"The training examples on the curve of {shelf.loss.label}. {words}"
        live.screen.draw("pulls", title, alt, pulls_figure(seen, live.lab.entry.line(0).colour))
        st.markdown(words)
    place("pulls", height=400)
    st.caption("Examples that lie beside the curve have another target or class than the one it is drawn for.")


def _code(shelf: Shelf) -> None:
    st.subheader("In code", anchor=False)
    values = "".join(f", {name}={value!r}" for name, value in shelf.choice.items)
    st.code(f'loss = lossviz.keras_loss("{shelf.opened}"{values})  # for model.compile', wrap_lines=True)
    with unfolded("The function, and four ways to train with it") as drawn:
        if drawn:
            scripts = {"The function": loss_source(shelf.choice), **attachments(shelf.choice)}
            for tab, script in zip(st.tabs(list(scripts)), scripts.values(), strict=True):
                tab.code(script)
