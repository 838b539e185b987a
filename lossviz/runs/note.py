"""Why the first sentence is so: a second line about the loss, read off its shape and the pull of the examples."""

from __future__ import annotations

from types import MappingProxyType

from lossviz.analysis.evaluation import Evaluation
from lossviz.declare import count_words, number_words, percent
from lossviz.losses import Loss
from lossviz.losses.axes import AXES
from lossviz.runs import model_facts as facts
from lossviz.runs.numbers_sentence import Fitted
from lossviz.runs.spans import Sentence, now, said
from lossviz.specs.run import RunSpec

_BALANCE = MappingProxyType(
    {
        "regularization_factor": ": there target and pull balance",
        "label_smoothing": ": that is what the smoothed label says",
    }
)
"""Why the least cost is not at the target, by the parameter that moves it."""

DECIDES = 0.4
"""The share of all pull with which some examples decide: at rest, the others hold against it with the rest."""

IGNORED = 0.5
"""How much of its share of the examples a group may pull to count as ignored."""

BEYOND_COMPARISON = 200
"""The ratio of two costs above which the smaller one counts as nothing: a curve is not drawn more exactly."""

HARDLY_MORE = 1.2
"""How many times its share of the examples a group may pull to count as pulling by its number."""

SURE_MISTAKE = 0.05
"""The probability of the true class in a mistake that was made with certainty."""


def loss_note(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    """Return what about the loss explains the model: one sentence, and a second one if hidden units are dead.

    Args:
        spec: The run.
        evaluation: What its model does.
    """
    now_spec = spec.at(evaluation.epoch)
    loss: Loss = now_spec.loss.component
    rules = (_pull, _asked) if loss.symmetric is True else (_asked, _pull)
    note = next((told for rule in (balance_words, *rules, _growth) if (told := rule(now_spec, evaluation))), ())
    dead = dead_words(evaluation)
    return said(note, " " if note and dead else "", f"{dead}: only another seed helps." if dead else "")


def dead_words(evaluation: Evaluation) -> str:
    """Return how many hidden units are dead; nothing if none is."""
    dead, units = evaluation.dead_units, evaluation.hidden_units
    return f"{dead} of {units} hidden units {'is' if dead == 1 else 'are'} dead" if dead else ""


def balance_words(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    """Return where a loss costs least that keeps predictions away from their targets."""
    loss: Loss = spec.loss.component
    if not facts.may_be_biased(spec, evaluation):
        return ()
    biased, least = facts.is_biased(spec, evaluation), facts.least_position(evaluation.curve)
    why = facts.words_of_parameter(loss, _BALANCE, "")
    if spec.task != "regression":
        if biased and least < facts.CERTAIN:
            return said("An answer costs least at ", now(f"{least:.2f}"), f", not at 1{why}.")
        return said("An answer costs least at 1: nothing holds the model back.")
    if not biased:
        return ()
    side = "above" if least > 0 else "below"
    return said("An answer costs least ", now(number_words(abs(least))), f" {side} a typical target{why}.")


def _asked(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    asked = facts.asked_below(spec)
    if asked is None:
        return ()
    fitted, found = Fitted.of(spec), facts.share_below(evaluation)
    below = fitted.it if fitted.them == "it" else f"the {fitted.it}"
    asks = said("The loss asks for ", now(percent(asked)), f" of the {fitted.dots} below {below}")
    return said(asks, "; it is ", now(percent(found)), ".")


def _pull(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    """Return how hard the examples pull that are farthest off, where there are outliers."""
    n = min(facts.n_outliers(spec), evaluation.n_train)
    if not n:
        return ()
    pull, share = facts.pull_of_farthest(evaluation, n), n / evaluation.n_train
    verdict = (
        ", so they decide"
        if pull >= max(DECIDES, HARDLY_MORE * share)
        else ": the loss looks away from them"
        if pull <= IGNORED * share
        else ", hardly more than their number"
        if pull <= HARDLY_MORE * share
        else ", more than their number"
    )
    farthest = f"{count_words(n)} farthest dots make" if n > 1 else "farthest dot makes"
    return said(f"The {farthest} ", now(percent(pull)), f" of the pull{verdict}.")


def _growth(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    """Return how the cost grows with the mistake: what the shape of every loss says."""
    curve = evaluation.curve
    if curve.axis == "error":
        return _twice_the_error(spec, evaluation)
    if curve.axis == "probability":
        doubt, mistake = facts.cost_at(curve, 0.5), facts.cost_at(curve, SURE_MISTAKE)
        if mistake < BEYOND_COMPARISON * doubt:
            return said("A sure mistake costs ", now(number_words(mistake / doubt)), " times as much as a doubt.")
        return said("A doubt costs hardly anything, a sure mistake ", now(number_words(mistake)), ".")
    axis = AXES[curve.axis]
    bad = number_words(facts.cost_at(curve, axis.bad))
    if axis.bad < axis.middle:
        worse = number_words(facts.cost_at(curve, 2 * axis.bad))
        return said(
            f"An example on the wrong side by {-axis.bad:g} costs ", now(bad), ", one twice as far ", now(worse), "."
        )
    return said("A bad prediction costs ", now(bad), ".")


def _twice_the_error(spec: RunSpec, evaluation: Evaluation) -> Sentence:
    """Return what an error costs that is twice as large as the typical one, on the side that costs more."""
    curve, loss = evaluation.curve, spec.loss.component
    typical = facts.told_size(curve, facts.typical_error(evaluation))
    size = min(typical, -float(curve.position[0]) / 2, float(curve.position[-1]) / 2)
    sign = max((1, -1), key=lambda sign: facts.cost_at(curve, sign * size))
    once, twice = facts.cost_at(curve, sign * size), facts.cost_at(curve, sign * 2 * size)
    if once <= 0:
        return said("An error of ", now(number_words(size)), " costs nothing.")
    error = (
        "An error twice as large" if loss.symmetric is True else f"Twice as much too {'high' if sign > 0 else 'low'}"
    )
    return said(f"{error} costs ", now(number_words(twice / once)), " times as much.")
