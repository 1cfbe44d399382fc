"""The search index of a catalogue, made at first use and kept with it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from common.clock import HELSINKI
from directory.codes.codes import Code, List
from directory.model.catalogue import Catalogue
from directory.model.things import MOBILE, Place, Service
from directory.points.freshness import Freshness
from directory.search.dictionary import DEFAULT, Concept, Dictionary
from directory.search.documents import Document
from directory.search.index import Found, Index
from directory.search.places import DEFAULT as DEFAULT_PLACES
from directory.search.places import Gazetteer
from directory.search.places import municipality as named_place

TRUST = {Freshness.FRESH: 5, Freshness.DUE: 4, Freshness.UNVERIFIED: 2}


def index_of(catalogue: Catalogue, today: date) -> Index:
    """The index of what residents see on a Helsinki date."""
    held: tuple[date, Index] | None = catalogue.made.get("index")
    if held is None or held[0] != today:
        index = Index(_documents(catalogue, today), dictionary_of(catalogue), places_of(catalogue))
        held = catalogue.made["index"] = today, index
    return held[1]


def search(catalogue: Catalogue, q: str, today: date) -> Found:
    """What residents find with a text. Raises BadQuery."""
    return index_of(catalogue, today).search(q)


def relevant_places(catalogue: Catalogue, q: str, today: date) -> Mapping[UUID, float]:
    """The points and units that a text finds, with their score."""
    hits = search(catalogue, q, today).hits
    return {UUID(hit.document.id): hit.score for hit in hits if hit.document.kind == "point"}


def dictionary_of(catalogue: Catalogue) -> Dictionary:
    """The dictionary with the county's own topics."""
    topics = [code for code in catalogue.codes if code.list is List.TOPIC]
    words: Mapping[str, Mapping[str, Iterable[str]]] = {code.code: _words(code) for code in topics}
    return DEFAULT.with_topics(words)


def places_of(catalogue: Catalogue) -> Gazetteer:
    """Municipality names as people write them: stems for two counties, plain names for the rest."""
    held: Gazetteer | None = catalogue.made.get("gazetteer")
    if held is None:
        known = {one.code for one in DEFAULT_PLACES.municipalities}
        others = [
            named_place(one.code, one.name["fi"], [name for name in (one.name.get("sv"),) if name])
            for one in catalogue.areas.municipalities.values()
            if one.code not in known and _is_near(catalogue, one.wellbeing_county_code)
        ]
        held = catalogue.made["gazetteer"] = Gazetteer([*DEFAULT_PLACES.municipalities, *others])
    return held


NEIGHBOURS = {"09": frozenset({"01", "02", "07", "08", "10", "12", "15"})}
"""Counties that border on a county: their municipalities are understood as well (rule W4)."""


def _is_near(catalogue: Catalogue, county: str) -> bool:
    own = catalogue.areas.county
    return county == own or county in NEIGHBOURS.get(own, frozenset())


def _documents(catalogue: Catalogue, today: date) -> Iterator[Document]:
    for place in (*catalogue.places.values(), *catalogue.units.values()):
        if place.is_shown(today):
            yield _of_place(catalogue, place, today)
    yield from _of_visits(catalogue, today)
    yield from _of_remote(catalogue, today)
    yield from _of_words(catalogue)


def _of_place(catalogue: Catalogue, place: Place, today: date) -> Document:
    row = place.row
    kinds = {Concept("kind", MOBILE)} if place.kind == MOBILE else set()
    if getattr(row, "remote_appointment_place", False):
        kinds.add(Concept("topic", "remote_appointment"))
    return Document(
        kind="point",
        id=str(place.id),
        names=place.name,
        summary=row.summary or {},
        description=getattr(row, "description", None) or {},
        concepts=frozenset(kinds | _concepts(place.services_on(today, catalogue.qualified))),
        municipality=place.municipality,
        trust=TRUST.get(place.freshness(today), 0),
    )


def _of_visits(catalogue: Catalogue, today: date) -> Iterator[Document]:
    at = datetime.combine(today, datetime.min.time(), HELSINKI)
    for visit in catalogue.visits_in_order:
        if not visit.is_shown(at, today) or not visit.row.is_on:
            continue
        days = (visit.row.day - today).days
        yield Document(
            kind="visit",
            id=str(visit.id),
            names=visit.unit.name,
            summary=visit.row.stop["name"],
            concepts=frozenset(
                _concepts(visit.services_on(catalogue.qualified)) | {Concept("kind", MOBILE)}
            ),
            municipality=visit.row.municipality_code,
            trust=TRUST.get(visit.freshness(today), 0),
            starts=days * 24.0,
        )


def _of_remote(catalogue: Catalogue, today: date) -> Iterator[Document]:
    for channel in catalogue.channels.values():
        row = channel.row
        if channel.is_shown(today):
            listed = (("form", [row.form]), ("need", row.needs), ("topic", row.topics))
            yield Document(
                kind="channel",
                id=str(channel.id),
                names=row.name,
                summary=row.summary or {},
                description=row.description or {},
                concepts=_listed(listed),
                trust=TRUST.get(channel.checked.on(today), 0),
            )
    for guide in catalogue.guides.values():
        if guide.is_shown(today):
            told = (
                ("form", [guide.row.form]),
                ("need", guide.row.needs),
                ("topic", guide.row.topics),
            )
            yield Document(
                kind="material",
                id=str(guide.id),
                names=guide.row.title,
                summary=guide.row.summary or {},
                concepts=_listed(told),
                trust=TRUST.get(guide.checked.on(today), 0),
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


def _words(code: Code) -> Mapping[str, Iterable[str]]:
    words: Mapping[str, Iterable[str]] = code.more.get("words", {})
    return words
