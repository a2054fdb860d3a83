"""The words of a link to what is seen."""

from app.blocks.network_words import TITLE
from app.components.network.words import NETWORK as DRAWN
from app.text import message

SHARE = message("share.share", "Link to this view")
ONLY = message("share.only", "Show only these controls (none chosen: all)")
ONLY_HELP = message(
    "share.only_help",
    "For a class: whoever opens the link sees these controls alone; everything else stays as it is "
    "set now.",
)
ALONE = message(
    "share.alone",
    "The link that you opened shows these controls alone; everything else stays as it is set.",
)
ALL = message("share.all", "Show all controls")
NETWORK = {  # the controls of the drawing that every lesson has
    "network": (TITLE, {name: DRAWN[name] for name in ("input", "network", "class", "channel")})
}
