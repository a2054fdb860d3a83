"""The words of the choice of a language."""

from app.text import message

NAME = message("language.name", "English")  # as it is called in the language itself
CHOOSE = message("language.choose", "Language")
