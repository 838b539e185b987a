"""Components whose code lies in `static/`: browsers load it once, while text given here travels with every message."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.ui.channel.assets import FILES, MODULES


def component(name: str, html: str = "") -> Any:
    """Return the component that `static/<name>.js` draws with its function `draw`."""
    js = f"""const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const load = (ms) => import(new URL("{FILES}/{MODULES}", document.baseURI)).catch(() => {{
  return wait(ms).then(() => load(Math.min(2 * ms, 16000)));
}});
const code = load(500);
export default (component) => void code.then(({{ {name} }}) => {name}.draw(component));"""
    return st.components.v2.component(f"lossviz_{name}", html=html, js=js, isolate_styles=False)
