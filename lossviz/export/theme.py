"""The theme of the app outside the app: as CSS variables, of the names by which Streamlit gives them to components."""

from __future__ import annotations

import re
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
"""Where the theme is declared."""


def theme_variables(base: str = "light") -> dict[str, str]:
    """Return the theme as CSS variables: `textColor` is `--st-text-color`.

    Args:
        base: `light` or `dark`.
    """
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    texts = {name: value for name, value in (theme | theme[base]).items() if isinstance(value, str)}
    return {f"--st-{_kebab(name)}": value for name, value in texts.items()}


def _kebab(name: str) -> str:
    return re.sub(r"(?=[A-Z])", "-", name).lower()
