"""What every lesson is made of: predict, reveal, formula, train it, misread, papers' numbers."""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple

import streamlit as st

from app.blocks import course, layout, present, room, room_words
from app.blocks import lesson_words as words
from app.blocks.navigation import LESSONS, script
from app.blocks.training import form, jobs, live, replay
from app.data import loading
from app.figures import theme
from app.figures.dots import Dot, Rows, dots
from app.server import place, room_votes, tally
from app.server.visitor import browser
from app.text import Message, declared, glossary, say, say_each
from ood_core import benchmarks, paths
from ood_core.errors import UserError
from ood_core.methods import METHODS

PAINTED = "course:painted"  # the first part of the lesson that was entered last
AWAITED = "course:awaited"  # the questions that something elsewhere on the page waits for
REFUSED = "course:refused"  # why an answer was not counted
LECTURE = "course:lecture"  # whether the visitor follows the lecture
ANSWERED = "course:answered"  # one of them was, or its answer was taken back, since it was drawn
_is_inside = ContextVar("inside a part", default=False)  # which may be made of parts of its own


class Term(NamedTuple):
    """A part of a formula that can be pointed at."""

    latex: str
    name: Message  # a word or two, written under the part
    meaning: Message  # what one sees of it, in a sentence
    part: str | None = None  # of the picture, that it controls


def begin(page: str, title: str, lede: str) -> None:
    """The opening of a page of the course, which can be presented."""
    present.begin(page)
    if not present.is_shown():  # a screen after the first: its title is there for who hears it
        with st.container(key="title-told"):
            st.title(title)
        return
    if not present.is_on():
        present.button()
    opening(title, lede, say(words.TERMS) if page in LESSONS else "")
    if page in LESSONS and not present.is_on():
        st.toggle(
            say(words.LECTURE),
            _kept_lecture(),
            help=say(words.LECTURE_HELP),
            **place.keeps(LECTURE),
        )


def opening(title: str, lede: str, terms: str = "") -> None:
    """The head of a page: its title, what it is about, the terms that it uses from the start."""
    st.session_state.pop(ANSWERED, None)
    st.title(title)
    with st.container(key="lede"):
        st.markdown(lede)
    if present.is_on():
        return
    if terms:
        st.caption(terms)
    label = say(words.GLOSSARY)
    layout.folded(label, lambda: st.markdown(glossary()), "glossary", ":material/menu_book:")


def first(*parts: Callable[[], None]) -> None:
    """The parts up to a lesson's first picture, which is painted before the rest is sent."""
    for part in parts:
        show(part)
    layout.paint_first(PAINTED, parts[0])


def show(part: Callable[..., None], *arguments: Any) -> None:
    """Draw one part of a lesson; where its run is missing, the sentence that says so.

    A control in it draws this part again, not the whole page; an answer then brings what waited
    for it elsewhere on the page.
    """
    if _is_inside.get() or present.is_shown():
        _draw(part, *arguments)


@st.fragment
def _draw(part: Callable[..., None], *arguments: Any) -> None:
    inside = _is_inside.set(True)
    try:
        part(*arguments)
    except UserError as error:
        st.info(say(error))
    finally:
        _is_inside.reset(inside)
    if st.session_state.pop(ANSWERED, False):
        st.rerun()


class Guess(NamedTuple):
    """An answer to a question: its place among the options; `str` gives the option itself."""

    place: int
    option: str

    def __str__(self) -> str:
        return self.option


def predict(key: str, question: str, options: Sequence[str]) -> Guess | None:
    """Ask before the picture answers; the guess, or None while there is none.

    It is kept for this visitor, by its place among the options, and counted with the others'. Of a
    presentation, where the answer is the class's, nothing is kept nor known. In a room, the guess
    at the class's question is None until the teacher reveals the answers.
    """
    if room.is_later(course.page_of(key), key):
        st.info(say(room_words.LATER), icon=":material/lock:")
        return None
    st.markdown(say(words.PREDICT, question=question))
    widget, places = _widget(key), {str(i): option for i, option in enumerate(options)}
    kept = None if present.is_on() else tally.mine().get(key)
    kept = kept if kept in places else None
    is_new = widget not in st.session_state  # to this session; a browser may bring an answer along
    known = st.session_state.get(f"kept:{_widget(key)}")
    if not is_new and kept != known:
        st.session_state[widget] = kept  # answered, or taken back, in another tab
    st.session_state[f"kept:{_widget(key)}"] = kept
    guess = st.segmented_control(
        question,
        list(places),
        format_func=lambda place: places.get(place, place),
        default=kept if is_new else None,
        key=widget,
        persist_state="session",
        wrap=True,
        label_visibility="collapsed",
        on_change=_answered,
        args=(key,),
    )
    if refused := st.session_state.pop(REFUSED, None):
        st.warning(say(refused))
    if guess is None:
        st.caption(say(words.FIRST_ANSWER))
        return None
    if is_new and guess != kept and not present.is_on():
        _keep(key, guess)  # brought along: chosen while the connection was lost, say
    if room.is_held(key):
        st.caption(say(room_words.HELD))
        return None
    if key in course.RIGHT:
        _judge(course.RIGHT[key], int(guess), options)
    if present.is_on():
        return Guess(int(guess), places[guess])
    _told_of_others(key, places)
    return Guess(int(guess), places[guess])


