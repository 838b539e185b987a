"""Declarations: plain functions whose annotated arguments become sliders, links, messages and tests."""

from typing import Annotated

from lossviz.declare.param import Param, Task, Value, params_of, value_words
from lossviz.declare.registry import Component, Registry

__all__ = ["Annotated", "Component", "Param", "Registry", "Task", "Value", "params_of", "value_words"]
