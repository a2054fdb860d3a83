"""The pictures of lesson 3, energy: one function for each part, in the order of the page."""

from app.exhibits.energy.compared import rule, scores
from app.exhibits.energy.landscape import PLANE, surface
from app.exhibits.energy.paper import numbers
from app.exhibits.energy.sample import worked_sample
from app.exhibits.energy.tuning import margins

__all__ = ["PLANE", "margins", "numbers", "rule", "scores", "surface", "worked_sample"]
