"""Trainings in the background: the queue, its worker, and which runs are kept."""
