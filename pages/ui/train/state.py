"""The run in hand, what is shown beside it, and what was there before the hand moved; without Streamlit."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from lossviz.engine import Engine
from lossviz.errors import LossvizError, SpecError
from lossviz.figures.history import SMOOTHING, HistoryView
from lossviz.runs.run import Run
from lossviz.specs.choice import KINDS, Choice
from lossviz.specs.demos import Demo, demo_in
from lossviz.specs.fitting import with_component
from lossviz.specs.recipes import RECIPES
from lossviz.specs.run import RunSpec
from lossviz.specs.run_words import run_name
from lossviz.specs.settings import has_param, parse_value
from pages.ui.channel.component_records import ControlValue
from pages.ui.channel.newest import Answer
from pages.ui.channel.scene import PATIENCE
from pages.ui.editor.scene import WritingScene
from pages.ui.kit.locked import locked
from pages.ui.kit.named_run import NamedRun
from pages.ui.kit.weakly import weakly
from pages.ui.tables.own_data import OwnData
from pages.ui.train.actions import BUTTONS, MENUS, PLAYER
from pages.ui.train.hold import Hold, Pressed
from pages.ui.train.pins import Pins
from pages.ui.train.player import Player
from pages.ui.train.retraining import Retraining
from pages.ui.train.trained import Trained
from pages.ui.train.trap import TrapView
from pages.ui.train.trials import Specs, Trials


class TrainState(WritingScene):
    """What the Train page shows to one visitor.

    Attributes:
        spec: What the controls show; without changes on the way.
        trained: The run in hand, what is trained along with it, and what it was before the hand began to move.
        pins: The runs that stay.
        player: The playhead.
        hold: The visitor's hand on the controls.
        view: How histories are drawn.
        own_data: The visitor's own tables, as they are chosen here.
    """

    not_kept = "Your runs are trained again from what your browser kept. What was before cannot be undone any more."

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a run.

        Args:
            engine: Where runs are trained.
            clock: Gives the time in seconds.
        """
        super().__init__(engine, clock=clock)
        self.spec = RunSpec()
        self.trained = Trained(self.spec)
        self._numbers = itertools.count(1)
        self.pins = Pins(self._numbers, Retraining(engine, self.key, weakly(self.answered)))
        self.player = Player(engine, self.key, self.entry.run, clock=clock)
        self.view, self.trap = HistoryView(), TrapView(engine, self.key)
        self.own_data = OwnData(self.tables)
        self._begun, self._hand = False, ""
        self.hold = Hold()
        self.trials = Trials(engine, self.key, weakly(self.answered))

    # The link

    @locked
    def begin(self) -> None:
        """Train the default run if there is none."""
        if not self._begun:
            self.start(self.spec)

    @locked
    def open(self, query: str) -> None:
        """Start the run, or the demonstration, of a link; one that cannot be read gives a notice."""
        try:
            demo = demo_in(query)
            spec = demo.spec if demo else RunSpec.from_query(query)
        except SpecError as error:
            shown = "nothing has changed" if self._begun else "you see the default run"
            self.begin()
            self.notice = f"This link cannot be used, so {shown}. {error}"
        else:
            if demo or not self._begun or spec != self.run.spec:
                self._open(demo, spec)

    def _open(self, demo: Demo | None, spec: RunSpec) -> None:
        self.trained.open(demo)
        self._hand, self.notice = demo.hand if demo else "", ""
        self.start(spec, compared=demo is None)

    def to_query(self) -> str:
        """Return the link to the run in hand; while a hand moves it is the one to what was there before."""
        if self.held:
            return self.hold.before.link
        spec = self.trials.asked or self.run.spec
        return f"demo={self.demo.name}" if self.demo and spec == self.demo.spec else spec.to_query()

    # In the visitor's hand

    @locked
    def turn(self, control: str, value: ControlValue, *, held: bool) -> None:
        """Let a control be turned; what the hand moves is trained, and shown once that is there."""
        if control == "epoch":
            self._scrub(value, held=held)
        elif control == SMOOTHING.name:
            self.smooth(value)
        elif control in PLAYER:
            self.press(control)
        elif control in BUTTONS:
            getattr(self, control)()
        elif control in MENUS:
            getattr(self, control)(value)
        elif control in KINDS:
            self.choose(control, str(value))
        elif has_param(self.spec, control):
            self._set(control, value, held=held)

    @locked
    def change(self, name: str, value: Any) -> None:
        """Give a parameter another value: in the run in hand if that is on its way, else in a new run.

        Args:
            name: The parameter as a link calls it.
            value: A value, or the text of one.
        """
        if has_param(self.spec, name):  # else the control has left the page since it was moved
            self._set(name, value, held=False)
            self._await_answer()

    def _set(self, name: str, value: Any, *, held: bool) -> None:
        self.notice = ""
        try:
            if isinstance(value, str):
                value = parse_value(self.spec, name, value.strip())
            spec = self.spec.with_value(name, value)
            if self._on_its_way and name in spec.traced and self.run.change(name, float(value)):
                self.spec = self.run.spec.at(self.run.spec.epochs)
            elif spec != self.spec or self.held:
                self._try(spec, held=held)
        except LossvizError as error:
            self.notice = str(error)
            if self.held and not held:
                self._try(self.spec, held=False)

    @property
    def _on_its_way(self) -> bool:
        """Whether a change is one of the run that is there, from its next epoch on."""
        return self.player.by_hand and self.run.epoch >= 0 and not self.trained.beside

    def _scrub(self, value: ControlValue, *, held: bool) -> None:
        if isinstance(value, (int, float)) and abs(value) <= self.run.spec.epochs:
            self.hold.turn(self._shown, held=held)
            self.player.scrub(int(value))
            self._look()

    def _try(self, spec: RunSpec, *, held: bool) -> None:
        """Train another run in place of the one in hand; the first one that is held leaves that behind, in grey."""
        if self.hold.turn(self._shown, held=held):
            self.hold.remember(self.spec)
            self.trained.press()
        self.spec = spec.at(spec.epochs)
        self.player.pause()
        if not len(self.run.history):
            self.trained.foresee(spec, self.hand, ready=self.engine.ready)
            self.player.load(self.trained.runs)
        self.trials.train(self.trained.specs(spec), self.player.head)

    @property
    def _shown(self) -> Pressed:
        return Pressed(self.stage, self.to_query())

    @property
    def held(self) -> bool:
        """Whether the visitor's hand is on a control."""
        return self.hold.held

    @locked
    def take_answer(self) -> bool:
        """Show the newest answer to what was turned; return whether there was one."""
        trial, seen = self.trials.trained(), self.trials.looked()
        if trial:
            self._arrive(trial)
        elif seen and seen.result is not None and seen.about[0] is self.run:
            for named, evaluation in zip(self.trained.all, seen.result, strict=True):
                named.evaluation = evaluation
        if seen:
            self._look()
        return self.pins.retraining.take() | bool(trial or seen) | super().take_answer()

    def _arrive(self, answer: Answer[Specs]) -> None:
        """Show trained runs."""
        if answer.result is None:
            self.notice = answer.error
            self.spec = self.run.spec.at(self.run.spec.epochs)
            return
        self.trained.take(answer.about, answer.result, self.hand)
        self.player.load(self.trained.runs)
        if self.run.running and not self.held and self.trials.asked is None:
            self.player.go_on()  # it takes longer than a hand can wait for

    def _look(self) -> None:
        self.trials.look(self.trained, self.player)

    # Choosing

    @locked
    def choose(self, kind: str, name: str) -> None:
        """Take another component with its default values; what does not fit it is replaced, and a notice says so."""
        if name in KINDS[kind]:
            self.take(Choice(kind, name))

    @locked
    def take(self, choice: Choice, *, made_for: bool = False) -> None:
        """Take another component; what does not fit it is replaced, and a notice says so.

        Args:
            choice: The component.
            made_for: Whether a loss is to be trained on data that it was made for.
        """
        try:
            spec, self.notice = with_component(self.spec, choice, made_for=made_for)
        except SpecError as error:
            self.notice = str(error)
        else:
            self.start(spec, compared=True)

    @locked
    def take_recipe(self, label: ControlValue) -> None:
        """Start a recipe of the article."""
        for recipe in RECIPES:
            if recipe.label == label:
                self._open(None, recipe.spec)

    def take_demo(self, name: ControlValue) -> None:
        """Open a demonstration."""
        self.open(f"demo={name}")

    @locked
    def take_hand(self, name: ControlValue) -> None:
        """Put the slider of another parameter on top."""
        if isinstance(name, str) and has_param(self.spec, name):
            self._hand = name
            self.entry.name = run_name(self.spec, self.hand)

    @property
    def hand(self) -> str:
        """The parameter whose slider is on top, as a link calls it."""
        if self._hand and has_param(self.spec, self._hand):
            return self._hand
        slides = [name for name, param in self.spec.loss.component.params.items() if param.soft]
        return f"loss.{slides[0]}" if slides else "optimizer.learning_rate"

    @locked
    def start(self, spec: RunSpec, *, compared: bool = True) -> None:
        """Train another run, and wait a little for it.

        Args:
            spec: What to train.
            compared: Whether what was shown before stays, in grey.
        """
        self._begun = True
        self._try(spec, held=False)
        if not compared:
            self.trained.before, self.player.head = None, None
        self._await_answer()

    def _await_answer(self) -> None:
        if self.engine.ready and not self.trials.waits_for:
            self.trials.wait(PATIENCE)
        self.take_answer()

    @locked
    def undo(self) -> None:
        """Take the last change back."""
        spec = self.hold.undone()
        if spec is not None:
            self.start(spec)
            self.hold.undone()  # what has just been undone is no change

    # Playing

    @property
    def run(self) -> Run:
        """The run in hand."""
        return self.entry.run

    @property
    def entry(self) -> NamedRun:
        """The run in hand, as it is called."""
        return self.trained.entry

    @property
    def demo(self) -> Demo | None:
        """The demonstration that is open."""
        return self.trained.demo

    @property
    def entries(self) -> list[NamedRun]:
        """The runs that stay, and at the end the one in hand; none before there is something to see."""
        return [*self.pins.entries, self.entry] if self._begun else []

    @locked
    def press(self, button: str) -> None:
        """Press a button of the player: play, pause, step or stop."""
        getattr(self.player, button)()
        self._look()

    @locked
    def reset(self) -> None:
        """Begin again, paused before the first epoch."""
        self._begun, self.trained.before = True, None
        specs = self.trained.specs(self.spec)
        self.trained.take(specs, [None] * len(specs), self.hand)
        self.trials.drop()
        self.player.load(self.trained.runs)
        self.player.rewind()
        self._look()

    @locked
    def set_speed(self, speed: ControlValue) -> None:
        """Play at another speed from now on."""
        self.player.set_speed(str(speed))

    @locked
    def scale(self, name: str, value: Any) -> None:
        """Draw all histories on another scale."""
        self.view = replace(self.view, **{name: value})

    @locked
    def smooth(self, epochs: Any) -> None:
        """Average all histories over some epochs; what is no number of them changes nothing."""
        with suppress(SpecError):
            self.scale(SMOOTHING.name, SMOOTHING.check(epochs, "a chart"))
            self._untold = True

    @locked
    def tick(self) -> None:
        """Move the playhead to where it should be by now."""
        self.player.tick()
        self._look()

    # Keeping

    def enter(self, spec: RunSpec, name: str) -> NamedRun:
        """Return a run with a number, and so a colour, that no other run of this visitor has had."""
        return NamedRun(Run(spec), next(self._numbers), name)

    @locked
    def pin(self) -> None:
        """Let the run in hand stay on the charts, in a colour of its own; also one that is still to be trained."""
        asked = self.trials.asked
        self.notice = self.pins.train(asked, run_name(asked, self.hand)) if asked else self.pins.add(self.entry)

    @locked
    def unpin(self, key: ControlValue) -> None:
        """Let a run go."""
        self.pins.remove(str(key))

    @locked
    def clear(self) -> None:
        """Forget all runs but the one in hand."""
        self.pins.clear()
        self.trained.before = None

    # As a scene

    @property
    def stage(self) -> Any:
        """What the whole page shows: the run and its settings, how it stands, and at rest the epoch looked at.

        While the hand moves, or what it asked for is on its way, that is what it was before.
        """
        if self.held or self.trials.asked:
            return self.hold.before.stage
        run, seen = self.run, self.entry.evaluation
        at_rest = None if self.player.playing else (self.player.shown, seen and seen.epoch, self.trap.done)
        around = self.notice, self.hand, self.pins.stage, self.own_data.shown
        return run, run.spec, run.outcome, self.player.playing, at_rest, *around

    @property
    def pending(self) -> bool:
        """Whether something is still to come, so that the browser should ask again soon."""
        waits = self.trials.asked is not None or self.pins.retraining.pending or not self.trap.done
        return self._begun and (self.player.moving or waits)

    def close(self) -> None:
        """Stop what is still on its way, when the visitor has gone."""
        for named in [*self.trained.all, *self.pins.entries]:
            named.run.stop()
