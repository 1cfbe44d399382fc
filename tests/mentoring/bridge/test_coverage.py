"""Has the leadership of every result area been contacted? (S01, M-053)"""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.api.exports import CSV, XLSX
from mentoring.bridge.engagements import Engagement, open_engagement
from mentoring.bridge.quick_help import Counts, _without_small
from mentoring.people.standing import SYSTEM
from tests.mentoring.bridge.test_engagements import CONTACT, opened
from tests.mentoring.county import County, act, caller, slug
from tests.services import as_caller

JULY = datetime(2024, 7, 1, 9, tzinfo=UTC)
SEPTEMBER = datetime(2024, 9, 18, 9, tzinfo=UTC)


async def read(client: AsyncClient, who: str = "lu", **asked: str) -> Any:
    answer = await client.get("/coverage/result-areas", headers=caller(who), params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def contacted(session: AsyncSession, county: County, client: AsyncClient) -> None:
    """Both areas have an engagement since July; one was contacted in September and talks."""
    with standing_at(JULY):
        first, second = (
            Engagement(state="uncontacted", org_unit_id=county.units[area], opened_on=JULY.date())
            for area in ("a", "b")
        )
        await open_engagement(session, first, SYSTEM)
        await open_engagement(session, second, SYSTEM)
        await session.commit()
    with standing_at(SEPTEMBER):
        held = CONTACT | {"held_on": "2024-09-17"}
        path = f"/engagements/{first.id}"
        assert (await act(client, "me1", f"{path}/record-contact", held)).is_success
        assert (await act(client, "me1", f"{path}/open-dialogue")).is_success


async def test_S01_coverage_names_who_talks_and_who_was_not_contacted(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)

    with standing_at(SEPTEMBER):
        told = await read(client, quarter="2024Q3", as_of="2024-09-19")

    counts = {name: told[name] for name in ("total", "in_dialogue", "contacted", "uncontacted")}
    assert counts == {"total": 2, "in_dialogue": 1, "contacted": 0, "uncontacted": 1}
    assert told["contacted_in_quarter"] == 1
    assert [one["name"]["fi"] for one in told["areas"] if one["state"] == "uncontacted"] == [
        "Yksikkö b"
    ]


async def test_S01_an_earlier_day_shows_what_was_true_then(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)

    with standing_at(SEPTEMBER):
        before = await read(client, quarter="2024Q3", as_of="2024-09-17")
        next_quarter = await read(client, quarter="2024Q4", as_of="2024-10-01")

    assert (before["in_dialogue"], before["uncontacted"]) == (0, 2)
    assert (next_quarter["in_dialogue"], next_quarter["contacted_in_quarter"]) == (1, 0)


async def test_S23_areas_and_counts_are_those_the_reader_may_see(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)

    with standing_at(SEPTEMBER):
        told = {who: await read(client, who, quarter="2024Q3") for who in ("lu", "rla", "rlb")}

    assert {who: (one["total"], one["in_dialogue"]) for who, one in told.items()} == {
        "lu": (2, 1),
        "rla": (1, 1),
        "rlb": (1, 0),
    }
    assert [one["uncontacted"] for one in told.values()] == [1, 0, 1]
    assert {who: [one["name"]["fi"] for one in told[who]["areas"]] for who in ("rla", "rlb")} == {
        "rla": ["Yksikkö a"],
        "rlb": ["Yksikkö b"],
    }


async def test_who_reads_no_engagement_is_refused_and_a_machine_is_told_counts_alone(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)
    machine = as_caller("mentoring:read", kind="service", subject="key:m", roles=["integration"])

    with standing_at(SEPTEMBER):
        refused = [
            await client.get("/coverage/result-areas", headers=caller(who)) for who in ("pr", "ad")
        ]
        counts = (await client.get("/coverage/result-areas", headers=machine)).json()

    assert [slug(one) for one in refused] == ["role-required"] * 2
    assert (counts["total"], counts["in_dialogue"], counts["uncontacted"]) == (2, 1, 1)
    assert counts["areas"] == []


async def test_M053_a_contact_is_the_areas_though_its_engagement_is_closed_and_another_open(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)
    counts = []
    with standing_at(SEPTEMBER):
        first = (await read(client, quarter="2024Q3"))["areas"][0]
        closed = await act(client, "lu", f"/engagements/{first['engagement_id']}/close", {})
        assert closed.status_code == 200, closed.text
        counts.append(await read(client, quarter="2024Q3"))
        await opened(client, county, "a")
        counts.append(await read(client, quarter="2024Q3"))

    for told in counts:
        assert (told["total"], told["uncontacted"], told["contacted_in_quarter"]) == (2, 2, 1)
    assert (counts[0]["areas"][0]["engagement_id"], counts[0]["areas"][0]["last_contact_on"]) == (
        None,
        "2024-09-17",
    )
    assert counts[1]["areas"][0]["state"] == "uncontacted"


async def test_S01_an_earlier_day_shows_whose_it_was_and_until_when_it_was_put_off(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)
    with standing_at(SEPTEMBER):
        second = (await read(client, quarter="2024Q3"))["areas"][1]["engagement_id"]
        path = f"/engagements/{second}"
        headers = {**caller("lu"), "If-Match": "*"}
        me1, me2 = (str(county.people[who]) for who in ("me1", "me2"))
        await client.patch(path, headers=headers, json={"owner_id": me1})
        held = CONTACT | {"held_on": "2024-09-18"}
        await act(client, "me1", f"{path}/record-contact", held)
        later = {"reason_code": "no_time", "revisit_on": "2025-01-15"}
        await act(client, "me1", f"{path}/decline", later)
    with standing_at(datetime(2024, 11, 4, 9, tzinfo=UTC)):
        await client.patch(path, headers=headers, json={"owner_id": me2})
        await act(client, "me2", f"{path}/record-contact", CONTACT | {"held_on": "2024-11-04"})
        now = (await read(client))["areas"][1]
        then = (await read(client, as_of="2024-09-30"))["areas"][1]
        before = (await read(client, as_of="2024-08-01"))["areas"][1]

    wanted = ("state", "owner_id", "revisit_on")
    assert [[one[name] for name in wanted] for one in (now, then, before)] == [
        ["contacted", me2, None],
        ["declined", me1, "2025-01-15"],
        ["uncontacted", None, None],
    ]


@pytest.mark.parametrize("kind", [CSV, XLSX])
@pytest.mark.parametrize("name", ["result-areas", "quick-help"])
async def test_coverage_is_told_as_a_file_too(
    name: str, kind: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)
    path, asked = f"/coverage/{name}", {"quarter": "2024Q3"}
    with standing_at(SEPTEMBER):
        sent = {"title": "Chat ei aukea", "org_unit_id": str(county.units["u"])}
        await client.post("/needs", headers=caller("me1"), json=sent | {"size": "quick_help"})
        told = await client.get(path, headers=caller("lu"), params=asked)
        file = await client.get(path, headers={**caller("lu"), "Accept": kind}, params=asked)
        trail = await client.get(
            "/audit-entries", headers=caller("dp"), params={"trail": "accesses"}
        )

    ids = [one["org_unit_id"] for one in told.json()["areas"]]
    assert file.headers["content-type"].partition(";")[0] == kind
    assert file.headers["content-disposition"].partition(".")[0].endswith(f"coverage-{name}")
    assert [row["org_unit_id"] for row in rows_of(file)] == ids != []
    assert [one["noun"] for one in trail.json()["items"]] == [f"coverage/{name}"]


def rows_of(file: Response) -> list[dict[str, Any]]:
    if file.headers["content-type"].startswith(CSV):
        return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    head, *rows = load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


async def test_M015_who_is_told_figures_alone_is_told_none_of_a_small_group(
    client: AsyncClient, county: County
) -> None:
    with standing_at(SEPTEMBER):
        for unit, times in (("u", 5), ("v", 2)):
            sent = {"title": "Chat", "org_unit_id": str(county.units[unit]), "size": "quick_help"}
            for _ in range(times):
                await client.post("/needs", headers=caller("me1"), json=sent)
        seen = []
        for who in ("lu", "pb"):
            told = (await client.get("/coverage/quick-help", headers=caller(who))).json()
            areas = {one["org_unit_id"]: one["raised"] for one in told["areas"]}
            seen.append((told["raised"], [areas[str(county.units[one])] for one in "ab"]))

    assert seen == [(7, [5, 2]), (7, [None, None])]


@given(st.lists(st.integers(0, 12), max_size=6))
@settings(max_examples=200, deadline=None)
def test_M015_no_small_group_can_be_worked_out_from_the_sum(sizes: list[int]) -> None:
    counted: dict[UUID | None, Counts] = {
        UUID(int=n): Counts(size, 0, 0) for n, size in enumerate(sizes)
    }

    whole, areas = _without_small(counted, 5)

    hidden = [counted[one.org_unit_id].raised for one in areas if one.counts is None]
    shown = [one.counts.raised for one in areas if one.counts is not None]
    assert all(size >= 5 for size in shown)
    assert whole is None or whole.raised == 0 or whole.raised >= 5
    if whole is not None and hidden and sum(hidden):
        assert len(hidden) > 1
        assert sum(hidden) >= 5
