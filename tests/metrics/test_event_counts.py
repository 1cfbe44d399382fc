"""What happened in the directory, counted once."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import nats
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event
from common.bus.streams import provision, stream_of
from common.db import Transactions
from directory.events import PointVerified
from metrics.app import create_app
from metrics.event_counts import event_counts
from metrics.listeners import HEARING, PointCreated, VisitMoved, count_event
from metrics.quarters import quarter_of
from tests.services import as_caller, client_of, eventually, settings_for

READER = as_caller("metrics:read")
AUTUMN = datetime(2026, 11, 22, 12, tzinfo=UTC)
COUNTED = [kind for kind, does in HEARING.items() if does is count_event]


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        ("2026-01-01T00:00:00+02:00", "2026Q1"),
        ("2026-03-31T20:59:59+00:00", "2026Q1"),
        ("2026-03-31T21:00:00+00:00", "2026Q2"),
        ("2025-06-30T21:30:00+00:00", "2025Q3"),
        ("2026-09-30T20:59:59+00:00", "2026Q3"),
        ("2026-12-31T22:00:00+00:00", "2027Q1"),
    ],
)
def test_a_quarter_begins_at_midnight_in_helsinki(moment: str, quarter: str) -> None:
    assert quarter_of(datetime.fromisoformat(moment)) == quarter


def point(municipality: str | None = "398", at: datetime = AUTUMN) -> PointCreated:
    return PointCreated(point_id=uuid4(), municipality_code=municipality, at=at)


async def counts(session: AsyncSession) -> list[tuple[str, str | None, int]]:
    rows = await event_counts(session, {}, None, 100)
    return [(row.quarter, row.municipality_code, row.count) for row in rows]


async def test_an_event_heard_twice_counts_once(session: AsyncSession) -> None:
    event = point()

    for told in (event, event, point()):
        await count_event(session, told)

    assert await counts(session) == [("2026Q4", "398", 2)]


async def test_events_are_counted_by_quarter_and_municipality(session: AsyncSession) -> None:
    for told in (
        point(),
        point("111"),
        point(None),
        point(at=datetime(2026, 12, 31, 22, tzinfo=UTC)),
    ):
        await count_event(session, told)

    assert await counts(session) == [
        ("2026Q4", None, 1),
        ("2026Q4", "111", 1),
        ("2026Q4", "398", 1),
        ("2027Q1", "398", 1),
    ]


@pytest.mark.parametrize("kind", COUNTED, ids=lambda kind: kind.event_name)
async def test_every_event_that_is_heard_is_counted_under_its_name(
    session: AsyncSession, kind: type[Event]
) -> None:
    told = kind.model_validate({kind.about: uuid4(), "municipality_code": "398", "at": AUTUMN})

    await HEARING[kind](session, told)

    (row,) = await event_counts(session, {"event": [kind.event_name]}, None, 100)
    assert (row.event, row.count) == (kind.event_name, 1)


async def asked(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/event-counts", params=query, headers=READER)
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def fill(transactions: Transactions) -> None:
    async with transactions.begin() as session:
        for told in (point(), point(), point("111"), point(at=datetime(2027, 1, 5, tzinfo=UTC))):
            await count_event(session, told)
        moved = VisitMoved(visit_id=uuid4(), municipality_code="398", at=AUTUMN)
        await count_event(session, moved)


CREATED, MOVED = "directory.point.created", "directory.visit.moved"


async def test_counts_are_asked_by_quarter_municipality_and_event(
    client: AsyncClient, transactions: Transactions
) -> None:
    await fill(transactions)

    def row(quarter: str, event: str, municipality: str, count: int) -> dict[str, Any]:
        return {
            "quarter": quarter,
            "event": event,
            "municipality_code": municipality,
            "count": count,
        }

    rows = [
        row("2026Q4", CREATED, "111", 1),
        row("2026Q4", CREATED, "398", 2),
        row("2026Q4", MOVED, "398", 1),
        row("2027Q1", CREATED, "398", 1),
    ]
    assert await asked(client) == rows
    assert await asked(client, quarter="2026Q4") == rows[:3]
    assert await asked(client, quarter="2026Q4,2027Q1", municipality="111") == rows[:1]
    assert await asked(client, event=MOVED) == rows[2:3]
    assert await asked(client, quarter="2026Q4", municipality="398", event=CREATED) == rows[1:2]
    assert await asked(client, municipality="091") == []


async def test_counts_are_paged(client: AsyncClient, transactions: Transactions) -> None:
    await fill(transactions)

    first = await client.get("/event-counts?limit=3", headers=READER)
    more = {"limit": 3, "cursor": first.json()["next"]}
    last = await client.get("/event-counts", params=more, headers=READER)

    assert first.json()["items"] + last.json()["items"] == await asked(client)
    assert "next" not in last.json()


@pytest.mark.parametrize(
    "query", ["quarter=2026", "quarter=2026q4", "municipality=Lahti", "event=A", "limit=0"]
)
async def test_a_question_in_another_form_is_refused(client: AsyncClient, query: str) -> None:
    answer = await client.get(f"/event-counts?{query}", headers=READER)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/validation-error")


async def test_only_staff_reads_figures(client: AsyncClient) -> None:
    anyone = await client.get("/event-counts")
    other = await client.get("/event-counts", headers=as_caller("metrics:write"))

    assert (anyone.status_code, other.status_code) == (401, 403)


async def test_what_the_directory_tells_is_counted(database: str, nats_url: str) -> None:
    """Through the real stream, with one event told twice."""
    event = PointVerified(
        point_id=uuid4(),
        organisation_id=uuid4(),
        municipality_code="398",
        outcome="correct",
        by_role="editor",
        next_due=date(2027, 1, 1),
        version=2,
        at=AUTUMN,
    )
    publish, tidy = await stream_at(nats_url)
    app: FastAPI = create_app(settings_for("metrics", database, nats_url))  # type: ignore[arg-type]
    async with app.router.lifespan_context(app), client_of(app, "metrics") as client:
        for number in (1, 1, 2):
            told = event if number == 1 else event.model_copy(update={"id": uuid4()})
            await publish(told, number)

        async def both() -> bool:
            rows = await asked(client)
            return bool(rows) and rows[0]["count"] == 2

        await eventually(both, within=20)
        assert [row["event"] for row in await asked(client)] == ["directory.point.verified"]
    await tidy()


async def stream_at(
    url: str,
) -> tuple[Callable[[Event, int], Awaitable[None]], Callable[[], Awaitable[None]]]:
    admin = await nats.connect(url)
    stream = stream_of("directory", max_bytes=1024 * 1024)
    await provision(admin.jetstream(), [stream], {})

    async def publish(event: Event, sequence: int) -> None:
        await admin.jetstream().publish(event.subject, event.sealed(sequence))

    async def tidy() -> None:
        await admin.jetstream().delete_stream(str(stream.name))
        await admin.close()

    return publish, tidy
