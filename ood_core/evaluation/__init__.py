"""From one forward pass to numbers and maps."""
