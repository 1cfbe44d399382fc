"""Remote channels and materials: read, written, told."""

from typing import Any

import pytest

from common.clock import standing_at
from tests.directory.town import Town, helsinki
from tests.directory.writing import EDITOR, LOCAL, READER, create, events, kinds, send

CHANNELS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"phone", "chat", "bot"}),
    ({"form": "remote_chat"}, {"chat"}),
    ({"form": "remote_chat,chatbot"}, {"chat", "bot"}),
    ({"need": "using_service"}, {"phone", "chat"}),
    ({"need": "device_use"}, {"phone"}),
    ({"language": "sv"}, {"phone"}),
    ({"audience": "professional"}, set()),
    ({"target_group": "older"}, {"phone", "chat", "bot"}),
    ({"level": "remote_user"}, {"phone", "chat", "bot"}),
    ({"topic": "kela"}, set()),
]
MATERIALS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"guide", "course"}),
    ({"kind": "course"}, {"course"}),
    ({"form": "online_course"}, {"course"}),
    ({"form": "material,online_course"}, {"guide", "course"}),
    ({"need": "device_use"}, {"course"}),
    ({"topic": "omakanta"}, {"guide"}),
    ({"level": "resident/self_practiser"}, {"guide", "course"}),
    ({"level": "remote_user"}, {"guide"}),
]


@pytest.mark.parametrize(("params", "expected"), CHANNELS, ids=lambda one: str(one)[:40])
async def test_filters_of_channels(
    read_town: Town, params: dict[str, Any], expected: set[str]
) -> None:
    assert set(await read_town.found("/remote-channels", **params)) == expected


@pytest.mark.parametrize(("params", "expected"), MATERIALS, ids=lambda one: str(one)[:40])
async def test_filters_of_materials(
    read_town: Town, params: dict[str, Any], expected: set[str]
) -> None:
    assert set(await read_town.found("/materials", **params)) == expected


async def test_a_code_that_no_list_has_is_refused(read_town: Town) -> None:
    for path in ("/remote-channels", "/materials"):
        for name in ("form", "need", "topic", "level"):
            answer = await read_town.client.get(path, params={name: "magic"})
            assert answer.json()["errors"][0]["pointer"] == f"/{name}"


async def test_a_channel_says_how_it_stands(read_town: Town) -> None:
    for hour, state in ((10, "open"), (17, "closed")):
        with standing_at(helsinki(5, 5, hour)):
            listed = await read_town.get("/remote-channels", include="openness,hours")
            one = await read_town.get(
                f"/remote-channels/{read_town.ids['phone']}", include="openness,hours"
            )
        by_name = dict(zip(read_town.names_of(listed["items"]), listed["items"], strict=True))
        assert by_name["phone"] == one
        assert one["openness"]["state"] == state
        assert by_name["bot"]["openness"]["state"] == "open"
        assert one["hours"]["periods"]


async def test_what_is_for_staff_is_listed_for_staff(read_town: Town) -> None:
    path = f"/remote-channels/{read_town.ids['staff_line']}"
    listed = await read_town.client.get("/remote-channels", headers=READER)

    assert (await read_town.client.get(path)).status_code == 404
    assert (await read_town.client.get(path, headers=READER)).status_code == 200
    assert "staff_line" in read_town.names_of(listed.json()["items"])


TOLD = {
    "mobile-units": ["unit.created", *["unit.updated"] * 5],
    "remote-channels": [
        "channel.created", "channel.published", "channel.updated", "channel.updated",
        "channel.suspended", "channel.archived",
    ],
    "materials": ["material.updated"] * 6,
}  # fmt: skip


