"""An adoption is guarded, and proved by use (P8, S07)."""

import asyncio
from uuid import UUID

import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.listeners import hear_figures
from tests.mentoring.bridge.adopting import (
    AUTUMN,
    LIVE,
    figures,
    piloting,
    prepared,
    proposed,
    trained,
)
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.worlds.adoption import offered_service
from tests.services import names_told, told


@pytest_asyncio.fixture
async def remote(session: AsyncSession, county: County) -> DigitalService:
    found = await offered_service(session, (county.units["u"],))
    await session.commit()
    return found


async def talk(session: AsyncSession, county: County, state: str) -> None:
    """The engagement with the unit's result area is in this state."""
    session.add(Engagement(state=state, org_unit_id=county.units["a"], opened_on=AUTUMN.date()))
    await session.commit()


async def test_S07_1_2_it_goes_live_with_a_training_or_a_reason_why_not(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    await talk(session, county, "contacted")
    with standing_at(AUTUMN):
        one = await piloting(client, county, remote.id)
        before = len(await names_told(session))

        untrained = await act(client, "me1", f"{one}/go-live", {"go_live_on": "2025-10-06"})
        told = (await names_told(session))[before:]
        waived = await act(client, "me1", f"{one}/go-live", LIVE)

    assert (slug(untrained), told) == ("training-missing", [])
    assert (waived.status_code, waived.json()["state"]) == (200, "live")
    assert [one["code"] for one in waived.json()["warnings"]] == ["area_not_in_dialogue"]
    assert (await names_told(session))[before:] == ["mentoring.adoption.went_live"]


async def test_an_area_that_talks_gives_no_warning(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    await talk(session, county, "in_dialogue")
    await trained(session, county, remote.id)
    with standing_at(AUTUMN):
        one = await piloting(client, county, remote.id)

        live = await act(client, "me1", f"{one}/go-live", {"go_live_on": "2025-10-06"})

    assert live.json()["state"] == "live"
    assert "warnings" not in live.json()


async def test_S07_3_4_a_skipped_pilot_has_a_reason_and_the_day_has_come(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    await trained(session, county, remote.id)
    with standing_at(AUTUMN):
        one = await prepared(client, county, remote.id)

        skipped = await act(client, "me1", f"{one}/go-live", {"go_live_on": "2025-10-06"})
        early = await act(client, "me1", f"{one}/go-live", {"go_live_on": "2025-10-07"})
        why = {"go_live_on": "2025-10-06", "skip_reason": "Naapuri pilotoi."}
        live = await act(client, "me1", f"{one}/go-live", why)

    assert [slug(one) for one in (skipped, early)] == ["pilot-skipped", "go-live-in-future"]
    assert live.json()["state"] == "live"


async def test_S07_5_6_use_in_two_quarters_proves_that_it_is_embedded(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        one = await piloting(client, county, remote.id)
        await act(client, "me1", f"{one}/go-live", LIVE)

        await hear_figures(session, figures(county.units["u"], "2025Q2", 12))
        await session.commit()
        early = await act(client, "lu", f"{one}/confirm-embedded")
        await hear_figures(session, figures(county.units["u"], "2025Q3", 8))
        await session.commit()
        proved = await act(client, "lu", f"{one}/confirm-embedded")

    assert slug(early) == "evidence-missing"
    assert (proved.json()["state"], proved.json()["embedded_on"]) == ("embedded", "2025-10-06")
    assert (await names_told(session))[-1] == "mentoring.adoption.embedded"


async def test_S07_7_no_use_in_two_quarters_makes_it_lapse_once(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    unit = county.units["u"]
    with standing_at(AUTUMN):
        one = await piloting(client, county, remote.id)
        await act(client, "me1", f"{one}/go-live", LIVE)
        await act(client, "lu", f"{one}/confirm-embedded", {"override_reason": "Kirjattu."})

        for quarter in ("2025Q4", "2026Q1", "2026Q1", "2026Q1"):
            await hear_figures(session, figures(unit, quarter, 0))
            await session.commit()
        now = await client.get(one, headers=caller("lu"))

    assert now.json()["state"] == "live"
    assert (await names_told(session)).count("mentoring.adoption.lapsed") == 1


async def test_S07_8_one_adoption_a_unit_service_and_side(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        first = await proposed(client, county, remote.id)
        wanted = {name: first[name] for name in ("org_unit_id", "digital_service_id", "side")}
        new = wanted | {"purpose": "adoption_support", "audience": "both"}

        second = await client.post("/adoptions", headers=caller("me1"), json=new)
        other = await client.post(
            "/adoptions", headers=caller("me1"), json=new | {"side": "resident"}
        )

    assert (second.status_code, slug(second)) == (409, "adoption-exists")
    assert other.status_code == 201


async def test_of_many_at_once_one_is_proposed_and_the_others_are_told(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    new = {
        "org_unit_id": str(county.units["u"]),
        "digital_service_id": str(remote.id),
        "side": "resident",
        "purpose": "adoption_support",
        "audience": "resident",
    }

    answers = await asyncio.gather(
        *(client.post("/adoptions", headers=caller("me1"), json=new) for _ in range(6))
    )

    assert sorted(one.status_code for one in answers) == [201, *[409] * 5]
    assert {slug(one) for one in answers} == {"", "adoption-exists"}


async def test_S07_9_what_is_resumed_is_where_it_was_paused(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        one = await piloting(client, county, remote.id)

        paused = await act(
            client, "me1", f"{one}/pause", {"reason": "Lomat.", "resume_on": "2026-01-07"}
        )
        resumed = await act(client, "me1", f"{one}/resume")

    assert (paused.json()["state"], paused.json()["resume_on"]) == ("paused", "2026-01-07")
    assert (resumed.json()["state"], resumed.json()["paused_from"]) == ("piloting", None)


async def test_every_step_of_an_adoption_is_told(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    pilot = {"pilot_scope": "Yksi tiimi.", "pilot_ends_on": "2025-12-31"}
    with standing_at(AUTUMN):
        one = await piloting(client, county, remote.id)
        await act(client, "me1", f"{one}/return", {"findings": "Ohje puuttuu."})
        await act(client, "me1", f"{one}/start-pilot", pilot)
        await act(client, "me1", f"{one}/go-live", LIVE)
        await act(client, "me1", f"{one}/pause", {"reason": "Muutto.", "resume_on": "2026-01-07"})
        await act(client, "me1", f"{one}/resume")
        await act(client, "lu", f"{one}/confirm-embedded", {"override_reason": "Kirjattu."})
        for quarter in ("2025Q2", "2025Q3"):
            await hear_figures(session, figures(county.units["u"], quarter, 0))
        await session.commit()
        await act(client, "lu", f"{one}/retire", {"reason": "Korvattiin."})
        other = await prepared(client, county, remote.id)
        await act(client, "rla", f"{other}/cancel", {"reason": "Ei nyt."})

    assert await names_told(session) == [
        "mentoring.adoption.proposed",
        "mentoring.adoption.approved",
        "mentoring.adoption.started",
        "mentoring.adoption.pilot_started",
        "mentoring.adoption.pilot_returned",
        "mentoring.adoption.pilot_started",
        "mentoring.adoption.went_live",
        "mentoring.adoption.paused",
        "mentoring.adoption.resumed",
        "mentoring.adoption.embedded",
        "mentoring.adoption.lapsed",
        "mentoring.adoption.retired",
        "mentoring.adoption.proposed",
        "mentoring.adoption.approved",
        "mentoring.adoption.started",
        "mentoring.adoption.cancelled",
    ]
    data = (await told(session))[-1]["data"]
    assert (data["digital_service_id"], data["side"]) == (str(remote.id), "professional")


async def test_what_is_linked_follows_the_adoption(
    client: AsyncClient, county: County, session: AsyncSession, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        answer = await proposed(client, county, remote.id)
        one, unit = f"/adoptions/{answer['id']}", county.units["u"]
        plan = DevelopmentPlan(state="active", org_unit_id=unit, year=2025)
        session.add(plan)
        await session.flush()
        item = PlanItem(
            plan_id=plan.id,
            org_unit_id=unit,
            kind=ItemKind.ADOPTION,
            title="Etävastaanotto käyttöön",
            linked_noun="adoption",
            linked_id=UUID(answer["id"]),
        )
        session.add(item)
        await session.commit()

        await act(client, "su", f"{one}/approve", {"responsible_id": str(county.people["pr"])})
        await act(client, "me1", f"{one}/start")
        await session.refresh(item)

    assert item.state == "in_progress"
