"""Reads what changed: rows by their version, lists by a fingerprint. Keeps what did not."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now
from directory.codes.areas import areas_of
from directory.codes.codes import all_codes
from directory.mobile.qualifications import qualified
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit
from directory.model.catalogue import Lists
from directory.partners.organisations import Organisation
from directory.points.points import SupportPoint
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material

SLICE = 200
VISITS_KEPT = timedelta(days=400)
HELD = (Organisation, SupportPoint, MobileUnit, MobileVisit, RemoteChannel, Material)
Rows = Mapping[UUID, Any]
FINGERPRINT = text(
    "select (select sum(hashtextextended(one::text, 0)) from code one),"
    " (select sum(hashtextextended(one::text, 0)) from municipality one),"
    " (select sum(hashtextextended(one::text, 0)) from county one),"
    " (select sum(hashtextextended(one::text, 0)) from qualification one)"
)


class Reader:
    """What one process has read of the database. Answers the same object while nothing changed."""

    def __init__(self, county: str) -> None:
        self.county = county
        self.lists = Lists()
        self._fingerprint: tuple[Any, ...] | None = None
        self.held: dict[type[Any], Rows] = {}

    async def rows(self, session: AsyncSession) -> dict[type[Any], Rows]:
        """The rows of every table that the model holds."""
        return {kind: await self._of(session, kind) for kind in HELD}

    async def read_lists(self, session: AsyncSession) -> Lists:
        seen = tuple((await session.execute(FINGERPRINT)).one())
        if seen != self._fingerprint:
            codes, areas = await all_codes(session), await areas_of(session, self.county)
            rights = await qualified(session)
            session.expunge_all()
            self.lists, self._fingerprint = Lists(tuple(codes), areas, rights), seen
        return self.lists

    async def _of(self, session: AsyncSession, kind: type[Any]) -> Rows:
        """The rows of a table: those whose version moved are read, the others are kept."""
        held = self.held.get(kind, {})
        listed = select(kind.id, kind.version)
        if kind is MobileVisit:
            listed = listed.where(MobileVisit.ends_at > now() - VISITS_KEPT)
        versions = {one.id: one.version for one in await session.execute(listed)}
        kept = {id_: row for id_, row in held.items() if versions.get(id_) == row.version}
        missing = [id_ for id_ in versions if id_ not in kept]
        if not missing and len(kept) == len(held):
            return self.held.setdefault(kind, held)
        for start in range(0, len(missing), SLICE):
            these = select(kind).where(kind.id.in_(missing[start : start + SLICE]))
            kept |= {row.id: row for row in (await session.scalars(these)).all()}
            await asyncio.sleep(0)
        session.expunge_all()
        self.held[kind] = kept
        return kept
