"""Losses: see them all, and take one apart."""

from pages.ui.gallery import gallery
from pages.ui.loss import CHARTS, loss_views
from pages.ui.session import shelf, visitor, write_link
from pages.ui.widgets import warn

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
