"""The words of a room's page."""

from app.text import message

TITLE = message("room.title", "A room for a class")
LEDE = message(
    "room.lede",
    "In a room, a class answers the questions of the lessons together: the teacher sees how many "
    "have answered, and shows the answers when it is time.",
)
WHICH = message("room.which", "Your rooms")

# Whoever is not in one, or is
JOIN = message("room.join", "Join a room")
CODE = message("room.code", "Code of the room")
NICKNAME = message("room.nickname", "Nickname (if you like)")
NICKNAME_HELP = message(
    "room.nickname_help",
    "Only the teacher sees it, and it is not in the exported answers. Up to {most} characters.",
)
ENTER = message("room.enter", "Join")
TEACH = message("room.teach", "Teach")
TEACH_ABOUT = message(
    "room.teach_about",
    "You get a code of four letters and a QR code for your class. Nobody needs an account. The "
    "room ends when you end it, or after {hours} hours; its answers are kept for {days} days more "
    "at most, for those who teach it.",
)
OPEN = message("room.open", "Open a room")
INSIDE = message(
    "room.inside",
    "You are in room **{code}**. What you answer in the lessons is counted there, without your "
    "name.",
)
SAVE_NAME = message("room.save_name", "Save")
LEAVE = message("room.leave", "Leave the room")

# The teacher's page
ROOM = message("room.of_code", "Room {code}")
QR_ALT = message("room.qr_alt", "QR code: the link to room {code}, which also stands below it")
PAGE = message("room.where", "Where the class is")
NOWHERE = message("room.nowhere", "nowhere yet")
QUESTION = message("room.question", "Question")
NONE = message("room.none", "none")
NUMBERED = message("room.numbered", "{n}. {question}")
NO_QUESTION = message(
    "room.no_question",
    "Choose a page and a question. While the class is at a question, what comes behind its answer "
    "waits until you reveal the answers.",
)
HAVE_ANSWERED = message("room.have_answered", "**{n}** of {all} have answered")
BAR = message("room.bar", "{option}: **{n}**")
BAR_CHANGED = message("room.bar_changed", "{option}: **{n}** (before the reveal: {before})")
REVEAL = message("room.reveal", "Reveal")
RESET = message("room.reset", "Ask again")
RESET_HELP = message(
    "room.reset_help",
    "Deletes the answers to this question: in this room, and on the pages of all who are in it.",
)
LEAD = message("room.lead", "Lead")
LEAD_HELP = message(
    "room.lead_help",
    "Everybody's page follows to where the class is. Otherwise a button offers to.",
)
LOCK = message("room.lock", "Lock")
MINUTES = message("room.minutes", "Minutes")
START = message("room.start", "Set the time")
STOP = message("room.stop", "No time")
WHO = message("room.who", "In the room: {n}")
NOBODY = message("room.nobody", "Nobody has come yet.")
TRAININGS = message("room.trainings", "Trainings of the class")
RUNS = message("room.runs", "{who}: {training} is running")
WAITS = message("room.waits", "{who}: {training} is waiting, place {place}")
CSV = message("room.csv", "Answers as CSV")
ANOTHER = message("room.another", "Another device")
ANOTHER_ABOUT = message(
    "room.another_about",
    "A link by which one more browser teaches this room. It works once; do not show it to the "
    "class.",
)
MAKE_LINK = message("room.make_link", "Make a link")
BOARDS = message("room.boards", "Boards: {canvases} canvases, {pictures} pictures")
SHOW_BOARDS = message("room.show_boards", "What the class has put up")
NOTHING_UP = message(
    "room.nothing_up",
    "Nothing yet. Students put up canvases on the canvas, and pictures that fool the detectors on "
    "Your images, “Fool it”.",
)
CANVASES = message("room.canvases", "Canvases, the newest first ({n} of {all})")
FOOLED = message("room.fooled", "Pictures that fool the detectors, the best first ({n} of {all})")
CANVAS_ALT = message("room.canvas_alt", "The training points of a canvas, by class")
PICTURE_ALT = message("room.picture_alt", "A picture that a student put up")
AUROCS = message("room.aurocs", "AUROC: {aurocs}")
FOOLS = message("room.fools", "fools {fooled} of {n}, lowest confidence {sure}")
CONTROLS = message(
    "room.controls",
    "A link with chosen controls alone, β only, say: make it on the canvas or in a lesson, by "
    "“Link to this view”",
)
END = message("room.end", "End the room")
IS_OVER = message(
    "room.is_over",
    "This room has ended. Take its answers along: they are deleted on {date} at the latest.",
)
DELETE = message("room.delete", "Delete the room and its answers")

# Exercises
EXERCISES = message("room.exercises", "Worksheets, lesson plans and an exam")
HANDED_IN = message("room.handed_in", "Handed in: {n}, right: {right}")
SHOW_HANDED_IN = message("room.show_handed_in", "What the class has handed in")
NOTHING_HANDED_IN = message(
    "room.nothing_handed_in", "Nothing yet. Students hand in links on the page of the exercises."
)
HAND_IN_COLUMNS = (
    message("room.hand_in_columns.1", "Who"),
    message("room.hand_in_columns.2", "Exercise"),
    message("room.hand_in_columns.3", "Measured"),
    message("room.hand_in_columns.4", "Verdict"),
    message("room.hand_in_columns.5", "Link"),
)
NEWEST = message("room.newest", "These are the newest {n}; the file has all.")
OPEN_LINK = message("room.open_link", "open")
HAND_INS_CSV = message("room.hand_ins_csv", "Handed in, as CSV")
