"""From rows to the things of the read model."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from common.clock import HELSINKI, helsinki_day
from directory.hours.opening_hours import (
    UNKNOWN_HOURS,
    Day,
    Hours,
    Period,
    PeriodKind,
    Span,
    State,
    hours_from,
)
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit
from directory.model.things import MOBILE, Channel, Guide, Place, Service, Visit
from directory.partners.organisations import Organisation
from directory.points.availability import AUTHORISATION, given_in
from directory.points.freshness import COUNTY_DAYS, PARTNER_DAYS, Checked, interval_days
from directory.points.points import SupportPoint
from directory.remote.channels import ChannelForm, RemoteChannel
from directory.remote.materials import Material

ALWAYS = Hours(periods=(Period(id=None, kind=PeriodKind.NORMAL, state=State.OPEN),))
EVERY_DAY: frozenset[int] = frozenset()
Ranks = Mapping[str, int]
"""The obligation rank of each role (directory.md 2.3)."""
Days = Mapping[date, Day]


def place_of(row: SupportPoint, organisation: Organisation, days: Days, ranks: Ranks) -> Place:
    hours = with_days(hours_from(row.hours), days)
    return Place(
        id=row.id,
        kind=row.kind,
        row=row,
        organisation=organisation,
        name=row.name,
        sort_name=row.sort_name,
        municipality=row.municipality_code,
        lat=row.lat,
        lon=row.lon,
        is_centre=row.coordinate_source == "municipality_centre",
        hours=hours,
        services=services_of(row.services),
        audiences=frozenset(row.audiences),
        target_groups=frozenset(row.target_groups),
        rank=_rank(row.roles, ranks),
        checked=_checked(row.created_at, row.verified_at, interval_days(organisation.kind)),
        key=f"{row.data_source}:{row.origin_id}" if row.origin_id else None,
    )


def _services_of_unit(row: MobileUnit, coming: Sequence[Visit]) -> tuple[Service, ...]:
    """Those of the next visit; assisted authorisation on its date alone, never without a date."""
    if not coming:
        own = services_of(row.services)
        return tuple(one for one in own if one.code != AUTHORISATION)
    day = coming[0].row.day
    return tuple(
        replace(one, valid_from=day, valid_to=day) if one.code == AUTHORISATION else one
        for one in coming[0].services
    )


def unit_of(
    row: MobileUnit, organisation: Organisation, visits: Sequence[Visit], at: datetime, ranks: Ranks
) -> Place:
    """A unit as a place: open while a visit goes on, standing where the next one is."""
    coming = [visit for visit in visits if visit.comes(at) and visit.row.is_public]
    stop = coming[0] if coming else None
    return Place(
        id=row.id,
        kind=MOBILE,
        row=row,
        organisation=organisation,
        name=row.name,
        sort_name=row.sort_name,
        municipality=stop.row.municipality_code if stop else None,
        lat=stop.lat if stop else None,
        lon=stop.lon if stop else None,
        is_centre=False,
        hours=_hours_of_visits(visits),
        services=_services_of_unit(row, coming),
        audiences=frozenset({"resident"}),
        target_groups=frozenset(),
        rank=_rank(row.roles, ranks),
        checked=_checked(row.created_at, row.verified_at, interval_days(organisation.kind)),
        visits=tuple(coming),
    )


def visit_of(row: MobileVisit, unit: MobileUnit, organisation: Organisation, ranks: Ranks) -> Visit:
    location = row.stop.get("location") or {}
    return Visit(
        id=row.id,
        row=row,
        unit=unit,
        organisation=organisation,
        services=services_of(row.services, row.qualified_person_ids),
        lat=location.get("lat"),
        lon=location.get("lon"),
        rank=_rank(unit.roles, ranks),
    )


def channel_of(row: RemoteChannel, organisation: Organisation) -> Channel:
    hours = (
        ALWAYS if row.form is ChannelForm.CHATBOT and row.hours is None else hours_from(row.hours)
    )
    checked = _checked(row.created_at, row.verified_at, PARTNER_DAYS)
    return Channel(row.id, row, organisation, hours, checked)


def guide_of(row: Material, organisation: Organisation) -> Guide:
    checked = _checked(row.created_at, row.verified_at, COUNTY_DAYS)
    return Guide(row.id, row, organisation, checked)


def services_of(
    said: Iterable[Mapping[str, Any]], persons: Sequence[UUID] | None = None
) -> tuple[Service, ...]:
    """Services as they are kept in JSON; a visit names its people beside them, even nobody."""
    return tuple(_service(one, persons) for one in said)


def with_days(hours: Hours, days: Days) -> Hours:
    """Hours with the dated days of imports; a day typed for the same date stays."""
    if not days:
        return hours
    return Hours(
        periods=hours.periods,
        holiday_rules=hours.holiday_rules,
        days={**days, **hours.days},
        note=hours.note,
    )


def _service(said: Mapping[str, Any], persons: Sequence[UUID] | None) -> Service:
    own = said.get("hours") if persons is None else None
    named = map(UUID, said.get("qualified_person_ids", ())) if persons is None else persons
    return Service(
        code=said["service_code"],
        said=said,
        hours=hours_from(own) if own is not None else None,
        states=given_in(said["service_code"], said.get("available_in")),
        levels=frozenset(said.get("levels", ())),
        needs=frozenset(said.get("needs", ())),
        topics=frozenset(said.get("topics", ())),
        valid_from=_date(said.get("valid_from")),
        valid_to=_date(said.get("valid_to")),
        persons=tuple(named),
    )


def _hours_of_visits(visits: Iterable[Visit]) -> Hours:
    """Closed but for the visits; without any, nothing is known."""
    spans: dict[date, list[Span]] = {}
    for visit in visits:
        if visit.row.is_on:
            spans.setdefault(visit.row.day, []).append(_span(visit.row))
    if not spans:
        return UNKNOWN_HOURS
    days = {day: Day(date=day, spans=tuple(listed)) for day, listed in spans.items()}
    closed = Period(id=None, kind=PeriodKind.NORMAL, state=State.CLOSED)
    return Hours(periods=(closed,), days=days)


def _span(row: MobileVisit) -> Span:
    starts, ends = row.starts_at.astimezone(HELSINKI), row.ends_at.astimezone(HELSINKI)
    end = ends.hour * 60 + ends.minute
    later = ends.date() > row.day
    if later and end == 0:
        return Span(EVERY_DAY, starts.hour * 60 + starts.minute, 1440)
    return Span(EVERY_DAY, starts.hour * 60 + starts.minute, end, ends_next_day=later)


def _checked(created_at: datetime, verified_at: datetime | None, interval: int) -> Checked:
    return Checked(helsinki_day(created_at), verified_at and helsinki_day(verified_at), interval)


def _rank(roles: Iterable[str], ranks: Ranks) -> int | None:
    return min((ranks[role] for role in roles if role in ranks), default=None)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
