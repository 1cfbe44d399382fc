"""Loads the invented county into a database; what is there already is left as it is."""

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell_all
from directory.codes.areas import Municipality
from directory.demo import east, lahti, lahti_more, west
from directory.demo.channels import LINES
from directory.demo.ids import demo_id
from directory.demo.materials import SHEETS
from directory.demo.officers import qualifications
from directory.demo.organisations import LISTED, organisations
from directory.demo.publishing import Arrivals
from directory.demo.units import units
from directory.demo.visits import visits
from directory.mobile.qualifications import Qualification
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit
from directory.partners.organisations import Organisation, add_organisation
from directory.points.points import SupportPoint
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material

SPOTS = (*lahti.POINTS, *lahti_more.POINTS, *west.POINTS, *east.POINTS)
UNIT_CHECKED = 20
"""Days ago."""
Record = TypeVar("Record")


async def load(session: AsyncSession, today: date) -> int:
    """Add what is missing of the demonstration, as it is on a Helsinki date, and tell of it.

    Answers how many records came: on a second time the same day none, later the visits that have
    come into sight.
    """
    partners = await _missing(session, Organisation, organisations(today), itemgetter("id"))
    for fields in partners:
        await add_organisation(session, fields)
    arrivals = Arrivals(today)
    await _add_points(session, arrivals)
    await _add_mobile(session, arrivals)
    await _add_remote(session, arrivals)
    session.add_all(arrivals.rows)
    await session.flush()
    await tell_all(session, arrivals.events)
    return len(partners) + len(arrivals.rows)


async def _add_points(session: AsyncSession, arrivals: Arrivals) -> None:
    centres = await _centres(session)
    kinds = {demo_id(f"organisation:{key}"): kind for key, kind, *_ in LISTED}
    spots = {demo_id(f"point:{spot.key}"): spot for spot in SPOTS}
    rows = [spot.row(arrivals.today, centres[spot.code]) for spot in SPOTS]
    for row in await _missing(session, SupportPoint, rows):
        spot = spots[row.id]
        arrivals.add_point(row)
        if not spot.is_draft:
            arrivals.publish_point(row)
        if spot.checked is not None:
            arrivals.verify_point(row, spot.checked, kinds[row.organisation_id])


async def _add_mobile(session: AsyncSession, arrivals: Arrivals) -> None:
    today = arrivals.today
    arrivals.rows.extend(await _missing(session, Qualification, qualifications(today)))
    for unit in await _missing(session, MobileUnit, units(today)):
        arrivals.add_thing(unit, UNIT_CHECKED)
    for visit in await _missing(session, MobileVisit, visits(today)):
        arrivals.add_visit(visit)


async def _add_remote(session: AsyncSession, arrivals: Arrivals) -> None:
    today = arrivals.today
    called = {demo_id(f"channel:{one.key}"): one.checked for one in LINES}
    for channel in await _missing(session, RemoteChannel, [one.row(today) for one in LINES]):
        arrivals.add_thing(channel, called[channel.id])
    read = {demo_id(f"material:{one.key}"): one.checked for one in SHEETS}
    for material in await _missing(session, Material, [one.row(today) for one in SHEETS]):
        arrivals.add_thing(material, read[material.id])


async def _missing(
    session: AsyncSession,
    kind: Any,
    records: Sequence[Record],
    id_of: Callable[[Record], UUID] = attrgetter("id"),
) -> list[Record]:
    """Those of the records that are not in the table yet."""
    ids = [id_of(one) for one in records]
    there = set((await session.scalars(select(kind.id).where(kind.id.in_(ids)))).all())
    return [one for one in records if id_of(one) not in there]


async def _centres(session: AsyncSession) -> dict[str, tuple[float, float]]:
    """The representative point of each municipality, in degrees."""
    listed = select(Municipality.code, Municipality.lat, Municipality.lon)
    rows = await session.execute(listed.where(Municipality.lat.is_not(None)))
    return {code: (lat, lon) for code, lat, lon in rows if lat is not None and lon is not None}
