"""What each JSON file of a bundle must hold, as pydantic models.

A module of its own, since pydantic is slow to import: pages ask for it when a bundle comes.
"""

import math
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

STEPS, SEED, SECONDS = 10**9, 2**32 - 1, 10**8
WORD = re.compile(r"[a-z][a-z_ -]{0,39}")  # names of loss terms and phases
FACT = re.compile(r"[\w .+:/()-]{0,200}")  # facts about a machine: no markup can hide in them


def _matching(pattern: re.Pattern) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(pattern.pattern)
        return text

    return AfterValidator(check)


def _ordinary(number: int | float) -> int | float:
    if not (abs(number) < 1e12 and math.isfinite(number)):
        raise ValueError("not a finite number of ordinary size")
    return number


def _date(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Word = Annotated[str, _matching(WORD)]
Fact = Annotated[str, _matching(FACT)]
Facts = Annotated[dict[Fact, bool | int | Fact], Field(max_length=20)]
Number = Annotated[int | float, AfterValidator(_ordinary)]
Numbers = Annotated[dict[Word, Number], Field(max_length=30)]
Seconds = Annotated[Number, Field(ge=0, le=SECONDS)]
Name = Annotated[str, Field(max_length=100)]
Steps = Annotated[int, Field(ge=1, le=STEPS)]
Step = Annotated[int, Field(ge=0, le=STEPS)]


class _Exact(BaseModel):
    """Exactly these fields, each of exactly its type."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Request(_Exact):
    """config.json."""

    benchmark: Name
    method: Name
    seed: Annotated[int, Field(ge=0, le=SEED)]
    config: dict[str, Any]  # checked with the weights


class Data(BaseModel):
    """What the run has seen; only its training data must be named."""

    model_config = ConfigDict(strict=True, extra="allow")
    id_train: dict[str, Any]


class Card(_Exact):
    """What is taken over of card.json."""

    status: Literal["complete", "interrupted"]
    step: Step
    steps: Steps
    seconds: Seconds
    created: Annotated[str, Field(max_length=39), AfterValidator(_date)]
    packages: Facts
    machine: Facts
    data: Data


class Line(_Exact):
    """A line of log.jsonl."""

    step: Step
    steps: Steps
    phase: Word
    losses: Numbers
    gauges: Numbers
    seconds: Seconds
