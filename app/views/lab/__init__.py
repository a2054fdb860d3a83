"""The Lab: one run, looked at from every side."""
