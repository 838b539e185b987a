"""Components whose code lies in `static/`: browsers load it once, while text given here travels with every message."""

from __future__ import annotations

from typing import Any

import streamlit as st


def component(name: str, html: str = "") -> Any:
    """Return the component that `static/<name>.js` draws with its function `draw`."""
    js = f"""const code = import(new URL("assets/ui/{name}.js", document.baseURI));
export default (component) => void code.then((module) => module.draw(component));"""
    return st.components.v2.component(f"lossviz_{name}", html=html, js=js, isolate_styles=False)
