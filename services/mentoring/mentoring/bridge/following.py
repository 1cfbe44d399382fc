"""How needs follow the work that is planned for them, and what was sent onward (P5, the system)."""

from types import SimpleNamespace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.needs import P5, Need, sorted_as
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import Doing, Process, Rules, act


async def _unplan(need: Need, _: Doing) -> None:
    need.linked_noun = need.linked_id = None


async def _return(need: Need, doing: Doing) -> None:
    doing.target = need.forwarded_from or "triaged"
    need.forwarded_from = need.forwarded_item_id = None
    doing.told |= sorted_as(need)


FOLLOWED: Rules = {"unplan": _unplan, "return": _return}
FOLLOWING = Process(P5, FOLLOWED)


async def start_planned_on(session: AsyncSession, noun: str, id_: UUID) -> None:
    """The work has begun: the needs that are planned on it have too."""
    for need in await _planned_on(session, noun, id_, "planned"):
        await act(session, FOLLOWING, need, "start", SYSTEM)


async def unplan_planned_on(
    session: AsyncSession, noun: str, id_: UUID, reason: str | None
) -> None:
    """The work was dropped or cancelled: the needs that are planned on it need another plan."""
    for need in await _planned_on(session, noun, id_, "planned", "in_progress"):
        await act(session, FOLLOWING, need, "unplan", SYSTEM, SimpleNamespace(reason=reason))


async def take_back(session: AsyncSession, need_id: UUID) -> None:
    """Its forwarded item was rejected or handed back: a need that waits for it waits no more."""
    need = await session.get(Need, need_id, with_for_update=True)
    if need is not None and need.state == "forwarded":
        await act(session, FOLLOWING, need, "return", SYSTEM)


async def _planned_on(session: AsyncSession, noun: str, id_: UUID, *states: str) -> list[Need]:
    wanted = select(Need).where(
        Need.linked_noun == noun, Need.linked_id == id_, Need.state.in_(states)
    )
    return list(await session.scalars(wanted.order_by(Need.id).with_for_update()))
