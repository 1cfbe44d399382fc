"""Which services are suggested to a unit, and what becomes of them (S03, P4)."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.dialogue import Audience
from mentoring.bridge.plans import DevelopmentPlan
from tests.mentoring.bridge.test_summaries import (
    NOON,
    Unit,
    answered,
    drafted,
    read,
    shared,
    suggested,
    unit,
)
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.worlds.summary import remote_appointments

__all__ = ["unit"]


async def not_applicable(client: AsyncClient, unit: Unit, place: int) -> None:
    path = f"/org-units/{unit.id}/applicability/{unit.services[place].id}"
    said = {"value": "not_applicable", "reason": "not_for_rescue"}
    answer = await client.put(path, headers=caller("me1"), json=said)
    assert answer.status_code == 200, answer.text


async def live(session: AsyncSession, unit: Unit, place: int) -> None:
    adoption = Adoption(
        state="live",
        org_unit_id=unit.id,
        digital_service_id=unit.services[place].id,
        side=Side.RESIDENT,
        audience=Audience.RESIDENT,
    )
    session.add(adoption)
    await session.commit()


async def first_line(client: AsyncClient, one: str) -> str:
    lines = (await read(client, one))["part_2"]
    return f"/suggestions/{min(line['id'] for line in lines)}"


async def test_S03_1_what_does_not_fit_is_no_candidate_and_what_is_live_stands_apart(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        await not_applicable(client, unit, 0)
        await live(session, unit, 1)
        one = await drafted(client, unit)
        await suggested(client, one, unit.services[2])

        found = await read(client, f"{one}/suggestion-candidates", "me1")

    told = [
        (item["code"], item["applicability"], item["is_suggested"]) for item in found["candidates"]
    ]
    assert told == [("s2", "unknown", True), ("s3", "unknown", False)]
    assert [item["code"] for item in found["live"]] == ["s1"]


async def test_what_does_not_fit_or_is_live_is_suggested_only_with_a_reason(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        await not_applicable(client, unit, 0)
        await live(session, unit, 1)
        one = await drafted(client, unit)

        refused = [await suggested(client, one, unit.services[place]) for place in (0, 1)]
        again = await suggested(client, one, unit.services[1], repeat_reason="Uusi ryhmä.")
        twice = await suggested(client, one, unit.services[1], repeat_reason="Uusi ryhmä.")
        strange = await suggested(client, one, remote_appointments())
        by_lead = await suggested(client, one, unit.services[2], "di")

    assert [slug(answer) for answer in refused] == ["service-not-applicable"] * 2
    assert refused[0].json()["applicability"] == "not_applicable"
    assert again.status_code == 201
    assert (slug(twice), slug(strange)) == ("duplicate", "validation-error")
    assert slug(by_lead) == "not-found"


async def test_an_answer_has_what_it_needs_and_leaves_from_its_own_states_only(
    client: AsyncClient, unit: Unit
) -> None:
    with standing_at(NOON):
        one = await shared(client, unit)
        path = f"{await first_line(client, one)}/answer"
        bare = [
            await act(client, "su", path, {"answer": answer})
            for answer in ("not_now", "not_suitable")
        ]
        mentor = await act(client, "me1", path, {"answer": "interested"})

        await act(client, "rla", path, {"answer": "interested"})
        again = await act(client, "su", path, {"answer": "already_in_use"})

    assert [answer.json()["errors"][0]["pointer"] for answer in bare] == ["/revisit_on", "/reason"]
    assert slug(mentor) == "role-required"
    assert slug(again) == "not-in-this-state"
    assert again.json()["allowed_actions"] == ["answer"]


async def test_what_interests_the_unit_becomes_a_need_an_item_or_an_adoption(
    client: AsyncClient, unit: Unit, county: County
) -> None:
    with standing_at(NOON):
        one = await shared(client, unit)
        await answered(client, one, 0)
        line = await first_line(client, one)
        early = await act(client, "me1", f"{line}/convert", {"into": "plan_item"})
        strange = {"into": "plan_item", "plan_id": str(county.units["u"])}
        unplanned = await act(client, "me1", f"{line}/convert", strange)
        unknown = await act(client, "me1", f"{line}/convert", {"into": "adoption"})

        done = (await act(client, "me1", f"{line}/convert", {"into": "need"})).json()
        need: dict[str, Any] = await read(client, f"/needs/{done['became_id']}", "me1")

    assert [slug(answer) for answer in (early, unplanned, unknown)] == [
        "validation-error",
        "validation-error",
        "service-not-applicable",
    ]
    assert (done["state"], done["became"]) == ("converted", "need")
    assert need["digital_service_id"] == done["digital_service_id"]
    assert UUID(need["org_unit_id"]) == unit.id
    assert (need["state"], need["title"]) == ("raised", "Etävastaanotto")


async def test_an_adoption_and_a_plan_item_are_made_of_suggestions_too(
    client: AsyncClient, unit: Unit, county: County, session: AsyncSession
) -> None:
    plan = DevelopmentPlan(state="draft", org_unit_id=unit.id, year=2027)
    session.add(plan)
    await session.commit()
    with standing_at(NOON):
        one = await shared(client, unit)
        lines = sorted(line["id"] for line in (await read(client, one))["part_2"])[:2]
        for line in lines:
            await act(client, "su", f"/suggestions/{line}/answer", {"answer": "interested"})
        path = f"/org-units/{unit.id}/applicability/{unit.services[0].id}"
        await client.put(path, headers=caller("me1"), json={"value": "applicable"})

        bodies = (
            {"into": "adoption"},
            {"into": "plan_item", "plan_id": str(plan.id), "title": "Etävastaanoton koulutus"},
        )
        made = [
            (await act(client, "me1", f"/suggestions/{line}/convert", body)).json()
            for line, body in zip(lines, bodies, strict=True)
        ]
        adoption = await read(client, f"/adoptions/{made[0]['became_id']}", "me1")
        item = await read(client, f"/plan-items/{made[1]['became_id']}", "me1")

    assert [answer["state"] for answer in made] == ["converted", "converted"]
    assert (adoption["state"], adoption["side"]) == ("proposed", "resident")
    assert (item["title"], item["plan_id"]) == ("Etävastaanoton koulutus", str(plan.id))
