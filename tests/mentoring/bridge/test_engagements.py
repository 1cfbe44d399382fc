"""Contact with every result area (P1, S01, S29)."""

from asyncio import timeout
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.engagements import Engagement
from tests.mentoring.county import County, act, caller, slug
from tests.services import names_told

NOON = datetime(2026, 10, 6, 9, tzinfo=UTC)
CONTACT: dict[str, Any] = {
    "channel": "teams",
    "purpose": "awareness",
    "audience": "professional",
    "participants": ["leadership", "mentor"],
    "two_way": True,
    "held_on": "2026-10-06",
    "text": "Sovittiin kartoituksesta.",
}


async def opened(client: AsyncClient, county: County, unit: str = "a") -> str:
    answer = await client.post(
        "/engagements",
        headers=caller("me1"),
        json={"org_unit_id": str(county.units[unit]), "owner_id": str(county.people["me1"])},
    )
    assert answer.status_code == 201, answer.text
    return f"/engagements/{answer.json()['id']}"


async def test_S01_a_contact_and_a_dialogue_with_the_leadership(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)

        contacted = await act(client, "me1", f"{one}/record-contact", CONTACT)
        talking = await act(client, "me1", f"{one}/open-dialogue")

    assert (contacted.json()["state"], talking.json()["state"]) == ("contacted", "in_dialogue")
    assert "pause" in talking.json()["allowed_actions"]
    assert await names_told(session) == [
        "mentoring.engagement.created",
        "mentoring.dialogue_entry.recorded",
        "mentoring.engagement.contacted",
        "mentoring.engagement.dialogue_opened",
    ]


async def test_S01_what_is_refused_changes_nothing(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        tomorrow = CONTACT | {"held_on": "2026-10-07"}

        early = await act(client, "me1", f"{one}/record-contact", tomorrow)
        await act(client, "me1", f"{one}/record-contact", CONTACT | {"two_way": False})
        silent = await act(client, "me1", f"{one}/open-dialogue")
        late = {"reason_code": "no_time", "revisit_on": "2027-11-06"}
        put_off = await act(client, "me1", f"{one}/decline", late)
        now = await client.get(one, headers=caller("lu"))

    assert [slug(one) for one in (early, silent, put_off)] == [
        "contact-in-future",
        "dialogue-missing",
        "revisit-too-late",
    ]
    assert (now.json()["state"], now.json()["version"]) == ("contacted", 2)


async def test_what_is_put_off_to_a_day_that_has_come_is_told_the_first_that_may_be(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        await act(client, "me1", f"{one}/record-contact", CONTACT)
        await act(client, "me1", f"{one}/open-dialogue")

        refused = await act(
            client, "me1", f"{one}/pause", {"reason": "x", "resume_on": "2026-10-06"}
        )

    assert refused.json()["errors"][0]["detail"].endswith("Vähintään 2026-10-07.")


async def test_an_action_from_another_state_names_those_that_are_allowed(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)

        refused = await act(
            client, "me1", f"{one}/pause", {"reason": "x", "resume_on": "2026-12-01"}
        )

    assert slug(refused) == "not-in-this-state"
    assert refused.json()["allowed_actions"] == ["record_contact"]


async def test_who_may_not_read_finds_nothing_and_who_may_not_act_is_told(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")

        mine, others = [await client.get(one, headers=caller(who)) for who in ("su", "sv")]
        refused = await act(client, "su", f"{one}/record-contact", CONTACT)

    assert (mine.status_code, slug(others)) == (200, "not-found")
    assert slug(refused) in ("role-required", "missing-scope")


async def test_several_states_mean_any_of_them_and_nobody_owns_what_is_mine(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        await opened(client, county, "u")
        both = await client.get("/engagements?state=contacted,uncontacted", headers=caller("lu"))
        mine = await client.get("/engagements?mine=true", headers=caller("di"))

    assert len(both.json()["items"]) == 1
    assert mine.json()["items"] == []


async def test_what_was_seen_in_a_contact_is_kept_with_it(
    client: AsyncClient, county: County
) -> None:
    seen = {"kind": "challenge", "text": "Puhelinruuhka aamuisin.", "barriers": ["no_device"]}
    with standing_at(NOON):
        one = await opened(client, county)
        entry = CONTACT | {"kind": "meeting", "observations": [seen]}
        made = await client.post(f"{one}/dialogue-entries", headers=caller("me1"), json=entry)
        read = await client.get(f"/dialogue-entries/{made.json()['id']}", headers=caller("lu"))

    [told] = read.json()["observations"]
    assert {name: told[name] for name in seen} == seen
    assert made.json()["observations"] == [told]


async def test_who_reads_does_not_wait_for_who_writes(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    """A row that somebody is changing is read as it was."""
    with standing_at(NOON):
        one = await opened(client, county)
        held = (
            select(Engagement)
            .where(Engagement.id == UUID(one.rpartition("/")[2]))
            .with_for_update()
        )
        await session.scalars(held)

        async with timeout(2):
            paths = (one, f"{one}/timeline")
            answers = [await client.get(path, headers=caller("me1")) for path in paths]
    await session.rollback()

    assert [each.status_code for each in answers] == [200, 200]
