"""A visit of a mobile unit as it is read."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.identity import ANYONE, Caller
from common.shapes import Day, Moment, Shape
from common.text import Written
from directory.api.model import sees_actions
from directory.api.parts_shown import Address, Owner, ShownService, owner_of
from directory.api.shown import Listed as Words
from directory.api.shown import shown_service
from directory.api.written import Standing, codes, number
from directory.great_circle import metres_between
from directory.mobile import visiting
from directory.model.catalogue import Catalogue
from directory.model.things import Visit
from directory.points.availability import AUTHORISATION


class StopLocation(Shape):
    lat: float
    lon: float


class Stop(Shape):
    """Where a unit stops; `host_point_id` is the library or health station that hosts it."""

    name: Written
    address: Address | None
    location: StopLocation | None
    host_point_id: UUID | None


class Authorisation(Shape):
    """Whether assisted authorisation is given: never who gives it (rule Q4)."""

    available: bool
    by_appointment: bool
    next_date: Day | None


class VisitWarning(Shape):
    """Something to look at in what was planned or moved; it was done all the same."""

    code: Annotated[str, Field(examples=["short_transfer"])]
    detail: Written


class MobileVisit(Shape):
    """One stop of a mobile unit on one date."""

    id: UUID
    unit: Owner
    organisation: Owner
    date: Day
    starts_at: Moment
    ends_at: Moment
    stop: Stop
    municipality_code: Annotated[str, Field(examples=["781"])]
    services: Annotated[list[ShownService], Field(max_length=8)]
    assisted_authorisation: Authorisation
    state: Annotated[str, Field(examples=["confirmed"])]
    cancel_reason: Written | None
    note: Written | None
    freshness: str
    updated_at: Moment
    version: int
    allowed_actions: Words
    distance_m: int | None
    warnings: Annotated[list[VisitWarning], Field(max_length=10)]


def visit_shown(
    catalogue: Catalogue,
    visit: Visit,
    today: date,
    caller: Caller,
    near: tuple[float, float] | None,
) -> dict[str, Any]:
    """A visit as it is read. Without a qualified person no assisted authorisation (Q5)."""
    row, given = visit.row, visit.services_on(catalogue.qualified)
    metres = metres_to(visit, near)
    told = {name: getattr(row, name) for name in MobileVisit.model_fields if hasattr(row, name)}
    return told | {
        "unit": {"id": visit.unit.id, "name": visit.unit.name, "kind": "mobile"},
        "organisation": owner_of(visit),
        "date": row.day,
        "stop": {"address": None, "location": None, "host_point_id": None} | row.stop,
        "services": [shown_service(catalogue, one) for one in given],
        "assisted_authorisation": _authorisation(visit, catalogue),
        "freshness": visit.freshness(today),
        "allowed_actions": _actions(catalogue, visit, caller),
        "distance_m": None if metres is None else round(metres),
        "warnings": [],
    }


STANDING = Standing(MobileVisit, "allowed_actions", "distance_m", "warnings")


def visit_json(
    catalogue: Catalogue,
    visit: Visit,
    today: date,
    caller: Caller,
    near: tuple[float, float] | None,
) -> bytes:
    still = STANDING.of(
        visit.made,
        None,
        (today, catalogue.lists),
        lambda: visit_shown(catalogue, visit, today, ANYONE, None),
    )
    moving = codes(_actions(catalogue, visit, caller)), number(metres_to(visit, near))
    return still + b',"allowed_actions":%b,"distance_m":%b,"warnings":[]}' % moving


def _actions(catalogue: Catalogue, visit: Visit, caller: Caller) -> list[str]:
    may = sees_actions(caller) and caller.may_write_in(visit.row.municipality_code)
    return visiting.actions_of(visit.row, catalogue.qualified) if may else []


def _authorisation(visit: Visit, catalogue: Catalogue) -> dict[str, Any]:
    found = [one for one in visit.services_on(catalogue.qualified) if one.code == AUTHORISATION]
    booked = bool(found) and found[0].said.get("booking", "none") != "none"
    return {
        "available": bool(found),
        "by_appointment": booked,
        "next_date": visit.row.day if found else None,
    }


def metres_to(visit: Visit, near: tuple[float, float] | None) -> float | None:
    """The great-circle distance in metres, where both ends are known."""
    if near is None or visit.lat is None or visit.lon is None:
        return None
    return metres_between(near, (visit.lat, visit.lon))
