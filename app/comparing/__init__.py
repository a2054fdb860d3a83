"""The Compare page's parts: each shows several runs of one world from one side."""
