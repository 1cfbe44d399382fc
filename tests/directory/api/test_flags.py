"""What staff should look at is told to staff who may write (rule F6), and to nobody else."""

from typing import Any

import pytest

from tests.directory.town import LAHTI, Town
from tests.directory.writing import EDITOR, LOCAL, PARTNER, READER, send

PUBLIC: dict[str, str] = {}


async def nobody_there(town: Town, name: str, times: int = 2) -> str:
    path = f"/support-points/{town.ids[name]}"
    for _ in range(times):
        await send(town, "POST", f"{path}/verifications", {"outcome": "unreachable"})
    return path


async def flags(town: Town, path: str, headers: Any) -> Any:
    return (await town.client.get(path, headers=headers)).json()["flags"]


async def test_F6_twice_unreachable_is_flagged_to_staff_who_may_write(town: Town) -> None:
    path = await nobody_there(town, "harju", times=1)
    once = await flags(town, path, EDITOR)
    await nobody_there(town, "harju", times=1)

    assert once == []
    assert await flags(town, path, EDITOR) == ["unreachable"]
    assert await flags(town, path, LOCAL) == ["unreachable"]


@pytest.mark.parametrize("headers", [PUBLIC, READER, PARTNER], ids=["public", "reader", "partner"])
async def test_F6_flags_are_not_told_to_those_who_may_not_write(
    town: Town, headers: dict[str, str]
) -> None:
    path = await nobody_there(town, "harju")
    await flags(town, path, EDITOR)

    asked: list[dict[str, Any]] = [{"limit": 200}, {"near": LAHTI, "radius_m": 2000}]
    listed = [
        (await town.client.get("/support-points", params=params, headers=headers)).json()["items"]
        for params in asked
    ]

    assert await flags(town, path, headers) == []
    assert [one["flags"] for items in listed for one in items if one["flags"]] == []


async def test_F6_a_list_of_staff_tells_the_flags_of_each(town: Town) -> None:
    await nobody_there(town, "heinola")

    for params in ({"municipality": "111"}, {"near": LAHTI, "municipality": "111"}):
        answer = await town.client.get("/support-points", params=params, headers=LOCAL)
        items = answer.json()["items"]
        told = dict(zip(town.names_of(items), [one["flags"] for one in items], strict=True))
        assert told == {"heinola": ["unreachable"], "former": []}


async def test_F6_somebody_who_answers_takes_the_flag_away(town: Town) -> None:
    path = await nobody_there(town, "harju")

    await send(town, "POST", f"{path}/verifications", {"outcome": "confirmed"})

    assert await flags(town, path, EDITOR) == []


async def test_the_answer_to_a_write_tells_the_flags(town: Town) -> None:
    path = await nobody_there(town, "harju")
    version = (await town.get(path))["version"]

    changed = await send(town, "PATCH", path, {"roles": []}, version=version)

    assert changed.json()["flags"] == ["unreachable"]


async def test_a_mobile_unit_among_points_has_no_flags(town: Town) -> None:
    answer = await town.client.get(f"/support-points/{town.ids['bus']}", headers=EDITOR)

    assert answer.json()["flags"] == []
