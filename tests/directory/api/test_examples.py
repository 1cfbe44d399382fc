"""The bodies that the documentation shows can be sent as they are."""

import json
from typing import Any

import pytest

from directory.api.examples import HOURS, MOVE, POINT, VISIT
from gateway import curl
from gateway.examples import illustrate
from tests.directory.town import Town
from tests.directory.writing import send


def shown(town: Town, path: str, method: str) -> Any:
    """The example of a body, as the gateway's documentation shows it."""
    document = illustrate(json.loads(json.dumps(town.app.openapi())))
    content = document["paths"][path][method]["requestBody"]["content"]
    return content["application/json"]["example"]


async def test_the_example_of_a_new_point_has_services_contacts_and_hours(town: Town) -> None:
    example = shown(town, "/support-points", "post")

    assert example == POINT
    assert example["services"]
    assert example["contacts"]
    assert example["hours"]["periods"]


async def test_the_example_of_a_new_point_can_be_entered_and_published(town: Town) -> None:
    body = shown(town, "/support-points", "post") | {"organisation_id": str(town.ids["county"])}

    made = await send(town, "POST", "/support-points", body)
    assert made.status_code == 201, made.text
    published = await send(town, "POST", made.headers["location"] + "/publish", version=1)

    told = await town.get(made.headers["location"])
    assert published.status_code == 200
    assert told["service_codes"] == ["service_guidance", "transacting_together"]
    assert told["weekly_open_minutes"] == 5 * 7 * 60


async def test_the_example_of_hours_replaces_those_of_a_point(town: Town) -> None:
    path = f"/support-points/{town.ids['kela']}"
    body = shown(town, "/support-points/{point_id}/opening-hours", "put")
    version = (await town.get(path))["version"]

    put = await send(town, "PUT", f"{path}/opening-hours", body, version=version)

    assert body == HOURS
    assert put.status_code == 200, put.text
    christmas = await town.get(
        f"{path}/opening-hours", **{"from": "2026-12-24", "to": "2026-12-24"}
    )
    assert christmas["items"][0]["state"] == "closed"


async def planned(town: Town) -> Any:
    body = shown(town, "/mobile-visits", "post")
    assert body == VISIT
    return await send(town, "POST", "/mobile-visits", body | {"unit_id": str(town.ids["bus"])})


async def test_the_example_of_a_visit_can_be_planned_and_confirmed(town: Town) -> None:
    made = await planned(town)

    assert made.status_code == 201, made.text
    assert made.json()["starts_at"] < made.json()["ends_at"]
    path = made.headers["location"]
    confirmed = await send(town, "POST", f"{path}/confirm", version=1)
    assert confirmed.status_code == 200, confirmed.text


async def test_the_example_of_a_move_moves_that_visit(town: Town) -> None:
    path = (await planned(town)).headers["location"]
    body = shown(town, "/mobile-visits/{visit_id}/move", "post")

    moved = await send(town, "POST", f"{path}/move", body, version=1)

    assert moved.status_code == 200, moved.text
    assert {name: moved.json()[name] for name in MOVE} == MOVE


async def test_the_example_of_a_holiday_is_one_of_its_year(read_town: Town) -> None:
    document = illustrate(json.loads(json.dumps(read_town.app.openapi())))
    answer = document["paths"]["/holidays"]["get"]["responses"]["200"]
    example = answer["content"]["application/json"]["example"]["items"][0]

    holidays = await read_town.get("/holidays", year=example["date"][:4])

    assert example["code"] == "midsummer_eve"
    assert example in holidays["items"]


READS = [
    "/support-points", "/support-points/{point_id}", "/support-points/{point_id}/opening-hours",
    "/support-points/{point_id}/openness", "/open-now", "/match", "/search", "/mobile-units",
    "/mobile-visits", "/mobile-visits.ics", "/remote-channels", "/materials", "/organisations",
    "/municipalities", "/holidays",
]  # fmt: skip


@pytest.mark.parametrize("path", READS)
async def test_the_line_for_the_shell_asks_what_can_be_asked(read_town: Town, path: str) -> None:
    operation = read_town.app.openapi()["paths"][path]["get"]
    told = {"parameters": operation.get("parameters", []), "who": "anyone"}
    line = curl.line("", "GET", path, told)

    answer = await read_town.client.get(line.split('"')[1])

    assert answer.status_code in (200, 404), answer.text
    assert answer.status_code == 200 or "{" in path


@pytest.mark.parametrize(
    ("path", "name"), [("/open-now?municipality=398", "at"), ("/support-points?limit=1", "open_at")]
)
async def test_a_plus_that_became_a_space_is_told_how_to_be_written(
    read_town: Town, path: str, name: str
) -> None:
    right = await read_town.client.get(f"{path}&{name}=2026-05-05T10:00:00%2B03:00")
    wrong = await read_town.client.get(f"{path}&{name}=2026-05-05T10:00:00+03:00")

    assert right.status_code == 200, right.text
    assert wrong.status_code == 422
    assert any("%2B" in one["detail"] for one in wrong.json()["errors"])
