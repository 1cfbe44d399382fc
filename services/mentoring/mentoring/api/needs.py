"""Needs over HTTP."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.answering import IfMatch
from common.errors import RoleRequired, Said
from common.query import CommaList, Query, asked
from common.shapes import Page
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.need_shapes import NEEDED, Candidate, Need, NeedChange, NewNeed, TimelineEntry
from mentoring.api.of_units import OfWork, work_asked
from mentoring.api.records import Code, Words, newest_page, one_of, record_members, refuse_to_assign
from mentoring.bridge import needs
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.duplicates import Candidate as Alike
from mentoring.bridge.duplicates import candidates
from mentoring.bridge.links import Link, linked, refuse_unknown, refuse_unknown_unit
from mentoring.bridge.merging import origins_of
from mentoring.bridge.need_readers import found_by, sees_whole
from mentoring.bridge.need_timeline import Moment, timeline_of
from mentoring.bridge.need_work import NEEDS, refuse_stranger
from mentoring.bridge.needs import P5, NeedOrigin
from mentoring.bridge.needs import Need as Row
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.people.owning import refuse_no_worker
from mentoring.people.partners import refuse_strange_partner
from mentoring.people.permissions import may
from mentoring.people.persons import refuse_inactive
from mentoring.people.roles import Role
from mentoring.people.teams import StrategicAim
from mentoring.processes.acting import Warned, change, locked_record, the_record
from mentoring.store import InProcess
from mentoring.text_warnings import warnings_for

router = routes("/needs", "needs")
TO_ALL = (
    "public_summary",
    "partner_id",
    "digital_service_id",
    "size",
    "topic",
    "strategic_aim_ids",
    "share_with_supervisor",
    "raised_on",
    "due_on",
    "met_on",
    "merged_into",
    "benefits",
)
TO_OWN_SIDE = (
    "title",
    "priority",
    "goal",
    "affected_group",
    "outcome",
    "result",
    "unit_owner_id",
    "declined_because",
    "forwarded_item_id",
)
"""Not told to those who read a need only because theirs was merged into it (rule 4)."""
WITHHELD = "withheld"
ONLY_THEY_SHARE = Said(
    "Vain tarpeen ilmoittaja voi jakaa sen esihenkilölle.",
    "Bara den som anmälde behovet kan dela det med chefen.",
    "Only who raised it shares it with the supervisor.",
)


async def shown_needs(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    """Needs as the caller may see them."""
    origins = await origins_of(desk.session, rows)
    links = [Link(*one) for row in rows if (one := row.link())]
    work = await linked(desk.session, links)
    told = [
        _members(desk, one, warned)
        | {"origins": _origins(desk, one, origins[one.id]), "planned": _planned(one, work)}
        for one in rows
    ]
    await add_names(desk.session, [*told, *chain(*(one["origins"] for one in told))])
    return told


def _members(desk: Desk, row: Row, warned: Sequence[Warned]) -> dict[str, Any]:
    found = record_members(desk, P5, row, warned)
    found |= {name: getattr(row, name) for name in (*TO_ALL, *TO_OWN_SIDE)}
    if not sees_whole(desk.by, row):
        found |= {**dict.fromkeys(TO_OWN_SIDE), "created_by": WITHHELD}
    return found


def _origins(desk: Desk, row: Row, found: Iterable[NeedOrigin]) -> list[dict[str, Any]]:
    whole = sees_whole(desk.by, row)
    return [
        {name: getattr(one, name) for name in ("kind", "org_unit_id", "partner_id")}
        | {"source_id": one.source_id if whole else None}
        for one in found
    ]


def _planned(row: Row, work: Any) -> dict[str, Any] | None:
    found: InProcess | None = work.get(row.linked_id)
    if found is None:
        return None
    days = {name: getattr(found, name, None) for name in ("starts_on", "due_on")}
    return {"noun": row.linked_noun, "id": found.id, "state": found.state} | days


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await shown_needs(desk, [row], warned))[0]


FACE = Face(process=NEEDS, row=Row, shape=Need, shown=_shown, needs=NEEDED)


@router.post("", status_code=201, response_model=Need)
async def raise_need(new: NewNeed, desk: Using) -> dict[str, Any]:
    """Say what is needed. A request of quick help is answered in the promised working days."""
    await refuse_unknown_unit(desk.session, new.org_unit_id, desk.today)
    if desk.by.organisation_id in (None, new.partner_id):
        await refuse_strange_partner(desk.session, new.partner_id)
    if new.owner_id is not None and not desk.by.has(Role.MENTOR, Role.LEAD):
        raise RoleRequired
    await _refuse_wrong(desk, new.model_dump(exclude_unset=True))
    row = Row(**new.model_dump(exclude={"origin"}))
    await needs.raise_need(desk.session, row, desk.by, new.origin)
    desk.made("/needs", row)
    return await _shown(desk, row, warnings_for([row.title, row.public_summary]))


async def _refuse_wrong(desk: Desk, fields: Mapping[str, Any]) -> None:
    """Raises PersonInactive, ValidationFailed: what is named must be there."""
    await refuse_no_worker(desk.session, fields.get("owner_id"), desk.today)
    await refuse_inactive(desk.session, [fields.get("unit_owner_id")])
    service = fields.get("digital_service_id")
    await refuse_unknown(desk.session, DigitalService, service, "/digital_service_id")
    for aim in fields.get("strategic_aim_ids", ()):
        await refuse_unknown(desk.session, StrategicAim, aim, "/strategic_aim_ids")


class NeedsQuery(OfWork):
    state: Annotated[
        tuple[str, ...], CommaList(one_of(P5.states), 9), Field(examples=["raised"])
    ] = ()
    topic: Annotated[Code | None, Field(description="Code of /v1/support-needs.")] = None
    size: Annotated[
        tuple[str, ...], CommaList(one_of(needs.Size), 7), Field(examples=["quick_help"])
    ] = ()
    digital_service_id: UUID | None = None
    merged_into: UUID | None = None
    owner: UUID | None = None
    q: Words = None


@router.get("", response_model=Page[Need])
async def list_needs(
    desk: Reading, query: Annotated[NeedsQuery, asked(NeedsQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    wanted = permitted(desk.by, "need", Row, owner_id=query.owners(desk), **query.columns)
    if query.q is not None:
        wanted = wanted.where(found_by(desk.by, query.q))
    found, following = await newest_page(desk, query, await work_asked(desk, query, wanted))
    return desk.answer.page(await shown_needs(desk, found), following)


@router.get("/{need_id}", response_model=Need)
async def get_need(need_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, need_id, desk.by, "need")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.patch("/{need_id}", response_model=Need)
async def change_need(
    need_id: UUID, sent: NeedChange, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Who reads a need only because theirs was merged into it does not change it."""
    row = await locked_record(desk.session, Row, need_id, desk.by, "need")
    expected.check(row.version)
    desk.refuse_unless("w", "need", row)
    if not sees_whole(desk.by, row):
        raise RoleRequired
    fields = sent.model_dump(exclude_unset=True)
    if "share_with_supervisor" in fields and row.created_by != desk.by.subject:
        raise RoleRequired(ONLY_THEY_SHARE)
    refuse_to_assign(desk, "need", row, fields)
    await _refuse_wrong(desk, fields)
    await refuse_stranger(desk.session, row, fields.get("unit_owner_id"), desk.today)
    former = row.size
    await change(desk.session, row, desk.by, fields)
    if "size" in fields:
        await needs.size_found(desk.session, row, former)
    desk.answer.version = row.version
    texts = [fields.get("title"), fields.get("public_summary")]
    return await _shown(desk, row, warnings_for(texts))


