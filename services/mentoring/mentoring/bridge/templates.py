"""Templates of adoptions: the steps that are offered, for example for a controlled rollout."""

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class OfferedStep(NamedTuple):
    code: str
    names: dict[str, str]


class AdoptionTemplate(NamedTuple):
    """Advice in an order; nothing checks that it is followed."""

    code: str
    names: dict[str, str]
    steps: tuple[OfferedStep, ...]


@cache
def templates() -> dict[str, AdoptionTemplate]:
    """By code."""
    known = json.loads(
        files("mentoring.bridge").joinpath("adoption_templates.json").read_text("utf-8")
    )
    return {
        code: AdoptionTemplate(
            code, one["names"], tuple(OfferedStep(**step) for step in one["steps"])
        )
        for code, one in known.items()
    }
