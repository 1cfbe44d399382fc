"""Only applicable pairs are adopted, and the refusal says what is known (S03)."""

from datetime import date

import pytest
from httpx import AsyncClient
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.applicability import Fit, ServiceApplicability
from mentoring.bridge.catalogue import DigitalService, Lifecycle, ServedSide, ServiceKind
from tests.mentoring.county import County, caller, slug


@pytest.mark.parametrize("fit", [Fit.NOT_APPLICABLE, None])
async def test_S03_what_does_not_fit_is_not_adopted(
    fit: Fit | None, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    service = DigitalService(
        code="remote",
        names={"fi": "Etävastaanotto", "sv": None, "en": None},
        kind=ServiceKind.REMOTE_APPOINTMENT,
        audience=ServedSide.BOTH,
        lifecycle=Lifecycle.IN_USE,
        support_contact="tuki",
    )
    session.add(service)
    await session.flush()
    if fit is not None:
        session.add(
            ServiceApplicability(
                org_unit_id=county.units["u"],
                digital_service_id=service.id,
                value=fit,
                valid=Range(date(2020, 1, 1), None),
            )
        )
    await session.commit()
    wanted = {
        "org_unit_id": str(county.units["u"]),
        "digital_service_id": str(service.id),
        "side": "professional",
        "purpose": "adoption_support",
        "audience": "professional",
    }

    answer = await client.post("/adoptions", headers=caller("me1"), json=wanted)

    assert slug(answer) == "service-not-applicable"
    assert answer.json()["applicability"] == (fit or Fit.UNKNOWN)
