"""A post office: the smallest service in which every promise of common can be seen."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, FastAPI, Query, Request
from pydantic import MISSING, Field
from sqlalchemy import MetaData, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import delete, select

from common import db
from common.answering import Answers, IfMatch
from common.bus import WAKE, Event, add_event_tables, tell
from common.clock import new_id, now
from common.db import Session
from common.errors import Conflict, NotFound, Said
from common.idempotency import add_idempotency_table
from common.identity import Anyone, Caller, holding
from common.paging import CursorText, after, page_of
from common.service import framed, health
from common.settings import ServiceSettings
from common.shapes import Day, Flag, Line, Moment, Number, Page, Shape, Whole
from common.strict import router
from common.text import FreeText, Text
from tests.services import NOWHERE, PUBLIC_KEYS

PASSWORD = "hunter" + "2"
Clerk = Annotated[Caller, holding("parcels:write", grants="a parcel of the own office")]


class Kind(StrEnum):
    LETTER = "letter"
    BOX = "box"


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    metadata = MetaData()
    type_annotation_map = db.TYPES


add_event_tables(Row.metadata)
add_idempotency_table(Row.metadata)


class ParcelRow(Row):
    __tablename__ = "parcel"

    label: Mapped[str]
    note: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)


class ParcelTaken(Event):
    """A parcel was taken in."""

    type = "office.parcel.taken"
    parcel_id: UUID


class Stuck(Conflict):
    slug = "parcel-stuck"
    status = 409
    title = Said("Lähetys on jumissa", "Paketet sitter fast", "The parcel is stuck")


class Values(Shape):
    """One member of every strict type."""

    whole: Whole | MISSING = MISSING
    number: Number | MISSING = MISSING
    flag: Flag | MISSING = MISSING
    moment: Moment | MISSING = MISSING
    day: Day | MISSING = MISSING
    line: Line | MISSING = MISSING
    text: FreeText | MISSING = MISSING
    names: Text | MISSING = MISSING
    id: UUID | MISSING = MISSING
    kind: Kind | MISSING = MISSING
    lines: Annotated[list[Line], Field(max_length=3)] | MISSING = MISSING


class NewParcel(Shape):
    label: Line


class Parcel(Shape):
    id: UUID
    label: Line
    note: FreeText | None
    version: Whole


class ParcelChange(Shape):
    label: Line | MISSING = MISSING
    note: FreeText | MISSING | None = MISSING


class Opening(Shape):
    is_open: bool
    at: Moment


Change = Annotated[ParcelChange, Body(media_type="application/merge-patch+json")]
parcels = router("/parcels", "parcels")
others = router("", "others")


@parcels.post("", status_code=201, response_model=Parcel)
async def take_parcel(new: NewParcel, _: Clerk, session: Session, answer: Answers) -> ParcelRow:
    """Take a parcel in."""
    parcel = ParcelRow(label=new.label)
    session.add(parcel)
    await tell(session, ParcelTaken(parcel_id=parcel.id))
    answer.version, answer.location = parcel.version, f"/parcels/{parcel.id}"
    return parcel


@parcels.get("", response_model=Page[Parcel])
async def list_parcels(
    _: Anyone,
    session: Session,
    answer: Answers,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
    label: Annotated[str | None, Query(max_length=80)] = None,
) -> dict[str, Any]:
    filters = {"label": label}
    query = select(ParcelRow).order_by(ParcelRow.label, ParcelRow.id).limit(limit + 1)
    if label is not None:
        query = query.where(ParcelRow.label == label)
    if key := after(cursor, "label", (str, UUID), filters):
        query = query.where(tuple_(ParcelRow.label, ParcelRow.id) > key)
    rows: Sequence[ParcelRow] = (await session.scalars(query)).all()
    return answer.page(*page_of(rows, limit, lambda row: (row.label, row.id), "label", filters))


@parcels.get("/{parcel_id}", response_model=Parcel)
async def get_parcel(parcel_id: UUID, _: Anyone, session: Session, answer: Answers) -> ParcelRow:
    parcel = await the_parcel(session, parcel_id)
    answer.tagged(f"parcel:{parcel.id}").version = parcel.version
    return parcel


@parcels.patch("/{parcel_id}", response_model=Parcel)
async def change_parcel(
    parcel_id: UUID,
    change: Change,
    _: Clerk,
    session: Session,
    expected: IfMatch,
    answer: Answers,
) -> ParcelRow:
    parcel = await the_parcel(session, parcel_id, for_update=True)
    expected.check(parcel.version)
    for name, value in change.model_dump().items():
        setattr(parcel, name, value)
    parcel.version += 1
    answer.version = parcel.version
    return parcel


@parcels.delete("/{parcel_id}", status_code=204)
async def remove_parcel(parcel_id: UUID, _: Clerk, session: Session, expected: IfMatch) -> None:
    expected.check((await the_parcel(session, parcel_id, for_update=True)).version)
    await session.execute(delete(ParcelRow).where(ParcelRow.id == parcel_id))


@parcels.post("/{parcel_id}/hurry", response_model=Parcel)
async def hurry_parcel(parcel_id: UUID, _: Clerk, session: Session) -> ParcelRow:
    await the_parcel(session, parcel_id)
    raise Stuck


async def the_parcel(
    session: AsyncSession, parcel_id: UUID, *, for_update: bool = False
) -> ParcelRow:
    parcel = await session.get(ParcelRow, parcel_id, with_for_update=for_update or None)
    if parcel is None:
        raise NotFound
    return parcel


@others.post("/values", response_model=Values)
async def repeat_values(values: Values, _: Anyone) -> Values:
    return values


@others.get("/opening", response_model=Opening)
async def opening(_: Anyone, request: Request, answer: Answers) -> Opening:
    """Whether the office is open, which is true until `request.app.state.changes_at`."""
    moment: datetime | None = request.app.state.changes_at
    answer.until(moment)
    return Opening(is_open=True, at=now())


@others.get("/crash")
async def crash(_: Anyone) -> None:
    raise RuntimeError(PASSWORD)


@others.post("/collide", status_code=204)
async def collide(_: Clerk, request: Request, session: Session) -> None:
    """Fails as PostgreSQL does for the loser of two transactions, as often as it is told to."""
    await session.execute(text("insert into try values (1)"))
    request.app.state.tries += 1
    if request.app.state.tries <= request.app.state.fails:
        raise_it = "do $$ begin raise exception 'x' using errcode = '40P01'; end $$"
        await session.execute(text(raise_it))


@others.post("/break", status_code=204)
async def break_down(_: Clerk, session: Session) -> None:
    """Fails as if somebody had stopped the server."""
    await session.execute(text("do $$ begin raise exception 'x' using errcode = '57P01'; end $$"))


@others.post("/orphan", status_code=201, response_model=NewParcel)
async def orphan(new: NewParcel, _: Clerk, session: Session) -> NewParcel:
    """Its commit fails: the constraint is looked at when the transaction ends."""
    await session.execute(text("insert into child values (1)"))
    return new


@others.post("/bulk", response_model=NewParcel, openapi_extra={"x-max-body": 200_000})
async def bulk(news: Annotated[list[NewParcel], Field(max_length=9000)], _: Anyone) -> NewParcel:
    return news[0]


@others.post("/secrets", response_model=NewParcel)
async def secrets(new: NewParcel, _: Clerk, answer: Answers) -> NewParcel:
    answer.cache = "no-store"
    return new


TABLES = (
    "create table try (n int)",
    "create table parent (id int primary key)",
    "create table child (parent int references parent deferrable initially deferred)",
    *WAKE,
)


async def lay_tables(url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
        for statement in TABLES:
            await connection.execute(text(statement))
    await engine.dispose()


def new_office(url: str = "postgresql+asyncpg://nobody@127.0.0.1:9/none") -> FastAPI:
    told = {"database_url": url, "nats_url": NOWHERE, "caller_keys": PUBLIC_KEYS}
    settings = ServiceSettings.model_validate(told)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    app = framed("office", lifespan, settings, [health, parcels, others])
    app.state.changes_at = now() + timedelta(seconds=30)
    app.state.tries = app.state.fails = 0
    return app
