"""Runs: one training, one directory."""
