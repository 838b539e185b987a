"""Dialogs on a visitor's own tables: to open one and say what is learnt from it, and to bring one that a link needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lossviz.datasets.tables import MAX_BYTES, sentences_of, tasks_of
from lossviz.export.markdown import escaped
from lossviz.specs.choice import Choice, outline_of
from pages.ui.channel.scene import Scene
from pages.ui.kit.widgets import bound, bound_menu, bound_several, notices
from pages.ui.tables.own_data import TASKS, Draft, OwnData

FILES = ("csv", "tsv", "txt")

PREVIEW_ROWS = 5

MOST_PASTED = 200_000
"""Most signs that are pasted; a message of a browser has at most 1 MB, in which a sign may be four bytes."""


def own_data_dialog(
    data: OwnData, *, train: Callable[[], None], remove: Callable[[str], None], in_use: Callable[[str], bool]
) -> None:
    """Let a visitor open a table of their own, see how it is understood, correct that, and train on it.

    Args:
        data: Their tables.
        train: Trains on the table in the dialog.
        remove: Forgets a table, by what it is called.
        in_use: Says whether a run needs a table, which then stays.
    """

    @st.dialog("Your own data", width="large", on_dismiss=partial(data.show, shown=False))
    def dialog() -> None:
        if not data.shown:
            st.rerun()
        draft = data.draft
        if draft is None:
            _open(data)
            notices(data.notice)
            _have(data, remove, in_use)
        else:
            _understood(data, draft, train)

    dialog()


def wanted_dialog(scene: Scene) -> None:
    """Ask for the table that a link needs."""
    wanted = scene.wanted
    if wanted is None:
        return

    def forget() -> None:
        scene.wanted = None

    @st.dialog("A table of your own is missing", on_dismiss=forget)
    def dialog() -> None:
        if scene.wanted is None:
            st.rerun()
        what = "What your browser has kept" if wanted.kept else "This link"
        st.write(
            f"{what} was made with a table that only its file has: open that file. "
            f"Its fingerprint begins with `{wanted.fingerprint[:8]}`, and no other one is taken."
        )
        notices(st.session_state.pop("wanted.refused", ""))
        _upload("wanted", lambda _, content: st.session_state.update({"wanted.refused": scene.supply(content)}))

    dialog()


def _upload(name: str, take: Callable[[str, bytes], object]) -> None:
    """Draw a field for a file; another one each time, so that a file is read once."""
    fields = st.session_state.setdefault("upload_fields", {})
    key = f"{name}.file.{fields.get(name, 0)}"

    def uploaded() -> None:
        file = st.session_state[key]
        if isinstance(file, UploadedFile):  # else there is none, or others have come so fast that it had to go
            fields[name] = fields.get(name, 0) + 1
            take(file.name, file.getvalue())

    st.file_uploader(
        "A file with commas, semicolons or tabs between its columns",
        type=FILES,
        key=key,
        on_change=uploaded,
        help=f"CSV or TSV of at most {MAX_BYTES // 1_000_000} MB. It stays on the server as long as your tab is open.",
    )


def _open(data: OwnData) -> None:
    _upload("table", lambda name, content: data.read(name.rpartition(".")[0] or name, content))

    def pasted() -> None:
        text = st.session_state[key]
        if isinstance(text, str) and text.strip():
            data.read("Pasted table", text)

    key = f"table.text.{data.n_read}"
    st.text_area("Or paste rows, the names of the columns first", key=key, on_change=pasted, max_chars=MOST_PASTED)


def _have(data: OwnData, remove: Callable[[str], None], in_use: Callable[[str], bool]) -> None:
    """List the tables that are here."""
    for name, table in data.tables.named.items():
        told, drop = st.columns([0.8, 0.2], vertical_alignment="center")
        told.markdown(f"**{escaped(name)}** · {table.n_rows:,} rows, {len(table.columns)} columns")
        used = in_use(name)
        why = "A run that you see is trained on it." if used else "Forget it. Links to it ask for its file then."
        drop.button("Remove", key=f"table.remove.{name}", on_click=remove, args=(name,), disabled=used, help=why)


def _understood(data: OwnData, draft: Draft, train: Callable[[], None]) -> None:
    """Show what was understood of a table, and let it be corrected."""
    columns, understanding = draft.table.columns, draft.understanding
    chosen, refused = data.tried()
    st.markdown(f"**{escaped(draft.name)}** · {escaped(' '.join(draft.reading.sentences))}")
    _preview(draft)
    notices(data.notice)
    names = {number: f"{column.name} ({column.kind})" for number, column in enumerate(columns)}

    def correct(change: Callable[[Draft, Any], Draft]) -> Callable[[Any], None]:
        return lambda value: data.correct(lambda now: change(now, value))

    learnt, task = st.columns([0.6, 0.4], vertical_alignment="bottom")
    learnt.selectbox(
        "Target",
        **bound_menu(
            "table.target", draft.targets, understanding.target, correct(Draft.with_target), lambda n: names[n]
        ),
        help="The column that a model learns to predict.",
    )
    tasks = list(tasks_of(columns[understanding.target]))
    task.radio(
        "The target is",
        horizontal=True,
        disabled=len(tasks) < 2,
        **bound_menu("table.task", tasks, understanding.task, correct(Draft.with_task), lambda each: TASKS[each]),
    )
    others = [number for number in names if number != understanding.target]
    st.multiselect(
        "Features",
        format_func=lambda n: names[n],
        **bound_several("table.features", others, list(understanding.features), correct(Draft.with_features)),
        help="The columns that it is learnt from.",
    )
    head, scale = st.columns(2)
    head.toggle(
        "The first row has names",
        **bound("table.header", draft.reading.header, lambda header: data.read(draft.name, draft.data, header)),
    )
    _standardise(scale, data, chosen)
    _told(draft, chosen, refused)
    with st.container(horizontal=True):
        st.button("Train on it", type="primary", on_click=train, disabled=chosen is None, key="table.train")
        st.button("Another file", on_click=partial(data.show, shown=True), key="table.another")


def _preview(draft: Draft) -> None:
    rows = {column.name: column.texts[:PREVIEW_ROWS] for column in draft.table.columns}
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")


def _standardise(place: Any, data: OwnData, chosen: Choice | None) -> None:
    if chosen is None:
        return
    place.toggle(
        "Standardise",
        **bound("table.standardise", chosen.values["standardise"], data.set_standardise),
        help=chosen.component.params["standardise"].help,
    )


def _told(draft: Draft, chosen: Choice | None, refused: str) -> None:
    """Say what would be learnt, or why nothing can be."""
    if chosen is None:
        notices(refused)
        return
    outline = outline_of(chosen)
    st.caption(
        escaped(" ".join(sentences_of(draft.table, draft.understanding)))
        + f" That makes {outline.n_examples:,} examples with {_numbers(outline.n_features)} each."
    )


def _numbers(n: int) -> str:
    return "1 number" if n == 1 else f"{n} numbers"
