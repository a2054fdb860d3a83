"""The Lab's panels: each shows one run from one side."""
