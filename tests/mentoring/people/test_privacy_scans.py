"""Identity codes in stored texts are found, and the texts are told to nobody (7.2)."""

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now
from mentoring.bridge.needs import Need
from mentoring.people.access import AccessEntry
from mentoring.people.scanning import columns_of
from mentoring.people.teams import StrategicAim, TeamDecision
from mentoring.people.unit_goals import UnitSupportPractice
from mentoring.processes.trail import Transition
from mentoring.support.targets import ForwardTarget
from tests.mentoring.county import STAFF, County, caller, slug
from tests.mentoring.worlds import need
from tests.services import as_caller

CODE, SLIP = "031052Y9214", "120325-1234"


async def scanned(client: AsyncClient) -> dict[tuple[str, str], tuple[int, int, list[str]]]:
    answer = await client.post("/privacy/scans", headers=caller("dp"))
    assert answer.status_code == 200, answer.text
    assert CODE not in answer.text
    assert SLIP not in answer.text
    return {
        (one["table"], one["column"]): (one["certain"], one["possible"], one["record_ids"])
        for one in answer.json()["columns"]
    }


async def test_a_scan_tells_by_table_and_column_how_many_and_which(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one, other, third = [await need.make(session, county, "raised") for _ in range(3)]
    one.title, other.title = f"Soitti {CODE}", f"Tiketti {SLIP}, asiakas 021052–9148"
    third.public_summary = f"Tiketti {SLIP}"
    one.archived_at = now()
    unit = county.units["u"]
    session.add(UnitSupportPractice(org_unit_id=unit, text="Hyvä.", links=[f"https://x.fi/{CODE}"]))
    moved = Transition(
        noun="need", record_id=third.id, action="x", from_state=None, to_state="y", by="me1",
        reason=f"Kts. {CODE}.",
    )  # fmt: skip
    session.add(moved)
    await session.commit()

    found = await scanned(client)

    ids = sorted([str(one.id), str(other.id)])
    assert found[("need", "title")] == (2, 0, ids)
    assert found[("need", "public_summary")] == (0, 1, [str(third.id)])
    assert found[("unit_support_practice", "links")][:2] == (1, 0)
    assert found[("transition", "reason")] == (1, 0, [str(third.id)])
    assert len(found) == 4


async def test_a_scan_changes_nothing_and_is_written_down(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    row = TeamDecision(decided_on=now().date(), text=f"Soitti {CODE}")
    session.add(row)
    await session.commit()

    first, second = await scanned(client), await scanned(client)

    await session.refresh(row)
    [*seen] = await session.scalars(select(AccessEntry))
    assert first == second == {("team_decision", "text"): (1, 0, [str(row.id)])}
    assert (row.text, row.version) == (f"Soitti {CODE}", 1)
    assert [(one.noun, one.record_id, one.by) for one in seen] == [("privacy_scan", None, "dp")] * 2


async def test_where_nothing_is_found_nothing_is_told(client: AsyncClient, county: County) -> None:
    assert await scanned(client) == {}


@pytest.mark.parametrize("who", ["lu", "ad", "pb", "di", "me1", "pr"])
async def test_only_an_auditor_may_scan(who: str, client: AsyncClient, county: County) -> None:
    answer = await client.post("/privacy/scans", headers=caller(who))

    assert answer.status_code == 403


async def test_the_scope_alone_is_not_enough(client: AsyncClient, county: County) -> None:
    headers = as_caller(*STAFF, "audit:read", subject="lu", roles=["lead"])

    answer = await client.post("/privacy/scans", headers=headers)

    assert slug(answer) == "role-required"


def test_every_column_that_may_hold_a_sentence_is_scanned() -> None:
    assert {"title", "public_summary", "goal", "outcome"} <= set(columns_of(Need))
    assert set(columns_of(ForwardTarget)) == {"name", "channel", "handlers"}
    assert set(columns_of(StrategicAim)) == {"name", "quotation", "description", "tags"}
