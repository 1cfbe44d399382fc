"""What the tests of needs begin with: a need in a unit, and the steps that bring it forward."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.catalogue import DigitalService, Lifecycle, ServedSide, ServiceKind
from tests.mentoring.county import County, act, caller

TRIAGED: dict[str, Any] = {"topic": "remote_appointment", "size": "training", "priority": "high"}


async def a_service(session: AsyncSession) -> UUID:
    """A digital service of the catalogue."""
    one = DigitalService(
        code="etavastaanotto",
        names={"fi": "Etävastaanotto", "sv": None, "en": None},
        kind=ServiceKind.REMOTE_APPOINTMENT,
        audience=ServedSide.BOTH,
        lifecycle=Lifecycle.PILOT,
    )
    session.add(one)
    await session.commit()
    return one.id


async def raised(
    client: AsyncClient, county: County, unit: str, who: str = "me1", **fields: Any
) -> Response:
    """Ask for a need of a unit."""
    sent = {"title": "Etävastaanoton käyttö", "org_unit_id": f"{county.units[unit]}"} | fields
    return await client.post("/needs", headers=caller(who), json=sent)


async def a_need(client: AsyncClient, county: County, unit: str, **fields: Any) -> str:
    """The path of a new need."""
    answer = await raised(client, county, unit, **fields)
    assert answer.status_code == 201, answer.text
    return f"/needs/{answer.json()['id']}"


async def triaged(client: AsyncClient, need: str, **fields: Any) -> str:
    """Sorted, with every candidate called different."""
    found = await client.get(f"{need}/duplicates", headers=caller("lu"))
    answers = [{"need_id": one["need_id"], "answer": "different"} for one in found.json()["items"]]
    answer = await act(client, "me1", f"{need}/triage", TRIAGED | {"duplicates": answers} | fields)
    if answer.status_code == 422:
        listed = [one["detail"].split(" ")[0] for one in answer.json()["errors"]]
        answers += [{"need_id": one, "answer": "different"} for one in listed]
        again = TRIAGED | {"duplicates": answers} | fields
        answer = await act(client, "me1", f"{need}/triage", again)
    assert answer.status_code == 200, answer.text
    return need


async def concretised(client: AsyncClient, need: str, county: County, owner: str = "pr") -> str:
    answer = await act(
        client,
        "me1",
        f"{need}/concretise",
        {
            "goal": "Vastaanotot myös etänä",
            "affected_group": "Kuntoutuksen asiakkaat",
            "outcome": "Joka kolmas vastaanotto on etänä",
            "unit_owner_id": f"{county.people[owner]}",
        },
    )
    assert answer.status_code == 200, answer.text
    return need


def id_of(path: str) -> str:
    return path.rpartition("/")[2]


async def seen(client: AsyncClient, path: str, who: str = "lu") -> Any:
    """What somebody reads there."""
    return (await client.get(path, headers=caller(who))).json()
