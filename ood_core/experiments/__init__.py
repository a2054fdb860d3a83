"""What makes committed numbers, beyond a plain training."""
