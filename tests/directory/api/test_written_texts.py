"""What was judged on its way in is read as it is: nothing is refused on its way out."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from common.text import Text, Written
from directory.api import hours as hours_shapes
from directory.api.hours import Hours
from directory.api.parts_shown import Contact
from directory.app import create_app
from tests.directory.imports.sending import place, places_csv
from tests.directory.town import Town, phone, services
from tests.directory.writing import ALL, EDITOR, create, send
from tests.services import as_caller, settings_for

LEAD = as_caller(*ALL, kind="staff", municipalities=["*"], roles=["lead"])
OVERRIDE = LEAD | {"x-identity-code-override": "not_an_identity_code"}
CODE = "131052-308T"
LONG = {"fi": "k" * 2400, "sv": None, "en": None}
OF_CODE = {"fi": f"Numero {CODE}", "sv": None, "en": None}
NOUNS = ("support-points", "mobile-units", "remote-channels", "materials")


async def published(town: Town, noun: str, **made: Any) -> str:
    """The path of a new thing that residents see, written by a lead who overrides."""
    made = {"headers": OVERRIDE} | made
    answer = await create(town, noun, **made)
    assert answer.status_code == 201, answer.text
    path = answer.headers["location"]
    shown = await send(town, "POST", f"{path}/publish", version=1)
    assert shown.status_code == 200, shown.text
    return str(path)


async def read_everywhere(town: Town, noun: str, path: str) -> dict[str, Any]:
    """The thing as its list and its own path tell it; they agree."""
    own = await town.get(path)
    listed = (await town.get(f"/{noun}", limit=200))["items"]
    (found,) = [one for one in listed if one["id"] == own["id"]]
    assert (await town.client.get(path, headers=EDITOR)).status_code == 200
    assert (await town.client.get(f"/{noun}", headers=EDITOR)).status_code == 200
    assert {found[name] == own[name] for name in own.keys() & {"name", "title"}} == {True}
    return own


@pytest.mark.parametrize("noun", ["support-points", "remote-channels"])
async def test_a_description_of_2400_characters_is_written_and_read(town: Town, noun: str) -> None:
    path = await published(town, noun, description=LONG)

    assert (await read_everywhere(town, noun, path))["description"] == LONG


async def test_the_text_of_a_service_may_be_as_long(town: Town) -> None:
    given = [services("service_guidance")[0] | {"description": LONG}]
    path = await published(town, "support-points", services=given)

    shown = await town.get(path, include="services")
    assert shown["services"][0]["description"] == LONG
    assert (await town.client.get("/support-points?include=services,hours")).status_code == 200


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_name_that_a_lead_has_overridden_is_read(town: Town, noun: str) -> None:
    name = "title" if noun == "materials" else "name"
    path = await published(town, noun, **{name: OF_CODE})

    assert (await read_everywhere(town, noun, path))[name] == OF_CODE


async def test_every_text_of_a_point_that_was_overridden_is_read(town: Town) -> None:
    hours = {"periods": [{"kind": "normal", "state": "closed", "label": OF_CODE}], "note": OF_CODE}
    path = await published(
        town,
        "support-points",
        summary=OF_CODE,
        description=OF_CODE,
        address={"municipality_code": "398", "street": OF_CODE, "additional": OF_CODE},
        entrances=[{"name": OF_CODE, "sentences": [OF_CODE], "contact": phone()}],
        contacts=[phone() | {"label": OF_CODE, "charge_note": OF_CODE}],
        hours=hours,
    )

    shown = await town.get(path, include="hours,services,openness")
    assert shown["hours"]["note"] == shown["hours"]["periods"][0]["label"] == OF_CODE
    assert shown["address"]["street"] == shown["contacts"][0]["label"] == OF_CODE
    assert shown["entrances"][0]["sentences"] == [OF_CODE]
    for path_ in (
        "/support-points?include=hours,services,openness",
        "/support-points?near=60.98,25.66",
        f"{path}/opening-hours",
        f"{path}/openness",
        "/open-now",
        "/search?q=numero",
    ):
        answer = await town.client.get(path_)
        assert answer.status_code == 200, (path_, answer.text)


async def test_a_visit_and_an_organisation_that_were_overridden_are_read(town: Town) -> None:
    body = {"name": OF_CODE, "kind": "third_sector", "description": LONG}
    made = await town.client.post("/organisations", json=body, headers=OVERRIDE)
    visit = await town.client.post(
        "/mobile-visits",
        json={
            "unit_id": str(town.ids["bus"]),
            "starts_at": "2026-06-10T07:00:00Z",
            "ends_at": "2026-06-10T09:00:00Z",
            "stop": {"name": OF_CODE, "address": {"municipality_code": "398"}},
            "services": services("service_guidance"),
            "announce": True,
            "note": OF_CODE,
        },
        headers=OVERRIDE,
    )

    assert (made.status_code, visit.status_code) == (201, 201)
    assert (await read_everywhere(town, "organisations", made.headers["location"]))[
        "description"
    ] == LONG
    listed = (await town.get("/mobile-visits"))["items"]
    assert OF_CODE in [one["note"] for one in listed]
    assert (await town.get(f"/mobile-units/{town.ids['bus']}"))["visits"]
    assert (await town.client.get("/mobile-visits.ics")).status_code == 200


async def test_an_imported_description_of_2400_characters_is_read(town: Town) -> None:
    file = places_csv([place(kuvaus="k" * 2400)])
    importer = as_caller("directory:import", municipalities=["*"])
    answer = await town.client.post(
        "/imports",
        params={"format": "csv", "data_source": "kirjastot"},
        content=file,
        headers=importer | {"content-type": "text/csv"},
    )

    assert answer.status_code == 201
    assert (await town.get("/support-points/kirjastot:1"))["description"] == LONG
    assert len((await town.get("/support-points", limit=200))["items"]) > 1


async def test_without_the_override_the_code_is_refused_on_its_way_in(town: Town) -> None:
    answer = await create(town, "support-points", name=OF_CODE)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/identity-code-in-text")


def test_hours_are_judged_on_their_way_in_only(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 1, 1)
    kept = {
        "days": [
            {"date": (day + timedelta(days=number)).isoformat(), "state": "closed"}
            for number in range(365)
        ]
    }
    judged: list[Any] = []
    monkeypatch.setattr(hours_shapes, "hours_from", judged.append)

    shown = Hours.model_validate(deepcopy(kept))
    assert (len(shown.days), judged) == (365, [])

    hours_shapes.NewHours.model_validate(kept)
    assert len(judged) == 1


def test_a_contact_is_judged_on_its_way_in_only() -> None:
    assert Contact.model_validate({"kind": "phone", "value": "ei numeroa"}).value == "ei numeroa"


def test_no_answer_of_any_route_judges_a_text_again() -> None:
    """Also what stands deep in an answer: the in-shapes are for requests."""
    app = create_app(settings_for("directory", "postgresql+asyncpg://nobody@127.0.0.1/none"))  # type: ignore[arg-type]
    document = app.openapi()
    schemas = document["components"]["schemas"]

    def below(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(below, part))
        if not isinstance(part, dict):
            return set()
        own = {part["$ref"].rpartition("/")[2]} if "/schemas/" in part.get("$ref", "") else set()
        return own.union(*map(below, part.values()))

    answers = [
        operation["responses"]
        for operations in document["paths"].values()
        for operation in operations.values()
    ]
    found, waiting = set(), below(answers)
    while waiting:
        found |= waiting
        waiting = set().union(*(below(schemas[name]) for name in waiting)) - found

    judging = {one.__name__ for one in _below(Written)} | {"NewHours", "NewContact", "NewAddress"}
    assert {"Written", "Hours", "Contact"} <= found
    assert Text.__name__ in judging
    assert found & judging == set()


def _below(kind: type[BaseModel]) -> set[type[BaseModel]]:
    own = set(kind.__subclasses__())
    return own.union(*map(_below, own))
