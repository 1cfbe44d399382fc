"""`/mobile-units` and `/mobile-visits`: what comes to people, and when."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.errors import NotFound
from common.identity import Anyone, Caller
from common.query import Query, Whole, asked
from common.shapes import Page
from directory.api import written
from directory.api.asking import Cursor, Municipalities, Services, codes_of
from directory.api.lifetimes import tells_today
from directory.api.listing import BY_NAME, Order, in_order, page_in_order
from directory.api.model import Model, sees_drafts
from directory.api.plain import router as plain_router
from directory.api.support_points import actions_of, the_place
from directory.api.unit_shown import MobileUnit, given_by, unit_json
from directory.api.visit_shown import MobileVisit, visit_json
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
) -> Response:
    """Mobile units, each with its coming visits."""
    today = helsinki_day(answer.read_at)
    areas = codes_of(query.municipality, catalogue.areas)
    answer.tagged("list:mobile-units", "list:mobile-visits", "list:organisations", "list:codes")
    fits = (
        one
        for one in _seen(catalogue, caller, today)
        if (not areas or any(visit.row.municipality_code in areas for visit in one.visits))
        and (not query.service or _gives(one, query.service, catalogue))
    )
    tells_today(answer, catalogue)
    found, following = page_in_order(request, answer, fits, query, BY_NAME)
    told = [unit_json(catalogue, one, today, actions_of(one, caller)) for one in found]
    return written.page(told, following)


@units.get("/{unit_id}", response_model=MobileUnit)
async def get_mobile_unit(
    unit_id: UUID, caller: Anyone, catalogue: Model, answer: Answers
) -> Response:
    """One mobile unit with its coming visits."""
    unit = the_unit(catalogue, unit_id, caller, answer)
    answer.tagged("list:mobile-visits").version = unit.row.version
    tells_today(answer, catalogue)
    today = helsinki_day(answer.read_at)
    return written.as_json(unit_json(catalogue, unit, today, actions_of(unit, caller)))


@visits.get("", response_model=MobileVisits)
async def list_mobile_visits(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[VisitsQuery, asked(VisitsQuery)],
) -> Response:
    """Visits in the order of their beginnings."""
    fits = visits_found(catalogue, query, caller, answer, query.unit_id)
    found, following = page_in_order(request, answer, fits, query, BY_BEGINNING)
    today = helsinki_day(answer.read_at)
    told = [visit_json(catalogue, one, today, caller, query.near) for one in found]
    return written.page(told, following)


@visits.get("/{visit_id}", response_model=MobileVisit)
async def get_mobile_visit(
    visit_id: UUID, caller: Anyone, catalogue: Model, answer: Answers
) -> Response:
    """One visit."""
    visit = catalogue.visits.get(visit_id)
    today = helsinki_day(answer.read_at)
    if visit is None or not (sees_drafts(caller) or visit.is_shown(answer.read_at, today)):
        raise NotFound
    whose = (f"unit:{visit.unit.id}", f"organisation:{visit.organisation.id}")
    answer.tagged(f"visit:{visit_id}", *whose)
    answer.version = visit.row.version
    tells_today(answer, catalogue)
    return written.as_json(visit_json(catalogue, visit, today, caller, None))


def _seen(catalogue: Catalogue, caller: Caller, today: date) -> Iterable[Place]:
    """Units by name: what residents see, and for staff all that is not archived."""
    if not sees_drafts(caller):
        return in_order(catalogue, "units", BY_NAME, today)
    units = in_order(catalogue, "units", BY_NAME)
    return (one for one in units if one.row.state is not ARCHIVED or one.is_shown(today))


def _gives(unit: Place, codes: Iterable[str], catalogue: Catalogue) -> bool:
    return not {one.code for one in given_by(catalogue, unit)}.isdisjoint(codes)


def the_unit(catalogue: Catalogue, unit_id: UUID, caller: Caller, answer: Answer) -> Place:
    if unit_id not in catalogue.units:
        raise NotFound
    return the_place(catalogue, str(unit_id), caller, answer)


def _key(visit: Visit) -> tuple[str, str]:
    return visit.row.starts_at.isoformat(), str(visit.id)


BY_BEGINNING = Order("starts_at", (str, str), _key)
