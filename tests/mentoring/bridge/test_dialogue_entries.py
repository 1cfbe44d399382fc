"""Contacts are written down on days that come, shared as a whole, by any mentor (4.2, S01, S29)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.dialogue import DialogueEntry
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.county import County, act, caller, slug
from tests.services import told

MEETING = CONTACT | {"kind": "meeting"}
UNDATED = {name: value for name, value in MEETING.items() if name != "held_on"}
SEEN = {"kind": "need", "text": "Johto epäilee esihenkilön osaamista."}


async def written(client: AsyncClient, one: str, who: str = "me1", **more: Any) -> Response:
    sent = UNDATED | {"held_on": "2026-10-06"} | more
    sent = {name: value for name, value in sent.items() if value is not None}
    return await client.post(f"{one}/dialogue-entries", headers=caller(who), json=sent)


async def corrected(
    client: AsyncClient, entry: Response, who: str = "me1", **sent: Any
) -> Response:
    path = f"/dialogue-entries/{entry.json()['id']}"
    return await client.patch(path, headers={**caller(who), "If-Match": "*"}, json=sent)


async def promoted(client: AsyncClient, entry: Response, who: str = "me1", **sent: Any) -> Response:
    path = f"/dialogue-observations/{entry.json()['observations'][0]['id']}/promote"
    return await client.post(path, headers=caller(who), json=sent)


async def read_by_su(client: AsyncClient, need: Response) -> str:
    path = f"/needs/{need.json()['id']}/timeline"
    return (await client.get(path, headers=caller("su"))).text


async def test_S23_what_was_seen_is_shared_with_the_note_and_taken_back_with_it(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        entry = await written(client, one, observations=[SEEN])
        need = await promoted(client, entry, title="Tuki esihenkilöille")

        seen = []
        for is_shared in (False, True, False):
            done = await corrected(client, entry, shared_with_unit=is_shared)
            assert done.status_code == 200, done.text
            seen.append(SEEN["text"] in await read_by_su(client, need))

    assert seen == [False, True, False]


async def test_S23_words_of_a_note_that_is_not_shared_do_not_become_a_title(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        kept = await written(client, one, observations=[SEEN])
        shared = await written(client, one, observations=[SEEN], shared_with_unit=True)

        nameless = await promoted(client, kept)
        named = await promoted(client, kept, title="Tuki esihenkilöille")
        open_one = await promoted(client, shared)
        listed = await client.get("/needs", headers=caller("su"))

    assert [wrong["pointer"] for wrong in nameless.json()["errors"]] == ["/title"]
    assert named.status_code == 201
    assert open_one.json()["title"] == SEEN["text"]
    assert {row["title"] for row in listed.json()["items"]} == {
        "Tuki esihenkilöille",
        SEEN["text"],
    }


async def test_S01_5_and_6_a_contact_of_a_coming_day_is_not_held(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        await act(client, "me1", f"{one}/record-contact", CONTACT | {"two_way": False})

        ahead = await written(client, one, held_on="2027-10-07")
        planned = await written(client, one, held_on=None, planned_on="2027-10-07")
        moved = await corrected(client, planned, held_on="2027-10-07")
        silent = await act(client, "me1", f"{one}/open-dialogue")

    assert [slug(answer) for answer in (ahead, moved)] == ["contact-in-future"] * 2
    assert planned.status_code == 201
    assert slug(silent) == "dialogue-missing"


async def test_S01_6_a_talk_that_was_once_dated_ahead_opens_no_dialogue_before_its_day(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        await act(client, "me1", f"{one}/record-contact", CONTACT | {"two_way": False})
        entry = await written(client, one, two_way=True)
        dated = update(DialogueEntry).where(DialogueEntry.id == entry.json()["id"])
        await session.execute(dated.values(held_on=date(2027, 10, 7)))
        await session.commit()

        early = await act(client, "me1", f"{one}/open-dialogue")
    with standing_at(datetime(2027, 10, 7, 9, tzinfo=UTC)):
        on_the_day = await act(client, "me1", f"{one}/open-dialogue")

    assert slug(early) == "dialogue-missing"
    assert on_the_day.json()["state"] == "in_dialogue"


async def test_a_contact_has_a_day_and_keeps_one(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        entry = await written(client, one)

        undated = await written(client, one, held_on=None)
        emptied = await corrected(client, entry, held_on=None)
        put_off = await corrected(client, entry, held_on=None, planned_on="2026-10-09")

    for refused in (undated, emptied):
        assert [wrong["pointer"] for wrong in refused.json()["errors"]] == ["/held_on"]
    assert (put_off.json()["held_on"], put_off.json()["planned_on"]) == (None, "2026-10-09")


async def test_S29_another_day_needs_a_reason_as_a_new_contact_does_and_is_told(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        planned = await written(client, one, held_on=None, planned_on="2027-06-01")
        for day in ("2026-10-01", "2026-10-02", "2026-10-03"):
            await written(client, one, held_on=day)

        refused = await corrected(client, planned, held_on="2026-10-06")
        reworded = await corrected(client, planned, text="Tavataan kesällä.")
        reasoned = await corrected(client, planned, held_on="2026-10-06", reason="Kiireinen vika.")
        same_day = await corrected(client, planned, planned_on="2026-10-05")

    assert [slug(refused), slug(reworded), slug(reasoned), slug(same_day)] == [
        "contact-load",
        "",
        "",
        "",
    ]
    assert {wrong["on"] for wrong in refused.json()["contacts"]} == {
        "2026-10-01",
        "2026-10-02",
        "2026-10-03",
    }
    events = [
        one["data"]
        for one in await told(session)
        if ".dialogue_entry.recorded." in one["type"]
        and one["data"]["dialogue_entry_id"] == planned.json()["id"]
    ]
    assert [(one["quarter"], one["version"]) for one in events] == [("2027Q2", 1), ("2026Q4", 3)]


async def test_a_planned_talk_with_the_leadership_that_was_held_is_a_dialogue(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        await act(client, "me1", f"{one}/record-contact", CONTACT | {"two_way": False})
        planned = await written(client, one, held_on=None, planned_on="2026-10-08")
        await corrected(client, planned, held_on="2026-10-06")
        await act(client, "lu", f"{one}/close")

        again = await act(client, "lu", f"{one}/reopen")

    assert again.json()["state"] == "in_dialogue"


@pytest.mark.parametrize("kind", ["message", "meeting", "workshop"])
async def test_P1_a_first_contact_is_an_outreach_contact(
    kind: str, client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)

        refused = await act(client, "me1", f"{one}/record-contact", CONTACT | {"kind": kind})
        named = CONTACT | {"kind": "outreach_contact"}
        done = await act(client, "me1", f"{one}/record-contact", named)

    assert [wrong["pointer"] for wrong in refused.json()["errors"]] == ["/kind"]
    assert done.json()["state"] == "contacted"


async def test_S29_1_and_2_a_mentor_who_plans_a_contact_with_anothers_unit_is_told_the_load(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        for who, day in (("me1", "2026-09-20"), ("lu", "2026-09-28"), ("me1", "2026-10-01")):
            assert (await written(client, one, who, held_on=day)).status_code == 201

        planned = {"held_on": None, "planned_on": "2026-10-07"}
        refused = await written(client, one, "me2", **planned)
        reasoned = await written(client, one, "me2", reason="Kiireinen vika.", **planned)
        by_others = [await written(client, one, who, **planned) for who in ("es", "di", "su")]

    assert (refused.status_code, slug(refused)) == (409, "contact-load")
    assert [told["by"] for told in refused.json()["contacts"]] == ["me1", "lu", "me1"]
    assert reasoned.status_code == 201
    assert [slug(answer) for answer in by_others] == ["role-required"] * 2 + ["missing-scope"]


async def test_a_contact_is_put_right_by_who_wrote_it_and_by_who_works_with_the_unit(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        own = await written(client, one, "me1", text="Oma.")
        theirs = await written(client, one, "me2", observations=[SEEN])

        by_me2 = [await corrected(client, entry, "me2", text="Uusi.") for entry in (own, theirs)]
        by_me1 = [await corrected(client, entry, "me1", text="Uusin.") for entry in (own, theirs)]
        need = await promoted(client, theirs, "me1", title="Tuki esihenkilöille")

    assert [slug(answer) for answer in by_me2] == ["role-required", ""]
    assert [slug(answer) for answer in by_me1] == ["", ""]
    assert (need.status_code, need.json()["owner_id"]) == (201, str(county.people["me1"]))
