"""Mobile units (liikkuva piste): buses, pop-ups and teams that come to people."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from directory.points.points import Needed, Publishable
from directory.store import Row


class MobileUnit(Publishable, Row, kw_only=True):
    __tablename__ = "mobile_unit"

    organisation_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[dict[str, Any]]
    sort_name: Mapped[str] = mapped_column(String(200, collation="C"))
    summary: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    services: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    accessibility: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    languages_spoken: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)

    needed: ClassVar[Needed] = {
        "service": lambda one: one.services,
        "contact_or_booking": lambda one: one.contacts,
    }