def _told_of_others(key: str, places: dict[str, str]) -> None:
    """How this server's visitors answered; in a room, how the room did, once that is revealed."""
    if room.here() is None:
        votes, said = tally.count(key), words.OTHERS
    elif (of_room := room.revealed_tally(key)) is not None:
        votes, said = of_room.now, room_words.ANSWERED
    else:
        return
    if votes.total() > 1:
        shares = [say(words.SHARE, answer=o, count=votes[i]) for i, o in places.items() if votes[i]]
        st.caption(say(said, shares=", ".join(shares)))


def _judge(right: int | None, guess: int, options: Sequence[str]) -> None:
    """Say whether the guess is right, where one answer is."""
    if right is None:
        st.caption(say(words.DEPENDS))
    elif guess == right:
        st.markdown(say(words.IS_RIGHT))
    else:
        st.markdown(say(words.IS_WRONG, right=options[right]))


def has_answered(*questions: str) -> bool:
    """Whether this visitor has answered these questions, which stand further up on the page."""
    st.session_state.setdefault(AWAITED, set()).update(questions)
    return all(
        st.session_state.get(_widget(question)) is not None
        and not room.is_held(question)
        and not room.is_later(course.page_of(question), question)
        for question in questions
    )


def _widget(question: str) -> str:
    """The key of that question's answer."""
    return f"presented:{question}" if present.is_on() else f"guess:{question}"


def _answered(key: str) -> None:
    guess, known = (st.session_state.get(name) for name in (_widget(key), f"kept:{_widget(key)}"))
    if not present.is_on() and not _keep(key, guess):
        st.session_state[_widget(key)] = known
        return
    has_changed = (guess is None) != (known is None)
    if has_changed and key in st.session_state.get(AWAITED, ()) and not room.is_held(key):
        st.session_state[ANSWERED] = True


def _keep(key: str, guess: str | None) -> bool:
    """Keep the guess, first in the visitor's room; False where that does not take it."""
    try:
        if guess is None:
            room_votes.withdraw(browser(), key)
        else:
            room_votes.vote(browser(), key, guess)
    except UserError as error:
        st.session_state[REFUSED] = error
        return False
    if guess is None:
        tally.withdraw(key)
    else:
        tally.vote(key, guess)
    return True


def formula(key: str, parts: Sequence[str | Term]) -> str | None:
    """A formula whose terms can be pointed at.

    Returns:
        The part of the picture that the chosen term controls; None where there is none.
    """
    terms = {str(i): part for i, part in enumerate(parts) if isinstance(part, Term)}
    above = st.container()
    pointed = st.pills(
        say(words.POINT),
        list(terms),
        default=place.begin(f"formula:{key}", None, lambda kept: kept in terms),
        format_func=lambda i: say(terms[i].name) if i in terms else i,
        wrap=True,
        **place.keeps(f"formula:{key}"),
    )
    chosen = terms.get(pointed)
    colour, faded = theme.ACCENT[layout.mode()], theme.MUTED[layout.mode()]
    named = {i: rf"\underbrace{{{t.latex}}}_{{\text{{{say(t.name)}}}}}" for i, t in terms.items()}
    written = [part if isinstance(part, str) else part.latex for part in parts]
    if chosen is not None:
        for i, term in terms.items():
            written[int(i)] = rf"\textcolor{{{faded}}}{{{term.latex}}}"
        written[int(pointed)] = rf"\textcolor{{{colour}}}{{{named[pointed]}}}"
    height = "".join(rf"\vphantom{{{term}}}" for term in named.values())  # so that nothing moves
    above.latex(" ".join([*written, height]))
    if chosen is None:
        return None
    st.markdown(f"**{say(chosen.name)}**: {say(chosen.meaning)}")
    return chosen.part


def _kept_lecture() -> bool:
    """What this browser set it to last: a presentation has no switch for it."""
    return place.begin(LECTURE, False, lambda kept: isinstance(kept, bool))


