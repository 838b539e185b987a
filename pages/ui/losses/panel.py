"""The words and controls around the charts of a loss, which follow the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossviz.analysis.shapes import LossShapes
from lossviz.declare import Value, value_words
from lossviz.losses import LOSSES, claim_words, marks_of
from lossviz.losses.axes import AXES
from lossviz.losses.formula import formula_mathml
from lossviz.specs.choice import Choice
from pages.ui.channel.component_records import ControlData, ControlValue
from pages.ui.channel.control import control_data
from pages.ui.channel.panel_records import Claim, CostsPart, LossPart, Panel, SecondPart
from pages.ui.editor.own import key_of
from pages.ui.losses.readings import position_param, target_param, target_value
from pages.ui.train.panel import offered_losses

if TYPE_CHECKING:
    from pages.ui.losses.charts import LossesScene

SECOND = {"family": "Family", "plane": "All predictions", "beside": "Side by side"}
"""What stands above the chart beside the shape, by its key."""


def panel(scene: LossesScene, shown: Choice, seen: LossShapes | None) -> dict[str, Any]:
    """Return what the words and controls say.

    Args:
        scene: Where a loss is open.
        shown: That loss with the values of its picture.
        seen: Its shapes; None while they are not known.
    """
    loss, names = scene.loss, [f"{scene.opened_key}.{name}" for name in scene.loss.params]
    told: Panel = {
        "losses": offered_losses(tuple(LOSSES)),
        "loss": loss_part(shown, scene.family_param),
        "claims": _claims(shown),
        "controls": _controls(scene),
        "values": _values(scene),
        "bar": names,
        "sentence": [{"text": scene.notice, "role": "wrong"}] if scene.notice else [],
        "second": _second(scene),
    }
    if loss.params:
        told["ring"] = scene.value_before
    if seen is not None:
        told["costs"] = costs_part(shown, seen)
    return dict(told)


def _claims(choice: Choice) -> list[Claim]:
    loss = choice.component
    about = f"By the {loss.claims_about} that it is given."
    return [
        {
            "words": name if holds else f"not {name}",
            "holds": holds,
            "help": f"{claim_words(name, loss.task)} {about}",
        }
        for name, holds in loss.claims(choice.values).items()
    ]


def _controls(scene: LossesScene) -> dict[str, ControlData]:
    """Return all controls as they are for their defaults, so that they stay the same while they are moved."""
    loss, key = scene.loss, scene.opened_key
    told = {
        f"{key}.{name}": control_data(
            f"{key}.{name}", param, param.default, marks=marks_of(loss, name, scene.choice.values)
        )
        for name, param in loss.params.items()
    }
    if (target := target_param(loss)) is not None:
        told["target"] = control_data("target", target, target.default)
    position = position_param(loss, scene.target)
    return told | {"at": control_data("at", position, position.default)}


def _values(scene: LossesScene) -> dict[str, ControlValue]:
    loss, key = scene.loss, scene.opened_key
    told = {f"{key}.{name}": _plain(loss.params[name].format, value) for name, value in scene.choice.items}
    return told | {"target": target_value(loss, scene.target), "at": scene.position}


def _plain(text_of: Any, value: Value) -> ControlValue:
    return text_of(value) if isinstance(value, tuple) else value


def _second(scene: LossesScene) -> SecondPart:
    params = scene.loss.params
    return {
        "chart": scene.second,
        "title": SECOND[scene.second],
        "chosen": scene.family_param,
        "options": [
            {"value": name, "label": param.label, "group": "", "hint": param.help} for name, param in params.items()
        ],
    }


def value_label(choice: Choice, name: str) -> str:
    """Return the value of a parameter as it stands at the end of a line, such as δ 0.5."""
    sign, value = choice.component.params[name].sign, value_words(choice.values[name])
    return f"{sign} {value}".strip()


def loss_part(choice: Choice, in_hand: str) -> LossPart:
    """Return what is said of a loss.

    Args:
        choice: The loss with its values.
        in_hand: The parameter whose value is marked in the formula; empty for a loss without one.
    """
    loss = choice.component
    return {
        "name": key_of(loss.name),
        "label": loss.label,
        "summary": f"{loss.summary} {loss.wants(loss.task)}".strip(),
        "formula": formula_mathml(loss, choice.values, in_hand),
        "notation": loss.notation,
    }


def costs_part(choice: Choice, seen: LossShapes) -> CostsPart:
    """Return what predictions cost, and the exact values at one place."""
    cost, slope, curvature = (float(part[0]) for part in (seen.read.cost, seen.read.slope, seen.read.curvature))
    examples = [(e.words, *(f"{number + 0.0:.4g}" for number in (e.position, e.cost, e.slope))) for e in seen.examples]
    return {
        "name": key_of(choice.name),
        "columns": ["prediction", AXES[seen.curve.axis].name, "cost", "slope"],
        "rows": [[text.replace("-", "−") if number else text for number, text in enumerate(row)] for row in examples],
        "exact": f"cost {cost:.6g} · slope {slope:.6g} · curvature {curvature:.6g}".replace("-", "−"),
    }
