"""Cached readers: the only place of the app that keeps what it has read."""
