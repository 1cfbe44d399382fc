"""Pages of support points while points come and go (api.md 7, 13)."""

import random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from common import db
from directory.points import changing
from directory.points.points import RecordState, SupportPoint
from directory.sorting import sort_key
from tests.directory.town import LAHTI, Town, point, services

MANY = 1010


def some_point(town: Town, chance: random.Random, number: int) -> SupportPoint:
    name = f"{chance.choice('ABÄÖZé')}-piste {number}"
    at = (round(chance.uniform(60.7, 61.5), 6), round(chance.uniform(25.1, 26.4), 6))
    where: Any = at if chance.random() < 0.9 else None
    return SupportPoint(
        **point(name, "398", where, organisation_id=town.ids["county"]),
        sort_name=sort_key(name),
        state=RecordState.PUBLISHED,
    )


async def pages(town: Town, session: AsyncSession, **params: Any) -> list[dict[str, Any]]:
    """Every item of every page; between pages a point comes and one goes."""
    chance = random.Random(5)
    seen: list[dict[str, Any]] = []
    while True:
        page = await town.get("/support-points", limit=200, **params)
        seen += page["items"]
        if "next" not in page:
            return seen
        params["cursor"] = page["next"]
        session.add(some_point(town, chance, 5000 + len(seen)))
        gone = await session.get_one(SupportPoint, chance.choice(town_ids(town)))
        if gone.state is RecordState.PUBLISHED:
            await changing.act_on_point(session, gone, "archive")
        await session.commit()


def town_ids(town: Town) -> list[Any]:
    return [town.ids[name] for name in ("orimattila", "heinola", "padasjoki")]


SORTS = [
    {},
    {"near": LAHTI},
    {"sort": "-updated_at"},
    {"q": "piste"},
    {"near": LAHTI, "sort": "name"},
]


async def test_no_point_stands_twice_and_no_old_one_is_missing(town: Town) -> None:
    chance = random.Random(3)
    async with db.connected(town.url) as transactions, transactions() as session:
        rows = [some_point(town, chance, number) for number in range(MANY)]
        session.add_all(rows)
        await session.commit()
        old = {str(row.id) for row in rows}
        for params in SORTS:
            seen = [item["id"] for item in await pages(town, session, **params)]

            assert len(seen) == len(set(seen)), params
            assert old <= set(seen), params


async def test_a_cursor_fits_its_question_alone(read_town: Town) -> None:
    first = await read_town.get("/support-points", limit=2, municipality="398")

    for params in (
        {"municipality": "111"},
        {"municipality": "398", "sort": "-updated_at"},
        {"municipality": "398", "near": LAHTI},
    ):
        answer = await read_town.client.get(
            "/support-points", params=params | {"cursor": first["next"]}
        )
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-cursor")
    again = await read_town.get(
        "/support-points", municipality="398", limit=3, cursor=first["next"], include="hours"
    )
    assert len(again["items"]) == 2


@pytest.mark.parametrize("path", ["/mobile-visits", "/remote-channels", "/search?q=digituki"])
async def test_other_lists_have_pages_too(read_town: Town, path: str) -> None:
    path, _, asked = path.partition("?")
    whole = await read_town.get(path, **dict(one.split("=") for one in asked.split("&") if one))
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 2} | ({"q": "digituki"} if asked else {})
    while True:
        answer = await read_town.client.get(path, params=params)
        seen += [item["id"] for item in answer.json()["items"]]
        if "next" not in answer.json():
            break
        assert answer.json()["next"] in answer.headers["link"]
        params["cursor"] = answer.json()["next"]

    assert seen[:20] == [item["id"] for item in whole["items"]]


async def test_a_name_with_odd_characters_has_a_cursor(town: Town) -> None:
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        for name in ("Aa\u00adkkonen", "Aab\nrivi", "Aac\u00a0väli", "\ufdfa" * 90):
            fields = point(name, "316", None, organisation_id=town.ids["county"])
            row = await changing.add_point(session, fields | {"services": services("web_guidance")})
            await changing.act_on_point(session, row, "publish")

    seen, params = 0, {"municipality": "316", "limit": "1"}
    while True:
        page = await town.get("/support-points", **params)
        seen += len(page["items"])
        if "next" not in page:
            break
        params["cursor"] = page["next"]
    assert seen == 4
