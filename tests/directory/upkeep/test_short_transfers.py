"""Half an hour or less between two stops of a unit is warned about, not refused (V7)."""

from typing import Any

import pytest

from tests.directory.town import Town, services, stop
from tests.directory.writing import EDITOR, send


async def plan(town: Town, starts: str, ends: str) -> dict[str, Any]:
    place = stop("781", None)
    visit = {
        "unit_id": str(town.ids["bus"]),
        "starts_at": f"2026-06-02T{starts}Z",
        "ends_at": f"2026-06-02T{ends}Z",
        "stop": {"name": place["name"], "address": place["address"]},
        "services": services("service_guidance"),
    }
    answer = await town.client.post("/mobile-visits", json=visit, headers=EDITOR)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def codes(visit: dict[str, Any]) -> list[str]:
    return [one["code"] for one in visit["warnings"]]


TIMES = [
    ("11:00:00", "12:00:00", True),
    ("11:30:00", "12:00:00", True),
    ("11:30:01", "12:00:00", False),
    ("06:00:00", "06:30:00", True),
    ("06:00:00", "06:29:59", False),
]


@pytest.mark.parametrize(("starts", "ends", "is_short"), TIMES)
async def test_V7_a_short_transfer_is_warned_about(
    town: Town, starts: str, ends: str, is_short: bool
) -> None:
    first = await plan(town, "07:00:00", "11:00:00")

    second = await plan(town, starts, ends)

    assert codes(first) == []
    assert codes(second) == (["short_transfer"] if is_short else [])
    if is_short:
        assert set(second["warnings"][0]["detail"]) == {"fi", "sv", "en"}
    assert (await town.client.get(f"/mobile-visits/{second['id']}", headers=EDITOR)).json()[
        "warnings"
    ] == []


async def test_V7_a_move_is_warned_about_too(town: Town) -> None:
    await plan(town, "07:00:00", "09:00:00")
    visit = await plan(town, "12:00:00", "13:00:00")
    near = {"starts_at": "2026-06-02T09:15:00Z", "ends_at": "2026-06-02T10:00:00Z"}
    path = f"/mobile-visits/{visit['id']}"

    moved = await send(town, "POST", f"{path}/move", near, version=1)
    cancelled = await send(town, "POST", f"{path}/cancel", {"reason": {"fi": "Sairaus"}}, version=2)
    alone = await plan(town, "09:30:01", "10:00:00")

    assert codes(moved.json()) == ["short_transfer"]
    assert (codes(cancelled.json()), codes(alone)) == ([], [])
