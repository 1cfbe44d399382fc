"""Points that nobody has checked for too long are told, once when stale and once expired (F5)."""

from datetime import datetime

from sqlalchemy import update

from common.clock import standing_at
from directory.points.points import SupportPoint
from directory.upkeep import LAPSES_EVERY, Upkeep
from tests.directory.town import TUESDAY, Town, helsinki
from tests.directory.writing import events, send

LAPSED = "directory.point.lapsed"


async def told(town: Town, at: datetime, since: int) -> dict[str, str]:
    """What the points lapsed to, by the upkeep of a moment; the names of other points left out."""
    with standing_at(at):
        await Upkeep(town.app.state.transactions).once()
    names = {str(id_): name for name, id_ in town.ids.items()}
    lapsed = [one["data"] for one in await events(town, since) if LAPSED in one["type"]]
    assert len(lapsed) == len({one["point_id"] for one in lapsed}), "told twice"
    return {names[one["point_id"]]: one["to"] for one in lapsed}


async def test_F5_stale_and_expired_are_told_once_each(town: Town) -> None:
    start = len(await events(town))
    assert await told(town, TUESDAY, start) == {"salpa": "stale", "expired": "expired"}

    middle = len(await events(town))
    assert await told(town, TUESDAY, middle) == {}
    assert await told(town, helsinki(10, 21), middle) == {"kela": "stale"}
    assert await told(town, helsinki(10, 22), middle) == {"kela": "stale", "satama": "stale"}

    end = len(await events(town))
    assert (await told(town, helsinki(4, 1, year=2027), end))["salpa"] == "expired"


async def test_F5_the_day_decides(town: Town) -> None:
    await told(town, TUESDAY, 0)
    start = len(await events(town))

    assert await told(town, helsinki(6, 2, 23, 59), start) == {}
    assert await told(town, helsinki(6, 3), start) == {"kela": "stale"}


async def test_F5_what_was_checked_and_lapses_again_is_told_again(town: Town) -> None:
    path = f"/support-points/{town.ids['salpa']}/verifications"
    await told(town, TUESDAY, 0)
    start = len(await events(town))

    await send(town, "POST", path, {"outcome": "confirmed", "fields": ["hours"]})
    assert await told(town, TUESDAY, start) == {}, "a part is not the whole"
    await send(town, "POST", path, {"outcome": "confirmed"})
    assert await told(town, TUESDAY, start) == {}

    assert (await told(town, helsinki(11, 5), start))["salpa"] == "stale"


async def test_F5_an_import_that_checked_it_takes_the_lapse_back(town: Town) -> None:
    """And a point that comes with an old date of checking is told at once."""
    await told(town, TUESDAY, 0)
    for name, on in (("salpa", helsinki(5, 4, 12)), ("satama", helsinki(5, 4, 12, year=2025))):
        async with town.app.state.transactions.begin() as session:
            one = SupportPoint.id == town.ids[name]
            await session.execute(update(SupportPoint).where(one).values(verified_at=on))
    start = len(await events(town))

    assert await told(town, TUESDAY, start) == {"satama": "stale"}
    async with town.app.state.transactions() as session:
        salpa = await session.get_one(SupportPoint, town.ids["salpa"])
    assert salpa.lapsed_to is None


async def test_only_what_is_published_lapses(town: Town) -> None:
    far = await told(town, helsinki(1, 1, year=2030), 0)

    assert {"draft", "suspended", "archived", "hidden_archived"}.isdisjoint(far)
    assert {far["staff"], far["harju"]} == {"expired"}


async def test_lapses_are_looked_for_once_an_hour(town: Town) -> None:
    keeping = Upkeep(town.app.state.transactions)
    with standing_at(TUESDAY):
        await keeping.once()
    start = len(await events(town))

    with standing_at(TUESDAY + LAPSES_EVERY / 2):
        path = f"/support-points/{town.ids['suspended']}"
        await send(town, "POST", f"{path}/publish", version=3)
        await _aged(town)
        await keeping.once()
    assert not [one for one in await events(town, start) if LAPSED in one["type"]]
    with standing_at(TUESDAY + LAPSES_EVERY):
        await keeping.once()

    lapsed = [one["data"] for one in await events(town, start) if LAPSED in one["type"]]
    assert [(one["point_id"], one["to"]) for one in lapsed] == [
        (str(town.ids["suspended"]), "expired")
    ]


async def _aged(town: Town) -> None:
    async with town.app.state.transactions.begin() as session:
        one = SupportPoint.id == town.ids["suspended"]
        long_ago = helsinki(1, 1, year=2024)
        await session.execute(update(SupportPoint).where(one).values(created_at=long_ago))
