"""The search index of a catalogue, brought up to date at first use and kept with it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from directory.codes.codes import List
from directory.hours.opening_hours import midnight
from directory.mobile.qualifications import Qualified
from directory.model.catalogue import Catalogue
from directory.model.things import MOBILE, Channel, Guide, Place, Service, Visit, made_once
from directory.points.freshness import Freshness
from directory.search.dictionary import Concept
from directory.search.documents import Document, Kind
from directory.search.index import Index

TRUST = {Freshness.FRESH: 5, Freshness.DUE: 4, Freshness.UNVERIFIED: 2}


def index_of(catalogue: Catalogue, today: date) -> Index:
    """The index of what residents see on a Helsinki date: the former one, brought up to date."""
    made = catalogue.made
    held: tuple[date, Index] | None = made.get("index")
    if held is None or held[0] != today:
        former = held or made.pop("former index", None)
        held = made["index"] = today, _index(catalogue, former and former[1], today)
    return held[1]


def _index(catalogue: Catalogue, former: Index | None, today: date) -> Index:
    dictionary, gazetteer = catalogue.lists.dictionary, catalogue.lists.gazetteer
    documents = _documents(catalogue, today)
    if former is not None and former.reads_by(dictionary, gazetteer):
        return former.changed(documents)
    return Index(documents, dictionary, gazetteer)


def relevant_places(catalogue: Catalogue, q: str, today: date) -> Mapping[str, float]:
    """The points and units that a text finds, with their score."""
    return relevant(catalogue, "point", q, today)


def relevant(catalogue: Catalogue, kind: Kind, q: str, today: date) -> Mapping[str, float]:
    """The things of a kind that a text finds, by id, with their score. Raises BadQuery."""
    return index_of(catalogue, today).points(q, kind)


def _documents(catalogue: Catalogue, today: date) -> Iterator[Document]:
    """Everything that may be found."""
    qualified = catalogue.qualified
    yield from _kept(_place, catalogue.places.values(), today, qualified)
    yield from _kept(_place, catalogue.units.values(), today, qualified)
    yield from _kept(_visit, catalogue.visits.values(), today, qualified)
    yield from _kept(_channel, catalogue.channels.values(), today)
    yield from _kept(_guide, catalogue.guides.values(), today)
    yield from _of_words(catalogue)


def _kept(
    read: Callable[..., Document | None], things: Iterable[Any], *of: Hashable
) -> Iterator[Document]:
    """The documents of things, each kept with its thing."""
    for thing in things:
        found = made_once(thing.made, "document", of, partial(read, thing, *of))
        if found is not None:
            yield found


def _place(place: Place, today: date, qualified: Qualified) -> Document | None:
    row = place.row
    if not place.is_shown(today):
        return None
    kinds = {Concept("kind", MOBILE)} if place.kind == MOBILE else set()
    if getattr(row, "remote_appointment_place", False):
        kinds.add(Concept("topic", "remote_appointment"))
    return Document(
        kind="point",
        id=str(place.id),
        names=place.name,
        summary=row.summary or {},
        description=getattr(row, "description", None) or {},
        concepts=frozenset(kinds | _concepts(place.services_on(today, qualified))),
        municipality=place.municipality,
        trust=TRUST.get(place.freshness(today), 0),
        audiences=place.audiences,
    )


def _visit(visit: Visit, today: date, qualified: Qualified) -> Document | None:
    row = visit.row
    at = midnight(today)
    if not visit.is_shown(at, today) or not row.is_on:
        return None
    return Document(
        kind="visit",
        id=str(visit.id),
        names=visit.unit.name,
        summary=row.stop["name"],
        concepts=frozenset(_concepts(visit.services_on(qualified)) | {Concept("kind", MOBILE)}),
        municipality=row.municipality_code,
        trust=TRUST.get(visit.freshness(today), 0),
        starts=(row.day - today).days * 24.0,
    )


def _channel(channel: Channel, today: date) -> Document | None:
    row = channel.row
    if not channel.is_shown(today):
        return None
    return Document(
        kind="channel",
        id=str(channel.id),
        names=row.name,
        summary=row.summary or {},
        description=row.description or {},
        concepts=_listed((("form", [row.form]), ("need", row.needs), ("topic", row.topics))),
        trust=TRUST.get(channel.checked.on(today), 0),
        audiences=frozenset(row.audiences),
    )


def _guide(guide: Guide, today: date) -> Document | None:
    row = guide.row
    if not guide.is_shown(today):
        return None
    return Document(
        kind="material",
        id=str(guide.id),
        names=row.title,
        summary=row.summary or {},
        concepts=_listed((("form", [row.form]), ("need", row.needs), ("topic", row.topics))),
        trust=TRUST.get(guide.checked.on(today), 0),
        audiences=frozenset(row.audiences),
    )


def _of_words(catalogue: Catalogue) -> Iterator[Document]:
    for code in catalogue.codes:
        if code.list is List.TOPIC and not code.hidden:
            concept = frozenset({Concept("topic", code.code)})
            yield Document(kind="topic", id=code.code, names=code.name, concepts=concept)
    for code_ in catalogue.areas.own():
        one = catalogue.areas.municipalities[code_]
        yield Document(kind="municipality", id=code_, names=one.name, municipality=code_)


def _concepts(services: Iterable[Service]) -> set[Concept]:
    """What services are called, and the needs and topics that they name themselves."""
    told = (
        (("service", [one.code]), ("need", one.needs), ("topic", one.topics)) for one in services
    )
    return {concept for lists in told for concept in _listed(lists)}


def _listed(lists: Iterable[tuple[str, Iterable[str]]]) -> frozenset[Concept]:
    return frozenset(Concept(name, code) for name, codes in lists for code in codes)
