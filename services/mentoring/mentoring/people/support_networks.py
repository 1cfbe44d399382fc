"""Networks in which professionals get digital support from one another (M-075, M-084, M-098)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, String
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.listing import permitted
from mentoring.people.standing import Standing
from mentoring.store import Recorded, Row


class NetworkKind(StrEnum):
    DIGIVASTAAVAT = "digivastaavat"
    AUTHORISATION_OFFICERS = "authorisation_officers"
    OTHER = "other"


class SupportNetwork(Recorded, Row, kw_only=True):
    """A network, and the channel in which it meets."""

    __tablename__ = "support_network"

    name: Mapped[dict[str, Any]]
    kind: Mapped[NetworkKind]
    channel_url: Mapped[str | None] = mapped_column(String(200), default=None)


def networks(by: Standing, kinds: Sequence[str]) -> Select[SupportNetwork]:
    """Those of any of these kinds; of every kind when none is named."""
    found: Select[SupportNetwork] = permitted(by, "team", SupportNetwork, kind=tuple(kinds))
    return found
