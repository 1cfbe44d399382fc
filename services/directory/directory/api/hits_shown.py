"""A hit of the search as JSON: why it was found, how its door stands, how to reach it (W10)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.answering import Answer
from common.clock import helsinki_day
from common.shapes import Shape
from common.text import Written
from directory.api.openings import Openness as ShownOpenness
from directory.api.parts_shown import Contact, public_contacts
from directory.api.written import codes, door_json, part
from directory.model.catalogue import Catalogue
from directory.model.things import A_DAY, Channel, Place, Visit, made_once
from directory.search import tokens
from directory.search.documents import Document
from directory.search.ranking import Line


class Range(Shape):
    """Characters of a text, from the first to behind the last."""

    field: Annotated[str, Field(examples=["name.fi"])]
    start: int
    end: int


class SearchHit(Shape):
    """Something that was found, and why."""

    kind: Annotated[str, Field(examples=["point"])]
    id: str
    name: Written
    summary: Written | None
    municipality_code: str | None
    matched: Annotated[list[str], Field(examples=[["name", "concept:device_network"]])]
    highlights: Annotated[list[Range], Field(max_length=200)]
    openness: ShownOpenness | None
    contacts: Annotated[list[Contact], Field(max_length=20)]
    url: str | None
    score: float


HEAD = ("kind", "id", "name", "summary", "municipality_code")
TAIL = ("contacts", "url")
HIT = b'{%b,"matched":%b,"highlights":[%b],"openness":%b,%b,"score":%b}'
MARK = b'{"field":"%b","start":%d,"end":%d}'
NEVER, FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
Thing = Place | Channel | Visit
_codes = lru_cache(1_000)(codes)


@dataclass(slots=True, eq=False)
class _Standing:
    """What stands still of a hit: the JSON before and behind the rest.

    How its door stands is kept until it moves; what has none never does.
    """

    document: Document
    head: bytes
    tail: bytes
    thing: Place | Channel | None
    door: bytes = b"null"
    since: datetime = NEVER
    until: datetime = NEVER
    next_change: datetime | None = None

    def look(self, at: datetime) -> None:
        """See how the door stands at a moment that is not known yet."""
        thing = self.thing
        if thing is None:
            self.until = FOREVER
            return
        found = thing.door(None, at) if isinstance(thing, Place) else thing.door(at)
        self.door, self.next_change = door_json(thing.made, found), found.next_change
        self.since, self.until = at, found.next_change or at + A_DAY


class Told:
    """The hits of one answer, which holds until a door of theirs moves."""

    def __init__(self, catalogue: Catalogue, answer: Answer) -> None:
        self.catalogue, self.answer = catalogue, answer

    def lines(self, page: Iterable[Line]) -> list[bytes]:
        """Hits as JSON; the answer learns when the first of their doors moves."""
        kept: dict[str, _Standing] = self.catalogue.made.setdefault("hits", {})
        found = []
        for line in page:
            document = line[0]
            still = kept.get(document.id)
            if still is None or still.document is not document:
                still = kept[document.id] = _standing(self.catalogue, document)
            found.append((line, still))
        return self._told(found)

    def default_lines(self) -> list[bytes]:
        """The default channels, as hits of nobody's words."""
        made, today = self.catalogue.made, helsinki_day(self.answer.read_at)
        defaults = made_once(made, "default hits", today, lambda: list(self._defaults(today)))
        return self._told(defaults)

    def _defaults(self, today: date) -> Iterator[tuple[Line, _Standing]]:
        for one in self.catalogue.channels.values():
            row = one.row
            if one.is_shown(today) and row.is_default:
                told = Document("channel", str(row.id), row.name, row.summary or {})
                line = (told, 0.0, ("default_channel",), frozenset[str]())
                yield line, _standing(self.catalogue, told)

    def _told(self, found: Iterable[tuple[Line, _Standing]]) -> list[bytes]:
        at, changes_at, lines = self.answer.read_at, self.answer.changes_at, []
        for (_, points, why, marked), still in found:
            if not still.since <= at < still.until:
                still.look(at)
            moves = still.next_change
            if moves is not None and (changes_at is None or moves < changes_at):
                changes_at = moves
            words, marks = _marks(still)
            told = b""
            if not marked.isdisjoint(words):
                told = b",".join([mark for word, mark in marks if word in marked])
            score = _score(points)
            lines.append(HIT % (still.head, _codes(why), told, still.door, still.tail, score))
        self.answer.changes_at = changes_at
        return lines


@lru_cache(4_000)
def _marks(still: _Standing) -> tuple[frozenset[str], tuple[tuple[str, bytes], ...]]:
    """The words of what is shown often, and for each place of a word the range that marks it."""
    found = [
        (word, MARK % (f"{name}.{language}".encode(), start, end))
        for name, _, language, text in still.document.texts()
        for word, start, end in tokens.tokens(text)
    ]
    return frozenset(word for word, _ in found), tuple(found)


@lru_cache(1_000)
def _score(points: float) -> bytes:
    return repr(round(points, 3)).encode()


def _thing(catalogue: Catalogue, document: Document) -> Thing | None:
    match document.kind:
        case "point":
            id_ = UUID(document.id)
            return catalogue.places.get(id_) or catalogue.units[id_]
        case "channel":
            return catalogue.channels[UUID(document.id)]
        case "visit":
            return catalogue.visits[UUID(document.id)]
        case _:
            return None


def _standing(catalogue: Catalogue, document: Document) -> _Standing:
    thing = _thing(catalogue, document)
    contacts = () if thing is None else _row(thing).contacts
    told = dict.fromkeys(SearchHit.model_fields) | {
        "kind": document.kind,
        "id": document.id,
        "name": document.names,
        "summary": document.summary or None,
        "municipality_code": document.municipality,
        "matched": [],
        "highlights": [],
        "contacts": public_contacts(contacts),
        "url": thing.row.url if isinstance(thing, Channel) else None,
        "score": 0.0,
    }
    head, tail = part(SearchHit, told, HEAD), part(SearchHit, told, TAIL)
    door = None if isinstance(thing, Visit) else thing
    return _Standing(document, head, tail, door)


def _row(thing: Thing) -> Any:
    """What people are told of a thing: of a visit its unit."""
    return thing.unit if isinstance(thing, Visit) else thing.row
