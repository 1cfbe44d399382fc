"""`/imports` over HTTP: who may, what is taken, dry runs, refusals, pages of rows."""

import gzip
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now, standing_at
from common.db import Transactions
from directory.api.imports import MEDIA_TYPES, XLSX
from directory.imports.table import MOST_BYTES
from directory.upkeep import Upkeep
from tests.directory.imports.sending import hours_csv, place, places_csv, places_xlsx
from tests.directory.town import Town
from tests.services import as_caller

STAFF = as_caller("directory:import", "directory:read", municipalities=["*"])
CSV = {"content-type": "text/csv"}
TWO = places_csv([place(), place(id="2", kunta="Heinola")])
CODE = "131052-308T"


async def send(
    client: httpx.AsyncClient, content: bytes, headers: dict[str, str] | None = None, **query: Any
) -> httpx.Response:
    asked = {"format": "csv", "data_source": "kirjastot"} | query
    return await client.post(
        "/imports", params=asked, content=content, headers=STAFF | CSV | (headers or {})
    )


async def names_of(client: httpx.AsyncClient) -> list[str]:
    listed = (await client.get("/support-points", headers=STAFF)).json()
    return [one["name"]["fi"] for one in listed["items"]]


async def test_a_file_is_applied_at_once(client: httpx.AsyncClient) -> None:
    answer = await send(client, TWO)

    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/imports/{told['id']}"
    assert answer.headers["etag"].startswith(f'"v{told["version"]}.')
    assert (told["state"], told["format"], told["data_source"]) == ("applied", "csv", "kirjastot")
    assert told["counts"]["rows"]["created"] == told["counts"]["points"]["published"] == 2
    assert told["counts"]["days"] is None
    assert told["errors"] == told["allowed_actions"] == []
    assert len(await names_of(client)) == 2


async def test_the_points_are_shown_to_residents(client: httpx.AsyncClient) -> None:
    await send(client, TWO)
    today = helsinki_day(now()).isoformat()
    await send(client, hours_csv(f"1;{today};09:00;12:00;auki"), format="hours_csv")

    shown = await client.get("/support-points/kirjastot:1?include=hours,services")

    told = shown.json()
    assert shown.status_code == 200
    assert told["provenance"]["origin_id"] == "1"
    assert told["service_codes"] == ["device_network", "service_guidance"]
    assert told["hours"]["days"][0]["spans"][0]["from"] == "09:00"


