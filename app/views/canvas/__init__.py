"""The canvas: points of one's own, and five methods that are trained on them."""
