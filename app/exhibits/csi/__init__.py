"""The pictures of the CSI lesson, a file for each."""
