"""Everything that guidance may offer, made of the catalogue (rules G3, G15)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from common.clock import helsinki_day
from directory.guidance.offers import ALWAYS, Availability, Offer, Times, always
from directory.hours.opening_hours import COUNTS_AS_OPEN, Hours, State, openness
from directory.model.catalogue import Catalogue
from directory.model.things import Channel, Guide, Place, Service, Visit
from directory.points.points import RecordState
from directory.remote.channels import ChannelForm

NOW: dict[State, Availability] = {
    State.OPEN: "open",
    State.SELF_SERVICE: "self_service",
    State.BY_APPOINTMENT: "by_appointment",
    State.REMOTE_ONLY: "remote_only",
}


def offers_of(catalogue: Catalogue, at: datetime, *, staff: bool) -> list[Offer]:
    """The offers of a moment's date; made once a date and kept with the catalogue."""
    today = helsinki_day(at)
    name = f"offers {'staff' if staff else 'public'}"
    held: tuple[date, list[Offer]] | None = catalogue.made.get(name)
    if held is None or held[0] != today:
        made = [offer for offer in _all(catalogue, today) if offer.public or staff]
        held = catalogue.made[name] = today, made
    return held[1]


def _all(catalogue: Catalogue, today: date) -> Iterator[Offer]:
    """What is published and not expired (G3); staff see what is for staff alone as well."""
    for place in catalogue.places.values():
        if _stands(place, today):
            yield from _of_place(catalogue, place, today)
    for visit in catalogue.visits_in_order:
        if visit.row.is_on and visit.row.day >= today and visit.unit.is_public:
            yield from _of_visit(catalogue, visit, today)
    channels, guides = catalogue.channels.values(), catalogue.guides.values()
    yield from (_of_channel(one, today) for one in channels if _stands(one, today))
    yield from (_of_guide(one, today) for one in guides if _stands(one, today))


def _stands(thing: Place | Channel | Guide, today: date) -> bool:
    return thing.row.state is RecordState.PUBLISHED and today < thing.checked.expires_on


def _of_place(catalogue: Catalogue, place: Place, today: date) -> Iterator[Offer]:
    row = place.row
    codes = frozenset(service.code for service in place.services_on(today, catalogue.qualified))
    for service in place.services:
        yield Offer(
            kind="point",
            id=str(place.id),
            name=place.name,
            form="in_person",
            times=_times_of(place.hours_of(service), service.states),
            service=service.code,
            place_id=str(place.id),
            municipality=place.municipality,
            lat=place.lat,
            lon=place.lon,
            coordinate_is_centre=place.is_centre,
            levels=service.levels,
            needs=service.needs,
            topics=service.topics,
            target_groups=place.target_groups,
            audiences=place.audiences,
            languages=frozenset(row.languages_spoken),
            interpreting="interpreting" in codes,
            services=codes,
            accessibility=row.accessibility,
            obligation_rank=place.rank,
            freshness=place.freshness(today).value,
            checked_on=place.checked.verified_on,
            public=place.is_shown(today),
            qualified=_qualified(catalogue, service),
        )


def _of_visit(catalogue: Catalogue, visit: Visit, today: date) -> Iterator[Offer]:
    row = visit.row
    codes = frozenset(service.code for service in visit.services_on(catalogue.qualified))
    for service in visit.services_on(catalogue.qualified):
        yield Offer(
            kind="visit",
            id=str(visit.id),
            name=visit.unit.name,
            form="in_person",
            times=_times_of_visit(visit),
            service=service.code,
            place_id=str(visit.id),
            unit_id=str(visit.unit.id),
            municipality=row.municipality_code,
            lat=visit.lat,
            lon=visit.lon,
            levels=service.levels,
            needs=service.needs,
            topics=service.topics,
            audiences=frozenset({"resident"}),
            languages=frozenset(visit.unit.languages_spoken),
            interpreting="interpreting" in codes,
            services=codes,
            accessibility=visit.unit.accessibility,
            obligation_rank=visit.rank,
            freshness=visit.freshness(today).value,
            checked_on=row.verified_at and helsinki_day(row.verified_at),
            public=True,
            qualified=_qualified(catalogue, service),
        )


def _of_channel(channel: Channel, today: date) -> Offer:
    row = channel.row
    is_bot = row.form is ChannelForm.CHATBOT and row.hours is None
    return Offer(
        kind="channel",
        id=str(channel.id),
        name=row.name,
        form=row.form.value,
        times=always if is_bot else _times_of(channel.hours, COUNTS_AS_OPEN),
        levels=frozenset(row.levels),
        needs=frozenset(row.needs),
        topics=frozenset(row.topics),
        target_groups=frozenset(row.target_groups),
        audiences=frozenset(row.audiences),
        languages=frozenset(row.languages_spoken),
        requires_identification=row.requires_identification,
        freshness=channel.checked.on(today).value,
        checked_on=channel.checked.verified_on,
        public=channel.is_shown(today),
        is_default=row.is_default,
    )


def _of_guide(guide: Guide, today: date) -> Offer:
    row = guide.row
    return Offer(
        kind="material",
        id=str(guide.id),
        name=row.title,
        form=row.form,
        times=always,
        levels=frozenset(row.levels),
        needs=frozenset(row.needs),
        topics=frozenset(row.topics),
        audiences=frozenset(row.audiences),
        languages=frozenset(one["language"] for one in row.files),
        freshness=guide.checked.on(today).value,
        checked_on=guide.checked.verified_on,
        public=guide.is_shown(today),
    )


def _times_of(hours: Hours, states: frozenset[State]) -> Callable[[datetime, int], Times]:
    """When a service with these hours can be had, asked of the engine (O21, O23)."""

    def times(at: datetime, within_days: int) -> Times:
        found = openness(hours, at, states, horizon_days=within_days + 1)
        if found.state in states:
            if found.until is None and found.state is State.BY_APPOINTMENT:
                return Times(state="by_appointment")
            if found.until is None and found.state is State.OPEN:
                return ALWAYS
            return Times(
                state=NOW[found.state],
                now_until=found.until,
                holiday_unconfirmed=found.holiday_unconfirmed,
            )
        if found.next_open is None:
            return Times(state="unknown" if found.state is State.UNKNOWN else "closed")
        later = openness(hours, found.next_open, states, horizon_days=1)
        return Times(
            state="unknown" if found.state is State.UNKNOWN else "closed",
            next_start=found.next_open,
            holiday_unconfirmed=later.holiday_unconfirmed,
        )

    return times


def _times_of_visit(visit: Visit) -> Callable[[datetime, int], Times]:
    starts, ends = visit.row.starts_at, visit.row.ends_at

    def times(at: datetime, within_days: int) -> Times:
        if not visit.comes(at) or starts > at + timedelta(days=within_days + 1):
            return Times(state="closed", starts_at=starts, ends_at=ends)
        if starts <= at:
            return Times(state="open", now_until=ends, starts_at=starts, ends_at=ends)
        return Times(state="closed", next_start=starts, starts_at=starts, ends_at=ends)

    return times


def _qualified(catalogue: Catalogue, service: Service) -> Callable[[date], bool]:
    return lambda day: service.is_on(day, catalogue.qualified)
