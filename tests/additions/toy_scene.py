"""What a toy page shows: a number that its link holds, and that a chart draws."""

from __future__ import annotations

from pages.ui.channel.scene import Scene
from pages.ui.channel.screen import Screen
from pages.ui.train.state import TrainState

PAGE = """
import streamlit as st

from pages.ui.channel.chart import place
from pages.ui.visitor.session import page
from tests.additions.toy_scene import ToyScene

with page(ToyScene) as (connection, toy):
    st.title(f"The number is {toy.number}")
    connection.place()
    place("toy")
"""
"""The file of the page."""


class ToyScene(Scene):
    """A number."""

    link_names = ("number",)

    def __init__(self, train: TrainState) -> None:
        """Begin with 1."""
        super().__init__(train.engine)
        self.number = 1

    def open(self, query: str) -> None:
        """Take the number of a link."""
        self.number = int(query.removeprefix("number="))

    def to_query(self) -> str:
        """Return the link to the number."""
        return f"number={self.number}"

    @property
    def stage(self) -> int:
        """What the page shows."""
        return self.number

    def draw(self, screen: Screen) -> None:
        """Draw it."""
        trace = {"type": "scatter", "x": [0], "y": [self.number]}
        screen.draw("toy", "Toy", f"The number is {self.number}.", {"data": [trace], "layout": {}})
