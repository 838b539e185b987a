"""Components whose code lies in `static/`: browsers load it once, while text given here travels with every message."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.ui.channel.assets import FILES


def component(name: str, html: str = "") -> Any:
    """Return the component that `static/<name>.js` draws with its function `draw`."""
    js = f"""const load = (wait) => import(new URL("{FILES}/{name}.js", document.baseURI)).catch((error) => {{
  if (wait > 16000) throw error;
  return new Promise((resolve) => setTimeout(resolve, wait)).then(() => load(2 * wait));
}});
const code = load(500);
export default (component) => void code.then((module) => module.draw(component));"""
    return st.components.v2.component(f"lossviz_{name}", html=html, js=js, isolate_styles=False)
