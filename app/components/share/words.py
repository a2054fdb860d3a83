"""The words in the widget."""

from app.text import message

SHARE = {  # see share.html and share.js
    "link": message("widget.share.link", "Link to what you see now"),
    "copy": message("widget.share.copy", "Copy"),
    "copied": message("widget.share.copied", "Copied."),
    "by_hand": message("widget.share.by_hand", "Select the link and copy it by hand."),
    "long": message(
        "widget.share.long", "What is set here is too long for a link: this one opens the page."
    ),
}
