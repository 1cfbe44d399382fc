"""County settings: open questions with a default (section 8)."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.county import LABELS, SETS, SETTINGS, setting, take_set
from mentoring.processes.trail import AuditEntry
from tests.mentoring.county import County, caller, slug

ANY = {"If-Match": "*"}


async def put(client: AsyncClient, code: str, value: Any, who: str = "ad") -> Response:
    path = f"/county-settings/{code}"
    return await client.patch(path, headers=caller(who) | ANY, json={"value": value})


async def test_every_setting_says_its_value_its_default_and_its_limits(
    client: AsyncClient, county: County
) -> None:
    answer = await client.get("/county-settings", headers=caller("me1"))

    found = {one["code"]: one for one in answer.json()["items"]}
    assert set(found) == set(SETTINGS)
    load = found["contact_load_limit"]
    assert (load["value"], load["default"], load["low"], load["high"]) == (3, 3, 1, 20)
    assert (load["changed_by"], load["changed_at"], load["version"]) == (None, None, 0)
    assert found["full_week_hours"]["value"] == 38.25
    assert found["org_level_labels"]["value"]["unit"]["fi"] == "yksikkö"
    assert found["feedback_uniform_rule"]["words"] == ["mean_only", "withhold", "show"]


async def test_a_change_is_known_at_once_and_names_who_made_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    path = "/county-settings/contact_load_limit"
    etag = (await client.get(path, headers=caller("ad"))).headers["etag"]

    sent = {"value": 5}
    first = await client.patch(path, headers=caller("ad") | {"If-Match": etag}, json=sent)
    late = await client.patch(path, headers=caller("ad") | {"If-Match": etag}, json=sent)
    second = await put(client, "contact_load_limit", 4)

    assert (first.json()["value"], first.json()["changed_by"]) == (5, "ad")
    assert slug(late) == "version-mismatch"
    assert second.json()["version"] == 2
    assert await setting(session, "contact_load_limit") == 4
    trail = await session.scalars(
        select(AuditEntry).where(AuditEntry.field == "value").order_by(AuditEntry.id)
    )
    told = [(one.by, one.before, one.after) for one in trail]
    five, four = ({"value": {"value": number}} for number in (5, 4))
    assert told == [("ad", None, five), ("ad", five, four)]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("contact_load_limit", 0),
        ("contact_load_limit", 21),
        ("contact_load_limit", 3.5),
        ("contact_load_limit", "3"),
        ("contact_load_limit", True),
        ("full_week_hours", 34.9),
        ("staff_includes_partners", 1),
        ("contact_coverage_kinds", "county"),
        ("forward_connectors", "pigeon"),
        ("languages", ["sv", "en"]),
        ("languages", ["fi", "de"]),
        ("programme_codes", ["R R P"]),
        ("assisted_authorisation_url", "http://dvv.fi/valtuudet-hva"),
        ("assisted_authorisation_url", ""),
        ("retention_audit", 23),
        ("org_level_labels", {"unit": {"fi": "yksikkö"}}),
        ("org_level_labels", 5),
    ],
)
async def test_a_value_outside_the_limits_is_refused(
    client: AsyncClient, county: County, session: AsyncSession, code: str, value: Any
) -> None:
    refused = await put(client, code, value)

    assert slug(refused) == "setting-out-of-range"
    assert refused.json()["errors"][0]["pointer"] == "/value"
    assert await setting(session, code) == SETTINGS[code].default


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("contact_load_limit", -5, "It is out of range. Allowed: 1–20."),
        ("full_week_hours", 20.5, "It is out of range. Allowed: 35–40."),
        ("forward_connectors", "pigeon", "It is not in the list. Allowed: manual, email, zammad."),
        ("staff_includes_partners", 1, "The value must be of the kind and form of the default."),
        ("contact_load_limit", None, "The value must be of the kind and form of the default."),
        ("org_level_labels", {"unit": 5}, "The value must be of the kind and form of the default."),
        ("programme_codes", ["x" * 201], "The value must be of the kind and form of the default."),
    ],
)
async def test_a_value_that_does_not_fit_is_told_once_what_would(
    client: AsyncClient, county: County, code: str, value: Any, said: str
) -> None:
    headers = caller("ad") | ANY | {"Accept-Language": "en"}

    refused = await client.patch(f"/county-settings/{code}", headers=headers, json={"value": value})

    (wrong,) = refused.json()["errors"]
    assert (refused.status_code, wrong["pointer"], wrong["detail"]) == (422, "/value", said)


async def test_S16_an_identity_code_in_a_value_is_still_told_as_one(
    client: AsyncClient, county: County
) -> None:
    refused = await put(client, "engagement_template", "131052-308T")

    assert slug(refused) == "identity-code-in-text"
    assert refused.json()["errors"][0]["pointer"] == "/value"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("contact_load_limit", 20),
        ("full_week_hours", 37.5),
        ("full_week_hours", 38),
        ("staff_includes_partners", True),
        ("contact_coverage_kinds", "unit"),
        ("languages", ["fi", "en"]),
        ("programme_codes", ["RRP", "P4"]),
        ("ethics_guideline_url", "https://example.org/ohje"),
        ("ethics_guideline_url", ""),
        ("retention_forwarded_text", 0),
        ("org_level_labels", LABELS | {"unit": {"fi": "tulosyksikkö", "sv": None, "en": None}}),
    ],
)
async def test_a_value_within_the_limits_is_kept(
    client: AsyncClient, county: County, code: str, value: Any
) -> None:
    done = await put(client, code, value)
    read = await client.get(f"/county-settings/{code}", headers=caller("dp"))

    assert done.status_code == 200, done.text
    assert read.json()["value"] == value


async def test_settings_are_read_by_some_and_changed_by_the_administrator(
    client: AsyncClient, county: County
) -> None:
    people = ("me1", "lu", "es", "dp", "ad", "pr", "su", "dl", "pb", "di", "it")

    reading = {
        who: slug(await client.get("/county-settings", headers=caller(who))) for who in people
    }
    changing = {who: slug(await put(client, "unit_levels", 2, who)) for who in people}

    assert {who for who, told in reading.items() if not told} == {"me1", "lu", "es", "dp", "ad"}
    assert set(reading.values()) == {"", "not-found"}
    assert {who for who, told in changing.items() if not told} == {"ad"}
    assert changing["lu"] == "role-required"
    assert changing["me1"] == changing["pr"] == "missing-scope"
    assert changing["pb"] == changing["di"] == "not-found"


async def test_there_are_no_other_settings(client: AsyncClient, county: County) -> None:
    read = await client.get("/county-settings/colour", headers=caller("ad"))
    changed = await put(client, "colour", "red")

    assert slug(read) == slug(changed) == "not-found"


@pytest.mark.parametrize("name", SETS)
async def test_what_two_counties_have_set_is_within_the_limits(
    session: AsyncSession, name: str
) -> None:
    await take_set(session, name, "system")

    found = {code: await setting(session, code) for code in SETS[name]}
    assert found == SETS[name]
