"""Figures as plain dicts for Plotly: numbers are extracted elsewhere and only drawn here.

Colours are words (`blue`, `text`, `faint`, …) that the page's chart replaces by the colours of the theme it is shown
in, so one figure serves light and dark. What is the same for all figures (fonts, grid, margins) is added there too.
"""
