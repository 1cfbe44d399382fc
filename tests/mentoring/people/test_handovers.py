"""Engagements are handed over with what is open under them (P18, S14)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, standing_at
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.needs import Need
from mentoring.people.handovers import CHILDREN, Handover
from mentoring.people.teams import Allocation, TeamMembership, TeamRole
from mentoring.processes.machines import MACHINES
from mentoring.processes.trail import AuditEntry
from mentoring.store import InProcess
from tests.mentoring.county import ALWAYS, County, act, caller, slug
from tests.mentoring.worlds import adoption, forward, mapping, need, plan_item, summary
from tests.mentoring.worlds.world import NOW, TODAY
from tests.services import names_told

SIX = ("division", "a", "b", "u", "u2", "v")


async def engaged(
    session: AsyncSession, county: County, units: Iterable[str] = SIX, owner: str | None = "me1"
) -> list[str]:
    """Ids of the engagements of these units, in a dialogue."""
    owner_id = county.people[owner] if owner else None
    made = [
        Engagement(
            state="in_dialogue", org_unit_id=county.units[one], owner_id=owner_id, opened_on=TODAY
        )
        for one in units
    ]
    session.add_all(made)
    await session.commit()
    return [str(one.id) for one in made]


async def handed(
    client: AsyncClient, county: County, ids: Sequence[str], by: str = "lu", to: str = "me2"
) -> Response:
    sent = {"engagement_ids": ids, "receiver_id": str(county.people[to])}
    return await client.post("/handovers", headers=caller(by), json=sent)


async def path_of(client: AsyncClient, county: County, ids: Sequence[str], by: str = "lu") -> str:
    answer = await handed(client, county, ids, by)
    assert answer.status_code == 201, answer.text
    return f"/handovers/{answer.json()['items'][0]['id']}"


async def without_owner(client: AsyncClient) -> set[str]:
    """The lead's list of engagements that need somebody."""
    answer = await client.get("/engagements?needs_owner=true", headers=caller("lu"))
    return {one["id"] for one in answer.json()["items"]}


async def work_of(
    session: AsyncSession, county: County, who: str, *, over: bool = False
) -> dict[UUID, InProcess]:
    """What somebody owns under an engagement and is open, or is over."""
    session.expire_all()
    found: list[InProcess] = []
    for kind in CHILDREN:
        theirs: Any = select(kind).where(kind.owner_id == county.people[who])
        found += await session.scalars(theirs)
    return {one.id: one for one in found if (one.state in MACHINES[one.noun].over) is over}


async def test_S14_the_lead_hands_over_six_engagements_in_one_call(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county)
    with standing_at(NOW):
        await act(client, "ad", f"/people/{county.people['me1']}/deactivate")
        waiting = await without_owner(client)

        made = await handed(client, county, ids)
        listed = await client.get("/handovers?mine=true&state=requested", headers=caller("me2"))

    assert waiting == set(ids)
    assert made.status_code == 201
    assert [one["engagement_id"] for one in made.json()["items"]] == ids
    assert {one["state"] for one in made.json()["items"]} == {"requested"}
    assert {one["id"] for one in listed.json()["items"]} == {
        one["id"] for one in made.json()["items"]
    }
    assert (await names_told(session)).count("mentoring.handover.requested") == 6


