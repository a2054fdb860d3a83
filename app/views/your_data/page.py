"""Bring your own benchmark: upload the sets, read what was done, open it in the Lab."""

from typing import Any

import streamlit as st

from app.blocks import layout, lesson, room, yours
from app.server import ownership, presence, turns, uploads_in_memory
from app.text import ownership as owners
from app.text import passage, say
from app.text.format import literal
from app.views.your_data import made as panel
from app.views.your_data import outputs, uploads
from app.views.your_data import words as text
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from ood_core.errors import UserError
from ood_core.serving import tables

CHOSEN = "own:chosen"  # the benchmark that is shown
MOST_TESTS = 10  # near OOD tests, and far ones
TYPES = {  # kind -> endings of its files
    "folders": [  # of which tables may name classes
        *("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "heic", "heif"),
        *("csv", "tsv", "jsonl", "zip"),  # a folder is sent as an archive, see `folders.js`
    ],
    "zip": ["zip"],
    "parquet": ["parquet"],  # of images, or of vectors
    "csv": ["csv", "tsv", "npz", "npy"],
}


def form(kind: str) -> None:
    with st.container(horizontal=True):  # outside of the form, which would not draw more uploaders
        n = {
            which: st.number_input(
                say(text.HOW_MANY[which]), 1, MOST_TESTS, 1, key=f"own:{which}:n", width=220
            )
            for which in ("near", "far")
        }
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
        more = [
            (which, _uploaded(kind, f"{which}:{i}", say(text.FURTHER[which], n=i)))
            for which in n
            for i in range(2, n[which] + 1)
        ]
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
        apart = st.checkbox(
            say(text.LEAVE_OUT_ALIKE), key="own:alike", help=say(text.LEAVE_OUT_ALIKE_HELP)
        )
        grouped = st.checkbox(say(text.GROUPS), key="own:groups", help=say(text.GROUPS_HELP))
        pressed = st.form_submit_button(
            say(text.MAKE), key="own:make", type="primary", icon=":material/upload:"
        )
    if pressed:
        with st.spinner(say(text.READING)):
            held_out = [name.strip() for name in hold_out.split(",") if name.strip()]
            tests = uploads.tests(given["near"], given["far"], more)
            how = {"network": network, "leaves_out_alike": apart, "keeps_groups": grouped}
            _make(asked.strip(), given, tests, int(drawn), held_out, **how)


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
    name: str,
    given: dict[str, list[File]],
    tests: dict[str, custom.Test],
    seed: int,
    held_out: list[str],
    **how: Any,
) -> None:
    if lost := presence.lost_uploads():
        st.error(say(text.LOST, n=len(lost), name=literal(lost[0])))
        return
    if not given["id"]:
        st.error(say(text.MISSING))
        return
    try:
        with ownership.making(name), turns.aside():
            made = custom.make(
                *(name, given["id"], tests, given["outliers"], seed, held_out),
                reader=tables.reader(turns.reading()),
                **how,
            )
    except UserError as error:
        st.error(say(error))
        return
    finally:
        uploads_in_memory.trim()
    st.session_state[CHOSEN] = name
    st.session_state[panel.NOT_USED] = (name, made.left_out)  # names of files: for them alone
    st.toast(say(text.MADE, name=name), icon=":material/check:")


def titled(name: str) -> str:
    return say(owners.BENCHMARK, name=name, whose=owners.WHOSE[whose[name]])


OUTPUTS = "outputs"  # of a network: no inputs


def demo() -> None:
    st.markdown(passage(__file__, "demo"))


def how() -> None:
    rules, command = st.columns(2, gap="large")
    rules.markdown(passage(__file__, "rules"))
    command.markdown(passage(__file__, "command"))


lesson.opening(say(text.TITLE), say(text.LEDE))
kind = layout.choice(
    say(text.KIND),
    list(text.KINDS),
    "own:kind",
    format_func=lambda name: say(text.KINDS[name]),
    wrap=True,
)
if room.says_locked("uploads"):
    pass
elif kind == OUTPUTS:
    outputs.show()
else:
    layout.folded(say(text.DEMO), demo, "own:demo", ":material/co_present:")
    layout.folded(say(text.HOW), how, "own:how", ":material/info:")
    form(kind)
made, marks = custom.found(), ownership.marks("benchmark")
st.header(say(text.BENCHMARKS))
yours.undo("benchmark")
order = list(owners.LABEL)
whose = {name: marks.get(name, ownership.HERE).whose for name in made}
names = sorted(made, key=lambda name: (order.index(whose[name]), -custom.changed(name)))
if "yours" not in whose.values():
    st.markdown(say(text.NONE))
if names:
    if st.session_state.get(CHOSEN) not in names:  # it is deleted, or nothing is chosen yet
        st.session_state[CHOSEN] = names[0]
    name = st.selectbox(say(text.CHOOSE), names, key=CHOSEN, format_func=titled)
    with st.container(key=f"own:open:{name}"):
        try:
            panel.show(made[name])
        except UserError as error:
            st.error(say(error))
