"""Keeps the read model true: woken by NOTIFY, compared with PostgreSQL, swapped as a whole."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.event import listen
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from common.bus import end, for_ever
from common.clock import helsinki_day, now
from common.db import Transactions
from directory.hours.opening_hours import midnight
from directory.mobile.units import MobileUnit
from directory.model import making
from directory.model.catalogue import Catalogue
from directory.model.days import days_of
from directory.model.maker import Maker
from directory.model.reading import Reader, Rows
from directory.model.things import Place, Visit
from directory.partners.organisations import Organisation
from directory.points.points import SupportPoint
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material

GATHER, COMPARE = 0.02, 60.0
"""Seconds: how long changes are gathered, and how often the model is compared without any."""
ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}
"""All tables as they stood at one moment: an owner is there when its point is."""
MOMENT = select(cast(func.pg_current_snapshot(), Text))
"""Which transactions had ended: the same again when nothing has been committed since."""


class Keeper:
    """Holds the catalogue of one process. Ask `current` before every read."""

    def __init__(
        self, transactions: Callable[[], Transactions], county: str, *, is_notified: bool = True
    ) -> None:
        """`is_notified`: commits wake us; without it every read compares first."""
        self.transactions, self.reader = transactions, Reader(county)
        self.is_notified = is_notified
        self.catalogue = Catalogue()
        self.old, self.listening = True, False
        self._made_of: dict[type[Any], Rows] = {}
        self._moment: str | None = None
        self._one_at_a_time = asyncio.Lock()

    def is_fresh(self) -> bool:
        """Whether nothing can have changed, as far as this process can know."""
        told = self.is_notified and self.listening
        return told and not self.old and self.catalogue.holds_at(now())

    async def current(self) -> Catalogue:
        """The catalogue, compared first when it may be old. Raises SQLAlchemyError."""
        if self.is_fresh():
            return self.catalogue
        async with self._one_at_a_time:
            return self.catalogue if self.is_fresh() else await self._compare()

    async def compared(self) -> Catalogue:
        """The catalogue after a comparison with PostgreSQL: what staff and partners read."""
        async with self._one_at_a_time:
            return await self._compare()

    def old_after(self, session: AsyncSession) -> None:
        """Mark the model old when this transaction commits, before anybody is told so."""
        listen(session.sync_session, "after_commit", lambda _: self._mark_old())

    async def _compare(self) -> Catalogue:
        self.old = False
        try:
            async with self.transactions()() as session:
                await session.connection(execution_options=ONE_MOMENT)
                moment = await session.scalar(MOMENT)
                if moment != self._moment or not self.catalogue.holds_at(now()):
                    self.catalogue = await self._renewed(session)
                    self._moment = moment
        except BaseException:
            self.old = True
            raise
        return self.catalogue

    async def _renewed(self, session: AsyncSession) -> Catalogue:
        """A new catalogue, or the one we have when nothing in it changed."""
        before, made_of, at = self.catalogue, self._made_of, now()
        rows, lists = await self.reader.rows(session), await self.reader.read_lists(session)
        is_same = lists is before.lists and all(rows[kind] is made_of.get(kind) for kind in rows)
        if is_same and before.holds_at(at):
            return before
        maker = Maker(before, rows, lists.ranks)
        points = rows[SupportPoint].values()
        days = await days_of(session, [one.id for one in points if maker.is_new_point(one)])
        visits = maker.visits()
        self._made_of = rows
        return Catalogue(
            places={one.id: maker.point(one, days) for one in points},
            units={one.id: maker.unit(one, visits, at) for one in rows[MobileUnit].values()},
            visits=visits,
            channels={one.id: maker.channel(one) for one in rows[RemoteChannel].values()},
            guides={one.id: maker.guide(one) for one in rows[Material].values()},
            organisations=rows[Organisation],
            lists=lists,
            revision=before.revision + 1,
            made_at=at,
            renews_at=_next_renewal(at, visits.values()),
            made=before.handed_down(),
        )

    async def place_of(self, session: AsyncSession, row: SupportPoint) -> Place:
        """A point that this transaction has just written, as the read model will hold it."""
        organisation = await session.get_one(Organisation, row.organisation_id)
        days = (await days_of(session, [row.id])).get(row.id, {})
        ranks = self.catalogue.lists.ranks
        return making.place_of(row, organisation, days, ranks)

    async def listen(self, database_url: str) -> None:
        """Mark the model old at every NOTIFY, at once; ends when the connection breaks."""
        engine = create_async_engine(database_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        woken = asyncio.Event()

        def heard() -> None:
            self._mark_old()
            woken.set()

        def lost() -> None:
            self.listening = False
            woken.set()

        try:
            async with engine.connect() as connection:
                await _on_notify(connection, heard, lost)
                self.old = self.listening = True
                self._moment = None
                while self.listening:
                    await self._compared_once(connection, woken)
        finally:
            self.listening = False

    async def _compared_once(self, connection: AsyncConnection, woken: asyncio.Event) -> None:
        """Compare when woken, and after a minute without."""
        await connection.scalar(select(1))
        await self.current()
        try:
            await asyncio.wait_for(woken.wait(), COMPARE)
        except TimeoutError:
            self._mark_old()
        else:
            await asyncio.sleep(GATHER)
            woken.clear()

    def _mark_old(self) -> None:
        self.old = True

    async def parts(self) -> dict[str, str]:
        """For /ready: without its listener the model is compared at every read."""
        return {"read_model": "ok" if self.listening else "degraded"}


@asynccontextmanager
async def kept(keeper: Keeper, database_url: str) -> AsyncIterator[None]:
    """Build the model, and keep it true beside the service."""
    with suppress(SQLAlchemyError, OSError):
        await keeper.compared()
    async with asyncio.TaskGroup() as beside:
        task = beside.create_task(for_ever(partial(keeper.listen, database_url)))
        yield
        await end([task])


async def _on_notify(
    connection: AsyncConnection, heard: Callable[[], None], lost: Callable[[], None]
) -> None:
    raw: Any = (await connection.get_raw_connection()).driver_connection
    raw.add_termination_listener(lambda _: lost())
    await raw.add_listener("outbox", lambda *_: heard())


def _next_renewal(at: datetime, visits: Iterable[Visit]) -> datetime:
    """When a unit stands somewhere else though nothing was written: a visit ends, a day ends."""
    tomorrow = midnight(helsinki_day(at) + timedelta(days=1))
    ends = [visit.row.ends_at for visit in visits if visit.row.ends_at > at]
    return min([tomorrow, *ends])
