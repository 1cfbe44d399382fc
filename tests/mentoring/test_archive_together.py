"""What is archived takes with it what is nothing without it, and stands in nobody's way."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.dialogue import DialogueEntry, Observation
from mentoring.bridge.due_engagements import open_due_engagements
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.needs import Need
from mentoring.bridge.plan_items import PlanItem
from tests.mentoring.bridge.needing import a_need, concretised, id_of, triaged
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.bridge.test_plans import added
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.learning.test_quarter_plans import AFTER, BEFORE, plan_of, reflect, reflecting
from tests.mentoring.support.items import target
from tests.mentoring.test_archive import taken
from tests.mentoring.worlds import adoption, plan, summary
from tests.mentoring.worlds.world import NOW
from tests.services import names_told


async def read(client: AsyncClient, path: str, who: str = "lu") -> Any:
    answer = await client.get(path, headers=caller(who))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_area_whose_engagement_was_archived_gets_a_new_one(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOON):
        await open_due_engagements(session)
        await session.commit()
        first = (await session.scalars(select(Engagement.id).order_by(Engagement.id))).all()

        gone = await taken(client, f"/engagements/{first[0]}")
        opened_again = [await open_due_engagements(session) for _ in range(2)]
        await session.commit()
        second = set(await session.scalars(select(Engagement.id)))
        told = (await read(client, "/coverage/result-areas"))["areas"]

    assert (gone.status_code, opened_again) == (204, [1, 0])
    assert (len(second), first[0] in second) == (2, False)
    assert {UUID(one["engagement_id"]) for one in told if one["engagement_id"]} == second


async def test_with_an_engagement_go_its_contacts_and_the_request_to_take_it(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        planned: dict[str, Any] = CONTACT | {"kind": "meeting", "text": "Sovittiin."}
        seen = [{"kind": "challenge", "text": "Aikaa ei ole."}]
        entry = await client.post(
            f"{one}/dialogue-entries",
            headers=caller("me1"),
            json=planned | {"observations": seen},
        )
        asked = {"engagement_ids": [id_of(one)], "receiver_id": f"{county.people['me2']}"}
        handover = await client.post("/handovers", headers=caller("lu"), json=asked)
        assert (entry.status_code, handover.status_code) == (201, 201)
        unit = f"/org-units/{county.units['u']}/timeline"
        before = await read(client, unit)

        answer = await taken(client, one)
        after = await read(client, unit)
        note = await client.get(f"/dialogue-entries/{entry.json()['id']}", headers=caller("me1"))
        requests = await read(client, "/handovers")
        again = await opened(client, county, "u")

    assert answer.status_code == 204
    assert ({one["kind"] for one in before["items"]}, after["items"]) == (
        {"engagement", "dialogue_entry", "handover"},
        [],
    )
    assert (slug(note), requests["items"], again == one) == ("not-found", [], False)
    assert (await session.scalars(select(Observation.id))).all() == []
    assert (await session.scalars(select(DialogueEntry.id))).all() == []
    told = await names_told(session)
    assert told.count("mentoring.handover.archived") == 1


async def test_what_is_archived_makes_room_for_the_same_again(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(BEFORE):
        quarter = await plan_of(client)
        gone = await taken(client, quarter)
        again = await plan_of(client)
    with standing_at(NOW):
        proposed = await adoption.make(session, county, "proposed")
        await session.commit()
        pair = {
            "org_unit_id": f"{proposed.org_unit_id}",
            "digital_service_id": f"{proposed.digital_service_id}",
            "side": "professional",
            "purpose": "adoption_support",
            "audience": "professional",
        }
        second = await client.post("/adoptions", headers=caller("me1"), json=pair)
        await taken(client, f"/adoptions/{proposed.id}")
        third = await client.post("/adoptions", headers=caller("me1"), json=pair)

    assert (gone.status_code, again == quarter) == (204, False)
    assert (slug(second), third.status_code) == ("adoption-exists", 201)


async def test_work_that_was_left_by_the_quarter_before_is_not_taken_away(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    former, goals, actions = await reflecting(client, session)
    with standing_at(AFTER):
        await reflect(client, goals[2])
        for action in actions[5:]:
            await act(client, "me1", f"{action}/carry-over")
        await act(client, "lu", f"{former}/close")
        [following] = (await read(client, "/quarter-plans?quarter=2025Q3"))["items"]

        refused = await taken(client, f"/quarter-plans/{following['id']}")

    assert (following["state"], slug(refused)) == ("draft", "not-in-this-state")


async def test_with_a_plan_go_its_items_and_needs_are_planned_anew(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOW):
        draft = await plan.make(session, county, "draft")
        await session.commit()
        items = (await session.scalars(select(PlanItem).order_by(PlanItem.id))).all()
        need = await concretised(
            client, await triaged(client, await a_need(client, county, "u")), county
        )
        await act(client, "me1", f"{need}/plan", {"plan_item_id": f"{items[0].id}"})
        before = await read(client, need)

        answer = await taken(client, f"/plans/{draft.id}")
        after = await read(client, need)
        single = await client.get(f"/plan-items/{items[0].id}", headers=caller("lu"))

    assert (answer.status_code, slug(single)) == (204, "not-found")
    assert (before["state"], before["planned"]["id"]) == ("planned", f"{items[0].id}")
    assert (after["state"], after["planned"]) == ("concretised", None)
    told = await names_told(session)
    assert told.count("mentoring.plan_item.archived") == len(items)


async def test_what_was_agreed_is_dropped_and_not_taken_away(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOW):
        one = await plan.make(session, county, "proposed")
        await session.commit()
        item = (await session.scalars(select(PlanItem).order_by(PlanItem.id))).all()[0]
        await act(client, "su", f"/plans/{one.id}/agree")

        refused = await taken(client, f"/plan-items/{item.id}")

    assert slug(refused) == "not-in-this-state"
    assert "drop" in refused.json()["allowed_actions"]


async def test_no_item_waits_for_one_that_was_taken_away(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOW):
        draft = await plan.make(session, county, "draft")
        await session.commit()
        first, second = [await added(client, county, f"/plans/{draft.id}") for _ in range(2)]
        path = f"/plan-items/{second.json()['id']}"
        headers = caller("me1") | {"If-Match": "*"}
        waits = {"depends_on": [first.json()["id"]]}
        assert second.status_code == 201, second.text + first.text
        waiting = await client.patch(path, headers=headers, json=waits)

        await taken(client, f"/plan-items/{first.json()['id']}")

        assert waiting.json()["depends_on"] == waits["depends_on"]
        assert (await read(client, path))["depends_on"] == []


async def test_an_observation_becomes_a_need_again_when_the_first_was_taken_away(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        seen = [{"kind": "challenge", "text": "Aikaa ei ole."}]
        held = CONTACT | {"kind": "meeting", "observations": seen}
        entry = await client.post(f"{one}/dialogue-entries", headers=caller("me1"), json=held)
        assert entry.status_code == 201, entry.text
        promote = f"/dialogue-observations/{entry.json()['observations'][0]['id']}/promote"
        named = {"title": "Aikaa opetella"}
        first = await client.post(promote, headers=caller("me1"), json=named)
        second = await client.post(promote, headers=caller("me1"), json=named)
        assert first.status_code == 201, first.text
        await taken(client, f"/needs/{first.json()['id']}")
        third = await client.post(promote, headers=caller("me1"), json=named)

    assert [slug(one) for one in (first, second, third)] == ["", "observation-promoted", ""]


async def test_a_need_that_others_went_into_is_not_taken_away(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOW):
        root, other = [await a_need(client, county, unit) for unit in ("v", "u")]
        merged = await act(client, "me1", f"{other}/merge", {"target_id": id_of(root)})

        refused = await taken(client, root)

    assert (merged.status_code, slug(refused)) == (200, "not-in-this-state")


async def test_a_need_comes_back_when_what_was_to_be_sent_is_taken_away(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOW):
        need = await triaged(client, await a_need(client, county, "u"))
        sent = {"target_id": f"{await target(session)}", "text": "Mikrofoni ei toimi."}
        forwarded = await act(client, "me1", f"{need}/forward", sent)
        item = forwarded.json()["forwarded_item_id"]

        answer = await taken(client, f"/forwarded-items/{item}")
        after = await read(client, need)

    assert (forwarded.json()["state"], answer.status_code) == ("forwarded", 204)
    assert (after["state"], after["forwarded_item_id"]) == ("triaged", None)


async def test_a_file_of_a_list_holds_nothing_that_is_archived(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        kept, gone = [await opened(client, county, unit) for unit in ("u", "v")]
        await taken(client, gone)
        headers = caller("lu") | {"Accept": "text/csv"}
        file = (await client.get("/engagements", headers=headers)).text

    assert (id_of(kept) in file, id_of(gone) in file) == (True, False)


async def test_with_a_kooste_go_its_lines(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(NOW):
        draft = await summary.make(session, county, "draft")
        await session.commit()

        answer = await taken(client, f"/summaries/{draft.id}")

    assert answer.status_code == 204
    assert (await names_told(session)).count("mentoring.suggestion.archived") == 1
    assert (await session.scalars(select(Need.id))).all() == []
