"""Bring your own benchmark: upload the sets, read what was done, open it in the Lab."""

import streamlit as st

from app.blocks import layout, lesson, yours
from app.server import ownership, presence
from app.text import ownership as owners
from app.text import passage, say
from app.text.format import literal
from app.views.your_data import made as panel
from app.views.your_data import uploads
from app.views.your_data import words as text
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from ood_core.errors import UserError
from ood_core.images import Seen
from ood_core.serving import tables

TYPES = {  # kind -> endings of its files
    "folders": [  # of which tables may name classes
        *("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp"),
        *("csv", "tsv", "jsonl"),
    ],
    "zip": ["zip"],
    "parquet": ["parquet"],
    "csv": ["csv", "tsv"],
}


def form(kind: str) -> None:
    with st.form(f"own:{kind}", enter_to_submit=False):
        name, seed = st.columns([3, 1])
        asked = name.text_input(say(text.NAME), key="own:name", help=say(text.NAME_HELP))
        drawn = seed.number_input(
            say(text.SEED), 0, 2**31, 0, 1, key="own:seed", help=say(text.SEED_HELP)
        )
        given = {}
        for row in text.SETS:
            for column, which in zip(st.columns(2, gap="large"), row, strict=True):
                with column:
                    given[which] = _uploaded(kind, which, say(row[which]))
        network = st.segmented_control(
            say(text.NETWORK),
            list(text.NETWORKS),
            default="",
            required=True,
            format_func=lambda name: say(text.NETWORKS[name]),
            help=say(text.NETWORK_HELP),
            key="own:network",
        )
        hold_out = st.text_input(
            say(text.HOLD_OUT), key="own:hold-out", help=say(text.HOLD_OUT_HELP)
        )
        pressed = st.form_submit_button(
            say(text.MAKE), key="own:make", type="primary", icon=":material/upload:"
        )
    if pressed:
        with st.spinner(say(text.READING)):
            held_out = [name.strip() for name in hold_out.split(",") if name.strip()]
            _make(asked.strip(), given, int(drawn), held_out, network)


def _uploaded(kind: str, which: str, label: str) -> list[File]:
    found = st.file_uploader(
        label,
        TYPES[kind],
        accept_multiple_files="directory" if kind == "folders" else False,
        key=f"own:{which}:{kind}",
    )
    st.caption(say((text.ID_FILES if which == "id" else text.OTHER_FILES)[kind]))
    return uploads.files(found)


def _make(
    name: str, given: dict[str, list[File]], seed: int, held_out: list[str], network: str
) -> None:
    if lost := presence.lost_uploads():
        st.error(say(text.LOST, n=len(lost), name=literal(lost[0])))
        return
    if not given["id"]:
        st.error(say(text.MISSING))
        return
    tests = uploads.tests(given["near"], given["far"])
    try:
        ownership.check_room()
        made = custom.make(
            *(name, given["id"], tests, given["outliers"], seed, held_out),
            reader=tables.READER._replace(decode=_decode),
            network=network,
        )
    except UserError as error:
        st.error(say(error))
        return
    ownership.record("benchmark", name)
    st.session_state["own:made"] = name
    st.session_state[panel.NOT_USED] = (name, made.left_out)  # names of files: for them alone
    st.toast(say(text.MADE, name=name), icon=":material/check:")


def _decode(data: bytes, shape: tuple[int, int, int]) -> Seen:
    """One picture, as long as somebody waits for it."""
    if not presence.is_here():
        st.stop()
    return tables.READER.decode(data, shape)


lesson.opening(say(text.TITLE), say(text.LEDE))
kind = layout.choice(
    say(text.KIND),
    list(text.KINDS),
    "own:kind",
    format_func=lambda name: say(text.KINDS[name]),
    wrap=True,
)
with st.expander(say(text.DEMO), icon=":material/co_present:", key="own:demo"):
    st.markdown(passage(__file__, "demo"))
with st.expander(say(text.HOW), icon=":material/info:", key="own:how"):
    rules, command = st.columns(2, gap="large")
    rules.markdown(passage(__file__, "rules"))
    command.markdown(passage(__file__, "command"))
form(kind)
made, marks = custom.found(), ownership.marks("benchmark")
for whose, heading in owners.HEADING.items():
    names = [name for name in made if marks.get(name, ownership.HERE).whose == whose]
    if not names and whose != "yours":
        continue
    st.header(say(heading))
    if whose == "yours":
        yours.undo("benchmark")
        if not names:
            st.markdown(say(text.NONE))
    for name in sorted(names, key=lambda n: -custom.changed(n)):
        fresh = name == st.session_state.get("own:made")
        with st.expander(name, expanded=fresh, key=f"own:open:{name}", on_change="rerun") as opened:
            if opened.open:
                try:
                    panel.show(made[name])
                except UserError as error:
                    st.error(say(error))
