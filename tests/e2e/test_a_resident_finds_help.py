"""The resident's story, through the gateway, on the demonstration county (S30)."""

from typing import Any

from httpx import AsyncClient

LAHTI = "60.983,25.661"
WRITTEN_BY_OTHER_STORIES = {"Uusi kirjasto", "Toinen nimi"}
PERSONAL = {"name", "email", "phone", "user", "session", "cookie", "identity"}


async def items(client: AsyncClient, path: str, **params: str) -> list[dict[str, Any]]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_S30_1_chat_near_the_library(anyone: AsyncClient) -> None:
    found = await items(anyone, "/search", q="chat")

    channel = next(one for one in found if one["kind"] == "channel")
    assert "concept:remote_chat" in channel["matched"]
    assert channel["url"] or channel["contacts"]
    assert channel["openness"]["state"] in ("open", "closed", "unknown")

    near = await items(anyone, "/match", near=LAHTI, need="using_service", can_go="yes")
    assert near[0]["distance_m"] is not None
    assert all(one["reasons"] for one in near)
    assert all(sum(r["points"] for r in one["reasons"]) == one["score"] for one in near)


async def test_S30_2_a_remote_appointment_place_open_on_a_tuesday(anyone: AsyncClient) -> None:
    asked = {"remote_appointment_place": "true", "open_on": "2027-01-12", "include": "services"}

    found = await items(anyone, "/support-points", **asked)

    assert found
    assert all(one["remote_appointment_place"] for one in found)
    assert all("levels" in service for one in found for service in one["services"])


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
