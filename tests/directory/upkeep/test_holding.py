"""Confirmed visits are held when they are over, and nothing is done with them any more (V5)."""

import asyncio
from typing import Any

import pytest

from common.clock import standing_at
from directory import upkeep
from directory.upkeep import Upkeep, kept_up
from tests.directory.town import Town, helsinki
from tests.directory.writing import EDITOR, events, kinds, send

NOON = helsinki(5, 5, 12)
"""The end of the visit of today."""
JULY = helsinki(7, 1, 12)


async def once(town: Town) -> None:
    await Upkeep(town.app.state.transactions).once()


async def held(town: Town, since: int) -> list[str]:
    """The names of the visits told as held."""
    names = {str(id_): name for name, id_ in town.ids.items()}
    told = [one for one in await events(town, since) if "directory.visit.held" in one["type"]]
    return [names[one["data"]["visit_id"]] for one in told]


async def state_of(town: Town, name: str) -> str:
    answer = await town.client.get(f"/mobile-visits/{town.ids[name]}", headers=EDITOR)
    state: str = answer.json()["state"]
    return state


async def test_V5_a_confirmed_visit_is_held_at_its_end(town: Town) -> None:
    before = len(await events(town))
    with standing_at(helsinki(5, 5, 11, 59)):
        await once(town)
    assert await held(town, before) == []

    with standing_at(NOON):
        await once(town)
        await once(town)
        shown = await town.get(f"/mobile-visits/{town.ids['today']}")

    assert (shown["state"], shown["version"]) == ("held", 3)
    assert await held(town, before) == ["today"]


async def test_V5_only_what_was_confirmed_is_held(town: Town) -> None:
    before = len(await events(town))

    with standing_at(JULY):
        await once(town)
        states = {name: await state_of(town, name) for name in ("planned", "cancelled", "sysma")}

    assert states == {"planned": "planned", "cancelled": "cancelled", "sysma": "held"}
    assert sorted(await held(town, before)) == ["padas", "sysma", "today"]
    told = {one["data"].get("visit_id"): one["data"] for one in await events(town, before)}
    assert told[str(town.ids["sysma"])]["qualified"] is True
    assert told[str(town.ids["padas"])]["qualified"] is None


async def test_many_visits_are_held_in_small_transactions(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SLICE", 1)
    before = len(await events(town))

    with standing_at(JULY):
        await once(town)

    assert sorted(await held(town, before)) == ["padas", "sysma", "today"]


async def test_two_processes_at_once_tell_once(town: Town) -> None:
    before = len(await events(town))

    with standing_at(JULY):
        await asyncio.gather(*(once(town) for _ in range(4)))

    told = kinds(await events(town, before))
    assert told.count("visit.held") == 3
    lapsed = [one["data"] for one in await events(town, before) if "to" in one["data"]]
    assert len(lapsed) == len({(one["point_id"], one["to"]) for one in lapsed})


async def test_the_upkeep_runs_beside_the_service(town: Town) -> None:
    before = len(await events(town))

    with standing_at(JULY):
        transactions = town.app.state.transactions
        async with kept_up(Upkeep(transactions), town.url), asyncio.timeout(10):
            while len(await held(town, before)) < 3:
                await asyncio.sleep(0.02)

    assert await state_of(town, "sysma") == "held"


LATER = {"starts_at": "2026-06-03T07:00:00Z", "ends_at": "2026-06-03T11:00:00Z"}
ATTEMPTS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "/confirm", None),
    ("POST", "/move", LATER),
    ("POST", "/cancel", {"reason": {"fi": "Sairaus"}}),
    ("PATCH", "", {"note": {"fi": "Torilla"}}),
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: f"{one[0]}{one[1]}")
@pytest.mark.parametrize("name", ["today", "planned"])
async def test_V5_nothing_is_done_with_a_visit_that_is_over(
    town: Town, name: str, attempt: tuple[str, str, dict[str, Any] | None]
) -> None:
    """Also before the timed step has come by."""
    method, action, body = attempt
    path = f"/mobile-visits/{town.ids[name]}"
    with standing_at(NOON if name == "today" else helsinki(5, 21, 14)):
        shown = (await town.client.get(path, headers=EDITOR)).json()
        answer = await send(town, method, path + action, body, version=shown["version"])

    assert shown["allowed_actions"] == []
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-in-this-state")
    assert answer.json()["allowed_actions"] == []


async def test_a_visit_that_goes_on_can_still_be_cancelled(town: Town) -> None:
    path = f"/mobile-visits/{town.ids['today']}/cancel"
    with standing_at(helsinki(5, 5, 11, 59)):
        answer = await send(town, "POST", path, {"reason": {"fi": "Sairaus"}}, version=2)

    assert answer.json()["state"] == "cancelled"
