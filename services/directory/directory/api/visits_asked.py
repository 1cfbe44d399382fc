"""Which visits are asked for: the filters of the list and of the calendars."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import partial
from typing import Annotated

from pydantic import Field

from common.answering import Answer
from common.clock import helsinki_day
from common.errors import Said, ValidationFailed, Wrong
from common.identity import Caller
from common.query import CommaList, Query
from directory.api.asking import (
    ID,
    Codes,
    DayText,
    Municipalities,
    Services,
    codes_of,
    lacking,
)
from directory.api.coordinates_asked import Near, Radius
from directory.api.lifetimes import tells_today
from directory.api.model import sees_drafts
from directory.api.openings import day_asked
from directory.api.visit_shown import metres_to
from directory.hours.bad_hours import SENTENCES
from directory.model.catalogue import Catalogue
from directory.model.things import Visit, made_once


class UnitCalendarQuery(Query):
    """Which visits of a unit; without `from` those of today and later."""

    from_: Annotated[DayText, Field(alias="from")] = "today"
    to: DayText = "+180d"
    municipality: Municipalities = ()
    service: Services = ()
    near: Near | None = None
    radius_m: Radius | None = None
    state: Annotated[Codes, CommaList(r"(?:planned|confirmed|cancelled|held)", 4)] = ()
    language: Annotated[str, Field(pattern="^(fi|sv|en)$")] = "fi"


class CalendarQuery(UnitCalendarQuery):
    """Which visits, of which units."""

    unit_id: Annotated[Codes, CommaList(ID)] = ()


def visits_found(
    catalogue: Catalogue,
    query: UnitCalendarQuery,
    caller: Caller,
    answer: Answer,
    units: Collection[str],
) -> list[Visit]:
    """The visits of some units, or of all. Raises ValidationFailed, MunicipalityConflict."""
    if query.radius_m is not None and query.near is None:
        raise lacking("near")
    at, today = answer.read_at, helsinki_day(answer.read_at)
    first, last = day_asked(query.from_, today), day_asked(query.to, today)
    if last < first:
        said = Said(*SENTENCES["period_reversed"])
        raise ValidationFailed(errors=[Wrong("query", "/to", "period_reversed", said)])
    areas = codes_of(query.municipality, catalogue.areas)
    answer.tagged("list:mobile-visits", "list:mobile-units", "list:organisations", "list:codes")
    found = [
        one
        for one in _seen(catalogue, caller, at, today)
        if first <= one.row.day <= last
        and (not areas or one.row.municipality_code in areas)
        and (not units or str(one.unit.id) in units)
        and (not query.state or one.row.state in query.state)
        and (not query.service or _gives(one, query.service, catalogue))
        and _is_near(one, query)
    ]
    tells_today(answer, catalogue)
    return found


def _seen(catalogue: Catalogue, caller: Caller, at: datetime, today: date) -> Iterable[Visit]:
    """Visits in the order of their beginnings: all for staff, to others what residents see."""
    if sees_drafts(caller):
        return catalogue.visits_in_order
    public = made_once(catalogue.made, "public visits", today, partial(_public, catalogue, today))
    return [one for one, all_day in public if all_day or one.is_shown(at, today)]


def _public(catalogue: Catalogue, today: date) -> list[tuple[Visit, bool]]:
    """Visits that residents may see on a date, and whether they see them until it ends."""
    visits = (one for one in catalogue.visits_in_order if one.is_public)
    return [(one, one.is_shown_all(today)) for one in visits]


def _gives(visit: Visit, codes: Collection[str], catalogue: Catalogue) -> bool:
    return any(one.code in codes for one in visit.services_on(catalogue.qualified))


def _is_near(visit: Visit, query: UnitCalendarQuery) -> bool:
    if query.near is None or query.radius_m is None:
        return True
    metres = metres_to(visit, query.near)
    return metres is not None and metres <= query.radius_m
