"""Reproduction: the papers' numbers beside ours."""
