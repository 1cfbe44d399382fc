"""Work is begun in units that exist on the day, of services that the catalogue knows."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.applicability import Fit, ServiceApplicability
from mentoring.people.org_units import OrgUnit
from tests.mentoring.bridge.needing import a_service
from tests.mentoring.bridge.test_engagements import NOON
from tests.mentoring.county import BEGINNING, County, caller
from tests.mentoring.support.items import target

PATHS = ("needs", "plans", "adoptions", "forwarded-items", "mappings")


@pytest_asyncio.fixture
async def new(session: AsyncSession, county: County) -> dict[str, dict[str, Any]]:
    """What is sent to begin work, by path; without the unit. U2 ended in September."""
    service, target_id = await a_service(session), await target(session)
    marks = {"purpose": "awareness", "audience": "resident"}
    for unit in ("u", "u2"):
        session.add(
            ServiceApplicability(
                org_unit_id=county.units[unit],
                digital_service_id=service,
                value=Fit.APPLICABLE,
                valid=Range(BEGINNING, None),
            )
        )
    ended = await session.get_one(OrgUnit, county.units["u2"])
    ended.closed_on = date(2026, 9, 1)
    await session.commit()
    return {
        "needs": {"title": "Etävastaanotto"},
        "plans": {"year": 2026},
        "adoptions": marks | {"digital_service_id": f"{service}", "side": "resident"},
        "forwarded-items": {"kind": "fault", "target_id": f"{target_id}", "text": "Ei aukea."},
        "mappings": marks,
    }


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_begun_in_a_unit_that_is_not_there_or_has_ended(
    client: AsyncClient, county: County, new: dict[str, dict[str, Any]], path: str
) -> None:
    with standing_at(NOON):
        answers = [
            await client.post(
                f"/{path}", headers=caller("lu"), json=new[path] | {"org_unit_id": f"{unit}"}
            )
            for unit in (uuid4(), county.units["u2"])
        ]

    for answer in answers:
        assert answer.status_code == 422, answer.text
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
            ("/org_unit_id", "not_in_list")
        ]


@pytest.mark.parametrize("path", PATHS)
async def test_work_is_begun_in_a_unit_that_is_there(
    client: AsyncClient, county: County, new: dict[str, dict[str, Any]], path: str
) -> None:
    with standing_at(NOON):
        sent = new[path] | {"org_unit_id": f"{county.units['u']}"}

        answer = await client.post(f"/{path}", headers=caller("lu"), json=sent)

    assert answer.status_code == 201, answer.text


async def test_a_forwarded_item_names_a_digital_service_of_the_catalogue(
    client: AsyncClient, county: County, new: dict[str, dict[str, Any]]
) -> None:
    with standing_at(NOON):
        sent = new["forwarded-items"] | {"digital_service_id": f"{uuid4()}"}

        answer = await client.post("/forwarded-items", headers=caller("lu"), json=sent)

    assert answer.status_code == 422, answer.text
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/digital_service_id", "not_in_list")
    ]
