"""The pictures of lesson 3, energy: one function for each part, in the order of the page."""

from app.exhibits.energy.margins import margins
from app.exhibits.energy.numbers import numbers
from app.exhibits.energy.sample import worked_sample
from app.exhibits.energy.scores import rule, scores
from app.exhibits.energy.surface import PLANE, surface

__all__ = ["PLANE", "margins", "numbers", "rule", "scores", "surface", "worked_sample"]
