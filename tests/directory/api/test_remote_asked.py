"""What may be asked of `/remote-channels` and `/materials` (section 9: as points without place)."""

from datetime import timedelta
from typing import Any

import pytest

from common.clock import standing_at
from tests.directory.town import Town, helsinki
from tests.directory.writing import EDITOR, READER, create, send

BOTH = ("/remote-channels", "/materials")
OTHER = "00000000-0000-4000-8000-000000000000"
CHANNELS: list[tuple[dict[str, Any], list[str]]] = [
    ({"q": "chat"}, ["chat"]),
    ({"q": "neuvontapuhelin"}, ["phone"]),
    ({"q": "rådgivningstelefonen"}, ["phone"]),
    ({"q": "chat", "form": "chatbot"}, []),
    ({"freshness": "fresh"}, ["bot", "chat", "phone"]),
    ({"freshness": "fresh,stale", "form": "remote_chat"}, ["chat"]),
    ({"freshness": "stale,unverified"}, []),
    ({"organisation_id": OTHER}, []),
    ({"updated_after": "2026-05-04T08:59:59Z"}, ["bot", "chat", "phone"]),
    ({"updated_after": "2026-05-04T09:00:00Z"}, []),
    ({"sort": "name"}, ["bot", "chat", "phone"]),
    ({"open_at": "now"}, ["bot", "chat", "phone"]),
    ({"open_at": "2026-05-05T08:30:00+03:00"}, ["bot", "phone"]),
    ({"open_at": "2026-05-05T20:00:00+03:00"}, ["bot"]),
    ({"open_at": "2026-05-05T20:00:00+03:00", "state": "closed"}, ["chat", "phone"]),
    ({"open_on": "2026-05-09"}, ["bot"]),
    ({"open_on": "2026-05-05"}, ["bot", "chat", "phone"]),
    ({"open_on": "2026-05-09", "state": "closed"}, ["chat", "phone"]),
    ({"open_on": "2026-05-09", "open_at": "now"}, ["bot"]),
    ({"language": "sv"}, ["phone"]),
]
MATERIALS: list[tuple[dict[str, Any], list[str]]] = [
    ({"q": "omakanta"}, ["guide"]),
    ({"q": "puhelimen käyttö"}, ["course"]),
    ({"q": "omakanta", "kind": "course"}, []),
    ({"freshness": "unverified"}, ["guide", "course"]),
    ({"freshness": "fresh"}, []),
    ({"organisation_id": OTHER}, []),
    ({"updated_after": "2026-05-04T08:59:59Z"}, ["guide", "course"]),
    ({"updated_after": "2026-05-04T09:00:00Z"}, []),
    ({"sort": "name"}, ["guide", "course"]),
    ({"language": "sv"}, ["guide", "course"]),
]


@pytest.mark.parametrize(("params", "expected"), CHANNELS, ids=lambda one: str(one)[:70])
async def test_channels_that_fit_what_is_asked(
    read_town: Town, params: dict[str, Any], expected: list[str]
) -> None:
    assert await read_town.found("/remote-channels", **params) == expected


@pytest.mark.parametrize(("params", "expected"), MATERIALS, ids=lambda one: str(one)[:70])
async def test_materials_that_fit_what_is_asked(
    read_town: Town, params: dict[str, Any], expected: list[str]
) -> None:
    assert await read_town.found("/materials", **params) == expected


async def test_an_organisation_is_asked_by_its_id(read_town: Town) -> None:
    asked = f"{read_town.ids['county']},{OTHER}"

    channels = await read_town.found("/remote-channels", organisation_id=asked)
    materials = await read_town.found("/materials", organisation_id=asked)

    assert (channels, materials) == (["bot", "chat", "phone"], ["guide", "course"])


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize(
    ("params", "status", "slug", "pointer"),
    [
        ({"need": "magic"}, 422, "validation-error", "/need"),
        ({"freshness": "rotten"}, 422, "validation-error", "/freshness"),
        ({"organisation_id": "1"}, 422, "validation-error", "/organisation_id"),
        ({"updated_after": "2026-05-05"}, 422, "validation-error", "/updated_after"),
        ({"updated_after": "1890-05-05T00:00:00Z"}, 422, "validation-error", "/updated_after"),
        ({"sort": "distance"}, 422, "validation-error", "/sort"),
        ({"sort": "relevance"}, 422, "validation-error", "/q"),
        ({"language": "suomi"}, 422, "validation-error", "/language"),
        ({"q": ""}, 422, "validation-error", "/q"),
        ({"q": "tuki\u0007"}, 400, "bad-request", None),
        ({"q": "x" * 201}, 400, "bad-request", None),
        ({"q": "tuki 131052-308T"}, 422, "identity-code-in-text", "/q"),
        ({"q": "tuki", "cursor": "WzEsIm5hbWUiXQ"}, 400, "invalid-cursor", None),
        ({"near": "60.98,25.66"}, 400, "unknown-parameter", None),
        ({"service": "web_guidance"}, 400, "unknown-parameter", None),
    ],
)
async def test_a_question_that_cannot_be_meant_is_refused(
    read_town: Town, path: str, params: dict[str, Any], status: int, slug: str, pointer: str | None
) -> None:
    answer = await read_town.client.get(path, params=params)

    said = answer.json()
    assert (answer.status_code, said["type"]) == (status, f"/problems/{slug}")
    assert pointer is None or said["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"state": "closed"}, "/open_at"),
        ({"open_at": "now", "state": "ajar"}, "/state"),
        ({"open_at": "2026-05-05T10:30:00"}, "/open_at"),
        ({"open_on": "2026-02-30"}, "/open_on"),
    ],
)
async def test_doors_are_asked_in_a_way_that_means_something(
    read_town: Town, params: dict[str, Any], pointer: str
) -> None:
    answer = await read_town.client.get("/remote-channels", params=params)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_materials_have_no_doors(read_town: Town) -> None:
    for params in ({"open_at": "now"}, {"open_on": "2026-05-05"}, {"state": "open"}):
        answer = await read_town.client.get("/materials", params=params)

        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unknown-parameter")


