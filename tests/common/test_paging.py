"""api.md section 7: pages, and cursors that fit their query alone."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from httpx import AsyncClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from common.clock import new_id
from common.db import Transactions, connected
from common.errors import InvalidCursor
from common.paging import after, cursor, page_of
from tests.common.office import ParcelRow
from tests.services import as_caller

CLERK = as_caller("parcels:write")
ID = UUID("0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac")


async def fill(transactions: Transactions, labels: list[str]) -> list[UUID]:
    rows = [{"id": new_id(), "label": label, "version": 1} for label in labels]
    async with transactions.begin() as session:
        await session.execute(insert(ParcelRow), rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


async def test_the_last_page_has_no_next(client: AsyncClient, database: str) -> None:
    async with connected(database) as transactions:
        await fill(transactions, ["a", "b", "c"])

    first = await client.get("/parcels?limit=2")
    last = await client.get("/parcels", params={"limit": 2, "cursor": first.json()["next"]})

    assert [parcel["label"] for parcel in first.json()["items"]] == ["a", "b"]
    assert [parcel["label"] for parcel in last.json()["items"]] == ["c"]
    assert set(last.json()) == {"items"}
    assert "link" not in last.headers


async def test_a_page_links_to_the_next_one(client: AsyncClient, database: str) -> None:
    async with connected(database) as transactions:
        await fill(transactions, ["a"] * 3)

    first = await client.get("/parcels?limit=2&label=a")

    link = first.headers["link"]
    assert link.startswith("</parcels?")
    assert link.endswith('>; rel="next"')
    asked = parse_qs(urlsplit(link[1:].partition(">")[0]).query)
    assert asked == {"limit": ["2"], "label": ["a"], "cursor": [first.json()["next"]]}


async def test_an_empty_list_is_a_page(client: AsyncClient) -> None:
    answer = await client.get("/parcels")

    assert (answer.status_code, answer.json()) == (200, {"items": []})


@pytest.mark.parametrize(
    ("limit", "status"), [(1, 200), (200, 200), (0, 422), (201, 422), ("x", 422)]
)
async def test_a_page_holds_at_most_200(client: AsyncClient, limit: object, status: int) -> None:
    assert (await client.get(f"/parcels?limit={limit}")).status_code == status


async def test_a_walk_through_1000_rows_misses_and_doubles_nothing_while_they_change(
    client: AsyncClient, database: str
) -> None:
    async with connected(database) as transactions:
        old = await fill(transactions, [f"{n % 40:02}" for n in range(1000)])
        seen: list[str] = []
        place: dict[str, Any] = {}

        for round_ in range(100):
            page = (await client.get("/parcels", params={"limit": 60} | place)).json()
            seen += [parcel["id"] for parcel in page["items"]]
            await fill(transactions, [f"{round_ % 40:02}", "00", "99"])
            async with transactions.begin() as session:
                gone = await session.get(ParcelRow, UUID(page["items"][-1]["id"]))
                await session.delete(gone)
            if "next" not in page:
                break
            place = {"cursor": page["next"]}

    assert len(seen) == len(set(seen))
    assert {str(one) for one in old} <= set(seen)


def told(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


DIGEST = json.loads(base64.urlsafe_b64decode(cursor("label", ("a", ID), {}) + "=="))[-1]
TAMPERED = [
    "abc",
    "!!!!",
    "é",
    "a" * 2001,
    told(2, "label", "a", str(ID), DIGEST),
    told(1, "name", "a", str(ID), DIGEST),
    told(1, "label", "a", str(ID), "000000000000"),
    told(1, "label", "a", DIGEST),
    told(1, "label", "a", str(ID), "x", DIGEST),
    told(1, "label", 5, str(ID), DIGEST),
    told(1, "label", None, str(ID), DIGEST),
    told(1, "label", "a\0", str(ID), DIGEST),
    told(1, "label", "a\ud800", str(ID), DIGEST),
    told(1, "label", "a", "not an id", DIGEST),
    told(1, "label", "a", 7, DIGEST),
    told(1, "label", ["a"], str(ID), DIGEST),
    base64.urlsafe_b64encode(b"{}").decode(),
    base64.urlsafe_b64encode(b"[" * 1400).decode().rstrip("="),
    base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="),
]


@pytest.mark.parametrize("text", TAMPERED, ids=lambda text: text[:30])
async def test_a_tampered_cursor_is_refused(client: AsyncClient, text: str) -> None:
    answer = await client.get("/parcels", params={"cursor": text, "label": ""})
    alone = await client.get("/parcels", params={"cursor": text})

    for one in (answer, alone):
        assert (one.status_code, one.json()["type"]) == (400, "/problems/invalid-cursor")
        assert one.json()["detail"].endswith("Aloita alusta ilman hakuehtoa cursor.")


async def test_a_cursor_of_another_query_is_refused(client: AsyncClient, database: str) -> None:
    async with connected(database) as transactions:
        await fill(transactions, ["a"] * 3)
    first = (await client.get("/parcels?limit=2&label=a")).json()

    same = await client.get("/parcels", params={"label": "a", "cursor": first["next"]})
    other = await client.get("/parcels", params={"label": "b", "cursor": first["next"]})

    assert same.status_code == 200
    assert (other.status_code, other.json()["type"]) == (400, "/problems/invalid-cursor")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, 2**31),
        (int, True),
        (float, float("nan")),
        (float, float("inf")),
        (float, 1),
        (datetime, "2026-11-22T10:00:00"),
        (datetime, "soon"),
        (date, "2026-13-01"),
        (date, 5),
    ],
)
def test_a_part_of_another_kind_is_refused(kind: type, value: object) -> None:
    with pytest.raises(InvalidCursor):
        after(told(1, "s", value, str(ID), DIGEST), "s", (kind, UUID), {})


def test_no_cursor_is_the_first_page() -> None:
    assert after(None, "label", (str,), {}) is None


keys = st.tuples(
    st.text(st.characters(categories=["L", "N", "P"]), max_size=40),
    st.integers(-(2**31) + 1, 2**31 - 1),
    st.floats(-1e6, 1e6),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
    st.uuids(),
)


@settings(max_examples=100, deadline=None)
@given(keys)
def test_a_cursor_gives_back_the_key_it_was_made_of(key: tuple[Any, ...]) -> None:
    made = cursor("all", key, {"kind": "box"})

    assert after(made, "all", [type(part) for part in key], {"kind": "box"}) == key


def test_one_row_more_than_a_page_makes_a_next_one() -> None:
    rows, following = page_of([1, 2, 3], 2, lambda row: (row,), "n", {})

    assert (rows, after(following, "n", (int,), {})) == ([1, 2], (2,))
    assert page_of([1, 2], 2, lambda row: (row,), "n", {}) == ([1, 2], None)
