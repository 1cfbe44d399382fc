"""The resident's story, through the gateway, on the demonstration county (S30)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from httpx import AsyncClient

from common.clock import HELSINKI, helsinki_day, now

LAHTI = "60.983,25.661"
WRITTEN_BY_OTHER_STORIES = {"Uusi kirjasto", "Toinen nimi"}
PERSONAL = {"name", "email", "phone", "user", "session", "cookie", "identity"}


async def items(client: AsyncClient, path: str, **params: str) -> list[dict[str, Any]]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def a_tuesday() -> date:
    """The second Tuesday of next month: from the 8th to the 14th no Tuesday is a holiday."""
    first = (helsinki_day(now()).replace(day=1) + timedelta(days=32)).replace(day=8)
    return first + timedelta(days=(1 - first.weekday()) % 7)


async def test_S30_1_chat_near_the_library(anyone: AsyncClient) -> None:
    at_ten = datetime.combine(a_tuesday(), time(10), HELSINKI)

    found = await items(anyone, "/match", q="chat", near=LAHTI, at=at_ten.isoformat())

    *near, chat = found
    assert len(near) == 4
    for one in near:
        assert (one["kind"], one["form"]) == ("point", "in_person")
        assert one["distance_m"] < 1_000
        assert (one["openness"]["state"], one["openness"]["available"]) == ("open", True)
    assert (chat["kind"], chat["form"]) == ("channel", "remote_chat")
    assert chat["url"] == "https://example.fi/chat"
    assert (chat["openness"]["state"], chat["openness"]["available"]) == ("open", True)
    closes = datetime.fromisoformat(chat["openness"]["until"]).astimezone(HELSINKI)
    assert closes == at_ten.replace(hour=15)
    assert all(one["reasons"] for one in found)
    assert all(sum(r["points"] for r in one["reasons"]) == one["score"] for one in found)


async def test_S30_2_a_remote_appointment_place_open_on_a_tuesday(anyone: AsyncClient) -> None:
    tuesday = a_tuesday().isoformat()
    asked = {"remote_appointment_place": "true", "open_on": tuesday, "include": "services"}

    listed = await items(anyone, "/support-points", **asked)
    found = [one for one in listed if one["provenance"]["data_source"] == "demonstration"]

    assert len(found) >= 5
    assert all(one["remote_appointment_place"] for one in found)
    assert [s for one in found for s in one["services"] if not s["levels"]] == []
    levels = {level for one in found for s in one["services"] for level in s["levels"]}
    assert {"resident/needs_assistance", "resident/remote_user"} <= levels


async def test_S30_3_no_question_asks_who_the_resident_is(anyone: AsyncClient) -> None:
    contract = (await anyone.get("/openapi.json")).json()
    reads = [
        parameter["name"]
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if method == "get" and operation["x-access"]["who"] == "anyone"
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]

    assert not PERSONAL & set(reads)
    answer = await anyone.get("/open-now", params={"near": LAHTI})
    assert "set-cookie" not in answer.headers


async def test_help_is_found_in_one_answer(anyone: AsyncClient) -> None:
    found = await items(anyone, "/open-now", near=LAHTI, limit="50")

    assert {"point", "channel"} <= {one["kind"] for one in found}
    assert all(one["source"]["kind"] for one in found)
    assert all(one["freshness"] for one in found)


async def test_the_demonstration_says_that_it_is_one(anyone: AsyncClient) -> None:
    listed = await items(anyone, "/support-points", limit="200")
    found = [one for one in listed if one["name"]["fi"] not in WRITTEN_BY_OTHER_STORIES]

    assert len(found) >= 35
    assert {one["provenance"]["data_source"] for one in found if one["kind"] != "mobile"} == {
        "demonstration"
    }
    assert {one["municipality_code"] for one in found} >= {
        "016", "081", "098", "111", "142", "316", "398", "560", "576", "781",
    }  # fmt: skip
    kinds = {one["kind"] for one in found}
    assert kinds >= {"county", "municipality", "kela", "third_sector", "other", "mobile"}
