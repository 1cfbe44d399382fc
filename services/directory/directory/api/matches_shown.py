"""Ways to get help as they are read: what stands still of each is made once and kept with it."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from pydantic_core import to_json

from common.shapes import Moment, Shape
from common.text import Written
from directory.api.openings import Openness, openness_shown
from directory.api.parts_shown import Contact, public_contacts
from directory.api.shown import Listed as Words
from directory.guidance.guidance import Guidance, Item
from directory.guidance.reasons import Reason as Why
from directory.hours.opening_hours import Openness as Door
from directory.model.catalogue import Catalogue
from directory.model.things import Channel, Guide, Place, Service, Visit, made_once


class Reason(Shape):
    """Why an answer is given; the points of all reasons are the score."""

    code: Annotated[str, Field(examples=["fits_need"])]
    points: int
    text: Written


class Match(Shape):
    """One way to get help: a point, a visit, a channel or a material."""

    kind: Annotated[str, Field(examples=["point"])]
    id: str
    name: Written
    service: Annotated[str | None, Field(examples=["service_guidance"])]
    form: Annotated[str, Field(examples=["in_person"])]
    also_here: Words
    starts_at: Moment | None
    ends_at: Moment | None
    openness: Annotated[Openness | None, Field(description="Of a point or a channel.")]
    municipality_code: str | None
    distance_m: int | None
    contacts: Annotated[list[Contact], Field(max_length=20)]
    url: str | None
    score: int
    reasons: Annotated[list[Reason], Field(max_length=30)]


class OwnUnit(Shape):
    """For a professional: the digivastaava of the own unit, which mentoring tells."""

    kind: Literal["own_unit"]
    path: str


class Matches(Shape):
    """The ranked answers, what was understood, what was given up to find them."""

    understood: dict[str, Any]
    relaxed: Words
    unavailable: Words
    own_unit: OwnUnit | None
    items: Annotated[list[Match], Field(max_length=21)]


MATCHES = b'{"understood":%b,"relaxed":%b,"unavailable":%b,"own_unit":%b,"items":[%b]}'
FIRST = b'%b,"also_here":%b,"starts_at":%b,"ends_at":%b,"openness":%b,%b'
ITEM = b'{%b,"distance_m":%b,%b,"score":%d,"reasons":[%b]}'
OWN_UNIT = b'{"kind":"own_unit","path":"/v1/digivastaavat?unit_id=mine"}'
HEAD, MIDDLE, TAIL = (
    ("kind", "id", "name", "service", "form"),
    ("municipality_code",),
    ("contacts", "url"),
)
_id = lru_cache(4096)(UUID)
MOVING = dict.fromkeys(("starts_at", "ends_at", "openness", "distance_m"))


def matches_json(
    catalogue: Catalogue, found: Guidance, at: datetime, *, tells_own_unit: bool
) -> bytes:
    """The whole answer at a moment."""
    return MATCHES % (
        to_json(found.understood),
        to_json(found.relaxed),
        to_json(found.unavailable),
        OWN_UNIT if tells_own_unit else b"null",
        b",".join([_item_json(catalogue, item, at) for item in found.items]),
    )


def _item_json(catalogue: Catalogue, item: Item, at: datetime) -> bytes:
    first, tail = item_parts(catalogue, item, at)
    reasons = b",".join([reason_json(one) for one in item.reasons])
    return ITEM % (first, to_json(item.distance_m), tail, item.score, reasons)


def item_parts(catalogue: Catalogue, item: Item, at: datetime) -> tuple[bytes, bytes]:
    """An item up to its distance, and from there to its score."""
    thing = _thing(catalogue, item)
    still = made_once(thing.made, ("match", item.service), None, lambda: _still(item, thing))
    head, middle, tail = still
    first = FIRST % (
        head,
        to_json(item.also_here),
        _moment(item.starts_at),
        _moment(item.ends_at),
        _door_json(thing, item.service, at),
        middle,
    )
    return first, tail


def _thing(catalogue: Catalogue, item: Item) -> Place | Channel | Visit | Guide:
    kind, id_ = item.offer.kind, _id(item.offer.id)
    if kind == "channel":
        return catalogue.channels[id_]
    if kind == "material":
        return catalogue.guides[id_]
    return catalogue.visits[id_] if kind == "visit" else catalogue.places[id_]


def _still(item: Item, thing: Place | Channel | Visit | Guide) -> tuple[bytes, bytes, bytes]:
    offer = item.offer
    contacts, url = _ways(thing)
    members: dict[str, Any] = MOVING | {
        "kind": offer.kind,
        "id": offer.id,
        "name": offer.name,
        "service": item.service,
        "form": item.form,
        "also_here": [],
        "municipality_code": offer.municipality,
        "contacts": public_contacts(contacts),
        "url": url,
        "score": 0,
        "reasons": [],
    }
    whole = Match.model_validate(members)
    head, middle, tail = (
        whole.model_dump_json(by_alias=True, include=set(names)).encode()[1:-1]
        for names in (HEAD, MIDDLE, TAIL)
    )
    return head, middle, tail


def _ways(
    thing: Place | Channel | Visit | Guide,
) -> tuple[list[dict[str, Any]], str | None]:
    """How to reach what is offered: its contacts, its link."""
    if isinstance(thing, Channel):
        return thing.row.contacts, thing.row.url
    if isinstance(thing, Visit):
        return thing.unit.contacts, None
    if isinstance(thing, Place):
        return thing.row.contacts, None
    row = thing.row
    contact = [row.order_contact] if row.order_contact else []
    return contact, row.files[0]["url"] if row.files else row.learning_platform_url


def _door_json(thing: Place | Channel | Visit | Guide, code: str | None, at: datetime) -> bytes:
    """How the door of a point stands for the service, or the line of a channel."""
    if isinstance(thing, Channel):
        return _openness(thing, thing.door(at), None)
    if isinstance(thing, Place):
        service = thing.service(code or "")
        return _openness(thing, thing.door(service, at), service)
    return b"null"


def _openness(thing: Place | Channel, door: Door, service: Service | None) -> bytes:
    name = "match", Openness, service.code if service else None
    make = lambda: openness_shown(door, service).model_dump_json().encode()  # noqa: E731
    return made_once(thing.made, name, (door,), make)


@lru_cache(4096)
def _moment(moment: datetime | None) -> bytes:
    return b"null" if moment is None else to_json(moment.astimezone(UTC))


def reason_json(reason: Why) -> bytes:
    text = reason.text
    return _written_reason(reason.code, reason.points, text["fi"], text["sv"], text["en"])


@lru_cache(16_384)
def _written_reason(
    code: str, points: int, fi: str | None, sv: str | None, en: str | None
) -> bytes:
    return to_json({"code": code, "points": points, "text": {"fi": fi, "sv": sv, "en": en}})
