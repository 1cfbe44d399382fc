"""Verifications and how fresh a record is (directory.md section 6)."""

from datetime import date, timedelta
from typing import Any

import pytest

from common.clock import standing_at
from directory.points.freshness import Checked, Freshness, months_after, visit_freshness
from directory.points.verifications import Outcome
from tests.directory.town import Town, helsinki
from tests.directory.writing import EDITOR, LOCAL, READER, create, events, kinds, send

NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), "fresh"),
        (date(2026, 5, 18), "fresh"),
        (date(2026, 5, 19), "due"),
        (date(2026, 7, 3), "due"),
        (date(2026, 7, 4), "stale"),
        (date(2027, 6, 30), "stale"),
        (date(2027, 7, 1), "expired"),
    ],
)
def test_F3_F5_a_partners_point_by_date(day: date, expected: str) -> None:
    """Acceptance 15.12: 183 days, 75 %, 18 calendar months."""
    checked = Checked(date(2025, 12, 1), NEW_YEAR, 183)

    assert checked.on(day) == expected
    assert checked.next_due == date(2026, 5, 19)


def test_F2_the_county_checks_once_a_year() -> None:
    checked = Checked(NEW_YEAR, NEW_YEAR, 365)

    assert [checked.on(NEW_YEAR + timedelta(days=n)) for n in (273, 274, 365, 366)] == [
        Freshness.FRESH,
        Freshness.DUE,
        Freshness.DUE,
        Freshness.STALE,
    ]


def test_F5_what_was_never_verified_expires_after_its_creation() -> None:
    checked = Checked(date(2024, 8, 31), None, 183)

    assert checked.on(date(2026, 2, 27)) == "unverified"
    assert checked.on(date(2026, 2, 28)) == "expired"
    assert months_after(date(2024, 8, 31), 18) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("verified", "today", "expected"),
    [
        (None, date(2026, 4, 22), "fresh"),
        (None, date(2026, 4, 23), "due"),
        (None, date(2026, 5, 4), "due"),
        (None, date(2026, 5, 5), "stale"),
        (date(2026, 4, 22), date(2026, 5, 5), "stale"),
        (date(2026, 4, 23), date(2026, 5, 6), "fresh"),
    ],
)
def test_F2_a_visit_has_its_own_clock(verified: date | None, today: date, expected: str) -> None:
    assert visit_freshness(verified, date(2026, 5, 7), today) == expected


async def verify(town: Town, path: str, headers: Any = EDITOR, **said: Any) -> Any:
    body = {"outcome": "confirmed"} | said
    return await send(town, "POST", f"{path}/verifications", body, headers=headers)


async def test_F1_a_verification_refreshes_and_F6_nobody_there_does_not(town: Town) -> None:
    path = f"/support-points/{town.ids['salpa']}"
    before = len(await events(town))
    assert (await town.get(path))["freshness"] == "stale"

    unreachable = await verify(town, path, outcome="unreachable")
    still = await town.get(path)
    confirmed = await verify(town, path, by_role="phone", note="Soitettu")
    fresh = await town.get(path)

    assert (unreachable.status_code, confirmed.status_code) == (201, 201)
    assert still["freshness"] == "stale"
    assert fresh["freshness"] == "fresh"
    assert fresh["verification"] == {
        "verified_on": "2026-05-05", "by_role": "phone", "next_due": "2026-09-20",
    }  # fmt: skip
    assert confirmed.json()["subject_id"] == str(town.ids["salpa"])
    told = await events(town, before)
    assert kinds(told) == ["point.verified", "point.verified"]
    assert [one["data"]["next_due"] for one in told] == ["2026-02-16", "2026-09-20"]
    assert [one["data"]["outcome"] for one in told] == ["unreachable", "confirmed"]
    assert told[1]["data"]["by_role"] == "phone"


async def test_what_expired_comes_back_when_it_is_verified(town: Town) -> None:
    path = f"/support-points/{town.ids['expired']}"
    assert (await town.client.get(path)).status_code == 404

    await verify(town, path, outcome="changed")

    assert (await town.get(path))["freshness"] == "fresh"


@pytest.mark.parametrize("noun", ["mobile-units", "remote-channels", "materials"])
async def test_other_things_are_verified_too(town: Town, noun: str) -> None:
    made = (await create(town, noun)).json()
    path = f"/{noun}/{made['id']}"
    await send(town, "POST", f"{path}/publish", version=1)
    with standing_at(helsinki(6, 1, 12)):
        unreachable = await verify(town, path, outcome="unreachable")
        still = (await town.get(path))["freshness"]
        await verify(town, path)
        shown = await town.get(path)

    assert (unreachable.status_code, still) == (201, "unverified")
    assert (shown["freshness"], shown["verification"]["verified_on"]) == ("fresh", "2026-06-01")


async def test_who_may_verify(town: Town) -> None:
    path = f"/support-points/{town.ids['heinola']}"
    assert (await verify(town, path, READER)).json()["type"] == "/problems/missing-scope"
    assert (await verify(town, path, LOCAL)).json()["type"] == "/problems/municipality-not-allowed"
    wrong: list[dict[str, Any]] = [{"outcome": "perhaps"}, {"fields": []}, {"by_role": "import"}]
    for bad in wrong:
        assert (await verify(town, path, **bad)).status_code == 422
    assert (await verify(town, path, note="131052-308T")).status_code == 422
    assert set(Outcome) == {"confirmed", "changed", "unreachable"}


@pytest.mark.parametrize(
    ("headers", "said", "role"),
    [
        (EDITOR, {}, "county"),
        (LOCAL, {}, "partner"),
        (LOCAL, {"by_role": "county"}, "partner"),
        (LOCAL, {"by_role": "phone"}, "phone"),
    ],
)
async def test_who_may_write_in_some_municipalities_does_not_check_for_the_county(
    town: Town, headers: dict[str, str], said: dict[str, str], role: str
) -> None:
    path = f"/support-points/{town.ids['harju']}"

    made = await verify(town, path, headers=headers, **said)

    assert (made.status_code, made.json()["by_role"]) == (201, role)
    assert (await town.get(path))["verification"]["by_role"] == role
