"""What may be asked of help without a place: the filters of points that mean something there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field

from common.clock import helsinki_day
from common.identity import Caller
from common.query import CommaList, Query, Whole
from directory.api.asking import (
    CODE,
    FRESH,
    ID,
    LEVEL,
    Codes,
    Cursor,
    Include,
    Languages,
    Listed,
    OpenAt,
    OpenOn,
    OpenStates,
    When,
    lacking,
    refuse_other_kinds,
    refuse_unknown_codes,
)
from directory.api.listing import BY_NAME, NEWEST_FIRST, Noun, Order, in_order
from directory.api.model import sees_drafts
from directory.api.words import judged
from directory.hours.opening_hours import COUNTS_AS_OPEN, State, state_at
from directory.model.catalogue import Catalogue
from directory.model.filters import levels_of
from directory.model.opening import has_state
from directory.model.searching import relevant
from directory.model.things import Channel, Guide
from directory.points.points import RecordState
from directory.remote.materials import MaterialKind
from directory.search.documents import Kind

ARCHIVED = RecordState.ARCHIVED
PLACES = frozenset({"limit", "cursor", "sort", "include"})
"""What is asked of the list and not of its things."""
Thing = TypeVar("Thing", Channel, Guide)


class _RemoteQuery(Query):
    q: (
        Annotated[str, Field(min_length=1, max_length=400, examples=["Omakanta puhelimella"])]
        | None
    ) = None
    form: Listed = ()
    need: Listed = ()
    topic: Listed = ()
    level: Annotated[Codes, CommaList(LEVEL)] = ()
    audience: Annotated[Codes, CommaList(r"(resident|professional)", 2)] = ()
    organisation_id: Annotated[Codes, CommaList(ID)] = ()
    freshness: Annotated[Codes, CommaList(FRESH, 5)] = ()
    updated_after: When | None = None
    sort: Literal["relevance", "name", "-updated_at"] | None = None
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


class ChannelsQuery(_RemoteQuery):
    """The filters of points without place and services."""

    language: Languages = ()
    target_group: Listed = ()
    open_at: OpenAt | None = None
    open_on: OpenOn | None = None
    state: OpenStates = ()
    include: Include = ()


class MaterialsQuery(_RemoteQuery):
    """The filters of points without place, services and hours."""

    kind: Annotated[Codes, CommaList(CODE)] = ()
    language: Annotated[
        Languages,
        Field(description="Files in these languages; all files of what has none in them (D11)."),
    ] = ()


@dataclass(frozen=True)
class RemoteFound(Generic[Thing]):
    """The things that fit all that is asked, and how they are sorted."""

    things: Sequence[Thing]
    """In that order."""
    order: Order
    is_of_now: bool = False
    changes: list[datetime | None] = field(default_factory=list)
    """When the doors change on which an answer about now depends."""


def channels_found(
    catalogue: Catalogue, query: ChannelsQuery, caller: Caller, at: datetime
) -> RemoteFound[Channel]:
    """Raises ValidationFailed, BadWords."""
    if query.state and query.open_at is None and query.open_on is None:
        raise lacking("open_at")
    found = _found(catalogue, query, "channels", "channel", caller, helsinki_day(at))
    asks_now = query.open_at == "now" or "openness" in query.include
    changes = [one.door(at).next_change for one in found.things] if asks_now else []
    things = [one for one in found.things if _is_open(one, query, at)]
    return RemoteFound(things, found.order, asks_now, changes)


def materials_found(
    catalogue: Catalogue, query: MaterialsQuery, caller: Caller, today: date
) -> RemoteFound[Guide]:
    """Raises ValidationFailed, BadWords."""
    refuse_other_kinds(query.kind, MaterialKind)
    found = _found(catalogue, query, "guides", "material", caller, today)
    things = [one for one in found.things if not query.kind or one.row.kind in query.kind]
    return RemoteFound(things, found.order)


def _found(
    catalogue: Catalogue,
    query: _RemoteQuery,
    noun: Noun,
    kind: Kind,
    caller: Caller,
    today: date,
) -> RemoteFound[Any]:
    refuse_unknown_codes(catalogue, query)
    if query.sort == "relevance" and query.q is None:
        raise lacking("q")
    scores = None if query.q is None else relevant(catalogue, kind, judged(query.q), today)
    order, filters = _order(query, scores or {}), query.model_fields_set - PLACES
    fits = [
        one
        for one in _seen(catalogue, noun, order, caller, today)
        if (scores is None or str(one.id) in scores)
        and (not filters or (_fits_people(one, query) and _fits_record(one, query, today)))
    ]
    if order.name == "relevance":
        fits.sort(key=order.key)
    return RemoteFound(fits, order)


def _order(query: _RemoteQuery, scores: Mapping[str, float]) -> Order:
    match query.sort or ("relevance" if query.q else "name"):
        case "relevance":
            return Order("relevance", (float, str), partial(_best_first, scores))
        case "-updated_at":
            return NEWEST_FIRST
        case _:
            return BY_NAME


def _best_first(scores: Mapping[str, float], thing: Channel | Guide) -> tuple[float, str]:
    return -float(scores[str(thing.id)]), str(thing.id)


def _seen(
    catalogue: Catalogue, noun: Noun, order: Order, caller: Caller, today: date
) -> Sequence[Any]:
    """What residents see, and for staff all that is not archived; hits are sorted later."""
    kept = BY_NAME if order.name == "relevance" else order
    if not sees_drafts(caller):
        return in_order(catalogue, noun, kept, today)
    things = in_order(catalogue, noun, kept)
    return [one for one in things if one.row.state is not ARCHIVED or one.is_shown(today)]


def _fits_people(thing: Channel | Guide, query: Any) -> bool:
    row, levels = thing.row, set(levels_of(query.level))
    spoken = query.language if isinstance(thing, Channel) else ()
    return (
        _meets(query.form, [row.form], empty=False)
        and _meets(query.need, row.needs)
        and _meets(query.topic, row.topics, empty=False)
        and _meets(levels, row.levels)
        and _meets(query.audience, row.audiences)
        and _meets(getattr(query, "target_group", ()), getattr(row, "target_groups", ()))
        and _meets(spoken, getattr(row, "languages_spoken", ()), empty=False)
    )


def _fits_record(thing: Channel | Guide, query: _RemoteQuery, today: date) -> bool:
    row = thing.row
    return (
        (not query.organisation_id or str(row.organisation_id) in query.organisation_id)
        and (not query.freshness or thing.checked.on(today) in query.freshness)
        and (query.updated_after is None or row.updated_at > query.updated_after)
    )


def _is_open(channel: Channel, query: ChannelsQuery, at: datetime) -> bool:
    states = frozenset(map(State, query.state)) or COUNTS_AS_OPEN
    if query.open_at is not None:
        moment = at if query.open_at == "now" else query.open_at
        if state_at(channel.hours, moment) not in states:
            return False
    return query.open_on is None or has_state(channel.hours, query.open_on, states)


def _meets(asked_for: Iterable[str], said: Iterable[str], *, empty: bool = True) -> bool:
    """Whether something that was asked is said; what says nothing is for all, where `empty`."""
    wanted, listed = set(asked_for), set(said)
    return not wanted or bool(wanted & listed) or (empty and not listed)
