"""Declarations: plain functions whose annotated arguments become sliders, links, messages and tests."""

from typing import Annotated

from lossviz.declare.param import Mark, Param, Task, Value, label_of, params_of, read_number, shortest, value_words
from lossviz.declare.registry import Component, Registry
from lossviz.declare.words import MINUS, THIN, count_words, distinct_words, number_words, one_of, percent, value_name

__all__ = [
    "MINUS",
    "THIN",
    "Annotated",
    "Component",
    "Mark",
    "Param",
    "Registry",
    "Task",
    "Value",
    "count_words",
    "distinct_words",
    "label_of",
    "number_words",
    "one_of",
    "params_of",
    "percent",
    "read_number",
    "shortest",
    "value_name",
    "value_words",
]
