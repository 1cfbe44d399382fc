"""Every process keeps its table: what is listed works, all else is refused, each tells once."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.app import create_app  # noqa: F401  makes every process known
from mentoring.processes.machines import MACHINES, Machine, Step
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.worlds.world import ACTORS, NOW, actor_of, body_of, world_of
from tests.services import names_told

LISTED = [
    (noun, step, source)
    for noun, machine in MACHINES.items()
    for step in machine.steps
    for source in sorted(step.sources)
    if step.by_hand
]
STATES = [(noun, state) for noun, machine in MACHINES.items() for state in machine.states]


def name_of(told: Any) -> str:
    return told.action if isinstance(told, Step) else str(told)


@pytest.mark.parametrize(("noun", "step", "source"), LISTED, ids=name_of)
async def test_a_listed_transition_works_and_is_told_once(
    noun: str, step: Step, source: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    machine, world = MACHINES[noun], world_of(noun)
    with standing_at(NOW):
        record = await world.make(session, county, source)
        await session.commit()
        path = f"{machine.path}/{record.id}/{step.action.replace('_', '-')}"

        done = await act(client, actor_of(world, step), path, body_of(world, step))

        assert done.status_code == 200, done.text
        assert done.json()["state"] in step.targets
        told = await names_told(session)
        assert told.count(f"mentoring.{noun}.{step.happened}") == 1


@pytest.mark.parametrize(("noun", "state"), STATES)
async def test_every_other_action_is_refused_and_the_allowed_are_named(
    noun: str, state: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    machine, world = MACHINES[noun], world_of(noun)
    with standing_at(NOW):
        record = await world.make(session, county, state)
        await session.commit()
        path = f"{machine.path}/{record.id}"
        before = len(await names_told(session))
        for action in others(machine, state):
            step = next(machine.steps_of(action))
            who = actor_of(world, step)

            refused = await act(
                client, who, f"{path}/{action.replace('_', '-')}", body_of(world, step)
            )

            if who in getattr(world, "UNSEEN", {}).get(state, ()):
                assert slug(refused) == "not-found", (action, refused.text)
                continue
            assert slug(refused) == "not-in-this-state", (action, refused.text)
            assert action not in refused.json()["allowed_actions"]
        assert len(await names_told(session)) == before


def others(machine: Machine, state: str) -> list[str]:
    """Actions that nobody may take from a state."""
    return [
        action
        for action in machine.actions()
        if not any(state in one.sources for one in machine.steps_of(action))
    ]


async def test_a_record_says_what_its_reader_may_do(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        record = await world_of("engagement").make(session, county, "contacted")
        await session.commit()

        told = [
            (await client.get(f"/engagements/{record.id}", headers=caller(who))).json()
            for who in ("me1", "lu", "su")
        ]

    assert [one["allowed_actions"] for one in told] == [
        ["open_dialogue", "decline"],
        ["open_dialogue", "decline", "close"],
        [],
    ]


@pytest.mark.shared
def test_the_tables_are_those_of_the_domain(shared_data: Path) -> None:
    known = json.loads((shared_data / "processes.json").read_text())
    theirs = {one["noun"]: one for one in known["machines"]}

    assert {noun: rows(machine) for noun, machine in MACHINES.items()} == {
        noun: rows_of(theirs[noun]) for noun in MACHINES
    }
    assert set(ACTORS) <= set(known["roles"]) | set(known["relations"])


def rows(machine: Machine) -> Any:
    creation = machine.creators, f"mentoring.{machine.noun}.{machine.happened}", machine.guards
    return (
        f"/v1{machine.path}",
        list(machine.states),
        creation,
        [
            (
                one.action,
                one.sources,
                set(one.targets),
                one.who,
                f"mentoring.{machine.noun}.{one.happened}",
                one.guards,
                not one.by_hand,
            )
            for one in machine.steps
        ],
    )


def rows_of(table: dict[str, Any]) -> Any:
    made = table["creation"]
    creation = frozenset(made["who"]), made["event"], codes(made)
    return (
        table["path"],
        table["states"],
        creation,
        [
            (
                one["action"],
                frozenset(one["from"]),
                set(one["to"]),
                frozenset(one["who"]),
                one["event"],
                codes(one),
                one["automatic"],
            )
            for one in table["transitions"]
        ],
    )


def codes(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one["code"] for one in row.get("guards", ()))
