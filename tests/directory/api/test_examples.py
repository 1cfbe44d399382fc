"""The bodies that the documentation shows can be sent as they are."""

import json
from typing import Any

from directory.api.examples import HOURS, POINT
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