def slip(said: str) -> None:
    """What the lecture said where it slipped, "It says ...", for those who follow it."""
    if st.session_state.get(LECTURE, _kept_lecture()):
        st.caption(say(words.SLIP, said=said))


def misread(points: Sequence[str], questions: Iterable[str] = ()) -> None:
    """What is easily read wrongly.

    Args:
        questions: those of the page. The points give their answers away, so they are there once all
            are answered.
    """
    if not present.is_shown():
        return
    left = [question for question in questions if not has_answered(question)]
    with st.container(border=True, key="misread"):
        st.header(say(words.MISREAD))
        if left:
            st.caption(say(words.MISREAD_LATER, n=len(left)))
        else:
            st.markdown("\n".join(f"- {point}" for point in points))


class Numbers(NamedTuple):
    """The paper's numbers beside ours, as dots and as a table, and how each was counted."""

    rows: Sequence[dict[str, str]]
    conventions: str
    chart: Rows
    axis: str  # what the chart's numbers are
    intervals: str = ""  # what the chart's intervals are; the bootstrap's if ""


def numbers(found: Callable[[], Numbers]) -> None:
    """The paper's numbers beside ours, found once somebody asks for them."""
    layout.folded(say(words.NUMBERS), lambda: _numbers(found()), "numbers", ":material/table:")


def _numbers(found: Numbers) -> None:
    dotted(found.chart, found.axis)
    st.caption(found.intervals or say(words.DOTS_INTERVALS))
    layout.table(found.rows, list(found.rows[0]))
    st.caption(found.conventions)


def more(key: str, *said: str) -> None:
    """What stands behind a reveal: numbers that its point does not need."""
    layout.folded(say(words.MORE), lambda: st.markdown("\n\n".join(said)), f"more:{key}")


def dotted(chart: Rows, axis: str, key: str | None = None) -> None:
    """Numbers as dots, with each of them in the text for those who cannot see it."""
    said = "; ".join(
        f"{row}: {', '.join(_told(name, dot) for name, dot in of.items())}"
        for row, of in chart.items()
    )
    figure = dots(chart, axis, say_each(words.DOTS), layout.mode())
    layout.chart(figure, say(words.DOTS_ALT, axis=axis, rows=said), key)


def _told(name: str, dot: Dot) -> str:
    before = "" if dot.before is None else f"{dot.before:.1f} → "
    return f"{name} {before}{dot.value:.1f}"


def train(world: str, method: str, *about: str) -> None:
    """Train it here, from scratch; the picture moves while it learns.

    Args:
        about: what is said below it.
    """
    if not present.is_shown():
        return
    st.header(say(words.TRAIN))
    st.markdown(say(words.TRAIN_TEXT, world=declared.title(benchmarks.get(world))))
    pretrained = loading.pretrained(world, method)
    form.form(benchmarks.get(world), METHODS[method], pretrained, is_folded=True)
    job = jobs.followed(world, method)
    if job is not None:
        live.show(job)
    elif name := st.session_state.get(jobs.fresh(world, method)):
        _ended(world, method, name)
    for text in about:
        st.markdown(text)


def onward(method: str) -> None:
    """A way to that method's lesson."""
    if present.is_on() and not present.bar():
        return
    label = say(words.ONWARD, title=LESSONS[method])
    with st.container(horizontal=True):
        if st.button(label, type="primary", icon=":material/arrow_forward:", key="onward"):
            st.switch_page(script(method))
        to_canvas()


def to_canvas() -> None:
    """A way to the canvas."""
    if st.button(say(words.CANVAS), icon=":material/palette:", key="onward-canvas"):
        st.switch_page(script("canvas"))


def end() -> None:
    """Ways on from the last lesson."""
    if present.is_on() and not present.bar():
        return
    with st.container(horizontal=True):
        if st.button(say(words.COMPARE), type="primary", icon=":material/balance:", key="onward"):
            st.switch_page(script("compare"))
        if st.button(say(words.OPEN_LAB), icon=":material/science:", key="open-lab"):
            st.switch_page(script("lab"))
        to_canvas()


@st.fragment  # as a training under way is: its film comes where the last frame was
def _ended(world: str, method: str, name: str) -> None:
    """The fresh run of that name."""
    try:
        run = loading.open_run(paths.RUNS / name)
    except UserError:
        st.info(say(words.NOTHING_KEPT))
        return
    picture, about = layout.picture_and_words("training")
    with picture:
        replay.draw(run.benchmark, run.method, run.path, run.frames, run.log)
    with about:
        st.success(say(words.ENDED[run.card["status"]]))
        if st.button(say(words.LOOK), type="primary", icon=":material/science:"):
            st.session_state["benchmark"], st.session_state["method"] = world, method
            st.switch_page(script("lab"))