async def test_all_are_handed_over_or_none(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    twice = await handed(client, county, [*ids, *ids])
    refused = await handed(client, county, [*ids, str(new_id())])

    assert len(twice.json()["items"]) == 1
    assert slug(refused) == "validation-error"
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/engagement_ids/1"]
    assert await session.scalar(select(func.count()).select_from(Handover)) == 1


async def full_desk(session: AsyncSession, county: County) -> None:
    """Work of every kind of one mentor under a unit, some of it over."""
    await need.make(session, county, "raised")
    await plan_item.make(session, county, "in_progress")
    await adoption.make(session, county, "piloting")
    await mapping.make(session, county, "in_progress")
    await summary.make(session, county, "draft")
    await forward.make(session, county, "draft")


async def test_S14_the_owner_moves_with_all_that_is_open_under_the_engagement(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await full_desk(session, county)
    ids = await engaged(session, county, ["u"])
    before = {id_: one.version for id_, one in (await work_of(session, county, "me1")).items()}
    over = {
        id_: one.version for id_, one in (await work_of(session, county, "me1", over=True)).items()
    }
    with standing_at(NOW):
        path = await path_of(client, county, ids)

        accepted = await act(client, "me2", f"{path}/accept")

    assert (accepted.json()["state"], accepted.json()["booking_conflicts"]) == ("accepted", [])
    moved = await work_of(session, county, "me2")
    assert {type(one) for one in moved.values()} == set(CHILDREN)
    assert {id_: one.version for id_, one in moved.items()} == {
        id_: version + 1 for id_, version in before.items()
    }
    assert await work_of(session, county, "me1") == {}
    kept = await work_of(session, county, "me1", over=True)
    assert {id_: one.version for id_, one in kept.items()} == over != {}
    engagement = await session.get_one(Engagement, ids[0])
    assert (engagement.owner_id, engagement.version) == (county.people["me2"], 2)
    assert engagement.updated_by == "me2"


async def test_work_elsewhere_and_work_of_others_stays(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    me1, lu, me2 = (county.people[who] for who in ("me1", "lu", "me2"))
    here, there = county.units["u"], county.units["v"]
    needs = [
        Need(title="Etätuki", org_unit_id=unit, owner_id=owner, state="raised")
        for unit, owner in ((here, me1), (there, me1), (here, lu), (here, None))
    ]
    session.add_all(needs)
    ids = await engaged(session, county, ["u"])
    with standing_at(NOW):
        path = await path_of(client, county, ids)
        await act(client, "me2", f"{path}/accept")

    session.expire_all()
    for one in needs:
        await session.refresh(one)
    assert [one.owner_id for one in needs] == [me2, me1, lu, None]


async def test_S14_the_history_still_names_who_had_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    with standing_at(NOW):
        path = await path_of(client, county, ids)
        accepted = await act(client, "lu", f"{path}/accept")

    changes = select(AuditEntry).where(AuditEntry.field == "owner_id")
    entry = (await session.scalars(changes.where(AuditEntry.record_id == ids[0]))).one()
    me1, me2 = (str(county.people[who]) for who in ("me1", "me2"))
    assert accepted.json()["owner_id"] == me1
    assert me1 in str(entry.before)
    assert me2 in str(entry.after)
    assert entry.by == "lu"


async def test_S14_a_rejected_engagement_returns_to_the_leads_list(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    with standing_at(NOW):
        await act(client, "ad", f"/people/{county.people['me1']}/deactivate")
        path = await path_of(client, county, ids)

        silent = await act(client, "me2", f"{path}/reject")
        by_lead = await act(client, "lu", f"{path}/reject", {"reason": "Ei sovi."})
        rejected = await act(client, "me2", f"{path}/reject", {"reason": "Ei ehdi."})
        again = await handed(client, county, ids)

        assert [slug(silent), slug(by_lead)] == ["validation-error", "role-required"]
        assert (rejected.json()["state"], rejected.json()["reason"]) == ("rejected", "Ei ehdi.")
        assert await without_owner(client) == set(ids)
        assert again.status_code == 201


async def test_S14_nothing_is_handed_to_who_has_left(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    with standing_at(NOW):
        path = await path_of(client, county, ids)
        await act(client, "ad", f"/people/{county.people['me2']}/deactivate")

        asked = await handed(client, county, ids)
        accepted = await act(client, "lu", f"{path}/accept")
        unknown = await client.post(
            "/handovers",
            headers=caller("lu"),
            json={"engagement_ids": ids, "receiver_id": str(new_id())},
        )

    assert [slug(one) for one in (asked, accepted, unknown)] == ["person-inactive"] * 3
    assert (await session.get_one(Engagement, ids[0])).owner_id == county.people["me1"]


@pytest.mark.parametrize("days", [Range(ALWAYS.lower, TODAY), None])
async def test_a_receiver_without_time_in_the_team_today_takes_nothing(
    days: Range[Any] | None, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    theirs = select(TeamMembership.id).where(TeamMembership.person_id == county.people["me2"])
    ending = update(Allocation).where(Allocation.membership_id.in_(theirs))
    await session.execute(ending.values(valid=days or Range(empty=True)))
    await session.commit()
    with standing_at(NOW):
        path = await path_of(client, county, ids)

        refused = await act(client, "me2", f"{path}/accept")
        state = (await client.get(path, headers=caller("me2"))).json()["state"]

    assert (slug(refused), refused.status_code) == ("no-free-allocation", 422)
    assert state == "requested"
    session.expire_all()
    assert (await session.get_one(Engagement, ids[0])).owner_id == county.people["me1"]


async def test_a_mentor_hands_over_own_engagements_only(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    [own] = await engaged(session, county, ["u"])
    [others] = await engaged(session, county, ["u2"], "me2")
    [nobodys] = await engaged(session, county, ["v"], None)

    given = [await handed(client, county, [one], "me1") for one in (own, others, nobodys)]
    by_supervisor = await handed(client, county, [nobodys], "es")
    by_others = [await handed(client, county, [own], who) for who in ("di", "pr")]

    assert [slug(one) for one in given] == ["", "unit-not-allowed", "unit-not-allowed"]
    assert by_supervisor.status_code == 201
    assert [slug(one) for one in by_others] == ["role-required", "missing-scope"]


async def test_who_asked_or_the_lead_takes_it_back_and_the_receiver_answers(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    path = await path_of(client, county, ids, "me1")
    seen = {
        who: (await client.get(path, headers=caller(who))).json().get("allowed_actions")
        for who in ("me1", "me2", "lu", "es", "su")
    }

    taken = await act(client, "me1", f"{path}/accept")
    revoked = await act(client, "me1", f"{path}/revoke")
    late = await act(client, "me2", f"{path}/accept")

    assert seen == {
        "me1": ["revoke"],
        "me2": ["accept", "reject"],
        "lu": ["accept", "revoke"],
        "es": [],
        "su": None,
    }
    assert slug(taken) == "role-required"
    assert revoked.json()["state"] == "revoked"
    assert slug(late) == "not-in-this-state"


async def test_S14_open_work_moves_in_units_below_that_have_no_engagement_of_their_own(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    me1, me2 = (county.people[who] for who in ("me1", "me2"))
    needs = {
        unit: Need(title="Etätuki", org_unit_id=county.units[unit], owner_id=me1, state="raised")
        for unit in ("a", "u", "u2", "v")
    }
    session.add_all(needs.values())
    [area, _] = await engaged(session, county, ["a", "u2"])
    with standing_at(NOW):
        path = await path_of(client, county, [area])
        accepted = await act(client, "me2", f"{path}/accept")

    assert accepted.status_code == 200
    for one in needs.values():
        await session.refresh(one)
    assert {unit: one.owner_id for unit, one in needs.items()} == {
        "a": me2,
        "u": me2,
        "u2": me1,
        "v": me1,
    }


async def test_M085_a_partners_needs_move_with_its_engagement(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    me1, me2, ours, theirs = (*(county.people[who] for who in ("me1", "me2")), new_id(), new_id())
    needs = [
        Need(title="Koulutus", partner_id=partner, owner_id=me1, state="raised")
        for partner in (ours, theirs)
    ]
    one = Engagement(state="in_dialogue", partner_id=ours, owner_id=me1, opened_on=TODAY)
    session.add_all([one, *needs])
    await session.commit()
    with standing_at(NOW):
        path = await path_of(client, county, [str(one.id)])
        await act(client, "me2", f"{path}/accept")

    for need_ in needs:
        await session.refresh(need_)
    assert [need_.owner_id for need_ in needs] == [me2, me1]


async def test_P18_what_somebody_else_has_by_now_is_not_taken(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])
    with standing_at(NOW):
        answers = [await handed(client, county, ids, "me1", to) for to in ("me2", "lu")]
        stale, taken = [f"/handovers/{one.json()['items'][0]['id']}" for one in answers]
        await act(client, "lu", f"{taken}/accept")

        refused = await act(client, "me2", f"{stale}/accept")
        rejected = await act(client, "me2", f"{stale}/reject", {"reason": "Luotsilla on se jo."})

    assert (refused.status_code, slug(refused)) == (409, "not-in-this-state")
    assert refused.json()["allowed_actions"] == ["reject"]
    assert rejected.json()["state"] == "rejected"
    engagement = await session.get_one(Engagement, ids[0], populate_existing=True)
    assert engagement.owner_id == county.people["lu"]


@pytest.mark.parametrize("who", ["pb", "es", "pr"])
async def test_an_engagement_is_handed_to_mentors_and_the_lead_alone(
    who: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ids = await engaged(session, county, ["u"])

    refused = await handed(client, county, ids, to=who)
    taken = await handed(client, county, ids, to="lu")

    assert refused.status_code == 422
    assert [wrong["pointer"] for wrong in refused.json()["errors"]] == ["/receiver_id"]
    assert taken.status_code == 201


async def test_who_is_no_mentor_any_more_takes_nothing(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await path_of(client, county, await engaged(session, county, ["u"]))
    member = update(TeamMembership).where(TeamMembership.person_id == county.people["me2"])
    await session.execute(member.values(role=TeamRole.BOARD))
    await session.commit()

    refused = await act(client, "lu", f"{one}/accept")

    assert slug(refused) == "no-free-allocation"
