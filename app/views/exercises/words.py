"""The words of the exercises' page; their titles and measures are in `blocks`."""

from app.text import message

TITLE = message("exercises.title", "Exercises")
LEDE = message(
    "exercises.lede",
    "Two worksheets for each lesson, lesson plans and an exam. What a worksheet asks for is found "
    "only by trying it; a link shows that you have found it. To print a part, use the browser’s "  # noqa: RUF001
    "Print.",
)
PART = message("exercises.part", "Part")
PLANS = message("exercises.plans", "Lesson plans")
EXAM = message("exercises.exam", "Exam")

# A worksheet
NAME = message("exercises.name", "Name and date:")
MEASURED = message(
    "exercises.measured",
    "**What is measured** at the end of the training when you hand in the link:",
)
OPEN = message("exercises.open", "Open: {page}")
LINK = {
    "canvas": message("exercises.link_canvas", "The address of your canvas"),
    "lab": message("exercises.link_lab", "The address of your run in the Lab"),
}
CHECK = message("exercises.check", "Check")
HAND_IN = message("exercises.hand_in", "Check and hand in")
PACE = message(
    "exercises.pace",
    "At most {n} links in {seconds} seconds. In a room, your last link of a worksheet counts.",
)
HANDED_IN = message(
    "exercises.handed_in",
    "Room {code} has [a link]({address}) of yours: {verdict}. The teacher sees it, with your "
    "nickname if you have one; another link takes its place.",
)

ANSWERS = message("exercises.answers", "Answers")
ROOM = message("exercises.room", "With a class: a room, to which worksheets are handed in")
