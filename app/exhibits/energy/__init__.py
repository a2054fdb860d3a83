"""The pictures of lesson 3, energy, one file for each."""
