"""The words of a presentation."""

from app.text import message

PRESENT = message("present.present", "Present")
BACK = message("present.back", "Back")
ON = message("present.on", "Next")
PLACE = message("present.place", "{at} of {n}")
END = message("present.end", "End")
