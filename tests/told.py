"""What a browser puts together from what it is told of a chart."""

from __future__ import annotations

import json
from typing import Any

from lossviz.figures.base import Figure


def figure_of(news: Any) -> Figure:
    """Return the figure that news of a chart hold whole."""
    *traces, layout = (_part_of(news, names) for names in news["parts"])
    return {"data": traces, "layout": layout}


def _part_of(news: Any, names: dict[str, str]) -> Any:
    values = {place: json.loads(news["values"][name]) for place, name in names.items()}
    part = values.pop("")
    for place, value in values.items():
        *outer, last = place.split(".")
        (part[outer[0]] if outer else part)[last] = value
    return part
