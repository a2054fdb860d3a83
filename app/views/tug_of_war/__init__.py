"""The tug-of-war: how each loss pulls at the logits."""
