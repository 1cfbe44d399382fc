"""Every list holds what can be read one by one, for every role (rule 1, S23)."""

from collections.abc import Mapping

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from common.identity import Caller
from mentoring.app import contracts
from mentoring.people.permissions import may, readable
from mentoring.people.standing import Standing, standing_of
from mentoring.processes.machines import MACHINES
from tests.mentoring.county import ROLES, County, caller
from tests.mentoring.worlds.world import NOW, world_of
from tests.services import as_caller

PATHS = contracts()["openapi"]["paths"]
LISTED = [
    (noun, machine.states[len(machine.states) // 2])
    for noun, machine in MACHINES.items()
    if "get" in PATHS.get(machine.path, {})
]
PARTNER = as_caller("mentoring:read", kind="partner", subject="key:x")


async def everybody(session: AsyncSession, county: County) -> Mapping[str, Standing]:
    """The people of the county, a partner, a machine, and one whom nobody knows."""
    found = {}
    for who in [*county.people, "a stranger"]:
        role, _ = ROLES.get(who, ("", ()))
        roles = frozenset({role} if role else ())
        found[who] = await standing_of(session, Caller(subject=who, kind="staff", roles=roles))
    found["a partner"] = Standing("key:x", frozenset({"partner"}))
    found["a machine"] = Standing("key:y", frozenset({"integration"}))
    return found


@pytest.mark.parametrize("noun", MACHINES)
async def test_the_rows_of_a_list_are_those_that_may_be_read(
    noun: str, session: AsyncSession, county: County
) -> None:
    machine, world = MACHINES[noun], world_of(noun)
    with standing_at(NOW):
        people = await everybody(session, county)
        for state in machine.states:
            async with session.begin_nested() as undone:
                record = await world.make(session, county, state)
                await session.flush()
                kind = type(record)
                await session.refresh(record)
                for who, by in people.items():
                    query = select(kind.id).where(readable(by, machine.resource, kind))
                    listed = record.id in set(await session.scalars(query))

                    assert listed is may(by, "r", machine.resource, record), (who, state)
                await undone.rollback()


@pytest.mark.parametrize(("noun", "state"), LISTED)
async def test_S23_over_http_a_list_holds_what_answers_one_by_one(
    noun: str, state: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    machine = MACHINES[noun]
    with standing_at(NOW):
        record = await world_of(noun).make(session, county, state)
        await session.commit()
        headers = {who: caller(who) for who in county.people} | {"a partner": PARTNER}
        for who, sent in headers.items():
            page = await client.get(f"{machine.path}?limit=200", headers=sent)
            single = await client.get(f"{machine.path}/{record.id}", headers=sent)

            items = page.json().get("items", [])
            listed = {one["id"]: one for one in items}.get(str(record.id))
            assert single.status_code == (404 if listed is None else 200), (who, single.text)
            assert listed is None or listed == single.json(), who
