"""Which digital services fit which units, from which day on (S03, M-031)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.catalogue import DigitalService
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit
from tests.mentoring.county import County, caller, slug
from tests.mentoring.worlds.summary import remote_appointments
from tests.services import names_told, told

NOON = datetime(2025, 5, 5, 9, tzinfo=UTC)
SINCE = date(2025, 1, 1)


async def offered(session: AsyncSession) -> DigitalService:
    service = remote_appointments()
    session.add(service)
    await session.commit()
    return service


async def put(
    client: AsyncClient, who: str, unit: UUID, service: DigitalService, **said: Any
) -> Response:
    path = f"/org-units/{unit}/applicability/{service.id}"
    return await client.put(path, headers=caller(who), json=said)


async def units_like_S03(session: AsyncSession) -> list[UUID]:
    """21 units in all, with the three of the county."""
    more = [OrgUnit(code=f"n{number}", kind=UnitKind.UNIT, opened_on=SINCE) for number in range(18)]
    session.add_all(more)
    await session.commit()
    return [one.id for one in more]


async def coverage(client: AsyncClient, service: DigitalService, on: str) -> tuple[int, ...]:
    query = f"digital_service_id={service.id}&on={on}"
    answer = await client.get(f"/coverage/applicability?{query}", headers=caller("me1"))
    names = ("denominator", "applicable", "not_applicable", "unknown")
    return tuple(answer.json()[name] for name in names)


async def test_S03_4_to_6_the_denominator_counts_applicable_units_from_their_day_on(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service, more = await offered(session), await units_like_S03(session)
    rescue, unknown = more[0], county.units["u"]
    with standing_at(NOON):
        for unit in more[1:]:
            await put(client, "me1", unit, service, value="applicable", valid_from="2025-01-01")
        bare = await put(client, "me1", rescue, service, value="not_applicable")
        said = {"value": "not_applicable", "reason": "not_for_rescue", "valid_from": "2025-01-01"}
        await put(client, "me1", rescue, service, **said)
        before = await coverage(client, service, "2025-03-31")
        events = len(await names_told(session))

        done = await put(client, "me1", unknown, service, value="applicable")

        after = await coverage(client, service, "2025-06-30")
        earlier = await coverage(client, service, "2025-03-31")
        *_, event = await told(session)

    assert slug(bare) == "validation-error"
    assert bare.json()["errors"][0]["pointer"] == "/reason"
    assert before == earlier == (17, 17, 1, 3)
    assert after == (18, 18, 1, 2)
    assert done.json()["valid_from"] == "2025-05-05"
    assert len(await names_told(session)) == events + 1
    assert event["type"] == "fi.digisilta.mentoring.applicability.changed.v1"
    assert event["data"]["org_unit_id"] == str(unknown)
    assert (event["data"]["value"], event["data"]["valid_from"]) == ("applicable", "2025-05-05")


async def test_a_value_holds_until_the_next_one_that_is_known(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service, unit = await offered(session), county.units["u"]
    with standing_at(NOON):
        await put(client, "me1", unit, service, value="applicable", valid_from="2025-01-01")
        await put(client, "me1", unit, service, value="unknown", valid_from="2025-09-01")

        said = {"value": "not_applicable", "reason": "Muutto.", "valid_from": "2025-06-01"}
        await put(client, "lu", unit, service, **said)

        days = ("2024-12-31", "2025-05-31", "2025-06-01", "2025-08-31", "2025-09-01")
        lists = [
            await client.get(f"/org-units/{unit}/applicability?on={day}", headers=caller("su"))
            for day in days
        ]

    held = [one.json()["items"][0] for one in lists]
    assert [one["value"] for one in held] == [
        "unknown",
        "applicable",
        "not_applicable",
        "not_applicable",
        "unknown",
    ]
    assert [one["valid_to"] for one in held] == [
        None,
        "2025-06-01",
        "2025-09-01",
        "2025-09-01",
        None,
    ]


async def test_the_same_day_again_corrects_and_the_same_value_again_tells_nothing(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service, unit = await offered(session), county.units["u"]
    with standing_at(NOON):
        answers = [
            await put(client, "me1", unit, service, value=value)
            for value in ("unknown", "applicable", "applicable")
        ]

        assert [one.json()["value"] for one in answers] == ["unknown", "applicable", "applicable"]
        assert [one["data"]["version"] for one in await told(session)] == [1, 2]


async def test_mentors_write_it_and_each_unit_reads_its_own(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service, unit = await offered(session), county.units["u"]
    with standing_at(NOON):
        refused = [
            await put(client, who, unit, service, value="applicable") for who in ("di", "su", "sv")
        ]
        path = f"/org-units/{unit}/applicability"
        read = [
            (await client.get(path, headers=caller(who))).status_code
            for who in ("su", "rla", "di", "sv", "rlb", "ad")
        ]
        nobody = await client.get(
            f"/coverage/applicability?digital_service_id={service.id}", headers=caller("it")
        )
        own = await client.get(
            f"/coverage/applicability?digital_service_id={service.id}", headers=caller("rlb")
        )

    assert [slug(one) for one in refused] == ["role-required", "missing-scope", "missing-scope"]
    assert read == [200, 200, 200, 404, 404, 404]
    assert own.json()["unknown"] == 1
    assert nobody.json()["unknown"] == 0