@pytest.mark.parametrize("noun", TOLD)
async def test_each_write_tells_once(town: Town, noun: str) -> None:
    before = len(await events(town))
    made = await create(town, noun)
    path = made.headers["location"]
    name = "title" if noun == "materials" else "name"
    assert made.json()["state"] == "draft"
    assert (await town.client.get(path)).status_code == 404

    steps: list[tuple[str, str, Any]] = [
        ("POST", "/publish", None),
        ("PATCH", "", {name: {"fi": "Vaihdettu"}, "summary": {"fi": "Lyhyt"}}),
        ("PATCH", "", {"summary": None, "visibility": "staff"}),
        ("POST", "/suspend", None),
        ("POST", "/archive", None),
    ]
    for number, (method, end, body) in enumerate(steps, start=1):
        answer = await send(town, method, path + end, body, version=number)
        assert (answer.status_code, answer.json()["version"]) == (200, number + 1), answer.text
        if number == 2:
            shown = await town.get(path)
            assert (shown[name]["fi"], shown["summary"]["fi"]) == ("Vaihdettu", "Lyhyt")
        if number == 3:
            assert answer.json()["summary"] is None

    told = await events(town, before)
    public = [one["data"]["public"] for one in told]
    assert kinds(told) == TOLD[noun]
    assert public == [False, True, True, False, False, False]
    gone = await town.client.get(path, headers=EDITOR)
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/archived")
    assert (await town.client.get(path)).status_code == 404


@pytest.mark.parametrize("noun", TOLD)
async def test_what_is_missing_is_listed(town: Town, noun: str) -> None:
    bare: dict[str, dict[str, Any]] = {
        "mobile-units": {"services": [], "contacts": []},
        "remote-channels": {"contacts": [], "hours": None},
        "materials": {"files": []},
    }
    lacking = {
        "mobile-units": ["service", "contact_or_booking"],
        "remote-channels": ["contact_or_url", "hours"],
        "materials": ["file_or_contact"],
    }
    made = await create(town, noun, **bare[noun])

    refused = await send(town, "POST", made.headers["location"] + "/publish", version=1)
    twice = await send(town, "POST", made.headers["location"] + "/suspend", version=1)

    assert (refused.status_code, refused.json()["missing"]) == (409, lacking[noun])
    assert made.json()["allowed_actions"] == ["archive"]
    assert twice.json()["allowed_actions"] == ["archive"]


@pytest.mark.parametrize(
    ("noun", "more", "pointer"),
    [
        ("remote-channels", {"needs": ["magic"]}, "/needs/0"),
        ("remote-channels", {"levels": ["resident/wizard"]}, "/levels/0"),
        ("remote-channels", {"form": "in_person"}, "/form"),
        ("remote-channels", {"id": 1}, "/id"),
        ("materials", {"topics": ["omakanta", "magic"]}, "/topics/1"),
        ("materials", {"minutes": 0}, "/minutes"),
        ("materials", {"verification": {}}, "/verification"),
        ("mobile-units", {"roles": ["wizard"]}, "/roles/0"),
        ("mobile-units", {"hours": {}}, "/hours"),
    ],
)
async def test_what_cannot_be_is_refused(
    read_town: Town, noun: str, more: dict[str, Any], pointer: str
) -> None:
    answer = await create(read_town, noun, **more)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert answer.json()["errors"][0]["in"] == "body"


async def test_a_day_of_review_is_kept_and_removed(town: Town) -> None:
    made = await create(town, "materials", reviewed_on="2026-04-01")
    path = made.headers["location"]
    changed = await send(town, "PATCH", path, {"reviewed_on": None}, version=1)

    assert (made.json()["reviewed_on"], changed.json()["reviewed_on"]) == ("2026-04-01", None)


@pytest.mark.parametrize("noun", ["remote-channels", "materials", "mobile-units"])
async def test_D7_what_serves_the_county_is_not_written_with_a_grant_of_one_municipality(
    town: Town, noun: str
) -> None:
    made = (await create(town, noun)).json()
    path = f"/{noun}/{made['id']}"

    refused = [
        await create(town, noun, headers=LOCAL),
        await send(town, "PATCH", path, {"visibility": "staff"}, version=1, headers=LOCAL),
        await send(town, "POST", f"{path}/publish", version=1, headers=LOCAL),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert refused[0].json()["type"] == "/problems/municipality-not-allowed"
