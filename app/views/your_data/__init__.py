"""Your data: make a benchmark of files."""
