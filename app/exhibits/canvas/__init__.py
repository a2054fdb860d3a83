"""The parts of the canvas page below its maps."""