async def test_I1_a_dry_run_changes_nothing_and_is_applied_by_its_own_action(
    client: httpx.AsyncClient,
) -> None:
    tried = await send(client, TWO, dry_run="true")
    told = tried.json()
    assert (told["state"], told["allowed_actions"]) == ("checked", ["apply"])
    assert told["counts"]["rows"]["created"] == 2
    assert await names_of(client) == []

    applied = await client.post(
        f"/imports/{told['id']}/apply", headers=STAFF | {"if-match": tried.headers["etag"]}
    )

    assert applied.status_code == 200
    assert (applied.json()["state"], applied.json()["allowed_actions"]) == ("applied", [])
    assert applied.json()["applied_at"] is not None
    assert len(await names_of(client)) == 2
    again = await client.post(f"/imports/{told['id']}/apply", headers=STAFF | {"if-match": "*"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/not-in-this-state")
    assert again.json()["allowed_actions"] == []


async def test_a_dry_run_is_compared_again_when_it_is_applied(client: httpx.AsyncClient) -> None:
    tried = (await send(client, TWO, dry_run="true")).json()
    await send(client, TWO)

    applied = await client.post(f"/imports/{tried['id']}/apply", headers=STAFF | {"if-match": "*"})

    assert applied.json()["counts"]["rows"]["unchanged"] == 2


async def test_applying_needs_the_version_that_was_seen(client: httpx.AsyncClient) -> None:
    tried = (await send(client, TWO, dry_run="true")).json()
    path = f"/imports/{tried['id']}/apply"

    missing = await client.post(path, headers=STAFF)
    stale = await client.post(path, headers=STAFF | {"if-match": '"v7"'})

    assert (missing.status_code, stale.status_code) == (428, 412)


async def test_I3_too_many_errors_are_refused_unless_forced(client: httpx.AsyncClient) -> None:
    wrong = places_csv([place(), place(id="2", kunta="?"), place(id="3", kunta="!")])

    refused = await send(client, wrong)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/import-has-errors")
    assert refused.json()["codes"] == {"unknown-municipality": 2}
    tried = (await send(client, wrong, dry_run="true")).json()
    path = f"/imports/{tried['id']}/apply"
    again = await client.post(path, headers=STAFF | {"if-match": "*"})
    assert again.status_code == 409
    assert await names_of(client) == []
    forced = await client.post(f"{path}?force=true", headers=STAFF | {"if-match": "*"})

    assert forced.status_code == 200
    assert len(await names_of(client)) == 1


async def test_I2_errors_are_told_by_row_in_three_languages(client: httpx.AsyncClient) -> None:
    rows = [place(id=f"{number}") for number in range(4)] + [place(id="9", kunta="Kuusela")]

    told = (await send(client, places_csv(rows))).json()

    (row,) = told["errors"]
    (error,) = row["errors"]
    assert (row["number"], row["outcome"], row["origin_id"]) == (6, "error", "9")
    assert (error["field"], error["code"], error["value"]) == (
        "kunta", "unknown-municipality", "Kuusela",
    )  # fmt: skip
    assert error["severity"] == "error"
    assert all(error["text"][language] for language in ("fi", "sv", "en"))


async def test_rows_are_read_page_by_page_and_by_outcome(client: httpx.AsyncClient) -> None:
    rows = [place(id=f"{n}") for n in range(5)] + [place(id="t", kunta="Tampere")]
    path = (await send(client, places_csv(rows))).json()["id"]

    seen: list[int] = []
    page: dict[str, Any] = {"next": None}
    while "next" in page:
        asked = {"limit": 2} | ({"cursor": page["next"]} if page["next"] else {})
        page = (await client.get(f"/imports/{path}/rows", params=asked, headers=STAFF)).json()
        seen += [row["number"] for row in page["items"]]
    skipped = await client.get(f"/imports/{path}/rows?outcome=skipped", headers=STAFF)

    assert seen == [2, 3, 4, 5, 6, 7]
    assert [row["errors"][0]["code"] for row in skipped.json()["items"]] == ["outside-county"]
    bad = await client.get(f"/imports/{path}/rows?cursor=zzz", headers=STAFF)
    assert (bad.status_code, bad.json()["type"]) == (400, "/problems/invalid-cursor")


async def test_an_import_can_be_read_again(client: httpx.AsyncClient) -> None:
    made = (await send(client, TWO)).json()

    again = await client.get(f"/imports/{made['id']}", headers=STAFF)
    absent = await client.get(f"/imports/{'0' * 8}-0000-7000-8000-{'0' * 12}", headers=STAFF)

    assert again.json() == made
    assert absent.status_code == 404


@pytest.mark.parametrize("kind", MEDIA_TYPES)
async def test_the_media_types_that_are_taken(client: httpx.AsyncClient, kind: str) -> None:
    assert (await send(client, TWO, {"content-type": kind})).status_code == 201


async def test_other_media_types_are_refused(client: httpx.AsyncClient) -> None:
    answer = await send(client, TWO, {"content-type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


async def test_a_spreadsheet_and_packed_hours_come_in(client: httpx.AsyncClient) -> None:
    sheet = await send(client, places_xlsx([place()]), {"content-type": XLSX}, format="xlsx")
    packed = gzip.compress(hours_csv("1;2026-05-01;;;kiinni"))
    hours = await send(client, packed, {"content-type": "application/gzip"}, format="hours_csv")

    assert sheet.json()["counts"]["rows"]["created"] == 1
    assert hours.status_code == 201
    assert hours.json()["counts"]["days"]["closed"] == 1
    assert hours.json()["counts"]["points"]["updated"] == 1


async def test_a_file_of_more_than_64_kilobytes_is_taken_and_of_more_than_20_megabytes_refused(
    client: httpx.AsyncClient,
) -> None:
    rows = [place(id=f"{number}", kuvaus="a" * 900) for number in range(100)]

    taken = await send(client, places_csv(rows))
    refused = await send(client, b"x" * (MOST_BYTES + 1))

    assert taken.status_code == 201
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/body-too-large")


@pytest.mark.parametrize(
    ("content", "query", "code"),
    [
        (b"hello", {}, "not_a_table"),
        (b"nimi;kunta\na;b\n", {}, "no_header"),
        (b"hello", {"format": "xlsx"}, "not_a_spreadsheet"),
        (b"\x1f\x8bhello", {"format": "hours_csv"}, "not_gzip"),
        (b"", {}, "not_a_table"),
    ],
)
async def test_what_is_no_such_file_is_refused_with_a_sentence(
    client: httpx.AsyncClient, content: bytes, query: dict[str, Any], code: str
) -> None:
    answer = await send(client, content, **query)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["in"], error["code"]) == (422, "body", code)


@pytest.mark.parametrize(
    "query",
    [
        {"format": "pdf"},
        {"data_source": "Kirjastot!"},
        {"data_source": ""},
        {"outside_county": "maybe"},
        {"dry_run": "1"},
    ],
)
async def test_parameters_are_judged(client: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await send(client, TWO, **query)).status_code == 422


async def test_an_unknown_parameter_is_refused(client: httpx.AsyncClient) -> None:
    answer = await send(client, TWO, dryrun="true")

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unknown-parameter")


async def test_who_may_import(client: httpx.AsyncClient) -> None:
    async def status(headers: dict[str, str]) -> int:
        return (await send(client, TWO, headers)).status_code

    everywhere = {"municipalities": ["*"]}
    assert (await client.post("/imports", content=TWO, headers=CSV)).status_code == 401
    assert await status(as_caller("directory:write", **everywhere)) == 403
    assert await status(as_caller("directory:import", kind="partner", **everywhere)) == 403
    assert await status(as_caller("directory:import", municipalities=["398"])) == 403
    assert await names_of(client) == []
    assert await status(as_caller("directory:import", municipalities=["398", "111"])) == 201


async def test_a_file_with_an_identity_code_is_not_kept_and_cannot_be_applied(
    client: httpx.AsyncClient,
) -> None:
    rows = [place(id=f"{number}") for number in range(9)] + [place(id="9", nimi=CODE)]

    tried = (await send(client, places_csv(rows), dry_run="true")).json()

    assert (tried["state"], tried["allowed_actions"]) == ("refused", [])
    assert tried["errors"][0]["errors"][0]["code"] == "identity-code-in-text"
    assert CODE not in str(tried)
    applied = await client.post(f"/imports/{tried['id']}/apply", headers=STAFF | {"if-match": "*"})
    assert applied.status_code == 409


async def test_a_file_that_was_tried_dry_is_forgotten_after_a_week(
    client: httpx.AsyncClient, session: AsyncSession, transactions: Transactions
) -> None:
    with standing_at(now() - timedelta(days=7, minutes=1)):
        old = (await send(client, TWO, dry_run="true")).json()
    with standing_at(now() - timedelta(days=6, hours=23)):
        young = (await send(client, TWO, dry_run="true")).json()
    path = f"/imports/{old['id']}"

    await Upkeep(transactions).once()

    told = (await client.get(path, headers=STAFF)).json()
    assert (told["state"], told["allowed_actions"]) == ("refused", [])
    assert told["version"] == old["version"] + 1
    kept = await session.execute(text("select id::text, content is not null from import"))
    assert {row[0]: row[1] for row in kept} == {old["id"]: False, young["id"]: True}


async def test_a_file_of_a_week_ago_is_not_applied_though_it_still_lies_there(
    client: httpx.AsyncClient,
) -> None:
    with standing_at(now() - timedelta(days=30)):
        old = (await send(client, TWO, dry_run="true")).json()
    path = f"/imports/{old['id']}"

    refused = await client.post(f"{path}/apply", headers=STAFF | {"if-match": "*"})

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-in-this-state")
    assert refused.json()["allowed_actions"] == []
    assert (await client.get(path, headers=STAFF)).json()["allowed_actions"] == []
    assert await names_of(client) == []


@pytest.mark.parametrize("cursor", ["???", "WzEsIm5hbWUiXQ", "ä"])
async def test_a_cursor_of_nothing_is_a_bad_request(client: httpx.AsyncClient, cursor: str) -> None:
    made = (await send(client, TWO)).json()

    answer = await client.get(
        f"/imports/{made['id']}/rows", params={"cursor": cursor}, headers=STAFF
    )

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-cursor")


@pytest.mark.parametrize("dry", [False, True])
async def test_the_next_read_sees_the_points_before_anybody_is_notified(
    town: Town, dry: bool
) -> None:
    keeper = town.app.state.keeper
    await keeper.compared()
    keeper.listening = True
    with standing_at(now()):
        before = len(await names_of(town.client))
        assert keeper.is_fresh()

        made = (await send(town.client, TWO, dry_run=f"{dry}".lower())).json()
        if dry:
            path = f"/imports/{made['id']}/apply"
            await town.client.post(path, headers=STAFF | {"if-match": "*"})
        shown = await town.client.get("/support-points/kirjastot:1")
        listed = await town.get("/support-points", municipality="398", limit=200)

    assert shown.status_code == 200
    assert shown.json()["id"] in [one["id"] for one in listed["items"]]
    assert len(await names_of(town.client)) == before + 2


async def test_the_same_key_imports_once(client: httpx.AsyncClient) -> None:
    once = {"idempotency-key": "12345678-import"}

    first = await send(client, TWO, once)
    second = await send(client, TWO, once)

    assert second.json() == first.json()
    assert second.headers["idempotent-replayed"] == "true"
