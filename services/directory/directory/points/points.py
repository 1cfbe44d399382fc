"""Support points: the county's own, the municipalities', Kela's, third-sector ones and others."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import NotInThisState, Refusal, Said
from directory.store import Row, Versioned


class PointKind(StrEnum):
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    KELA = "kela"
    THIRD_SECTOR = "third_sector"
    OTHER = "other"


class RecordState(StrEnum):
    """The life of a record; archived is final (rule D8)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    PUBLIC = "public"
    STAFF = "staff"


ACCESSIBILITY = (
    "wheelchair",
    "reduced_mobility",
    "rollator",
    "stroller",
    "visually_impaired",
    "hearing_loop",
    "quiet_space",
)
"""What `accessibility` says of a place: yes, no or unknown of each."""

ACTIONS: Mapping[RecordState, tuple[str, ...]] = {
    RecordState.DRAFT: ("publish", "archive"),
    RecordState.PUBLISHED: ("suspend", "archive"),
    RecordState.SUSPENDED: ("publish", "archive"),
    RecordState.ARCHIVED: (),
}


class NotPublishable(Refusal):
    slug, status = "not-publishable", 409
    title = Said(
        "Tietoja puuttuu ennen julkaisua",
        "Uppgifter saknas före publicering",
        "Something is missing before publishing",
    )


class Archived(Refusal):
    slug, status = "archived", 410
    title = Said(
        "Piste on poistettu käytöstä", "Punkten har tagits ur bruk", "The point is no longer in use"
    )


Needed = Mapping[str, Callable[[Any], Any]]


class Publishable(Versioned, kw_only=True):
    """What points, units, channels and materials share: a state that changes by actions."""

    state: Mapped[RecordState] = mapped_column(default=RecordState.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_by_role: Mapped[str | None] = mapped_column(String(20), default=None)

    needed: ClassVar[Needed]
    """What must be there before residents may see it (rule D6)."""

    @property
    def missing(self) -> list[str]:
        """What of it is not there."""
        return [name for name, there in self.needed.items() if not there(self)]

    @property
    def allowed_actions(self) -> list[str]:
        return [one for one in ACTIONS[self.state] if one != "publish" or not self.missing]

    def move(self, action: str) -> None:
        """Publish, suspend or archive. Raises NotInThisState, or NotPublishable with `missing`."""
        if action not in ACTIONS[self.state]:
            raise NotInThisState(allowed_actions=self.allowed_actions)
        if action == "publish" and (lacking := self.missing):
            raise NotPublishable(missing=lacking)
        self.state = {
            "publish": RecordState.PUBLISHED,
            "suspend": RecordState.SUSPENDED,
            "archive": RecordState.ARCHIVED,
        }[action]
        self.changed()

    @property
    def is_public(self) -> bool:
        """By equality: a row that was just changed holds the text that was sent."""
        return self.state == RecordState.PUBLISHED and self.visibility == Visibility.PUBLIC


class SupportPoint(Publishable, Row, kw_only=True):
    """A place where people get digital support."""

    __tablename__ = "support_point"

    organisation_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[PointKind]
    name: Mapped[dict[str, Any]]
    sort_name: Mapped[str] = mapped_column(String(200, collation="C"))
    summary: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    description: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    audiences: Mapped[list[str]] = mapped_column(
        ARRAY(String), default_factory=lambda: ["resident"]
    )
    target_groups: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    municipality_code: Mapped[str | None] = mapped_column(String(3), index=True, default=None)
    address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    lat: Mapped[float | None] = mapped_column(default=None)
    lon: Mapped[float | None] = mapped_column(default=None)
    coordinate_source: Mapped[str | None] = mapped_column(String(20), default=None)
    accuracy_m: Mapped[int | None] = mapped_column(default=None)
    entrances: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    accessibility: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    languages_spoken: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    services: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    remote_appointment_place: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """The JSON of section 3.1; null means that nobody said anything about them."""
    days_revision: Mapped[int] = mapped_column(default=0)
    """Counts the replacements of dated days by imports."""
    successor_id: Mapped[UUID | None] = mapped_column(default=None)
    data_source: Mapped[str | None] = mapped_column(String(40), default=None)
    origin_id: Mapped[str | None] = mapped_column(String(80), default=None)
    source_updated_at: Mapped[datetime | None] = mapped_column(default=None)
    licence: Mapped[str | None] = mapped_column(String(200), default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    field_owners: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Group of fields → `source` or `local` (rule R1); people own a group that is missing."""
    source_values: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """What the source says of groups that people have taken over."""
    flags: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    """What staff should look at."""
    lapsed_to: Mapped[str | None] = mapped_column(String(10), default=None)
    """`stale` or `expired` once that has been told; a check of everything takes it back (F5)."""

    __table_args__ = (Index("uq_support_point_origin", "data_source", "origin_id", unique=True),)

    needed: ClassVar[Needed] = {
        "address_or_location": lambda one: one.address or one.lat is not None,
        "service": lambda one: one.services,
        "contact_or_booking": lambda one: one.contacts or one.has_booking,
        "hours": lambda one: one.hours is not None or one.days_revision > 0,
    }

    @property
    def has_booking(self) -> bool:
        return any(service.get("booking", "none") != "none" for service in self.services)

    @property
    def service_codes(self) -> list[str]:
        return sorted({service["service_code"] for service in self.services})


class DayHours(Row):
    """The hours of one date of one point, from an import (rules O28-O32). Local wall-clock."""

    __tablename__ = "day_hours"

    point_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    state: Mapped[str | None] = mapped_column(String(20), default=None)
    spans: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)

    __table_args__ = (Index("ix_day_hours_source", "source", "day"),)
