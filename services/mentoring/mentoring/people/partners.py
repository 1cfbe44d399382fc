"""Partners: a small copy of the directory's organisations, as they were told last (4.1)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.bridge.links import unknown
from mentoring.store import Row


class Partner(Row):
    """An organisation. An archived one stays, and what it was called."""

    __tablename__ = "partner"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[dict[str, Any]]
    kind: Mapped[str] = mapped_column(String(40))
    """Open list: county, municipality, kela, third_sector …"""
    is_archived: Mapped[bool]
    sequence: Mapped[int] = mapped_column(BigInteger)
    """Of the event that told it: an older one changes nothing."""


class Told(NamedTuple):
    """An organisation as an event tells it."""

    id: UUID
    name: dict[str, str | None]
    kind: str
    is_archived: bool
    sequence: int


async def keep_partner(session: AsyncSession, told: Told) -> None:
    """As it is now, unless something newer of it is known."""
    new = insert(Partner).values(**told._asdict())
    put = new.on_conflict_do_update(
        index_elements=["id"],
        set_={one.name: one for one in new.excluded if one.name != "id"},
        where=Partner.sequence < new.excluded.sequence,
    )
    await session.execute(put)


async def refuse_strange_partner(session: AsyncSession, id_: UUID | None) -> None:
    """Raises ValidationFailed: work begins with organisations that take part."""
    known = select(Partner.id).where(Partner.id == id_, Partner.is_archived.is_(False))
    if id_ is not None and await session.scalar(known) is None:
        raise unknown("/partner_id")


async def names_of(
    session: AsyncSession, ids: Iterable[UUID | None]
) -> Mapping[UUID | None, dict[str, str | None]]:
    """In fi, sv and en, of those that are known; also of archived ones."""
    asked = {one for one in ids if one is not None}
    if not asked:
        return {}
    found = await session.execute(select(Partner.id, Partner.name).where(Partner.id.in_(asked)))
    return {id_: name for id_, name in found}  # noqa: C416  rows are no pairs
