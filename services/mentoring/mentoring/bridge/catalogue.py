"""The catalogue of digital services: what the county offers, on which platforms, what is new."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, String, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.bus import Event, tell
from common.errors import Duplicate, NotFound, Refusal, Said, Wrong, say
from mentoring.bridge.links import unknown
from mentoring.events import PublicNames
from mentoring.people.permissions import may, readable
from mentoring.people.standing import Standing
from mentoring.store import Recorded, Row

CATALOGUE = "digital_service"
"""The row of the catalogue in the table of permissions."""


class ServiceKind(StrEnum):
    REMOTE_APPOINTMENT = "remote_appointment"
    DIGITAL_CARE_PATHWAY = "digital_care_pathway"
    DIGITAL_SERVICE_PATHWAY = "digital_service_pathway"
    DIGITAL_CLINIC = "digital_clinic"
    CHAT = "chat"
    APP = "app"
    WEB_PAGE = "web_page"
    M365_APP = "m365_app"
    CHATBOT = "chatbot"
    OTHER = "other"


class ServedSide(StrEnum):
    """Who uses a digital service."""

    RESIDENT = "resident"
    PROFESSIONAL = "professional"
    BOTH = "both"


class Lifecycle(StrEnum):
    PLANNED = "planned"
    PILOT = "pilot"
    IN_USE = "in_use"
    RETIRING = "retiring"
    RETIRED = "retired"


OFFERED = (Lifecycle.PILOT, Lifecycle.IN_USE)
"""What units can use: a mapping asks of these, and everybody may know of them."""


class Platform(Recorded, Row, kw_only=True):
    """What digital services run on: the app of the county."""

    __tablename__ = "platform"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, Any]]

    @classmethod
    def published(cls) -> Any:
        """Those on which something is offered."""
        return cls.id.in_(select(DigitalService.platform_id).where(DigitalService.published()))


class DigitalService(Recorded, Row, kw_only=True):
    __tablename__ = "digital_service"
    free_texts = frozenset({"support_contact"})

    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, Any]]
    kind: Mapped[ServiceKind]
    audience: Mapped[ServedSide]
    lifecycle: Mapped[Lifecycle]
    platform_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("platform.id"), default=None, index=True
    )
    support_contact: Mapped[str | None] = mapped_column(String(500), default=None)
    metric_codes: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    tags: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)

    @property
    def is_published(self) -> bool:
        return self.lifecycle in OFFERED

    @property
    def is_public(self) -> bool:
        """For residents: they must be able to ask for help with it."""
        return self.audience is not ServedSide.PROFESSIONAL

    @classmethod
    def published(cls) -> Any:
        return cls.lifecycle.in_(OFFERED)


class FeatureRelease(Recorded, Row, kw_only=True):
    """Something new in a digital service, from a day on."""

    __tablename__ = "feature_release"
    free_texts = frozenset({"description"})

    digital_service_id: Mapped[UUID] = mapped_column(ForeignKey("digital_service.id"), index=True)
    names: Mapped[dict[str, Any]]
    description: Mapped[str | None] = mapped_column(String(2000), default=None)
    released_on: Mapped[date]

    @classmethod
    def published(cls) -> Any:
        offered = select(DigitalService.id).where(DigitalService.published())
        return cls.digital_service_id.in_(offered)


Coded = TypeVar("Coded", Platform, DigitalService)


class DigitalServiceChanged(Event):
    """The catalogue has a new digital service, or one of them is another now."""

    type = "digital_service.changed"
    digital_service_id: UUID
    version: int
    code: str
    kind: ServiceKind
    audience: ServedSide
    lifecycle: Lifecycle
    names: PublicNames


class SupportContactMissing(Refusal):
    """Hallintolaki 8 §: a public service in use says where one is advised."""

    slug = "support-contact-missing"
    status = 422
    title = Said(
        "Palvelulta puuttuu tuen yhteystieto",
        "Tjänsten saknar kontaktuppgifter till stöd",
        "The service names no support contact",
    )


async def the_service(
    session: AsyncSession, id_: UUID, by: Standing, *, for_update: bool = False
) -> DigitalService:
    """Raises NotFound, also for what the caller may not read."""
    service = await session.get(DigitalService, id_, with_for_update=for_update or None)
    if service is None or not may(by, "r", CATALOGUE, service):
        raise NotFound
    return service


async def add_service(session: AsyncSession, service: DigitalService, by: Standing) -> None:
    """Raises SupportContactMissing, Duplicate for its code, ValidationFailed for its platform."""
    await _refuse_unsound(session, service)
    await _add(session, service, by)
    await _tell(session, service)


async def change_service(
    session: AsyncSession, service: DigitalService, fields: Mapping[str, Any], by: Standing
) -> None:
    """Raises SupportContactMissing, ValidationFailed for its platform."""
    before = {name: getattr(service, name) for name in fields}
    if before == dict(fields):
        return
    for name, value in fields.items():
        setattr(service, name, value)
    with session.no_autoflush:
        await _refuse_unsound(session, service)
    service.touch(by.subject)
    await session.flush()
    await _tell(session, service)


async def add_platform(session: AsyncSession, platform: Platform, by: Standing) -> None:
    """Raises Duplicate for its code."""
    await _add(session, platform, by)


async def add_release(session: AsyncSession, release: FeatureRelease, by: Standing) -> None:
    """Raises ValidationFailed for its digital service."""
    if await session.get(DigitalService, release.digital_service_id) is None:
        raise unknown("/digital_service_id")
    await _add(session, release, by)


async def by_code(
    session: AsyncSession,
    kind: type[Coded],
    by: Standing,
    place: tuple[str | None, int],
    *wanted: ColumnElement[bool],
) -> Sequence[Coded]:
    """Those that the caller may read, by code: after one, at most so many."""
    after, most = place
    query = select(kind).where(readable(by, CATALOGUE, kind), *wanted)
    if after is not None:
        query = query.where(kind.code > after)
    return (await session.scalars(query.order_by(kind.code).limit(most))).all()


async def services_like(
    session: AsyncSession, by: Standing, place: tuple[str | None, int], asked: Mapping[str, Any]
) -> Sequence[DigitalService]:
    """By `lifecycle` and `kind` (any of several), `audience`, `platform_id` and `tag`."""
    row = DigitalService
    wanted = [getattr(row, name).in_(asked[name]) for name in ("lifecycle", "kind") if asked[name]]
    wanted += [
        getattr(row, name) == asked[name]
        for name in ("audience", "platform_id")
        if asked[name] is not None
    ]
    if asked["tag"] is not None:
        wanted.append(row.tags.contains([asked["tag"]]))
    return await by_code(session, row, by, place, *wanted)


async def releases_of(
    session: AsyncSession,
    by: Standing,
    service_id: UUID | None,
    after: tuple[date, UUID] | None,
    most: int,
) -> Sequence[FeatureRelease]:
    """The newest first, of one digital service or of all that the caller may read."""
    row = FeatureRelease
    query = select(row).where(readable(by, CATALOGUE, row))
    if service_id is not None:
        query = query.where(row.digital_service_id == service_id)
    if after is not None:
        query = query.where(tuple_(row.released_on, row.id) < after)
    query = query.order_by(row.released_on.desc(), row.id.desc()).limit(most)
    return (await session.scalars(query)).all()


async def offered_services(session: AsyncSession) -> Sequence[DigitalService]:
    """Those that a mapping asks of: `pilot` or `in_use`, by code."""
    query = select(DigitalService).where(DigitalService.published()).order_by(DigitalService.code)
    return (await session.scalars(query)).all()


async def _refuse_unsound(session: AsyncSession, service: DigitalService) -> None:
    if service.platform_id and await session.get(Platform, service.platform_id) is None:
        raise unknown("/platform_id")
    if service.lifecycle is Lifecycle.IN_USE and service.is_public and not service.support_contact:
        raise SupportContactMissing(
            errors=[
                Wrong("body", "/support_contact", "support_contact_missing", say("required")),
            ]
        )


async def _add(session: AsyncSession, row: Any, by: Standing) -> None:
    row.created_by = row.updated_by = by.subject
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Duplicate from None


async def _tell(session: AsyncSession, service: DigitalService) -> None:
    told = {name: getattr(service, name) for name in ("code", "kind", "audience", "lifecycle")}
    event = DigitalServiceChanged(
        digital_service_id=service.id, version=service.version, names=service.names, **told
    )
    await tell(session, event)
