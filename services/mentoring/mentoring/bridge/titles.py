"""What records are called, for sentences that name them beside their ids."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import Said, Wrong
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.need_readers import sees_whole
from mentoring.bridge.needs import Need
from mentoring.naming import services_called
from mentoring.people.permissions import may
from mentoring.people.standing import Standing

MOST = 200
"""Letters of a summary where a name is asked for."""
Names = Mapping[str, str | None]


async def wrongs(
    session: AsyncSession, records: Iterable[Any], by: Standing, pointer: str, code: str
) -> list[Wrong]:
    """An entry of a problem for each: its id, and behind it what it is called when it has a name
    that the caller may read. In `code`, `{noun}` stands for the noun of the record.
    """
    listed = list(records)
    names = await _services(session, listed)
    return [
        Wrong("body", pointer, code.format(noun=getattr(one, "noun", "")), _said(one, names, by))
        for one in listed
    ]


async def _services(session: AsyncSession, records: Iterable[Any]) -> Mapping[UUID, Names]:
    """What the digital services are called that work is about which has no title."""
    ids = {one.digital_service_id for one in records if _is_of_service(one)}
    return await services_called(session, ids) if ids else {}


def _is_of_service(one: Any) -> bool:
    return not hasattr(one, "title") and getattr(one, "digital_service_id", None) is not None


def _said(one: Any, services: Mapping[UUID, Names], by: Standing) -> Said:
    called = _called(one, services, by)
    first = called.get("fi")
    told = (called.get(language) or first for language in ("fi", "sv", "en"))
    return Said(*(f"{one.id} {name}" if name else f"{one.id}" for name in told))


def _called(one: Any, services: Mapping[UUID, Names], by: Standing) -> Names:
    if isinstance(one, Need):
        whole = may(by, "r", "need", one) and sees_whole(by, one)
        return {"fi": one.title if whole else _public(one)}
    if isinstance(one, DigitalService):
        return one.names
    if _is_of_service(one):
        return services.get(one.digital_service_id, {})
    return {"fi": getattr(one, "title", None)}


def _public(need: Need) -> str | None:
    return (need.public_summary or "")[:MOST] or None if need.shared_with_unit else None
