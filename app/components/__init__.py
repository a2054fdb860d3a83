"""Widgets that answer inside the browser."""
