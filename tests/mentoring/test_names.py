"""Names stand beside ids, at the price of one question for each kind of name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.engine import Engine
from sqlalchemy.event import listen, remove
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from tests.mentoring.bridge.needing import a_need, a_service
from tests.mentoring.bridge.test_engagements import NOON, opened
from tests.mentoring.bridge.test_whose_work import work_of
from tests.mentoring.county import County, caller


@contextmanager
def counting() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("what", ["needs", "plans", "plan-items", "adoptions"])
async def test_work_names_its_unit_and_its_owner(
    what: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        path = await work_of(client, county, session, what)

        told = (await client.get(path, headers=caller("lu"))).json()

    assert told["org_unit_name"] == {"fi": "Yksikkö u", "sv": None, "en": None}
    if what == "adoptions":
        assert told["digital_service_name"]["fi"] == "Etävastaanotto"
    owner = told["owner_id"] and "Testi Me1"
    assert told["owner_name"] == owner


async def test_a_need_names_its_service_and_its_origins(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service = await a_service(session)
    path = await a_need(client, county, "u", digital_service_id=f"{service}")

    told = (await client.get(path, headers=caller("lu"))).json()

    assert told["digital_service_name"]["fi"] == "Etävastaanotto"
    assert told["origins"][0]["org_unit_name"]["fi"] == "Yksikkö u"
    assert (told["owner_id"], told["owner_name"]) == (None, None)


async def test_the_board_names_what_it_shows(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        path = await work_of(client, county, session, "adoptions")
        one = (await client.get(path, headers=caller("lu"))).json()
        asked = f"/adoptions/board?digital_service={one['digital_service_id']}"

        board = (await client.get(asked, headers=caller("lu"))).json()

    shown = {column["state"]: column["newest"] for column in board["columns"]}
    assert board["digital_service_name"]["fi"] == "Etävastaanotto"
    assert [each["org_unit_name"]["fi"] for each in shown["proposed"]] == ["Yksikkö u"]
    assert shown["approved"] == []


async def test_a_long_page_asks_for_names_as_often_as_a_short_one(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        for unit in ("u", "v", "a"):
            await opened(client, county, unit)
        asked = {}
        for limit in (1, 3):
            with counting() as questions:
                listed = await client.get(f"/engagements?limit={limit}", headers=caller("lu"))
            assert len(listed.json()["items"]) == limit
            asked[limit] = len(questions)

    assert asked[1] == asked[3]
