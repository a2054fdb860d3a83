"""The words of links to a view of a page."""

from app.text import message

DAMAGED = message(
    "view.damaged",
    "The link to this view is damaged or cut short, so the page opens as usual. Ask for the link "
    "again.",
)
NOT_HERE = message(
    "view.not_here", "Something that the link sets is not here, so the usual choice is shown."
)
