"""The canvas: what is drawn, its presets, and the frames of its trainings."""
