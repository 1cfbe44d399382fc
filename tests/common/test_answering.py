"""api.md sections 8 and 9: tags, freshness, and changes that nobody overwrites unseen."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from common.answering import etag, held
from common.clock import standing_at
from tests.services import as_caller

CLERK = as_caller("parcels:write")
PARTNER = as_caller("parcels:write", kind="partner")
PUBLIC = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
CLOSING = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


async def taken(client: AsyncClient) -> str:
    answer = await client.post("/parcels", json={"label": "Kirja"}, headers=CLERK)
    return str(answer.headers["location"])


async def test_a_created_thing_says_where_it_is_and_which_version(client: AsyncClient) -> None:
    answer = await client.post("/parcels", json={"label": "Kirja"}, headers=CLERK)

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/parcels/{answer.json()['id']}"
    assert answer.headers["etag"] == etag(1, answer.content).decode()
    assert answer.headers["cache-control"] == "no-store"


async def test_anyone_may_keep_an_answer_for_a_minute_and_a_known_caller_asks_again(
    client: AsyncClient,
) -> None:
    path = await taken(client)

    anyone, clerk = await client.get(path), await client.get(path, headers=CLERK)

    assert anyone.headers["cache-control"] == PUBLIC
    assert anyone.headers["cache-tags"] == f"parcel:{path.rpartition('/')[2]}"
    assert clerk.headers["cache-control"] == "private, no-cache"
    assert clerk.headers["etag"] == anyone.headers["etag"]


async def test_what_is_administration_is_never_kept(client: AsyncClient) -> None:
    answer = await client.post("/secrets", json={"label": "x"}, headers=CLERK)

    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("now", "age"),
    [
        (CLOSING - timedelta(minutes=5), 60),
        (CLOSING - timedelta(seconds=59, milliseconds=900), 59),
        (CLOSING - timedelta(seconds=1), 1),
        (CLOSING - timedelta(milliseconds=400), 0),
        (CLOSING + timedelta(seconds=5), 0),
    ],
)
async def test_an_answer_that_depends_on_the_clock_never_outlives_it(
    outside: AsyncClient, closed_office: FastAPI, now: datetime, age: int
) -> None:
    closed_office.state.changes_at = CLOSING

    with standing_at(now):
        answer = await outside.get("/opening")

    assert answer.headers["cache-control"] == f"public, max-age={age}"


async def test_an_answer_that_depends_on_the_clock_and_changes_nowhere_lives_a_minute(
    outside: AsyncClient, closed_office: FastAPI
) -> None:
    closed_office.state.changes_at = None

    answer = await outside.get("/opening")

    assert answer.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{}, "other"', "*", 'W/"x", W/{}'])
async def test_who_has_the_answer_gets_no_body(client: AsyncClient, form: str) -> None:
    path = await taken(client)
    first = await client.get(path)

    again = await client.get(path, headers={"if-none-match": form.format(first.headers["etag"])})

    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "cache-tags"):
        assert again.headers[name] == first.headers[name]


async def test_who_has_another_answer_gets_the_new_one(client: AsyncClient) -> None:
    path = await taken(client)

    answer = await client.get(path, headers={"if-none-match": '"v1.00000000"'})

    assert answer.status_code == 200


def test_a_tag_names_version_and_content() -> None:
    assert etag(7, b"{}") == b'"v7.44136fa3"'
    assert etag(None, b"{}") == b'"44136fa355b3678a"'
    assert not held("", '"a"')


async def test_a_change_says_what_it_is_based_on(client: AsyncClient) -> None:
    path = await taken(client)

    missing = await client.patch(path, json={"label": "A"}, headers=CLERK)
    stale = await client.patch(path, json={"label": "A"}, headers=CLERK | {"if-match": '"v9"'})
    right = await client.patch(path, json={"label": "A"}, headers=CLERK | {"if-match": '"v1"'})

    assert (missing.status_code, missing.json()["type"]) == (428, "/problems/precondition-required")
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/version-mismatch")
    assert stale.json()["current_version"] == 1
    assert (right.status_code, right.json()["version"]) == (200, 2)
    assert right.headers["etag"] == etag(2, right.content).decode()


@pytest.mark.parametrize("form", ['"v1.3f9a01c2"', 'W/"v1.3f9a01c2"', '"v5", "v1"', "*"])
async def test_the_version_alone_is_compared(client: AsyncClient, form: str) -> None:
    path = await taken(client)

    answer = await client.patch(path, json={"label": "A"}, headers=CLERK | {"if-match": form})

    assert answer.status_code == 200


@pytest.mark.parametrize("form", ['"1"', "v1", '"v1', '"v-1"', '"v1.xyz"', ""])
async def test_a_tag_that_is_not_ours_is_a_bad_request_and_is_told_its_form(
    client: AsyncClient, form: str
) -> None:
    path = await taken(client)

    answer = await client.patch(path, json={"label": "A"}, headers=CLERK | {"if-match": form})

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-request")
    assert answer.json()["detail"].endswith('ETag lainausmerkkeineen, esimerkiksi "v7.3f9a01c2".')


async def test_who_sends_no_tag_or_an_old_one_is_told_where_to_get_it(client: AsyncClient) -> None:
    path = await taken(client)
    english = CLERK | {"accept-language": "en"}

    none = await client.patch(path, json={"label": "A"}, headers=english)
    old = await client.patch(path, json={"label": "A"}, headers=english | {"if-match": '"v9"'})

    assert none.json()["detail"] == (
        'If-Match must be the ETag of the last GET with its quotes, such as "v7.3f9a01c2".'
    )
    assert old.json()["detail"] == (
        'Someone changed it meanwhile. Get it again and send its ETag: If-Match: "v7.3f9a01c2".'
    )


async def test_only_staff_may_change_whatever_the_version(client: AsyncClient) -> None:
    path = await taken(client)

    answer = await client.patch(path, json={"label": "A"}, headers=PARTNER | {"if-match": "*"})

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/role-required")


async def test_of_two_changes_at_once_one_is_told_of_the_other(client: AsyncClient) -> None:
    path = await taken(client)
    headers = CLERK | {"if-match": '"v1"'}

    answers = await asyncio.gather(
        *(client.patch(path, json={"label": label}, headers=headers) for label in "AB")
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    kept = (await client.get(path)).json()
    assert kept["version"] == 2
    assert kept["label"] == next(a.json()["label"] for a in answers if a.status_code == 200)


async def test_a_patch_keeps_what_is_not_sent_and_removes_what_is_null(client: AsyncClient) -> None:
    path = await taken(client)

    async def patch(version: int, **change: str | None) -> dict[str, object]:
        headers = CLERK | {
            "if-match": f'"v{version}"',
            "content-type": "application/merge-patch+json",
        }
        answer = await client.patch(path, json=change, headers=headers)
        problem_or_parcel: dict[str, object] = answer.json()
        return {"status": answer.status_code} | problem_or_parcel

    noted = await patch(1, note="Särkyvää")
    renamed = await patch(2, label="Lehti")
    cleared = await patch(3, note=None)
    refused = await patch(4, label=None)

    assert (noted["label"], noted["note"]) == ("Kirja", "Särkyvää")
    assert (renamed["label"], renamed["note"]) == ("Lehti", "Särkyvää")
    assert (cleared["label"], cleared["note"]) == ("Lehti", None)
    assert refused["status"] == 422


async def test_a_removed_thing_is_gone(client: AsyncClient) -> None:
    path = await taken(client)
    headers = CLERK | {"if-match": '"v1"'}

    first, second = await client.delete(path, headers=headers), await client.delete(path)

    assert (first.status_code, first.content) == (204, b"")
    assert "etag" not in first.headers
    assert second.status_code == 401
    assert (await client.delete(path, headers=headers)).status_code == 404