async def paged(town: Town, path: str, **params: Any) -> list[str]:
    found: list[str] = []
    while True:
        page = await town.get(path, limit=1, **params)
        found += town.names_of(page["items"])
        if "next" not in page:
            return found
        params["cursor"] = page["next"]


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("sort", [None, "relevance", "name", "-updated_at"])
async def test_pages_of_a_search_hold_each_thing_once_in_one_order(
    read_town: Town, path: str, sort: str | None
) -> None:
    params = {"q": "digituki omakanta puhelin kurssi"} | ({"sort": sort} if sort else {})

    whole = await read_town.found(path, **params)
    pages = await paged(read_town, path, **params)

    assert len(whole) > 1
    assert pages == whole


async def test_the_newest_change_is_first_when_it_is_asked(town: Town) -> None:
    with standing_at(helsinki(5, 5, 9)):
        path = f"/remote-channels/{town.ids['chat']}"
        version = (await town.get(path))["version"]
        await send(town, "PATCH", path, {"summary": {"fi": "Lyhyt"}}, version=version)

    found = await town.found("/remote-channels", sort="-updated_at")
    since = await town.found("/remote-channels", updated_after="2026-05-05T05:59:59Z")

    assert found[0] == "chat"
    assert since == ["chat"]


async def test_a_cursor_belongs_to_its_words(read_town: Town) -> None:
    first = await read_town.get("/materials", q="omakanta kurssi", limit=1)

    other = await read_town.client.get(
        "/materials", params={"q": "kurssi", "cursor": first["next"]}
    )

    assert (other.status_code, other.json()["type"]) == (400, "/problems/invalid-cursor")


@pytest.mark.parametrize(
    ("noun", "more"),
    [
        ("remote-channels", {"name": {"fi": "Salainen linja"}}),
        ("materials", {"title": {"fi": "Salainen opas"}}),
    ],
)
async def test_drafts_are_hidden_from_the_public(
    town: Town, noun: str, more: dict[str, Any]
) -> None:
    made = (await create(town, noun, **more)).json()["id"]
    asked: list[dict[str, Any]] = [{}, {"q": "salainen"}, {"sort": "-updated_at"}]

    public = [(await town.get(f"/{noun}", **params))["items"] for params in asked]
    staff = await town.client.get(f"/{noun}", headers=READER)
    version = await send(town, "POST", f"/{noun}/{made}/publish", version=1, headers=EDITOR)
    after = [(await town.get(f"/{noun}", **params))["items"] for params in asked]

    assert version.status_code == 200
    assert all(made not in {one["id"] for one in items} for items in public)
    assert made in {one["id"] for one in staff.json()["items"]}
    assert all(made in {one["id"] for one in items} for items in after)


@pytest.mark.parametrize("noun", ["remote-channels", "materials", "mobile-units"])
async def test_who_may_see_a_thing_is_told(town: Town, noun: str) -> None:
    made = await create(town, noun)
    path = made.headers["location"]
    changed = await send(town, "PATCH", path, {"visibility": "staff"}, version=1)
    read = await town.client.get(path, headers=READER)

    told = [one.json()["visibility"] for one in (made, changed, read)]
    assert told == ["public", "staff", "staff"]


async def test_an_answer_about_now_holds_until_a_door_changes(read_town: Town) -> None:
    with standing_at(helsinki(5, 5, 14, 59) + timedelta(seconds=30)):
        now = await read_town.client.get("/remote-channels", params={"open_at": "now"})
        at = await read_town.client.get(
            "/remote-channels", params={"open_at": "2026-05-05T10:30:00Z"}
        )
        lasting = [_seconds(one.headers["cache-control"]) for one in (now, at)]

    assert lasting == [30, 60]


def _seconds(cache: str) -> int:
    return int(cache.partition("max-age=")[2].partition(",")[0])


FILES = [
    {"language": code, "url": f"https://example.fi/{code}.pdf", "media_type": "application/pdf"}
    for code in ("fi", "sv", "en")
]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (None, ["fi", "sv", "en"]),
        ("sv", ["sv"]),
        ("en,sv", ["sv", "en"]),
        ("ru", ["fi", "sv", "en"]),
        ("ru,en", ["en"]),
    ],
)
async def test_D11_a_material_shows_its_files_in_the_language_asked_or_all(
    town: Town, language: str | None, shown: list[str]
) -> None:
    made = await create(town, "materials", title={"fi": "Kolmikielinen"}, files=FILES)
    await send(town, "POST", made.headers["location"] + "/publish", version=1)

    params = {"language": language} if language else {}
    listed = await town.get("/materials", q="kolmikielinen", **params)

    assert [one["language"] for one in listed["items"][0]["files"]] == shown
