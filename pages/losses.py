"""Losses: see them all, and take one apart."""

from pages.ui.losses.charts import LossesScene
from pages.ui.losses.views import gallery, loss_views
from pages.ui.visitor.session import page

with page(LossesScene) as (connection, losses):
    if losses.opened is None:
        gallery(losses)
    else:
        loss_views(connection, losses)
    connection.place(shown=False)
