"""What the demonstration of mentoring holds when it is loaded."""

from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.identity import Caller
from common.text import identity_codes
from directory.demo.ids import demo_id
from directory.demo.organisations import organisations
from mentoring.bridge.dialogue import Observation
from mentoring.bridge.needs import NeedOrigin, OriginKind
from mentoring.bridge.plan_items import PlanItem
from mentoring.demo.dialogues import FRIENDS, PARTNER
from mentoring.demo.people import FIRST_NAMES, SURNAMES, TITLES
from mentoring.demo.telling import DAYS, ROLES
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit, OrgUnitVersion, tree_of
from mentoring.people.partners import refuse_strange_partner
from mentoring.people.persons import Person
from mentoring.people.standing import standing_of
from mentoring.people.teams import TeamMembership, TeamRole
from mentoring.people.tree import faults
from mentoring.processes.acting import allowed_actions
from mentoring.processes.machines import MACHINES
from mentoring.processes.trail import AuditEntry, Transition
from mentoring.store import Row
from mentoring.timeline import kinds_of_records
from tests.services import as_caller, told

TOLD_HERE = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P14"]
KINDS = {kind.noun: kind for kind in kinds_of_records()}
READERS = ("lead", "mentor-1", "mentor-3", "supervisor-1.1", "leader-1", "leader-a", "it", "board")
LISTS = (
    "/engagements",
    "/mappings",
    "/summaries",
    "/needs",
    "/plans",
    "/platforms",
    "/feature-releases",
    "/mapping-templates",
    "/adoptions",
    "/forwarded-items",
    "/quarter-plans",
    "/digital-services",
    "/forward-targets",
    "/people",
)


async def test_there_are_three_divisions_ten_areas_and_forty_units(session: AsyncSession) -> None:
    counted = Counter((await session.scalars(select(OrgUnit.kind))).all())

    assert counted == {
        UnitKind.COUNTY: 1,
        UnitKind.DIVISION: 3,
        UnitKind.RESULT_AREA: 10,
        UnitKind.UNIT: 40,
    }


async def test_the_tree_has_no_faults_and_all_names_in_three_languages(
    session: AsyncSession,
) -> None:
    tree = await tree_of(session)
    names = (await session.scalars(select(OrgUnitVersion.name))).all()

    assert faults(tree, tree, 1) == []
    assert all(name.keys() == {"fi", "sv", "en"} and all(name.values()) for name in names)
    assert len({name["fi"] for name in names}) == len(names)
    assert all(life.code.startswith("demo-") for life in tree.values())


async def test_four_mentors_and_a_lead_belong_to_the_team(session: AsyncSession) -> None:
    today = helsinki_day(now())
    roles = select(TeamMembership.role).where(TeamMembership.valid.contains(today))

    counted = Counter((await session.scalars(roles)).all())

    assert counted[TeamRole.MENTOR] == 4
    assert counted[TeamRole.LEAD] == 1


async def test_every_name_is_invented_and_every_subject_says_so(session: AsyncSession) -> None:
    people = (await session.scalars(select(Person))).all()
    invented = {f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES}

    assert all(one.display_name in invented | set(TITLES.values()) for one in people)
    assert all(one.subject.startswith("demo:") for one in people)
    assert all(one.work_email is None for one in people)
    assert len({one.display_name for one in people}) == len(people)


@pytest.mark.parametrize("id_", TOLD_HERE)
async def test_every_state_of_a_process_is_met(session: AsyncSession, id_: str) -> None:
    machine = next(one for one in MACHINES.values() if one.id == id_)
    kind = KINDS[machine.noun]

    found = set((await session.scalars(select(kind.state))).all())

    assert found == set(machine.states)


async def test_no_text_holds_an_identity_code(session: AsyncSession) -> None:
    found = []
    for table in Row.metadata.sorted_tables:
        whole = select(func.coalesce(func.string_agg(cast(table.table_valued(), Text), "\n"), ""))
        text = await session.scalar(whole) if table.name != "outbox" else str(await told(session))
        found += [table.name for _ in identity_codes(text or "")]

    assert found == []


