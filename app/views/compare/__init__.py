"""Compare: the runs of one world beside each other."""
