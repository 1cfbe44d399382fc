"""Organisations that use the API with keys of their own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import new_id, now
from gateway.store import Row


class Partner(Row):
    __tablename__ = "partner"

    name: Mapped[str]
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    organisation_id: Mapped[UUID | None] = mapped_column(unique=True, default=None)
    """As the directory names it."""
    created_at: Mapped[datetime] = mapped_column(default_factory=now)


async def the_partner_of(session: AsyncSession, organisation_id: UUID, name: str) -> Partner:
    """The partner of an organisation, made under this name when it is new."""
    found = await session.scalar(select(Partner).where(Partner.organisation_id == organisation_id))
    if found is not None:
        return found
    partner = Partner(name=name, organisation_id=organisation_id)
    session.add(partner)
    await session.flush()
    return partner
