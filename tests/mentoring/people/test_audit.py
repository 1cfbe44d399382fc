"""The trails: who reads them, how they are asked, and that they only grow (7.5)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, standing_at
from common.db import Transactions
from mentoring.people.access import AccessEntry, note_access
from mentoring.people.retention import TRAILS, protect_trail
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.trail import AuditEntry, Transition
from tests.mentoring.county import STAFF, County, act, caller, slug
from tests.services import as_caller

NOON = datetime(2026, 8, 10, 9, tzinfo=UTC)


@pytest_asyncio.fixture
async def engagement(client: AsyncClient, county: County) -> str:
    """Made by me1 on a day in August, and given to me2 by lu."""
    body = {
        "org_unit_id": str(county.units["a"]),
        "owner_id": str(county.people["me1"]),
    }
    with standing_at(NOON):
        made = await client.post("/engagements", headers=caller("me1"), json=body)
        await client.patch(
            f"/engagements/{made.json()['id']}",
            headers=caller("lu") | {"If-Match": "*"},
            json={"owner_id": str(county.people["me2"])},
        )
    id_: str = made.json()["id"]
    return id_


async def entries(client: AsyncClient, who: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get("/audit-entries", headers=caller(who), params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_an_auditor_reads_from_what_to_what(
    client: AsyncClient, county: County, engagement: str
) -> None:
    found = await entries(client, "dp", record_id=engagement, by="lu")

    [change] = found
    assert (change["noun"], change["field"], change["version"]) == ("engagement", "owner_id", 2)
    assert change["before"] == {"value": str(county.people["me1"])}
    assert change["after"] == {"value": str(county.people["me2"])}


async def test_an_administrator_reads_who_and_when_but_no_values(
    client: AsyncClient, engagement: str
) -> None:
    found = await entries(client, "ad", record_id=engagement)

    assert {one["by"] for one in found} == {"me1", "lu"}
    assert {one["field"] for one in found} > {"owner_id", "state"}
    assert not any("before" in one or "after" in one for one in found)


async def test_everybody_else_reads_what_they_did_themselves(
    client: AsyncClient, engagement: str
) -> None:
    own = await entries(client, "lu", by="me")
    all_ = await entries(client, "lu")
    others = await entries(client, "lu", by="me1")

    assert own == all_
    assert {one["by"] for one in own} == {"lu"}
    assert "after" in own[0]
    assert others == []
    assert await entries(client, "pr") == []


async def test_the_role_of_an_auditor_needs_its_scope(client: AsyncClient, engagement: str) -> None:
    headers = as_caller(*STAFF, subject="dp", roles=["auditor"])

    answer = await client.get("/audit-entries", headers=headers)

    assert answer.json()["items"] == []


async def test_the_trail_says_of_texts_only_that_they_changed(
    client: AsyncClient, county: County
) -> None:
    new = {"subject": "salainen", "display_name": "Salainen Nimi", "work_email": "s@example.org"}
    made = await client.post("/people", headers=caller("ad"), json=new)

    answer = await client.get(
        "/audit-entries", headers=caller("dp"), params={"record_id": made.json()["id"]}
    )

    told = {one["field"]: one["after"] for one in answer.json()["items"]}
    assert told["display_name"] == told["subject"] == {"value": "changed"}
    assert not any(one.lower() in answer.text.lower() for one in ("salainen", "example.org"))


async def test_ranges_and_decimals_are_told_too(client: AsyncClient, county: County) -> None:
    body = {"person_id": str(county.people["pr"]), "role": "mentor", "valid_from": "2026-01-01"}
    member = await client.post("/team/memberships", headers=caller("lu"), json=body)
    time = {"membership_id": member.json()["id"], "percent": 50, "valid_from": "2026-01-01"}
    made = await client.post("/team/allocations", headers=caller("lu"), json=time)

    found = await entries(client, "dp", record_id=made.json()["id"])

    told = {one["field"]: one["after"]["value"] for one in found}
    assert (told["percent"], told["valid"]) == ("50.0", "[2026-01-01,)")


async def test_the_trail_is_asked_by_noun_and_day_and_page_by_page(
    client: AsyncClient, engagement: str
) -> None:
    whole = await entries(client, "dp", noun="engagement")
    days = [
        len(await entries(client, "dp", **{"from": first, "to": last}))
        for first, last in (
            ("2026-08-10", "2026-08-10"),
            ("2026-08-11", "2026-08-12"),
            ("2026-08-01", "2026-08-09"),
        )
    ]
    pages, asked = [], {"noun": "engagement", "limit": "2"}
    while True:
        answer = (await client.get("/audit-entries", headers=caller("dp"), params=asked)).json()
        pages += answer["items"]
        if "next" not in answer:
            break
        asked["cursor"] = answer["next"]

    assert pages == whole
    assert [one["id"] for one in whole] == sorted((one["id"] for one in whole), reverse=True)
    assert days == [len(whole), 0, 0]
    assert await entries(client, "dp", noun="need") == []


async def test_moves_are_a_trail_without_their_reasons(
    client: AsyncClient, county: County, engagement: str
) -> None:
    body = {"reason_code": "no_time", "revisit_on": "2026-12-01", "reason": "Kiire syksyllä."}
    with standing_at(NOON):
        await act(
            client,
            "lu",
            f"/engagements/{engagement}/record-contact",
            {
                "channel": "teams",
                "purpose": "awareness",
                "audience": "professional",
                "participants": ["leadership"],
                "held_on": "2026-08-10",
            },
        )
        await act(client, "lu", f"/engagements/{engagement}/decline", body)

    answer = await client.get(
        "/audit-entries", headers=caller("dp"), params={"trail": "moves", "record_id": engagement}
    )

    moves = [(one["action"], one["to_state"]) for one in answer.json()["items"]]
    assert moves == [
        ("decline", "declined"),
        ("record_contact", "contacted"),
        ("create", "uncontacted"),
    ]
    assert "Kiire" not in answer.text


async def test_who_read_what_about_me_is_shown_to_me(
    client: AsyncClient, county: County, session: AsyncSession, engagement: str
) -> None:
    me2 = Standing("me2", person_id=county.people["me2"])
    await note_access(session, Standing("es"), "engagement", UUID(engagement))
    await note_access(session, me2, "engagement", UUID(engagement))
    await note_access(session, Standing("lu"), "registration", None, [county.people["pr"]])
    await note_access(session, SYSTEM, "engagement", UUID(engagement))
    await session.commit()

    told = {
        who: (await client.get("/privacy/my-data", headers=caller(who))).json()["accesses"]
        for who in ("me1", "me2", "pr", "pv")
    }
    trail = await entries(client, "dp", trail="accesses")

    assert [(one["by"], one["record_id"]) for one in told["me2"]] == [("es", engagement)]
    assert [one["by"] for one in told["me1"]] == ["me2", "es"]
    assert [(one["by"], one["noun"], one["record_id"]) for one in told["pr"]] == [
        ("lu", "registration", None)
    ]
    assert told["pv"] == []
    assert [one["by"] for one in trail] == ["lu", "me2", "es"]


async def test_my_data_holds_my_row_and_what_names_me(client: AsyncClient, county: County) -> None:
    data = (await client.get("/privacy/my-data", headers=caller("su"))).json()
    stranger = await client.get("/privacy/my-data", headers=as_caller(*STAFF, subject="x"))

    assert (data["person"]["id"], data["person"]["subject"]) == (str(county.people["su"]), "su")
    assert {one["noun"] for one in data["records"]} == {"placement", "leadership"}
    assert stranger.json() == {"person": None, "records": [], "done": [], "accesses": []}


@pytest_asyncio.fixture
async def protected(transactions: Transactions) -> AsyncIterator[None]:
    """As the migration leaves it."""
    async with transactions.begin() as session:
        for statement in protect_trail():
            await session.execute(text(statement))
        session.add_all(
            [
                AuditEntry(
                    noun="need", record_id=new_id(), version=1, field="x", before=None,
                    after=None, by="me1",
                ),
                Transition(
                    noun="need", record_id=new_id(), action="x", from_state=None, to_state="y",
                    by="me1",
                ),
                AccessEntry(noun="need", record_id=None, by="me1"),
            ]
        )  # fmt: skip
    yield


@pytest.mark.usefixtures("protected")
@pytest.mark.parametrize("trail", TRAILS)
@pytest.mark.parametrize("does", ["update {} set by = 'x'", "delete from {}", "truncate {}"])
async def test_a_trail_only_grows(session: AsyncSession, trail: str, does: str) -> None:
    with pytest.raises(DBAPIError, match="a trail only grows"):
        await session.execute(text(does.format(trail)))


async def test_a_partner_reads_only_what_it_did_itself(
    client: AsyncClient, engagement: str
) -> None:
    headers = as_caller("mentoring:read", kind="partner", subject="key:x")

    answer = await client.get("/audit-entries", headers=headers)
    nobody = await client.get("/audit-entries")

    assert answer.json()["items"] == []
    assert slug(nobody) == "authentication-required"
