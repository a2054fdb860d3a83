"""The lessons, a folder for each method."""
