"""Merging needs: which went into which, and what a root gains by it (P5, S04, S05, rule 4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import now
from common.errors import Refusal, Said
from mentoring.bridge.links import unknown
from mentoring.bridge.needs import Need, NeedOrigin, sorted_as
from mentoring.people.standing import Standing
from mentoring.processes.acting import Doing, tell_of
from mentoring.store import Recorded, Row


class NeedMerge(Recorded, Row, kw_only=True):
    """That a need went into another; undone when it came out or both went into a third."""

    __tablename__ = "need_merge"

    source_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class MergeCycle(Refusal):
    slug = "merge-cycle"
    status = 409
    title = Said(
        "Tarve yhdistyisi itseensä",
        "Behovet skulle slås ihop med sig självt",
        "The need would merge into itself",
    )


class MergeTargetClosed(Refusal):
    slug = "merge-target-closed"
    status = 409
    title = Said(
        "Kohteena oleva tarve on jo päättynyt",
        "Målbehovet är redan avslutat",
        "The target need is closed",
    )


class TargetMet(Refusal):
    slug = "target-met"
    status = 409
    title = Said(
        "Yhdistetty tarve on jo täyttynyt",
        "Det sammanslagna behovet är redan tillgodosett",
        "The target need is met",
    )


async def merge(need: Need, doing: Doing) -> None:
    """Into the target's root, with all that was merged into this one: chains have length 1."""
    session, by = doing.session, doing.by
    root = await _root_of(session, doing.body.target_id)
    if root.id == need.id:
        raise MergeCycle
    if root.state in ("declined", "met"):
        raise MergeTargetClosed
    for below in await merged_into(session, need):
        await _come_out(session, below)
        _go_into(session, below, root, by)
        below.touch(by.subject)
        told = sorted_as(below) | {"merged_into": root.id}
        await tell_of(session, "need", "merged", below, **told)
    _go_into(session, need, root, by)
    need.benefits = []
    await _share_out(session, root, by)
    doing.told |= sorted_as(need) | {"merged_into": root.id}


async def unmerge(need: Need, doing: Doing) -> None:
    """What was merged into it before stays with the root."""
    root = await doing.session.get_one(Need, need.merged_into, with_for_update=True)
    if root.state == "met":
        raise TargetMet
    await _come_out(doing.session, need)
    need.merged_into = need.linked_noun = need.linked_id = None
    need.forwarded_from = need.forwarded_item_id = None
    await _share_out(doing.session, root, doing.by)
    doing.told |= sorted_as(need) | {"merged_into": root.id}


async def _root_of(session: AsyncSession, target_id: UUID) -> Need:
    """Locked; a target that was merged meanwhile stands for where it went.

    Raises ValidationFailed.
    """
    target = await session.get(Need, target_id, with_for_update=True, populate_existing=True)
    if target is None:
        raise unknown("/target_id")
    if target.merged_into is None:
        return target
    return await _root_of(session, target.merged_into)


def _go_into(session: AsyncSession, need: Need, root: Need, by: Standing) -> None:
    need.merged_into = root.id
    session.add(
        NeedMerge(
            source_id=need.id,
            target_id=root.id,
            created_by=by.subject,
            updated_by=by.subject,
        )
    )


async def _come_out(session: AsyncSession, need: Need) -> None:
    wanted = select(NeedMerge).where(NeedMerge.source_id == need.id, NeedMerge.undone_at.is_(None))
    for one in await session.scalars(wanted):
        one.undone_at = now()


async def _share_out(session: AsyncSession, root: Need, by: Standing) -> None:
    """The root is for the units of all that was merged into it, and for no others."""
    await session.flush()
    units = {one.org_unit_id for one in await merged_into(session, root)}
    root.benefits = sorted(one for one in units if one is not None)
    root.touch(by.subject)


async def merged_into(session: AsyncSession, root: Need) -> Sequence[Need]:
    """The needs that go on in this one, locked."""
    wanted = select(Need).where(Need.merged_into == root.id).order_by(Need.id)
    return (await session.scalars(wanted.with_for_update())).all()


async def origins_of(
    session: AsyncSession, needs: Iterable[Need]
) -> Mapping[UUID, Sequence[NeedOrigin]]:
    """By need, its own origins and those that merged needs brought, each source once."""
    ids = {one.id for one in needs}
    wanted = (
        select(NeedOrigin, Need.merged_into)
        .join(Need, Need.id == NeedOrigin.need_id)
        .where(or_(Need.id.in_(ids), Need.merged_into.in_(ids)))
        .order_by(NeedOrigin.id)
    )
    found: dict[UUID, dict[tuple[object, ...], NeedOrigin]] = {one: {} for one in ids}
    for origin, root in await session.execute(wanted):
        source = (origin.kind, origin.org_unit_id, origin.partner_id, origin.source_id)
        for of in ids & {origin.need_id, root}:
            found[of].setdefault(source, origin)
    return {one: list(sources.values()) for one, sources in found.items()}
