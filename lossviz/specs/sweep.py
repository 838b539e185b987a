"""A sweep: one recipe trained for every value of a parameter, or of two, and for several seeds each.

Runs are numbered: the seeds of the first cell, then those of the next. A cell is a value of the parameter, or a pair of
values, the last parameter running fastest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any
from urllib.parse import urlencode

import numpy as np

from lossviz.declare import Param, Value, distinct_words, one_of, read_number
from lossviz.errors import SpecError
from lossviz.specs.choice import kind_of, read_pairs, taken_apart
from lossviz.specs.program_key import ProgramKey
from lossviz.specs.run import RUN_PARAMS, RunSpec
from lossviz.specs.settings import owner_of, param_of, words_of

MAX_VALUES = 129
"""Most values of one parameter that is swept alone."""

MAX_SIDE = 33
"""Most values of each of two parameters."""

MAX_SEEDS = 16

MAX_SWEEP_SECONDS = 120
"""Longest sweep, by estimate."""

COMPILE_SECONDS = 1.0
"""Roughly what it costs to compile a program."""

TOGETHER = 0.15
"""What a run costs among others, as a share of what `RunSpec.epoch_seconds` says of a run alone."""

DIGITS = 6
"""Significant digits of swept values: enough to tell 129 of them apart, and short in labels and links."""

_PARTS = ("loss", "optimizer", "dataset", "model")

_UNSWEPT = "epochs"
"""All charts of a sweep show every epoch, so how many there are is nothing to sweep."""


@dataclass(frozen=True)
class ParamRange:
    """A parameter, and the values that it takes.

    Attributes:
        name: Kind and parameter, as in a link: `loss.delta`.
        low: The first value.
        high: The last value.
        n: How many values there are; whole numbers in between may be fewer.
        log: Whether their steps are ratios.
    """

    name: str
    low: float
    high: float
    n: int
    log: bool = False

    @property
    def label(self) -> str:
        """The parameter in plain words."""
        return words_of(self.name)

    @property
    def text(self) -> str:
        """It, as a link writes it."""
        scale = "log" if self.log else "linear"
        return ":".join([self.name, _end_text(self.low), _end_text(self.high), str(self.n), scale])

    @classmethod
    def read(cls, text: str) -> ParamRange:
        """Return the range that `text` wrote.

        Raises:
            SpecError: If the text is none.
        """
        try:
            name, low, high, n, scale = text.split(":")
            if scale in ("log", "linear"):
                return cls(name, read_number(low), read_number(high), int(n), scale == "log")
        except ValueError:
            pass
        raise SpecError(
            "A sweep must be name:low:high:values:log or …:linear, as in loss.delta:0.1:10:33:log. "
            f"Got {text[:60]!r} instead."
        )


@dataclass(frozen=True)
class Sweep:
    """A recipe, what is swept, and how many seeds each value gets.

    Changes of parameters during the run have no place in a sweep: they are dropped from the recipe.

    Raises:
        SpecError: If something is out of bounds, or would take too long.
    """

    base: RunSpec
    ranges: tuple[ParamRange, ...]
    n_seeds: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", replace(self.base, changes=()))
        object.__setattr__(self, "ranges", tuple(self._checked(swept) for swept in self._counted()))
        self._check_seeds()
        self._check_cells()

    # Its runs

    @cached_property
    def values(self) -> tuple[tuple[Value, ...], ...]:
        """The values of each parameter, in increasing order."""
        return tuple(_values(swept, param_of(self.base, swept.name)) for swept in self.ranges)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The values of each parameter in words, no two of them alike."""
        return tuple(distinct_words(values) for values in self.values)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each parameter has."""
        return tuple(map(len, self.values))

    @property
    def n_cells(self) -> int:
        """How many values, or pairs of values, there are."""
        return math.prod(self.shape)

    @property
    def n_runs(self) -> int:
        """How many runs there are."""
        return self.n_cells * self.n_seeds

    def cell_values(self, cell: int) -> dict[str, Value]:
        """Return the value of each parameter in a cell."""
        places = np.unravel_index(cell, self.shape)
        return {swept.name: values[i] for swept, values, i in zip(self.ranges, self.values, places, strict=True)}

    def cell_words(self, cell: int) -> str:
        """Return the value of each parameter in a cell, in words."""
        places = np.unravel_index(cell, self.shape)
        return ", ".join(f"{swept.label} {words[i]}" for swept, words, i in zip(self.ranges, self.words, places))

    def spec(self, number: int) -> RunSpec:
        """Return a run by its number."""
        cell, seed = divmod(number, self.n_seeds)
        return self._with({"seed": self.base.seed + seed} | self.cell_values(cell))

    @cached_property
    def programs(self) -> tuple[tuple[int, ...], ...]:
        """The cells that each compiled program can train, by what programs are compiled for."""
        cells: dict[ProgramKey, list[int]] = {}
        of_places: dict[tuple[int, ...], list[int]] = {}
        for places in product(*(range(len(v)) if i in self._built else (0,) for i, v in enumerate(self.values))):
            of_places[places] = cells.setdefault(self._at(places).program_key, [])
        for cell in range(self.n_cells):
            exact = np.unravel_index(cell, self.shape)
            of_places[tuple(int(p) if i in self._built else 0 for i, p in enumerate(exact))].append(cell)
        return tuple(map(tuple, cells.values()))

    @cached_property
    def holds_out(self) -> bool:
        """Whether some of its runs hold examples out; a sweep of the share can begin with one that does not."""
        return any(self.spec(cells[0] * self.n_seeds).n_validation for cells in self.programs)

    @property
    def seconds(self) -> float:
        """Roughly how long it takes."""
        total = 0.0
        for cells in self.programs:
            spec = self.spec(cells[0] * self.n_seeds)
            n_runs = len(cells) * self.n_seeds
            total += COMPILE_SECONDS + spec.epochs * spec.epoch_seconds * (1 + TOGETHER * (n_runs - 1))
        return total

    # The link

    def to_query(self) -> str:
        """Return the query string that `from_query` reads back."""
        pairs = [*(("sweep", swept.text) for swept in self.ranges), ("seeds", str(self.n_seeds))]
        return f"{self.base.to_query()}&{urlencode(pairs, safe=':,')}"

    @classmethod
    def from_query(cls, query: str) -> Sweep:
        """Return the sweep of a link; one that sweeps nothing sweeps the first parameter of its loss.

        Raises:
            SpecError: If the query names something unknown, out of bounds, twice, or is too long.
        """
        pairs = read_pairs(query, several=("change", "sweep"))
        base = RunSpec.from_query(urlencode([pair for pair in pairs if pair[0] not in ("sweep", "seeds")]))
        ranges = tuple(ParamRange.read(text) for name, text in pairs if name == "sweep")
        seeds = dict(pairs).get("seeds", "1")
        if not (seeds.isdecimal() and len(seeds) < 5):
            raise SpecError(f"The seeds of a sweep must be a whole number in [1, {MAX_SEEDS}]. Got {seeds[:40]!r}.")
        return cls(base, ranges or (slider_range(base),), int(seeds))

    # Checks

    def _counted(self) -> tuple[ParamRange, ...]:
        if not 1 <= len(self.ranges) <= 2:
            raise SpecError(f"A sweep must be of one parameter or two. Got {len(self.ranges)} instead.")
        if len({swept.name for swept in self.ranges}) < len(self.ranges):
            raise SpecError(f"The two parameters of a sweep must differ. Got {self.ranges[0].name[:40]!r} twice.")
        return self.ranges

    def _checked(self, swept: ParamRange) -> ParamRange:
        """Return a range with its ends in exact form."""
        param = _sweepable_param(self.base, swept.name)
        most = MAX_VALUES if len(self.ranges) == 1 else MAX_SIDE
        if isinstance(swept.n, bool) or not 2 <= swept.n <= most:
            raise SpecError(
                f"A sweep of {_counts(self.ranges)} must have 2 to {most} values each. Got {swept.n} instead."
            )
        owner = owner_of(self.base, swept.name)
        low, high = (float(param.check(_rounded(end, param), owner)) for end in (swept.low, swept.high))  # type: ignore[arg-type]
        if not low < high:
            raise SpecError(f"A sweep must go from a lower to a higher value. Got {low:g} to {high:g} instead.")
        if swept.log and low <= 0:
            raise SpecError(f"A logarithmic sweep must begin above 0. Got {low:g} instead.")
        checked = ParamRange(swept.name, low, high, int(swept.n), bool(swept.log))
        if len(_values(checked, param)) < 2:
            raise SpecError(f"A sweep must have two values that differ. Got {low:g} to {high:g} instead.")
        return checked

    def _check_seeds(self) -> None:
        if isinstance(self.n_seeds, bool) or not 1 <= self.n_seeds <= MAX_SEEDS:
            raise SpecError(f"The seeds of a sweep must be a whole number in [1, {MAX_SEEDS}]. Got {self.n_seeds}.")
        if self.n_seeds > 1:
            if any(swept.name == "seed" for swept in self.ranges):
                raise SpecError(f"A sweep of the seed must have one seed each. Got {self.n_seeds} instead.")
            RUN_PARAMS["seed"].check(self.base.seed + self.n_seeds - 1, "a run")

    def _check_cells(self) -> None:
        """Refuse values that do not fit the recipe or each other, and what would take too long."""
        if len(self._built) == 2 and self.n_cells * COMPILE_SECONDS > 4 * MAX_SWEEP_SECONDS:
            # Some pairs may share a program, but only describing them all would take long.
            raise SpecError(
                f"A sweep must take about {MAX_SWEEP_SECONDS} seconds. {self.ranges[0].label.capitalize()} and "
                f"{self.ranges[1].label} need a compiled program for each pair of values: choose fewer values."
            )
        seconds = self.seconds
        if seconds > MAX_SWEEP_SECONDS:
            raise SpecError(
                f"A sweep must take about {MAX_SWEEP_SECONDS} seconds. This one would take {seconds:,.0f}, for "
                f"{self.n_runs:,} runs and {len(self.programs)} programs to compile: choose fewer values, seeds or "
                "epochs."
            )

    # Helpers

    @cached_property
    def _built(self) -> tuple[int, ...]:
        """Which ranges decide what is compiled. Each value is tried alone, so one that does not fit is refused here."""
        free = {*self.base.traced, "seed", "split_seed"}
        return tuple(
            i
            for i, (swept, values) in enumerate(zip(self.ranges, self.values, strict=True))
            if swept.name not in free and len({self._with({swept.name: value}).program_key for value in values}) > 1
        )

    def _at(self, places: tuple[int, ...]) -> RunSpec:
        return self._with({swept.name: v[i] for swept, v, i in zip(self.ranges, self.values, places, strict=True)})

    def _with(self, values: Mapping[str, Value]) -> RunSpec:
        # One new spec for all of them: each is checked, and a sweep has thousands.
        parts: dict[str, Any] = {}
        for name, value in values.items():
            kind, parameter = taken_apart(name)
            if kind:
                parts[kind] = parts.get(kind, getattr(self.base, kind)).with_value(parameter, value)
            else:
                parts[name] = value
        return replace(self.base, **parts)


def sweepable(spec: RunSpec) -> dict[str, Param]:
    """Return the parameters of a run that can be swept, by their names in a link, those of the loss first."""
    names = [f"{kind}.{name}" for kind in _PARTS for name, _ in getattr(spec, kind).items]
    names += [name for name in RUN_PARAMS if name != _UNSWEPT]
    params = {name: param_of(spec, name) for name in names}
    return {name: param for name, param in params.items() if param.type in (int, float) and param.low < param.high}


def _sweepable_param(spec: RunSpec, name: str) -> Param:
    params = sweepable(spec)
    if name not in params:
        raise SpecError(f"A sweep must be of {one_of(params, name)}. Got {name[:40]!r} instead.")
    return params[name]


def slider_range(spec: RunSpec, name: str | None = None, n: int = MAX_SIDE) -> ParamRange:
    """Return a parameter over the range that its slider shows: by default the first one of the loss.

    Args:
        spec: The run.
        name: The parameter as a link calls it.
        n: How many values.

    Raises:
        SpecError: If the run has no such parameter.
    """
    name = name or next(name for name in sweepable(spec) if kind_of(name) in ("loss", "optimizer"))
    param = _sweepable_param(spec, name)
    low, high = param.soft or (param.low, param.low + n - 1)  # what has no slider is a seed: the first ones
    if param.type is int:
        n = min(n, int(high - low) + 1)
    return ParamRange(name, low, high, n, param.log and low > 0)


def _values(swept: ParamRange, param: Param) -> tuple[Value, ...]:
    steps = (np.geomspace if swept.log else np.linspace)(swept.low, swept.high, swept.n)
    rounded = {param.type(min(max(_rounded(float(step), param), swept.low), swept.high)) for step in steps}
    return tuple(sorted(rounded))


def _rounded(value: float, param: Param) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        return value  # the declaration refuses it
    return float(round(value)) if param.type is int else float(f"{value:.{DIGITS}g}")


def _end_text(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.{DIGITS}g}"


def _counts(ranges: tuple[ParamRange, ...]) -> str:
    return "one parameter" if len(ranges) == 1 else "two parameters"


def coarse_first(shape: tuple[int, ...]) -> Iterator[int]:
    """Give all cells: the corners, then those half way between, and so on, so that all of the range is seen soon."""
    levels = [np.array([_level(i, n) for i in range(n)]) for n in shape]
    level = np.maximum.reduce(np.meshgrid(*levels, indexing="ij")).ravel()
    yield from np.argsort(level, kind="stable").tolist()


def _level(i: int, n: int) -> int:
    bits = max(n - 1, 1).bit_length()
    return 0 if i in (0, n - 1) else bits - (i & -i).bit_length() + 1
