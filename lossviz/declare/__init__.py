"""Declarations: plain functions whose annotated arguments become sliders, links, messages and tests."""

from typing import Annotated

from lossviz.declare.param import Mark, Param, Task, Value, label_of, params_of, shortest, value_words
from lossviz.declare.registry import Component, Registry

__all__ = [
    "Annotated",
    "Component",
    "Mark",
    "Param",
    "Registry",
    "Task",
    "Value",
    "label_of",
    "params_of",
    "shortest",
    "value_words",
]
