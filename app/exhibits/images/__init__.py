"""Parts of the page for one's own images."""
