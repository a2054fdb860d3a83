"""Start here: pictures that a classifier is sure about."""
