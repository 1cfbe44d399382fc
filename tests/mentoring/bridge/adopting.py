"""Steps that tests of adoptions share."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.dialogue import Audience, Purpose
from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.listeners import Figure, FiguresChanged
from tests.mentoring.county import County, act, caller

AUTUMN = datetime(2025, 10, 6, 9, tzinfo=UTC)
LIVE = {"go_live_on": "2025-10-06", "waiver_reason": "Palvelu on tuttu."}


async def proposed(
    client: AsyncClient, county: County, service: UUID, **more: Any
) -> dict[str, Any]:
    """What the proposal of a mentor answers."""
    new = {
        "org_unit_id": str(county.units["u"]),
        "digital_service_id": str(service),
        "side": "professional",
        "purpose": "adoption_support",
        "audience": "professional",
        "owner_id": str(county.people["me1"]),
    }
    answer = await client.post("/adoptions", headers=caller("me1"), json=new | more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def prepared(client: AsyncClient, county: County, service: UUID, **more: Any) -> str:
    """The path of an adoption that the unit approved and the mentor prepares."""
    one = f"/adoptions/{(await proposed(client, county, service, **more))['id']}"
    responsible = {"responsible_id": str(county.people["pr"])}
    for who, action, body in (("su", "approve", responsible), ("me1", "start", None)):
        done = await act(client, who, f"{one}/{action}", body)
        assert done.status_code == 200, done.text
    return one


async def piloting(client: AsyncClient, county: County, service: UUID) -> str:
    one = await prepared(client, county, service)
    pilot = {"pilot_scope": "Yksi tiimi.", "pilot_ends_on": "2025-12-31"}
    done = await act(client, "me1", f"{one}/start-pilot", pilot)
    assert done.json()["state"] == "piloting", done.text
    return one


async def trained(session: AsyncSession, county: County, service: UUID) -> None:
    """A training of the staff of the unit in the service was held."""
    plan = DevelopmentPlan(state="active", org_unit_id=county.units["u"], year=2025)
    session.add(plan)
    await session.flush()
    session.add(
        PlanItem(
            state="done",
            plan_id=plan.id,
            org_unit_id=county.units["u"],
            kind=ItemKind.TRAINING,
            title="Etävastaanoton koulutus",
            digital_service_id=service,
            purpose=Purpose.SKILL_SUPPORT,
            audience=Audience.PROFESSIONAL,
        )
    )
    await session.commit()


def figures(unit: UUID, period: str, uses: int | None, **more: Any) -> FiguresChanged:
    """What metrics tell of the uses of remote appointments in a unit and a quarter."""
    said: dict[str, Any] = {"metric": "service_uses", "item": "remote_appointment"} | {
        "value": None if uses is None else Decimal(uses),
        "received": 3,
        "expected": 3,
    }
    figure = Figure.model_validate(said | more)
    return FiguresChanged(org_unit_id=unit, period=period, revision=0, figures=[figure])
