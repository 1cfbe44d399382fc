"""Every change of a thing is told in its transaction, once, under the name of what happened."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from directory import publishing
from directory.mobile import visiting
from directory.mobile.units import MobileUnit
from directory.partners.organisations import (
    Organisation,
    OrganisationKind,
    add_organisation,
    archive_organisation,
    change_organisation,
)
from directory.remote.channels import ChannelForm, RemoteChannel
from directory.remote.materials import Material, MaterialKind
from tests.directory.town import helsinki
from tests.services import names_told, told

PHONE = [{"kind": "phone", "value": "03 000 0000"}]
GUIDANCE = [{"service_code": "service_guidance"}]


@pytest_asyncio.fixture
async def owner(session: AsyncSession) -> AsyncIterator[Organisation]:
    with standing_at(helsinki(5, 4, 12)):
        fields = {"name": {"fi": "Lahti"}, "kind": OrganisationKind.MUNICIPALITY}
        yield await add_organisation(session, fields)


async def test_an_organisation_tells_its_life(session: AsyncSession, owner: Organisation) -> None:
    await change_organisation(session, owner, {"name": {"fi": "Lahden kaupunki"}})
    await archive_organisation(session, owner)

    assert await names_told(session) == [
        "directory.organisation.created",
        "directory.organisation.updated",
        "directory.organisation.archived",
    ]


async def test_a_channel_tells_its_life(session: AsyncSession, owner: Organisation) -> None:
    fields = {
        "organisation_id": owner.id,
        "form": ChannelForm.REMOTE_PHONE,
        "name": {"fi": "Puhelin"},
        "audiences": ["resident"],
        "contacts": PHONE,
        "hours": {},
    }
    channel = await publishing.add_thing(session, RemoteChannel, fields)
    await publishing.change_thing(session, channel, {"name": {"fi": "Digituen puhelin"}})
    for action in ("publish", "suspend", "archive"):
        await publishing.act_on_thing(session, channel, action)

    assert (await names_told(session))[1:] == [
        "directory.channel.created",
        "directory.channel.updated",
        "directory.channel.published",
        "directory.channel.suspended",
        "directory.channel.archived",
    ]
    assert [cloud["data"]["public"] for cloud in (await told(session))[1:]] == [
        False, False, True, False, False,
    ]  # fmt: skip


async def test_a_material_tells_that_it_changed(session: AsyncSession, owner: Organisation) -> None:
    fields = {
        "organisation_id": owner.id,
        "kind": MaterialKind.GUIDE,
        "title": {"fi": "Opas"},
        "audiences": ["resident"],
        "files": [{"language": "fi", "url": "https://example.fi/opas.pdf"}],
    }
    material = await publishing.add_thing(session, Material, fields)
    await publishing.act_on_thing(session, material, "publish")

    assert (await names_told(session))[1:] == ["directory.material.updated"] * 2


async def test_a_unit_and_its_visits_tell_what_happens(
    session: AsyncSession, owner: Organisation
) -> None:
    unit = await publishing.add_thing(
        session,
        MobileUnit,
        {
            "organisation_id": owner.id,
            "name": {"fi": "Digiauto"},
            "services": GUIDANCE,
            "contacts": PHONE,
        },
    )
    await publishing.act_on_thing(session, unit, "publish")
    stop: dict[str, Any] = {"name": {"fi": "Tori"}, "address": None, "location": None}
    visit = await visiting.plan_visit(
        session,
        {
            "unit_id": unit.id,
            "starts_at": helsinki(5, 7, 10),
            "ends_at": helsinki(5, 7, 14),
            "stop": stop | {"host_point_id": None},
            "municipality_code": "781",
            "services": GUIDANCE,
        },
    )
    await visiting.confirm_visit(session, visit)
    await visiting.change_visit(session, visit, {"note": {"fi": "Tervetuloa"}})
    later = {"starts_at": helsinki(5, 8, 10), "ends_at": helsinki(5, 8, 14)}
    await visiting.move_visit(session, visit, later)
    await visiting.cancel_visit(session, visit, {"fi": "Auto on rikki"})

    assert (await names_told(session))[1:] == [
        "directory.unit.created",
        "directory.unit.updated",
        "directory.visit.planned",
        "directory.visit.confirmed",
        "directory.visit.updated",
        "directory.visit.moved",
        "directory.visit.cancelled",
    ]
