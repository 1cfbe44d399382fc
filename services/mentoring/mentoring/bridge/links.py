"""Records that others name: found by noun and id, or refused."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import ValidationFailed, Wrong, say
from mentoring.people.org_units import OrgUnit
from mentoring.processes.machines import MACHINES
from mentoring.store import InProcess, Row


class Link(NamedTuple):
    """Some work: `adoption`, and its id."""

    noun: str
    id: UUID


def kind_of(noun: str) -> Any:
    """The table of the records of a noun."""
    return next(one.class_ for one in Row.registry.mappers if _noun(one.class_) == noun)


def _noun(kind: Any) -> str:
    found: str = getattr(kind, "noun", "")
    return found


async def linked(session: AsyncSession, links: Iterable[Link]) -> Mapping[UUID, InProcess]:
    """The records that links lead to, by their ids."""
    found: dict[UUID, InProcess] = {}
    by_noun: dict[str, set[UUID]] = {}
    for link in links:
        by_noun.setdefault(link.noun, set()).add(link.id)
    for noun, ids in by_noun.items():
        kind = kind_of(noun)
        found |= {
            one.id: one for one in await session.scalars(select(kind).where(kind.id.in_(ids)))
        }
    return found


async def refuse_idle(session: AsyncSession, link: Link | None, pointer: str) -> None:
    """A link leads to work that is not over. Raises ValidationFailed."""
    if link is None:
        return
    found = await session.get(kind_of(link.noun), link.id)
    if found is None or found.state in MACHINES[link.noun].over:
        raise unknown(pointer)


async def refuse_unknown_unit(session: AsyncSession, unit_id: UUID | None, on: date) -> None:
    """Raises ValidationFailed when a unit is named that is not there on a Helsinki date."""
    unit = await session.get(OrgUnit, unit_id) if unit_id else None
    if unit_id is not None and (unit is None or not unit.exists_on(on)):
        raise unknown("/org_unit_id")


async def refuse_unknown(
    session: AsyncSession, kind: type[Row], id_: UUID | None, pointer: str
) -> None:
    """Raises ValidationFailed when there is no such row."""
    if id_ is not None and await session.get(kind, id_) is None:
        raise unknown(pointer)


def unknown(pointer: str) -> ValidationFailed:
    """The refusal of an id that is not that of a record one may name here."""
    return ValidationFailed(errors=[Wrong("body", pointer, "not_in_list", say("not_in_list"))])
