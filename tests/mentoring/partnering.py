"""Organisations as the directory tells of them, for tests about partners."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.listeners import OrganisationCreated, hear_organisation

NAME = {"fi": "Kyläyhdistys ry", "sv": "Byföreningen rf", "en": None}


async def a_partner(session: AsyncSession, id_: UUID) -> None:
    """The directory told of it, and nothing since."""
    event = OrganisationCreated(organisation_id=id_, name=NAME, kind="third_sector", sequence=1)
    await hear_organisation(session, event)
    await session.commit()
