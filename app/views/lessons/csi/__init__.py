"""The lesson on CSI."""
