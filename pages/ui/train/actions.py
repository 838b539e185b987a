"""What a browser may ask the Train page for by name, besides values of parameters."""

from pages.ui.editor.scene import EDITS

PLAYER = ("play", "pause", "step", "stop")
"""The buttons of the player."""

BUTTONS = ("reset", "pin", "undo")
"""The methods that other buttons call."""

MENUS = ("take_hand", "take_demo", "take_recipe", "set_speed", "unpin", "show_own_data", *EDITS)
"""The methods that are called with what a visitor has chosen."""
