"""What a kooste says when it is printed: the frozen version, and what became of it since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Language(StrEnum):
    FI = "fi"
    SV = "sv"
    EN = "en"


PRINTED = frozenset({"shared", "acknowledged", "superseded", "withdrawn"})
"""The states of a kooste whose content is frozen; nothing else is printed."""
Names = Mapping[str, str | None]
"""A text in languages; Finnish is always there."""


@dataclass(frozen=True)
class Answered:
    """What the unit answered to a suggestion until now: its state."""

    answer: str = "proposed"
    revisit_on: date | None = None


@dataclass(frozen=True)
class Suggested:
    """A digital service with potential, and what the unit answered; texts are as written."""

    service: Names
    potential: str
    rationale: str
    client_need: str
    complements: str | None = None
    prerequisites: str | None = None
    repeat_reason: str | None = None
    answered: Answered = Answered()


@dataclass(frozen=True)
class Figure:
    """A figure of the unit as metrics told it; numbers are decimal texts."""

    metric: str
    value: str | None = None
    item: str | None = None
    period: str | None = None
    withheld: str | None = None
    """Why there is no value: few answered, or other figures would tell it."""
    target: str | None = None
    previous: str | None = None

    @property
    def is_withheld(self) -> bool:
        return self.value is None or self.withheld is not None


@dataclass(frozen=True)
class KoosteContent:
    """A frozen kooste. Moments are aware."""

    id: UUID
    unit: Names
    number: int
    state: str
    frozen_at: datetime
    content_hash: str
    current_state: str | None = None
    challenges: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    suggestions: tuple[Suggested, ...] = ()
    figures: tuple[Figure, ...] = ()
    county: Names | None = None

    def __post_init__(self) -> None:
        if self.state not in PRINTED:
            raise ValueError(f"A kooste that is {self.state} is not frozen.")

    @classmethod
    def of_frozen(
        cls, frozen: Mapping[str, Any], answers: Mapping[str, Answered], **about: Any
    ) -> "KoosteContent":
        """From what was frozen, and the answers by the id of the digital service."""
        part_1, figures = frozen["part_1"], frozen["figures"]
        return cls(
            current_state=part_1["state"],
            challenges=tuple(part_1["challenges"]),
            needs=tuple(part_1["needs"]),
            suggestions=tuple(_suggested(one, answers) for one in frozen["part_2"]),
            figures=tuple(_figures(figures.get("quarter"), figures.get("figures", ()))),
            **about,
        )


def _suggested(frozen: Mapping[str, Any], answers: Mapping[str, Answered]) -> Suggested:
    service = frozen["digital_service"]
    answered = answers.get(service["id"], Answered())
    return Suggested(service=service["names"], answered=answered, **_known(Suggested, frozen))


def _figures(quarter: str | None, told: Iterable[Mapping[str, Any]]) -> Iterator[Figure]:
    for one in told:
        yield Figure(**_known(Figure, one) | {"period": quarter})


def _known(kind: type[Figure | Suggested], told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a kind, of what was frozen long ago or with more than is printed."""
    return {one.name: told[one.name] for one in fields(kind) if one.name in told}
