"""The catalogue of digital services: who keeps it, who reads it, what others learn (M-049)."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.mentoring.county import County, caller, slug
from tests.services import as_caller, names_told, told

CLINIC: dict[str, Any] = {
    "code": "digital-clinic",
    "names": {"fi": "Digiklinikka", "sv": "Digikliniken", "en": "Digital clinic"},
    "kind": "digital_clinic",
    "audience": "resident",
    "lifecycle": "in_use",
    "support_contact": "Digituki 03 000 0000",
    "metric_codes": ["service_uses"],
    "tags": ["chat"],
}
PARTNER = as_caller("mentoring:read", subject="key:1", kind="partner")


async def added(client: AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await client.post("/digital-services", headers=caller("di"), json=CLINIC | changed)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_digital_services_keep_the_catalogue_and_others_learn_of_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service = await added(client)
    refused = [
        await client.post("/digital-services", headers=caller(who), json=CLINIC)
        for who in ("me1", "lu", "su")
    ]
    twice = await client.post("/digital-services", headers=caller("di"), json=CLINIC)

    assert service["names"] == CLINIC["names"]
    assert [slug(one) for one in refused] == ["role-required", "role-required", "missing-scope"]
    assert slug(twice) == "duplicate"
    (event,) = await told(session)
    assert event["data"] | {"names": {}} == {
        "digital_service_id": service["id"],
        "version": 1,
        "code": "digital-clinic",
        "kind": "digital_clinic",
        "audience": "resident",
        "lifecycle": "in_use",
        "names": {},
    }


async def test_a_public_service_in_use_names_where_one_is_advised(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    without = CLINIC | {"support_contact": None}

    refused = await client.post("/digital-services", headers=caller("di"), json=without)
    pilot = await added(client, support_contact=None, lifecycle="pilot")
    inner = await added(client, code="teams", support_contact=None, audience="professional")
    path = f"/digital-services/{pilot['id']}"
    headers = {**caller("di"), "If-Match": '"v1"'}
    kept = await client.patch(path, headers=headers, json={"lifecycle": "in_use"})
    now = await client.get(path, headers=caller("pr"))

    assert (slug(refused), slug(kept)) == ("support-contact-missing",) * 2
    assert refused.json()["errors"][0]["pointer"] == "/support_contact"
    assert (now.json()["lifecycle"], now.json()["version"]) == ("pilot", 1)
    assert inner["lifecycle"] == "in_use"
    assert await names_told(session) == ["mentoring.digital_service.changed"] * 2


async def test_a_change_is_told_once_and_the_same_again_is_no_change(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service = await added(client)
    path = f"/digital-services/{service['id']}"

    changed = await client.patch(
        path, headers={**caller("di"), "If-Match": '"v1"'}, json={"lifecycle": "retiring"}
    )
    same = await client.patch(
        path, headers={**caller("di"), "If-Match": '"v2"'}, json={"lifecycle": "retiring"}
    )
    stale = await client.patch(
        path, headers={**caller("di"), "If-Match": '"v1"'}, json={"lifecycle": "retired"}
    )

    assert [changed.json()["version"], same.json()["version"]] == [2, 2]
    assert changed.json()["support_contact"] == CLINIC["support_contact"]
    assert slug(stale) == "version-mismatch"
    assert len(await names_told(session)) == 2


async def test_anyone_and_partners_see_what_is_offered_and_staff_see_all(
    client: AsyncClient, county: County
) -> None:
    await added(client)
    planned = await added(client, code="chatbot", kind="chatbot", lifecycle="planned")

    readers = {"anyone": {}, "partner": PARTNER, "pr": caller("pr")}
    seen = {
        who: [
            one["code"]
            for one in (await client.get("/digital-services", headers=headers)).json()["items"]
        ]
        for who, headers in readers.items()
    }
    hidden = await client.get(f"/digital-services/{planned['id']}")

    assert seen == {
        "anyone": ["digital-clinic"],
        "partner": ["digital-clinic"],
        "pr": ["chatbot", "digital-clinic"],
    }
    assert slug(hidden) == "not-found"


async def test_the_list_is_filtered_and_comes_page_by_page(
    client: AsyncClient, county: County
) -> None:
    for code, lifecycle in (("a", "in_use"), ("b", "pilot"), ("c", "retired")):
        await added(client, code=code, lifecycle=lifecycle)

    offered = await client.get("/digital-services?lifecycle=pilot,in_use&limit=1")
    following = await client.get(
        f"/digital-services?lifecycle=pilot,in_use&limit=1&cursor={offered.json()['next']}"
    )
    tagged = await client.get("/digital-services?tag=remote", headers=caller("me1"))

    assert [one["code"] for one in offered.json()["items"]] == ["a"]
    assert [one["code"] for one in following.json()["items"]] == ["b"]
    assert "next" not in following.json()
    assert tagged.json()["items"] == []


async def test_platforms_and_what_is_new(client: AsyncClient, county: County) -> None:
    names = {"fi": "Päijät-Sote", "sv": None, "en": None}

    app = await client.post(
        "/platforms", headers=caller("di"), json={"code": "paijat-sote", "names": names}
    )
    service = await added(client, platform_id=app.json()["id"])
    news = {"digital_service_id": service["id"], "names": names}
    for day in ("2026-03-01", "2026-09-01"):
        new = news | {"released_on": day}
        await client.post("/feature-releases", headers=caller("di"), json=new)
    new = news | {"released_on": "2026-09-02"}
    refused = await client.post("/feature-releases", headers=caller("me1"), json=new)
    released = (await client.get("/feature-releases")).json()["items"]
    platforms = (await client.get("/platforms")).json()["items"]
    strange = await client.post(
        "/digital-services",
        headers=caller("di"),
        json=CLINIC | {"code": "x", "platform_id": service["id"]},
    )

    assert [one["released_on"] for one in released] == ["2026-09-01", "2026-03-01"]
    assert [one["code"] for one in platforms] == ["paijat-sote"]
    assert (slug(refused), slug(strange)) == ("role-required", "validation-error")
