"""What visitors upload stays in the server's memory.

Starlette, on which Streamlit stands, keeps an upload in memory while it arrives up to 1 MB only,
and would put a larger one into a temporary file. How large uploads may be is for Streamlit's
`server.maxUploadSize` to say.
"""

import sys

from starlette.formparsers import MultiPartParser


def keep_uploads() -> None:
    """For the whole server; called before a page can take an upload."""
    MultiPartParser.spool_max_size = sys.maxsize
