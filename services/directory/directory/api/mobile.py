"""`/mobile-units` and `/mobile-visits`: what comes to people, and when."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from pydantic import Field

from common import paging
from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.errors import NotFound
from common.identity import Anyone, Caller
from common.query import Query, Whole, asked
from common.shapes import Page
from directory.api.asking import Cursor, Municipalities, Services, codes_of, filters_told
from directory.api.lifetimes import tells_today
from directory.api.listing import next_page, page_by_name
from directory.api.model import Model, sees_drafts
from directory.api.plain import router as plain_router
from directory.api.support_points import actions_of, the_place
from directory.api.unit_shown import MobileUnit, given_by, unit_shown
from directory.api.visit_shown import MobileVisit, visit_shown
from directory.api.visits_asked import CalendarQuery, visits_found
from directory.model.catalogue import Catalogue
from directory.model.things import Place, Visit
from directory.points.points import RecordState

units = plain_router("/mobile-units", "mobile units")
visits = plain_router("/mobile-visits", "mobile visits")
ARCHIVED = RecordState.ARCHIVED


class MobileVisits(Page[MobileVisit]):
    """One page of visits, in the order of their beginnings."""


class MobileUnits(Page[MobileUnit]):
    """One page of mobile units, by name."""


class UnitsQuery(Query):
    municipality: Municipalities = ()
    service: Services = ()
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


class VisitsQuery(CalendarQuery):
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


@units.get("", response_model=MobileUnits)
async def list_mobile_units(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[UnitsQuery, asked(UnitsQuery)],
) -> dict[str, Any]:
    """Mobile units, each with its coming visits."""
    today = helsinki_day(answer.read_at)
    areas = codes_of(query.municipality, catalogue.areas)
    answer.tagged("list:mobile-units", "list:mobile-visits", "list:organisations", "list:codes")
    fits = [
        one
        for one in catalogue.units.values()
        if (one.is_shown(today) or (sees_drafts(caller) and one.row.state is not ARCHIVED))
        and (not areas or any(visit.row.municipality_code in areas for visit in one.visits))
        and (not query.service or _gives(one, query.service, catalogue))
    ]
    tells_today(answer, catalogue)
    page = page_by_name(request, answer, fits, query)
    shown = [
        unit_shown(catalogue, one, today, actions_of(one, caller)) for one in page.pop("found")
    ]
    return {"items": shown, **page}


@units.get("/{unit_id}", response_model=MobileUnit)
async def get_mobile_unit(
    unit_id: UUID, caller: Anyone, catalogue: Model, answer: Answers
) -> dict[str, Any]:
    """One mobile unit with its coming visits."""
    unit = the_unit(catalogue, unit_id, caller, answer)
    answer.tagged("list:mobile-visits").version = unit.row.version
    tells_today(answer, catalogue)
    today = helsinki_day(answer.read_at)
    return unit_shown(catalogue, unit, today, actions_of(unit, caller))


@visits.get("", response_model=MobileVisits)
async def list_mobile_visits(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[VisitsQuery, asked(VisitsQuery)],
) -> dict[str, Any]:
    """Visits in the order of their beginnings."""
    told = filters_told(query)
    after = paging.after(query.cursor, "starts_at", [str, str], told)
    found = [
        one
        for one in visits_found(catalogue, query, caller, answer, query.unit_id)
        if after is None or _key(one) > after
    ]
    rows, following = paging.page_of(found, query.limit, _key, "starts_at", told)
    today = helsinki_day(answer.read_at)
    items = [visit_shown(catalogue, one, today, caller, query.near) for one in rows]
    if following is None:
        return {"items": items}
    answer.link = next_page(request, following)
    return {"items": items, "next": following}


@visits.get("/{visit_id}", response_model=MobileVisit)
async def get_mobile_visit(
    visit_id: UUID, caller: Anyone, catalogue: Model, answer: Answers
) -> dict[str, Any]:
    """One visit."""
    visit = catalogue.visits.get(visit_id)
    today = helsinki_day(answer.read_at)
    if visit is None or not (sees_drafts(caller) or visit.is_shown(answer.read_at, today)):
        raise NotFound
    whose = (f"unit:{visit.unit.id}", f"organisation:{visit.organisation.id}")
    answer.tagged(f"visit:{visit_id}", *whose)
    answer.version = visit.row.version
    tells_today(answer, catalogue)
    return visit_shown(catalogue, visit, today, caller, None)


def _gives(unit: Place, codes: Iterable[str], catalogue: Catalogue) -> bool:
    return not {one.code for one in given_by(catalogue, unit)}.isdisjoint(codes)


def the_unit(catalogue: Catalogue, unit_id: UUID, caller: Caller, answer: Answer) -> Place:
    if unit_id not in catalogue.units:
        raise NotFound
    return the_place(catalogue, str(unit_id), caller, answer)


def _key(visit: Visit) -> tuple[str, str]:
    return visit.row.starts_at.isoformat(), str(visit.id)
