"""What is told of the use of adopted services, by metrics and by hand."""

from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.catalogue import DigitalService, Lifecycle
from mentoring.bridge.evidence import evidence_of, figures_of
from mentoring.bridge.use import retire_what_ended
from mentoring.listeners import Figure, hear_figures
from mentoring.people.org_units import OrgUnit
from tests.mentoring.bridge.adopting import AUTUMN, figures
from tests.mentoring.county import County, caller, slug
from tests.mentoring.worlds.adoption import offered_service
from tests.services import names_told


@pytest_asyncio.fixture
async def embedded(session: AsyncSession, county: County) -> Adoption:
    """Remote appointments are part of the normal work of unit u."""
    service = await offered_service(session, (county.units["u"],))
    one = Adoption(
        state="embedded",
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        digital_service_id=service.id,
        side=Side.RESIDENT,
        responsible_id=county.people["pr"],
    )
    session.add(one)
    await session.commit()
    return one


async def known(session: AsyncSession, one: Adoption) -> list[tuple[str, bool]]:
    return [(said.quarter, said.used) for said in await evidence_of(session, one.id)]


@pytest.mark.parametrize(
    ("told", "used"),
    [
        ({"uses": 3}, [("2025Q3", True)]),
        ({"uses": 0}, [("2025Q3", False)]),
        ({"uses": None}, []),
        ({"uses": 0, "received": 1}, []),
        ({"uses": 1, "received": 1}, [("2025Q3", True)]),
        ({"uses": 5, "item": "digital_clinic"}, []),
    ],
)
async def test_only_a_number_says_whether_it_was_used_and_none_only_when_all_is_there(
    session: AsyncSession,
    county: County,
    embedded: Adoption,
    told: dict[str, Any],
    used: list[tuple[str, bool]],
) -> None:
    await hear_figures(session, figures(county.units["u"], "2025Q3", **told))

    assert await known(session, embedded) == used


async def test_figures_of_a_half_year_or_of_another_unit_say_nothing_of_it(
    session: AsyncSession, county: County, embedded: Adoption
) -> None:
    await hear_figures(session, figures(county.units["u"], "2025S2", 5))
    await hear_figures(session, figures(county.units["v"], "2025Q3", 5))

    assert await known(session, embedded) == []


async def test_what_metrics_told_last_of_a_quarter_counts(
    session: AsyncSession, county: County, embedded: Adoption
) -> None:
    unit = county.units["u"]
    for uses in (0, 7):
        await hear_figures(session, figures(unit, "2025Q3", uses))

    kept = await figures_of(session, unit, "2025Q3")

    assert kept is not None
    assert [one["value"] for one in kept.figures] == ["7"]
    assert await known(session, embedded) == [("2025Q3", True)]


async def test_the_professionals_side_has_a_figure_of_its_own_where_it_is_told(
    session: AsyncSession, county: County, embedded: Adoption
) -> None:
    embedded.side = Side.PROFESSIONAL
    told = figures(county.units["u"], "2025Q3", 9)
    none = told.figures[0].model_copy(
        update={"metric": "service_uses_professional", "value": Decimal(0)}
    )
    both: list[Figure] = [*told.figures, none]

    await hear_figures(session, told.model_copy(update={"figures": both}))

    assert await known(session, embedded) == [("2025Q3", False)]


async def test_two_quarters_with_a_gap_prove_nothing(
    session: AsyncSession, county: County, embedded: Adoption
) -> None:
    for quarter in ("2025Q1", "2025Q3"):
        await hear_figures(session, figures(county.units["u"], quarter, 0))

    assert embedded.state == "embedded"


async def test_evidence_by_hand_is_of_digital_services_and_the_lead(
    client: AsyncClient, session: AsyncSession, embedded: Adoption
) -> None:
    path = f"/adoptions/{embedded.id}/evidence"
    said = {"quarter": "2025Q2", "used": False, "source": "supplier_report"}
    with standing_at(AUTUMN):
        mentor = await client.post(path, headers=caller("me1"), json=said)
        claimed = await client.post(path, headers=caller("lu"), json=said | {"source": "metrics"})
        future = await client.post(path, headers=caller("lu"), json=said | {"quarter": "2026Q1"})
        first = await client.post(path, headers=caller("di"), json=said)
        last = await client.post(path, headers=caller("lu"), json=said | {"quarter": "2025Q3"})
        now = await client.get(f"/adoptions/{embedded.id}", headers=caller("di"))
        read = await client.get(path, headers=caller("su"))

    assert [slug(one) for one in (mentor, claimed, future)] == [
        "role-required",
        "validation-error",
        "validation-error",
    ]
    assert future.json()["errors"][0]["detail"].endswith("Enintään 2025Q4.")
    assert (first.status_code, last.status_code) == (201, 201)
    assert [one["quarter"] for one in read.json()["items"]] == ["2025Q3", "2025Q2"]
    assert now.json()["state"] == "live"
    assert await names_told(session) == ["mentoring.adoption.lapsed"]


async def test_what_is_in_use_is_retired_with_its_service_or_its_unit(
    session: AsyncSession, county: County, embedded: Adoption
) -> None:
    other = await offered_service(session, (), code="digital_clinic")
    ended = await session.get_one(OrgUnit, county.units["v"])
    ended.closed_on = AUTUMN.date()
    gone = Adoption(
        state="live", org_unit_id=ended.id, digital_service_id=other.id, side=Side.RESIDENT
    )
    session.add(gone)
    with standing_at(AUTUMN):
        assert await retire_what_ended(session) == 1
        service = await session.scalar(
            select(DigitalService).where(DigitalService.id == embedded.digital_service_id)
        )
        assert service is not None
        service.lifecycle = Lifecycle.RETIRED
        assert [await retire_what_ended(session) for _ in range(2)] == [1, 0]

    assert (gone.state, embedded.state) == ("retired", "retired")
    assert await names_told(session) == ["mentoring.adoption.retired"] * 2
