"""Losses: see them all, and take one apart."""

from pages.ui.kit.widgets import warn
from pages.ui.losses.gallery import gallery
from pages.ui.losses.views import CHARTS, loss_views
from pages.ui.visitor.session import shelf, visitor, write_link

live = visitor()
losses = shelf()
if losses.opened is None:
    live.screen.wipe(*CHARTS)
live.begin_page()
if losses.opened is None:
    if losses.notice:
        warn(losses.notice)
    gallery(losses)
else:
    loss_views(live, losses)
live.place(told=False)
write_link(losses.to_query())
live.listen("page")
