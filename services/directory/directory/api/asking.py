"""What may be asked of places: every parameter of the list, and what it means."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from common import paging
from common.clock import helsinki_day
from common.errors import Said, ValidationFailed, Wrong, Wrongly, right, say
from common.identity import Caller
from common.query import CommaList, Query, Whole, YesOrNo
from common.shapes import Day, Moment
from directory.api.code_lists import said_of_list
from directory.api.coordinates_asked import Box, Near, Radius
from directory.api.model import refuse_unless_sees_drafts, sees_drafts
from directory.api.words import judged
from directory.codes.areas import Areas
from directory.codes.codes import List
from directory.hours.opening_hours import State
from directory.model.asked import Asked, Keep, Sort
from directory.model.catalogue import Catalogue
from directory.model.filters import Filters, levels_of
from directory.model.searching import relevant_places
from directory.points.availability import SERVICES
from directory.points.points import ACCESSIBILITY, RecordState

CODE, AREA = r"[a-z0-9_]{1,40}", r"[^,\x00-\x1f\x7f]{1,60}"
LEVEL = r"(?:resident/|professional/)?[a-z_]{1,40}"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
INCLUDES = r"(?:hours|services|openness|visits)"
STATES = r"(?:open|by_appointment|remote_only|self_service|closed|unknown)"
KINDS = r"(?:county|municipality|kela|third_sector|other|mobile)"
FRESH = r"(?:fresh|due|stale|unverified|expired)"
NEEDS_ACCESS = f"(?:{'|'.join(ACCESSIBILITY)})"

SERVICE = f"(?:{'|'.join(SERVICES)})"
A_DATE, AROUND_TODAY = r"\d{4}-\d{2}-\d{2}", r"today|[ +-]\d{1,3}[dw]"
FIRST, LAST, ONE_DAY = date(1990, 1, 1), date(2100, 1, 1), timedelta(1)
"""The dates that may be asked about: the calendar of the engine is sure of them."""


def _known_moment(moment: datetime) -> datetime:
    if not FIRST <= moment.replace(tzinfo=UTC).date() < LAST:
        raise Wrongly("out_of_range", right(say("out_of_range"), f"{FIRST}–{LAST - ONE_DAY}"))
    return moment


def _known_day(day: date) -> date:
    if not FIRST <= day < LAST:
        raise Wrongly("out_of_range", right(say("out_of_range"), f"{FIRST}–{LAST - ONE_DAY}"))
    return day


def _real_day(text: str) -> str:
    """A date, `today`, or so many days or weeks from it; a raw plus arrives as a space."""
    try:
        if not re.fullmatch(AROUND_TODAY, text):
            _known_day(date.fromisoformat(text if re.fullmatch(A_DATE, text) else ""))
    except Wrongly:
        raise
    except ValueError:
        said = right(say("bad_format"), "2026-11-22, today, %2B7d, -1w", "example")
        raise Wrongly("bad_format", said) from None
    return text


Codes = tuple[str, ...]
When = Annotated[Moment, AfterValidator(_known_moment)]
OnDay = Annotated[Day, AfterValidator(_known_day)]
OpenAt = Annotated[Literal["now"] | When, Field(description="`now` or a moment.", examples=["now"])]
OpenOn = Annotated[OnDay, Field(description="Open at some time of a date.")]
OpenStates = Annotated[
    Codes, CommaList(STATES, 6), Field(description="Which states of the doors count as open.")
]
Cursor = Annotated[
    str | None,
    Field(
        description="From `next`.",
        json_schema_extra={
            "anyOf": [{"type": "string", "pattern": f"^{paging.SHAPE}$", "maxLength": 2000}]
        },
    ),
]
"""Its form is judged by `paging.after`, which says `invalid-cursor`."""
Include = Annotated[Codes, CommaList(INCLUDES, 4), Field(description="What is told besides.")]
Listed = Annotated[Codes, CommaList(CODE)]
Languages = Annotated[Codes, CommaList(r"[a-z]{2,3}"), Field(examples=["fi"])]
Services = Annotated[Codes, CommaList(SERVICE, 8), Field(examples=["service_guidance"])]
OneService = Annotated[str, Field(pattern=f"^{SERVICE}$")]
Municipalities = Annotated[
    Codes, CommaList(AREA, 40), Field(description="Codes or names.", examples=["398"])
]
DayText = Annotated[
    str,
    Field(pattern=rf"^({A_DATE}|{AROUND_TODAY})$", examples=["today"]),
    BeforeValidator(_real_day),
]


class PointQuery(Query):
    include: Include = ()


class OpennessQuery(Query):
    at: When | None = None
    service: OneService | None = None


class HoursQuery(Query):
    from_: Annotated[DayText, Field(alias="from")] = "today"
    to: DayText = "+6d"
    service: OneService | None = None


class PointsQuery(PointQuery):
    """Every filter of the list of support points."""

    q: (
        Annotated[str, Field(min_length=1, max_length=400, examples=["digituki Lahdessa"])] | None
    ) = None
    municipality: Municipalities = ()
    near: Near | None = None
    radius_m: Radius | None = None
    bbox: Box | None = None
    service: Services = ()
    kind: Annotated[Codes, CommaList(KINDS, 6)] = ()
    level: Annotated[Codes, CommaList(LEVEL)] = ()
    need: Listed = ()
    form: Listed = ()
    topic: Listed = ()
    audience: Annotated[Codes, CommaList(r"(?:resident|professional)", 2)] = ()
    target_group: Listed = ()
    role: Listed = ()
    organisation_id: Annotated[Codes, CommaList(ID)] = ()
    language: Languages = ()
    open_at: OpenAt | None = None
    open_on: OpenOn | None = None
    state: OpenStates = ()
    accessibility: Annotated[Codes, CommaList(NEEDS_ACCESS, 7)] = ()
    freshness: Annotated[Codes, CommaList(FRESH, 5)] = ()
    remote_appointment_place: YesOrNo | None = None
    updated_after: When | None = None
    record_state: Annotated[
        Codes,
        CommaList(r"(?:draft|published|suspended)", 3),
        Field(description="For staff: also what is not published."),
    ] = ()
    sort: Literal["relevance", "distance", "name", "-updated_at"] | None = None
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


@dataclass(frozen=True)
class Wanted:
    """A question to the read model, and where in the list to go on."""

    asked: Asked
    query: "PointsQuery"

    @cached_property
    def after(self) -> tuple[Any, ...] | None:
        """The key of the last one seen. Raises InvalidCursor."""
        if self.query.cursor is None:
            return None
        first = float if self.asked.sort in ("distance", "relevance") else str
        told = filters_told(self.query)
        return paging.after(self.query.cursor, self.asked.sort, [first, str], told)

    def cursor_of(self, key: tuple[Any, ...]) -> str:
        return paging.cursor(self.asked.sort, key, filters_told(self.query))


def places_asked(
    catalogue: Catalogue, query: PointsQuery, caller: Caller, at: datetime, *, tells_doors: bool
) -> Wanted:
    """The question of a query. Raises ValidationFailed, BadWords, InvalidCursor, …"""
    refuse_unknown_codes(catalogue, query)
    sort, today = _sort(query), helsinki_day(at)
    ids = relevant_places(catalogue, judged(query.q), today) if query.q else None
    asked = Asked(
        at=at,
        near=query.near,
        radius_m=query.radius_m,
        bbox=query.bbox,
        municipalities=codes_of(query.municipality, catalogue.areas),
        kinds=frozenset(query.kind),
        services=tuple(sorted(set(query.service))),
        open_at=at if query.open_at == "now" else query.open_at,
        open_on=query.open_on,
        states=frozenset(map(State, query.state)) if query.state else None,
        keep=Filters.keep_of(query, catalogue, today),
        ids=ids,
        shown=_shown(query, caller, today),
        sort=sort,
        tells_doors=tells_doors,
    )
    return Wanted(asked, query)


NOT_FILTERS = frozenset({"cursor", "limit", "include"})


def filters_told(query: Query) -> str:
    """A list and its query without the place in it: what a cursor belongs to."""
    told = sorted(query.model_fields_set - NOT_FILTERS)
    return f"{type(query).__name__}{[(name, getattr(query, name)) for name in told]}"


LISTS = {
    "need": List.NEED,
    "form": List.FORM,
    "topic": List.TOPIC,
    "target_group": List.TARGET_GROUP,
    "role": List.ROLE,
}
CODED = frozenset({*LISTS, "level"})


def refuse_unknown_codes(catalogue: Catalogue, query: Query) -> None:
    """A code that no list has would silently find nothing. Raises ValidationFailed."""
    if query.model_fields_set.isdisjoint(CODED):
        return
    for name, kind in LISTS.items():
        for code in _several(getattr(query, name, ())):
            if (kind, code) not in catalogue.names:
                raise not_in_list(name)
    for level in _several(getattr(query, "level", ())):
        if not any((List.LEVEL, one) in catalogue.names for one in levels_of([level])):
            raise not_in_list("level")


def _several(value: str | Codes | None) -> Codes:
    return (value,) if isinstance(value, str) else value or ()


def not_in_list(name: str) -> ValidationFailed:
    said = said_of_list(List.LEVEL if name == "level" else LISTS.get(name))
    return ValidationFailed(errors=[Wrong("query", f"/{name}", "not_in_list", said)])


def refuse_other_kinds(asked_for: Codes, kinds: type[StrEnum]) -> None:
    """Another kind than ours would silently find nothing. Raises ValidationFailed."""
    if not set(asked_for) <= set(kinds):
        said = right(say("not_in_list"), ", ".join(kinds))
        raise ValidationFailed(errors=[Wrong("query", "/kind", "not_in_list", said)])


def codes_of(written: tuple[str, ...], areas: Areas) -> frozenset[str]:
    """Municipalities by code or name. Raises ValidationFailed, MunicipalityConflict."""
    found = set()
    for text in written:
        code = areas.code_of(text)
        if code is None:
            raise not_in_list("municipality")
        found.add(code)
    return frozenset(found)


def _sort(query: PointsQuery) -> Sort:
    """The order asked for, or the usual one. A parameter that would do nothing is refused."""
    if query.near is None and (query.sort == "distance" or query.radius_m is not None):
        raise lacking("near")
    if query.sort == "relevance" and query.q is None:
        raise lacking("q")
    if query.state and query.open_at is None and query.open_on is None:
        raise lacking("open_at")
    return query.sort or ("relevance" if query.q else "distance" if query.near else "name")


def lacking(name: str) -> ValidationFailed:
    """What to say of a parameter that would do nothing without another."""
    said = Said(f"Kerro myös {name}.", f"Ange också {name}.", f"Give {name} as well.")
    return ValidationFailed(errors=[Wrong("query", f"/{name}", "required", said)])


def _shown(query: PointsQuery, caller: Caller, today: date) -> Keep | None:
    """What the caller may see: residents what is public, staff also what is for staff.

    Raises AuthenticationRequired, MissingScope: drafts that the caller may not see (api.md 2).
    """
    if not query.record_state and not sees_drafts(caller):
        return None
    states = frozenset(map(RecordState, query.record_state))
    if states - {RecordState.PUBLISHED}:
        refuse_unless_sees_drafts(caller)
    if not sees_drafts(caller):
        return lambda place: place.row.state in states and place.is_shown(today)
    wanted = states or {RecordState.PUBLISHED}
    return lambda place: place.row.state in wanted
