"""Targets and items for tests of forwarding, made over HTTP as people make them."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.support.items import ForwardedItem
from mentoring.support.targets import ConnectorName, ForwardTarget, TargetKind
from tests.mentoring.county import County, act, caller

TEXT = "Chat ei aukea puhelimella."


async def target(
    session: AsyncSession, connector: ConnectorName = ConnectorName.MANUAL, **more: Any
) -> UUID:
    """A target handled by `it`, unless said otherwise; committed."""
    fields: dict[str, Any] = {"kind": TargetKind.IT, "name": {"fi": "IT"}, "handlers": ["it"]}
    made = ForwardTarget(connector=connector, **fields | more)
    session.add(made)
    await session.commit()
    return made.id


async def written(
    client: AsyncClient, county: County, target_id: UUID, kind: str = "fault", text: str = TEXT
) -> Response:
    """Me1 writes an item down."""
    body = {
        "kind": kind,
        "target_id": f"{target_id}",
        "text": text,
        "org_unit_id": f"{county.units['u']}",
    }
    return await client.post("/forwarded-items", headers=caller("me1"), json=body)


async def sent(client: AsyncClient, county: County, target_id: UUID, kind: str = "fault") -> str:
    """The address of an item that Me1 has sent."""
    made = await written(client, county, target_id, kind)
    assert made.status_code == 201, made.text
    path = f"/forwarded-items/{made.json()['id']}"
    gone = await act(client, "me1", f"{path}/send")
    assert gone.status_code == 200, gone.text
    return path


async def seen(client: AsyncClient, path: str, who: str = "me1") -> dict[str, Any]:
    answer = await client.get(path, headers=caller(who))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def id_of(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


async def row_of(session: AsyncSession, path: str) -> ForwardedItem:
    """As it is in the database now."""
    session.expire_all()
    return await session.get_one(ForwardedItem, id_of(path))
