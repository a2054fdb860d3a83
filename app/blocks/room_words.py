"""The words of a room on every page."""

from app.text import message

ROOM = message("room.page", "Room")
IN = message("room.in", "**Room {code}**")
TEACHES = message("room.teaches", "You teach **room {code}**.")
BRING = message("room.bring", "Bring the class here")
IS_HERE = message("room.is_here", "the class is here")
IS_LED = message("room.is_led", "the teacher leads: your page follows")
GO = message("room.go", "Go to where the class is: {title}")
LEFT = message("room.left", "time left: {time}")
TIME_IS_UP = message("room.time_is_up", "time is up")
LOCKS = {  # what can be locked
    "later": message("room.locks.later", "later parts"),
    "training": message("room.locks.training", "training"),
    "uploads": message("room.locks.uploads", "uploads"),
}
LOCKED = message("room.locked", "locked: {what}")
IS_LOCKED = {  # what is said where it would be
    "training": message(
        "room.is_locked.training", "The teacher of your room has locked training for now."
    ),
    "uploads": message(
        "room.is_locked.uploads", "The teacher of your room has locked uploads for now."
    ),
}
LATER = message(
    "room.later",
    "The class is not here yet. This part opens when it is, or when the teacher of your room "
    "unlocks it.",
)
HELD = message(
    "room.held",
    "Your answer is counted in the room. You can change it; the picture comes when the teacher "
    "reveals the answers.",
)
ANSWERED = message("room.answered", "Your room said: {shares}.")
NAMELESS = message("room.nameless", "no name ({id})")