async def test_allowed_actions_of_every_record_are_told_to_everybody(
    session: AsyncSession,
) -> None:
    for name in READERS:
        roles = frozenset({ROLES[name]} if name in ROLES else ())
        caller = Caller(subject=f"demo:{name}", kind="staff", roles=roles)
        by = await standing_of(session, caller)
        for noun, kind in KINDS.items():
            for record in (await session.scalars(select(kind))).all():
                allowed = allowed_actions(MACHINES[noun], record, by)
                assert set(allowed) <= set(MACHINES[noun].actions())


async def test_what_happened_stands_in_the_order_of_time_and_not_in_the_future(
    session: AsyncSession,
) -> None:
    moments = (await session.scalars(select(Transition.at).order_by(Transition.id))).all()

    assert moments == sorted(moments)
    assert moments[-1] <= now()
    assert timedelta(DAYS + 7) > now() - moments[0] > timedelta(182)


async def test_every_step_was_told_and_every_record_has_a_trail(session: AsyncSession) -> None:
    events = await told(session)
    steps = await session.scalar(select(func.count()).select_from(Transition)) or 0
    changed = set((await session.scalars(select(AuditEntry.record_id))).all())
    whose = set((await session.scalars(select(AuditEntry.by))).all())

    assert len(events) >= steps - 16  # suggestions are told when their kooste is shared
    for kind in KINDS.values():
        assert set((await session.scalars(select(kind.id))).all()) <= changed
    assert {"demo:mentor-1", "demo:lead", "demo:it", "demo:supervisor-1.1", "system"} <= whose


async def test_no_event_names_a_person_or_tells_a_text(session: AsyncSession) -> None:
    said = str([one["data"] for one in await told(session)])
    people = (await session.execute(select(Person.id, Person.display_name))).all()

    assert not [name for id_, name in people if str(id_) in said or name in said]
    assert "Esimerkki:" not in said


async def test_an_open_item_is_linked_to_the_adoption_it_is_done_by(session: AsyncSession) -> None:
    linked = (await session.scalars(select(PlanItem).where(PlanItem.linked_id.is_not(None)))).all()

    assert {"in_progress", "done"} <= {one.state for one in linked}


async def test_a_need_came_of_what_was_observed_in_a_dialogue(session: AsyncSession) -> None:
    kinds = (await session.scalars(select(NeedOrigin.kind))).all()
    promoted = (await session.scalars(select(Observation.need_id))).all()

    assert OriginKind.DIALOGUE in kinds
    assert any(promoted)


async def test_the_partner_is_one_of_the_directorys_demonstration(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    theirs = next(row for row in organisations(helsinki_day(now())) if row["id"] == PARTNER)

    listed = await client.get("/engagements?limit=50", headers=staff("lead"))
    await refuse_strange_partner(session, PARTNER)

    named = [one["partner_name"] for one in listed.json()["items"] if one["partner_id"]]
    assert demo_id("organisation:digikaverit") == PARTNER
    assert named == [theirs["name"]] == [FRIENDS.name]
    assert theirs["kind"] == FRIENDS.kind


@pytest.mark.parametrize("path", LISTS)
async def test_the_api_shows_it(client: httpx.AsyncClient, path: str) -> None:
    found: list[dict[str, Any]] = []
    query = f"{path}?limit=50"
    while query:
        answer = await client.get(query, headers=staff("lead"))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        query = f"{path}?limit=50&cursor={page['next']}" if "next" in page else ""

    assert found


async def test_a_key_of_a_mentor_acts_as_that_mentor(client: httpx.AsyncClient) -> None:
    listed = await client.get("/engagements?state=in_dialogue", headers=staff("mentor-1"))

    allowed = {tuple(one["allowed_actions"]) for one in listed.json()["items"]}
    assert ("pause",) in allowed
    assert () in allowed  # those of the other mentors


def staff(name: str) -> dict[str, str]:
    scopes = ("mentoring:read", "mentoring:use", "mentoring:write")
    roles = [ROLES[name]] if name in ROLES else []
    return as_caller(*scopes, subject=f"demo:{name}", roles=roles)
