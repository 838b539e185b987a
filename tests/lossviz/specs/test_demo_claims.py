"""What every demonstration claims, held over eight seeds of data, weights and batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from lossviz.specs.demo import Demo
from lossviz.specs.demos import DEMOS
from tests.trained import SEEDS, Trained, seeded, trained

Claim = Callable[[list[Trained], list[Trained]], bool]
"""Given the runs at the low and at the high end of the slider, for one seed, whether the claim holds."""


def pull(low: list[Trained], high: list[Trained]) -> bool:
    """The surest answer falls far below certainty, accuracy hardly."""
    kept = high[0].measured("accuracy") > low[0].measured("accuracy") - 0.15
    return low[0].surest > 0.95 and high[0].surest < 0.8 and kept


def asymmetric(low: list[Trained], high: list[Trained]) -> bool:
    """The share below is what the loss asks for: 1 / (1 + weight)."""
    return abs(low[0].below - 10 / 11) < 0.04 and abs(high[0].below - 1 / 11) < 0.04


def outliers(low: list[Trained], high: list[Trained]) -> bool:
    """Squared error is as near as the others without outliers, and far away with them; the others stay."""
    squared, *robust = high
    return max(run.off for run in low) < 0.5 and squared.off > 1.5 and max(run.off for run in robust) < 0.5


def huber(low: list[Trained], high: list[Trained]) -> bool:
    """It goes from the line of the absolute error to that of the squared error."""
    (small, _, absolute), (large, squared, _) = low, high
    same_as = [np.abs(a.model.y_pred - b.model.y_pred).max() for a, b in ((small, absolute), (large, squared))]
    return same_as[0] < 0.2 and same_as[1] < 0.05 and large.off > small.off + 0.8


def breakdown(low: list[Trained], high: list[Trained]) -> bool:
    """With four outliers in ten even the absolute error gives way; Geman–McClure does not."""
    absolute, squared, geman_mcclure = high
    return max(run.off for run in low) < 0.5 and squared.off > 3 and geman_mcclure.off < 0.5 < absolute.off


def quantiles(low: list[Trained], high: list[Trained]) -> bool:
    """All three are the median at one half; at 0.95 nine tenths lie between, and the lines diverge."""
    upper, median, lower = high
    gap = upper.model.fit.predicted - lower.model.fit.predicted
    shares = all(abs(run.below - run.spec.loss.values["level"]) < 0.04 for run in high)
    together = max(np.abs(run.model.y_pred - low[1].model.y_pred).max() for run in low)
    return shares and together < 0.01 and gap[-1] > 2 * gap[0] > 0 and lower.below < median.below < upper.below


def expectiles(low: list[Trained], high: list[Trained]) -> bool:
    """The quantile still has eight tenths below it; the expectile has gone up by the weight of five outliers."""
    return abs(high[0].below - 0.8) < 0.04 and high[1].below > 0.9 and high[1].off > low[1].off + 0.6


def linex(low: list[Trained], high: list[Trained]) -> bool:
    """The line lies high at one end and low at the other."""
    return low[0].below > 0.7 and high[0].below < 0.3


def tolerance(low: list[Trained], high: list[Trained]) -> bool:
    """Everything is free in the end, and the line is worse."""
    return high[0].loss < 1e-3 < low[0].loss and high[0].measured("mae") > low[0].measured("mae")


def percent(low: list[Trained], high: list[Trained]) -> bool:
    """Without scatter all are right; with it errors in percent promise far too little, the median a little."""
    percentage, squared, absolute = (run.measured("bias") for run in high)
    right = max(abs(run.measured("bias")) for run in low) < 0.2
    return right and percentage < -2 and -2 < absolute < -0.3 and abs(squared) < 0.2


def large_step(low: list[Trained], high: list[Trained]) -> bool:
    """The squared error diverges; the other two stay finite."""
    squared, *others = high
    return all(run.evaluation for run in low) and squared.evaluation is None and all(run.evaluation for run in others)


def surprise(low: list[Trained], high: list[Trained]) -> bool:
    """Cross-entropy is ahead at either end, and learns most of what there is to learn at the high one."""
    ahead = [entropy.measured("accuracy") - squared.measured("accuracy") for entropy, squared in (low, high)]
    return ahead[0] > 0.02 and ahead[1] > 0.08 and high[0].measured("accuracy") > 0.86


def label_noise(low: list[Trained], high: list[Trained]) -> bool:
    """The held-out examples, whose labels are true, show who believed the wrong ones."""
    entropy, generalized, _ = (run.measured("accuracy", held_out=True) for run in high)
    return low[0].measured("accuracy", held_out=True) > 0.95 and generalized > entropy + 0.1


def focal(low: list[Trained], high: list[Trained]) -> bool:
    """As many answers are right, but they are much less sure."""
    kept = high[0].measured("accuracy") > low[0].measured("accuracy") - 0.04
    return kept and high[0].confidence < low[0].confidence - 0.15 and high[0].surest < low[0].surest


def smoothing(low: list[Trained], high: list[Trained]) -> bool:
    """The surest answer is near what the smoothed label of its class says: 1 - 0.5 + 0.5 / 3."""
    less = high[0].measured("accuracy") < low[0].measured("accuracy") - 0.05
    return low[0].surest > 0.99 and abs(high[0].surest - 2 / 3) < 0.15 and less


def rare(low: list[Trained], high: list[Trained]) -> bool:
    """All rare flowers are found in the end, and some of their neighbours are lost."""
    return low[0].found(2) < high[0].found(2) == 1 and high[0].found(1) < low[0].found(1)


CLAIMS: dict[str, Claim] = {
    claim.__name__: claim
    for claim in (
        pull,
        asymmetric,
        outliers,
        huber,
        breakdown,
        quantiles,
        expectiles,
        linex,
        tolerance,
        percent,
        large_step,
        surprise,
        label_noise,
        focal,
        smoothing,
        rare,
    )
}

UNFINISHED = {"large_step", "surprise"}
"""How far training comes is what these are about; all others are at their end after the last epoch."""

SEED_DEMOS = [demo.name for demo in DEMOS if demo.hand == "seed"]
"""Their slider is what the others are held over, so their claims have tests of their own."""


def ends_of(demo: Demo) -> Iterator[tuple[list[Trained], list[Trained]]]:
    """Give the runs of a demonstration at both ends of its slider, for one seed after the other."""
    both = [*demo.specs(demo.low), *demo.specs(demo.high)]
    runs = trained([seeded(spec, seed) for seed in SEEDS for spec in both])
    n = len(both) // 2
    for i in range(0, len(runs), 2 * n):
        yield runs[i : i + n], runs[i + n : i + 2 * n]


@pytest.mark.parametrize("demo", [demo for demo in DEMOS if demo.name not in SEED_DEMOS], ids=lambda demo: demo.name)
def test_a_demo_shows_what_it_claims_for_every_seed(demo: Demo) -> None:
    ends = list(ends_of(demo))
    assert [CLAIMS[demo.name](low, high) for low, high in ends] == [True] * len(SEEDS)
    # A claim that holds as well when the slider goes the other way says nothing about the slider.
    assert not any(CLAIMS[demo.name](high, low) for low, high in ends)
    if demo.name not in UNFINISHED:
        assert all(run.at_rest for low, high in ends for run in (*low, *high))


def test_every_demo_has_a_claim() -> None:
    assert {*CLAIMS, *SEED_DEMOS} == {demo.name for demo in DEMOS}
    assert SEED_DEMOS == ["seeds"]


def test_seeds_that_stop_at_two_thirds_have_dead_units_and_those_without_learn() -> None:
    (demo,) = (demo for demo in DEMOS if demo.name == "seeds")
    runs = trained([demo.specs(seed)[0] for seed in range(demo.low, demo.high + 1)])
    stuck = [run for run in runs if run.measured("accuracy") < 0.7]
    assert len(stuck) >= 4
    assert all(run.model.dead_units for run in stuck)
    sound = [run for run in runs if not run.model.dead_units]
    assert len(sound) >= 3
    assert all(run.measured("accuracy") > 0.9 for run in sound)
