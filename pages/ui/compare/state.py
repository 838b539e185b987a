"""The runs that a visitor compares: trained alike, seen side by side, and one of them epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from lossviz.analysis.snapshots import Snapshots
from lossviz.declare import Param
from lossviz.errors import LossvizError, SpecError
from lossviz.figures.base import Line
from lossviz.losses import LOSSES
from lossviz.runs.run import Run
from lossviz.specs.choice import fitting_losses
from lossviz.specs.comparison import MAX_COMPARED, MAX_NAME, Comparison, NamedSpec, read_file, told_apart
from lossviz.specs.differences import differences
from lossviz.specs.forks import forked
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.specs.run_words import name_among
from lossviz.specs.settings import words_of
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.scene import LOADING
from pages.ui.compare.snapshots import TakenSnapshots
from pages.ui.compare.target import TARGET, target_param
from pages.ui.editor.using import UsingScene
from pages.ui.kit.locked import locked
from pages.ui.kit.named_run import NamedRun
from pages.ui.train.state import TrainState

FIRST_RUNS = 3
"""How many runs are compared if nobody says which."""


class CompareState(UsingScene):
    """What the Compare page shows to one visitor.

    Attributes:
        train: What the Train page shows to them, from which runs are taken.
        entries: The runs.
        yardstick: The name of that by which they are compared.
        target: The value of the yardstick whose first epoch the table tells; None is the worst final one.
        held_target: What the target would be if the hand let go now; None while no hand is on it.
        log_y: Whether losses are drawn on a logarithmic axis.
        focus: The key of the run that is seen epoch by epoch.
        parent: The key of the run of which variants and forks are made; at first it is the first one.
        group: The name of the column by which the table is grouped.
        n_opened: How many session files were opened, or refused.
        n_acts: The number of the last act in the table of runs.
    """

    use_words = "Add to the comparison"
    not_kept = (
        "These runs are trained again from what your browser kept. What was hidden, or aimed at, it did not keep."
    )

    def __init__(self, train: TrainState) -> None:
        """Begin without runs."""
        super().__init__(train.engine, train, clock=train.clock)
        self.train = train
        self.entries: list[NamedRun] = []
        self.yardstick = ""
        self.target: float | None = None
        self.held_target: float | None = None
        self.log_y = False
        self.focus = ""
        self.parent = ""
        self.group = "nothing"
        self.n_opened = 0
        self.n_acts = 0
        self._snapshots = TakenSnapshots(self.engine, self.key)

    # The link

    @locked
    def begin(self) -> None:
        """Compare the pinned runs of the Train page or, without any, the one in focus there with others of its kind."""
        if self.entries:
            return
        if sum(entry.pinned or entry is self.train.entry for entry in self.train.entries) > 1:
            self.add_from_train()
            return
        spec = self.train.run.spec
        self._enter(NamedRun(Run(spec), self.train.entry.number, spec.loss.component.label))
        for loss in map(LOSSES.__getitem__, fitting_losses(spec.dataset)):
            beside = loss.task == spec.task and loss.labels != "integers" and loss.name != spec.loss.name
            if beside and len(self.entries) < FIRST_RUNS:
                # Another last layer may have been asked for than this loss can be trained with.
                with suppress(SpecError):
                    self.add(spec.at(spec.epochs).with_value("loss", loss.name), loss.label)

    @locked
    def open(self, query: str) -> None:
        """Compare the runs of a link; one that cannot be read gives a notice, and other runs if there are none."""
        try:
            comparison = Comparison.from_query(query)
        except SpecError as error:
            self.begin()
            self.notice = f"This link cannot be used, so you see other runs. {error}"
        else:
            if not self.entries or comparison != self.comparison:
                self.take(comparison)

    def to_query(self) -> str:
        """Return the link to the runs; empty if there are none, or too many or too long ones for a link."""
        return self.comparison.to_query() if self.entries and self.comparison.fits_link else ""

    # In the browser

    def to_keep(self) -> str:
        """Return the runs as a session file."""
        return self.comparison.to_file() if self.entries else ""

    @locked
    def restore(self, text: str) -> None:
        """Compare the runs of a session file."""
        self.take(read_file(text.encode()))

    # Choosing

    @locked
    def take(self, comparison: Comparison) -> None:
        """Compare other runs instead, as many as a comparison can have."""
        self.clear()
        for named in comparison.runs[:MAX_COMPARED]:
            self.add(named.spec, named.name, pinned=named.pinned)
        if len(comparison.runs) > MAX_COMPARED:
            self.notice = f"A comparison has at most {MAX_COMPARED} runs: you see the first ones."

    @locked
    def open_file(self, data: bytes) -> None:
        """Compare the runs of a session file instead; one that cannot be read changes nothing and gives a notice."""
        self.n_opened += 1
        try:
            self.take(read_file(data, self.tables))
        except SpecError as error:
            self.notice = str(error)

    @locked
    def add_from_train(self) -> None:
        """Compare the pinned runs of the Train page, and the one in focus there."""
        self.notice = ""
        for entry in self.train.entries:
            if not (entry.pinned or entry is self.train.entry):
                continue
            mine = self.entry(entry.key)
            if mine is None:
                self._enter(NamedRun(Run(entry.run.spec), entry.number, entry.name, pinned=entry.pinned))
            elif mine.run.spec != entry.run.spec:  # it was changed on its way
                self.add(entry.run.spec, entry.name, pinned=entry.pinned)

    @locked
    def add(self, spec: RunSpec, name: str, *, pinned: bool = False) -> None:
        """Compare one more run."""
        entry = self.train.enter(spec, name)
        entry.pinned = pinned
        self._enter(entry)

    def _enter(self, entry: NamedRun) -> None:
        if len(self.entries) >= MAX_COMPARED:
            self.notice = f"A comparison has at most {MAX_COMPARED} runs: delete one to add another."
        elif self.entries and entry.run.spec.metric != self.entries[0].run.spec.metric:
            self.notice = "Runs are compared by the same yardsticks: all must learn numbers, or all must learn classes."
        else:
            others = {other.name: other.run.spec for other in self.entries}
            entry.name = name_among(entry.name, entry.run.spec, others)
            self.entries.append(entry)
            self.focus = self.focus or entry.key
            entry.run.goal = entry.run.spec.epochs
            self.engine.train(entry.run, f"{self.key}:{entry.key}")

    @locked
    def fork(self, key: str, epoch: int, name: str, text: str) -> None:
        """Add a run that goes on from an epoch of another one with one thing changed; from epoch 0 it is all new.

        Args:
            key: Which run.
            epoch: The last epoch that both have in common.
            name: What is changed, as a link calls it.
            text: Its new value.
        """
        self.notice = ""
        if parent := self.entry(key):
            try:
                spec, words = forked(parent.run.spec, epoch, name, text)
                self.add(spec, words[:MAX_NAME])
            except LossvizError as error:
                self.notice = str(error)

    def entry(self, key: str) -> NamedRun | None:
        """Return a run by its key; None if it has been deleted."""
        return next((entry for entry in self.entries if entry.key == key), None)

    @locked
    def delete(self, key: str) -> None:
        """Take a run out."""
        if entry := self.entry(key):
            entry.run.stop()
            self.entries.remove(entry)
            self._snapshots.drop(key)
            if self.focus == key:
                self.focus = self.entries[0].key if self.entries else ""

    @locked
    def clear(self) -> None:
        """Take all runs out."""
        for entry in list(self.entries):
            self.delete(entry.key)
        self.notice, self.yardstick, self.target = "", "", None

    @locked
    def rename(self, key: str, name: str) -> None:
        """Call a run something else; names stay different from each other."""
        if (entry := self.entry(key)) and name.strip():
            others = [other.name for other in self.entries if other is not entry]
            (entry.name,) = told_apart([*others, name])[-1:]

    @locked
    def add_recipe(self, label: str | None) -> None:
        """Compare a recipe of the article."""
        self.notice = ""
        for recipe in RECIPES:
            if recipe.label == label:
                self.add(recipe.spec, recipe.label[:MAX_NAME])

    @locked
    def act(self, number: int, what: str, key: str, value: str) -> None:
        """Do what was asked for in the table of runs, unless it has been done already.

        Args:
            number: Grows with each act.
            what: `rename`, `delete`, `hide` or `rewind`.
            key: Which run.
            value: The new name.
        """
        if number <= self.n_acts:
            return
        self.n_acts, self.notice = number, ""
        entry = self.entry(key)
        if entry is None:
            return  # It was deleted meanwhile.
        if what == "rename":
            self.rename(key, value)
        elif what == "delete":
            self.delete(key)
        elif what == "hide":
            entry.hidden = not entry.hidden
        elif what == "rewind":
            self.focus = key

    @locked
    def choose_yardstick(self, yardstick: str) -> None:
        """Compare by another yardstick; its target is what the least good run reaches in the end."""
        self.yardstick, self.target, self.held_target = yardstick, None, None

    @locked
    def aim(self, target: Any) -> None:
        """Ask when a run is first at least as good as this."""
        self.notice, self.held_target = "", None
        try:
            self.target = float(TARGET.check(target, "a comparison"))  # type: ignore[arg-type]  # a number
        except SpecError as error:
            self.notice = str(error)

    @locked
    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Let the target be in the hand: what it leaves is told to the page."""
        if control == "target" and held:
            with suppress(SpecError):
                self.held_target = float(TARGET.check(value, "a comparison"))  # type: ignore[arg-type]  # a number
                self._untold = True
        else:
            super().turn(control, value, held=held)

    @locked
    def scale(self, log_y: bool) -> None:
        """Draw losses on another scale."""
        self.log_y = log_y

    @locked
    def look_at(self, key: str) -> None:
        """See another run epoch by epoch."""
        self.focus = key

    @locked
    def vary(self, key: str) -> None:
        """Make variants and forks of another run."""
        self.parent = key

    @locked
    def group_by(self, column: str) -> None:
        """Group the table by a column."""
        self.group = column

    def group_in(self, columns: list[str]) -> str:
        """Return the column by which the table is grouped, if it is among these."""
        return self.group if self.group in columns else "nothing"

    # Looking

    @property
    def summary(self) -> str:
        """What is compared, in one line."""
        if not self.entries:
            return "Nothing is compared yet"
        specs = [entry.run.spec for entry in self.entries]
        names = [words_of(name) for name in differences(specs)]
        runs = "One run" if len(specs) == 1 else f"{len(specs)} runs"
        return f"{runs} on {specs[0].dataset.component.label}" + (
            f" that differ in {', '.join(names)}" if names else ""
        )

    @property
    def target_value(self) -> float:
        """The target of the yardstick: what was asked for, or what the least good run reaches in the end."""
        if self.held_target is not None:
            return self.held_target
        return float(self.target_param.default) if self.target is None else self.target

    @property
    def target_param(self) -> Param:
        """The target as a parameter: its slider goes from the least to the greatest value that a run has had."""
        return target_param(self.snapshots, self.shown_yardstick)

    @property
    def lines(self) -> list[Line]:
        """How the runs that are not hidden are drawn."""
        return [entry.line(entry.run.epoch) for entry in self.entries if not entry.hidden]

    @property
    def snapshots(self) -> Mapping[str, Snapshots]:
        """The snapshots of all runs of which some have been taken, by key."""
        return self._snapshots.known

    @property
    def yardsticks(self) -> list[str]:
        """The names of the yardsticks that the runs have."""
        return list(dict.fromkeys(name for each in self.snapshots.values() for name in each.yardsticks))

    @property
    def shown_yardstick(self) -> str:
        """The yardstick by which runs are compared: the one that was chosen, or the first one."""
        names = self.yardsticks
        return self.yardstick if self.yardstick in names else next(iter(names), "")

    @property
    def comparison(self) -> Comparison:
        """The recipes of the runs, with their names."""
        return Comparison(tuple(NamedSpec(entry.name, entry.run.spec, entry.pinned) for entry in self.entries))

    # The scene

    @property
    def stage(self) -> Any:
        """What the whole page shows."""
        told = tuple((entry.key, entry.name, entry.hidden, entry.run.outcome) for entry in self.entries)
        return told, tuple(self.snapshots), self.notice, self.shown_yardstick, self.target, self.log_y, self.focus

    @property
    def pending(self) -> bool:
        """Whether a run is being trained, or its snapshots taken."""
        entries = list(self.entries)
        return any(entry.run.wants for entry in entries) or self._snapshots.pending(entries)

    @property
    def standing(self) -> str:
        """How far the runs are."""
        training = [entry for entry in self.entries if entry.run.running]
        if not self.entries:
            return "No run to compare: add one."
        if not self.engine.ready:
            return LOADING
        if not training:
            broken = [f"{entry.name} {entry.run.outcome}" for entry in self.entries if entry.run.outcome != "finished"]
            runs = f"{len(self.entries)} runs are" if len(self.entries) > 1 else "One run is"
            return f"{runs} trained{': ' if broken else ''}{', '.join(broken)}."
        return f"{len(self.entries) - len(training)} of {len(self.entries)} runs are trained · {training[0].name}: " + (
            f"epoch {training[0].run.epoch} of {training[0].run.spec.epochs}"
            if training[0].run.epoch >= 0
            else "waiting, or compiling for about a second"
        )

    @property
    def share(self) -> float | None:
        """Which part of all epochs is trained, while some are not."""
        if not any(entry.run.wants for entry in self.entries):
            return None
        done = sum(max(entry.run.epoch, 0) for entry in self.entries)
        return done / sum(entry.run.spec.epochs for entry in self.entries)

    @locked
    def tick(self) -> None:
        """Have snapshots taken of the runs that have ended."""
        self.notice = self._snapshots.take(self.entries) or self.notice

    def close(self) -> None:
        """Stop what is still on its way, when the visitor has gone."""
        for entry in list(self.entries):
            entry.run.stop()
