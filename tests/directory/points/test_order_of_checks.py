"""Who may write, and what is judged first (api.md section 2)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.directory.town import Town
from tests.directory.writing import EDITOR, LOCAL, PARTNER, READER, create, events, send
from tests.services import NO_TOKEN, as_caller

BAD, GOOD = {"name": {"fi": ""}}, {"name": {"fi": "Toinen nimi"}}


def slug(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_the_first_thing_that_is_wrong_answers(town: Town) -> None:
    """Each step puts one thing right; what is left is refused next."""
    outside = as_caller("directory:write", kind="staff", municipalities=["111"])
    harju, nowhere = f"/support-points/{town.ids['harju']}", f"/support-points/{uuid4()}"
    archived = f"/support-points/{town.ids['archived']}"
    steps: list[tuple[str, Any, Any, int | None, tuple[int, str]]] = [
        (nowhere, BAD, NO_TOKEN, None, (401, "authentication-required")),
        (nowhere, BAD, {}, None, (401, "authentication-required")),
        (nowhere, BAD, READER, None, (403, "missing-scope")),
        (f"{nowhere}?x=1", BAD, outside, None, (400, "unknown-parameter")),
        (nowhere, BAD, outside, None, (422, "validation-error")),
        (nowhere, {"version": 3}, outside, None, (422, "validation-error")),
        (nowhere, {"roles": ["wizard"]}, outside, None, (422, "validation-error")),
        (nowhere, GOOD, outside, None, (404, "not-found")),
        (archived, GOOD, outside, None, (410, "archived")),
        (harju, GOOD, outside, None, (428, "precondition-required")),
        (harju, GOOD, outside, 1, (412, "version-mismatch")),
        (harju, GOOD, outside, 3, (403, "municipality-not-allowed")),
        (harju, GOOD, PARTNER, 3, (403, "role-required")),
    ]
    before = len(await events(town))
    for path, body, headers, version, expected in steps:
        answer = await send(town, "PATCH", path, body, version=version, headers=headers)
        assert slug(answer) == expected, (path, body, headers)
    assert len(await events(town)) == before
    assert (await send(town, "PATCH", harju, GOOD, version=3, headers=LOCAL)).status_code == 200


async def test_an_action_is_judged_after_the_grant(town: Town) -> None:
    path = f"/support-points/{town.ids['harju']}/publish"
    for headers, version, expected in (
        (READER, 3, (403, "missing-scope")),
        (PARTNER, 2, (412, "version-mismatch")),
        (PARTNER, 3, (403, "role-required")),
        (LOCAL, 3, (409, "not-in-this-state")),
    ):
        answer = await send(town, "POST", path, version=version, headers=headers)
        assert slug(answer) == expected
        if expected[0] == 409:
            assert answer.json()["allowed_actions"] == ["suspend", "archive"]


@pytest.mark.parametrize("noun", ["mobile-units", "remote-channels", "materials"])
async def test_partners_do_not_write_yet(town: Town, noun: str) -> None:
    assert slug(await create(town, noun, headers=PARTNER)) == (403, "role-required")
    made = (await create(town, noun)).json()
    path = f"/{noun}/{made['id']}"
    for method, end, body in (
        ("PATCH", "", {"visibility": "staff"}),
        ("POST", "/publish", None),
        ("POST", "/verifications", {"outcome": "confirmed"}),
    ):
        answer = await send(town, method, path + end, body, version=1, headers=PARTNER)
        assert slug(answer) == (403, "role-required"), end


async def test_a_version_is_named_in_many_ways(town: Town) -> None:
    path = f"/support-points/{town.ids['harju']}"
    for tag, status in (
        ('"v2", "v1"', 412),
        ('"v3.0123abcd"', 200),
        ('W/"v4"', 200),
        ('"v2", "v5"', 200),
        ("*", 200),
        ("v7", 400),
    ):
        answer = await town.client.patch(
            path,
            json=GOOD,
            headers=EDITOR | {"if-match": tag, "content-type": "application/merge-patch+json"},
        )
        assert answer.status_code == status, tag
        assert status != 412 or answer.json()["current_version"] == 3


async def test_D7_a_municipality_is_left_with_the_right_to_both(town: Town) -> None:
    path = f"/support-points/{town.ids['harju']}"
    move = {"address": {"municipality_code": "111"}}
    for grants, status in ((["398"], 403), (["111"], 403), (["398", "111"], 200)):
        headers = as_caller("directory:write", kind="staff", municipalities=grants)
        answer = await send(town, "PATCH", path, move, version=3, headers=headers)
        assert answer.status_code == status
        if status == 403:
            assert answer.json()["allowed_municipalities"] == grants
    moved = await town.get(path)
    assert moved["municipality_code"] == "111"


async def test_what_has_no_municipality_needs_the_right_to_all(town: Town) -> None:
    assert slug(await create(town, "support-points", LOCAL, address=None)) == (
        403,
        "municipality-not-allowed",
    )
    assert (await create(town, "support-points", LOCAL)).status_code == 201
    made = (await create(town, "support-points", address=None)).json()
    path = f"/support-points/{made['id']}"
    taken = {"address": {"municipality_code": "398"}}
    assert (await send(town, "PATCH", path, taken, version=1, headers=LOCAL)).status_code == 403
    assert (await send(town, "PATCH", path, {"address": None}, version=1)).status_code == 200


async def test_organisations_are_written_with_the_right_to_all_their_municipalities(
    town: Town,
) -> None:
    path = f"/organisations/{town.ids['municipality']}"
    more = {"municipality_codes": ["398", "111"]}
    for headers, status in ((LOCAL, 403), (EDITOR, 200)):
        assert (
            await send(town, "PATCH", path, more, version=1, headers=headers)
        ).status_code == status
