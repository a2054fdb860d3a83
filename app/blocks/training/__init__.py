"""Training from a page: the form, the jobs, and the picture that moves meanwhile."""
