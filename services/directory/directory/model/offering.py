"""Everything that guidance may offer, made of the catalogue (rules G3, G15)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from common.clock import helsinki_day
from directory.guidance.offers import Offer, always
from directory.hours.opening_hours import COUNTS_AS_OPEN
from directory.mobile.qualifications import Qualified
from directory.model.catalogue import Catalogue
from directory.model.offered import Offered
from directory.model.things import Channel, Guide, Place, Service, Visit, made_once
from directory.model.times import TimesOf, TimesOfVisit
from directory.points.availability import AUTHORISATION
from directory.points.freshness import Freshness
from directory.points.points import RecordState
from directory.remote.channels import ChannelForm

DATES = 8
"""For how many other dates than the present one offers are kept as arrays; the oldest give way."""


def offers_of(catalogue: Catalogue, at: datetime, *, staff: bool) -> list[Offer]:
    """The offers of a moment's date; those of the present date are kept with the catalogue."""
    today = helsinki_day(at)
    name = f"offers {'staff' if staff else 'public'}"
    is_present = catalogue.made_at is not None and helsinki_day(catalogue.made_at) == today
    held: list[Offer] | None = catalogue.made.get(name) if is_present else None
    if held is None:
        all_ = _all(catalogue, today, is_present=is_present)
        held = [offer for offer in all_ if offer.public or staff]
        if is_present:
            catalogue.made[name] = held
    return held


def choice_of(catalogue: Catalogue, at: datetime, *, staff: bool) -> Offered:
    """The offers of a moment's date to choose from; kept for the present and a few other dates."""
    asked = helsinki_day(at), staff
    kept: dict[tuple[date, bool], Offered] = catalogue.made.setdefault("choices", {})
    if asked not in kept:
        present = catalogue.made_at and helsinki_day(catalogue.made_at)
        others = [one for one in kept if one[0] != present]
        if len(others) >= DATES:
            del kept[others[0]]
        kept[asked] = Offered(offers_of(catalogue, at, staff=staff))
    return kept[asked]


def _all(catalogue: Catalogue, today: date, *, is_present: bool) -> Iterator[Offer]:
    """What is published and not expired (G3); staff see what is for staff alone as well."""
    of = today, catalogue.qualified
    readers: tuple[tuple[Callable[..., list[Offer]], Iterable[Any]], ...] = (
        (_of_place, catalogue.places.values()),
        (_of_visit, catalogue.visits_in_order),
        (_of_channel, catalogue.channels.values()),
        (_of_guide, catalogue.guides.values()),
    )
    for read, things in readers:
        for thing in things:
            if is_present:
                yield from made_once(thing.made, "offers today", of, partial(read, thing, *of))
            else:
                yield from read(thing, *of)


def _stands(thing: Place | Channel | Guide, today: date) -> bool:
    return thing.row.state is RecordState.PUBLISHED and today < thing.checked.expires_on


def _of_place(place: Place, today: date, qualified: Qualified) -> list[Offer]:
    """Kept with the place, once for each way in which it stands on a date."""
    if not _stands(place, today):
        return []
    codes = frozenset(service.code for service in place.services_on(today, qualified))
    stands = _Standing(codes, place.freshness(today), place.is_shown(today), qualified)
    make = partial(_made_of_place, place, stands)
    return made_once(place.made, ("offers", *stands[:3]), qualified, make)


class _Standing(NamedTuple):
    """What the date says of a place."""

    codes: frozenset[str]
    freshness: Freshness
    public: bool
    qualified: Qualified


def _made_of_place(place: Place, stands: _Standing) -> list[Offer]:
    id_, languages = str(place.id), frozenset(place.row.languages_spoken)
    return [
        Offer(
            kind="point",
            id=id_,
            name=place.name,
            form="in_person",
            times=TimesOf(place.hours_of(service), service.states),
            service=service.code,
            place_id=id_,
            municipality=place.municipality,
            lat=place.lat,
            lon=place.lon,
            coordinate_is_centre=place.is_centre,
            levels=service.levels,
            needs=service.needs,
            topics=service.topics,
            target_groups=place.target_groups,
            audiences=place.audiences,
            languages=languages,
            interpreting="interpreting" in stands.codes,
            services=stands.codes,
            accessibility=place.row.accessibility,
            obligation_rank=place.rank,
            freshness=stands.freshness.value,
            checked_on=place.checked.verified_on,
            public=stands.public,
            qualified=_qualified(stands.qualified, service),
        )
        for service in place.services
    ]


def _of_visit(visit: Visit, today: date, qualified: Qualified) -> list[Offer]:
    if not (visit.row.is_on and visit.row.day >= today and visit.unit.is_public):
        return []
    freshness = visit.freshness(today)
    make = partial(_made_of_visit, visit, freshness, qualified)
    return made_once(visit.made, ("offers", freshness), qualified, make)


def _made_of_visit(visit: Visit, freshness: Freshness, qualified: Qualified) -> list[Offer]:
    row, id_, languages = visit.row, str(visit.id), frozenset(visit.unit.languages_spoken)
    services = visit.services_on(qualified)
    codes = frozenset(service.code for service in services)
    return [
        Offer(
            kind="visit",
            id=id_,
            name=visit.unit.name,
            form="in_person",
            times=TimesOfVisit(visit),
            service=service.code,
            place_id=id_,
            unit_id=str(visit.unit.id),
            municipality=row.municipality_code,
            lat=visit.lat,
            lon=visit.lon,
            levels=service.levels,
            needs=service.needs,
            topics=service.topics,
            audiences=frozenset({"resident"}),
            languages=languages,
            interpreting="interpreting" in codes,
            services=codes,
            accessibility=visit.unit.accessibility,
            obligation_rank=visit.rank,
            freshness=freshness.value,
            checked_on=row.verified_at and helsinki_day(row.verified_at),
            public=True,
            qualified=_qualified(qualified, service),
        )
        for service in services
    ]


def _of_channel(channel: Channel, today: date, _: Qualified) -> list[Offer]:
    return [_made_of_channel(channel, today)] if _stands(channel, today) else []


def _made_of_channel(channel: Channel, today: date) -> Offer:
    row = channel.row
    is_bot = row.form is ChannelForm.CHATBOT and row.hours is None
    return Offer(
        kind="channel",
        id=str(channel.id),
        name=row.name,
        form=row.form.value,
        times=always if is_bot else TimesOf(channel.hours, COUNTS_AS_OPEN),
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


def _of_guide(guide: Guide, today: date, _: Qualified) -> list[Offer]:
    return [_made_of_guide(guide, today)] if _stands(guide, today) else []


def _made_of_guide(guide: Guide, today: date) -> Offer:
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


def _qualified(qualified: Qualified, service: Service) -> bool | Callable[[date], bool]:
    """False at once where nobody has ever had the right."""
    if service.code == AUTHORISATION and qualified.rights.keys().isdisjoint(service.persons):
        return False
    return lambda day: service.is_on(day, qualified)
