"""Not too much contact (S29, M-055)."""

from httpx import AsyncClient

from common.clock import standing_at
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.county import County, act, caller, slug


async def test_S29_one_contact_more_than_the_limit_needs_a_reason(
    client: AsyncClient, county: County
) -> None:
    entry = CONTACT | {"kind": "meeting"}
    with standing_at(NOON):
        one = await opened(client, county, "u")
        days = ("2026-09-20", "2026-09-28", "2026-10-01")
        for day in days:
            added = await client.post(
                f"{one}/dialogue-entries", headers=caller("me1"), json=entry | {"held_on": day}
            )
            assert added.status_code == 201, added.text

        fourth = await act(client, "me1", f"{one}/record-contact", CONTACT)
        with_reason = await act(
            client, "me1", f"{one}/record-contact", CONTACT | {"reason": "Kiireinen vika."}
        )

    assert slug(fourth) == "contact-load"
    assert fourth.json()["contacts"] == [{"by": "me1", "on": day} for day in reversed(days)]
    assert with_reason.status_code == 200


async def test_S29_contacts_older_than_a_month_do_not_count(
    client: AsyncClient, county: County
) -> None:
    entry = CONTACT | {"kind": "meeting"}
    with standing_at(NOON):
        one = await opened(client, county, "u")
        for day in ("2026-09-05", "2026-09-06", "2026-09-07"):
            await client.post(
                f"{one}/dialogue-entries", headers=caller("me1"), json=entry | {"held_on": day}
            )

        fine = await act(client, "me1", f"{one}/record-contact", CONTACT)

    assert fine.status_code == 200


async def test_S29_the_unit_learns_that_it_is_so_not_who_or_what(
    client: AsyncClient, county: County
) -> None:
    profile, seen = f"/org-units/{county.units['u']}/profile", []
    with standing_at(NOON):
        one = await opened(client, county, "u")
        for day in ("2026-09-20", "2026-09-28", "2026-10-01"):
            seen.append((await client.get(profile, headers=caller("su"))).json())
            entry = CONTACT | {"kind": "meeting", "held_on": day}
            await client.post(f"{one}/dialogue-entries", headers=caller("me1"), json=entry)
        seen.append((await client.get(profile, headers=caller("su"))).json())

    assert [told["contact_load_full"] for told in seen] == [False, False, False, True]
    assert "me1" not in f"{seen[-1]}"
