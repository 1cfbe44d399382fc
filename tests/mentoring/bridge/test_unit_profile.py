"""The digital profile of a unit (M-100)."""

from datetime import date
from typing import Any

from httpx import AsyncClient
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.applicability import Fit, ServiceApplicability
from mentoring.bridge.catalogue import DigitalService, Lifecycle, ServedSide, ServiceKind
from tests.mentoring.bridge.needing import a_need, id_of, seen
from tests.mentoring.county import County, act, caller

SERVICES = ("chat", "paths", "remote", "clinic", "old")


async def offered(session: AsyncSession, county: County) -> None:
    services = {
        code: DigitalService(
            code=code,
            names={"fi": code, "sv": None, "en": None},
            kind=ServiceKind.CHAT,
            audience=ServedSide.BOTH,
            lifecycle=Lifecycle.RETIRED if code == "old" else Lifecycle.IN_USE,
            support_contact="tuki",
        )
        for code in SERVICES
    }
    session.add_all(services.values())
    await session.flush()
    unit = county.units["u"]
    for code, fit in (("paths", Fit.APPLICABLE), ("remote", Fit.NOT_APPLICABLE)):
        session.add(
            ServiceApplicability(
                org_unit_id=unit,
                digital_service_id=services[code].id,
                value=fit,
                valid=Range(date(2020, 1, 1), None),
            )
        )
    session.add(
        Adoption(
            state="live",
            org_unit_id=unit,
            digital_service_id=services["chat"].id,
            side=Side.PROFESSIONAL,
        )
    )
    await session.commit()


async def test_M100_a_profile_tells_what_is_in_use_available_and_not_suited(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await offered(session, county)

    answer = await client.get(f"/org-units/{county.units['u']}/profile", headers=caller("su"))

    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert {one["code"]: one["standing"] for one in told["services"]} == {
        "chat": "in_use",
        "paths": "available",
        "remote": "not_applicable",
        "clinic": "unknown",
    }


async def test_S23_others_see_nothing_of_what_stands_in_a_unit(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await offered(session, county)

    answer = await client.get(f"/org-units/{county.units['u']}/profile", headers=caller("sv"))

    assert [answer.json()[name] for name in ("services", "open_needs", "plans")] == [[], [], []]


async def test_a_profile_of_no_unit_is_not_found(client: AsyncClient, county: County) -> None:
    someone = county.people["su"]

    answer = await client.get(f"/org-units/{someone}/profile", headers=caller("su"))

    assert answer.status_code == 404


async def test_S23_1_who_reads_a_need_for_what_was_merged_sees_no_title_in_the_profile(
    client: AsyncClient, county: County
) -> None:
    root = await a_need(client, county, "u", title="Oma otsikko", public_summary="Julkinen")
    other = await a_need(client, county, "v", title="Toinen")
    await act(client, "lu", f"{other}/merge", {"target_id": id_of(root)})
    profile = f"/org-units/{county.units['u']}/profile"

    theirs = await seen(client, profile, "rlb")
    ours = await seen(client, profile, "rla")

    assert [one["title"] for one in theirs["open_needs"]] == [None]
    assert [one["title"] for one in ours["open_needs"]] == ["Oma otsikko"]


async def test_a_profile_has_the_longest_title_that_a_need_may_have(
    client: AsyncClient, county: County
) -> None:
    title = "Etävastaanotto " * 13 + "kaik."
    await a_need(client, county, "u", title=title)

    answer = await client.get(f"/org-units/{county.units['u']}/profile", headers=caller("lu"))

    assert answer.status_code == 200, answer.text
    assert [one["title"] for one in answer.json()["open_needs"]] == [title]
    assert len(title) == 200
