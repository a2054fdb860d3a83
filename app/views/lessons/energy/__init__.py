"""The lesson on energy."""
