"""What metrics tells: figures of parts of the organisation; never a person, never a text."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from common.bus import Event

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]


class Figure(BaseModel):
    """One figure of a node and a period; without a value when it is withheld."""

    model_config = ConfigDict(frozen=True)
    metric: Code
    item: Code | None
    """Of the metric's breakdown: the code of a digital service."""
    value: Decimal | None
    received: int
    """Parts of the period that are there, of those that are expected."""
    expected: int


class FiguresChanged(Event):
    """The figures of a node and a period are others now; all of them are told, so the last counts.

    It is about the node: what is heard of its periods comes in the order in which it was told.
    """

    type = "figures.changed"
    about = "org_unit_id"
    org_unit_id: UUID
    period: str
    """A quarter or a half-year: `2026Q3`, `2026S2`."""
    revision: int
    figures: list[Figure]
