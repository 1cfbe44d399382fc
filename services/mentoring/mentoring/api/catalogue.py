"""The catalogue of digital services over HTTP: services, platforms, what is new in them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.errors import RoleRequired
from common.paging import after, page_of
from common.query import CommaList, asked
from common.shapes import Day, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText, Text, Written
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Writing
from mentoring.api.exports import routes
from mentoring.api.open_desk import Open
from mentoring.api.records import Code, Paged, Warnings
from mentoring.bridge import catalogue
from mentoring.bridge.catalogue import CATALOGUE, Lifecycle, ServedSide, ServiceKind
from mentoring.people.permissions import may_somewhere

router = routes("/digital-services", "catalogue")
platforms = routes("/platforms", "catalogue")
releases = routes("/feature-releases", "catalogue")
Contact = Annotated[FreeText, Field(max_length=500)]
Codes = Annotated[list[Code], Field(max_length=20)]


class NewDigitalService(Shape):
    """A service of the county that is used over a network."""

    code: Code
    names: Text
    kind: ServiceKind
    audience: ServedSide
    lifecycle: Lifecycle = Lifecycle.PLANNED
    platform_id: UUID | None = None
    support_contact: Contact | None = None
    metric_codes: Codes = []
    tags: Codes = []


class DigitalServiceChange(Shape):
    """Members that are not sent stay as they are."""

    names: Text | MISSING = MISSING
    kind: ServiceKind | MISSING = MISSING
    audience: ServedSide | MISSING = MISSING
    lifecycle: Lifecycle | MISSING = MISSING
    platform_id: UUID | MISSING | None = MISSING
    support_contact: Contact | MISSING | None = MISSING
    metric_codes: Codes | MISSING = MISSING
    tags: Codes | MISSING = MISSING


class DigitalService(Shape):
    """One line of the catalogue."""

    id: UUID
    version: WholeNumber
    code: Code
    names: Written
    kind: ServiceKind
    audience: ServedSide
    lifecycle: Lifecycle
    platform_id: UUID | None
    support_contact: Annotated[str | None, Field(max_length=500)]
    metric_codes: Codes
    tags: Codes
    warnings: Warnings | MISSING = MISSING


class NewPlatform(Shape):
    code: Code
    names: Text


class Platform(Shape):
    """What digital services run on."""

    id: UUID
    version: WholeNumber
    code: Code
    names: Written
    warnings: Warnings | MISSING = MISSING


class NewFeatureRelease(Shape):
    """What is new in a digital service from a day on."""

    digital_service_id: UUID
    names: Text
    description: FreeText | None = None
    released_on: KnownDay


class FeatureRelease(Shape):
    """What is new in a digital service from a day on."""

    id: UUID
    version: WholeNumber
    digital_service_id: UUID
    names: Written
    description: Annotated[str | None, Field(max_length=2000)]
    released_on: Day
    warnings: Warnings | MISSING = MISSING


class ServicesQuery(Paged):
    lifecycle: Annotated[
        tuple[str, ...], CommaList(f"({'|'.join(Lifecycle)})", 5), Field(examples=["pilot,in_use"])
    ] = ()
    kind: Annotated[
        tuple[str, ...], CommaList(f"({'|'.join(ServiceKind)})", 10), Field(examples=["chat"])
    ] = ()
    audience: ServedSide | None = None
    platform_id: UUID | None = None
    tag: Code | None = None


class ReleasesQuery(Paged):
    digital_service_id: UUID | None = None


@router.get("", response_model=Page[DigitalService])
async def list_digital_services(
    desk: Open, query: Annotated[ServicesQuery, asked(ServicesQuery)]
) -> dict[str, Any]:
    """By code. Without login and for partners: what is in use or piloted."""
    filters = query.filters
    key = after(query.cursor, "code", (str,), filters)
    place = (key[0] if key else None, query.limit + 1)
    rows = await catalogue.services_like(desk.session, desk.by, place, filters)
    desk.answer.tagged("list:digital-services")
    return desk.answer.page(*page_of(rows, query.limit, _by_code, "code", filters))


@router.post("", status_code=201, response_model=DigitalService)
async def add_digital_service(new: NewDigitalService, desk: Writing) -> catalogue.DigitalService:
    """Add a line to the catalogue. Who may: digital_services."""
    _refuse_unless_keeper(desk)
    row = catalogue.DigitalService(**new.model_dump())
    await catalogue.add_service(desk.session, row, desk.by)
    desk.made("/digital-services", row)
    return row


@router.get("/{digital_service_id}", response_model=DigitalService)
async def get_digital_service(digital_service_id: UUID, desk: Open) -> catalogue.DigitalService:
    row = await catalogue.the_service(desk.session, digital_service_id, desk.by)
    desk.answer.tagged("list:digital-services").version = row.version
    return row


@router.patch("/{digital_service_id}", response_model=DigitalService)
async def change_digital_service(
    digital_service_id: UUID, sent: DigitalServiceChange, desk: Writing, expected: IfMatch
) -> catalogue.DigitalService:
    """Change a line of the catalogue. Who may: digital_services."""
    row = await catalogue.the_service(desk.session, digital_service_id, desk.by, for_update=True)
    expected.check(row.version)
    desk.refuse_unless("w", CATALOGUE, row)
    await catalogue.change_service(desk.session, row, sent.model_dump(), desk.by)
    desk.answer.version = row.version
    return row


@platforms.get("", response_model=Page[Platform])
async def list_platforms(desk: Open, query: Annotated[Paged, asked(Paged)]) -> dict[str, Any]:
    """By code."""
    key = after(query.cursor, "code", (str,), {})
    place = (key[0] if key else None, query.limit + 1)
    rows = await catalogue.by_code(desk.session, catalogue.Platform, desk.by, place)
    desk.answer.tagged("list:digital-services")
    return desk.answer.page(*page_of(rows, query.limit, _by_code, "code", {}))


@platforms.post("", status_code=201, response_model=Platform)
async def add_platform(new: NewPlatform, desk: Writing) -> catalogue.Platform:
    """Add a platform. Who may: digital_services."""
    _refuse_unless_keeper(desk)
    row = catalogue.Platform(**new.model_dump())
    await catalogue.add_platform(desk.session, row, desk.by)
    desk.answer.version = row.version
    return row


@releases.get("", response_model=Page[FeatureRelease])
async def list_feature_releases(
    desk: Open, query: Annotated[ReleasesQuery, asked(ReleasesQuery)]
) -> dict[str, Any]:
    """The newest first."""
    filters = query.filters
    key: Any = after(query.cursor, "newest", (date, UUID), filters)
    rows = await catalogue.releases_of(
        desk.session, desk.by, query.digital_service_id, key, query.limit + 1
    )
    desk.answer.tagged("list:digital-services")
    return desk.answer.page(*page_of(rows, query.limit, _by_release, "newest", filters))


@releases.post("", status_code=201, response_model=FeatureRelease)
async def add_feature_release(new: NewFeatureRelease, desk: Writing) -> catalogue.FeatureRelease:
    """Tell what is new from a day on. Who may: digital_services."""
    _refuse_unless_keeper(desk)
    row = catalogue.FeatureRelease(**new.model_dump())
    await catalogue.add_release(desk.session, row, desk.by)
    desk.answer.version = row.version
    return row


def _by_code(row: Any) -> tuple[str]:
    return (row.code,)


def _by_release(row: catalogue.FeatureRelease) -> tuple[date, UUID]:
    return (row.released_on, row.id)


def _refuse_unless_keeper(desk: Desk) -> None:
    """Raises RoleRequired."""
    if not may_somewhere(desk.by, "w", CATALOGUE):
        raise RoleRequired