class DuplicatesQuery(Query):
    topic: Annotated[
        Code | None, Field(description="As if this were its topic; else its own, if it has one.")
    ] = None


@router.get("/{need_id}/duplicates", response_model=Page[Candidate])
async def list_duplicates(
    need_id: UUID, desk: Reading, query: Annotated[DuplicatesQuery, asked(DuplicatesQuery)]
) -> dict[str, Any]:
    """Needs that may be the same, most alike first; at most ten.

    With the topic that it will be triaged with, those that `triage` asks about.
    """
    row = await the_record(desk.session, Row, need_id, desk.by, "need")
    if not sees_whole(desk.by, row):
        raise RoleRequired
    found = await candidates(desk.session, row, query.topic)
    told = [_candidate(desk, row, one) for one in found if _may_be_told(desk, one.need)]
    await add_names(desk.session, told)
    return desk.answer.page(told, None)


def _may_be_told(desk: Desk, other: Row) -> bool:
    """Of another area, only what has a public summary; a request that is not shared, never."""
    public = other.public_summary is not None and other.shared_with_unit
    return public or may(desk.by, "r", "need", other)


def _candidate(desk: Desk, row: Row, alike: Alike) -> dict[str, Any]:
    other, answer = alike.need, row.duplicates.get(f"{alike.need.id}")
    whole = may(desk.by, "r", "need", other) and sees_whole(desk.by, other)
    found = {name: getattr(other, name) for name in ("state", "org_unit_id", "public_summary")}
    hidden = {"title": other.title if whole else None}
    return found | hidden | {"need_id": other.id, "score": alike.score, "answer": answer}


@router.get("/{need_id}/timeline", response_model=Page[TimelineEntry])
async def get_need_timeline(need_id: UUID, desk: Reading) -> dict[str, Any]:
    """Its steps, and the notes that the caller may read; oldest first."""
    row = await the_record(desk.session, Row, need_id, desk.by, "need")
    found: Sequence[Moment] = await timeline_of(desk.session, row, desk.by)
    return desk.answer.page(found, None)


add_actions(router, FACE)
